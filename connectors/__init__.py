"""How sources become batches: a promise, a generator of frames, errors named by recovery."""
