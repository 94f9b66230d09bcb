"""Whom to call at a customer: told by the record of a document to who looks after it, and by
nothing else to anybody."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from metrics.definition import Cut
from metrics.registry import METRICS
from queries.definition import Page, Question
from queries.door import Door
from queries.errors import BadQuestion, NotAllowed, NotFound
from queries.installation import Installation
from queries.viewer import Who, owner_of
from state import State
from state.rows import Extent, Rejected
from tests.oracle.subjects.contacts import MASKED, Called, told
from tests.oracle.subjects.enterprise import LATER
from tests.oracle.subjects.world import NEW, OLD, Enterprise
from tests.unit.metrics.fitting import fitting

K1, K2, K3 = ("王大明", "+86 138-0000-0002"), ("欧阳询", None), ("李四", "0755-8888999")
M1, M2, M3 = ("王**", "861****0002"), ("欧**", None), ("李**", "075****8999")
BEFORE, M_BEFORE = ("王小明", "13900000001"), ("王**", "139****0001")
BLANK1, BLANK2 = ("***", "***"), ("***", None)
EXPECTED: dict[str, dict[str, Called]] = {
    "boss": {"K1": M1, "K2": M2, "K3": M3},
    "finance": {"K1": M1, "K2": M2, "K3": M3},
    "auditor": {"K1": BLANK1, "K2": BLANK2, "K3": BLANK1},
    # the CRM, which alone knows whom to call at K3, says that P7 looks after it
    "sales-finance": {"K1": M1, "K2": K2, "K3": K3},
    "sales-p7": {"K1": M1, "K2": K2},
    "sales-west": {"K1": K1, "K2": M2, "K3": M3},
    "sales-east": {"K3": M3},  # K1 has moved to the west, where K2 is
    "head-p1": {"K1": K1, "K2": M2, "K3": K3},
}
"""By user and customer, whom they may call: those they or their departments look after."""

ABOUT = tuple(
    metric
    for metric in {m.fact.name: m for m in METRICS.values()}.values()
    if "customer_id" in metric.fact.schema
)
"""A metric of each fact whose rows name customers."""


def spoken(
    door: Door, enterprise: Enterprise, who: Who, pin: int | None = None
) -> dict[str, Called]:
    """What the records of sales orders tell a user of each customer."""
    found: dict[str, Called] = {}
    for order in sorted({row["order_id"] for row in enterprise.at[pin or NEW]["sales_order"]}):
        try:
            record = door.record(who, "sales_order", "erp", order, as_of=pin)
        except NotFound:
            continue
        found |= dict(zip(record.lines["customer_id"], told(record), strict=True))
    return {customer: found[customer] for customer in ("K1", "K2", "K3") if customer in found}


@pytest.fixture
def apart(enterprise: Enterprise, tmp_path: Path) -> Iterator[Installation]:
    """The enterprise with a state of its own, so that rights may be changed."""
    home = enterprise.installation.home
    with (
        closing(sqlite3.connect(home / "state.db")) as whole,
        closing(sqlite3.connect(tmp_path / "state.db")) as copy,
    ):
        whole.backup(copy)
    state = State.open(f"sqlite:///{tmp_path / 'state.db'}", clock=lambda: LATER)
    yield Installation(home=tmp_path, lake=enterprise.installation.lake, state=state)
    state.close()


@pytest.mark.parametrize("name", EXPECTED)
def test_who_looks_after_a_customer_may_call_it(enterprise: Enterprise, name: str) -> None:
    found = spoken(enterprise.door, enterprise, name)
    assert found == {customer: EXPECTED[name][customer] for customer in found}
    assert set(found) == set(EXPECTED[name])


def test_an_old_pin_is_read_with_the_rights_of_today(enterprise: Enterprise) -> None:
    """P7 looked after K1 then, P8 does today."""
    assert spoken(enterprise.door, enterprise, "sales-finance", OLD)["K1"] == M_BEFORE
    assert spoken(enterprise.door, enterprise, "sales-west", OLD)["K1"] == BEFORE


def test_rights_are_read_again_at_every_call(enterprise: Enterprise, apart: Installation) -> None:
    door, rights = Door(apart), apart.state.rights
    (grant,) = [each for each in rights.grants("sales-west") if each.role == "sales"]
    rights.grant("sales-west", "executive", Extent(), by="test")
    assert spoken(door, enterprise, "sales-west")["K1"] == K1
    rights.revoke(grant.id)
    assert spoken(door, enterprise, "sales-west")["K1"] == M1
    rights.grant("sales-west", "department_head", Extent(department_id="D21"), by="test")
    assert spoken(door, enterprise, "sales-west")["K2"] == K2
    rights.grant("sales-west", "administrator", Extent(), by="test")
    with pytest.raises(NotAllowed):
        spoken(door, enterprise, "sales-west")


def test_the_owner_of_the_files_reads_what_is_in_them(
    enterprise: Enterprise, apart: Installation
) -> None:
    found = spoken(Door(apart), enterprise, owner_of(apart.home))
    assert found == {"K1": K1, "K2": K2, "K3": K3}


@pytest.mark.parametrize("name", ["boss", "sales-p7"])
def test_nothing_is_cut_filtered_ordered_or_listed_by_a_contact(
    enterprise: Enterprise, name: str
) -> None:
    """Nor searched: a contact is no column of any fact, and no dimension."""
    door = enterprise.door
    for column in ("contact", "phone", "customer_contact", "customer_phone"):
        with pytest.raises(BadQuestion):
            door.dimension_values(name, column)
        for metric in ABOUT:
            whole = Question(metric=metric.name, cut=fitting(metric, Cut()))
            for cut in (Cut(by=(column,)), Cut(where=((column, ("13900000001",)),))):
                with pytest.raises(BadQuestion):
                    door.ask(name, Question(metric=metric.name, cut=cut))
            for page in (Page(order=column), Page(order=f"-{column}"), Page(columns=(column,))):
                with pytest.raises(BadQuestion):
                    door.drill(name, whole, page=page)


def test_rows_behind_numbers_tell_no_contact_and_neither_do_logs(
    enterprise: Enterprise, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert ABOUT
    for metric in ABOUT:
        question = Question(metric=metric.name, cut=fitting(metric, Cut()))
        rows = enterprise.door.drill("boss", question, page=Page(limit=1000)).rows
        said = rows.write_csv()
        assert rows.height
        assert not [word for word in MASKED if word in said]
    assert spoken(enterprise.door, enterprise, "sales-west")["K1"] == K1
    assert not [word for word in MASKED if word in caplog.text]


def test_raw_rows_in_quarantine_tell_no_contact(apart: Installation) -> None:
    """A customer's not at all, those of other tables without the mobile numbers in them."""
    door = Door(apart)
    raw = '{"call": "13900000001", "id": "213900000001", "made": 1390000000100}'
    rejected = [Rejected(row_id="1", key="1", reason="missing:name", raw=raw)]
    for table in ("customers", "sales_orders", "payroll"):
        apart.state.quarantine.put("crm", table, rejected)

    def shown(who: Who) -> dict[str, str | None]:
        return {row.table: row.raw for row in door.quarantine(who, source="crm").rows}

    masked = raw.replace('"13900000001"', '"139****0001"')
    assert shown("boss") == {"customers": None, "sales_orders": masked, "payroll": None}
    assert set(shown("admin-p4").values()) == {None}
    everything = {"customers": raw, "sales_orders": raw, "payroll": raw}
    assert shown(owner_of(apart.home)) == everything
