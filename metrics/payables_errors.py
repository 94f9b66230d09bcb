"""What is paid wrongly or twice, and what looks entered twice."""

from dataclasses import replace

from facts.duplicate_invoice import DUPLICATE_INVOICE
from facts.supplier_payment import SUPPLIER_PAYMENT
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import CALENDAR_DAYS, INVOICES, MONEY_UNIT, PER_CENT, PERCENT, TEST
from metrics.purchasing_parts import INVOICE_BY, MONEY_DRILL, NOT_BOOKED

OTHER_CURRENCY = Exclusion(
    flag="has_other_currency",
    reason={"zh": "与发票币种不同", "en": "in another currency than its invoice"},
)
REFUND = Exclusion(flag="is_refund", reason={"zh": "退款", "en": "money that came back"})

PAYMENT_ERROR_RATE = Metric(
    name="payable.payment_error_rate",
    label={"zh": "付款差错率", "en": "Payment error rate"},
    words={
        "zh": "付款日落在时段内的付款：付错供应商、重复付款或金额超过发票的笔数占比；退款不计。",
        "en": "Of the payments made in the period, the part that pays another supplier's invoice, "
        "one that was paid before, or more than it is; money that came back takes no part.",
    },
    version=1,
    kind="ratio",
    fact=SUPPLIER_PAYMENT,
    numerator=Measure(how="sum", of="has_error"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    better="lower",
    when="paid_on",
    population=("is_paid",),
    exclusions=(TEST, REFUND, OTHER_CURRENCY),
    by=("payment_error", *INVOICE_BY),
    drill=("payment_error", *MONEY_DRILL),
    decimals=2,
)
PAID = replace(
    PAYMENT_ERROR_RATE,
    name="payable.paid",
    label={"zh": "付款金额", "en": "Paid to suppliers"},
    words={
        "zh": "付款日落在时段内、已付出的供应商款项，含税；退款为负。",
        "en": "Money paid to suppliers in the period, tax included; money that came back is "
        "negative.",
    },
    kind="flow",
    numerator=Measure(how="sum", of="booked_amount"),
    denominator=None,
    scale=1.0,
    unit=MONEY_UNIT,
    better="neither",
    eliminates="is_intercompany",
    exclusions=(TEST, NOT_BOOKED),
    by=INVOICE_BY,
    drill=MONEY_DRILL,
    decimals=0,
)
OVERPAID = replace(
    PAID,
    name="payable.overpaid",
    label={"zh": "多付金额", "en": "Overpaid"},
    words={
        "zh": "付款日落在时段内的付款中，超过所付发票应付额的部分（含重复付款），含税。",
        "en": "What payments of the period pay beyond their invoices, those paid twice included, "
        "with tax.",
    },
    numerator=Measure(how="sum", of="booked_overpaid_gross"),
    better="lower",
    by=("payment_error", *INVOICE_BY),
    drill=("payment_error", *MONEY_DRILL),
)

DUPLICATES = Metric(
    name="payable.duplicate_suspects",
    label={"zh": "疑似重复发票", "en": "Suspected duplicate invoices"},
    words={
        "zh": "某一时刻与同一供应商更早登记的发票号码相同（一年内），"
        "或金额相同、相隔一个月内且号码只差一处笔误的发票张数；取消其一即不再计。",
        "en": "Invoices with the number of one the same supplier's was entered with before (within "
        "a year), or with the same amount within a month and a number that is one slip apart; once "
        "either is cancelled, neither counts.",
    },
    version=1,
    kind="balance",
    fact=DUPLICATE_INVOICE,
    numerator=Measure(how="count"),
    unit=INVOICES,
    better="lower",
    opens="opens_on",
    closes="closes_on",
    exclusions=(TEST,),
    by=("rule", "status", "age_bucket", *INVOICE_BY),
    drill=("rule", *MONEY_DRILL),
    decimals=0,
)
DUPLICATES_VALUE = replace(
    DUPLICATES,
    name="payable.duplicate_suspects_value",
    label={"zh": "疑似重复发票金额", "en": "Value of suspected duplicates"},
    words={
        "zh": "某一时刻疑似重复发票的金额，含税：付了就可能多付的钱。",
        "en": "What suspected duplicate invoices come to at an instant, tax included: what would "
        "be paid twice.",
    },
    numerator=Measure(how="sum", of="booked_amount_gross"),
    unit=MONEY_UNIT,
    eliminates="is_intercompany",
    exclusions=(TEST, NOT_BOOKED),
)
DUPLICATES_AGE = replace(
    DUPLICATES,
    name="payable.duplicate_suspects_age",
    label={"zh": "疑似重复发票最久天数", "en": "Oldest suspected duplicate"},
    words={
        "zh": "某一时刻疑似重复发票中，自登记起最久的自然日数。",
        "en": "The days since the oldest suspected duplicate at an instant was entered.",
    },
    numerator=Measure(how="max", of="age_days"),
    unit=CALENDAR_DAYS,
)

METRICS = (
    PAYMENT_ERROR_RATE,
    PAID,
    OVERPAID,
    DUPLICATES,
    DUPLICATES_VALUE,
    DUPLICATES_AGE,
)
