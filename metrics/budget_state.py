"""Where budgets stand at an instant, and how plans were moved."""

from dataclasses import replace

from facts.budget_cell import BUDGET_CELL
from facts.budget_entry import BUDGET_ENTRY
from metrics.budget import BUDGET_BY, BUDGET_DRILL, OTHER_CURRENCY, PARENT, SPENDING
from metrics.definition import Measure, Metric, Text
from metrics.parts import MONEY_UNIT, PER_CENT, POINTS, TEST

CELL_BY = tuple(name for name in BUDGET_BY if name != "owner")
LINES: Text = {"zh": "行", "en": "lines"}

AVAILABLE = Metric(
    name="budget.available",
    label={"zh": "可用预算", "en": "Available budget"},
    words={
        "zh": "某一时刻本财年费用与资本性预算：调整后预算 − 预占 − 占用 − 实际；"
        "预算外的支出会减少合计，财年结束即清零。",
        "en": "At an instant, of the fiscal year's expense and capital budgets: revised − reserved "
        "− committed − actual; unbudgeted spending lowers the total, the year's end closes it.",
    },
    version=1,
    kind="balance",
    fact=BUDGET_CELL,
    numerator=Measure(how="sum", of="booked_available"),
    unit=MONEY_UNIT,
    better="higher",
    opens="opens_on",
    closes="closes_on",
    population=SPENDING,
    exclusions=(TEST, PARENT, OTHER_CURRENCY),
    by=CELL_BY,
    drill=BUDGET_DRILL,
    decimals=0,
)
OVERSPENT_LINES = replace(
    AVAILABLE,
    name="budget.overspent_lines",
    label={"zh": "超预算行数", "en": "Overspent budget lines"},
    words={
        "zh": "某一时刻可用预算小于零的末级预算行数（部门 × 科目 × 项目 × 期间）。",
        "en": "Leaf budget lines (department, account, project and period) with less than nothing "
        "available at an instant.",
    },
    numerator=Measure(how="count"),
    unit=LINES,
    better="lower",
    population=("is_overspent",),
)
OVERSPEND = replace(
    AVAILABLE,
    name="budget.overspend",
    label={"zh": "超预算金额", "en": "Overspend"},
    words={
        "zh": "某一时刻超预算的末级预算行合计超出多少；结余的行不抵减。",
        "en": "By how much the overspent leaf lines exceed their budgets at an instant; lines with "
        "money left don't offset it.",
    },
    numerator=Measure(how="sum", of="booked_overspend"),
    better="lower",
    population=("is_overspent",),
)

TRANSFERRED_IN = Metric(
    name="budget.transferred_in",
    label={"zh": "预算调入", "en": "Budget transferred in"},
    words={
        "zh": "时段内生效的预算调整中，从其他预算行调入的金额。",
        "en": "What revisions dated in the period moved in from other budget lines.",
    },
    version=1,
    kind="flow",
    fact=BUDGET_ENTRY,
    numerator=Measure(how="sum", of="booked_revision"),
    unit=MONEY_UNIT,
    when="booked_on",
    population=("is_transfer_in",),
    exclusions=AVAILABLE.exclusions,
    by=BUDGET_BY,
    drill=BUDGET_DRILL,
    decimals=0,
)
TRANSFERRED_OUT = replace(
    TRANSFERRED_IN,
    name="budget.transferred_out",
    label={"zh": "预算调出", "en": "Budget transferred out"},
    words={
        "zh": "时段内生效的预算调整中，调出到其他预算行的金额（负数）。",
        "en": "What revisions dated in the period moved out to other budget lines (negative).",
    },
    population=("is_transfer_out",),
)
CARRIED_IN = replace(
    TRANSFERRED_IN,
    name="budget.carried_in",
    label={"zh": "预算结转入", "en": "Budget carried in"},
    words={
        "zh": "时段内生效的预算调整中，从以前期间结转来的金额。",
        "en": "What revisions dated in the period carried in from earlier periods.",
    },
    population=("is_carried_in",),
)
CARRIED_OUT = replace(
    TRANSFERRED_IN,
    name="budget.carried_out",
    label={"zh": "预算结转出", "en": "Budget carried out"},
    words={
        "zh": "时段内生效的预算调整中，结转到以后期间的金额（负数）。",
        "en": "What revisions dated in the period carried out to later periods (negative).",
    },
    population=("is_carried_out",),
)

PACE = replace(
    AVAILABLE,
    name="budget.pace",
    label={"zh": "预算执行进度差", "en": "Budget pace"},
    words={
        "zh": "某一时刻本财年费用与资本性预算：（实际 − 调整后预算 × 时间进度）÷ 调整后预算；"
        "按期间编制的以各期间为计划，否则按全年工作时间均摊；正数为快于进度。",
        "en": "At an instant, of the fiscal year's expense and capital budgets: (actual − revised "
        "× elapsed time) ÷ revised; planned by periods where the budget is, else evenly over the "
        "year's working time; positive is faster than time.",
    },
    numerator=Measure(how="sum", of="booked_ahead"),
    denominator=Measure(how="sum", of="booked_revised"),
    scale=PER_CENT,
    unit=POINTS,
    better="lower",
    decimals=1,
)

METRICS = (
    *(AVAILABLE, PACE, OVERSPENT_LINES, OVERSPEND),
    *(TRANSFERRED_IN, TRANSFERRED_OUT, CARRIED_IN, CARRIED_OUT),
)
