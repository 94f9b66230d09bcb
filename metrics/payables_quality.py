"""Whether supplier invoices are right, and paid in time."""

from dataclasses import replace

from facts.supplier_invoice import SUPPLIER_INVOICE
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import CALENDAR_DAYS, PER_CENT, PERCENT, TEST, WORKING_DAYS
from metrics.payables import NO_DUE_DATE
from metrics.purchasing_parts import CREDIT_NOTE, INVOICE_BY, MONEY_DRILL

NO_ORDER = Exclusion(
    flag="has_order", holds=False, reason={"zh": "未关联采购订单", "en": "charges no order"}
)
SETTLED_OTHERWISE = Exclusion(
    flag="is_settled_in_currency",
    holds=False,
    reason={"zh": "以另一币种结算", "en": "settled in another currency"},
)
THREE_WAY_MATCH = Metric(
    name="payable.three_way_match_rate",
    label={"zh": "三单匹配率", "en": "Three-way match rate"},
    words={
        "zh": "开票日落在时段内、关联订单的发票：每一行的价格与订单相差不超过 2%、"
        "累计开票数量不超过实收 2% 的张数占比；红字发票与无订单发票不参与。",
        "en": "Of the invoices of the period that charge orders, the part of which every line is "
        "within 2 % of the order's price and, with all charged before, within 2 % above what was "
        "received and kept; credit notes and invoices without an order take no part.",
    },
    version=1,
    kind="ratio",
    fact=SUPPLIER_INVOICE,
    numerator=Measure(how="sum", of="is_matched"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    when="invoiced_on",
    population=("is_posted",),
    exclusions=(TEST, CREDIT_NOTE, NO_ORDER),
    by=("mismatch", *INVOICE_BY),
    drill=("mismatch", *MONEY_DRILL),
)
PAID_IN_TIME = replace(
    THREE_WAY_MATCH,
    name="payable.paid_in_time_rate",
    label={"zh": "按期付款率", "en": "Paid in time"},
    words={
        "zh": "到期日落在时段内且已过的发票：到期日前付清的张数占比；未付清的算逾期。",
        "en": "Of the invoices due on a day of the period that is over, the part paid whole by "
        "then; an open one is late.",
    },
    numerator=Measure(how="sum", of="is_settled_in_time"),
    when="due_on",
    reached="due_on",
    exclusions=(
        TEST,
        CREDIT_NOTE,
        SETTLED_OTHERWISE,
        replace(NO_DUE_DATE, when="invoiced_on"),
    ),
    by=INVOICE_BY,
    drill=MONEY_DRILL,
)
INVOICE_TO_PAYMENT = Metric(
    name="payable.invoice_to_payment",
    label={"zh": "开票到付清（中位数）", "en": "Invoice to payment, median"},
    words={
        "zh": "时段内付清的发票：从发票日期到付清的工作日数的中位数，按张计。",
        "en": "Invoices paid whole in the period: the median of the working days from their date "
        "to the payment.",
    },
    version=1,
    kind="distribution",
    fact=SUPPLIER_INVOICE,
    numerator=Measure(how="median", of="invoice_to_payment_days"),
    unit=WORKING_DAYS,
    when="settled_on",
    population=("is_posted", "is_settled"),
    exclusions=(TEST, CREDIT_NOTE),
    by=INVOICE_BY,
    drill=MONEY_DRILL,
)
DUE_TO_PAYMENT = replace(
    INVOICE_TO_PAYMENT,
    name="payable.due_to_payment",
    label={"zh": "到期到付清（平均自然日）", "en": "Due to payment, mean"},
    words={
        "zh": "时段内付清的发票：从到期日到付清的自然日数的平均，提前为负。",
        "en": "Invoices paid whole in the period: the mean of the days from the due day to the "
        "payment, negative when early.",
    },
    numerator=Measure(how="mean", of="due_to_payment_calendar_days"),
    unit=CALENDAR_DAYS,
)

METRICS = (THREE_WAY_MATCH, PAID_IN_TIME, INVOICE_TO_PAYMENT, DUE_TO_PAYMENT)
