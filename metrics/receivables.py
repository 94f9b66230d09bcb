"""What customers owe at an instant, how old and how late it is, and money nobody explains yet."""

from dataclasses import replace

from facts.receivable import RECEIVABLE
from facts.unapplied_receipt import UNAPPLIED_RECEIPT
from metrics.definition import Exclusion, Measure, Metric, Text
from metrics.parts import CALENDAR_DAYS, INVOICES, MONEY_UNIT, PER_CENT, PERCENT, TEST
from metrics.sales_parts import CUSTOMER_DRILL, DOCUMENT_BY, NOT_BOOKED, OTHER_CURRENCY
from metrics.sales_revenue import REVENUE_GROSS

DAYS: Text = {"zh": "天", "en": "days"}
RECEIPTS: Text = {"zh": "笔", "en": "receipts"}
NO_DUE_DATE = Exclusion(
    flag="has_due", holds=False, reason={"zh": "没有到期日", "en": "no day it is due on"}
)
OWED_BY = ("contract", "counterparty", *DOCUMENT_BY)

BALANCE = Metric(
    name="receivable.balance",
    label={"zh": "应收余额", "en": "Receivables"},
    words={
        "zh": "某一时刻已开票、尚未核销的销售发票余额，含税；红字发票为负，未核销收款另计。",
        "en": "The open amounts of customer invoices at an instant, tax included; credit notes are "
        "negative, receipts applied to no invoice are counted apart.",
    },
    version=1,
    kind="balance",
    fact=RECEIVABLE,
    numerator=Measure(how="sum", of="booked_gross"),
    unit=MONEY_UNIT,
    opens="opens_on",
    closes="closes_on",
    eliminates="is_intercompany",
    population=("is_owed",),
    exclusions=(TEST, OTHER_CURRENCY, NOT_BOOKED),
    by=("age_bucket", "overdue_bucket", *OWED_BY),
    drill=CUSTOMER_DRILL,
    decimals=0,
    headline=True,
)
OPEN_INVOICES = replace(
    BALANCE,
    name="receivable.open_invoices",
    label={"zh": "未收清发票数", "en": "Open customer invoices"},
    words={
        "zh": "某一时刻已开票、尚未收清的销售发票（含红字发票）张数。",
        "en": "Customer invoices and credit notes not settled whole at an instant.",
    },
    numerator=Measure(how="count"),
    unit=INVOICES,
    eliminates="",
    population=("is_owed", "is_first_entry"),
    exclusions=(TEST,),
    headline=False,
)
AGEING = replace(
    BALANCE,
    name="receivable.ageing",
    label={"zh": "应收账龄", "en": "Receivables by age"},
    words={
        "zh": "某一时刻的应收余额，按开票日期至该时刻的天数分段；与是否逾期无关。",
        "en": "Receivables at an instant by the days since the date of the invoice, whether it is "
        "overdue or not.",
    },
    drill=("age_bucket", *CUSTOMER_DRILL),
    headline=False,
)
OVERDUE = replace(
    BALANCE,
    name="receivable.overdue",
    label={"zh": "逾期应收", "en": "Overdue receivables"},
    words={
        "zh": "某一时刻已过到期日的应收余额，按逾期天数分段；没有到期日的发票不参与。",
        "en": "Receivables past their due day at an instant, by the days overdue; invoices without "
        "a due day take no part.",
    },
    better="lower",
    population=("is_owed", "is_overdue"),
    exclusions=(*BALANCE.exclusions, NO_DUE_DATE),
    drill=("overdue_bucket", *CUSTOMER_DRILL),
    headline=False,
)
OVERDUE_RATE = replace(
    BALANCE,
    name="receivable.overdue_rate",
    label={"zh": "应收逾期率", "en": "Overdue share of receivables"},
    words={
        "zh": "某一时刻有到期日的应收余额中，已过到期日的占比。",
        "en": "Of receivables at an instant that have a due day, the part past it.",
    },
    numerator=Measure(how="sum", of="booked_gross", only="is_overdue"),
    denominator=Measure(how="sum", of="booked_gross"),
    scale=PER_CENT,
    unit=PERCENT,
    better="lower",
    exclusions=OVERDUE.exclusions,
    decimals=1,
    headline=False,
)
OLDEST = replace(
    OPEN_INVOICES,
    name="receivable.oldest_age",
    label={"zh": "最久应收天数", "en": "Oldest receivable"},
    words={
        "zh": "某一时刻未收清的发票中，距开票日期最久的自然日数。",
        "en": "The days since the date of the oldest customer invoice not settled at an instant.",
    },
    numerator=Measure(how="max", of="age_days"),
    unit=CALENDAR_DAYS,
    better="lower",
)
DSO = replace(
    BALANCE,
    name="receivable.dso",
    label={"zh": "应收周转天数", "en": "Days of sales outstanding"},
    words={
        "zh": "期末应收余额 ÷ 时段内每天的含税开票额；进行中的时段按已过的天数。",
        "en": "Receivables at the end ÷ what was invoiced per day of the period, tax included; of "
        "a running period the days that have passed.",
    },
    unit=DAYS,
    better="lower",
    over=REVENUE_GROSS,
    per_day=True,
    by=OWED_BY,
    decimals=1,
    headline=False,
)

UNAPPLIED = Metric(
    name="receivable.unapplied",
    label={"zh": "未核销收款", "en": "Unapplied receipts"},
    words={
        "zh": "某一时刻已收到而尚未核销到发票的款项，含税；不抵减应收余额，单独列示。",
        "en": "Money of customers at an instant that is applied to no invoice, tax included; shown "
        "beside receivables, not taken off them.",
    },
    version=1,
    kind="balance",
    fact=UNAPPLIED_RECEIPT,
    numerator=Measure(how="sum", of="booked_gross"),
    unit=MONEY_UNIT,
    better="lower",
    opens="opens_on",
    closes="closes_on",
    eliminates="is_intercompany",
    population=("is_received",),
    exclusions=BALANCE.exclusions,
    by=("age_bucket", "bank_account", *OWED_BY),
    drill=CUSTOMER_DRILL,
    decimals=0,
)
UNAPPLIED_RECEIPTS = replace(
    UNAPPLIED,
    name="receivable.unapplied_receipts",
    label={"zh": "未核销收款笔数", "en": "Receipts not applied whole"},
    words={
        "zh": "某一时刻已收到而尚未全部核销的收款笔数。",
        "en": "Receipts of customers not applied whole at an instant.",
    },
    numerator=Measure(how="count"),
    unit=RECEIPTS,
    eliminates="",
    population=("is_received", "is_first_entry"),
    exclusions=(TEST,),
)

METRICS = (
    *(BALANCE, OPEN_INVOICES, AGEING, OVERDUE, OVERDUE_RATE, OLDEST, DSO),
    *(UNAPPLIED, UNAPPLIED_RECEIPTS),
)
