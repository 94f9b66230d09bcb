"""One refresh reads the same rows once, and never takes one question's rows for another's."""

from pathlib import Path

import polars as pl
import pytest

from facts.reading import Reading
from facts.recipe import Part
from facts.spans import by_weight
from tables.purchasing import PURCHASE_ORDERS
from tests.unit.facts.subject_lake import Subject

ORDERS = Part(table=PURCHASE_ORDERS, columns=("po_no",))


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    made = Subject(tmp_path)
    for number in range(4):
        day = f"0{number + 1}-05"
        made.write(PURCHASE_ORDERS, {"po_id": f"P{number}", "po_no": "old", "created_on": day})
    return made


def asked(*numbers: int) -> pl.DataFrame:
    return pl.DataFrame({"source": "erp", "po_id": [f"P{number}" for number in numbers]})


def test_the_same_question_is_read_once_in_whichever_order_it_is_asked(subject: Subject) -> None:
    reading, version = Reading(subject.lake), subject.lake.store(PURCHASE_ORDERS).version()
    first = reading.matching(ORDERS, version, asked(1, 3))
    assert sorted(first["po_id"]) == ["P1", "P3"]
    assert reading.matching(ORDERS, version, asked(3, 1)) is first


def test_other_values_another_version_and_other_columns_are_read_anew(subject: Subject) -> None:
    store = subject.lake.store(PURCHASE_ORDERS)
    reading, before = Reading(subject.lake), store.version()
    assert reading.matching(ORDERS, before, asked(1))["po_no"].to_list() == ["old"]
    subject.write(PURCHASE_ORDERS, {"po_id": "P1", "po_no": "new", "created_on": "02-05"})
    assert reading.matching(ORDERS, store.version(), asked(1))["po_no"].to_list() == ["new"]
    assert reading.matching(ORDERS, before, asked(1))["po_no"].to_list() == ["old"]
    assert reading.matching(ORDERS, before, asked(2))["po_id"].to_list() == ["P2"]
    other = Part(table=PURCHASE_ORDERS, columns=("created_on",))
    assert "created_on" in reading.matching(other, before, asked(1)).columns


def test_what_finds_no_room_is_read_again_and_says_the_same(subject: Subject) -> None:
    reading, version = Reading(subject.lake, kept=0), subject.lake.store(PURCHASE_ORDERS).version()
    first = reading.matching(ORDERS, version, asked(0, 2)).sort("po_id")
    again = reading.matching(ORDERS, version, asked(0, 2)).sort("po_id")
    assert again is not first
    assert again.equals(first)


def test_a_change_tells_rows_as_they_were_and_as_they_are(subject: Subject) -> None:
    before = subject.lake.store(PURCHASE_ORDERS).version()
    subject.write(PURCHASE_ORDERS, {"po_id": "P1", "po_no": "new", "created_on": "02-05"})
    reading, after = Reading(subject.lake), subject.lake.store(PURCHASE_ORDERS).version()
    changed = reading.changed(PURCHASE_ORDERS, before, after)
    assert changed.keys == 1
    assert sorted(changed.rows["po_no"]) == ["new", "old"]
    assert "raw" not in changed.rows.columns
    assert reading.changed(PURCHASE_ORDERS, before, after) is changed


def test_groups_are_put_together_by_what_they_weigh_each_once() -> None:
    groups = pl.DataFrame({"group": list("abcde"), "rows": [3, 4, 20, 1, 2]})
    slices = [part["group"].to_list() for part in by_weight(groups, 10)]
    assert slices == [["a", "b"], ["c", "d", "e"]]
