"""How budgets are used: execution, occupation, what was spent without one, and how plans move."""

from dataclasses import replace

from facts.budget_entry import BUDGET_ENTRY
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import MONEY_UNIT, PER_CENT, PERCENT, TEST

PARENT = Exclusion(
    flag="is_leaf",
    holds=False,
    reason={"zh": "科目还有下级，只算末级", "en": "the account has accounts under it"},
)
OTHER_CURRENCY = Exclusion(
    flag="is_other_currency",
    reason={"zh": "与预算行币种不同", "en": "in another currency than its budget line"},
)
BUDGET_BY = (
    *("company", "division", "department", "account", "project", "kind", "owner"),
    *("currency", "booked_currency", "document"),
)
BUDGET_DRILL = ("company", "division", "department", "account", "document")
SPENDING, REVENUE = ("is_spending",), ("is_revenue",)

EXECUTION_RATE = Metric(
    name="budget.execution_rate",
    label={"zh": "预算执行率", "en": "Budget execution"},
    words={
        "zh": "会计期间落在时段内的费用与资本性预算：实际发生（不含税）÷ 调整后预算；"
        "预算外的实际也计入，只算末级科目。",
        "en": "Of expense and capital budgets whose accounting period ends in the period: actual "
        "(net of tax) ÷ revised budget; actuals without a budget count too, leaf accounts only.",
    },
    version=1,
    kind="ratio",
    fact=BUDGET_ENTRY,
    numerator=Measure(how="sum", of="booked_actual"),
    denominator=Measure(how="sum", of="booked_revised"),
    scale=PER_CENT,
    unit=PERCENT,
    when="period_on",
    population=SPENDING,
    exclusions=(TEST, PARENT, OTHER_CURRENCY),
    by=BUDGET_BY,
    drill=BUDGET_DRILL,
    headline=True,
)
EXECUTION_OF_ORIGINAL = replace(
    EXECUTION_RATE,
    name="budget.execution_of_original",
    label={"zh": "年初预算执行率", "en": "Execution of the original budget"},
    words={
        "zh": "会计期间落在时段内的费用与资本性预算：实际发生 ÷ 年初预算，不看调整、追加与结转。",
        "en": "Of expense and capital budgets whose accounting period ends in the period: actual ÷ "
        "the original budget, whatever was revised since.",
    },
    denominator=Measure(how="sum", of="booked_original"),
    headline=False,
)
REVENUE_EXECUTION = replace(
    EXECUTION_RATE,
    name="budget.revenue_execution_rate",
    label={"zh": "收入预算完成率", "en": "Revenue budget attainment"},
    words={
        "zh": "会计期间落在时段内的收入预算：实际收入 ÷ 调整后预算，越高越好。",
        "en": "Of revenue budgets whose accounting period ends in the period: actual revenue ÷ "
        "revised budget; more is better.",
    },
    population=REVENUE,
    better="higher",
    headline=False,
)
UTILISATION_RATE = replace(
    EXECUTION_RATE,
    name="budget.utilisation_rate",
    label={"zh": "预算使用率（含占用）", "en": "Budget utilisation"},
    words={
        "zh": "会计期间落在时段内的费用与资本性预算：（实际 + 占用 + 预占）÷ 调整后预算；"
        "后一环节已释放前一环节，来源不记释放的按单据关联抵减。",
        "en": "Of expense and capital budgets whose accounting period ends in the period: (actual "
        "+ committed + reserved) ÷ revised budget; each stage releases the one before, by link "
        "where the source books no releases.",
    },
    numerator=Measure(how="sum", of="booked_used"),
    headline=False,
)

REVISED = Metric(
    name="budget.revised",
    label={"zh": "调整后预算", "en": "Revised budget"},
    words={
        "zh": "会计期间落在时段内的费用与资本性预算：年初预算加减全部调整。",
        "en": "Expense and capital budgets whose accounting period ends in the period: the "
        "original plus all revisions.",
    },
    version=1,
    kind="flow",
    fact=BUDGET_ENTRY,
    numerator=Measure(how="sum", of="booked_revised"),
    unit=MONEY_UNIT,
    when="period_on",
    population=SPENDING,
    exclusions=EXECUTION_RATE.exclusions,
    by=BUDGET_BY,
    drill=BUDGET_DRILL,
    decimals=0,
)
ACTUAL = replace(
    REVISED,
    name="budget.actual",
    label={"zh": "预算实际发生", "en": "Actual against budget"},
    words={
        "zh": "会计期间落在时段内的费用与资本性实际发生额，不含税，含预算外。",
        "en": "Expense and capital actuals of the accounting periods that end in the period, net "
        "of tax, with those without a budget.",
    },
    numerator=Measure(how="sum", of="booked_actual"),
    better="lower",
)
COMMITTED = replace(
    REVISED,
    name="budget.committed",
    label={"zh": "预算占用", "en": "Committed"},
    words={
        "zh": "会计期间落在时段内、合同与订单占用而尚未被发票释放的金额。",
        "en": "What contracts and orders commit of the accounting periods that end in the period "
        "and no invoice has released.",
    },
    numerator=Measure(how="sum", of="booked_commit"),
)
RESERVED = replace(
    REVISED,
    name="budget.reserved",
    label={"zh": "预算预占", "en": "Reserved"},
    words={
        "zh": "会计期间落在时段内、申请预占而尚未被合同或订单释放的金额。",
        "en": "What applications reserve of the accounting periods that end in the period and no "
        "contract or order has released.",
    },
    numerator=Measure(how="sum", of="booked_reserve"),
)
UNBUDGETED = replace(
    ACTUAL,
    name="budget.unbudgeted",
    label={"zh": "预算外支出", "en": "Unbudgeted spending"},
    words={
        "zh": "会计期间落在时段内、部门与科目没有预算行的实际发生额：单列，不并入其他行。",
        "en": "Actuals of the accounting periods that end in the period on a department and "
        "account without a budget line: a row of their own.",
    },
    population=("is_spending", "is_unbudgeted_actual"),
)

METRICS = (
    *(EXECUTION_RATE, EXECUTION_OF_ORIGINAL, REVENUE_EXECUTION, UTILISATION_RATE),
    *(REVISED, ACTUAL, COMMITTED, RESERVED, UNBUDGETED),
)
