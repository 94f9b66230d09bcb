"""What salespeople hope to sell: open opportunities at an instant, and how long stages last."""

from dataclasses import replace

from facts.opportunity_stage import OPPORTUNITY_STAGE
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import CALENDAR_DAYS, MONEY_UNIT, TEST, WORKING_DAYS
from metrics.sales_parts import (
    CANCELLED,
    GROUP_BY,
    IN_MONEY,
    NOT_BOOKED,
    OF_CUSTOMER,
    OPPORTUNITIES,
)

NO_AMOUNT = Exclusion(
    flag="has_amount", holds=False, reason={"zh": "没有金额", "en": "without an amount"}
)
NO_PROBABILITY = Exclusion(
    flag="has_probability",
    holds=False,
    reason={"zh": "没有赢单概率", "en": "without a probability"},
)
DEAL_BY = ("stage", *GROUP_BY, *OF_CUSTOMER, "owner", *IN_MONEY, "document")
DEAL_DRILL = ("company", "division", "department", "owner", "document")

VALUE = Metric(
    name="pipeline.value",
    label={"zh": "商机金额", "en": "Pipeline"},
    words={
        "zh": "某一时刻未关闭的商机金额合计，按当时所在阶段；不乘概率，取消的不算。",
        "en": "The amounts of opportunities open at an instant, by the stage they were in then; "
        "not weighted, without cancelled ones.",
    },
    version=1,
    kind="balance",
    fact=OPPORTUNITY_STAGE,
    numerator=Measure(how="sum", of="booked_amount"),
    unit=MONEY_UNIT,
    better="higher",
    opens="opens_at",
    closes="closes_at",
    population=("is_pipeline",),
    exclusions=(TEST, CANCELLED, NO_AMOUNT, NOT_BOOKED),
    by=("age_bucket", "overdue_bucket", *DEAL_BY),
    drill=("stage", *DEAL_DRILL),
    decimals=0,
)
WEIGHTED = replace(
    VALUE,
    name="pipeline.weighted",
    label={"zh": "加权商机金额", "en": "Weighted pipeline"},
    words={
        "zh": "某一时刻未关闭的商机：金额 × 赢单概率之和，均按当时所述；没有概率的不参与。",
        "en": "Of opportunities open at an instant: the sum of amount × probability, both as told "
        "then; those without a probability take no part.",
    },
    numerator=Measure(how="sum", of="booked_weighted_amount"),
    exclusions=(TEST, CANCELLED, NO_AMOUNT, NO_PROBABILITY, NOT_BOOKED),
)
OPEN = replace(
    VALUE,
    name="pipeline.open",
    label={"zh": "在谈商机数", "en": "Open opportunities"},
    words={
        "zh": "某一时刻未关闭的商机数，按当时所在阶段。",
        "en": "Opportunities open at an instant, by the stage they were in then.",
    },
    numerator=Measure(how="count"),
    unit=OPPORTUNITIES,
    exclusions=(TEST, CANCELLED),
)
SLIPPED = replace(
    OPEN,
    name="pipeline.slipped",
    label={"zh": "超期未成交商机数", "en": "Slipped opportunities"},
    words={
        "zh": "某一时刻已过预计成交日而仍未关闭的商机数；没有预计日的不算。",
        "en": "Opportunities still open at an instant past the day they were expected to close; "
        "those without one don't count.",
    },
    better="lower",
    population=("is_pipeline", "is_overdue"),
    drill=("overdue_bucket", *DEAL_DRILL),
)

STAGE_TIME = Metric(
    name="pipeline.stage_time",
    label={"zh": "阶段停留（中位数）", "en": "Time in a stage, median"},
    words={
        "zh": "时段内离开某阶段的商机：在该阶段的工作日数的中位数。",
        "en": "Opportunities that left a stage in the period: the median of the working days they "
        "had spent in it.",
    },
    version=1,
    kind="distribution",
    fact=OPPORTUNITY_STAGE,
    numerator=Measure(how="median", of="stage_days"),
    unit=WORKING_DAYS,
    better="lower",
    when="closes_on",
    population=("is_pipeline",),
    exclusions=(TEST, CANCELLED),
    by=DEAL_BY,
    drill=("stage", *DEAL_DRILL),
)
STAGE_TIME_CALENDAR = replace(
    STAGE_TIME,
    name="pipeline.stage_time_calendar",
    label={"zh": "阶段停留（自然日中位数）", "en": "Time in a stage, median calendar days"},
    words={
        "zh": "时段内离开某阶段的商机：在该阶段的自然日数的中位数。",
        "en": "Opportunities that left a stage in the period: the median of the calendar days they "
        "had spent in it.",
    },
    numerator=Measure(how="median", of="stage_calendar_days"),
    unit=CALENDAR_DAYS,
)

METRICS = (VALUE, WEIGHTED, OPEN, SLIPPED, STAGE_TIME, STAGE_TIME_CALENDAR)
