"""A document whose time can't be measured stands aside, is named, and stops no other."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from facts.build import Built
from facts.definition import APPROVAL, APPROVAL_STEP, LEFT_OUT
from facts.errors import CalendarConflict, CalendarGap, MissingCompany, UnknownCalendar
from facts.inputs import FactStores
from facts.rebuild import needed, rebuild
from facts.refresh import refresh
from lake.lake import Lake
from tables.approvals import APPROVAL_STEPS, APPROVALS
from tables.org import CALENDAR, COMPANIES
from tests.unit.facts.world import (
    STAMP,
    approval,
    at,
    calendar_rows,
    company,
    facts,
    references,
    steps,
    table,
)

Row = dict[str, Any]
SUBMITTED = {"submitted_at": "2026-11-02 09:00"}
ACT = ("approve", "head", "p1", "2026-11-02 09:00", "2026-11-02 10:00")


def aside(built: Built) -> list[tuple[Any, ...]]:
    return built.left_out.select(
        "document_id", "row_id", "reason", "calendar_id", "column", "day"
    ).rows()


@pytest.mark.parametrize(
    ("row", "acts", "column", "day"),
    [
        ({"submitted_at": "2199-01-04 09:00"}, [], "submitted_at", date(2199, 1, 4)),
        (SUBMITTED, [("cc", "n", "p", "1900-01-02 09:00", "2026-11-02 09:00")], "entered_at",
         date(1900, 1, 2)),
        (SUBMITTED, [(None, "n", "p", "1900-01-02 09:00", None)], "entered_at", date(1900, 1, 2)),
        (SUBMITTED, [("approve", "n", "p", "2026-12-31 17:00", "2027-01-01 00:00")], "acted_at",
         date(2027, 1, 1)),
        (SUBMITTED | {"status": "approved", "decided_at": "2031-05-05 09:00"}, [], "decided_at",
         date(2031, 5, 5)),
        (SUBMITTED | {"closed_at": "2027-06-07 23:59"}, [ACT], "closed_at", date(2027, 6, 7)),
        (SUBMITTED | {"status": "withdrawn", "closed_at": "2027-06-07 09:00"}, [], "closed_at",
         date(2027, 6, 7)),
    ],
)  # fmt: skip
def test_a_moment_on_an_unknown_day_leaves_its_document_out(
    row: Row, acts: list[Any], column: str, day: date
) -> None:
    rows = [approval("A", **row), approval("B", **SUBMITTED)]
    built = facts(rows, steps("A", *acts) + steps("B", ACT))
    assert aside(built) == [("A", "A", "unknown_day", "cn", column, day)]
    assert built.approval["document_id"].to_list() == ["B"]
    assert built.approval_step["approval_id"].to_list() == ["B"]
    assert built.steps_left_out.height == len(acts)
    assert built.orphans.is_empty()


@pytest.mark.parametrize(
    "row",
    [
        SUBMITTED | {"decided_at": "2199-01-01 09:00"},  # running: nobody decided
        {"status": "draft", "submitted_at": "2199-01-01 09:00", "closed_at": "2199-01-01 09:00"},
        SUBMITTED | {"created_at": "1900-01-01 09:00", "updated_at": "2199-01-01 09:00"},
        {"submitted_at": "2026-01-01 00:00", "closed_at": "2026-12-31 23:59"},
    ],
)
def test_a_moment_that_no_number_needs_leaves_nothing_out(row: Row) -> None:
    built = facts([approval("A", **row)])
    assert built.left_out.is_empty()
    assert built.approval.height == 1


def test_a_chain_is_left_out_whole_and_told_once() -> None:
    rows = [
        approval("A", **SUBMITTED),
        approval("B", previous_id="A", submitted_at="2027-02-01 09:00"),
        approval("C", previous_id="B", submitted_at="2028-02-01 09:00"),
    ]
    built = facts(rows, steps("A", ACT))
    assert aside(built) == [
        ("A", "B", "unknown_day", "cn", "submitted_at", date(2027, 2, 1)),
    ]
    assert built.approval.is_empty()
    assert built.approval_step.is_empty()


def test_what_a_company_lacks_is_told_with_its_documents() -> None:
    companies = [
        company("c1"),
        company("c2", calendar_id="moon"),
        company("c3", calendar_id="mars", zone="Mars/Olympus"),
    ]
    rows = [approval(f"A{n}", company_id=f"c{n}", **SUBMITTED) for n in range(1, 5)]
    days = pl.concat([table(CALENDAR.schema, calendar_rows(name)) for name in ("cn", "mars")])
    built = facts(rows, known=references(companies, days=days))
    assert built.left_out.select("document_id", "reason", "company_id", "calendar_id").rows() == [
        ("A2", "unknown_calendar", "c2", "moon"),
        ("A3", "unknown_zone", "c3", "mars"),
        ("A4", "unknown_company", "c4", None),
    ]
    assert built.approval["document_id"].to_list() == ["A1"]


def test_left_out_rows_have_the_promised_columns() -> None:
    for built in (facts([approval(submitted_at="1900-01-01 09:00")]), facts([])):
        assert built.left_out.schema == LEFT_OUT.schema


class Tables:
    """A lake with one company and calendar; rows are written newer each time."""

    def __init__(self, root: Path, **days: date) -> None:
        self.lake = Lake(root)
        self.clock = STAMP
        self.put(COMPANIES, company())
        self.put(CALENDAR, *calendar_rows(**days))

    def put(self, of: Any, *rows: Row) -> None:
        self.clock += timedelta(seconds=1)
        newer = [row | {"updated_at": self.clock} for row in rows]
        self.lake.store(of).append(table(of.schema, newer))

    def ids(self, fact: Any = APPROVAL, generation: int = 1) -> set[str]:
        rows = self.lake.store(fact, generation).scan().select("document_id").collect()
        return set(rows["document_id"])

    def same_as_rebuilt(self) -> None:
        other = max(self.lake.generations(APPROVAL)) + 1
        rebuild(self.lake, other, documents_at_once=300)
        for fact in (APPROVAL, APPROVAL_STEP, LEFT_OUT):
            mine, built = (
                self.lake.store(fact, g).scan().sort(fact.key).collect() for g in (1, other)
            )
            assert mine.equals(built), fact.name


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return Tables(tmp_path)


def good(count: int = 1_000) -> list[Row]:
    return [approval(f"D{n:04}", **SUBMITTED) for n in range(count)]


@pytest.mark.parametrize("year", [1900, 2199])
def test_one_dirty_date_among_a_thousand_documents_until_it_is_mended(
    tables: Tables, year: int
) -> None:
    dirty = approval("X", **SUBMITTED)
    acts = steps("X", ACT)
    broken = acts[0] | {"entered_at": datetime(year, 1, 8, 4, tzinfo=at("2026-01-01 00:00").tzinfo)}
    broken["acted_at"] = broken["entered_at"] + timedelta(hours=1)
    tables.put(APPROVALS, *good(), dirty)
    tables.put(APPROVAL_STEPS, broken)
    done = rebuild(tables.lake, 1, documents_at_once=300)
    assert done.left_out == {"unknown_day": 1}
    assert done.documents_touched == 1_000
    told = done.documents_left_out.row(0, named=True)
    assert (told["document_id"], told["day"], told["calendar_id"], told["column"]) == (
        *("X", date(year, 1, 8)),
        *("cn", "entered_at"),
    )
    assert len(tables.ids()) == 1_000
    assert tables.ids(LEFT_OUT) == {"X"}
    tables.put(APPROVAL_STEPS, acts[0])
    assert refresh(tables.lake, 1).left_out == {}
    assert "X" in tables.ids()
    assert "X" in tables.ids(APPROVAL_STEP)
    assert tables.ids(LEFT_OUT) == set()
    tables.same_as_rebuilt()


def test_a_document_that_gets_a_dirty_date_leaves_the_facts_whole(tables: Tables) -> None:
    second = approval("B", previous_id="A", submitted_at="2026-11-05 09:00")
    tables.put(APPROVALS, *good(5), approval("A", **SUBMITTED), second)
    tables.put(APPROVAL_STEPS, *steps("A", ACT), *steps("B", ACT))
    rebuild(tables.lake, 1)
    assert tables.ids(APPROVAL_STEP) == {"A"}
    tables.put(APPROVALS, second | {"submitted_at": at("2199-01-01 09:00")})
    done = refresh(tables.lake, 1)
    assert done.left_out == {"unknown_day": 1}
    assert tables.ids() == {f"D{n:04}" for n in range(5)}
    assert tables.ids(APPROVAL_STEP) == set()
    tables.same_as_rebuilt()
    tables.put(APPROVALS, *good(1))  # another change leaves it where it is
    assert refresh(tables.lake, 1).left_out == {}
    assert tables.ids(LEFT_OUT) == {"A"}
    tables.put(APPROVALS, second | {"previous_id": None})
    refresh(tables.lake, 1)
    assert tables.ids(LEFT_OUT) == set()
    assert {"A", "B"} <= tables.ids()
    tables.same_as_rebuilt()


def test_a_left_out_document_that_is_deleted_is_gone(tables: Tables) -> None:
    dirty = approval("X", submitted_at="1900-01-01 09:00")
    tables.put(APPROVALS, *good(3), dirty)
    rebuild(tables.lake, 1)
    tables.put(APPROVALS, dirty | {"deleted_at": STAMP})
    refresh(tables.lake, 1)
    assert tables.ids(LEFT_OUT) == set()
    tables.same_as_rebuilt()


def test_documents_come_back_when_their_company_arrives(tables: Tables) -> None:
    tables.put(APPROVALS, *good(3), approval("N", company_id="c9", **SUBMITTED))
    assert rebuild(tables.lake, 1).left_out == {"unknown_company": 1}
    tables.put(COMPANIES, company("c8"))
    assert refresh(tables.lake, 1).left_out == {"unknown_company": 1}
    tables.put(COMPANIES, company("c9"))
    assert needed(tables.lake, 1) is None
    assert refresh(tables.lake, 1).documents_touched == 1
    assert "N" in tables.ids()
    assert tables.ids(LEFT_OUT) == set()
    tables.same_as_rebuilt()


def test_documents_come_back_when_the_calendar_grows(tmp_path: Path) -> None:
    tables = Tables(tmp_path, last=date(2026, 11, 30))
    tables.put(APPROVALS, *good(3), approval("N", submitted_at="2026-12-01 00:00"))
    assert rebuild(tables.lake, 1).left_out == {"unknown_day": 1}
    tables.put(CALENDAR, *calendar_rows(first=date(2026, 12, 1)))
    assert needed(tables.lake, 1) == "the calendar table changed"
    assert rebuild(tables.lake, 2).left_out == {}
    assert "N" in tables.ids(generation=2)


def test_nothing_to_measure_any_document_with_is_an_error_not_an_empty_screen(
    tmp_path: Path,
) -> None:
    tables = Tables(tmp_path)
    lake = tables.lake
    tables.put(APPROVALS, approval("A", company_id="c7", **SUBMITTED))
    with pytest.raises(MissingCompany, match=r"'c7' \(of source 'oa'\)"):
        rebuild(lake, 1)
    tables.put(COMPANIES, company("c7", calendar_id="moon"))
    with pytest.raises(UnknownCalendar, match="'moon' is unknown: add its days"):
        rebuild(lake, 1)
    assert not FactStores.of(lake, 1).complete()


def test_a_company_described_anew_by_another_source_asks_for_a_rebuild(tables: Tables) -> None:
    tables.put(APPROVALS, *good(2))
    rebuild(tables.lake, 1)
    tables.put(COMPANIES, company("c1", source="hr", is_test=True))
    assert needed(tables.lake, 1) == "the companies table changed"


@pytest.mark.parametrize(
    ("of", "rows", "error"),
    [
        (CALENDAR, calendar_rows(first=date(2027, 1, 3), last=date(2027, 1, 5)), CalendarGap),
        (COMPANIES, [company("c2", zone="Asia/Tokyo")], CalendarConflict),
    ],
)
def test_a_broken_calendar_stops_a_rebuild_but_not_the_running_facts(
    tables: Tables, of: Any, rows: list[Row], error: type[Exception]
) -> None:
    tables.put(APPROVALS, *good(2))
    rebuild(tables.lake, 1)
    tables.put(of, *rows)
    tables.put(APPROVALS, approval("N", **SUBMITTED))
    refresh(tables.lake, 1)
    assert "N" in tables.ids()
    assert (needed(tables.lake, 1) or "").startswith(f"the {of.name} table changed: ")
    with pytest.raises(error):
        rebuild(tables.lake, 2)
