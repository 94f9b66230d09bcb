"""Rows counted and rows left out, told apart in one pass over the fact."""

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from metrics.columns import counted, left_out
from metrics.definition import Cut, Metric
from metrics.dimensions import where_own
from metrics.excluded import falls, in_range
from metrics.frames import Frames
from metrics.population import Placed, admitted, check, placed

Rows = nw.LazyFrame[Any]
COUNTED = -1


def in_one_pass(metric: Metric) -> bool:
    """A balance tells its exclusions at one instant only, a share reads rows it doesn't show."""
    return bool(metric.exclusions) and not metric.share and metric.kind != "balance"


def told_apart(metric: Metric, cut: Cut, frames: Frames, also: Sequence[str] = ()) -> Placed:
    """The rows counted (`_why` is `COUNTED`) and those left out (the number of the exclusion),
    with the fact's columns in use or in `also`.

    Raises `UnknownDimension`, `WrongCut`.
    """
    check(metric, cut)
    why = nw.when(admitted(metric, cut, frames)).then(nw.lit(COUNTED)).otherwise(nw.lit(None))
    for index, exclusion in reversed(list(enumerate(metric.exclusions))):
        why = nw.when(falls(exclusion, metric, cut)).then(nw.lit(index)).otherwise(why)
    rows: Rows = nw.from_native(frames.fact)
    columns = dict.fromkeys([*counted(metric, cut), *left_out(metric, cut), *also])
    rows = rows.select(*columns, _why=why)
    rows = rows.filter(*in_range(metric, cut), *where_own(metric, cut), ~nw.col("_why").is_null())
    return placed(rows, metric, cut, frames)
