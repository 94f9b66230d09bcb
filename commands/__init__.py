"""The pieces of the command line; `cockpit.py` puts them together."""
