"""A disagreement that is put right leaves a trace, which no restore and no rebuild takes away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import facts.inputs
import worker.advance
from connectors.definition import Deletes
from facts import agreement, disagreement
from facts.disagreement import DISAGREEMENT
from settings import Settings, initialise
from state import State
from tables.contracts import CONTRACTS
from tables.crm import CRM_ORDERS
from tables.disagreements import DISAGREEMENTS
from tables.org import CALENDAR, COMPANIES
from tables.sales import SALES_ORDERS
from tests.integration.worker.handed import Handed
from tests.unit.facts.world import at, calendar_rows, company
from worker.advance import Advanced, advance, rebuild
from worker.home import Home
from worker.restore import restore
from worker.sync import sync

BEGIN = at("2026-06-01 09:00")
SAME = {"order_no": "XS1", "company_id": "c1", "customer_id": "K", "currency": "CNY"}
SAME |= {"amount_net": Decimal(100), "amount_gross": Decimal(113)}
ORDER = SAME | {"order_id": "O", "status": "open", "created_on": BEGIN.date()}
ORDER |= {"ordered_on": BEGIN.date()}
COPY = SAME | {"crm_order_id": "A", "kind": "order"}
WRONG = COPY | {"amount_gross": Decimal(120)}
HOUR = timedelta(hours=1)


@dataclass(kw_only=True)
class World:
    """A home between an ERP and a CRM, whose clock goes on by an hour with every round."""

    home: Home
    erp: Handed
    crm: Handed
    now: datetime = BEGIN
    connected: list[Handed] = field(default_factory=list[Handed])

    def go(self, *, without: str = "") -> Advanced:
        """Both systems are read, and what they say is published."""
        self.now += HOUR
        for source in self.connected:
            if source.name != without:
                assert sync(self.home, source).problem is None
        done = advance(self.home)
        assert done.problem is None
        return done

    def say(self, copy: dict[str, Any]) -> None:
        """The CRM says something else from now on."""
        self.crm.hand(CRM_ORDERS, copy, at=self.now + timedelta(minutes=30))

    def fact(self) -> list[dict[str, Any]]:
        """What is published of the record."""
        versions = self.versions()
        name = next(each for each in versions if each.startswith("facts.disagreement.g"))
        store = self.home.lake.store(DISAGREEMENT, int(name.rsplit("g", 1)[1]))
        return store.scan(versions[name]).collect().sort("seen_at").to_dicts()

    def versions(self, done: Advanced | None = None) -> Mapping[str, int]:
        """What is published, or was just now."""
        pin = self.home.state.pins.newest() if done is None else done.pin
        assert pin is not None
        return pin.versions

    def record(self) -> pl.DataFrame:
        return self.home.lake.store(DISAGREEMENTS).scan().collect().sort(DISAGREEMENTS.key)


def made(root: Path, deletes: Deletes = "none") -> World:
    settings = Settings(home=root)
    initialise(settings)
    erp = Handed(COMPANIES, CALENDAR, SALES_ORDERS, name="erp", deletes=deletes)
    crm = Handed(CRM_ORDERS, name="crm")
    connected = [erp, crm]
    opened = Home.open(settings, load_sources=lambda: tuple(connected))
    opened.state.close()
    url = settings.state_url.get_secret_value()
    world = World(home=opened, erp=erp, crm=crm, connected=connected)
    world.home = replace(opened, state=State.open(url, clock=lambda: world.now))
    erp.hand(COMPANIES, company(currency="CNY"))
    erp.hand(CALENDAR, *calendar_rows())
    erp.hand(SALES_ORDERS, ORDER, at=BEGIN)
    crm.hand(CRM_ORDERS, COPY, at=BEGIN)
    return world


@pytest.fixture(autouse=True)
def _only_what_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty other facts would be built in vain."""
    monkeypatch.setattr(facts.inputs, "RECIPES", (agreement.RECIPE, disagreement.RECIPE))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = made(tmp_path)
    yield found
    found.home.close()


def disagreed(world: World) -> None:
    """The CRM says something else since 11:30, which is seen at 12:00 and sure at 13:00."""
    world.go()
    world.go()
    world.say(WRONG)
    world.go()
    assert world.fact() == []
    world.go()


def test_what_is_put_right_leaves_a_trace(world: World) -> None:
    disagreed(world)
    (row,) = world.fact()
    assert (row["opened_at"], row["seen_at"], row["closed_at"]) == (
        at("2026-06-01 11:30"),
        at("2026-06-01 12:00"),
        None,
    )
    assert (row["field"], row["left_value"], row["right_value"]) == (
        "amount_gross",
        "113.00",
        "120.00",
    )
    world.say(COPY)
    world.go()
    (row,) = world.fact()
    assert (row["closed_at"], row["is_reconciled"]) == (at("2026-06-01 14:00"), True)
    assert row["reconciliation_minutes"] == 150
    assert world.versions() == world.versions(world.go())


