"""A frame read into memory whole, in the order of its partitions, so that a few can be sliced."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

import polars as pl

from tables.definition import Table

Place = tuple[int, int]
"""Where rows lie in a frame: the first, and how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All rows of a store at a version, `size` bytes; `places` is where each partition lies."""

    rows: pl.DataFrame
    size: int
    places: Mapping[str, Place]

    @classmethod
    def of(cls, table: Table, read: pl.DataFrame) -> Self:
        """Rows as read; they are put in the order of their partitions."""
        rows, places = read, dict[str, Place]()
        if table.partition is not None:
            month = read[table.partition].dt.strftime("%Y-%m")
            if not month.is_sorted():
                places_of = month.arg_sort()
                rows, month = read[places_of], month[places_of]
            runs = month.rle().struct.unnest()
            starts = runs["len"].cum_sum() - runs["len"]
            places = dict(zip(runs["value"], zip(starts, runs["len"], strict=True), strict=True))
        rows = rows.rechunk()  # a piece per file is slow to join and to group
        return cls(rows=rows, size=int(rows.estimated_size()), places=places)

    def place(self, months: Collection[str]) -> Place:
        """One slice that holds every row of some partitions, and perhaps more."""
        if not self.places:
            return 0, self.rows.height
        wanted = [self.places[month] for month in months if month in self.places]
        first = min((start for start, _ in wanted), default=0)
        after = max((start + length for start, length in wanted), default=0)
        return first, after - first
