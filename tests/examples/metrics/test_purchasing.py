"""Each metric of purchasing, payables and contracts, worked out by hand for November 2026, on both
engines; the pin is Monday 30 November, 18:00."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from math import isclose

import duckdb
import polars as pl
import pytest

from facts.recipe import Recipe
from facts.registry import RECIPES
from metrics import (
    contract_terms,
    contracts,
    payables,
    payables_errors,
    payables_quality,
    purchasing_flow,
    purchasing_gaps,
    purchasing_lags,
    purchasing_price,
    purchasing_stuck,
    purchasing_time,
)
from metrics.definition import Cut, Metric
from metrics.frames import CLOCK, DEPARTMENTS, Frames
from metrics.measure import measure
from tests.unit.facts.erp import built, known
from tests.unit.facts.purchasing import (
    Said,
    allocation,
    approval,
    charge,
    invoice,
    line,
    order,
    payment,
    receipt,
    request,
)
from tests.unit.facts.selling import bill, contract, money, sale, shipment, sold, term
from tests.unit.facts.world import at
from tests.unit.metrics.world import in_duckdb

PIN = at("2026-11-30 18:00")
NOVEMBER = Cut(start="2026-11-01", end="2026-12-01")
MODULES = (
    *(purchasing_flow, purchasing_gaps, purchasing_lags, purchasing_price, purchasing_stuck),
    *(purchasing_time, payables, payables_errors, payables_quality, contracts, contract_terms),
)
METRICS = {metric.name: metric for module in MODULES for metric in module.METRICS}


def form(number: int, decided: str, amount: int) -> Said:
    """An approved form OA-<number>."""
    moment = at(f"2026-{decided} 10:00")
    return approval(f"A{number}", business_no=f"OA-{number}", amount=amount, decided_at=moment)


ROWS: tuple[Said, ...] = (
    # P goes all the way: 10 x 100, promised for the 13th, received whole on the 16th
    order("P", contract_id="C"),
    line("L", request_line_id="Q", contract_price_net=100),
    request("Q"),
    approval(),
    *(receipt(4, "11-09"), receipt(6, "11-16")),
    invoice("I1", "11-17", amount_net=1000, due_on="11-24", invoice_no="10020001"),
    charge("I1", 10, 1000),
    payment("Y1", "11-20", 1130, contract_id="C"),
    allocation("Y1", "I1", 1130, "11-20"),
    # P2 was never approved: 5 x 40, one of them rejected, one charged at 45
    order("P2", approval_no=None, supplier_id="S2", created_on="11-03", ordered_on="11-03"),
    line(
        "L2", po_id="P2", quantity=5, price_net=40, amount_net=200, amount_gross=226,
        promised_on="11-10",
    ),
    receipt(5, "11-10", rejected=1, of="L2"),
    invoice("I2", "11-25", 50.85, amount_net=45, due_on="12-25", supplier_id="S2"),
    charge("I2", 1, 45, of="L2"),
    # P3 was allowed for 500 and paid with 565, six days late
    order("P3", approval_no="OA-3", created_on="11-04", ordered_on="11-04", amount_gross=565),
    line(
        "L3", po_id="P3", sku_id="K3", quantity=5, amount_net=500, amount_gross=565,
        promised_on="11-11", contract_price_net=98,
    ),
    form(3, "11-04", 500),
    receipt(5, "11-11", of="L3"),
    invoice("I3", "11-12", 565, amount_net=500, due_on="11-20", invoice_no="77000003"),
    charge("I3", 5, 500, of="L3"),
    payment("Y3", "11-26", 565),
    allocation("Y3", "I3", 565, "11-26"),
    # P4 is a draft that may be placed since the 5th
    order("P4", approval_no="OA-4", status="draft", created_on="11-05", ordered_on=None),
    line("L4", po_id="P4", quantity=3, amount_net=300, amount_gross=339, promised_on=None),
    form(4, "11-05", 339),
    # Q2 was approved on the 6th and never ordered
    request("Q2", approval_no="OA-5", amount_net=600, created_on="11-02", requested_on="11-02"),
    form(5, "11-06", 678),
    # a credit note, a service that is paid in part, an invoice paid twice, and one entered twice
    invoice("N", "11-27", -113, amount_net=-100, invoice_no="55000009"),
    invoice("I6", "11-03", 1000, amount_net="943.40", due_on="11-20", invoice_no="66000006"),
    *(payment("Y6", "11-10", 400), allocation("Y6", "I6", 400, "11-10")),
    invoice("I9", "11-05", 100, amount_net="88.50", due_on="11-15", invoice_no="99000009"),
    *(payment("Y9", "11-12", 100), allocation("Y9", "I9", 100, "11-12")),
    *(payment("Z9", "11-13", 100), allocation("Z9", "I9", 100, "11-13")),
    invoice("D1", "11-18", amount_net=1000, status="draft", invoice_no="10020010"),
    payment("Y7", "11-15", 250),
    # two contracts of November: C (purchase, P) and C2 (sales)
    contract("C"),
    *(term(1, "11-10", 300), term(2, "11-20", 930)),
    contract(
        "C2", kind="sales", supplier_id=None, customer_id="K1", amount_net=2000, amount_gross=2260,
        ends_on=date(2027, 1, 20), approval_no="OA-9", signed_on="11-03",
    ),
    form(9, "11-02", 2000),
    term(3, "11-15", 1000, contract_id="C2"),
    *(sale("S", contract_id="C2"), sold("SL", order_id="S"), shipment(5, "11-09")),
    bill("B", "11-10", 500, contract_id="C2"),
    *(money("R1", "11-14", 600, contract_id="C2"), money("R2", "11-25", 200, contract_id="C2")),
)  # fmt: skip

# L, L2, L3 in working days (calendar days beside)
EXAMPLES: dict[str, float] = {
    "purchase.request_to_order": 5,
    "purchase.request_to_order_p90": 5,
    "purchase.request_to_order_calendar": 7,
    "purchase.approval_to_order": 0.5,  # 1 and 0
    "purchase.approval_to_order_p90": 0.9,
    "purchase.approval_to_order_calendar": 1.5,  # 3 and 0
    "purchase.order_to_first_receipt": 5,
    "purchase.order_to_first_receipt_p90": 5,
    "purchase.order_to_first_receipt_calendar": 7,
    "purchase.order_to_complete_receipt": 7.5,  # 10 and 5
    "purchase.order_to_complete_receipt_p90": 9.5,
    "purchase.order_to_complete_receipt_calendar": 10.5,  # 14 and 7
    "purchase.receipt_to_first_invoice": 6,  # 6, 11, 1
    "purchase.receipt_to_first_invoice_p90": 10,
    "purchase.receipt_to_first_invoice_calendar": 8,
    "purchase.receipt_to_complete_invoice": 1,
    "purchase.receipt_to_complete_invoice_p90": 1,
    "purchase.receipt_to_complete_invoice_calendar": 1,
    "purchase.invoice_to_first_payment": 6.5,  # 3 and 10
    "purchase.invoice_to_first_payment_p90": 9.3,
    "purchase.invoice_to_first_payment_calendar": 8.5,  # 3 and 14
    "purchase.invoice_to_complete_payment": 6.5,
    "purchase.invoice_to_complete_payment_p90": 9.3,
    "purchase.invoice_to_complete_payment_calendar": 8.5,
    "purchase.request_to_payment": 19,
    "purchase.request_to_payment_p90": 19,
    "purchase.request_to_payment_calendar": 25,
    "purchase.on_time_delivery": 100 / 3,  # only L3
    "purchase.station_wait": 1,  # 0 0 0 0 1 1 1 3 5 10 10
    "purchase.station_wait_p90": 10,
    "purchase.station_wait_p90_calendar": 14,  # L received, L3 paid
    "purchase.request_to_approval": 4,
    "purchase.ordered": 1700,
    "purchase.orders": 3,
    "purchase.spend": 1000 + 45 + 500 - 100 + 943.40 + 88.50,
    "purchase.received": 1700,
    "purchase.reject_rate": 100 * 40 / 1700,
    "purchase.reject_rate_quantity": 5,  # 1 of 20
    "purchase.price_variance_to_last": -60,  # K1: 40 after 100
    "purchase.price_variance_to_contract": 100 * 10 / 1490,  # 5 x (100 - 98)
    "purchase.above_contract_rate": 50,
    "purchase.overdue_receipts": 1,
    "purchase.stuck": 2,  # L2 to be received, L4 to be ordered
    "purchase.stuck_value": 340,
    "purchase.stuck_age": 26,  # since the 3rd and the 5th
    "purchase.approved_not_ordered": 1,
    "purchase.approved_not_ordered_value": 600,
    "purchase.approved_not_ordered_age": 24,
    "purchase.ordered_not_approved": 1,
    "purchase.ordered_not_approved_value": 200,
    "purchase.ordered_not_approved_age": 27,
    "purchase.paid_over_approved": 1,
    "purchase.paid_over_approved_value": 65,
    "purchase.paid_over_approved_age": 4,
    "purchase.received_not_invoiced": 1,
    "purchase.received_not_invoiced_value": 120,  # 4 kept, 1 charged
    "purchase.received_not_invoiced_age": 20,
    "payable.three_way_match_rate": 200 / 3,  # I2 charges 45 for 40
    "payable.paid_in_time_rate": 50,  # I1 and I9; I3 late, I6 open
    "payable.invoice_to_payment": 5,  # 3, 10, 5
    "payable.due_to_payment": -1 / 3,  # -4, 6, -3
    "payable.payment_error_rate": 100 / 6,
    "payable.paid": 2545,
    "payable.overpaid": 100,
    "payable.duplicate_suspects": 1,
    "payable.duplicate_suspects_value": 1130,
    "payable.duplicate_suspects_age": 12,
    "payable.balance": 50.85 + 600 - 113 - 100,
    "payable.open_invoices": 4,
    "payable.ageing": 50.85 + 600 - 113 - 100,
    "payable.overdue": 500,  # 600 of I6, 100 too much on I9
    "payable.oldest_age": 27,
    "payable.prepaid": 250,
    "contract.signed": 2,
    "contract.signed_value": 3000,
    "contract.fulfilment": 50,  # 1,000 and 500
    "contract.invoiced_share": 100 * 1630 / 3390,
    "contract.amount_differs_rate": 50,
    "contract.in_force": 2,
    "contract.expiring_30": 1,
    "contract.expiring_60": 2,
    "contract.expiring_90": 2,
    "contract.received_by_plan": 80,
    "contract.paid_by_plan": 100 * 1130 / 1230,
    "contract.received_in_time": 60,
    "contract.terms_overdue": 300,
    "contract.terms_overdue_age": 15,
}


@cache
def fact(name: str) -> pl.DataFrame:
    recipe: Recipe = next(each for each in RECIPES if each.fact.name == name)
    return built(recipe, *ROWS)


def frames(metric: Metric, rows: pl.DataFrame | None = None) -> Frames:
    """The fact of a metric at the pin."""
    pinned = [("cn", date(2026, 11, 30), 0)]
    return Frames(
        fact=(fact(metric.fact.name) if rows is None else rows).lazy(),
        calendar_day=known().days.lazy(),
        departments=pl.DataFrame(schema=DEPARTMENTS).lazy(),
        clock=pl.DataFrame(pinned, schema=CLOCK, orient="row").lazy(),
        at=PIN,
    )


def test_every_metric_has_an_example() -> None:
    assert EXAMPLES.keys() == METRICS.keys()


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_number_worked_out_by_hand(name: str, engine: str) -> None:
    on = frames(METRICS[name])
    with duckdb.connect() as connection:
        on = in_duckdb(on, connection) if engine == "duckdb" else on
        (row,) = measure(METRICS[name], NOVEMBER, on).rows.to_dicts()
    assert isclose(float(row["value"]), EXAMPLES[name], rel_tol=1e-12)


def value(metric: Metric, cut: Cut, at_pin: datetime = PIN) -> list[dict[str, object]]:
    on = replace(frames(metric), at=at_pin)
    return measure(metric, cut, on).rows.to_dicts()


def test_ages_and_days_overdue_are_two_ways_to_cut_what_is_owed() -> None:
    by_age = value(payables.AGEING, replace(NOVEMBER, by=("age_bucket",)))
    assert {row["age_bucket"]: float(str(row["value"])) for row in by_age} == {"000-030": 437.85}
    late = value(payables.OVERDUE, replace(NOVEMBER, by=("overdue_bucket",)))
    assert {row["overdue_bucket"]: float(str(row["value"])) for row in late} == {"000-030": 500.0}


def test_what_was_owed_at_an_earlier_month_end_is_still_known() -> None:
    weeks = Cut(grain="week", start="2026-11-02", end="2026-11-23")
    found = [float(str(row["value"])) for row in value(payables.BALANCE, weeks)]
    assert found == [1100, 600 + 565 - 100, 600 + 565 - 100]


def test_a_promise_of_today_is_not_late_before_the_day_is_over() -> None:
    on = frames(purchasing_time.ON_TIME_DELIVERY)
    early = [("cn", date(2026, 11, 11), 0)]
    clock = pl.DataFrame(early, schema=CLOCK, orient="row").lazy()
    pinned = replace(on, clock=clock, at=datetime(2026, 11, 11, 10, tzinfo=UTC))
    found = measure(purchasing_time.ON_TIME_DELIVERY, NOVEMBER, pinned).rows
    assert found["rows"].to_list() == [1]  # L2, of the 10th


def test_what_is_left_out_is_counted_by_reason() -> None:
    matched = measure(
        payables_quality.THREE_WAY_MATCH, NOVEMBER, frames(payables_quality.THREE_WAY_MATCH)
    )
    assert [number for _, number in matched.excluded] == [
        0,
        1,
        3,
    ]  # N; I6, I9 and D1 charge no order
