"""Each metric of sales, receivables, pipeline, cash, service and agreement, worked out by hand for
March 2026 (`trade.py`), on both engines; the pin is Tuesday 31 March, 18:00."""

from dataclasses import replace
from datetime import date
from functools import cache
from math import isclose

import duckdb
import polars as pl
import pytest

from facts.recipe import Recipe
from facts.registry import RECIPES
from metrics import (
    agreement,
    cash,
    pipeline,
    pipeline_deals,
    receivables,
    receivables_collection,
    sales_delivery,
    sales_orders,
    sales_revenue,
    sales_stuck,
    service,
)
from metrics.definition import Cut, Metric
from metrics.eliminate import among_companies
from metrics.frames import CLOCK, DEPARTMENTS, Frames
from metrics.measure import measure
from tests.examples.metrics.trade import HELD, ROWS
from tests.unit.facts.recipes import Row, built, known
from tests.unit.facts.world import at
from tests.unit.metrics.world import in_duckdb

MARCH = Cut(start="2026-03-01", end="2026-04-01")
MODULES = (
    *(sales_orders, sales_delivery, sales_revenue, sales_stuck),
    *(receivables, receivables_collection),
    *(pipeline, pipeline_deals, cash, service, agreement),
)
METRICS = {metric.name: metric for module in MODULES for metric in module.METRICS}

EXAMPLES: dict[str, float] = {
    "sales.orders": 3,
    "sales.order_value": 600,
    "sales.shipped_orders": 2,
    "sales.backlog": 400,  # half of O2 and O5
    "sales.backlog_lines": 2,
    "sales.backlog_overdue": 100,
    "sales.backlog_oldest_age": 28,  # O2, of the 3rd
    "sales.on_time_to_customer": 50,
    "sales.shipped_on_time": 50,
    "sales.order_cycle": 9,  # Monday 2 to Friday 13 March
    "sales.order_cycle_p90": 9,
    "sales.order_cycle_calendar": 11,
    "sales.order_to_first_shipment": 7,  # 5 and 9
    "sales.order_to_first_shipment_p90": 8.6,
    "sales.order_to_first_shipment_calendar": 10,  # 7 and 13
    "sales.order_to_shipment": 7,
    "sales.order_to_shipment_p90": 7,
    "sales.order_to_shipment_calendar": 9,
    "sales.shipment_to_delivery": 2,
    "sales.shipment_to_delivery_p90": 2,
    "sales.shipment_to_delivery_calendar": 2,
    "sales.shipment_to_invoice": 1,
    "sales.shipment_to_invoice_p90": 1,
    "sales.shipment_to_invoice_calendar": 1,
    "sales.invoice_to_collection": 4,
    "sales.invoice_to_collection_p90": 4,
    "sales.invoice_to_collection_calendar": 6,
    "sales.stuck": 2,  # O2 and O5, both to be shipped
    "sales.stuck_value": 400,
    "sales.stuck_age": 19.5,  # since the 3rd and the 20th
    "sales.station_wait": 2.5,  # O1: 7 2 0 3
    "sales.station_wait_p90": 5.8,
    "sales.station_wait_p90_calendar": 7.8,  # 9 2 0 5
    "sales.revenue": 180,
    "sales.revenue_gross": 203.40,
    "sales.gross_margin": 32,  # 100 - 60 and -20 + 12; I2 has no cost
    "sales.gross_margin_rate": 40,
    "sales.invoices": 3,
    "sales.credited": -20,
    "receivable.balance": 40.40,  # 113 - 50 of I2, -22.60 of N
    "receivable.open_invoices": 2,
    "receivable.ageing": 40.40,
    "receivable.overdue": 63,
    "receivable.overdue_rate": 100 * 63 / 40.40,
    "receivable.oldest_age": 14,
    "receivable.dso": 40.40 / 203.40 * 31,
    "receivable.unapplied": 10,
    "receivable.unapplied_receipts": 1,
    "receivable.collection_rate": 100 * 173 / 226,
    "receivable.collected_of_due": 100 * 163 / 226,
    "receivable.collected_in_time": 50,
    "receivable.received": 173,
    "receivable.due": 226,
    "receivable.days_late": -2,  # I1: due on the 20th, paid on the 18th
    "receivable.days_late_calendar": -2,
    "pipeline.value": 1000,
    "pipeline.weighted": 450,  # 900 x 0.5; D5 has no probability
    "pipeline.open": 2,
    "pipeline.slipped": 1,
    "pipeline.stage_time": 5.5,  # 10, 7, 4, 4
    "pipeline.stage_time_calendar": 6.5,  # 14, 9, 4, 4
    "pipeline.win_rate": 200 / 3,
    "pipeline.win_rate_value": 100 * 600 / 900,
    "pipeline.average_deal": 600,
    "pipeline.sales_cycle": 6.5,  # 9 and 4
    "pipeline.sales_cycle_working": 5.5,  # 7 and 4
    "pipeline.created": 5,
    "pipeline.won": 2,
    "pipeline.won_value": 600,
    "pipeline.lost": 1,
    "cash.balance": 1120,
    "cash.inflow": 200,
    "cash.outflow": 50,
    "cash.net_flow": 150,
    "cash.planned_net": -30,
    "cash.planned_inflow": 70,
    "cash.planned_outflow": 100,
    "cash.plan_overdue": -100,
    "service.complaints": 2,
    "service.complaint_rate": 100,
    "service.first_response": 3,  # Friday 17:00 to Monday 10:00, and 9:00 to 14:00: 2 and 4 h
    "service.first_response_p90": 3.8,
    "service.resolution": 13,  # 1 + 8 + 3 + 1
    "service.resolution_p90": 13,
    "service.open_complaints": 1,
    "service.satisfaction": 13 / 3,
    "service.top_box": 100 / 3,
    "service.answers": 3,
    "service.response_rate": 75,
    "agreement.consistency_rate": 50,
    "agreement.compared": 2,
    "agreement.differing": 1,
    "agreement.differing_value": 113,
    "agreement.difference": 7,
    "agreement.differing_age": 26,  # since 5 March
    "agreement.unmatched": 1,
    "agreement.unmatched_value": 50,
    "agreement.unmatched_age": 21,
    "agreement.ambiguous": 1,
}


