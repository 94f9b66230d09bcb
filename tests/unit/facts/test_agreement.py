"""Whether the systems that hold the same key say the same of it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.agreement import RECIPE
from facts.definition import LEFT_OUT
from facts.outside import hopeful
from tables.approvals import APPROVALS
from tables.contracts import CONTRACTS
from tables.crm import CRM_ORDERS, CUSTOMERS
from tables.purchasing import SUPPLIER_PAYMENTS
from tables.sales import SALES_ORDER_LINES, SALES_ORDERS
from tests.unit.facts.recipes import Row, built, cny, day, known, only
from tests.unit.facts.subject_lake import Subject
from tests.unit.facts.world import at, company

KNOWN: Row = {"customer_id": "1", "customer_no": "KH1", "name": "东方", "tax_no": "91A"}
ORDER: Row = {"order_id": "O", "order_no": "XS1", "customer_id": "1", "status": "open"}
ORDER |= {"created_on": "03-02", "ordered_on": "03-02", "amount_net": "100.00"}
ORDER |= {"amount_gross": "113.00"}
LINE: Row = {"order_line_id": "L", "order_id": "O", "promised_on": "03-20"}
COPY: Row = {"source": "crm", "crm_order_id": "A", "order_no": "XS1", "kind": "order"}
COPY |= {"customer_id": "1", "amount_gross": "113.00", "signed_on": "03-02"}
COPY |= {"promised_on": "03-20", "updated_at": at("2026-06-02 09:00")}
CONTRACT: Row = {"contract_id": "C", "contract_no": "HT1", "kind": "sales", "customer_id": "1"}
CONTRACT |= {"status": "signed", "created_on": "03-02", "signed_on": "03-03"}
CONTRACT |= {"amount_gross": "500.00"}
FORM: Row = {"source": "oa", "approval_id": "F", "business_no": "SQ1", "amount": "500.00"}
FORM |= {"status": "approved"}
PAYMENT: Row = {"payment_id": "P", "supplier_id": "V", "status": "paid", "amount": "200.00"}
PAYMENT |= {"created_on": "03-09", "approval_no": "SQ1"}


def agreement(**rows: list[Row]) -> pl.DataFrame:
    return built(RECIPE, rows)


def orders(*copies: Row, **said: Any) -> Row:
    told = {"sales_orders": [ORDER | said], "sales_order_lines": [LINE]}
    return only(built(RECIPE, told | {"crm_orders": list(copies)}), subject="order")


def test_an_order_both_systems_hold_alike_agrees() -> None:
    row = orders(COPY)
    assert (row["state"], row["pair"], row["differences"]) == ("agrees", "erp-crm", 0)
    assert (row["left_source"], row["right_source"]) == ("erp", "crm")
    assert (row["left_id"], row["right_id"], row["document_type"]) == ("O", "A", "sales_order")
    assert row["is_key"]
    assert row["is_comparable"]
    assert row["agrees_everywhere"]
    assert (row["field"], row["left_value"]) == (None, None)
    assert row["opens_on"] == day("03-02")


def test_what_differs_is_named_with_both_values() -> None:
    row = orders(COPY | {"amount_gross": "120.00", "promised_on": "03-27"})
    assert row["state"] == "differs"
    assert (row["field"], row["fields"]) == ("amount_gross", "amount_gross; promised_on")
    assert row["left_value"] == "113.00; 2026-03-20"
    assert row["right_value"] == "120.00; 2026-03-27"
    assert row["differences"] == 2
    assert (row["amount_gross"], row["difference_gross"]) == (cny("113.00"), cny("7.00"))
    assert row["changed_on"] == day("06-02")
    assert not row["agrees_everywhere"]


def test_an_order_is_promised_for_the_day_of_its_last_line_that_lives() -> None:
    told = {
        "sales_orders": [ORDER],
        "crm_orders": [COPY],
        "sales_order_lines": [
            LINE,
            LINE | {"order_line_id": "M", "promised_on": "03-05"},
            LINE | {"order_line_id": "N", "promised_on": "04-05", "is_cancelled": True},
        ],
    }
    assert only(built(RECIPE, told))["state"] == "agrees"


def test_what_one_side_leaves_open_does_not_differ() -> None:
    assert orders(COPY | {"amount_gross": None, "promised_on": None})["state"] == "agrees"


def test_an_amount_in_another_currency_is_no_difference_in_money() -> None:
    row = orders(COPY | {"currency": "USD"})
    assert (row["field"], row["difference_gross"]) == ("currency", None)


def test_an_order_only_one_system_has_is_missing_in_the_other() -> None:
    row = orders()
    assert (row["state"], row["missing_side"], row["right_source"]) == ("missing", "crm", None)
    assert not row["is_comparable"]
    phantom = only(agreement(crm_orders=[COPY]))
    assert (phantom["missing_side"], phantom["source"]) == ("erp", "crm")
    assert (phantom["document_id"], phantom["amount_gross"]) == ("A", cny("113.00"))
    assert phantom["left_source"] is None


def test_a_number_held_twice_is_ambiguous_and_never_compared() -> None:
    row = orders(COPY, COPY | {"crm_order_id": "B", "amount_gross": "1.00"})
    assert row["state"] == "ambiguous"
    assert not row["is_comparable"]


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_drafts_and_cancelled_orders_are_told(status: str) -> None:
    assert orders(status=status)["is_void"]


def test_customers_of_two_sources_are_compared_whatever_their_company() -> None:
    rows = [
        KNOWN | {"company_id": None, "owner_id": "p1"},
        KNOWN | {"source": "crm", "company_id": None, "name": " 东方 ", "owner_id": "p2"},
    ]
    row = only(agreement(customers=rows))
    assert (row["subject"], row["pair"], row["state"]) == ("customer", "crm-erp", "differs")
    assert (row["field"], row["left_value"], row["right_value"]) == ("owner_id", "p2", "p1")
    assert (row["company_id"], row["calendar_id"]) == (None, "cn")


def test_what_the_left_side_leaves_open_the_right_one_tells() -> None:
    rows = [KNOWN | {"counterparty_company_id": "c2"}, KNOWN | {"source": "crm", "owner_id": "p1"}]
    row = only(agreement(customers=rows))
    assert row["is_intercompany"]
    assert (row["source"], row["owner_id"]) == ("crm", "p1")
    blank = {"amount_net": None, "amount_gross": None}
    order = only(agreement(sales_orders=[ORDER | blank], crm_orders=[COPY]))
    assert (order["amount_gross"], order["currency"]) == (cny("113.00"), "CNY")
    assert order["source"] == "erp"


def test_customers_of_three_sources_are_one_key_in_three_pairs() -> None:
    rows = [KNOWN | {"source": name} for name in ("crm", "erp")]
    rows.append(KNOWN | {"source": "shop", "name": "西方"})
    frame = agreement(customers=rows)
    assert frame["pair"].to_list() == ["crm-erp", "crm-shop", "erp-shop"]
    assert frame["state"].to_list() == ["agrees", "differs", "differs"]
    assert frame["is_key"].sum() == 1
    assert not frame["agrees_everywhere"].any()
    alone = only(agreement(customers=[KNOWN]))
    assert (alone["pair"], alone["state"], alone["missing_side"]) == ("erp", "missing", "other")


def test_a_customer_without_a_number_is_no_key() -> None:
    assert agreement(customers=[KNOWN | {"customer_no": None}]).is_empty()


def test_a_sales_contract_is_compared_with_the_crm_and_with_its_form() -> None:
    copy = COPY | {"order_no": "HT1", "kind": "contract", "amount_gross": "500.00"}
    copy |= {"signed_on": "03-03", "promised_on": None}
    frame = agreement(
        contracts=[CONTRACT | {"approval_no": "SQ1"}],
        crm_orders=[copy],
        contract_forms=[FORM | {"amount": "450.00"}],
    )
    assert only(frame, pair="erp-crm")["state"] == "agrees"
    form = only(frame, pair="erp-oa")
    assert (form["field"], form["left_value"], form["right_value"]) == (
        "amount_gross",
        "500.00",
        "450.00",
    )
    assert frame["is_key"].sum() == 1
    assert not frame["agrees_everywhere"].any()


def test_a_purchase_contract_is_not_expected_in_the_crm() -> None:
    bought = CONTRACT | {"kind": "purchase", "customer_id": None, "supplier_id": "V"}
    assert agreement(contracts=[bought]).is_empty()
    frame = agreement(contracts=[bought | {"approval_no": "SQ9"}])
    assert only(frame)["missing_side"] == "oa"


def test_a_purchase_contract_of_the_same_number_hides_no_sales_contract() -> None:
    bought = CONTRACT | {"contract_id": "B", "kind": "purchase", "supplier_id": "V"}
    row = only(agreement(contracts=[bought | {"customer_id": None}, CONTRACT]))
    assert (row["left_id"], row["pair"], row["missing_side"]) == ("C", "erp-crm", "crm")


def test_all_payments_of_a_form_together_agree_with_it() -> None:
    rest = PAYMENT | {"payment_id": "Q", "amount": "300.00"}
    gone = PAYMENT | {"payment_id": "R", "status": "cancelled"}
    row = only(agreement(supplier_payments=[PAYMENT, rest, gone], payment_forms=[FORM]))
    assert (row["subject"], row["state"], row["number"]) == ("payment", "agrees", "SQ1")
    assert row["amount_gross"] == cny("500.00")
    short = only(agreement(supplier_payments=[PAYMENT], payment_forms=[FORM]))
    assert short["difference_gross"] == cny("300.00")


def test_a_form_submitted_again_is_one_form() -> None:
    again = FORM | {"approval_id": "G", "previous_id": "F", "amount": "200.00"}
    row = only(agreement(supplier_payments=[PAYMENT], payment_forms=[FORM, again]))
    assert (row["state"], row["right_id"]) == ("agrees", "G")
    two = only(
        agreement(supplier_payments=[PAYMENT], payment_forms=[FORM, FORM | {"approval_id": "G"}])
    )
    assert two["state"] == "ambiguous"


def test_the_same_number_of_two_subjects_is_two_keys() -> None:
    frame = agreement(
        sales_orders=[ORDER | {"order_no": "1"}], customers=[KNOWN | {"customer_no": "1"}]
    )
    assert frame.select("subject", "is_key").rows() == [("customer", True), ("order", True)]


def test_an_unknown_calendar_borrows_the_first_companys() -> None:
    told = {"sales_orders": [ORDER | {"company_id": "odd"}]}
    frame = built(RECIPE, told, known(company("odd", source="erp", calendar_id="nowhere")))
    assert frame["calendar_id"].to_list() == ["cn"]


@settings(max_examples=40, deadline=None)
@given(
    erp=st.dictionaries(st.integers(0, 5), st.integers(1, 3), max_size=6),
    crm=st.dictionaries(st.integers(0, 5), st.integers(1, 3), max_size=6),
)
def test_every_key_is_told_once_whoever_holds_it(erp: dict[int, int], crm: dict[int, int]) -> None:
    frame = agreement(
        sales_orders=[
            ORDER | {"order_id": str(n), "order_no": f"X{n}", "amount_gross": 100 + a}
            for n, a in erp.items()
        ],
        crm_orders=[
            COPY
            | {"crm_order_id": str(n), "order_no": f"X{n}", "amount_gross": 100 + a}
            | {"promised_on": None}
            for n, a in crm.items()
        ],
    )
    both = set(erp) & set(crm)
    assert frame["is_key"].sum() == len(set(erp) | set(crm)) == frame.height
    assert frame["is_comparable"].sum() == len(both)
    assert frame["agrees_everywhere"].sum() == sum(erp[n] == crm[n] for n in both)
    assert frame["is_missing"].sum() == len(set(erp) ^ set(crm))
    gaps = sum(crm[n] - erp[n] for n in both)
    assert frame["difference_gross"].sum() == gaps


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("order", "line", "copy", "customer", "form", "payment", "contract")),
        st.integers(0, 2),
        st.integers(0, 2),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=6, deadline=None)
@given(rounds=st.lists(ACTS, min_size=1, max_size=3))
def test_a_refresh_equals_building_anew(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int, int, bool]]]
) -> None:
    world = Subject(tmp_path_factory.mktemp("lake"), RECIPE)
    for acts in rounds:
        for what, one, other, dead in acts:
            act(world, what, one, other, dead)
        world.check()


def act(world: Subject, what: str, one: int, other: int, dead: bool) -> None:
    """A change of one table; numbers are shared by all of them."""
    number = None if (one, other) == (2, 2) else f"N{one}"
    amount = Decimal(100 + other)
    exact = {"amount_net": amount, "amount_gross": amount}
    match what:
        case "order":
            row = ORDER | exact | {"order_id": f"O{one}", "order_no": number}
            company_id = "c9" if other == 1 else "c1"
            world.write(SALES_ORDERS, row | {"company_id": company_id}, dead=dead)
        case "line":
            row = LINE | {"order_line_id": f"L{one}", "order_id": f"O{other}", "unit": "EA"}
            row |= {"created_on": "03-02", "quantity": Decimal(1)}
            world.write(SALES_ORDER_LINES, row, dead=dead)
        case "copy":
            kind = "contract" if other == 2 else "order"
            row = COPY | exact | {"crm_order_id": f"A{one}", "order_no": number, "kind": kind}
            world.write(CRM_ORDERS, _unstamped(row), dead=dead)
        case "customer":
            row = KNOWN | {"source": f"s{other}", "customer_no": number, "name": f"{other % 2}"}
            world.write(CUSTOMERS, row | {"customer_id": f"K{one}"}, dead=dead)
        case "form":
            row = FORM | {"approval_id": f"F{one}", "business_no": number, "amount": amount}
            row |= {"created_at": at("2026-03-02 09:00")}
            world.write(APPROVALS, row, dead=dead)
        case "payment":
            row = PAYMENT | {"payment_id": f"P{other}", "approval_no": number, "amount": amount}
            world.write(SUPPLIER_PAYMENTS, row, dead=dead)
        case _:
            row = CONTRACT | exact | {"contract_id": f"C{one}", "contract_no": f"N{other}"}
            world.write(CONTRACTS, row | {"approval_no": number}, dead=dead)


def _unstamped(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "updated_at"}


def test_a_company_that_becomes_known_reaches_what_borrowed_a_calendar(tmp_path: Path) -> None:
    world = Subject(tmp_path, RECIPE)
    act(world, "order", 0, 1, dead=False)
    (frame, aside) = world.check()
    assert (frame["company_id"].to_list(), aside.height) == (["c9"], 0)
    versions = {table.name: world.lake.store(table).version() for table in RECIPE.tables}
    groups = hopeful(world.lake, RECIPE, world.lake.store(LEFT_OUT, 1), versions)
    assert groups.rows() == [("N0",)]
