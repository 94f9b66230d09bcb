"""Each metric of budgets, stock and people, worked out by hand for March 2026, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from math import isclose
from typing import Any

import duckdb
import polars as pl
import pytest

from facts.recipe import Recipe
from facts.registry import RECIPES
from metrics import budget, budget_state, inventory_count, inventory_stock, people
from metrics.definition import Cut, Metric
from metrics.frames import CLOCK, DEPARTMENTS, Frames
from metrics.measure import measure
from tests.unit.facts.recipes import Row, built, known
from tests.unit.facts.test_budget import ACCOUNT, LINE, entry, revision
from tests.unit.facts.test_stock_balance import move, record
from tests.unit.facts.test_stock_count import count
from tests.unit.metrics.world import in_duckdb

PIN = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)
MARCH = {"start": "2026-03-01", "end": "2026-04-01"}
FEB, MAR = date(2026, 2, 28), date(2026, 3, 31)
METRICS = {
    metric.name: metric
    for module in (budget, budget_state, inventory_count, inventory_stock, people)
    for metric in module.METRICS
}


def line(account: str, original: int, name: str, **more: Any) -> Row:
    return LINE | {"account_id": account, "original": original, "budget_line_id": name} | more


LINES = [
    LINE,  # the worked example: revised 100; reserve 10, commit 20, actual 45
    line("6603", 10, "over"),  # 14 spent of 10
    line("6604", 0, "moved"),  # +8 -3 +6 -1 = 10, none of it used
    line("6001", 200, "sales", kind="revenue"),  # 150 of 200 earned
]
ENTRIES = [
    entry("r", "reserve", 10, "03-02"),
    entry("o", "commit", 30, "03-03"),
    entry("i", "commit", -10, "03-09", releases_id="o"),
    entry("a", "actual", 45, "03-09"),
    entry("p", "paid", 40, "03-20"),
    entry("v", "actual", 14, "03-09", account_id="6603"),
    entry("u", "actual", 5, "03-09", account_id="6601"),  # no line: unbudgeted
    entry("s", "actual", 150, "03-09", account_id="6001"),
]
REVISIONS = [
    revision(kind, kind, amount, budget_line_id="moved")
    for kind, amount in (
        ("transfer_in", 8),
        ("transfer_out", -3),
        ("carry_forward_in", 6),
        ("carry_forward_out", -1),
    )
]
COUNTS = [  # the worked example, a record a lot, and a recount that says nothing
    *(
        count(book, found, f"L{n}", lot=f"X{n}")
        for n, (book, found) in enumerate(((100, 100), (1000, 1001), (50, 48), (0, 3)))
    ),
    count(50, 50, "again", lot="X2", is_first=False),
]
BALANCES = [  # 50 at the end of February, 70 at the end of March
    record("a", FEB, 5, lot="X0", safety_stock=9),
    record("b0", MAR, 2, lot="X0", safety_stock=9),
    record("b1", MAR, 2, lot="X1"),
    record("b2", MAR, 1, lot="X2"),
    record("b3", MAR, 1, lot="X3"),
    record("t", MAR, 1, sku_id="T"),  # received in September and never issued
]
MOVES = [
    move("issue", date(2026, 3, 10), -3, amount=-31),
    move("receipt", date(2025, 9, 1), 1, sku_id="T", amount=10),
    move("return_out", date(2026, 3, 11), -1, amount=-9),
]
PEOPLE = [
    {"person_id": f"p{n}", "joined_on": date(2020, 1, 1), "born_on": date(1990, 1, 1)}
    for n in range(5)
]
PEOPLE[0] |= {"left_on": date(2026, 3, 20), "leave_kind": "resigned"}
PEOPLE.append({"person_id": "new", "joined_on": date(2026, 3, 10)})
PAID = [
    {"payroll_id": f"s{n}", "person_id": f"p{n}", "period": "2026-03", "amount": 100}
    for n in range(5)
]
PAID.append(PAID[0] | {"payroll_id": "bonus", "amount": 20})

ROWS: dict[str, list[Row]] = {
    "budget_lines": LINES,
    "year_lines": LINES,
    "budget_entries": ENTRIES,
    "budget_revisions": REVISIONS,
    "accounts": [ACCOUNT],
    "children": [],
    "stock_counts": COUNTS,
    "stock_balances": BALANCES,
    "snapshots": BALANCES,
    "stock_moves": MOVES,
    "employees": PEOPLE,
    "payroll": PAID,
}

# spending: revised 100 + 10 + 10 = 120, actual 45 + 14 + 5 = 64, used 64 + 20 + 10 = 94
EXAMPLES: dict[str, float] = {
    "budget.execution_rate": 100 * 64 / 120,
    "budget.execution_of_original": 100 * 64 / 110,
    "budget.revenue_execution_rate": 75,
    "budget.utilisation_rate": 100 * 94 / 120,
    "budget.revised": 120,
    "budget.actual": 64,
    "budget.committed": 20,
    "budget.reserved": 10,
    "budget.unbudgeted": 5,
    "budget.available": 26,
    "budget.pace": 100 * (64 / 120 - 64 / 261),  # 64 of the year's 261 working days are over
    "budget.overspent_lines": 1,
    "budget.overspend": 4,
    "budget.transferred_in": 8,
    "budget.transferred_out": -3,
    "budget.carried_in": 6,
    "budget.carried_out": -1,
    # the worked example of the catalogue: 2/4, 1/4, 1 - 6/1150
    "inventory.ira": 50,
    "inventory.exact_rate": 25,
    "inventory.quantity_accuracy": 100 * (1 - 6 / 1150),
    "inventory.value_accuracy": 100 * (1 - 15 / 2875),  # every piece costs 2.50
    "inventory.gross_difference": 15,
    "inventory.net_difference": 5,  # (0 + 1 - 2 + 3) x 2.50
    "inventory.records": 5,
    "inventory.coverage": 80,  # 4 of 5
    "inventory.stock_value": 70,
    "inventory.issue_cost": 31,
    "inventory.turnover_days": 60,  # (50 + 70) / 2 over 31 / 31 a day
    "inventory.below_safety": 1,  # 6 of S where 9 should be
    "inventory.dead_stock": 1,
    "inventory.dead_stock_value": 10,
    "people.headcount": 5,
    "people.joins": 1,
    "people.leaves": 1,
    "people.resignations": 1,
    "people.turnover_rate": 20,  # 1 of (5 + 5) / 2
    "people.payroll": 520,
    "people.pay_per_person": 104,
}


@cache
def fact(name: str) -> pl.DataFrame:
    recipe: Recipe = next(each for each in RECIPES if each.fact.name == name)
    return built(recipe, ROWS)


def frames(metric: Metric, rows: pl.DataFrame | None = None) -> Frames:
    """The fact of a metric, and of the one it divides by, at the pin."""
    days = known().days
    pinned = [("cn", date(2026, 11, 18), 0)]
    return Frames(
        fact=(fact(metric.fact.name) if rows is None else rows).lazy(),
        calendar_day=days.lazy(),
        departments=pl.DataFrame(schema=DEPARTMENTS).lazy(),
        clock=pl.DataFrame(pinned, schema=CLOCK, orient="row").lazy(),
        at=PIN,
        over=None if metric.over is None else frames(metric.over),
    )


def test_every_metric_has_an_example() -> None:
    assert EXAMPLES.keys() == METRICS.keys()


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_number_worked_out_by_hand(name: str, engine: str) -> None:
    metric = METRICS[name]
    on = frames(metric)
    with duckdb.connect() as connection:
        if engine == "duckdb":
            over = None if on.over is None else in_duckdb(on.over, connection)
            on = replace(in_duckdb(on, connection), over=over)
        (row,) = measure(metric, Cut(**MARCH), on).rows.to_dicts()
    assert isclose(float(row["value"]), EXAMPLES[name], rel_tol=1e-12)


def test_pay_of_fewer_than_five_people_says_nothing() -> None:
    few = fact("payroll").filter(pl.col("person_id") != "p4")
    for name in ("people.payroll", "people.pay_per_person"):
        found = measure(METRICS[name], Cut(**MARCH), frames(METRICS[name], few))
        assert found.rows["value"].to_list() == [None]


def test_a_recount_is_left_out_and_counted() -> None:
    found = measure(inventory_count.IRA, Cut(**MARCH), frames(inventory_count.IRA))
    assert [number for _, number in found.excluded] == [0, 1]


def test_quantities_in_two_units_are_never_added() -> None:
    metric = inventory_count.QUANTITY_ACCURACY
    mixed = fact("stock_count").with_columns(
        unit=pl.when(pl.col("lot") == "X0").then(pl.lit("BOX")).otherwise("unit")
    )
    by_unit = measure(metric, Cut(by=("unit",), **MARCH), frames(metric, mixed)).rows
    assert dict(by_unit.select("unit", "value").rows()) == {
        "BOX": 100.0,
        "EA": pytest.approx(100 * (1 - 6 / 1050)),
    }
    with pytest.raises(ValueError, match="EA"):
        measure(metric, Cut(**MARCH), frames(metric, mixed))


def test_parts_of_a_quantity_are_added_exactly() -> None:
    metric = inventory_count.QUANTITY_ACCURACY
    rows = [count("0.5", "0.25", "a", lot="X0"), count("0.5", "0.5", "b", lot="X1")]
    halves = built(next(r for r in RECIPES if r.fact.name == "stock_count"), {"stock_counts": rows})
    found = measure(metric, Cut(**MARCH), frames(metric, halves)).rows
    assert found["value"].to_list() == [75.0]