@cache
def fact(name: str) -> pl.DataFrame:
    recipe: Recipe = next(each for each in RECIPES if each.fact.name == name)
    return built(recipe, HELD if name == "agreement" else ROWS)


def frames(metric: Metric, rows: pl.DataFrame | None = None) -> Frames:
    """The fact of a metric, and of the one it divides by, at the pin."""
    pinned = [("cn", date(2026, 3, 31), 0)]
    return Frames(
        fact=(fact(metric.fact.name) if rows is None else rows).lazy(),
        calendar_day=known().days.lazy(),
        departments=pl.DataFrame(schema=DEPARTMENTS).lazy(),
        clock=pl.DataFrame(pinned, schema=CLOCK, orient="row").lazy(),
        at=at("2026-03-31 18:00"),
        over=None if metric.over is None else frames(metric.over),
    )


def rows(metric: Metric, cut: Cut) -> list[Row]:
    return measure(metric, cut, frames(metric)).rows.to_dicts()


def by(metric: Metric, name: str) -> dict[str | None, float]:
    """The value of each member of a dimension in March."""
    cells = rows(metric, replace(MARCH, by=(name,)))
    return {cell[name]: float(cell["value"]) for cell in cells}


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
        (row,) = measure(metric, MARCH, on).rows.to_dicts()
    assert isclose(float(row["value"]), EXAMPLES[name], rel_tol=1e-12)


def test_ages_and_days_overdue_are_two_ways_to_cut_what_is_owed() -> None:
    assert by(receivables.AGEING, "age_bucket") == {"000-030": 40.4}
    assert by(receivables.OVERDUE, "overdue_bucket") == {"000-030": 63.0}
    assert by(receivables.BALANCE, "overdue_bucket") == {"000-030": 63.0, "not_due": -22.6}


def test_what_waits_to_be_shipped_is_the_backlog() -> None:
    held = by(METRICS["sales.stuck_value"], "station")
    assert held == {"ship": float(rows(sales_orders.BACKLOG, MARCH)[0]["value"])}


