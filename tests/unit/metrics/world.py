"""A small generated company: facts, calendars and departments that agree with each other."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import duckdb
import polars as pl

from facts.definition import APPROVAL, APPROVAL_STEP, CALENDAR_DAY
from metrics.frames import CLOCK, DEPARTMENTS, Frames

ZONE = timedelta(hours=8)
PIN = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)  # Wednesday 15:30 local
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
SPANS = ((540, 720), (780, 1080))


def calendar_rows(calendar_id: str, *, saturdays: bool, closes: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    position = working_days = 0
    day = FIRST
    while day <= LAST:
        works = day.weekday() < 5 or (saturdays and day.weekday() == 5)
        minutes = 480 if works else 0
        iso = day.isocalendar()
        ahead = day.replace(day=28) + timedelta(days=7)
        accounting = day if day.day <= closes else ahead
        spans = SPANS if works else ((None, None), (None, None))
        rows.append(
            {
                "calendar_id": calendar_id,
                "day": day,
                "day_number": (day - date(1970, 1, 1)).days,
                "is_working": works,
                "open_1": spans[0][0],
                "close_1": spans[0][1],
                "open_2": spans[1][0],
                "close_2": spans[1][1],
                "minutes": minutes,
                "position": position,
                "working_days": working_days,
                "week": f"{iso.year}-W{iso.week:02}",
                "month": f"{day:%Y-%m}",
                "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
                "year": str(day.year),
                "accounting": f"{accounting:%Y-%m}",
                "fiscal_year": str(day.year),
                "updated_at": datetime(2025, 1, 1, tzinfo=UTC),
            }
        )
        position += minutes
        working_days += works
        day += timedelta(days=1)
    return rows


@dataclass(frozen=True)
class Calendar:
    rows: dict[date, dict[str, object]]

    def position(self, at: datetime) -> int:
        """W(at), minute by minute, for a UTC moment."""
        local = at + ZONE
        row = self.rows[local.date()]
        minute = local.hour * 60 + local.minute
        if not row["is_working"]:
            return int(row["position"])
        return int(row["position"]) + sum(max(0, min(minute, b) - a) for a, b in SPANS)


CALENDARS = {
    "five": Calendar({r["day"]: r for r in calendar_rows("five", saturdays=False, closes=31)}),
    "six": Calendar({r["day"]: r for r in calendar_rows("six", saturdays=True, closes=25)}),
}


def on(at: datetime | None) -> date | None:
    """The local date of a UTC moment."""
    return None if at is None else (at + ZONE).date()


def local(text: str) -> datetime:
    """A UTC moment from a local one: 2026-11-06 17:00."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - ZONE


def calendar_day() -> pl.DataFrame:
    rows = [row for calendar in CALENDARS.values() for row in calendar.rows.values()]
    return pl.DataFrame(rows, schema=CALENDAR_DAY.schema)


def departments() -> pl.DataFrame:
    rows = [
        ("d1", "d1", "top1", "top1"),
        ("d2", "d2", "top1", "top1"),
        ("d3", "d4", "top2", "top1"),  # merged into d4
        ("d4", "d4", "top2", "top2"),
        ("d5", "d5", "top2", "top2"),
    ]
    return pl.DataFrame(rows, schema=DEPARTMENTS, orient="row")


def clock(at: datetime = PIN) -> pl.DataFrame:
    rows = [(name, on(at), calendar.position(at)) for name, calendar in CALENDARS.items()]
    return pl.DataFrame(rows, schema=CLOCK, orient="row")


