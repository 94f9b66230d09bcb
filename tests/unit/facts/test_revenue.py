"""Lines of customer invoices: net, cost and margin."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from facts.revenue import RECIPE
from tests.unit.facts.recipes import Row, built, cny, day, only

INVOICE: Row = {"invoice_id": "I", "invoice_no": "8001", "kind": "invoice", "status": "open"}
INVOICE |= {"customer_id": "K", "created_on": "03-02", "invoiced_on": "03-03"}
INVOICE |= {"amount_net": "150.00", "amount_gross": "169.50", "owner_id": "p1"}
LINE: Row = {"invoice_line_id": "1", "invoice_id": "I", "quantity": 10, "unit": "EA"}
LINE |= {"amount_net": "100.00", "amount_gross": "113.00", "cost": "60.00"}
SECOND: Row = LINE | {"invoice_line_id": "2", "amount_net": "50.00", "cost": None}


def test_a_line_earns_its_net_less_its_cost() -> None:
    frame = built(
        RECIPE, {"customer_invoices": [INVOICE], "customer_invoice_lines": [LINE, SECOND]}
    )
    first, second = frame.to_dicts()
    assert (first["margin_net"], first["booked_margin_net"]) == (cny("40.00"), cny("40.00"))
    assert first["invoiced_on"] == day("03-03")
    assert first["has_cost"]
    assert not second["has_cost"]  # an unknown cost is not a cost of nothing
    assert second["margin_net"] is None
    assert frame["is_first_line"].to_list() == [True, False]
    assert frame["is_unlike_header"].to_list() == [False, False]


def test_a_credit_note_takes_revenue_back() -> None:
    note = INVOICE | {"kind": "credit_note", "amount_net": "-100.00", "amount_gross": "-113.00"}
    line = LINE | {"amount_net": "-100.00", "amount_gross": "-113.00", "cost": "-60.00"}
    row = only(built(RECIPE, {"customer_invoices": [note], "customer_invoice_lines": [line]}))
    assert row["is_credit_note"]
    assert row["is_revenue"]
    assert (row["booked_net"], row["booked_margin_net"]) == (cny("-100.00"), cny("-40.00"))


def test_drafts_and_cancelled_invoices_are_no_revenue() -> None:
    for status, flag in (("draft", "is_draft"), ("cancelled", "is_cancelled")):
        row = only(built(RECIPE, {"customer_invoices": [INVOICE | {"status": status}]}))
        assert row[flag]
        assert not row["is_revenue"]


def test_an_invoice_without_lines_counts_by_its_header() -> None:
    row = only(built(RECIPE, {"customer_invoices": [INVOICE]}))
    assert row["is_header_only"]
    assert (row["invoice_line_id"], row["booked_net"]) == ("", cny("150.00"))
    assert not row["has_cost"]


def test_lines_that_miss_what_the_header_says_are_told() -> None:
    frame = built(RECIPE, {"customer_invoices": [INVOICE], "customer_invoice_lines": [LINE]})
    assert frame["is_unlike_header"].to_list() == [True]


def test_foreign_amounts_are_booked_at_the_invoices_rate_or_not_at_all() -> None:
    told = INVOICE | {"currency": "USD", "exchange_rate": "7.12345678"}
    untold = INVOICE | {"invoice_id": "J", "currency": "USD"}
    lines = [
        LINE | {"currency": "USD", "amount_net": "10.05"},
        LINE | {"invoice_line_id": "2", "currency": "EUR"},
        LINE | {"invoice_line_id": "3", "currency": None},
        LINE | {"invoice_line_id": "4", "invoice_id": "J", "currency": "USD"},
    ]
    frame = built(RECIPE, {"customer_invoices": [told, untold], "customer_invoice_lines": lines})
    assert frame["booked_net"].to_list() == [cny("71.59"), None, cny("712.35"), None]
    assert frame["is_booked"].to_list() == [True, False, True, False]
    assert frame["currency"].to_list() == ["USD", "EUR", "USD", "USD"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.integers(-(10**6), 10**6),
            st.one_of(st.none(), st.integers(-(10**6), 10**6)),
        ),
        max_size=12,
    )
)
def test_the_lines_add_up_to_what_the_source_has(said: list[tuple[int, int, int | None]]) -> None:
    invoices = [INVOICE | {"invoice_id": f"I{n}"} for n in range(4)]
    lines = [
        LINE
        | {"invoice_line_id": str(number), "invoice_id": f"I{of}", "amount_gross": None}
        | {"amount_net": Decimal(net) / 100, "cost": None if cost is None else Decimal(cost) / 100}
        for number, (of, net, cost) in enumerate(said)
    ]
    frame = built(RECIPE, {"customer_invoices": invoices, "customer_invoice_lines": lines})
    bare = 4 - len({of for of, _, _ in said})
    whole = sum((Decimal(net) / 100 for _, net, _ in said), Decimal(0)) + bare * 150
    assert frame["booked_net"].sum() == whole
    margin = sum(
        (Decimal(net - cost) / 100 for _, net, cost in said if cost is not None), Decimal(0)
    )
    assert frame.filter("has_cost")["booked_margin_net"].sum() == margin
    assert frame["is_first_line"].sum() == 4
