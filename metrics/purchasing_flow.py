"""What is bought, received and charged, and what of it is refused."""

from dataclasses import replace

from facts.goods_receipt import GOODS_RECEIPT
from facts.purchase import PURCHASE
from facts.supplier_invoice import SUPPLIER_INVOICE
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import MONEY_UNIT, ORDERS, PER_CENT, PERCENT, TEST
from metrics.purchasing_parts import (
    BUYING_DRILL,
    CANCELLED,
    INVOICE_BY,
    LINE_BY,
    MONEY_DRILL,
    NOT_BOOKED,
    OTHER_UNIT,
)

ORDERED = Metric(
    name="purchase.ordered",
    label={"zh": "采购下单金额", "en": "Purchase orders placed"},
    words={
        "zh": "下单日落在时段内、未取消的采购订单行的金额，不含税。",
        "en": "Order lines placed in the period and not cancelled, net of tax.",
    },
    version=1,
    kind="flow",
    fact=PURCHASE,
    numerator=Measure(how="sum", of="booked_ordered_net"),
    unit=MONEY_UNIT,
    when="ordered_on",
    eliminates="is_intercompany",
    population=("is_ordered",),
    exclusions=(TEST, NOT_BOOKED),
    by=LINE_BY,
    drill=BUYING_DRILL,
    decimals=0,
)
ORDER_COUNT = replace(
    ORDERED,
    name="purchase.orders",
    label={"zh": "采购订单数", "en": "Number of purchase orders"},
    words={
        "zh": "下单日落在时段内、未全部取消的采购订单数；一单多行只计一次，维度取首行。",
        "en": "Orders placed in the period, not wholly cancelled; one of many lines counts once, "
        "by what its first line says.",
    },
    numerator=Measure(how="count"),
    unit=ORDERS,
    eliminates="",
    population=("is_ordered", "is_first_line"),
    exclusions=(TEST,),
)
SPEND = Metric(
    name="purchase.spend",
    label={"zh": "采购支出", "en": "Spend"},
    words={
        "zh": "开票日落在时段内、已登记的供应商发票金额，不含税；红字发票为负。",
        "en": "Supplier invoices dated in the period, net of tax; credit notes are negative, "
        "drafts and cancelled ones take no part.",
    },
    version=1,
    kind="flow",
    fact=SUPPLIER_INVOICE,
    numerator=Measure(how="sum", of="booked_amount_net"),
    unit=MONEY_UNIT,
    when="invoiced_on",
    eliminates="is_intercompany",
    population=("is_posted",),
    exclusions=(TEST, NOT_BOOKED),
    by=("kind", *INVOICE_BY),
    drill=MONEY_DRILL,
    decimals=0,
)

NO_ORDER = Exclusion(
    flag="has_order", holds=False, reason={"zh": "未关联订单", "en": "names no order"}
)
RECEIVED = Metric(
    name="purchase.received",
    label={"zh": "采购到货金额", "en": "Goods received"},
    words={
        "zh": "收货日落在时段内的到货，按订单不含税价计；退货与取消的收货不计。",
        "en": "Deliveries of the period at the net price of their order; goods sent back and "
        "cancelled receipts take no part.",
    },
    version=1,
    kind="flow",
    fact=GOODS_RECEIPT,
    numerator=Measure(how="sum", of="booked_delivered_net"),
    unit=MONEY_UNIT,
    when="received_on",
    eliminates="is_intercompany",
    population=("is_delivery",),
    exclusions=(TEST, CANCELLED, NO_ORDER, OTHER_UNIT, NOT_BOOKED),
    by=LINE_BY,
    drill=BUYING_DRILL,
    decimals=0,
)
REJECT_RATE = replace(
    RECEIVED,
    name="purchase.reject_rate",
    label={"zh": "来料拒收率（金额）", "en": "Reject rate by value"},
    words={
        "zh": "收货日落在时段内的到货：拒收金额 ÷ 到货金额，按订单价，各种计量单位可相加。",
        "en": "Deliveries of the period: rejected ÷ delivered, both at the price of the order, so "
        "that any units add up.",
    },
    kind="ratio",
    numerator=Measure(how="sum", of="booked_rejected_net"),
    denominator=Measure(how="sum", of="booked_delivered_net"),
    scale=PER_CENT,
    unit=PERCENT,
    better="lower",
    eliminates="",
    decimals=2,
)
REJECT_RATE_QUANTITY = replace(
    REJECT_RATE,
    name="purchase.reject_rate_quantity",
    label={"zh": "来料拒收率（数量）", "en": "Reject rate by quantity"},
    words={
        "zh": "收货日落在时段内的到货：拒收数量 ÷ 到货数量；一次只看一种计量单位。",
        "en": "Deliveries of the period: rejected ÷ delivered quantity, one unit of measure at a "
        "time.",
    },
    numerator=Measure(how="sum", of="rejected_quantity"),
    denominator=Measure(how="sum", of="delivered_quantity"),
    exclusions=(TEST, CANCELLED),
    by=("unit", *LINE_BY),
    drill=("unit", *BUYING_DRILL),
)

METRICS = (
    ORDERED,
    ORDER_COUNT,
    SPEND,
    RECEIVED,
    REJECT_RATE,
    REJECT_RATE_QUANTITY,
)
