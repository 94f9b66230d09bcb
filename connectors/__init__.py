"""How live sources become batches: a promise, a generator of frames, and errors named by recovery."""
