"""Small worlds for fact tests: table rows written in local time, built into facts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from facts.build import Built, build
from facts.calendar import calendar_days
from facts.references import References
from tables.approvals import APPROVAL_STEPS, APPROVALS, PROCESS_SLA
from tables.org import CALENDAR, COMPANIES

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS_9_TO_18 = (540, 720, 780, 1080)
STAMP = datetime(2026, 1, 1, tzinfo=UTC)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A local moment such as "2026-11-02 09:00" as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def table(schema: pl.Schema, rows: list[dict[str, Any]]) -> pl.DataFrame:
    full = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(full, schema=schema)


def calendar_rows(
    calendar_id: str = "cn",
    first: date = date(2026, 1, 1),
    last: date = date(2026, 12, 31),
    hours: tuple[int | None, ...] = WEEKDAYS_9_TO_18,
    off: frozenset[date] = frozenset(),
    every_day: bool = False,
    source: str = "oa",
) -> list[dict[str, Any]]:
    rows = list[dict[str, Any]]()
    day = first
    while day <= last:
        works = (every_day or day.weekday() < 5) and day not in off
        o1, c1, o2, c2 = hours if works else (None,) * 4
        rows.append(
            {
                "source": source,
                "calendar_id": calendar_id,
                "day": day,
                "is_working": works,
                "open_1": o1,
                "close_1": c1,
                "open_2": o2,
                "close_2": c2,
                "accounting_period": f"{day:%Y-%m}",
                "fiscal_year": f"{day:%Y}",
                "updated_at": STAMP,
            }
        )
        day += timedelta(days=1)
    return rows


def calendar(*parts: list[dict[str, Any]]) -> pl.DataFrame:
    return table(CALENDAR.schema, [row for part in parts or (calendar_rows(),) for row in part])


def company(company_id: str = "c1", **more: Any) -> dict[str, Any]:
    base = {"source": "oa", "company_id": company_id, "name": company_id, "zone": "Asia/Shanghai"}
    return base | {"calendar_id": "cn", "is_test": False, "updated_at": STAMP} | more


def promise(minutes: int = 960, process: str = "expense", **more: Any) -> dict[str, Any]:
    base = {"source": "oa", "process": process, "node": "*", "minutes": minutes}
    return base | {"valid_from": date(2020, 1, 1), "updated_at": STAMP} | more


def approval(approval_id: str = "A", status: str = "running", **more: Any) -> dict[str, Any]:
    base = {
        "source": "oa",
        "approval_id": approval_id,
        "company_id": "c1",
        "process": "expense",
        "title": f"Form {approval_id}",
        "department_id": "d1",
        "applicant_id": "p0",
        "status": status,
        "created_at": at("2026-11-02 08:30"),
        "updated_at": STAMP,
    }
    times = {n: at(v) for n, v in more.items() if n.endswith("_at") and isinstance(v, str)}
    return base | more | times


def steps(approval_id: str, *rows: tuple[Any, ...], **common: Any) -> list[dict[str, Any]]:
    """Rows of (action, node, actor, entered, acted[, extra]) in order; None for what is open."""
    out = list[dict[str, Any]]()
    for seq, (action, node, actor, entered, acted, *extra) in enumerate(rows, start=1):
        row = {
            "source": "oa",
            "approval_id": approval_id,
            "seq": seq,
            "company_id": "c1",
            "created_at": at("2026-11-02 08:30"),
            "round": 1,
            "node": node,
            "actor_id": actor,
            "action": action,
            "entered_at": at(entered),
            "acted_at": None if acted is None else at(acted),
            "updated_at": STAMP,
        }
        out.append(row | common | (extra[0] if extra else {}))
    return out


def references(
    companies: list[dict[str, Any]] | None = None,
    sla: list[dict[str, Any]] | None = None,
    days: pl.DataFrame | None = None,
) -> References:
    return References.of(
        table(COMPANIES.schema, [company()] if companies is None else companies),
        table(PROCESS_SLA.schema, [promise()] if sla is None else sla),
        calendar_days(calendar() if days is None else days),
    )


def facts(
    approvals: list[dict[str, Any]],
    acts: list[dict[str, Any]] | None = None,
    known: References | None = None,
) -> Built:
    return build(
        table(APPROVALS.schema, approvals),
        table(APPROVAL_STEPS.schema, acts or []),
        known or references(),
    )


def one(built: Built, document_id: str = "A") -> dict[str, Any]:
    return built.approval.row(by_predicate=pl.col("document_id") == document_id, named=True)


def step(built: Built, seq: int, approval_id: str = "A") -> dict[str, Any]:
    key = (pl.col("approval_id") == approval_id) & (pl.col("seq") == seq)
    return built.approval_step.row(by_predicate=key, named=True)
