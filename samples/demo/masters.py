"""The OA's master data: companies, departments, people, processes, promises and working days."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from samples.demo.moments import LAST_YEAR, day_of, kind_of, midnight, months_before, stamp
from samples.demo.organisation import COMPANIES, Organisation
from samples.demo.processes import PROCESSES, ROLE_IDS, ROLE_NAMES, START, start_id
from samples.demo.schema import DAY_TYPES, IN_OFFICE, LEFT

CLOSES_ON = {"HY-STD": None, "HY-25": 25}
HOURS = ("09:00", "12:00", "13:00", "18:00")
Rows = list[tuple[object, ...]]


def write_masters(
    connection: sqlite3.Connection, organisation: Organisation, *, first: date, now: int
) -> None:
    """Everything a document refers to, as of `now`; history begins on `first`."""
    opened = f"{first.isoformat()} 08:00:00"
    _companies(connection, opened)
    _departments(connection, organisation, opened, now)
    _people(connection, organisation, opened, now)
    _processes(connection, first, now)
    # the ERP's history is some months longer than the OA's
    start, last = date(months_before(first, 4).year, 1, 1), date(day_of(now).year + 1, 12, 31)
    rows = [row for calendar in CLOSES_ON for row in calendar_rows(calendar, start, last, opened)]
    connection.executemany("INSERT INTO kq_workday VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)


def _companies(connection: sqlite3.Connection, opened: str) -> None:
    rows: Rows = [
        (
            c.id,
            c.name,
            c.name_en,
            c.parent,
            "CNY",
            "Asia/Shanghai",
            c.calendar,
            int(c.is_test),
            0,
            opened,
        )
        for c in COMPANIES
    ]
    connection.executemany("INSERT INTO hrmsubcompany VALUES (?,?,?,?,?,?,?,?,?,?)", rows)


def _departments(
    connection: sqlite3.Connection, organisation: Organisation, opened: str, now: int
) -> None:
    merged = stamp(min(midnight(organisation.merged_on) + 9 * 3600, now))
    rows: Rows = []
    for one in organisation.departments.values():
        touched = one.until is not None or one.since == organisation.merged_on
        until = one.until.isoformat() if one.until else None
        since = one.since.isoformat()
        rows.append(
            (one.id, one.name, one.name_en, one.company, one.parent, one.head, since, until,
             one.merged_into, int(one.until is not None), merged if touched else opened)
        )  # fmt: skip
    connection.executemany("INSERT INTO hrmdepartment VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)


def _people(
    connection: sqlite3.Connection, organisation: Organisation, opened: str, now: int
) -> None:
    rows: Rows = []
    today = day_of(now)
    for one in organisation.people.values():
        gone = one.left is not None and one.left <= today
        changed = one.left if gone else organisation.merged_on if one.former else None
        rows.append(
            (one.id, f"HY{one.id:05}", one.name, one.company, one.department, one.manager,
             one.position, LEFT if gone else IN_OFFICE,
             f"{changed.isoformat()} 09:00:00" if changed else opened)
        )  # fmt: skip
    connection.executemany("INSERT INTO hrmresource VALUES (?,?,?,?,?,?,?,?,?)", rows)


def _processes(connection: sqlite3.Connection, first: date, now: int) -> None:
    roles: Rows = [(ROLE_IDS[role], name) for role, name in ROLE_NAMES.items()]
    flows: Rows = [(p.id, p.name, 100 + p.id, 1) for p in PROCESSES]
    nodes: Rows = [
        (node.id, p.id, node.name, 1, place)
        for p in PROCESSES
        for place, node in enumerate(p.nodes, start=1)
    ]
    nodes += [(start_id(p), p.id, START, 0, 0) for p in PROCESSES]
    connection.executemany("INSERT INTO hrmroles VALUES (?,?)", roles)
    connection.executemany("INSERT INTO workflow_base VALUES (?,?,?,?)", flows)
    connection.executemany("INSERT INTO workflow_nodebase VALUES (?,?,?,?,?)", nodes)
    changed = sla_change(day_of(now))
    rows: Rows = []
    for process in PROCESSES:
        if process.promise is None:
            continue
        before, after = process.promise
        start = date(first.year, 1, 1)
        rows.append((process.id, None, before * 60, start, f"{first.isoformat()} 08:00:00"))
        if after != before:
            rows.append((process.id, None, after * 60, changed, f"{changed.isoformat()} 08:00:00"))
    for node in (node for p in PROCESSES for node in p.nodes if node.name == "财务复核"):
        rows.append((node.id // 100, node.id, 480, date(first.year, 1, 1), f"{first} 08:00:00"))
    connection.executemany(
        "INSERT INTO workflow_timelimit VALUES (?,?,?,?,?,?)",
        [(n, r[0], r[1], r[2], str(r[3]), r[4]) for n, r in enumerate(rows, start=1)],
    )


def sla_change(today: date) -> date:
    """The day the new promises took effect: the first of the month a year ago."""
    return months_before(today, 12)


def calendar_rows(
    calendar: str, first: date, last: date, modified: str
) -> Iterator[tuple[object, ...]]:
    """The days of one calendar with hours and accounting period."""
    closes_on = CLOSES_ON[calendar]
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        kind = kind_of(day)
        working = kind in {"work", "makeup"}
        month = day.year * 12 + day.month - 1 + (closes_on is not None and day.day > closes_on)
        period = f"{month // 12}-{month % 12 + 1:02}"
        memo = {"makeup": "调休上班", "holiday": "法定节假日"}.get(kind)
        if day.year > LAST_YEAR:
            memo = "预排，以国务院办公厅通知为准"
        hours = HOURS if working else (None,) * 4
        yield (
            calendar,
            day.isoformat(),
            DAY_TYPES[kind],
            *hours,
            period,
            period[:4],
            memo,
            modified,
        )
