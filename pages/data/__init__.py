"""What the data itself is like: fresh, complete, quarantined."""
