"""How buying goes on, in SQL over `purchasing.sql`."""

from tests.integration.recomputed import AGE, Said

LINE = ("company", "department", "supplier", "buyer", "category", "warehouse")
LAGS = (
    *("request_to_order", "approval_to_order", "order_to_first_receipt"),
    *("order_to_complete_receipt", "receipt_to_first_invoice", "receipt_to_complete_invoice"),
    *("invoice_to_first_payment", "invoice_to_complete_payment", "request_to_payment"),
)
HOW = {"": "median(worked)", "_p90": "quantile_cont(worked, 0.9)", "_calendar": "median(gap)"}


def _lag(name: str, value: str) -> Said:
    return Said(of="lag", value=value, where=f"name = '{name}'", when="b", by=LINE)


def _lines(value: str, when: str, where: str = "placed", of: str = "po_line") -> Said:
    """Amounts in the currency of the order; a total leaves out what the group buys of itself."""
    return Said(
        of=of, value=value, where=where, when=when, by=LINE, per=("currency",), within="inside",
        money="original",
    )  # fmt: skip


def _gap(
    of: str,
    amount: str,
    by: tuple[str, ...],
    where: str = "true",
    *,
    within: str = "inside",
    age: str = f"max({AGE})",
) -> tuple[Said, Said, Said]:
    """How many, how much, and how old the oldest is."""
    value = f"sum({amount}) / 100"
    return (
        Said(of=of, value="count(*)", where=where, by=by),
        Said(
            of=of, value=value, where=where, by=by, per=("currency",), within=within,
            money="original",
        ),
        Said(of=of, value=age, where=where, by=by),
    )  # fmt: skip


def _left(value: str) -> Said:
    return Said(of="waited", value=value, when="closes", by=("station", *LINE))


def _three(name: str, told: tuple[Said, Said, Said]) -> dict[str, Said]:
    return {
        f"{name}{ending}": said for ending, said in zip(("", "_value", "_age"), told, strict=True)
    }


UNBILLED = (*LINE, "age_bucket")
PRICED = LINE[:-1]
OF_ORDER = ("company", "department", "supplier", "buyer")
OF_REQUEST = ("company", "department", "applicant", "project")
AT_AGREED = "cents_at(agreed, qty)"
WAITING = _gap("not_ordered", "held", OF_REQUEST, within="false")  # nobody to buy from is named
PURCHASING = {
    **{
        f"purchase.{name}{suffix}": _lag(name, value)
        for name in LAGS
        for suffix, value in HOW.items()
    },
    "purchase.station_wait": _left("median(worked)"),
    "purchase.station_wait_p90": _left("quantile_cont(worked, 0.9)"),
    "purchase.station_wait_p90_calendar": _left("quantile_cont(gap, 0.9)"),
    **_three("purchase.stuck", _gap("stay", "held", ("station", *LINE), age=f"median({AGE})")),
    **_three("purchase.received_not_invoiced", _gap("uncharged", "owed", UNBILLED, age="max(age)")),
    "purchase.request_to_approval": Said(
        of="approval_lag", value="median(worked)", when="approved", by=OF_REQUEST
    ),
    "purchase.spend": Said(
        of="bill", value="sum(net) / 100", when="day", per=("currency",), within="inside",
        by=("company", "department", "supplier", "owner"), money="original",
    ),
    "purchase.ordered": _lines("sum(net) / 100", "ordered"),
    "purchase.orders": Said(
        of="po_line", value="count(distinct po)", where="placed", when="ordered", by=OF_ORDER
    ),
    "purchase.received": _lines("sum(net) / 100", "day", "true", "delivery"),
    "purchase.reject_rate": Said(
        of="delivery", value="100.0 * sum(refused_net) / sum(net)", when="day", by=LINE,
        per=("currency",), money="original",
    ),
    "purchase.reject_rate_quantity": Said(
        of="delivery", value="100.0 * sum(refused) / sum(qty)", when="day", by=LINE, per=("unit",)
    ),
    "purchase.on_time_delivery": Said(
        of="promised", value="100.0 * count(*) filter (in_time) / count(*)", when="promised",
        by=LINE,
    ),
    "purchase.overdue_receipts": Said(
        of="late_line", value="count(*)", where="promised < period_end.day", by=LINE
    ),
    "purchase.price_variance_to_last": Said(
        of="before_price", value="100.0 * sum(at_price - at_last) / sum(at_last)", when="ordered",
        by=PRICED, per=("currency",), money="original",
    ),
    "purchase.price_variance_to_contract": Said(
        of="po_line", value=f"100.0 * sum(cents_at(price, qty) - {AT_AGREED}) / sum({AT_AGREED})",
        where="placed and agreed is not null", when="ordered", by=PRICED, per=("currency",),
        money="original",
    ),
    "purchase.above_contract_rate": Said(
        of="po_line", value="100.0 * count(*) filter (price > agreed) / count(*)",
        where="placed and agreed is not null", when="ordered", by=PRICED,
    ),
    **_three("purchase.approved_not_ordered", WAITING),
    **_three("purchase.ordered_not_approved", _gap("not_approved", "net", OF_ORDER)),
    **_three("purchase.paid_over_approved", _gap("overpaid", "beyond", OF_ORDER, "beyond > 5")),
}  # fmt: skip
