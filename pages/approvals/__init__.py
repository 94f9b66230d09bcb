"""Approvals: the desk and one document."""
