"""Who works here: headcount and its structure, joins, leaves, turnover, pay."""

from dataclasses import replace

from facts.headcount import HEADCOUNT as FACT
from facts.payroll import PAYROLL as PAY
from metrics.definition import Measure, Metric, Text
from metrics.parts import MONEY_UNIT, PER_CENT, PERCENT, TEST

PEOPLE: Text = {"zh": "人", "en": "people"}
PEOPLE_BY = (
    *("company", "division", "department", "level", "position", "age_band", "tenure_band"),
    "document",
)
PEOPLE_DRILL = ("company", "division", "department", "document")

HEADCOUNT = Metric(
    name="people.headcount",
    label={"zh": "在职人数", "en": "Headcount"},
    words={
        "zh": "某一时刻在职的人数，每人只算一次；年龄段、司龄段与岗位按该时刻。",
        "en": "People employed at an instant, each once; age, service and post as of then.",
    },
    version=1,
    kind="balance",
    fact=FACT,
    numerator=Measure(how="count"),
    unit=PEOPLE,
    opens="opens_on",
    closes="closes_on",
    exclusions=(TEST,),
    by=PEOPLE_BY,
    drill=PEOPLE_DRILL,
    headline=True,
    decimals=0,
)
JOINS = Metric(
    name="people.joins",
    label={"zh": "入职人数", "en": "Joins"},
    words={
        "zh": "入职日期落在时段内的人数；内部调动不算。",
        "en": "People who joined in the period; moves within the group don't count.",
    },
    version=1,
    kind="flow",
    fact=FACT,
    numerator=Measure(how="count"),
    unit=PEOPLE,
    when="joined_on",
    reached="joined_at",
    population=("is_join",),
    exclusions=(TEST,),
    by=PEOPLE_BY,
    drill=PEOPLE_DRILL,
    decimals=0,
)
LEAVES = replace(
    JOINS,
    name="people.leaves",
    label={"zh": "离职人数", "en": "Leaves"},
    words={
        "zh": "不再在职的第一天落在时段内的人数；期末在职 = 期初在职 + 入职 − 离职。",
        "en": "People whose first day no longer employed lies in the period; headcount at the end "
        "= at the beginning + joins − leaves.",
    },
    better="lower",
    when="left_on",
    reached="left_at",
    population=("is_leave",),
)
RESIGNATIONS = replace(
    LEAVES,
    name="people.resignations",
    label={"zh": "主动离职人数", "en": "Resignations"},
    words={
        "zh": "时段内主动辞职的人数；辞退、退休与到期不算。",
        "en": "People who resigned in the period; dismissals, retirements, expiries don't count.",
    },
    population=("is_resignation",),
)
TURNOVER_RATE = replace(
    LEAVES,
    name="people.turnover_rate",
    label={"zh": "离职率", "en": "Staff turnover"},
    words={
        "zh": "时段内离职人数 ÷ 平均在职人数（期初与期末之均）。",
        "en": "Leaves in the period ÷ average headcount (mean of opening and closing).",
    },
    kind="ratio",
    scale=PER_CENT,
    unit=PERCENT,
    over=replace(
        HEADCOUNT,
        name="people.average_headcount",
        label={"zh": "平均在职人数", "en": "Average headcount"},
        words={
            "zh": "期初与期末在职人数之均。",
            "en": "The mean of headcount at the beginning and at the end of the period.",
        },
        average=True,
        headline=False,
        decimals=1,
    ),
    decimals=1,
)
PAYROLL = Metric(
    name="people.payroll",
    label={"zh": "人工成本", "en": "Payroll cost"},
    words={
        "zh": "会计期间落在时段内的应发工资与单位承担部分；不足 5 人的分组不显示。",
        "en": "Gross pay and what the employer adds of the accounting periods that end in the "
        "period; groups of fewer than 5 people say nothing.",
    },
    version=1,
    kind="flow",
    fact=PAY,
    numerator=Measure(how="sum", of="booked_amount"),
    unit=MONEY_UNIT,
    when="period_on",
    least="person_id",
    exclusions=(TEST,),
    by=(
        *("company", "division", "department", "level", "position"),
        *("currency", "booked_currency", "document"),
    ),
    drill=PEOPLE_DRILL,
    decimals=0,
)
PAY_PER_PERSON = replace(
    PAYROLL,
    name="people.pay_per_person",
    label={"zh": "人均月成本", "en": "Pay per person and month"},
    words={
        "zh": "人工成本 ÷ 发薪人次（每人每个会计期间算一次）；不足 5 人的分组不显示。",
        "en": "Payroll cost ÷ people paid, each once an accounting period; groups of fewer than 5 "
        "people say nothing.",
    },
    kind="ratio",
    denominator=Measure(how="sum", of="is_first_of_person"),
)

METRICS = (HEADCOUNT, JOINS, LEAVES, RESIGNATIONS, TURNOVER_RATE, PAYROLL, PAY_PER_PERSON)
