"""Real public data and a living demo enterprise."""
