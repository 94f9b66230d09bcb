"""Pages about one business document and the chain it belongs to."""
