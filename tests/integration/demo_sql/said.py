"""Every metric said in SQL: over which table, under which condition, by which date, what value."""

from dataclasses import dataclass
from typing import Any

import duckdb

Cells = dict[tuple[Any, ...], tuple[Any, int]]


@dataclass(frozen=True, kw_only=True)
class Said:
    """`date` is null where the table itself knows its periods; `per` is asked of every cut."""

    table: str
    value: str
    date: str | None
    where: str = "true"
    per: str | None = None


def _decided(value: str, where: str = "true", per: str | None = None) -> Said:
    return Said(table="decided", value=value, date="eon", where=where, per=per)


def _passed(value: str) -> Said:
    return Said(table="doc", value=value, date="eon", where="passed")


def _share(condition: str) -> str:
    return f"100.0 * count(*) filter ({condition}) / count(*)"


DUE = "status not in ('withdrawn', 'revoked') and due <= npos"
IN_TIME = "decided and e <= due"
CLEAN = "status = 'approved' and returns + rejects + withdrawals = 0"
NOT_OPEN = "action in ('approve', 'countersign', 'reject')"

SAID: dict[str, Said] = {
    "cycle_time": _decided("median(worked) / 60"),
    "cycle_time_mean": _decided("avg(worked) / 60"),
    "cycle_time_p90": _decided("quantile_cont(worked, 0.9) / 60"),
    "cycle_calendar_time": _decided("median(clock) / 60"),
    "cycle_calendar_time_mean": _decided("avg(clock) / 60"),
    "cycle_calendar_time_p90": _decided("quantile_cont(clock, 0.9) / 60"),
    "approver_time": _decided("avg(worked - applicant_minutes) / 60"),
    "approver_time_median": _decided("median(worked - applicant_minutes) / 60"),
    "applicant_time": _decided("avg(applicant_minutes) / 60"),
    "applicant_time_median": _decided("median(applicant_minutes) / 60"),
    "closing_time": Said(
        table="doc", where="closed is not null", date="con", value="median(c - s) / 60"
    ),
    "closing_calendar_time": Said(
        table="doc", where="closed is not null", date="con",
        value="median(date_diff('second', began, closed) // 60) / 60",
    ),
    "on_time_rate": Said(table="doc", where=DUE, date="don", value=_share(IN_TIME)),
    "on_time_closed": Said(
        table="doc", where=f"decided and {DUE}", date="don", value=_share(IN_TIME)
    ),
    "submitted": Said(table="doc", date="son", value="count(*)"),
    "decided": _decided("count(*)"),
    "approved": _passed("count(*)"),
    "submitted_amount": Said(table="doc", date="son", value="sum(amount)", per="currency"),
    "approved_amount": _decided("sum(amount)", "status = 'approved'", per="currency"),
    "withdrawal_rate": Said(table="doc", date="son", value=_share("status = 'withdrawn'")),
    "revocation_rate": _passed(_share("status = 'revoked'")),
    "return_rate": _decided(_share("returns > 0")),
    "returns_per_document": _decided("sum(returns) / count(*)"),
    "first_pass_yield": _decided(_share(CLEAN)),
    "submissions_per_document": _decided("sum(submits) / count(*)"),
    "variants": _decided("count(*)", per="variant"),
    "variant_share": _decided("100.0 * count(*) / sum(count(*)) over others", per="variant"),
    "node_wait": Said(table="wait", date="aon", value="median(waited) / 60"),
    "node_wait_mean": Said(table="wait", date="aon", value="avg(waited) / 60"),
    "node_wait_p90": Said(table="wait", date="aon", value="quantile_cont(waited, 0.9) / 60"),
    "node_wall": Said(table="wall", date="aon", value="median(stood) / 60"),
    "node_share": Said(
        table="wall", date="aon", per="node",
        value="100.0 * sum(stood) / nullif(sum(sum(stood)) over others, 0)",
    ),
    "rejection_rate": Said(
        table="wait", where=NOT_OPEN, date="aon", value=_share("action = 'reject'")
    ),
    "in_flight": Said(table="held", date=None, value="count(*)"),
    "overdue": Said(table="held", date=None, where="ipos > due", value="count(*)"),
    "oldest_age": Said(table="held", date=None, value="max(ipos - s) / 60"),
}  # fmt: skip

# a dimension of ours -> where the SQL has it
COLUMNS = {
    "company": "company::varchar",
    "division": "division::varchar",
    "department": "today::varchar",
    "then": "department::varchar",
    "process": "process",
    "applicant": "applicant::varchar",
    "status": "status",
    "currency": "coalesce(currency, '')",
    "variant": "variant",
    "node": "node",
    "role": "role",
    "actor": "actor::varchar",
    "current_node": "coalesce(node, '')",
    "current_actor": "coalesce(actor::varchar, '')",
}


def say(
    source: duckdb.DuckDBPyConnection,
    name: str,
    by: tuple[str, ...] = (),
    *,
    grain: str | None = None,
    where: str = "true",
) -> Cells:
    """Value and rows counted of every cell, from the source; keys are `by`, then the period."""
    said = SAID[name]
    keys = [COLUMNS[dimension] for dimension in by]
    others = [COLUMNS[dimension] for dimension in by if dimension != said.per]
    conditions = [said.where, where]
    table = said.table
    if said.date is None:
        table = "waiting" if any(one.startswith("current") for one in by) else table
        conditions.append(f"grain = '{grain or 'all'}'")
    if said.date is not None:
        conditions.append(f"{said.date} is not null")
    if grain is not None:
        period = _period(said.date, grain)
        keys, others = [*keys, period], [*others, period]
    picked = "".join(f"{key}, " for key in keys)
    groups = f"group by {', '.join(keys)}" if keys else ""
    window = f"window others as (partition by {', '.join(others)})" if others else ""
    value = said.value if others else said.value.replace("over others", "over ()")
    rows = source.execute(
        f"select {picked}{value}, count(*) from {table} as it"
        f" where {' and '.join(f'({one})' for one in conditions)} {groups} {window}"
    ).fetchall()
    return {tuple(row[:-2]): (row[-2], row[-1]) for row in rows}


def _period(date: str | None, grain: str) -> str:
    if date is None:
        return "period"
    if grain == "month":
        return f"strftime({date}, '%Y-%m')"
    here = f"day.calendar = it.calendar and day.day = {date}"
    return f"(select accounting from day where {here})"
