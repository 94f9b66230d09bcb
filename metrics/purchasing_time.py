"""Whether suppliers deliver in time, and how long order lines and requests wait."""

from dataclasses import replace

from facts.purchase import PURCHASE
from facts.purchase_request import PURCHASE_REQUEST
from facts.purchase_stage import PURCHASE_STAGE
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import CALENDAR_DAYS, PER_CENT, PERCENT, TEST, WORKING_DAYS
from metrics.purchasing_parts import BUYING_DRILL, CANCELLED, GROUP_BY, LINE_BY, OTHER_UNIT

NO_PROMISE = Exclusion(
    flag="has_promise",
    holds=False,
    reason={"zh": "没有承诺到货日", "en": "no delivery was promised for a day"},
    when="ordered_on",
)
ON_TIME_DELIVERY = Metric(
    name="purchase.on_time_delivery",
    label={"zh": "供应商准时到货率", "en": "On-time delivery"},
    words={
        "zh": "承诺到货日落在时段内且已过的订单行：到该日已收齐合格品的占比；未收齐的算迟到，"
        "短收关闭的也算；取消的与没有承诺日的不参与。",
        "en": "Of the order lines promised for a day of the period that is over, the part whose "
        "whole quantity had been accepted by then; what is missing or was closed short is late, "
        "cancelled lines and those without a promise take no part.",
    },
    version=1,
    kind="ratio",
    fact=PURCHASE,
    numerator=Measure(how="sum", of="is_received_in_time"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    when="promised_on",
    reached="promised_on",
    population=("is_ordered",),
    exclusions=(TEST, CANCELLED, OTHER_UNIT, NO_PROMISE),
    by=LINE_BY,
    drill=BUYING_DRILL,
    headline=True,
)

STATION_WAIT = Metric(
    name="purchase.station_wait",
    label={"zh": "各站点停留（中位数）", "en": "Wait at a station, median"},
    words={
        "zh": "时段内离开站点（审批、下单、收货、开票、付款）的订单行：停留工作日的中位数。",
        "en": "Order lines that left a station (approve, order, receive, invoice, pay) in the "
        "period: the median of the working days they had waited there.",
    },
    version=1,
    kind="distribution",
    fact=PURCHASE_STAGE,
    numerator=Measure(how="median", of="wait_days"),
    unit=WORKING_DAYS,
    better="lower",
    when="closes_on",
    exclusions=(TEST, CANCELLED, OTHER_UNIT),
    by=("station", *LINE_BY),
    drill=("station", *BUYING_DRILL),
)
STATION_WAIT_P90 = replace(
    STATION_WAIT,
    name="purchase.station_wait_p90",
    label={"zh": "各站点停留（九成以内）", "en": "Wait at a station, 90th percentile"},
    words={
        "zh": "时段内离开站点的订单行：九成的停留不超过这些工作日，即“通常”的上限。",
        "en": "Order lines that left a station in the period: the working days that nine of ten "
        "had waited at most, which is what is usual there.",
    },
    numerator=Measure(how="quantile", of="wait_days", q=0.9),
)
STATION_WAIT_P90_CALENDAR = replace(
    STATION_WAIT_P90,
    name="purchase.station_wait_p90_calendar",
    label={
        "zh": "各站点停留（九成以内，自然日）",
        "en": "Wait at a station, 90th percentile, calendar days",
    },
    words={
        "zh": "时段内离开站点的订单行：九成的停留不超过这些自然日；在途等待以它为“通常”的上限。",
        "en": "Order lines that left a station in the period: the calendar days that nine of ten "
        "had waited at most; a wait under way is held against it.",
    },
    numerator=Measure(how="quantile", of="wait_calendar_days", q=0.9),
    unit=CALENDAR_DAYS,
)

REQUEST_TO_APPROVAL = Metric(
    name="purchase.request_to_approval",
    label={"zh": "申请到批准（中位数）", "en": "Request to approval, median"},
    words={
        "zh": "时段内获批的采购申请行：从申请日到批准日的工作日数的中位数。",
        "en": "Purchase request lines approved in the period: the median of the working days from "
        "request to approval.",
    },
    version=1,
    kind="distribution",
    fact=PURCHASE_REQUEST,
    numerator=Measure(how="median", of="request_to_approval_days"),
    unit=WORKING_DAYS,
    better="lower",
    when="approved_on",
    population=("is_approved",),
    exclusions=(TEST, CANCELLED),
    by=(
        *(name for name in GROUP_BY if name != "supplier"),
        *("applicant", "project", "sku", "category", "currency", "document"),
    ),
    drill=("company", "division", "department", "applicant", "document"),
)

METRICS = (
    ON_TIME_DELIVERY,
    STATION_WAIT,
    STATION_WAIT_P90,
    STATION_WAIT_P90_CALENDAR,
    REQUEST_TO_APPROVAL,
)
