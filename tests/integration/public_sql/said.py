"""Each metric that AdventureWorks and the permits feed, as SQL over the tables of this package."""

from tests.integration.recomputed import AGE, Said


def _lines(
    value: str, when: str, where: str = "true", *, of: str = "line", per: tuple[str, ...] = ()
) -> Said:
    by = ("supplier", "department", "category", "buyer")
    return Said(of=of, value=value, where=where, when=when, by=by, per=per)


def _waits(value: str) -> Said:
    by = ("station", "supplier", "department")
    return Said(of="waited", value=value, when="closes", by=by)


def _open(value: str, of: str) -> Said:
    by = ("supplier", "department", *(["station"] if of == "stay" else []))
    return Said(of=of, value=value, by=by)


def _budget(value: str, where: str = "true") -> Said:
    return Said(of="entry", value=value, where=where, when="charged", by=("department", "account"))


def _cell(value: str, where: str = "lacks > 0") -> Said:
    by = ("department", "account")
    of = "(select *, day as opens, day + 1 as closes from cell)"
    return Said(of=of, value=value, where=where, by=by, nonzero=True)


MONEY = "sum({}) / 100"
COMPLETE = "live and complete"
SAID = {
    "purchase.ordered": _lines(MONEY.format("net"), "ordered", "live"),
    "purchase.orders": Said(
        of="line", value="count(distinct po)", where="live", when="ordered",
        by=("supplier", "department", "buyer"),
    ),
    "purchase.received": _lines(MONEY.format("got_net"), "shipped"),
    "purchase.reject_rate": _lines("100.0 * sum(refused_net) / sum(got_net)", "shipped"),
    "purchase.reject_rate_quantity": _lines(
        "100.0 * sum(refused) / sum(got)", "shipped", per=("unit",)
    ),
    "purchase.on_time_delivery": _lines(
        "100.0 * count(*) filter (complete and shipped <= promised) / count(*)", "promised", "live"
    ),
    "purchase.order_to_first_receipt": _lines("median(days)", "shipped", "live"),
    "purchase.order_to_first_receipt_p90": _lines("quantile_cont(days, 0.9)", "shipped", "live"),
    "purchase.order_to_first_receipt_calendar": _lines("median(gap)", "shipped", "live"),
    "purchase.order_to_complete_receipt": _lines("median(days)", "shipped", COMPLETE),
    "purchase.order_to_complete_receipt_p90": _lines(
        "quantile_cont(days, 0.9)", "shipped", COMPLETE
    ),
    "purchase.order_to_complete_receipt_calendar": _lines("median(gap)", "shipped", COMPLETE),
    "purchase.price_variance_to_last": _lines(
        "100.0 * sum(at_price - at_last) / sum(at_last)", "ordered", of="priced"
    ),
    "purchase.station_wait": _waits("median(waited)"),
    "purchase.station_wait_p90": _waits("quantile_cont(waited, 0.9)"),
    "purchase.station_wait_p90_calendar": _waits("quantile_cont(waited_gap, 0.9)"),
    "purchase.overdue_receipts": Said(
        of="late", value="count(*)", where="promised < period_end.day", by=("supplier",)
    ),
    "purchase.stuck": _open("count(*)", "stay"),
    "purchase.stuck_value": _open(MONEY.format("held"), "stay"),
    "purchase.stuck_age": _open(f"median({AGE})", "stay"),
    "purchase.received_not_invoiced": _open("count(*)", "owed"),
    "purchase.received_not_invoiced_value": _open(MONEY.format("kept_net"), "owed"),
    "purchase.received_not_invoiced_age": _open(f"max({AGE})", "owed"),
    "budget.execution_rate": _budget("100.0 * sum(actual) / nullif(sum(revised), 0)"),
    "budget.execution_of_original": _budget("null"),  # nothing was planned before it was granted
    "budget.utilisation_rate": _budget(
        "100.0 * sum(actual + reserve) / nullif(sum(revised), 0)"
    ),
    "budget.revised": _budget(MONEY.format("revised")),
    "budget.actual": _budget(MONEY.format("actual")),
    "budget.reserved": _budget(MONEY.format("reserve")),
    "budget.committed": _budget("0"),  # the logs know no orders
    "budget.unbudgeted": _budget(MONEY.format("actual"), "outside"),
    "budget.available": _cell("-sum(lacks) / 100"),
    "budget.pace": _cell("100 * sum(spent - plan * elapsed) / nullif(sum(plan), 0)", "true"),
    "budget.overspent_lines": _cell("count(*)", "lacks > 0 and budgeted"),
    "budget.overspend": _cell(MONEY.format("lacks"), "lacks > 0 and budgeted"),
    "inventory.stock_value": Said(
        of="stock", value=MONEY.format("value"), where="valued", by=("category",)
    ),
    "inventory.records": Said(of="stock", value="count(*)", where="quantity > 0", by=("category",)),
    "inventory.below_safety": Said(of="short", value="count(*)", by=("category",)),
    "inventory.dead_stock": Said(
        of="stock", value="count(*)", by=("category",),
        where="quantity > 0 and opens + 180 <= period_end.day",
    ),
    "inventory.dead_stock_value": Said(
        of="stock", value=MONEY.format("value"), by=("category",),
        where="quantity > 0 and valued and opens + 180 <= period_end.day",
    ),
    "inventory.turnover_days": Said(of="stock", value="null", by=()),  # no issues are told
    "people.headcount": Said(of="post", value="count(*)", by=("department", "level")),
    "people.joins": Said(
        of="post", value="count(*)", where="first", when="joined", by=("department", "level")
    ),
}  # fmt: skip

