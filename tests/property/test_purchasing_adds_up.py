"""Fan-out never inflates: sums over purchasing facts are those over the documents, row by row."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.goods_receipt import RECIPE as GOODS_RECEIPT
from facts.payable import RECIPE as PAYABLE
from facts.prepayment import RECIPE as PREPAYMENT
from facts.purchase import RECIPE as PURCHASE
from facts.purchase_request import RECIPE as PURCHASE_REQUEST
from facts.received_not_invoiced import RECIPE as RECEIVED_NOT_INVOICED
from facts.recipe import Recipe
from facts.supplier_invoice import RECIPE as SUPPLIER_INVOICE
from facts.supplier_payment import RECIPE as SUPPLIER_PAYMENT
from tests.unit.facts.erp import Row, built
from tests.unit.facts.purchasing import (
    Said,
    allocation,
    charge,
    invoice,
    line,
    order,
    payment,
    receipt,
    request,
)

seeds = st.integers(0, 2**32)
POSTED = {"open", "paid"}


class Books:
    """Random documents that refer to each other across, many to many."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.rows = list[Said]()
        self.lines = [f"L{n}" for n in range(self.rng.randint(1, 6))]
        for n in range(3):
            self.add(order(f"P{n}", status=self.rng.choice(("open", "open", "closed"))))
        for name in self.lines:
            self._line(name)
        self.invoices = [f"I{n}" for n in range(self.rng.randint(0, 6))]
        for name in self.invoices:
            self._invoice(name)
        for n in range(self.rng.randint(0, 4)):
            self._payment(f"Y{n}")

    def add(self, said: Said) -> Row:
        self.rows.append(said)
        return said[1]

    def day(self) -> str:
        return f"{self.rng.randint(10, 12)}-{self.rng.randint(1, 28):02}"

    def _line(self, name: str) -> None:
        asked = self.rng.choice((None, "Q0", "Q1"))
        where = f"P{self.rng.randint(0, 2)}"
        self.add(line(name, po_id=where, request_line_id=asked, amount_net="333.33", quantity=7))
        for n in range(self.rng.randint(0, 4)):
            quantity = self.rng.choice((1, 2, 3, 5, -1))
            refused = self.rng.choice((0, 0, 1)) if quantity > 0 else 0
            said = {"receipt_line_id": f"R{name}{n}", "is_cancelled": self.rng.random() < 0.1}
            self.add(receipt(quantity, self.day(), rejected=refused, of=name, **said))

    def _invoice(self, name: str) -> None:
        status = self.rng.choice(("open", "open", "paid", "draft", "cancelled"))
        nets = [self.rng.randint(-30, 300) for _ in range(self.rng.randint(1, 4))]
        if sum(nets) < 0 and self.rng.random() < 0.5:
            nets = [-net for net in nets]
        gross = round(sum(nets) * Decimal("1.13"), 2)
        self.add(invoice(name, self.day(), gross, status=status))
        for n, net in enumerate(nets):
            of, quantity = self.rng.choice(self.lines), self.rng.randint(1, 4)
            self.add(charge(name, quantity, net, of=of, invoice_line_id=f"{name}-{n}"))

    def _payment(self, name: str) -> None:
        paid = self.day() if self.rng.random() < 0.85 else None
        self.add(payment(name, paid, self.rng.randint(1, 900)))
        for to in self.rng.sample(self.invoices, self.rng.randint(0, len(self.invoices))):
            self.add(
                allocation(name, to, Decimal(self.rng.randint(-5000, 30000)) / 100, self.day())
            )

    def of(self, key: str) -> list[Row]:
        """The rows of the table whose own key this is."""
        return [row for table, row in self.rows if table.key[-1] == key]

    def fact(self, recipe: Recipe) -> pl.DataFrame:
        return built(recipe, *self.rows, request("Q0"), request("Q1"))

    def posted(self) -> dict[str, Row]:
        return {r["invoice_id"]: r for r in self.of("invoice_id") if r["status"] in POSTED}

    def settled(self) -> list[tuple[str, str, date, Decimal]]:
        """Invoice, payment, day and amount of each allocation that counts."""
        paid = {r["payment_id"]: r["paid_on"] for r in self.of("payment_id") if r["paid_on"]}
        return [
            (
                row["invoice_id"],
                row["payment_id"],
                max(row["allocated_on"], paid[row["payment_id"]]),
                row["amount"],
            )
            for row in self.of("allocation_id")
            if row["payment_id"] in paid and row["invoice_id"] in self.posted()
        ]


def total(fact: pl.DataFrame, column: str) -> Decimal:
    assert fact[column].null_count() == 0
    return sum(fact[column].to_list(), Decimal(0))