def test_lines_of_an_earlier_day_wait_where_they_did_then() -> None:
    days = Cut(by=("station",), grain="day", start="2026-03-10", end="2026-03-15")
    found = {
        (row["period"], row["station"]): row["value"] for row in rows(METRICS["sales.stuck"], days)
    }
    assert found == {
        **{(f"2026-03-{day}", "ship"): count for day, count in ((10, 2), (11, 1), (12, 1))},
        **{(f"2026-03-{day}", "ship"): 1 for day in (13, 14)},
        **{(f"2026-03-{day}", "deliver"): 1 for day in (11, 12)},
        **{(f"2026-03-{day}", "collect"): 1 for day in (13, 14)},
    }


def test_the_pipeline_of_an_earlier_week_is_in_the_stages_of_then() -> None:
    weeks = Cut(by=("stage",), grain="week", start="2026-03-02", end="2026-03-23")
    found = {(row["period"], row["stage"]): row["value"] for row in rows(pipeline.OPEN, weeks)}
    assert found == {
        ("2026-W10", "线索"): 1,
        ("2026-W10", "报价"): 1,
        ("2026-W11", "线索"): 1,
        ("2026-W12", "方案"): 1,
    }


def test_the_weeks_ahead_add_up_to_the_view_of_thirteen_weeks() -> None:
    (balance,) = rows(cash.BALANCE, MARCH)
    ahead = Cut(grain="week", start="2026-04-01", end="2026-07-01")
    lies, view = balance["value"], dict[str, float]()
    for week in rows(cash.PLANNED_NET, ahead):
        lies += week["value"]
        view[week["period"]] = float(lies)
    assert view == {"2026-W14": 1420, "2026-W15": -40}  # not enough for the salaries


def test_lost_opportunities_say_why_and_mismatches_which_side() -> None:
    assert by(pipeline_deals.LOST, "lost_reason") == {"价格": 1}
    assert by(agreement.MISSING, "missing_side") == {"crm": 1}
    assert by(agreement.DIFFERING, "field") == {"amount_gross": 1}
    assert by(cash.OUTFLOW, "move_kind") == {"receipt": 0, "payment": 50}


def test_a_promise_of_today_is_not_late_before_the_day_is_over() -> None:
    metric = sales_delivery.ON_TIME
    early = replace(
        frames(metric),
        clock=pl.DataFrame([("cn", date(2026, 3, 20), 0)], schema=CLOCK, orient="row").lazy(),
        at=at("2026-03-20 10:00"),
    )
    assert measure(metric, MARCH, early).rows["value"].to_list() == [100]


def test_a_total_over_companies_leaves_both_sides_of_a_ratio_without_the_group() -> None:
    whole = among_companies(receivables.DSO, MARCH)
    assert whole.over is not None
    for each in (whole, whole.over):
        assert "is_intercompany" in {exclusion.flag for exclusion in each.exclusions}
    one = among_companies(receivables.DSO, replace(MARCH, by=("company",)))
    assert one == receivables.DSO


def test_what_is_left_out_is_counted_by_reason() -> None:
    margin = measure(sales_revenue.GROSS_MARGIN, MARCH, frames(sales_revenue.GROSS_MARGIN))
    assert [number for _, number in margin.excluded] == [0, 0, 1, 0, 1]  # a draft; I2 has no cost
    orders = measure(sales_orders.ORDERS, MARCH, frames(sales_orders.ORDERS))
    assert [number for _, number in orders.excluded] == [0, 1, 0]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_an_amount_without_a_rate_counts_in_its_own_currency(engine: str) -> None:
    opening = fact("cash").filter("is_opening")
    abroad = opening.with_columns(
        entry_id=pl.lit("USD account"),
        currency=pl.lit("USD"),
        booked_amount=pl.lit(None, opening.schema["booked_amount"]),
        is_booked=pl.lit(value=False),
    )
    on = frames(cash.BALANCE, pl.concat([fact("cash"), abroad]))
    own = replace(MARCH, by=("currency",), money="original")
    with duckdb.connect() as connection:
        if engine == "duckdb":
            on = in_duckdb(on, connection)
        in_books = measure(cash.BALANCE, MARCH, on)
        as_told = measure(cash.BALANCE, own, on)
    assert in_books.rows["value"].to_list() == [1120]
    assert [number for _, number in in_books.excluded] == [0, 1]
    told = dict(as_told.rows.select("currency", "value").iter_rows())
    assert told == {"CNY": 1120, "USD": opening["amount"].sum()}
    assert [number for _, number in as_told.excluded] == [0, 0]
