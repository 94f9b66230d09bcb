"""What became of opportunities: won or lost, how large and how fast."""

from dataclasses import replace

from facts.opportunity import OPPORTUNITY
from metrics.definition import Measure, Metric
from metrics.parts import CALENDAR_DAYS, MONEY_UNIT, PER_CENT, PERCENT, TEST, WORKING_DAYS
from metrics.pipeline import DEAL_BY, DEAL_DRILL, NO_AMOUNT
from metrics.sales_parts import CANCELLED, NOT_BOOKED, OPPORTUNITIES

WIN_RATE = Metric(
    name="pipeline.win_rate",
    label={"zh": "赢单率", "en": "Win rate"},
    words={
        "zh": "时段内赢单或丢单的商机中，赢单的占比，按个数；取消的不算。",
        "en": "Of the opportunities won or lost in the period, the part won, by count; cancelled "
        "ones take no part.",
    },
    version=1,
    kind="ratio",
    fact=OPPORTUNITY,
    numerator=Measure(how="sum", of="is_won"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    when="closed_on",
    population=("is_decided",),
    exclusions=(TEST, CANCELLED),
    by=DEAL_BY,
    drill=DEAL_DRILL,
    headline=True,
)
WIN_RATE_VALUE = replace(
    WIN_RATE,
    name="pipeline.win_rate_value",
    label={"zh": "赢单率（金额）", "en": "Win rate by value"},
    words={
        "zh": "时段内赢单或丢单的商机：赢单金额 ÷ 全部金额；没有金额的不参与。",
        "en": "Of the opportunities won or lost in the period: the amount won ÷ the amount "
        "decided; those without an amount take no part.",
    },
    numerator=Measure(how="sum", of="booked_amount", only="is_won"),
    denominator=Measure(how="sum", of="booked_amount"),
    exclusions=(TEST, CANCELLED, NO_AMOUNT, NOT_BOOKED),
    headline=False,
)
AVERAGE_DEAL = replace(
    WIN_RATE_VALUE,
    name="pipeline.average_deal",
    label={"zh": "平均单值", "en": "Average deal"},
    words={
        "zh": "时段内赢单的商机：金额合计 ÷ 个数；没有金额的不参与。",
        "en": "Of the opportunities won in the period: amount ÷ count; those without an amount "
        "take no part.",
    },
    numerator=Measure(how="sum", of="booked_amount"),
    denominator=Measure(how="count"),
    scale=1.0,
    unit=MONEY_UNIT,
    population=("is_won",),
    decimals=0,
)
CREATED = replace(
    WIN_RATE,
    name="pipeline.created",
    label={"zh": "新增商机数", "en": "Opportunities created"},
    words={
        "zh": "时段内新建的商机数；取消的不算。",
        "en": "Opportunities created in the period, without cancelled ones.",
    },
    kind="flow",
    numerator=Measure(how="count"),
    denominator=None,
    scale=1.0,
    unit=OPPORTUNITIES,
    when="created_on",
    population=(),
    decimals=0,
    headline=False,
)
WON = replace(
    CREATED,
    name="pipeline.won",
    label={"zh": "赢单数", "en": "Opportunities won"},
    words={"zh": "时段内赢单的商机数。", "en": "Opportunities won in the period."},
    when="closed_on",
    population=("is_won",),
)
WON_VALUE = replace(
    WON,
    name="pipeline.won_value",
    label={"zh": "赢单金额", "en": "Value won"},
    words={
        "zh": "时段内赢单的商机金额合计；没有金额的不参与。",
        "en": "The amounts of the opportunities won in the period; those without an amount take "
        "no part.",
    },
    numerator=Measure(how="sum", of="booked_amount"),
    unit=MONEY_UNIT,
    exclusions=WIN_RATE_VALUE.exclusions,
)
LOST = replace(
    WON,
    name="pipeline.lost",
    label={"zh": "丢单数", "en": "Opportunities lost"},
    words={
        "zh": "时段内丢单的商机数，可按丢单原因看。",
        "en": "Opportunities lost in the period, by reason if wanted.",
    },
    better="lower",
    population=("is_lost",),
    by=("lost_reason", *DEAL_BY),
    drill=("lost_reason", *DEAL_DRILL),
)
SALES_CYCLE = replace(
    WIN_RATE,
    name="pipeline.sales_cycle",
    label={"zh": "销售周期（中位数）", "en": "Sales cycle, median"},
    words={
        "zh": "时段内赢单的商机：从新建到赢单的自然日数的中位数。",
        "en": "Opportunities won in the period: the median of the calendar days from creation.",
    },
    kind="distribution",
    numerator=Measure(how="median", of="cycle_calendar_days"),
    denominator=None,
    scale=1.0,
    unit=CALENDAR_DAYS,
    better="lower",
    population=("is_won",),
    headline=False,
)
SALES_CYCLE_WORKING = replace(
    SALES_CYCLE,
    name="pipeline.sales_cycle_working",
    label={"zh": "销售周期（工作日中位数）", "en": "Sales cycle, median working days"},
    words={
        "zh": "时段内赢单的商机：从新建到赢单的工作日数的中位数。",
        "en": "Opportunities won in the period: the median of the working days from creation.",
    },
    numerator=Measure(how="median", of="cycle_days"),
    unit=WORKING_DAYS,
)

METRICS = (
    *(WIN_RATE, WIN_RATE_VALUE, AVERAGE_DEAL, SALES_CYCLE, SALES_CYCLE_WORKING),
    *(CREATED, WON, WON_VALUE, LOST),
)
