"""Metrics of purchasing, payables and contracts say the same on both engines, and drill to what
they count, over random documents."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from facts.registry import RECIPES
from metrics.definition import Cut, Metric
from metrics.frames import CLOCK, DEPARTMENTS, Frames
from metrics.measure import measure
from metrics.population import population
from tests.examples.metrics.test_purchasing import METRICS, ROWS
from tests.property.test_purchasing_adds_up import Books
from tests.unit.facts.erp import Row, built, known
from tests.unit.facts.purchasing import Said, approval, invoice, line, order, payment, request
from tests.unit.facts.selling import contract, term
from tests.unit.facts.world import at
from tests.unit.metrics.world import in_duckdb

FACTS = {metric.fact.name for metric in METRICS.values()}
CUTS = {
    "by department today": Cut(by=("department",), grain="quarter"),
    "by division then": Cut(by=("division",), grain="accounting", organisation="then"),
    "in its own currency": Cut(
        by=("currency",), where=(("department", ("d1", "")),), start="2026-11-01", money="original"
    ),
}
each = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


@dataclass(frozen=True)
class Engines:
    polars: dict[str, Frames]
    duckdb: dict[str, Frames]


def documents() -> list[Said]:
    """Ten random books side by side, what their generator lacks (forms, suspects, contracts), and
    the documents of the worked examples."""
    rows = [*ROWS, *(apart(said, n) for n in range(10) for said in Books(n).rows)]
    decided = at("2026-11-05 10:00")
    for n in range(10):
        rows += [
            approval(f"B{n}", business_no=f"B-{n}", amount=200 + n, decided_at=decided),
            request(f"{n}/Q0", approval_no=f"B-{n}" if n % 3 else None),
            request(f"{n}/Q1", status="closed" if n % 4 == 0 else "open"),
            invoice(f"{n}/D", "11-20", 777, invoice_no=f"FP{n // 2}000{n // 2}77", due_on="11-25"),
            contract(f"{n}/C", approval_no=f"B-{n}", kind="purchase"),
            term(1, "11-15", 400, contract_id=f"{n}/C", contract_term_id=f"{n}/T"),
            payment(f"{n}/Y", "11-13", 90 * n, contract_id=f"{n}/C"),
            order(f"{n}/P9", contract_id=f"{n}/C", approval_no=None, ordered_on="11-20"),
            line(f"{n}/L9", po_id=f"{n}/P9", promised_on="11-24"),
        ]
    return rows


def apart(said: Said, number: int) -> Said:
    """A row of one of the books: its ids, department and day of order made its own."""
    table, row = said
    named = {"po_id", "po_line_id", "invoice_id", "payment_id", "request_line_id"}
    ids = {name for name in row if name in named or name in table.key} - {"source"}
    told: Row = {n: f"{number}/{row[n]}" for n in ids if row[n] is not None}
    if "approval_no" in row:
        told["approval_no"] = f"B-{number}"
    if "department_id" in table.schema:
        told["department_id"] = ("d1", "d2", "d3", None)[number % 4]
    if "ordered_on" in row:
        told["ordered_on"] = date(2026, 10, 5 + 2 * number)
    return table, row | told


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    rows = documents()
    recipes = {recipe.fact.name: recipe for recipe in RECIPES if recipe.fact.name in FACTS}
    names = [("d1", "d1", "t1", "t1"), ("d2", "d3", "t2", "t1"), ("d3", "d3", "t2", "t2")]
    pinned = [("cn", date(2026, 11, 30), 0)]
    shared = Frames(
        fact=None,
        calendar_day=known().days.lazy(),
        departments=pl.DataFrame(names, schema=DEPARTMENTS, orient="row").lazy(),
        clock=pl.DataFrame(pinned, schema=CLOCK, orient="row").lazy(),
        at=at("2026-11-30 18:00"),
    )
    polars = {
        name: replace(shared, fact=built(recipe, *rows).lazy()) for name, recipe in recipes.items()
    }
    with duckdb.connect() as connection:
        yield Engines(
            polars=polars,
            duckdb={name: in_duckdb(frames, connection) for name, frames in polars.items()},
        )


def asked(metric: Metric, cut: Cut) -> Cut:
    """The cut, by unit where quantities would mix."""
    if "unit" in metric.by and "unit" not in cut.by:
        return replace(cut, by=(*cut.by, "unit"))
    return cut


def possible(metric: Metric, cut: Cut) -> bool:
    names = {*cut.by, *(name for name, _ in cut.where)}
    return names <= set(metric.by)


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@each
def test_both_engines_agree(engines: Engines, metric: Metric, cut: Cut) -> None:
    cut = asked(metric, cut)
    assert possible(metric, cut), "every metric of these subjects has these dimensions"
    first = measure(metric, cut, engines.polars[metric.fact.name])
    second = measure(metric, cut, engines.duckdb[metric.fact.name])
    assert_frame_equal(first.rows, second.rows, rel_tol=1e-9, abs_tol=1e-12)
    assert first.excluded == second.excluded


@each
def test_the_documents_say_something(engines: Engines, metric: Metric) -> None:
    cut = asked(metric, Cut(by=("department",), start="2026-10-01", end="2027-01-01"))
    rows = measure(metric, cut, engines.polars[metric.fact.name]).rows
    assert rows["rows"].sum() > 0


@each
def test_drill_rows_are_the_rows_counted(engines: Engines, metric: Metric) -> None:
    cut = asked(metric, Cut(by=("department", "document"), grain="month", start="2026-10-01"))
    for frames in (engines.polars[metric.fact.name], engines.duckdb[metric.fact.name]):
        cells = measure(metric, cut, frames).rows
        rows = population(metric, cut, frames).collect(backend="polars").to_native()
        counted = rows.group_by(*cut.by, "period").agg(pl.len().cast(pl.Int64).alias("rows"))
        keys = [*cut.by, "period"]
        assert_frame_equal(
            cells.select(*keys, "rows").sort(keys), counted.select(*keys, "rows").sort(keys)
        )
