"""Contracts: signed, in force, expiring, fulfilled, and of which amount in OA and ERP."""

from dataclasses import replace

from facts.contract import CONTRACT
from metrics.definition import Exclusion, Measure, Metric, Text
from metrics.parts import MONEY_UNIT, PER_CENT, PERCENT, TEST
from metrics.purchasing_parts import NOT_BOOKED

CONTRACTS_UNIT: Text = {"zh": "份", "en": "contracts"}
CONTRACT_BY = (
    *("kind", "company", "division", "department", "owner", "project", "supplier", "customer"),
    *("counterparty", "currency", "booked_currency", "document"),
)
CONTRACT_DRILL = ("kind", "company", "division", "department", "owner", "document")

NO_ORDERS = Exclusion(
    flag="has_orders",
    holds=False,
    reason={"zh": "没有订单关联到合同", "en": "no order names the contract"},
)
UNKNOWN_DELIVERY = Exclusion(
    flag="has_known_delivered",
    holds=False,
    reason={"zh": "订单币种或计量单位不同", "en": "orders in another currency or unit"},
)
UNKNOWN_INVOICED = Exclusion(
    flag="has_known_invoiced",
    holds=False,
    reason={"zh": "发票币种不同", "en": "invoiced in another currency"},
)
UNKNOWN_CLOSE = Exclusion(
    flag="has_known_close",
    holds=False,
    reason={
        "zh": "已完成或终止，但来源没有日期",
        "en": "completed or terminated on a day its source doesn't tell",
    },
)
NOT_COMPARABLE = Exclusion(
    flag="has_comparable_approval",
    holds=False,
    reason={"zh": "没有同币种的审批金额", "en": "no form tells an amount in its currency"},
)

SIGNED = Metric(
    name="contract.signed",
    label={"zh": "签订合同数", "en": "Contracts signed"},
    words={
        "zh": "签订日落在时段内的合同份数，采购与销售可分看；草稿与作废不计。",
        "en": "Contracts signed in the period, of purchase and sale; drafts and cancelled ones "
        "take no part.",
    },
    version=1,
    kind="flow",
    fact=CONTRACT,
    numerator=Measure(how="count"),
    unit=CONTRACTS_UNIT,
    when="signed_on",
    population=("is_signed",),
    exclusions=(TEST,),
    by=CONTRACT_BY,
    drill=CONTRACT_DRILL,
    decimals=0,
)
SIGNED_VALUE = replace(
    SIGNED,
    name="contract.signed_value",
    label={"zh": "签订合同金额", "en": "Value of contracts signed"},
    words={
        "zh": "签订日落在时段内的合同金额，不含税。",
        "en": "What the contracts signed in the period come to, net of tax.",
    },
    numerator=Measure(how="sum", of="booked_amount_net"),
    unit=MONEY_UNIT,
    eliminates="is_intercompany",
    exclusions=(TEST, NOT_BOOKED),
)
FULFILMENT = replace(
    SIGNED,
    name="contract.fulfilment",
    label={"zh": "合同履约率", "en": "Contract fulfilment"},
    words={
        "zh": "签订日落在时段内、有订单的合同：至今交付的金额（按订单价）÷ 合同金额，不含税。",
        "en": "Of the contracts signed in the period that orders name: what was delivered to this "
        "day, at the prices of the orders, ÷ what the contracts come to, net of tax.",
    },
    kind="ratio",
    numerator=Measure(how="sum", of="booked_delivered_net"),
    denominator=Measure(how="sum", of="booked_amount_net"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    exclusions=(TEST, NO_ORDERS, UNKNOWN_DELIVERY, NOT_BOOKED),
    decimals=1,
    headline=True,
)
INVOICED_SHARE = replace(
    FULFILMENT,
    name="contract.invoiced_share",
    label={"zh": "合同开票率", "en": "Invoiced share of contracts"},
    words={
        "zh": "签订日落在时段内的合同：至今开票金额 ÷ 合同金额，含税。",
        "en": "Of the contracts signed in the period: what was invoiced to this day ÷ what they "
        "come to, tax included.",
    },
    numerator=Measure(how="sum", of="booked_invoiced_gross"),
    denominator=Measure(how="sum", of="booked_amount_gross"),
    exclusions=(TEST, UNKNOWN_INVOICED, NOT_BOOKED),
    headline=False,
)
AMOUNT_DIFFERS = replace(
    FULFILMENT,
    name="contract.amount_differs_rate",
    label={"zh": "合同金额 OA 与 ERP 不一致率", "en": "Contracts of another amount in the OA"},
    words={
        "zh": "签订日落在时段内、有同币种审批金额的合同：ERP 与 OA 的含税金额不等的份数占比。",
        "en": "Of the contracts signed in the period whose form tells an amount in their currency, "
        "the part whose gross amount in the ERP is not that of the form.",
    },
    numerator=Measure(how="sum", of="is_amount_different"),
    denominator=Measure(how="count"),
    better="lower",
    exclusions=(TEST, NOT_COMPARABLE),
    headline=False,
)

IN_FORCE = Metric(
    name="contract.in_force",
    label={"zh": "履行中合同数", "en": "Contracts in force"},
    words={
        "zh": "某一时刻在有效期内、当时尚未完成也未终止的合同份数；有效期按现在约定的止期。",
        "en": "Contracts within their term at an instant and by then neither completed nor "
        "terminated; the term is that agreed today.",
    },
    version=2,
    kind="balance",
    fact=CONTRACT,
    numerator=Measure(how="count"),
    unit=CONTRACTS_UNIT,
    opens="opens_on",
    closes="closes_on",
    population=("is_signed",),
    exclusions=(TEST, UNKNOWN_CLOSE),
    by=CONTRACT_BY,
    drill=CONTRACT_DRILL,
    decimals=0,
)
EXPIRING = tuple(
    replace(
        IN_FORCE,
        name=f"contract.expiring_{days}",
        label={"zh": f"{days} 天内到期合同", "en": f"Contracts expiring within {days} days"},
        words={
            "zh": f"某一时刻履行中、{days} 个自然日内到期的合同份数；没有终止日的不会到期。",
            "en": f"Contracts in force at an instant that end within {days} days; one without an "
            "end never expires.",
        },
        population=("is_signed", f"ends_within_{days}"),
    )
    for days in (30, 60, 90)
)

METRICS = (
    SIGNED,
    SIGNED_VALUE,
    FULFILMENT,
    INVOICED_SHARE,
    AMOUNT_DIFFERS,
    IN_FORCE,
    *EXPIRING,
)
