"""What lies in the bank, and what is expected to move."""

from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.cash import RECIPE
from tests.unit.facts.recipes import Row, at_day, built, cny, day, only

BANK: Row = {"bank_account_id": "B", "name": "工商银行", "opened_on": "03-02"}
BANK |= {"opening_balance": "1000.00"}
MOVE: Row = {"cash_move_id": "M", "bank_account_id": "B", "kind": "receipt", "amount": "200.00"}
MOVE |= {"created_on": "03-10", "moved_on": "03-10", "is_planned": False}
PLAN: Row = MOVE | {"cash_move_id": "P", "moved_on": "04-10", "is_planned": True}


def cash(moves: list[Row], banks: list[Row] | None = None) -> pl.DataFrame:
    return built(RECIPE, {"cash_moves": moves, "bank_accounts": banks or [BANK]})


def balance(frame: pl.DataFrame, text: str) -> Any:
    return at_day(frame, text)["amount"].sum()


def test_the_balance_is_what_lay_there_and_what_moved_since() -> None:
    out = MOVE | {"cash_move_id": "N", "kind": "payment", "amount": "-50.00", "moved_on": "03-11"}
    frame = cash([MOVE, out, PLAN])
    assert [balance(frame, d) for d in ("03-01", "03-02", "03-10", "03-11", "12-31")] == [
        0,
        1000,
        1200,
        1150,
        1150,
    ]
    row = only(frame, entry_id="N")
    assert (row["inflow"], row["outflow"]) == (0, cny("50.00"))
    assert frame["is_move"].sum() == 2


def test_what_is_planned_is_expected_and_not_there() -> None:
    frame = cash([PLAN, PLAN | {"cash_move_id": "Q", "is_cancelled": True}])
    plan = only(frame, entry_id="P")
    assert (plan["expected_on"], plan["moved_on"], plan["opens_on"]) == (day("04-10"), None, None)
    assert plan["is_planned"]
    assert not only(frame, entry_id="Q")["is_planned"]


def test_what_the_opening_balance_holds_is_not_counted_again() -> None:
    frame = cash([MOVE | {"moved_on": "02-27"}])
    assert balance(frame, "12-31") == 1000
    assert only(frame, entry_id="M")["is_before_opening"]
    unknown = cash([MOVE | {"moved_on": "02-27"}], [BANK | {"opening_balance": None}])
    assert balance(unknown, "12-31") == 200


def test_a_cancelled_move_did_not_happen() -> None:
    frame = cash([MOVE | {"is_cancelled": True}])
    assert balance(frame, "12-31") == 1000
    assert only(frame, entry_id="M")["is_cancelled"]


def test_a_move_in_another_currency_than_its_account_is_told() -> None:
    row = only(cash([MOVE | {"currency": "USD", "exchange_rate": "7.1"}]), entry_id="M")
    assert row["has_other_currency"]
    assert row["booked_amount"] == cny("1420.00")


def test_what_nobody_booked_stays_in_its_own_currency() -> None:
    row = only(cash([PLAN | {"currency": "USD"}]), entry_id="P")
    assert (row["booked_currency"], row["booked_amount"]) == ("USD", row["amount"])
    assert row["is_booked"]
    own = only(cash([PLAN]), entry_id="P")
    assert (own["booked_currency"], own["booked_amount"]) == ("CNY", own["amount"])


def test_an_id_that_is_both_a_move_and_an_account_is_two_rows() -> None:
    frame = cash([MOVE | {"cash_move_id": "B"}])
    assert frame.select("entry_id", "kind").rows() == [("B", "actual"), ("B", "opening")]
    assert balance(frame, "03-10") == 1200


@settings(max_examples=50, deadline=None)
@given(
    moves=st.lists(
        st.tuples(st.integers(-(10**7), 10**7), st.integers(1, 28), st.booleans(), st.booleans()),
        max_size=10,
    )
)
def test_the_balance_is_the_sum_of_what_happened(
    moves: list[tuple[int, int, bool, bool]],
) -> None:
    rows = [
        MOVE
        | {"cash_move_id": f"M{n}", "amount": Decimal(amount) / 100, "moved_on": f"04-{d:02}"}
        | {"is_planned": planned, "is_cancelled": gone}
        for n, (amount, d, planned, gone) in enumerate(moves)
    ]
    frame = cash(rows)
    for instant in (1, 14, 28):
        there = [a for a, d, planned, gone in moves if d <= instant and not (planned or gone)]
        assert balance(frame, f"04-{instant:02}") == 1000 + Decimal(sum(there)) / 100
    assert (frame["inflow"] - frame["outflow"]).equals(frame["amount"], check_names=False)
