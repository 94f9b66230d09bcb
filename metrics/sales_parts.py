"""Words and parts that metrics of sales, receivables, cash and the pipeline share."""

from metrics.definition import Exclusion, Text

OPPORTUNITIES: Text = {"zh": "个", "en": "opportunities"}

CANCELLED = Exclusion(flag="is_cancelled", reason={"zh": "已取消", "en": "cancelled"})
DRAFT = Exclusion(
    flag="is_draft",
    reason={"zh": "草稿", "en": "a draft"},
    when="created_on",  # nobody has dated it yet
)
NOT_BOOKED = Exclusion(
    flag="is_booked",
    holds=False,
    of_books=True,
    reason={
        "zh": "没有本位币金额（缺汇率或金额）",
        "en": "not booked: a rate or the amount is missing",
    },
)
OTHER_UNIT = Exclusion(
    flag="has_other_unit",
    reason={
        "zh": "发货的计量单位与订单不同，无法比较",
        "en": "shipped in another unit than ordered",
    },
)
OTHER_CURRENCY = Exclusion(
    flag="has_other_currency",
    reason={
        "zh": "以另一币种核销，金额不可知",
        "en": "settled in another currency: how much is unknown",
    },
)

OF_CUSTOMER = ("customer", "customer_level", "customer_owner", "industry", "region")
GROUP_BY = ("company", "division", "department")
IN_MONEY = ("currency", "booked_currency")
DOCUMENT_BY = (*GROUP_BY, *OF_CUSTOMER, "owner", *IN_MONEY, "document")
"""Facts about documents of a customer."""
ORDER_LINE_BY = (
    *GROUP_BY,
    *OF_CUSTOMER,
    *("owner", "project", "contract", "sku", "category", "abc", "warehouse", "counterparty"),
    *IN_MONEY,
    "document",
)
CUSTOMER_DRILL = ("company", "division", "department", "customer", "document")
