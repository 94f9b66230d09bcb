"""Orders, deliveries and invoices of customers, said in SQL."""

from tests.integration.recomputed import Said

BY = ("company", "department", "customer", "owner")
OF_BUYER = ("customer_level", "industry")
OF_GOODS = ("sku", "category", "warehouse")
MONEY = "sum({}) / 100"


def _amounts(of: str, value: str, when: str | None, where: str = "true", *by: str) -> Said:
    return Said(
        of=of, value=value, where=where, when=when, by=(*BY, *OF_BUYER, *by),
        per=("currency",), within="inside", money="original",
    )  # fmt: skip


def _billed(value: str, where: str = "true") -> Said:
    return _amounts("charge", value, "billed", where, "sku", "category")


def _lines(value: str, when: str, where: str = "true") -> Said:
    return Said(of="passed", value=value, where=where, when=when, by=(*BY, *OF_GOODS))


def _orders(when: str) -> Said:
    return Said(of="passed", value="count(distinct bill)", when=when, by=(*BY, *OF_BUYER))


def _lag(name: str, first: str, last: str) -> dict[str, Said]:
    where, days = f"{first} is not null", f"n_{last} - n_{first}"
    return {
        f"sales.{name}": _lines(f"median({days})", last, where),
        f"sales.{name}_p90": _lines(f"quantile_cont({days}, 0.9)", last, where),
        f"sales.{name}_calendar": _lines(f"median({last} - {first})", last, where),
    }


def _backlog(value: str, where: str = "true") -> Said:
    return _amounts("backlog", value, None, where, *OF_GOODS)


def _open(of: str, value: str, *by: str) -> Said:
    return Said(of=of, value=value, by=(*BY, *OF_GOODS, *by))


def _left(value: str) -> Said:
    return Said(of="sale_stay", value=value, when="closes", by=("station", *BY, *OF_GOODS))


OVER = "promised < (select asked::date from pin)"
SALES: dict[str, Said] = {
    "sales.revenue": _billed(MONEY.format("net")),
    "sales.revenue_gross": _billed(MONEY.format("gross")),
    "sales.gross_margin": _billed(MONEY.format("net - cost"), "cost is not null"),
    "sales.gross_margin_rate": _billed(
        "100.0 * sum(net - cost) / sum(net)", "cost is not null"
    ),
    "sales.invoices": Said(
        of="charge", value="count(distinct bill)", when="billed", by=(*BY, *OF_BUYER, "currency")
    ),
    "sales.credited": _billed(MONEY.format("net"), "credit"),
    "sales.orders": _orders("ordered"),
    "sales.shipped_orders": _orders("began"),
    "sales.order_value": _amounts(
        "passed", MONEY.format("net"), "ordered", "true", *OF_GOODS
    ),
    "sales.on_time_to_customer": _lines(
        "100.0 * count(*) filter (came <= promised) / count(*)", "promised", OVER
    ),
    "sales.shipped_on_time": _lines(
        "100.0 * count(*) filter (went <= promised) / count(*)", "promised", OVER
    ),
    **_lag("order_cycle", "ordered", "came"),
    **_lag("order_to_first_shipment", "ordered", "first_went"),
    **_lag("order_to_shipment", "ordered", "went"),
    **_lag("shipment_to_delivery", "went", "came"),
    **_lag("shipment_to_invoice", "went", "charged_on"),
    **_lag("invoice_to_collection", "charged_on", "paid_on"),
    "sales.backlog": _backlog(MONEY.format("held")),
    "sales.backlog_lines": _open("backlog", "count(*)"),
    "sales.backlog_overdue": _backlog(MONEY.format("held"), "promised < period_end.day"),
    "sales.backlog_oldest_age": _open("backlog", "max(period_end.day - ordered)"),
    "sales.stuck": _open("sale_stay", "count(*)", "station"),
    "sales.stuck_value": _amounts(
        "sale_stay", "sum(round_even(held, 0)) / 100", None, "true", *OF_GOODS, "station"
    ),
    "sales.stuck_age": _open("sale_stay", "median(period_end.day - opens)", "station"),
    "sales.station_wait": _left("median(wait)"),
    "sales.station_wait_p90": _left("quantile_cont(wait, 0.9)"),
    "sales.station_wait_p90_calendar": _left("quantile_cont(gap, 0.9)"),
}  # fmt: skip
