"""Where order lines wait at an instant, and deliveries that are overdue."""

from facts.purchase import PURCHASE
from facts.purchase_stage import PURCHASE_STAGE
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import LINES, TEST
from metrics.purchasing_parts import BUYING_DRILL, CANCELLED, LINE_BY, NOT_BOOKED, OTHER_UNIT
from metrics.stations import Chain, stuck_metrics

CLOSED_SHORT = Exclusion(
    flag="is_closed_short",
    reason={"zh": "未收齐即关闭", "en": "closed before all had come"},
)

OVERDUE_RECEIPTS = Metric(
    name="purchase.overdue_receipts",
    label={"zh": "逾期未到货行", "en": "Overdue deliveries"},
    words={
        "zh": "某一时刻已下单、未收齐且已过承诺到货日的订单行数；没有承诺日的不会逾期。",
        "en": "Order lines placed, not received whole and past their promised day at an instant; "
        "a line without a promise is never overdue.",
    },
    version=1,
    kind="balance",
    fact=PURCHASE,
    numerator=Measure(how="count"),
    unit=LINES,
    better="lower",
    opens="ordered_on",
    closes="received_complete_on",
    population=("is_ordered", "is_overdue"),
    exclusions=(TEST, CANCELLED, CLOSED_SHORT, OTHER_UNIT),
    by=("overdue_bucket", *LINE_BY),
    drill=("overdue_bucket", *BUYING_DRILL),
    decimals=0,
)

CHAIN = Chain(
    like=Metric(
        name="purchase",
        label={},
        words={},
        version=1,
        kind="balance",
        fact=PURCHASE_STAGE,
        numerator=Measure(how="count"),
        unit=LINES,
        better="lower",
        exclusions=(TEST, CANCELLED, OTHER_UNIT),
        by=LINE_BY,
        drill=("station", *BUYING_DRILL),
    ),
    of={"zh": "采购", "en": "purchase"},
    passing=(
        {"zh": "审批", "en": "approved"},
        {"zh": "下单", "en": "ordered"},
        {"zh": "收货", "en": "received"},
        {"zh": "开票", "en": "invoiced"},
        {"zh": "付款", "en": "paid"},
    ),
    awaited={
        "zh": "待收的、待开票的、待付的部分",
        "en": "goods to come, to be charged, to be paid",
    },
    not_booked=NOT_BOOKED,
)

METRICS = (OVERDUE_RECEIPTS, *stuck_metrics(CHAIN))
