"""The generated purchasing hangs together, is drawn alike every time, and passes the gate."""

import polars as pl
import pytest

from benchmarks import orders
from benchmarks.events import months
from tables.conform import conform
from tables.registry import TABLES

c = pl.col
Frames = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def made() -> Frames:
    return orders.month_frames(months()[20], 5_000, 2_000, seed=1)


def test_the_same_seed_draws_the_same_and_another_one_others(made: Frames):
    again = orders.month_frames(months()[20], 5_000, 2_000, seed=1)
    other = orders.month_frames(months()[20], 5_000, 2_000, seed=2)
    for name, frame in made.items():
        assert frame.equals(again[name]), name
    assert not made["goods_receipts"].equals(other["goods_receipts"])


def test_every_row_passes_the_gate_under_a_key_of_its_own(made: Frames):
    for name, frame in made.items():
        table = TABLES[name]
        passed = conform(table, frame, source="bench")
        assert passed.rejected.is_empty(), passed.rejected["reasons"].unique().to_list()
        assert passed.rows.select(table.key).is_unique().all(), name
        assert passed.rows.height == frame.height > 0


def test_no_line_is_received_or_charged_beyond_what_was_ordered(made: Frames):
    lines = made["purchase_order_lines"].select("po_line_id", ordered="quantity")
    for name in ("goods_receipts", "supplier_invoice_lines"):
        sums = made[name].group_by("po_line_id").agg(c("quantity").sum(), parts=pl.len())
        held = sums.join(lines, on="po_line_id", how="left")
        assert held["ordered"].null_count() == 0
        assert held.filter(c("quantity") > c("ordered")).is_empty()
        assert held.filter(c("parts") > 1).height > 0  # some come, and are charged, in parts


def test_what_is_paid_is_what_is_allocated_and_some_is_paid_in_parts(made: Frames):
    allocated = made["payment_allocations"].group_by("payment_id").agg(whole=c("amount").sum())
    payments = made["supplier_payments"].join(allocated, on="payment_id", how="left")
    assert payments.filter(c("amount") != c("whole")).is_empty()
    parts = made["payment_allocations"].group_by("invoice_id").len()
    assert set(parts["len"]) == {1, 2}
    assert made["supplier_invoices"].filter(c("kind") == "credit_note").height > 0
    assert made["payment_allocations"]["payment_id"].is_duplicated().any()


def test_nothing_happens_after_today(made: Frames):
    last = orders.month_frames(months()[-1], 0, 2_000, seed=1)
    for frames in (made, last):
        for name, day in (
            ("purchase_orders", "ordered_on"),
            ("goods_receipts", "received_on"),
            ("supplier_invoices", "invoiced_on"),
        ):
            assert frames[name].filter(c(day) > orders.TODAY).is_empty(), name
    assert (last["purchase_orders"]["status"] == "draft").sum() > 0
