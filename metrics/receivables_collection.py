"""How much of what customers had to pay came in, and how late."""

from dataclasses import replace

from facts.collection import COLLECTION
from metrics.definition import Measure, Metric
from metrics.parts import CALENDAR_DAYS, MONEY_UNIT, PER_CENT, PERCENT, TEST, WORKING_DAYS
from metrics.receivables import OWED_BY
from metrics.sales_parts import CUSTOMER_DRILL, NOT_BOOKED, OTHER_CURRENCY

RATE = Metric(
    name="receivable.collection_rate",
    label={"zh": "回款率", "en": "Collection rate"},
    words={
        "zh": "时段内已过日子的收款合计 ÷ 同期到期的发票合计，含税；"
        "收款不论核销哪张发票，没有到期日的发票不计入到期；可超过 100%。",
        "en": "Money received on the days of the period that are over ÷ invoices due on them, tax "
        "included, whichever invoice the money is for; invoices without a due day are never due; "
        "may exceed 100 %.",
    },
    version=1,
    kind="ratio",
    fact=COLLECTION,
    numerator=Measure(how="sum", of="booked_received_gross"),
    denominator=Measure(how="sum", of="booked_due_gross"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    when="falls_on",
    reached="falls_on",  # what is due later today may still come
    eliminates="is_intercompany",
    population=("is_collection",),
    exclusions=(TEST, NOT_BOOKED),
    by=OWED_BY,
    drill=CUSTOMER_DRILL,
    headline=True,
)
COLLECTED_OF_DUE = replace(
    RATE,
    name="receivable.collected_of_due",
    label={"zh": "到期款收回率", "en": "Collected of what was due"},
    words={
        "zh": "时段内到期的发票：截至数据时刻已核销的金额 ÷ 到期金额，含税。",
        "en": "Of the invoices due in the period: what was paid of them by now ÷ their amounts, "
        "tax included.",
    },
    numerator=Measure(how="sum", of="booked_collected_gross"),
    population=("is_due", "has_due"),
    exclusions=(TEST, OTHER_CURRENCY, NOT_BOOKED),
    headline=False,
)
COLLECTED_IN_TIME = replace(
    COLLECTED_OF_DUE,
    name="receivable.collected_in_time",
    label={"zh": "按期收回率", "en": "Collected in time"},
    words={
        "zh": "时段内到期的发票：到期日及以前已核销的金额 ÷ 到期金额，含税。",
        "en": "Of the invoices due in the period: what was paid of them by their due day ÷ their "
        "amounts, tax included.",
    },
    numerator=Measure(how="sum", of="booked_collected_in_time_gross"),
)
RECEIVED = replace(
    RATE,
    name="receivable.received",
    label={"zh": "回款额", "en": "Received from customers"},
    words={
        "zh": "时段内收到的客户款项，含税；作废的收款不算，退回的为负。",
        "en": "Money received from customers in the period, tax included; without receipts taken "
        "back, money given back is negative.",
    },
    kind="flow",
    numerator=Measure(how="sum", of="booked_received_gross"),
    denominator=None,
    scale=1.0,
    unit=MONEY_UNIT,
    reached="",
    population=("is_received",),
    decimals=0,
    headline=False,
)
DUE = replace(
    RECEIVED,
    name="receivable.due",
    label={"zh": "到期应收", "en": "Due from customers"},
    words={
        "zh": "到期日落在时段内的销售发票金额，含税；可看未来的时段。",
        "en": "Customer invoices due in the period, tax included; a period may lie ahead.",
    },
    numerator=Measure(how="sum", of="booked_due_gross"),
    better="neither",
    population=("is_due",),
)
DAYS_LATE = replace(
    RATE,
    name="receivable.days_late",
    label={"zh": "回款逾期天数（中位数）", "en": "Days paid late, median"},
    words={
        "zh": "时段内收清的发票：从到期日到收清日的工作日数的中位数，提前为负。",
        "en": "Customer invoices settled in the period: the median of the working days from the "
        "due day until settled, negative where paid early.",
    },
    kind="distribution",
    numerator=Measure(how="median", of="late_days"),
    denominator=None,
    scale=1.0,
    unit=WORKING_DAYS,
    better="lower",
    when="settled_on",
    reached="",
    eliminates="",
    population=("is_settled", "has_due"),
    exclusions=(TEST, OTHER_CURRENCY),
    headline=False,
)
DAYS_LATE_CALENDAR = replace(
    DAYS_LATE,
    name="receivable.days_late_calendar",
    label={"zh": "回款逾期天数（自然日中位数）", "en": "Days paid late, median calendar days"},
    words={
        "zh": "时段内收清的发票：从到期日到收清日的自然日数的中位数，提前为负。",
        "en": "Customer invoices settled in the period: the median of the calendar days from the "
        "due day until settled, negative where paid early.",
    },
    numerator=Measure(how="median", of="late_calendar_days"),
    unit=CALENDAR_DAYS,
)

METRICS = (
    *(RATE, COLLECTED_OF_DUE, COLLECTED_IN_TIME, RECEIVED, DUE),
    *(DAYS_LATE, DAYS_LATE_CALENDAR),
)
