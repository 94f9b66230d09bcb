"""What the installation remembers about itself: people, rights, sessions, cursors, pins, runs."""
