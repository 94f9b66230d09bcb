"""What a look makes of what it sees: opened, sure, changed, ended, or none at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl

from facts.agreement_table import AGREEMENT
from facts.disagreement_look import READ, Judged, Look, judge
from tables.disagreements import DISAGREEMENTS
from tests.unit.facts.recipes import Row, cny, only
from tests.unit.facts.world import at

BEGUN = at("2026-06-01 08:00")
BEFORE, NOW = at("2026-06-05 08:00"), at("2026-06-05 12:00")
MINUTE = timedelta(minutes=1)
ORDER: Row = {"number": "XS1", "subject": "order", "pair": "erp-crm", "source": "erp"}
SEEN: Row = ORDER | {"left_source": "erp", "right_source": "crm", "company_id": "c1"}
SEEN |= {"state": "differs", "is_differing": True, "is_missing": False, "is_ambiguous": False}
SEEN |= {"is_void": False, "is_intercompany": False, "changed_at": at("2026-06-05 10:00")}
SEEN |= {"field": "amount_gross", "amount_gross": cny("113.00"), "currency": "CNY"}
AGREES: Row = {"state": "agrees", "is_differing": False, "field": None}
MISSING: Row = AGREES | {"state": "missing", "is_missing": True, "missing_side": "crm"}
MISSING |= {"right_source": None}


LOOK = Look(moment=NOW, horizon=NOW, begun=BEGUN, before={"erp": BEFORE, "crm": BEFORE})


def look(**more: Any) -> Look:
    return replace(LOOK, **more)


def seen(*rows: Row) -> pl.DataFrame:
    schema = {name: AGREEMENT.schema[name] for name in READ}
    return pl.DataFrame([{n: row.get(n) for n in READ} for row in rows], schema=schema)


def none() -> pl.DataFrame:
    return DISAGREEMENTS.schema.to_frame()


def opened(row: Row = SEEN, **more: Any) -> Row:
    return only(judge(none(), seen(row), look(**more)).rows)


def later(held: pl.DataFrame, *rows: Row, **more: Any) -> Judged:
    moment = NOW + timedelta(hours=1)
    said = {"moment": moment, "horizon": moment - MINUTE} | more
    return judge(held, seen(*rows), look(**said))


def sure(row: Row = SEEN) -> pl.DataFrame:
    first = judge(none(), seen(row), look()).rows
    found = later(first, row).rows
    assert found["is_sure"].to_list() == [True]
    return found


def test_a_disagreement_opens_when_the_systems_say_it_came_about() -> None:
    row = opened()
    assert (row["seen_at"], row["opened_at"], row["known_at"]) == (
        NOW,
        at("2026-06-05 10:00"),
        at("2026-06-05 10:00"),
    )
    assert (row["kind"], row["field"], row["amount_gross"]) == ("differs", "amount_gross", 113)
    assert (row["is_sure"], row["closed_at"]) == (False, None)


def test_what_shows_without_a_change_the_systems_tell_opens_when_it_is_seen() -> None:
    """The ERP deleted its order: the CRM's row was last changed weeks ago."""
    old = SEEN | MISSING | {"changed_at": at("2026-05-02 10:00")}
    assert opened(old)["opened_at"] == NOW
    ahead = SEEN | {"changed_at": NOW + MINUTE}
    assert opened(ahead)["opened_at"] == NOW


def test_a_source_that_was_long_not_read_may_tell_of_an_earlier_day() -> None:
    stale = {"erp": NOW, "crm": at("2026-06-03 02:00")}
    told = SEEN | {"changed_at": at("2026-06-04 10:00")}
    assert opened(told, before=stale)["opened_at"] == at("2026-06-04 10:00")
    new = {"erp": NOW}
    assert opened(told, before=new)["opened_at"] == at("2026-06-04 10:00")


def test_the_first_look_takes_what_the_systems_say_but_knows_it_only_from_then_on() -> None:
    row = opened(SEEN | {"changed_at": at("2026-03-05 10:00")}, before={}, begun=NOW)
    assert (row["opened_at"], row["known_at"]) == (at("2026-03-05 10:00"), NOW)


