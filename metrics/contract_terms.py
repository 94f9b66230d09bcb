"""What contracts say is due when, and what of it was paid or received."""

from dataclasses import replace

from facts.contract_term import CONTRACT_TERM
from metrics.contracts import CONTRACT_BY, CONTRACT_DRILL, UNKNOWN_CLOSE
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import CALENDAR_DAYS, MONEY_UNIT, PER_CENT, PERCENT, TEST
from metrics.purchasing_parts import NOT_BOOKED

UNKNOWN_SETTLED = Exclusion(
    flag="has_known_settled",
    holds=False,
    reason={"zh": "以另一币种约定或收付", "en": "agreed or paid in another currency"},
)

RECEIVED_BY_PLAN = Metric(
    name="contract.received_by_plan",
    label={"zh": "合同按计划回款率", "en": "Received by plan"},
    words={
        "zh": "约定日落在时段内且已过的销售合同条款：至今已收 ÷ 应收，含税；"
        "收款按约定日先后抵条款，终止的合同不计。",
        "en": "Terms of sales contracts due on a day of the period that is over: received to this "
        "day ÷ due, tax included; money covers terms in the order they fall due.",
    },
    version=1,
    kind="ratio",
    fact=CONTRACT_TERM,
    numerator=Measure(how="sum", of="booked_settled_gross"),
    denominator=Measure(how="sum", of="booked_due_gross"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    when="due_on",
    reached="due_on",
    population=("is_sales", "is_binding"),
    exclusions=(TEST, UNKNOWN_SETTLED, NOT_BOOKED),
    by=CONTRACT_BY,
    drill=CONTRACT_DRILL,
)
PAID_BY_PLAN = replace(
    RECEIVED_BY_PLAN,
    name="contract.paid_by_plan",
    label={"zh": "合同按计划付款率", "en": "Paid by plan"},
    words={
        "zh": "约定日落在时段内且已过的采购合同条款：至今已付 ÷ 应付，含税；"
        "付款按约定日先后抵条款。",
        "en": "Terms of purchase contracts due on a day of the period that is over: paid to this "
        "day ÷ due, tax included; money covers terms in the order they fall due.",
    },
    better="neither",
    population=("is_purchase", "is_binding"),
)
RECEIVED_IN_TIME = replace(
    RECEIVED_BY_PLAN,
    name="contract.received_in_time",
    label={"zh": "合同按期回款率", "en": "Received in time"},
    words={
        "zh": "约定日落在时段内且已过的销售合同条款：约定日当日及以前已收 ÷ 应收，含税。",
        "en": "Terms of sales contracts due on a day of the period that is over: received by that "
        "day ÷ due, tax included.",
    },
    numerator=Measure(how="sum", of="booked_settled_in_time_gross"),
)
TERMS_OPEN = Metric(
    name="contract.terms_overdue",
    label={"zh": "逾期未收付条款金额", "en": "Overdue contract terms"},
    words={
        "zh": "某一时刻已到约定日而未收付足的合同条款，其至今未收付的金额，含税；"
        "此后已收付足的，取约定日当日未收付的金额；合同终止后其条款不再计；销售与采购分看。",
        "en": "Terms due at an instant and not covered whole, by what is open of them to this day, "
        "or of those covered since then by what was open on their due day, tax included; none of "
        "a contract once it is terminated; sales and purchases apart.",
    },
    version=2,
    kind="balance",
    fact=CONTRACT_TERM,
    numerator=Measure(how="sum", of="booked_overdue_gross"),
    unit=MONEY_UNIT,
    better="lower",
    opens="opens_on",
    closes="closes_on",
    eliminates="is_intercompany",
    population=("is_signed", "is_overdue"),
    exclusions=(TEST, UNKNOWN_CLOSE, UNKNOWN_SETTLED, NOT_BOOKED),
    by=("overdue_bucket", *CONTRACT_BY),
    drill=CONTRACT_DRILL,
    decimals=0,
)
TERMS_AGE = replace(
    TERMS_OPEN,
    name="contract.terms_overdue_age",
    label={"zh": "合同条款最久逾期天数", "en": "Oldest overdue contract term"},
    words={
        "zh": "某一时刻未收付足的合同条款中，过约定日最久的自然日数。",
        "en": "The days that the oldest contract term not covered whole is overdue at an instant.",
    },
    numerator=Measure(how="max", of="overdue_days"),
    unit=CALENDAR_DAYS,
    eliminates="",
    exclusions=(TEST, UNKNOWN_CLOSE, UNKNOWN_SETTLED),
)

METRICS = (RECEIVED_BY_PLAN, PAID_BY_PLAN, RECEIVED_IN_TIME, TERMS_OPEN, TERMS_AGE)
