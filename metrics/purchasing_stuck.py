"""Where order lines wait at an instant, and deliveries that are overdue."""

from dataclasses import replace

from facts.purchase import PURCHASE
from facts.purchase_stage import PURCHASE_STAGE
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import CALENDAR_DAYS, LINES, MONEY_UNIT, TEST
from metrics.purchasing_parts import BUYING_DRILL, CANCELLED, LINE_BY, NOT_BOOKED, OTHER_UNIT

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

STUCK = Metric(
    name="purchase.stuck",
    label={"zh": "采购在途行", "en": "Order lines under way"},
    words={
        "zh": "某一时刻停在审批、下单、收货、开票或付款站点的订单行数；"
        "站点为该行尚未完成的第一个环节。",
        "en": "Order lines that wait to be approved, ordered, received, invoiced or paid at an "
        "instant: each at the first station it has not passed.",
    },
    version=1,
    kind="balance",
    fact=PURCHASE_STAGE,
    numerator=Measure(how="count"),
    unit=LINES,
    better="lower",
    opens="opens_on",
    closes="closes_on",
    exclusions=(TEST, CANCELLED, OTHER_UNIT),
    by=("station", "age_bucket", *LINE_BY),
    drill=("station", *BUYING_DRILL),
    decimals=0,
)
STUCK_VALUE = replace(
    STUCK,
    name="purchase.stuck_value",
    label={"zh": "采购在途金额", "en": "Value of order lines under way"},
    words={
        "zh": "某一时刻停在各站点的订单行的金额，不含税：待收的、待开票的、待付的部分；"
        "过去时刻取该行在该站点的全部金额。",
        "en": "What order lines under way at an instant wait for, net of tax: goods to come, to be "
        "charged, to be paid; at an earlier instant the whole of what the line waited for.",
    },
    numerator=Measure(how="sum", of="booked_held_net"),
    unit=MONEY_UNIT,
    eliminates="is_intercompany",
    exclusions=(*STUCK.exclusions, NOT_BOOKED),
)
STUCK_AGE = replace(
    STUCK,
    name="purchase.stuck_age",
    label={"zh": "在途等待（中位数）", "en": "Wait under way, median"},
    words={
        "zh": "某一时刻在途的订单行：自到达所在站点起的自然日数的中位数。",
        "en": "Of order lines under way at an instant: the median of the calendar days since they "
        "came to the station they wait at.",
    },
    numerator=Measure(how="median", of="age_days"),
    unit=CALENDAR_DAYS,
    decimals=1,
)

METRICS = (OVERDUE_RECEIPTS, STUCK, STUCK_VALUE, STUCK_AGE)
