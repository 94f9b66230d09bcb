"""A small company group written to a real lake, with real facts, pinned in a real state.

The raw documents stay at hand as plain Python values: the oracle filters those, never our tables.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl

from facts.build import build
from facts.calendar import calendar_days
from facts.definition import APPROVAL, APPROVAL_STEP, CALENDAR_DAY
from facts.references import References
from lake.lake import Lake
from queries.installation import Installation
from state import State
from state.rows import Extent, Pin, PinnedSource
from tables.definition import Table
from tables.registry import TABLES

OA = "oa"
NOW = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai, a Tuesday
CALENDARS = ("office",)

COMPANIES = {"C1": False, "C2": False, "CT": True}  # id -> is_test
DEPARTMENTS: dict[str, dict[str, Any]] = {
    "D1": {"company_id": "C1", "head_id": "P1"},
    "D11": {"company_id": "C1", "parent_id": "D1", "head_id": "P2"},
    "D12": {"company_id": "C1", "parent_id": "D1"},
    "DOLD": {
        "company_id": "C1",
        "parent_id": "D1",
        "valid_to": date(2026, 2, 1),
        "successor_id": "D11",
    },
    "D2": {"company_id": "C2", "head_id": "P3"},
    "D21": {"company_id": "C2", "parent_id": "D2"},
    "DT": {"company_id": "CT"},
}
PEOPLE = ("P1", "P2", "P3", "P4", "P5", "P6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doc:
    """One document as the source has it."""

    id: str
    department: str
    applicant: str = "P4"
    approver: str = "P2"
    process: str = "报销"
    status: str = "approved"
    amount: int | None = 100
    created: datetime = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    hours: int = 5  # from submission to the decision
    returned: bool = False
    cc: str | None = None
    closed: bool = False  # paid a day after the decision
    updated: datetime = datetime(2026, 3, 20, tzinfo=UTC)

    @property
    def company(self) -> str:
        return DEPARTMENTS[self.department]["company_id"]

    @property
    def ended(self) -> datetime:
        return self.created + timedelta(hours=self.hours)


@dataclass(slots=True)
class World:
    """An installation under a folder, and what was put into it."""

    installation: Installation
    docs: dict[str, Doc] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    _generation: int = 1

    @classmethod
    def create(cls, home: Path, clock: Any = lambda: NOW) -> "World":
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = State.open(f"sqlite:///{home / 'state.db'}", clock=clock)
        return cls(Installation(home=home, lake=Lake(home / "lake"), state=state))

    @property
    def state(self) -> State:
        return self.installation.state

    def user(self, name: str, role: str | None, person: str | None = None, **where: str) -> str:
        """Add a user with one role."""
        add_user(self.state, name, person)
        if role is not None:
            self.state.rights.grant(name, role, Extent(**where), by="test")
        return name

    def put(self, docs: Iterable[Doc], *, links: Sequence[tuple[str, str]] = ()) -> Pin:
        """Write documents (new or changed), rebuild facts of all of them, publish a pin."""
        changed = list(docs)
        self.docs |= {doc.id: doc for doc in changed}
        self.links = (*self.links, *links)
        lake = self.installation.lake
        tables = self._tables(changed)
        for name, rows in tables.items():
            if rows.height:
                lake.store(TABLES[name]).append(rows)
        self._facts(lake)
        stores = [*tables, *(f"facts.{fact.name}.g1" for fact in FACTS)]
        versions = {name: v for name in stores if (v := self._version(name)) >= 0}
        newest = self.state.pins.newest()
        mark = self.state.database.now()
        self.state.sources.started(OA, "OA 系统")
        self.state.sources.succeeded(OA, watermark=mark, rows=len(changed))
        return self.state.pins.publish(
            versions,
            sources=[PinnedSource(source=OA, label="OA 系统", watermark=mark, complete=True)],
            previous=newest.id if newest else None,
            epoch_seen=self.state.cursors.epoch(),
        )

    def _version(self, name: str) -> int:
        lake = self.installation.lake
        if name.startswith("facts."):
            return lake.store(_fact(name.split(".")[1]), 1).version()
        return lake.store(TABLES[name]).version()

    def _tables(self, changed: list[Doc]) -> dict[str, pl.DataFrame]:
        first = not self.state.pins.newest_id()
        return {
            "companies": _companies() if first else _empty("companies"),
            "departments": _departments() if first else _empty("departments"),
            "people": _people() if first else _empty("people"),
            "calendar": _calendar() if first else _empty("calendar"),
            "process_sla": _sla() if first else _empty("process_sla"),
            "approvals": _frame("approvals", map(_approval, changed)),
            "approval_steps": _frame("approval_steps", (s for d in changed for s in _steps(d))),
            "document_links": _frame("document_links", (_link(*pair) for pair in self.links)),
        }

    def _facts(self, lake: Lake) -> None:
        def rows(name: str) -> pl.DataFrame:
            return lake.store(TABLES[name]).scan().collect()

        days = calendar_days(rows("calendar"))
        references = References.of(rows("companies"), rows("process_sla"), days)
        built = build(rows("approvals"), rows("approval_steps"), references)
        if lake.store(CALENDAR_DAY, 1).version() < 0:
            lake.store(CALENDAR_DAY, 1).append(days)
        for fact, found in ((APPROVAL, built.approval), (APPROVAL_STEP, built.approval_step)):
            store = lake.store(fact, 1)
            gone = None
            if store.version() >= 0:
                gone = store.scan().collect().join(found, on=list(fact.key), how="anti")
            store.append(found, deletes=None if gone is None else gone.select(fact.key))


def add_user(state: State, name: str, person: str | None) -> None:
    """Add a user; nobody signs in here, so the slow hash is left out."""
    with patch("state.passwords.hashed", lambda password: "no sign-in"):
        state.users.add(name, name=name, person_id=person)


FACTS = (CALENDAR_DAY, APPROVAL, APPROVAL_STEP)


def _fact(name: str) -> Table:
    return next(fact for fact in FACTS if fact.name == name)


def _frame(table: str, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    schema = TABLES[table].schema
    common = {"source": OA, "updated_at": datetime(2026, 1, 1, tzinfo=UTC), "raw": "{}"}
    full = [{**dict.fromkeys(schema), **common, **row} for row in rows]
    return pl.DataFrame(full, schema=schema)


def _empty(table: str) -> pl.DataFrame:
    return pl.DataFrame(schema=TABLES[table].schema)


def _companies() -> pl.DataFrame:
    return _frame(
        "companies",
        (
            {
                "company_id": company,
                "name": f"公司{company}",
                "name_en": f"Company {company}",
                "currency": "CNY",
                "zone": "Asia/Shanghai",
                "calendar_id": CALENDARS[0],
                "is_test": is_test,
            }
            for company, is_test in COMPANIES.items()
        ),
    )


def _departments() -> pl.DataFrame:
    return _frame(
        "departments",
        (
            {"department_id": each, "name": f"部门{each}", "valid_from": date(2020, 1, 1), **of}
            for each, of in DEPARTMENTS.items()
        ),
    )


def _people() -> pl.DataFrame:
    return _frame("people", ({"person_id": p, "name": f"员工{p}", "active": True} for p in PEOPLE))


def _calendar() -> pl.DataFrame:
    first, count = date(2024, 12, 1), 365 + 31 + 365 + 90
    days = [first + timedelta(days=n) for n in range(count)]
    return _frame(
        "calendar",
        (
            {
                "calendar_id": CALENDARS[0],
                "day": day,
                "is_working": day.weekday() < 5,
                "open_1": 540,
                "close_1": 720,
                "open_2": 780,
                "close_2": 1080,
                "accounting_period": f"{day:%Y-%m}",
                "fiscal_year": f"{day:%Y}",
            }
            for day in days
        ),
    )


def _sla() -> pl.DataFrame:
    return _frame(
        "process_sla",
        [{"process": "报销", "node": "*", "minutes": 960, "valid_from": date(2024, 1, 1)}],
    )


def _approval(doc: Doc) -> dict[str, Any]:
    decided = doc.status in {"approved", "rejected", "revoked"}
    return {
        "company_id": doc.company,
        "approval_id": doc.id,
        "process": doc.process,
        "title": f"员工{doc.applicant}的{doc.process}",
        "applicant_id": doc.applicant,
        "department_id": doc.department,
        "amount": None if doc.amount is None else Decimal(doc.amount),
        "currency": None if doc.amount is None else "CNY",
        "status": doc.status,
        "created_at": doc.created,
        "submitted_at": doc.created,
        "decided_at": doc.ended if decided else None,
        "closed_at": doc.ended + timedelta(days=1) if doc.closed else None,
        "business_no": f"NO-{doc.id}",
        "updated_at": doc.updated,
    }


def _steps(doc: Doc) -> Iterable[dict[str, Any]]:
    """Submit, perhaps returned and resubmitted, then one approver who acts or lets it wait."""
    made: list[tuple[str, str, str | None, datetime]] = [
        ("提交", doc.applicant, "submit", doc.created)
    ]
    at = doc.created
    if doc.returned:
        made.append(("经理", doc.approver, "return_to_applicant", at + timedelta(minutes=30)))
        made.append(("提交", doc.applicant, "submit", at + timedelta(minutes=40)))
    last = {"approved": "approve", "rejected": "reject", "revoked": "approve"}.get(doc.status)
    if doc.status == "withdrawn":
        made.append(("提交", doc.applicant, "withdraw", doc.ended))
    else:
        made.append(("经理", doc.approver, last, doc.ended))
    if doc.status == "revoked":
        made.append(("经理", doc.approver, "revoke", doc.ended + timedelta(minutes=5)))
    if doc.cc is not None:
        made.append(("抄送", doc.cc, "cc", doc.ended))
    before = doc.created
    for seq, (node, actor, action, moment) in enumerate(made):
        yield {
            "company_id": doc.company,
            "approval_id": doc.id,
            "seq": seq,
            "created_at": doc.created,
            "round": 1,
            "node": node,
            "actor_id": actor,
            "role": "manager" if node == "经理" else None,
            "action": action,
            "entered_at": before,
            "acted_at": moment if action else None,
            "comment": "同意" if action == "approve" else None,
            "updated_at": doc.updated,
        }
        before = moment


def _link(first: str, second: str) -> dict[str, Any]:
    return {
        "from_source": OA,
        "from_type": "approval",
        "from_id": first,
        "to_source": OA,
        "to_type": "approval",
        "to_id": second,
        "kind": "leads_to",
        "confidence": "key",
    }


def moved(doc: Doc, department: str, *, at: datetime = NOW) -> Doc:
    """The same document, now of another department."""
    return replace(doc, department=department, updated=at)
