"""What is invoiced to customers, and what it leaves after its cost."""

from dataclasses import replace

from facts.revenue import REVENUE as FACT
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import INVOICES, MONEY_UNIT, PER_CENT, PERCENT, TEST
from metrics.sales_parts import (
    CANCELLED,
    CUSTOMER_DRILL,
    DOCUMENT_BY,
    DRAFT,
    NOT_BOOKED,
)

NO_COST = Exclusion(flag="has_cost", holds=False, reason={"zh": "没有成本", "en": "without a cost"})
REVENUE_BY = ("contract", "sku", "category", "abc", "counterparty", *DOCUMENT_BY)

REVENUE = Metric(
    name="sales.revenue",
    label={"zh": "销售收入", "en": "Revenue"},
    words={
        "zh": "开票日期落在时段内的销售发票金额，不含税，红字发票为负；草稿与作废的不算，"
        "集团合计抵销内部销售。",
        "en": "Customer invoices dated in the period, net of tax, credit notes negative; without "
        "drafts and cancelled ones, and without sales within the group in a total over companies.",
    },
    version=1,
    kind="flow",
    fact=FACT,
    numerator=Measure(how="sum", of="booked_net"),
    unit=MONEY_UNIT,
    better="higher",
    when="invoiced_on",
    eliminates="is_intercompany",
    population=("is_revenue",),
    exclusions=(TEST, CANCELLED, DRAFT, NOT_BOOKED),
    by=REVENUE_BY,
    drill=CUSTOMER_DRILL,
    decimals=0,
    headline=True,
)
REVENUE_GROSS = replace(
    REVENUE,
    name="sales.revenue_gross",
    label={"zh": "含税开票额", "en": "Revenue with tax"},
    words={
        "zh": "开票日期落在时段内的销售发票金额，含税，红字发票为负；应收周转天数以此为分母。",
        "en": "Customer invoices dated in the period, tax included, credit notes negative; what "
        "days of sales outstanding divide by.",
    },
    numerator=Measure(how="sum", of="booked_gross"),
    headline=False,
)
GROSS_MARGIN = replace(
    REVENUE,
    name="sales.gross_margin",
    label={"zh": "毛利", "en": "Gross margin"},
    words={
        "zh": "开票日期落在时段内的发票行：不含税金额减成本；没有成本的行不参与。",
        "en": "Of invoice lines dated in the period: net amount less cost; lines without a cost "
        "take no part.",
    },
    numerator=Measure(how="sum", of="booked_margin_net"),
    population=("is_revenue", "has_cost"),
    exclusions=(*REVENUE.exclusions, NO_COST),
    headline=False,
)
GROSS_MARGIN_RATE = replace(
    GROSS_MARGIN,
    name="sales.gross_margin_rate",
    label={"zh": "毛利率", "en": "Gross margin rate"},
    words={
        "zh": "开票日期落在时段内、有成本的发票行：毛利 ÷ 不含税金额。",
        "en": "Of invoice lines dated in the period that have a cost: gross margin ÷ net amount.",
    },
    kind="ratio",
    denominator=Measure(how="sum", of="booked_net"),
    scale=PER_CENT,
    unit=PERCENT,
    decimals=1,
)
INVOICED = replace(
    REVENUE,
    name="sales.invoices",
    label={"zh": "销售发票数", "en": "Customer invoices"},
    words={
        "zh": "开票日期落在时段内的销售发票（含红字发票）张数；草稿与作废的不算。",
        "en": "Customer invoices and credit notes dated in the period, each once, without drafts "
        "and cancelled ones.",
    },
    numerator=Measure(how="count"),
    unit=INVOICES,
    better="neither",
    eliminates="",
    population=("is_revenue", "is_first_line"),
    exclusions=(TEST, CANCELLED, DRAFT),
    headline=False,
)
CREDITED = replace(
    REVENUE,
    name="sales.credited",
    label={"zh": "红字发票额", "en": "Credit notes"},
    words={
        "zh": "开票日期落在时段内的红字发票金额，不含税（负数）。",
        "en": "Credit notes dated in the period, net of tax (negative).",
    },
    better="neither",
    population=("is_revenue", "is_credit_note"),
    headline=False,
)

METRICS = (REVENUE, REVENUE_GROSS, GROSS_MARGIN, GROSS_MARGIN_RATE, INVOICED, CREDITED)
