"""How buying goes on, in SQL over `purchasing.sql`."""

from tests.integration.recomputed import Said

LINE = ("company", "department", "supplier", "buyer", "category", "warehouse")
LAGS = (
    *("request_to_order", "approval_to_order", "order_to_first_receipt"),
    *("order_to_complete_receipt", "receipt_to_first_invoice", "receipt_to_complete_invoice"),
    *("invoice_to_first_payment", "invoice_to_complete_payment", "request_to_payment"),
)
HOW = {"": "median(worked)", "_p90": "quantile_cont(worked, 0.9)", "_calendar": "median(gap)"}


def _lag(name: str, value: str) -> Said:
    return Said(of="lag", value=value, where=f"name = '{name}'", when="b", by=LINE)


PURCHASING = {
    **{
        f"purchase.{name}{suffix}": _lag(name, value)
        for name in LAGS
        for suffix, value in HOW.items()
    },
}