def test_it_is_sure_only_once_everything_was_read_since_it_was_seen() -> None:
    first = judge(none(), seen(SEEN), look()).rows
    assert later(first, SEEN, horizon=NOW).rows.is_empty()
    row = only(later(first, SEEN, horizon=NOW + MINUTE).rows)
    assert row["is_sure"]
    assert row["opened_at"] == at("2026-06-05 10:00")


def test_what_was_gone_before_it_was_sure_was_none() -> None:
    first = judge(none(), seen(SEEN), look()).rows
    told = later(first, SEEN | AGREES)
    assert told.rows.is_empty()
    assert told.none.rows() == [("XS1", "order", "erp-crm", NOW)]


def test_it_closes_when_a_look_finds_agreement() -> None:
    row = only(later(sure(), SEEN | AGREES).rows)
    assert (row["state"], row["closed_at"]) == ("agrees", NOW + timedelta(hours=1))
    assert (row["kind"], row["field"], row["amount_gross"]) == ("differs", "amount_gross", 113)
    assert row["opened_at"] == at("2026-06-05 10:00")


def test_what_is_void_gone_or_compared_otherwise_was_not_put_right() -> None:
    held = sure()
    assert only(later(held, SEEN | {"is_void": True}).rows)["state"] == "void"
    assert only(later(held, SEEN | MISSING | {"is_intercompany": True}).rows)["state"] == "void"
    left = later(held, SEEN | MISSING, absent=frozenset({("order", "crm")}))
    assert only(left.rows)["state"] == "void"
    assert only(later(held).rows)["state"] == "gone"
    assert only(later(held, SEEN | AGREES, redefined=True).rows)["state"] == "redefined"


def test_a_customer_that_is_entered_where_it_was_missing_is_put_right() -> None:
    """Held by one system it is compared with none; by two, with one another."""
    alone = ORDER | {"subject": "customer", "pair": "erp"}
    held = sure(SEEN | MISSING | alone | {"missing_side": "other"})
    both = SEEN | alone | {"pair": "crm-erp"}
    assert only(later(held, both | AGREES).rows)["state"] == "agrees"
    told = later(held, both).rows.sort("closed_at", nulls_last=True)
    assert told["state"].to_list() == ["redefined", "differs"]
    assert told["closed_at"].is_null().to_list() == [False, True]


def test_another_field_or_a_row_that_arrives_is_still_the_same_disagreement() -> None:
    held = sure(SEEN | MISSING)
    row = only(later(held, SEEN | {"field": "promised_on"}).rows)
    assert (row["kind"], row["field"], row["closed_at"]) == ("differs", "promised_on", None)
    assert row["seen_at"] == NOW


def test_a_number_that_got_ambiguous_stays_open_as_it_was() -> None:
    unclear = SEEN | AGREES | {"state": "ambiguous", "is_ambiguous": True}
    row = only(later(sure(), unclear).rows)
    assert (row["state"], row["kind"], row["closed_at"]) == ("ambiguous", "differs", None)
    assert judge(none(), seen(unclear), look()).rows.is_empty()


def test_what_says_the_same_is_not_written_again() -> None:
    told = later(sure(), SEEN)
    assert (told.rows.height, told.none.height) == (0, 0)


def test_what_nobody_has_to_hold_is_no_disagreement() -> None:
    for row in (
        SEEN | AGREES,
        SEEN | {"is_void": True},
        SEEN | MISSING | {"is_intercompany": True},
    ):
        assert judge(none(), seen(row), look()).rows.is_empty()
    alone = look(absent=frozenset({("order", "crm")}))
    assert judge(none(), seen(SEEN | MISSING), alone).rows.is_empty()
    assert judge(none(), seen(SEEN), alone).rows.height == 1
    elsewhere = look(absent=frozenset({("contract", "crm"), ("order", "erp")}))
    assert judge(none(), seen(SEEN | MISSING), elsewhere).rows.height == 1
