"""What is paid for goods against the last price and the contract's."""

from dataclasses import replace

from facts.purchase_price import PURCHASE_PRICE
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import PER_CENT, PERCENT, TEST
from metrics.purchasing_parts import NOT_BOOKED

NO_LAST = Exclusion(
    flag="has_last_price", holds=False, reason={"zh": "首次采购", "en": "bought for the first time"}
)
NO_CONTRACT_PRICE = Exclusion(
    flag="has_contract_price",
    holds=False,
    reason={"zh": "没有合同价", "en": "no price was agreed in a contract"},
)
VARIANCE_TO_LAST = Metric(
    name="purchase.price_variance_to_last",
    label={"zh": "采购价差（对上次价）", "en": "Price variance to the last price"},
    words={
        "zh": "下单日落在时段内的订单行：（本次价 − 同公司同币种同单位的上一订单价）× 数量之和"
        " ÷ 上次价 × 数量之和，不含税。",
        "en": "Order lines of the period: the sum of (price − that of the order before, in the "
        "same company, currency and unit) × quantity ÷ the sum of the last price × quantity, net.",
    },
    version=1,
    kind="ratio",
    fact=PURCHASE_PRICE,
    numerator=Measure(how="sum", of="booked_variance_to_last_net"),
    denominator=Measure(how="sum", of="booked_at_last_net"),
    scale=PER_CENT,
    unit=PERCENT,
    better="lower",
    when="ordered_on",
    exclusions=(TEST, NO_LAST, NOT_BOOKED),
    by=(
        *("company", "division", "department", "supplier", "buyer", "sku", "category", "abc"),
        *("contract", "currency", "booked_currency", "document"),
    ),
    drill=("category", "sku", "supplier", "document"),
    decimals=2,
)
VARIANCE_TO_CONTRACT = replace(
    VARIANCE_TO_LAST,
    name="purchase.price_variance_to_contract",
    label={"zh": "采购价差（对合同价）", "en": "Price variance to the contract"},
    words={
        "zh": "下单日落在时段内、有合同价的订单行：（本次价 − 合同价）× 数量之和"
        " ÷ 合同价 × 数量之和，不含税。",
        "en": "Order lines of the period with a contract price: the sum of (price − contract "
        "price) × quantity ÷ the sum of the contract price × quantity, net.",
    },
    numerator=Measure(how="sum", of="booked_variance_to_contract_net"),
    denominator=Measure(how="sum", of="booked_at_contract_net"),
    exclusions=(TEST, NO_CONTRACT_PRICE, NOT_BOOKED),
)
ABOVE_CONTRACT = replace(
    VARIANCE_TO_CONTRACT,
    name="purchase.above_contract_rate",
    label={"zh": "高于合同价的行占比", "en": "Lines above the contract price"},
    words={
        "zh": "下单日落在时段内、有合同价的订单行：价格高于合同价的行数占比。",
        "en": "Of the order lines of the period with a contract price, the part that pays more "
        "than it.",
    },
    numerator=Measure(how="sum", of="is_above_contract"),
    denominator=Measure(how="count"),
    exclusions=(TEST, NO_CONTRACT_PRICE),
    decimals=1,
)

METRICS = (VARIANCE_TO_LAST, VARIANCE_TO_CONTRACT, ABOVE_CONTRACT)
