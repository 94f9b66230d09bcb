"""How long purchasing takes from stage to stage, by order line."""

from facts.purchase import PURCHASE
from metrics.definition import Measure, Metric
from metrics.lags import Lag, lag_metrics
from metrics.parts import TEST, WORKING_DAYS
from metrics.purchasing_parts import BUYING_DRILL, CANCELLED, LINE_BY

ORDERED = ("is_ordered",)

LAGS = (
    Lag(
        name="request_to_order", zh="申请到下单", en="Request to order", column="request_to_order",
        when="ordered_on", population=("is_ordered", "has_request"),
    ),
    Lag(
        name="approval_to_order", zh="批准到下单", en="Approval to order",
        column="approval_to_order", when="ordered_on", population=("is_ordered", "is_approved"),
    ),
    Lag(
        name="order_to_first_receipt", zh="下单到首次到货", en="Order to first receipt",
        column="order_to_first_receipt", when="received_first_on", population=ORDERED,
    ),
    Lag(
        name="order_to_complete_receipt", zh="下单到收齐", en="Order to complete receipt",
        column="order_to_complete_receipt", when="received_complete_on", population=ORDERED,
    ),
    Lag(
        name="receipt_to_first_invoice", zh="首次到货到首张发票",
        en="First receipt to first invoice", column="receipt_to_first_invoice",
        when="invoiced_first_on", population=ORDERED,
    ),
    Lag(
        name="receipt_to_complete_invoice", zh="收齐到开票完成",
        en="Complete receipt to complete invoice", column="receipt_to_complete_invoice",
        when="invoiced_complete_on", population=ORDERED,
    ),
    Lag(
        name="invoice_to_first_payment", zh="首张发票到首次付款",
        en="First invoice to first payment", column="invoice_to_first_payment",
        when="paid_first_on", population=ORDERED,
    ),
    Lag(
        name="invoice_to_complete_payment", zh="开票完成到付清",
        en="Complete invoice to complete payment", column="invoice_to_complete_payment",
        when="paid_complete_on", population=ORDERED,
    ),
    Lag(
        name="request_to_payment", zh="申请到付清", en="Request to complete payment",
        column="request_to_complete_payment", when="paid_complete_on",
        population=("is_ordered", "has_request"),
    ),
)  # fmt: skip


LIKE = Metric(
    name="purchase",
    label={},
    words={},
    version=1,
    kind="distribution",
    fact=PURCHASE,
    numerator=Measure(how="count"),
    unit=WORKING_DAYS,
    better="lower",
    exclusions=(TEST, CANCELLED),
    by=LINE_BY,
    drill=BUYING_DRILL,
)

METRICS = tuple(metric for lag in LAGS for metric in lag_metrics(lag, LIKE))
