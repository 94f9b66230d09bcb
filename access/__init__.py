"""Who may see what, decided purely, each decision with its reason."""
