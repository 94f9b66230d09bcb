"""What the systems of the demo hold, by SQL that shares nothing with the product."""