def open_at(fact: pl.DataFrame, day: date, column: str) -> Decimal:
    """The sum of a balance at the end of a day."""
    closes = pl.col("closes_on")
    return total(
        fact.filter((pl.col("opens_on") <= day) & (closes.is_null() | (closes > day))), column
    )


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_each_amount_reaches_the_order_lines_once(seed: int) -> None:
    books = Books(seed)
    fact = books.fact(PURCHASE)
    assert fact["po_line_id"].sort().to_list() == sorted(books.lines)
    posted = books.posted()
    charged = [r for r in books.of("invoice_line_id") if r["invoice_id"] in posted]
    assert total(fact, "invoiced_net") == sum(r["amount_net"] for r in charged)
    assert total(fact, "booked_invoiced_net") == total(fact, "invoiced_net")
    assert total(fact, "paid_gross") == sum(amount for *_, amount in books.settled())
    came = [r for r in books.of("receipt_line_id") if not r["is_cancelled"]]
    delivered = sum(max(r["quantity"], 0) for r in came)
    assert total(fact, "received_quantity") == delivered
    assert total(books.fact(GOODS_RECEIPT).filter(is_cancelled=False), "delivered_quantity") == (
        delivered
    )
    assert total(fact, "ordered_net") == sum(r["amount_net"] for r in books.of("po_line_id"))
    assert fact["is_first_line"].sum() == fact["po_id"].n_unique()
    asked = books.fact(PURCHASE_REQUEST)
    named = [r for r in books.of("po_line_id") if r["request_line_id"]]
    assert total(asked, "ordered_quantity") == sum(r["quantity"] for r in named)


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(0, 100))
def test_what_is_owed_and_paid_ahead_at_any_day(seed: int, after: int) -> None:
    books, day = Books(seed), date(2026, 10, 1) + timedelta(days=after)
    owed = defaultdict[str, Decimal](Decimal)
    for name, row in books.posted().items():
        if row["invoiced_on"] <= day:
            owed[name] += row["amount_gross"]
            owed[name] -= sum(m for i, _, on, m in books.settled() if i == name and on <= day)
    payable = books.fact(PAYABLE)
    assert open_at(payable, day, "open_gross") == sum(owed.values())
    count = payable.filter(
        (pl.col("opens_on") <= day) & (pl.col("closes_on").is_null() | (pl.col("closes_on") > day))
    ).height
    assert count == sum(amount != 0 for amount in owed.values())
    ahead = sum(
        r["amount"]
        - sum(m for _, p, on, m in books.settled() if p == r["payment_id"] and on <= day)
        for r in books.of("payment_id")
        if r["paid_on"] and r["paid_on"] <= day
    )
    assert open_at(books.fact(PREPAYMENT), day, "open_gross") == ahead


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(0, 100))
def test_goods_not_charged_at_any_day(seed: int, after: int) -> None:
    books, day = Books(seed), date(2026, 10, 1) + timedelta(days=after)
    posted, open_now = books.posted(), Decimal(0)
    for name in books.lines:
        came = [
            r
            for r in books.of("receipt_line_id")
            if r["po_line_id"] == name and not r["is_cancelled"] and r["received_on"] <= day
        ]
        lost = max(
            sum(r["rejected_quantity"] for r in came), -sum(min(r["quantity"], 0) for r in came)
        )
        charged = [
            r["quantity"]
            for r in books.of("invoice_line_id")
            if r["po_line_id"] == name
            and r["invoice_id"] in posted
            and posted[r["invoice_id"]]["invoiced_on"] <= day
        ]
        open_now += max(sum(max(r["quantity"], 0) for r in came) - lost - sum(charged), Decimal(0))
    assert open_at(books.fact(RECEIVED_NOT_INVOICED), day, "open_quantity") == open_now


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_invoices_and_payments_have_one_row_each(seed: int) -> None:
    books = Books(seed)
    invoices, payments = books.fact(SUPPLIER_INVOICE), books.fact(SUPPLIER_PAYMENT)
    assert invoices["invoice_id"].to_list() == sorted(books.invoices)
    assert total(invoices, "amount_gross") == sum(r["amount_gross"] for r in books.of("invoice_id"))
    settled = books.settled()
    for row in invoices.filter("is_posted").to_dicts():
        assert row["settled_gross"] == sum(m for i, *_, m in settled if i == row["invoice_id"])
    assert total(payments, "amount") == sum(r["amount"] for r in books.of("payment_id"))
    allocated = sum((r["amount"] for r in books.of("allocation_id")), Decimal(0))
    assert total(payments, "allocated_gross") == allocated


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    books = Books(seed)
    recipes: tuple[Any, ...] = (PURCHASE, PAYABLE, SUPPLIER_INVOICE, SUPPLIER_PAYMENT)
    first = [books.fact(recipe) for recipe in recipes]
    books.rng.shuffle(books.rows)
    assert all(one.equals(books.fact(recipe)) for one, recipe in zip(first, recipes, strict=True))
