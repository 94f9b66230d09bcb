"""Words and parts that metrics of purchasing, payables and contracts share."""

from metrics.definition import Exclusion

CANCELLED = Exclusion(flag="is_cancelled", reason={"zh": "已取消", "en": "cancelled"})
OTHER_UNIT = Exclusion(
    flag="has_other_unit",
    reason={"zh": "收货或开票的计量单位与订单不同", "en": "measured in another unit than ordered"},
)
NOT_BOOKED = Exclusion(
    flag="has_booked_amounts",
    holds=False,
    of_books=True,
    reason={
        "zh": "没有本位币金额（缺汇率或单价）",
        "en": "not booked: a rate or a price is missing",
    },
)
CREDIT_NOTE = Exclusion(
    flag="is_credit_note", reason={"zh": "红字发票", "en": "credit notes are not judged"}
)
UNKNOWN_BALANCE = Exclusion(
    flag="has_known_balance",
    holds=False,
    reason={"zh": "以另一币种结算，余额不可知", "en": "settled in another currency"},
)
MARKED_PAID = Exclusion(
    flag="is_marked_paid",
    reason={"zh": "状态为已付而没有付款记录", "en": "marked as paid, no payment is told"},
)

GROUP_BY = ("company", "division", "department", "supplier")
IN_MONEY = ("counterparty", "currency", "booked_currency")
LINE_BY = (
    *GROUP_BY,
    *("buyer", "project", "contract", "sku", "category", "abc", "warehouse", "region"),
    *IN_MONEY,
    "document",
)
"""Facts about order lines and deliveries."""
ORDER_BY = (*GROUP_BY, "buyer", "project", "contract", *IN_MONEY, "document")
INVOICE_BY = (*GROUP_BY, "owner", "contract", *IN_MONEY, "document")
"""Facts about invoices and payments."""
BUYING_DRILL = ("company", "division", "department", "supplier", "buyer", "document")
MONEY_DRILL = ("company", "division", "department", "supplier", "document")
