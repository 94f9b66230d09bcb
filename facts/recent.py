"""The newest of everything that a row is made of."""

from collections.abc import Sequence

import polars as pl

c = pl.col


def newest(key: Sequence[str], *frames: pl.DataFrame) -> pl.DataFrame:
    """`key` and the newest `updated_at` among all rows of the frames that have it."""
    stamps = pl.concat(frame.select(*key, "updated_at") for frame in frames)
    return stamps.group_by(key).agg(c("updated_at").max())
