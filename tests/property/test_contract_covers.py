"""What payments cover of a contract's terms adds up, term by term, to what of each is settled."""

from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from facts import contract_cover, contract_term
from tests.unit.facts.erp import built
from tests.unit.facts.purchasing import Said, allocation, invoice, payment
from tests.unit.facts.selling import contract, term

TERM = ["contract_id", "contract_term_id"]
CENTS = st.integers(-40_000, 90_000)
DAYS = st.integers(1, 28)
TERMS = st.lists(st.tuples(DAYS, st.integers(0, 50_000)), min_size=1, max_size=6)
NAMED = st.lists(st.tuples(st.integers(0, 1), DAYS, CENTS), max_size=6)
ALLOCATED = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), DAYS, CENTS), max_size=6)


def cents(amount: int) -> Decimal:
    return Decimal(amount) / 100


def world(
    terms: list[tuple[int, int]],
    named: list[tuple[int, int, int]],
    allocated: list[tuple[int, int, int, int]],
) -> list[Said]:
    """Two contracts of the same plan; payments that name one of them, and three that name none but
    were spread over three invoices, two of the first contract and one of the second."""
    rows = [contract("C0"), contract("C1")]
    for of in (0, 1):
        for seq, (due, amount) in enumerate(terms):
            told = {"contract_term_id": f"T{of}-{seq}", "contract_id": f"C{of}"}
            rows.append(term(seq, f"11-{due:02}", cents(amount), **told))
    for number, (of, on, amount) in enumerate(named):
        rows.append(payment(f"N{number}", f"11-{on:02}", cents(amount), contract_id=f"C{of}"))
    for number in range(3):
        rows.append(invoice(f"I{number}", "11-01", 999, contract_id=f"C{number // 2}"))
        rows.append(payment(f"A{number}", "11-08", 999))
    for number, (of, to, on, amount) in enumerate(allocated):
        table, row = allocation(f"A{of}", f"I{to}", cents(amount), f"11-{on:02}")
        rows.append((table, row | {"allocation_id": f"L{number}"}))
    return rows


@settings(max_examples=80, deadline=None)
@given(TERMS, NAMED, ALLOCATED)
def test_covers_of_a_term_add_up_to_what_is_settled(
    terms: list[tuple[int, int]],
    named: list[tuple[int, int, int]],
    allocated: list[tuple[int, int, int, int]],
) -> None:
    rows = world(terms, named, allocated)
    covers, told = built(contract_cover.RECIPE, *rows), built(contract_term.RECIPE, *rows)
    summed = covers.group_by(TERM).agg(pl.col("covered_gross").sum())
    both = told.join(summed, on=TERM, how="left").with_columns(pl.col("covered_gross").fill_null(0))
    assert both["covered_gross"].to_list() == both["settled_gross"].to_list()
    assert covers.filter(pl.col("covered_gross") == 0).is_empty()
