"""Facts made ready in memory: departments looked up once, rows that are left out kept apart.

Both depend on versions alone, never on a viewer; the scope is applied to them at every question.
"""

from datetime import date
from itertools import count

import polars as pl

from metrics.columns import left_out
from metrics.definition import Cut, Metric
from metrics.dimensions import LOOKED_UP
from metrics.eliminate import ways
from metrics.registry import every_metric
from queries.cache import Kept
from queries.frames import Snapshot
from queries.scoping import columns_of
from queries.whole import Whole

KEPT = 8
Flags = tuple[tuple[str, bool], ...]
BesideKey = tuple[str, int, tuple[tuple[str, int], ...], date]
ApartKey = tuple[str, int, Flags]


class Held:
    """What many questions on one version of a fact share; safe to share among threads."""

    def __init__(self) -> None:
        self._beside: Kept[BesideKey, pl.DataFrame] = Kept(KEPT)
        self._apart: Kept[ApartKey, pl.DataFrame] = Kept(KEPT)
        self._times: Kept[ApartKey, count[int]] = Kept(KEPT * KEPT)

    def looked_up(
        self, snapshot: Snapshot, fact: str, whole: Whole, departments: pl.DataFrame, on: date
    ) -> pl.DataFrame:
        """A fact that lies in memory, with the columns of `LOOKED_UP`; rows keep their places.

        `departments` are those of the snapshot on the day `on`.
        """
        rows, store = whole.rows, snapshot.store_of(fact)
        key = (store, snapshot.pin.versions[store], snapshot.versions("departments"), on)
        return rows.hstack(self._beside.get(key, lambda: _looked_up(rows, departments)))

    def excluded(self, snapshot: Snapshot, metric: Metric) -> pl.DataFrame | None:
        """The rows of a metric's fact that its exclusions leave out, kept when asked for again.

        None at the first time, when going through the fact once is cheaper, and where none are;
        nor for what only some questions leave out.
        """
        if any(each.unless for each in metric.exclusions):
            return None
        flags = flags_of(metric)
        store = snapshot.store_of(metric.fact.name)
        key = (store, snapshot.pin.versions[store], flags)
        if not flags or not next(self._times.get(key, count)):
            return None
        return self._apart.get(key, lambda: _apart(snapshot, metric))


def flags_of(metric: Metric) -> Flags:
    """What tells the rows a metric leaves out from others."""
    return tuple(sorted({(each.flag, each.holds) for each in metric.exclusions}))


def _looked_up(rows: pl.DataFrame, departments: pl.DataFrame) -> pl.DataFrame:
    own, known = pl.col("department_id"), departments["department_id"]
    return rows.select(
        own.replace_strict(known, departments[of], default=own, return_dtype=pl.String).alias(name)
        for name, of in LOOKED_UP.items()
    )


def _apart(snapshot: Snapshot, metric: Metric) -> pl.DataFrame:
    """The columns any metric with the same exclusions may need of the rows left out."""
    alike = [
        way
        for each in every_metric()
        for way in ways(each)
        if way.fact.name == metric.fact.name and flags_of(way) == flags_of(metric)
    ]
    names = dict.fromkeys(columns_of(metric.fact))
    for each in alike:
        every = Cut(by=(), where=tuple((name, ()) for name in each.by), grain="month")
        names |= dict.fromkeys(left_out(each, every))
    leaves_out = [pl.col(flag) == holds for flag, holds in flags_of(metric)]
    rows = snapshot.fact(metric.fact.name).filter(pl.any_horizontal(leaves_out))
    return rows.select(*names).collect()
