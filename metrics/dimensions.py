"""How a cut's dimensions filter and group the rows of a fact."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from metrics.definition import Cut, Metric
from metrics.dimension_list import (
    DIMENSIONS,
    Dimension,
    Organisation,
    Place,
    Via,
    place,
)
from metrics.errors import UnknownDimension
from metrics.frames import Frames, Members

MISSING = ""
"""In `Cut.where`: the rows whose dimension is null."""

Rows = nw.LazyFrame[Any]
__all__ = ["DIMENSIONS", "Dimension"]

LOOKED_UP: dict[str, str] = {
    "_department_today": "today_id",
    "_division_today": "today_division_id",
    "_division_then": "then_division_id",
}
"""What a fact may carry ready-made: a dimension in a view, by its column of the departments."""


def known(metric: Metric, name: str) -> Dimension:
    """The dimension `name` of a metric. Raises `UnknownDimension` with those it has."""
    if name not in metric.by:
        allowed = ", ".join(metric.by)
        raise UnknownDimension(
            f"“{metric.label['zh']}”可按这些维度看：{allowed}。",
            f"{metric.name} can be cut by {allowed}; not by {name[:40]!r}.",
        )
    return DIMENSIONS[name]


def split(metric: Metric, cut: Cut) -> tuple[list[Dimension], list[Dimension]]:
    """The dimensions a cut names: those on the fact itself, those that need the departments.

    Those that masters tell are in neither: `told_by_masters`.
    """
    found = _named(metric, cut)
    joined = [d for d in found if d.joined(cut.organisation)]
    own = [d for d in found if not d.joined(cut.organisation) and at(metric, d).via is None]
    return own, joined


def told_by_masters(metric: Metric, cut: Cut) -> list[tuple[Dimension, Via]]:
    """The dimensions a cut names that are attributes of what a column refers to."""
    found = [(d, at(metric, d).via) for d in _named(metric, cut) if not d.joined(cut.organisation)]
    return [(dimension, via) for dimension, via in found if via is not None]


def at(metric: Metric, dimension: Dimension) -> Place:
    """Where a dimension lives for a metric's fact. Raises `UnknownDimension`."""
    found = place(dimension, metric.fact)
    if found is None:
        raise UnknownDimension(
            f"“{metric.label['zh']}”没有“{dimension.label['zh']}”。",
            f"{metric.name} knows no {dimension.name}.",
        )
    return found


def _named(metric: Metric, cut: Cut) -> list[Dimension]:
    names = dict.fromkeys([*cut.by, *(name for name, _ in cut.where)])
    return [known(metric, name) for name in names]


def among(column: nw.Expr, values: Sequence[str]) -> nw.Expr:
    """True where the column holds one of the values; `MISSING` stands for null."""
    named = [value for value in values if value != MISSING]
    inside = column.is_in(named) & ~column.is_null()
    if MISSING not in values:
        return inside
    return column.is_null() | inside if named else column.is_null()


def where_own(
    metric: Metric, cut: Cut, members: Members | None, skip: Collection[str] = ()
) -> list[nw.Expr]:
    """The conditions of a cut on the fact's own columns, to be pushed down to the scan."""
    own, joined = split(metric, cut)
    columns = {d.name: at(metric, d).column for d in own}
    found = [
        among(nw.col(columns[name]), values)
        for name, values in cut.where
        if name in columns and name not in skip
    ]
    if members is not None:
        looked_up = {d.name: members[_resolved(d, cut.organisation)] for d in joined}
        found += [
            among(nw.col("department_id"), _departments_of(values, looked_up[name]))
            for name, values in cut.where
            if name in looked_up
        ]
    return found


def _departments_of(values: Sequence[str], of: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The departments on documents that some values stand for; an unknown one is itself."""
    return [each for value in values for each in of.get(value, (value,))]


def with_dimensions(
    rows: Rows, metric: Metric, cut: Cut, frames: Frames, *, resolved: bool = False
) -> tuple[Rows, dict[str, nw.Expr]]:
    """The rows kept where joined dimensions match, and an expression per dimension of `cut.by`.

    Of rows that are `resolved` nothing has to be looked up.
    """
    own, joined = split(metric, cut)
    if frames.members is not None:  # `where_own` has filtered
        joined = [d for d in joined if d.name in cut.by]
    found = {d.name: nw.col(at(metric, d).column) for d in own}
    told = told_by_masters(metric, cut)
    for dimension, via in told:
        rows = _with_attribute(rows, dimension, via, frames)
        found[dimension.name] = nw.col(_attribute(dimension))
    if joined and resolved:
        found |= {d.name: nw.col(_resolved(d, cut.organisation)) for d in joined}
    elif joined:
        rows = rows.join(nw.from_native(frames.departments), on="department_id", how="left")
        # A department the organisation doesn't know stays itself.
        looked_up = {d.name: d.joined(cut.organisation) for d in joined}
        found |= {name: nw.coalesce(of, "department_id") for name, of in looked_up.items()}
    names = set[str]() if frames.members is not None else {d.name for d in joined}
    names |= {dimension.name for dimension, _ in told}
    conditions = [among(found[name], values) for name, values in cut.where if name in names]
    rows = rows.filter(*conditions) if conditions else rows
    return rows, {name: found[name] for name in cut.by}


def _with_attribute(rows: Rows, dimension: Dimension, via: Via, frames: Frames) -> Rows:
    """The rows with an attribute of what they refer to; null where the master doesn't know it."""
    master: Rows = nw.from_native(frames.masters[via.master])
    told = master.select(nw.col(via.column), nw.col(via.attribute).alias(_attribute(dimension)))
    return rows.join(told, on=via.column, how="left")


def _attribute(dimension: Dimension) -> str:
    return f"_{dimension.name}"


def resolved_columns(metric: Metric, cut: Cut) -> list[str]:
    """The columns `resolved` adds that a metric in a cut reads."""
    return [_resolved(d, cut.organisation) for d in split(metric, cut)[1]]


def _resolved(dimension: Dimension, view: Organisation) -> str:
    return f"_{dimension.name}_{view}"
