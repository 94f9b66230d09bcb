"""Where sales order lines wait at an instant, and how long lines wait at each station."""

from dataclasses import replace

from facts.sales_stage import SALES_STAGE
from metrics.definition import Measure, Metric
from metrics.parts import LINES, TEST
from metrics.sales_parts import (
    CANCELLED,
    NOT_BOOKED,
    ORDER_LINE_BY,
    OTHER_CURRENCY,
    OTHER_UNIT,
)
from metrics.stations import Chain, stuck_metrics, wait_metrics

CHAIN = Chain(
    like=Metric(
        name="sales",
        label={},
        words={},
        version=1,
        kind="balance",
        fact=SALES_STAGE,
        numerator=Measure(how="count"),
        unit=LINES,
        better="lower",
        exclusions=(TEST, CANCELLED, OTHER_UNIT, OTHER_CURRENCY),
        by=ORDER_LINE_BY,
        drill=("station", "company", "division", "department", "customer", "owner", "document"),
    ),
    of={"zh": "销售", "en": "sales"},
    passing=(
        {"zh": "发货", "en": "shipped"},
        {"zh": "签收", "en": "delivered"},
        {"zh": "开票", "en": "invoiced"},
        {"zh": "回款", "en": "paid for"},
    ),
    awaited={
        "zh": "待发的、在途待签收的、待开票的、待回款的部分",
        "en": "goods to be shipped, on their way, to be charged, to be paid for",
    },
    not_booked=replace(NOT_BOOKED, flag="has_booked_amounts"),
)

METRICS = (*stuck_metrics(CHAIN), *wait_metrics(CHAIN))
