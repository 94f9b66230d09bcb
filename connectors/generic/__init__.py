"""Connectors that are configured in YAML and need no code."""
