"""What a metric may be cut by: each dimension's words and the column it lives in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals.stable.v2 as nw

from metrics.definition import Cut, Metric, Text
from metrics.errors import UnknownDimension
from metrics.frames import Frames, Members

MISSING = ""
"""In `Cut.where`: the rows whose dimension is null."""

Rows = nw.LazyFrame[Any]
Organisation = Literal["today", "then"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One way to cut.

    `column` is the fact's column. A dimension of the organisation is looked up in the department
    dimension instead, in the column of the view asked for (`today`, `then`), where it names one.
    """

    name: str
    label: Text
    column: str
    today: str = ""
    then: str = ""

    def joined(self, organisation: Organisation) -> str:
        """The column of the department dimension it needs, or empty."""
        return self.today if organisation == "today" else self.then


DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension(name="company", label={"zh": "公司", "en": "Company"}, column="company_id"),
        Dimension(
            name="department",
            label={"zh": "部门", "en": "Department"},
            column="department_id",
            today="today_id",
        ),
        Dimension(
            name="division",
            label={"zh": "事业部", "en": "Division"},
            column="department_id",
            today="today_division_id",
            then="then_division_id",
        ),
        Dimension(name="process", label={"zh": "流程", "en": "Process"}, column="process"),
        Dimension(name="node", label={"zh": "节点", "en": "Node"}, column="node"),
        Dimension(name="role", label={"zh": "角色", "en": "Role"}, column="role"),
        Dimension(name="actor", label={"zh": "办理人", "en": "Actor"}, column="actor_id"),
        Dimension(
            name="applicant", label={"zh": "申请人", "en": "Applicant"}, column="applicant_id"
        ),
        Dimension(name="status", label={"zh": "状态", "en": "Status"}, column="status"),
        Dimension(name="variant", label={"zh": "路径", "en": "Variant"}, column="variant"),
        Dimension(
            name="current_node",
            label={"zh": "当前节点", "en": "Current node"},
            column="current_node",
        ),
        Dimension(
            name="current_actor",
            label={"zh": "当前办理人", "en": "Current actor"},
            column="current_actor_id",
        ),
        Dimension(name="currency", label={"zh": "币种", "en": "Currency"}, column="currency"),
        Dimension(name="document", label={"zh": "单据", "en": "Document"}, column="document_id"),
    )
}


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
    """The dimensions a cut names: those on the fact itself, those that need the departments."""
    names = dict.fromkeys([*cut.by, *(name for name, _ in cut.where)])
    found = [known(metric, name) for name in names]
    return (
        [d for d in found if not d.joined(cut.organisation)],
        [d for d in found if d.joined(cut.organisation)],
    )


def among(column: nw.Expr, values: Sequence[str]) -> nw.Expr:
    """True where the column holds one of the values; `MISSING` stands for null."""
    named = [value for value in values if value != MISSING]
    inside = column.is_in(named) & ~column.is_null()
    if MISSING not in values:
        return inside
    return column.is_null() | inside if named else column.is_null()


def where_own(metric: Metric, cut: Cut, members: Members | None, skip: str = "") -> list[nw.Expr]:
    """The conditions of a cut on the fact's own columns, to be pushed down to the scan."""
    own, joined = split(metric, cut)
    columns = {d.name: d.column for d in own}
    found = [
        among(nw.col(columns[name]), values)
        for name, values in cut.where
        if name in columns and name != skip
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
    found = {d.name: nw.col(d.column) for d in own}
    if joined and resolved:
        found |= {d.name: nw.col(_resolved(d, cut.organisation)) for d in joined}
    elif joined:
        rows = rows.join(nw.from_native(frames.departments), on="department_id", how="left")
        # A department the organisation doesn't know stays itself.
        looked_up = {d.name: d.joined(cut.organisation) for d in joined}
        found |= {name: nw.coalesce(of, "department_id") for name, of in looked_up.items()}
    names = set[str]() if frames.members is not None else {d.name for d in joined}
    conditions = [among(found[name], values) for name, values in cut.where if name in names]
    rows = rows.filter(*conditions) if conditions else rows
    return rows, {name: found[name] for name in cut.by}


def resolved_columns(metric: Metric, cut: Cut) -> list[str]:
    """The columns `resolved` adds that a metric in a cut reads."""
    return [_resolved(d, cut.organisation) for d in split(metric, cut)[1]]


def _resolved(dimension: Dimension, view: Organisation) -> str:
    return f"_{dimension.name}_{view}"
