"""The worker: durable workflows that sync sources, refresh facts, publish pins and tidy up."""
