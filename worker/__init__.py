"""Durable work: sync, facts, publish, compact."""
