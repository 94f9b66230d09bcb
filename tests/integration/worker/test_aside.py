"""A document with a dirty date is shown in quarantine, and leaves it by itself once mended."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import orjson
import polars as pl
import pytest

from facts.definition import APPROVAL
from settings import Settings, initialise
from tables.approvals import APPROVALS, PROCESS_SLA
from tables.org import CALENDAR, COMPANIES
from tests.integration.worker.handed import Handed
from tests.unit.facts.world import approval, calendar_rows, company
from worker.advance import Advanced, advance, rebuild
from worker.home import Home
from worker.restore import restore
from worker.sync import sync

SUBMITTED = {"submitted_at": "2026-11-02 09:00"}
DIRTY = {"submitted_at": "1998-01-02 09:00"}


@pytest.fixture
def source() -> Handed:
    made = Handed(COMPANIES, CALENDAR, PROCESS_SLA, APPROVALS)
    made.hand(COMPANIES, company())
    made.hand(CALENDAR, *calendar_rows())
    return made


@pytest.fixture
def home(tmp_path: Path, source: Handed) -> Iterator[Home]:
    settings = Settings(home=tmp_path)
    initialise(settings)
    opened = Home.open(settings, load_sources=lambda: (source,))
    yield opened
    opened.close()


def go(home: Home, source: Handed) -> Advanced:
    assert sync(home, source).problem is None
    done = advance(home)
    assert done.problem is None
    return done


def aside(home: Home) -> dict[str, tuple[str, str | None]]:
    """{document_id: (reason, day)} as quarantine shows it."""
    rows = home.state.quarantine.list(table="approval")
    keys = [orjson.loads(row.key) for row in rows]
    return {
        key["document_id"]: (row.reason, key.get("day"))
        for row, key in zip(rows, keys, strict=True)
    }


def documents(home: Home) -> int:
    pin = home.state.pins.newest()
    assert pin is not None
    name = next(name for name in pin.versions if name.startswith("facts.approval.g"))
    store = home.lake.store(APPROVAL, int(name[-1]))
    return int(store.scan(pin.versions[name]).select(pl.len()).collect().item())


def test_dirty_documents_wait_in_quarantine_and_the_others_are_published(
    home: Home, source: Handed
) -> None:
    many = [approval(f"D{n}", **SUBMITTED) for n in range(1_000)]
    source.hand(
        APPROVALS, *many, approval("X", **DIRTY), approval("Y", company_id="c9", **SUBMITTED)
    )
    go(home, source)
    assert documents(home) == 1_000
    assert aside(home) == {
        "X": ("unknown_day", "1998-01-02"),
        "Y": ("unknown_company", None),
    }
    shown = home.state.quarantine.list(table="approval", reason="unknown_day")[0]
    assert shown.reasons == "unknown_day:submitted_at"
    assert orjson.loads(shown.raw)["approval_id"] == "X"
    source.hand(APPROVALS, many[0])  # another change leaves them where they are
    go(home, source)
    assert len(aside(home)) == 2
    source.hand(APPROVALS, approval("X", **SUBMITTED))
    source.hand(COMPANIES, company("c9"))
    go(home, source)
    assert aside(home) == {}
    assert documents(home) == 1_002


def test_a_rebuild_tells_what_waits_anew(home: Home, source: Handed) -> None:
    source.hand(APPROVALS, approval("A", **SUBMITTED), approval("X", **DIRTY))
    source.hand(APPROVALS, approval("Z", submitted_at="2027-01-04 09:00"))
    go(home, source)
    assert aside(home) == {"X": ("unknown_day", "1998-01-02"), "Z": ("unknown_day", "2027-01-04")}
    source.hand(CALENDAR, *calendar_rows(last=date(2027, 12, 31)))
    assert go(home, source).stale == "the calendar table changed"
    assert rebuild(home)
    go(home, source)
    assert aside(home) == {"X": ("unknown_day", "1998-01-02")}
    assert documents(home) == 2


def test_a_restore_takes_quarantine_back_as_well(home: Home, source: Handed) -> None:
    source.hand(APPROVALS, approval("A", **SUBMITTED), approval("X", **DIRTY))
    first = go(home, source).pin
    source.hand(APPROVALS, approval("X", **SUBMITTED))
    second = go(home, source).pin
    assert aside(home) == {}
    assert first is not None
    assert second is not None
    restore(home, first.id)
    assert set(aside(home)) == {"X"}
    restore(home, second.id)
    assert aside(home) == {}