def test_what_one_system_says_before_the_other_is_read_is_none(world: World) -> None:
    world.go()
    world.say(WRONG)
    world.erp.hand(SALES_ORDERS, ORDER | {"amount_gross": Decimal(120)})
    world.go(without="erp")
    assert world.record()["is_sure"].to_list() == [False]
    world.go()
    assert world.record().is_empty()
    assert world.fact() == []


def test_nobody_looks_before_every_system_was_read(world: World) -> None:
    world.go(without="crm")
    assert world.home.lake.store(DISAGREEMENTS).version() == -1
    world.go()
    world.go()
    assert world.record().is_empty()


def test_what_a_system_lacks_that_nobody_has_connected_is_no_disagreement(world: World) -> None:
    world.connected.remove(world.crm)
    world.crm.waiting.clear()
    for _ in range(3):
        world.go()
    assert world.record().is_empty()
    world.connected.append(world.crm)
    world.crm.hand(CRM_ORDERS, COPY | {"crm_order_id": "B", "order_no": "XS2"}, at=world.now)
    for _ in range(2):
        world.go()
    row, other = sorted(world.fact(), key=lambda each: each["number"])
    assert (other["missing_side"], other["opened_at"]) == ("erp", at("2026-06-01 12:00"))
    assert (row["disagreement_kind"], row["missing_side"]) == ("missing", "crm")
    assert row["opened_at"] == row["seen_at"] == at("2026-06-01 13:00")


def test_a_system_that_brings_no_orders_lacks_none(tmp_path: Path) -> None:
    """An ERP is connected for its contracts alone: the CRM's orders are compared with nothing."""
    found = made(tmp_path)
    contracts = Handed(COMPANIES, CALENDAR, CONTRACTS, name="erp")
    contracts.hand(COMPANIES, company(currency="CNY"))
    contracts.hand(CALENDAR, *calendar_rows())
    found.connected[0] = contracts
    for _ in range(3):
        found.go()
    assert found.record().is_empty()
    found.crm.hand(CRM_ORDERS, COPY | {"crm_order_id": "H", "kind": "contract"}, at=found.now)
    found.go()
    assert found.record()["missing_side"].to_list() == ["erp"]
    found.home.close()


def test_facts_built_anew_leave_the_record_as_it_is(world: World) -> None:
    disagreed(world)
    told = world.record()
    world.erp.hand(CALENDAR, *calendar_rows(off=frozenset({at("2026-05-04 09:00").date()})))
    assert world.go().stale == "the calendar table changed"
    assert rebuild(world.home)
    assert world.go().stale is None
    (row,) = world.fact()
    assert row["closed_at"] is None
    assert world.record().equals(told)


def test_a_worker_killed_before_the_pin_loses_and_doubles_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    disagreed(world)
    world.say(COPY)
    with monkeypatch.context() as patch:
        patch.setattr(worker.advance.aside, "show", _killed)
        with pytest.raises(KeyboardInterrupt):
            world.go()
    closed = world.record()
    assert world.fact()[0]["closed_at"] is None
    world.go()
    assert world.record().equals(closed)
    assert world.fact()[0]["closed_at"] == at("2026-06-01 14:00")


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def restored(world: World) -> pl.DataFrame:
    """Back to when they disagreed, after it was put right; the record as it was before that."""
    disagreed(world)
    pin = world.home.state.pins.newest_id()
    assert pin is not None
    world.say(COPY)
    world.go()
    told = world.record()
    restore(world.home, pin)
    assert world.fact()[0]["closed_at"] is None  # the pin is as it was
    return told


def test_a_restore_neither_takes_the_record_back_nor_opens_anything(world: World) -> None:
    told = restored(world)
    assert advance(world.home).problem is None
    assert world.record().equals(told)
    assert world.fact()[0]["is_reconciled"]  # what was seen was seen
    world.say(COPY)
    for _ in range(3):
        world.go()
    assert world.record().equals(told)
    world.say(WRONG)
    world.go()
    world.go()
    assert [row["is_reconciled"] for row in world.fact()] == [True, False]


def test_deletes_told_by_keys_are_waited_for_after_a_restore(tmp_path: Path) -> None:
    """Rows deleted since are back until keys are compared: nothing may be closed by them."""
    world = made(tmp_path, deletes="keys")
    restored(world)
    assert advance(world.home).problem is None
    world.now -= HOUR / 2
    for seen in (1, 2):
        world.say(WRONG)
        world.go()
        assert world.record().height == seen
    world.home.close()
