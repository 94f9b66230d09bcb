"""What is owed to suppliers at an instant, how old and how late it is, and what was paid ahead."""

from dataclasses import replace

from facts.payable import PAYABLE
from facts.prepayment import PREPAYMENT
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import CALENDAR_DAYS, INVOICES, MONEY_UNIT, TEST
from metrics.purchasing_parts import (
    INVOICE_BY,
    MARKED_PAID,
    MONEY_DRILL,
    NOT_BOOKED,
    UNKNOWN_BALANCE,
)

NO_DUE_DATE = Exclusion(
    flag="has_due_date", holds=False, reason={"zh": "没有到期日", "en": "no day it is due on"}
)

BALANCE = Metric(
    name="payable.balance",
    label={"zh": "应付余额", "en": "Payables"},
    words={
        "zh": "某一时刻已登记、尚未付清的供应商发票余额，含税；红字发票为负，预付另计。",
        "en": "The open amounts of supplier invoices booked and not paid whole at an instant, tax "
        "included; credit notes are negative, prepayments are counted apart.",
    },
    version=1,
    kind="balance",
    fact=PAYABLE,
    numerator=Measure(how="sum", of="booked_open_gross"),
    unit=MONEY_UNIT,
    opens="opens_on",
    closes="closes_on",
    eliminates="is_intercompany",
    exclusions=(TEST, UNKNOWN_BALANCE, MARKED_PAID, NOT_BOOKED),
    by=("kind", "age_bucket", "overdue_bucket", *INVOICE_BY),
    drill=MONEY_DRILL,
    decimals=0,
    headline=True,
)
OPEN_INVOICES = replace(
    BALANCE,
    name="payable.open_invoices",
    label={"zh": "未付清发票数", "en": "Open supplier invoices"},
    words={
        "zh": "某一时刻已登记、尚未付清的供应商发票（含红字发票）的张数。",
        "en": "Supplier invoices and credit notes booked and not settled whole at an instant.",
    },
    numerator=Measure(how="count"),
    unit=INVOICES,
    eliminates="",
    exclusions=(TEST, UNKNOWN_BALANCE, MARKED_PAID),
    headline=False,
)
AGEING = replace(
    BALANCE,
    name="payable.ageing",
    label={"zh": "应付账龄", "en": "Payables by age"},
    words={
        "zh": "某一时刻的应付余额，按发票日期至该时刻的天数分段；与是否逾期无关。",
        "en": "Payables at an instant by the days since the date of the invoice, whether it is "
        "overdue or not.",
    },
    drill=("age_bucket", *MONEY_DRILL),
    headline=False,
)
OVERDUE = replace(
    BALANCE,
    name="payable.overdue",
    label={"zh": "逾期应付", "en": "Overdue payables"},
    words={
        "zh": "某一时刻已过到期日的应付余额，按逾期天数分段；没有到期日的发票不参与。",
        "en": "Payables past their due day at an instant, by the days overdue; invoices without a "
        "due day take no part.",
    },
    better="lower",
    population=("is_overdue",),
    exclusions=(*BALANCE.exclusions, NO_DUE_DATE),
    drill=("overdue_bucket", *MONEY_DRILL),
    headline=False,
)
OLDEST = replace(
    OPEN_INVOICES,
    name="payable.oldest_age",
    label={"zh": "最久应付天数", "en": "Oldest payable"},
    words={
        "zh": "某一时刻未付清的发票中，距发票日期最久的自然日数。",
        "en": "The days since the date of the oldest invoice that is not settled at an instant.",
    },
    numerator=Measure(how="max", of="age_days"),
    unit=CALENDAR_DAYS,
    better="lower",
)

PREPAID = Metric(
    name="payable.prepaid",
    label={"zh": "预付未核销", "en": "Prepaid to suppliers"},
    words={
        "zh": "某一时刻已付出而尚未对应到发票的款项，含税；核销超过付款的为负。",
        "en": "Money paid to suppliers that no invoice is named for at an instant, tax included; "
        "negative where more was allocated than paid.",
    },
    version=1,
    kind="balance",
    fact=PREPAYMENT,
    numerator=Measure(how="sum", of="booked_open_gross"),
    unit=MONEY_UNIT,
    opens="opens_on",
    closes="closes_on",
    eliminates="is_intercompany",
    exclusions=(TEST, UNKNOWN_BALANCE, NOT_BOOKED),
    by=("age_bucket", *INVOICE_BY),
    drill=MONEY_DRILL,
    decimals=0,
)

METRICS = (BALANCE, OPEN_INVOICES, AGEING, OVERDUE, OLDEST, PREPAID)
