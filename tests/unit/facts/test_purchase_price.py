"""Prices against the last one and the contract's; by hand."""

from decimal import Decimal
from typing import Any

from facts.purchase_price import RECIPE
from tests.unit.facts.erp import Row, built
from tests.unit.facts.purchasing import Said, line, order


def bought(number: int, on: str, price: Any, **said: Any) -> tuple[Said, Said]:
    """Ten pieces of K1 at a price."""
    of_order = {n: said.pop(n) for n in ("status", "currency", "exchange_rate") if n in said}
    base: Row = {"po_id": f"P{number}", "price_net": price, "amount_net": None}
    return order(f"P{number}", ordered_on=on, **of_order), line(f"L{number}", **(base | said))


def prices(*rows: tuple[Said, ...]) -> list[Row]:
    return built(RECIPE, *(one for pair in rows for one in pair)).to_dicts()


def test_each_order_is_compared_with_the_one_before() -> None:
    first, second, third = prices(
        bought(1, "11-02", 100), bought(3, "11-20", 99), bought(2, "11-09", "103.5")
    )
    assert first["has_last_price"] is False
    assert (second["po_id"], second["last_price_net"]) == ("P2", Decimal(100))
    assert (second["variance_to_last_net"], second["at_last_net"]) == (Decimal(35), Decimal(1000))
    assert (third["last_price_net"], third["variance_to_last_net"]) == (Decimal("103.5"), -45)
    assert (third["last_po_id"], third["since_last_days"]) == ("P2", 9)


def test_an_order_is_never_its_own_last_price() -> None:
    again = line("L2b", po_id="P2", price_net=120, amount_net=None, line_no=2)
    rows = prices(bought(1, "11-02", 100), (*bought(2, "11-09", 110), again))
    assert [row["last_price_net"] for row in rows] == [None, Decimal(100), Decimal(100)]
    rows = prices(bought(1, "11-02", 100), (*bought(2, "11-09", 110), again), bought(3, "11-10", 1))
    assert rows[-1]["last_price_net"] == Decimal(120)


def test_companies_currencies_and_units_are_kept_apart() -> None:
    rows = prices(
        bought(1, "11-02", 100),
        bought(2, "11-03", 15, currency="USD", exchange_rate=7),
        bought(3, "11-04", 900, unit="BOX"),
        (order("P4", ordered_on="11-05", company_id="c2"), line("L4", po_id="P4", company_id="c2")),
    )
    assert [row["has_last_price"] for row in rows] == [False] * 4
    assert rows[1]["booked_amount_net"] == Decimal(1050)


def test_drafts_and_cancelled_orders_set_no_price() -> None:
    rows = prices(
        bought(1, "11-02", 100),
        bought(2, "11-03", 500, status="cancelled"),
        bought(3, "11-04", 500, is_cancelled=True),
        bought(4, "11-05", 500, status="draft"),
        bought(5, "11-06", 101),
    )
    assert [(row["po_id"], row["last_price_net"]) for row in rows] == [("P1", None), ("P5", 100)]


def test_the_price_of_the_contract() -> None:
    above, below, none = prices(
        bought(1, "11-02", 103, contract_price_net=100),
        bought(2, "11-03", 97, contract_price_net=100),
        bought(3, "11-04", 97),
    )
    assert (above["variance_to_contract_net"], above["is_above_contract"]) == (30, True)
    assert (below["variance_to_contract_net"], below["is_above_contract"]) == (-30, False)
    assert (none["has_contract_price"], none["is_above_contract"]) == (False, False)


def test_a_line_without_a_price_has_that_of_its_amount_and_one_without_an_item_has_no_row() -> None:
    (row,) = prices(bought(1, "11-02", None, amount_net=1000, quantity=3))
    assert row["price_net"] == Decimal("333.333333")
    assert prices(bought(1, "11-02", 100, sku_id=None)) == []
    assert prices(bought(1, "11-02", None)) == []
