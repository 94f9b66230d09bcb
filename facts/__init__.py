"""One row per thing that happened, rebuilt for touched keys only."""
