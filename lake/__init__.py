"""The Delta store: change batches, merge-on-read, compaction, as-of and restore."""
