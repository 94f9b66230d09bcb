"""Which partitions may hold some values, by the ranges of text that the log keeps of every file."""

from bisect import bisect_left
from collections.abc import Mapping

import polars as pl

from lake.layout import File
from lake.snapshot import Snapshot

_TOLD = 32  # characters: longer bounds may be cut short where they are logged


def months_holding(snapshot: Snapshot, values: pl.DataFrame) -> frozenset[str]:
    """The partitions with a file that may hold, for every column of `values`, one of its values.

    Columns that are no text, or where a null is wanted, are no condition.
    """
    wanted = {
        name: values[name].unique().sort().to_list()
        for name, dtype in values.schema.items()
        if dtype == pl.String and not values[name].null_count()
    }
    ranges = {name: snapshot.texts(name) for name in wanted}
    return frozenset(
        file.month
        for file in snapshot.files
        if all(_may_hold(file, ranges[name], own) for name, own in wanted.items())
    )


def _may_hold(file: File, ranges: Mapping[str, tuple[str, str]], values: list[str]) -> bool:
    bounds = ranges.get(file.path)
    if bounds is None or max(map(len, bounds)) >= _TOLD:
        return True
    first, last = bounds
    place = bisect_left(values, first)
    return place < len(values) and values[place] <= last
