"""History cut into pieces that memory can hold: some months, or some groups, at a time."""

from collections.abc import Iterator, Mapping

import polars as pl

c = pl.col


def spans(months: Mapping[str, int], limit: int) -> list[list[str]]:
    """Months in order, put together while they hold at most `limit` rows; a larger one is alone."""
    found: list[list[str]] = []
    room = 0
    for month, rows in sorted(months.items()):
        if not found or rows > room:
            found.append([])
            room = limit
        found[-1].append(month)
        room -= rows
    return found


def by_weight(groups: pl.DataFrame, limit: int) -> Iterator[pl.DataFrame]:
    """Groups (and `rows`) put together while they hold at most `limit` rows or so."""
    slices = groups.with_columns(_slice=(c("rows").cum_sum() - 1) // limit)
    for part in slices.partition_by("_slice", maintain_order=True):
        yield part.drop("_slice", "rows")