def approval(**given: object) -> dict[str, object]:
    """One approval row, its dates, positions and flags worked out from moments and status."""
    row: dict[str, object] = dict.fromkeys(APPROVAL.schema)
    row |= {
        "source": "oa",
        "company_id": "c1",
        "calendar_id": "five",
        "department_id": "d1",
        "process": "travel",
        "applicant_id": "p1",
        "status": "running",
        "submits": 1,
        "returns": 0,
        "rejects": 0,
        "withdrawals": 0,
        "is_test": False,
        "applicant_minutes": 0,
    }
    row |= given
    calendar = CALENDARS[str(row["calendar_id"])]
    status = row["status"]
    submitted, decided, closed = row["submitted_at"], row["decided_at"], row["closed_at"]
    row["created_at"] = row["created_at"] or submitted
    row["updated_at"] = row["created_at"]
    if status in ("approved", "rejected"):
        row["ended_at"] = row["ended_at"] or decided
    for name in ("submitted", "decided", "closed", "due", "ended"):
        row[f"{name}_on"] = on(row[f"{name}_at"])
        if f"{name}_pos" in row and row[f"{name}_at"] is not None:
            row[f"{name}_pos"] = calendar.position(row[f"{name}_at"])
    flags = {
        "is_submitted": submitted is not None,
        "is_running": status == "running",
        "is_decided": status in ("approved", "rejected"),
        "is_approved": status == "approved",
        "is_withdrawn": status == "withdrawn",
        "is_revoked": status == "revoked",
        "was_approved": status in ("approved", "revoked"),
        "has_return": int(row["returns"]) > 0,
        "has_sla": row["due_at"] is not None,
    }
    flags["first_pass"] = status == "approved" and not (
        row["returns"] or row["rejects"] or row["withdrawals"]
    )
    row |= flags
    row["approved_on"] = row["decided_on"] if flags["was_approved"] else None
    if decided is not None:
        row["working_minutes"] = calendar.position(decided) - int(row["submitted_pos"])
        row["calendar_minutes"] = int((decided - submitted).total_seconds() // 60)
        row["approver_minutes"] = int(row["working_minutes"]) - int(row["applicant_minutes"])
    if closed is not None:
        row["closing_minutes"] = calendar.position(closed) - int(row["submitted_pos"])
        row["closing_calendar_minutes"] = int((closed - submitted).total_seconds() // 60)
    row["decided_in_time"] = (
        decided is not None
        and row["due_at"] is not None
        and calendar.position(decided) <= int(row["due_pos"])
    )
    return row


def step(**given: object) -> dict[str, object]:
    """One approval step row, its waits worked out from moments."""
    row: dict[str, object] = dict.fromkeys(APPROVAL_STEP.schema)
    row |= {
        "source": "oa",
        "company_id": "c1",
        "calendar_id": "five",
        "department_id": "d1",
        "process": "travel",
        "applicant_id": "p1",
        "round": 1,
        "is_test": False,
    }
    row |= given
    calendar = CALENDARS[str(row["calendar_id"])]
    entered, acted, action = row["entered_at"], row["acted_at"], row["action"]
    row["created_at"] = row["created_at"] or entered
    row["updated_at"] = row["created_at"]
    row["acted_on"] = on(acted)
    row["entered_pos"] = calendar.position(entered)
    if acted is not None:
        row["acted_pos"] = calendar.position(acted)
        row["wait_minutes"] = int(row["acted_pos"]) - int(row["entered_pos"])
        if row.pop("wall", True):
            row["wall_minutes"] = row["wait_minutes"]
    row.pop("wall", None)
    row["is_acted"] = action in ("approve", "reject", "return_to_applicant", "countersign")
    row["is_verdict"] = action in ("approve", "reject", "countersign")
    row["is_reject"] = action == "reject"
    return row


def generated(seed: int, documents: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Approvals and steps of every kind, from a seed."""
    rng = Random(seed)
    approvals, steps = [], []
    for number in range(documents):
        document = _document(rng, number)
        approvals.append(document)
        steps += _steps(rng, document)
    return (
        pl.DataFrame(approvals, schema=APPROVAL.schema),
        pl.DataFrame(steps, schema=APPROVAL_STEP.schema),
    )


def _document(rng: Random, number: int) -> dict[str, object]:
    second = rng.random() < 0.4
    submitted = datetime(2025, 10, 1, tzinfo=UTC) + timedelta(
        minutes=rng.randrange(413 * 1440 - 1000)
    )
    status = rng.choice(["approved"] * 8 + ["rejected", "withdrawn", "revoked", "running"])
    ended = submitted + timedelta(minutes=int(rng.expovariate(1 / 4000)))
    if ended > PIN:
        status = "running"
    decided = ended if status in ("approved", "rejected", "revoked") else None
    if status == "revoked":
        decided = ended - (ended - submitted) / 3
    returns = rng.choice([0, 0, 0, 1, 2])
    amount = None if rng.random() < 0.2 else Decimal(rng.randrange(1, 10**7)) / 100
    return approval(
        document_id=f"D{number}",
        latest_approval_id=f"D{number}",
        company_id="c2" if second else "c1",
        calendar_id="six" if second else "five",
        department_id=rng.choice(["d1", "d2", "d3", "d4", "d5", "d9", None]),
        process=rng.choice(["travel", "purchase", "seal"]),
        applicant_id=f"p{rng.randrange(9)}",
        status=status,
        current_node=rng.choice(["head", "finance"]) if status == "running" else None,
        variant=rng.choice(["a > b", "a > b > c", "a > r > a"]),
        submitted_at=submitted,
        decided_at=decided,
        ended_at=None if status == "running" else ended,
        closed_at=ended + timedelta(days=1)
        if status == "approved" and ended + timedelta(days=1) < PIN and rng.random() < 0.5
        else None,
        due_at=submitted + timedelta(days=3) if rng.random() < 0.8 else None,
        amount=amount,
        currency=None if amount is None else ("EUR" if second else "CNY"),
        applicant_minutes=0 if decided is None else rng.randrange(30),
        returns=returns,
        submits=1 + returns,
        is_test=rng.random() < 0.05,
    )


def _steps(rng: Random, document: dict[str, object]) -> list[dict[str, object]]:
    at, found = document["submitted_at"], []
    for seq in range(rng.randrange(1, 5)):
        acted = at + timedelta(minutes=rng.randrange(3000))
        waits = acted > PIN
        action = rng.choice(["approve", "approve", "reject", "countersign", "cc", "transfer"])
        found.append(
            step(
                document_id=document["document_id"],
                approval_id=document["document_id"],
                seq=seq,
                company_id=document["company_id"],
                calendar_id=document["calendar_id"],
                department_id=document["department_id"],
                process=document["process"],
                node=rng.choice(["head", "finance", "ceo"]),
                role=rng.choice(["manager", "finance"]),
                actor_id=f"p{rng.randrange(9)}",
                action=None if waits else action,
                entered_at=at,
                acted_at=None if waits else acted,
                is_test=document["is_test"],
                wall=rng.random() < 0.7,
            )
        )
        if waits:
            break
        at = acted
    return found


def polars(fact: pl.DataFrame, at: datetime = PIN) -> Frames:
    return Frames(
        fact=fact.lazy(),
        calendar_day=calendar_day().lazy(),
        departments=departments().lazy(),
        clock=clock(at).lazy(),
        at=at,
    )


def in_duckdb(frames: Frames, connection: duckdb.DuckDBPyConnection) -> Frames:
    """The same frames as relations of a connection."""

    def told(name: str, frame: pl.LazyFrame) -> duckdb.DuckDBPyRelation:
        view = f"{name}_{id(frames)}"
        connection.register(view, frame.collect().to_arrow())
        return connection.table(view)

    relations = {
        name: told(name, getattr(frames, name))
        for name in ("fact", "calendar_day", "departments", "clock", "rates")
        if getattr(frames, name) is not None
    }
    masters = {name: told(name, frame) for name, frame in frames.masters.items()}
    return replace(frames, **relations, masters=masters)
