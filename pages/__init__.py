"""The screens, one page a file; Streamlit never globs subfolders of this package."""