# What would go unnoticed if both sides made the same mistake doesn't: each of these, put into the
# SQL alone, must be seen by the metric named.
FAULTS = {
    "rejected goods taken for kept": (
        "kept >= qty as complete", "got >= qty as complete", "purchase.on_time_delivery"
    ),
    "pending orders taken for placed": (
        "status in (2, 4) as live", "status in (1, 2, 4) as live", "purchase.ordered"
    ),
    "the promised day for that of the delivery": (
        "h.ShipDate::date as shipped", "d.DueDate::date as shipped", "purchase.received"
    ),
    "cents rounded half up": (
        "2 * (n % d) = d and (n // d) % 2 = 1", "2 * (n % d) = d", "purchase.ordered"
    ),
    "an order compared with itself": (
        "lag(price) over", "first_value(price) over", "purchase.price_variance_to_last"
    ),
    "the buyer's department of today": (
        "h.OrderDate::date between", "current_date between", "purchase.orders"
    ),
    "holidays worked": ("works", "true or works", "purchase.order_to_first_receipt"),
    "the day in UTC instead of Amsterdam": (
        "timezone('Europe/Amsterdam', t)", "timezone('UTC', t)", "budget.revised"
    ),
    "permits granted that were rejected after all": (
        "max_by(act, (ts, event_seq))",
        "max_by(act, (act like '%FINAL_APPROVED%', ts, event_seq))",
        "budget.revised",
    ),
    "prepaid requests forgotten": (
        "from 'PrepaidTravelCost_cases.parquet' p)",
        "from 'PrepaidTravelCost_cases.parquet' p where false)",
        "budget.actual",
    ),
    "payments that don't take back what was reserved": (
        "where p.permit = permit.permit), 0)", "where false), 0)", "budget.utilisation_rate"
    ),
    "budgets that outlive their year": (
        " and year(ends.day) = year(starts)", "", "budget.overspend"
    ),
    "time that passes on holidays too": ("works::int", "1", "budget.pace"),
    "safety stock by place instead of plant": (
        "group by product, category, safety, opens, closes having sum(quantity) < safety",
        "where quantity < safety",
        "inventory.below_safety",
    ),
    "moved people counted twice": (
        "h.StartDate = e.HireDate as first", "true as first", "people.joins"
    ),
    "people in their first department for ever": (
        "lead(h.StartDate) over (partition by person order by h.StartDate) as closes",
        "null::date as closes",
        "people.headcount",
    ),
}  # fmt: skip
