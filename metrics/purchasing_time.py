"""Whether suppliers deliver in time, and how long order lines and requests wait."""

from facts.purchase import PURCHASE
from facts.purchase_request import PURCHASE_REQUEST
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import PER_CENT, PERCENT, TEST, WORKING_DAYS
from metrics.purchasing_parts import BUYING_DRILL, CANCELLED, GROUP_BY, LINE_BY, OTHER_UNIT
from metrics.purchasing_stuck import CHAIN
from metrics.stations import wait_metrics

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

METRICS = (ON_TIME_DELIVERY, *wait_metrics(CHAIN), REQUEST_TO_APPROVAL)
