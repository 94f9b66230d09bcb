"""Whether customers get what was promised in time, and how long an order takes."""

from dataclasses import replace

from facts.sales_order import SALES_ORDER
from metrics.definition import Exclusion, Measure, Metric
from metrics.lags import Lag, lag_metrics
from metrics.parts import PER_CENT, PERCENT, TEST, WORKING_DAYS
from metrics.sales_orders import CALLED_OFF
from metrics.sales_parts import CANCELLED, CUSTOMER_DRILL, DRAFT, ORDER_LINE_BY, OTHER_UNIT

NO_PROMISE = Exclusion(
    flag="has_promise",
    holds=False,
    reason={"zh": "没有承诺日", "en": "nothing was promised for a day"},
    when="ordered_on",
)

ON_TIME = Metric(
    name="sales.on_time_to_customer",
    label={"zh": "客户准时交付率", "en": "On time to customer"},
    words={
        "zh": "承诺日落在时段内且已过的订单行：到该日客户已全部签收的占比；未交齐的算迟到，"
        "短发关闭的也算；取消的与没有承诺日的不参与。",
        "en": "Of the order lines promised for a day of the period that is over, the part whose "
        "whole quantity the customer had by then; what is missing or was closed short is late, "
        "cancelled lines and those without a promise take no part.",
    },
    version=1,
    kind="ratio",
    fact=SALES_ORDER,
    numerator=Measure(how="sum", of="is_on_time"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    when="promised_on",
    reached="promised_on",
    population=("is_order",),
    exclusions=(TEST, CALLED_OFF, DRAFT, OTHER_UNIT, NO_PROMISE),
    by=ORDER_LINE_BY,
    drill=CUSTOMER_DRILL,
    headline=True,
)
SHIPPED_ON_TIME = replace(
    ON_TIME,
    name="sales.shipped_on_time",
    label={"zh": "准时发货率", "en": "Shipped on time"},
    words={
        "zh": "承诺日落在时段内且已过的订单行：到该日已全部发出的占比，不管客户是否签收。",
        "en": "Of the order lines promised for a day of the period that is over, the part that had "
        "left whole by then, whether the customer had it or not.",
    },
    numerator=Measure(how="sum", of="is_shipped_on_time"),
    headline=False,
)

LAGS = (
    Lag(
        name="order_cycle", zh="下单到签收", en="Order to delivery", column="order_to_delivered",
        when="delivered_complete_on", population=("is_delivered",),
    ),
    Lag(
        name="order_to_first_shipment", zh="下单到首次发货", en="Order to first shipment",
        column="order_to_first_shipped", when="shipped_first_on", population=("is_order",),
    ),
    Lag(
        name="order_to_shipment", zh="下单到发齐", en="Order to complete shipment",
        column="order_to_shipped", when="shipped_complete_on", population=("is_shipped",),
    ),
    Lag(
        name="shipment_to_delivery", zh="发齐到签收", en="Complete shipment to delivery",
        column="shipped_to_delivered", when="delivered_complete_on", population=("is_delivered",),
    ),
    Lag(
        name="shipment_to_invoice", zh="发齐到开票", en="Complete shipment to invoice",
        column="shipped_to_invoiced", when="invoiced_last_on", population=("is_invoiced",),
    ),
    Lag(
        name="invoice_to_collection", zh="开票到收齐货款", en="Invoice to complete collection",
        column="invoiced_to_collected", when="collected_last_on", population=("is_collected",),
    ),
)  # fmt: skip
LIKE = Metric(
    name="sales",
    label={},
    words={},
    version=1,
    kind="distribution",
    fact=SALES_ORDER,
    numerator=Measure(how="count"),
    unit=WORKING_DAYS,
    better="lower",
    exclusions=(TEST, CANCELLED),
    by=ORDER_LINE_BY,
    drill=CUSTOMER_DRILL,
)

METRICS = (ON_TIME, SHIPPED_ON_TIME, *(metric for lag in LAGS for metric in lag_metrics(lag, LIKE)))
