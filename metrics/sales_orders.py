"""What customers order, and what of it is not shipped yet."""

from dataclasses import replace

from facts.backlog import BACKLOG as BACKLOG_FACT
from facts.sales_order import SALES_ORDER
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import CALENDAR_DAYS, LINES, MONEY_UNIT, TEST
from metrics.parts import ORDERS as IN_ORDERS
from metrics.sales_parts import (
    CANCELLED,
    CUSTOMER_DRILL,
    DRAFT,
    NOT_BOOKED,
    ORDER_LINE_BY,
)

CALLED_OFF = replace(CANCELLED, when="created_on")  # maybe before it was ordered
NOT_TAKEN_OFF = Exclusion(
    flag="has_other_unit",
    reason={
        "zh": "发货的计量单位与订单不同，不能从在手订单中减去",
        "en": "a shipment in another unit: it can't be taken off the backlog",
    },
)

ORDERS = Metric(
    name="sales.orders",
    label={"zh": "订单数", "en": "Orders"},
    words={
        "zh": "下单日期落在时段内的销售订单数，一单只算一次；草稿与已取消的不算。",
        "en": "Sales orders dated in the period, each once; drafts and cancelled ones don't count.",
    },
    version=1,
    kind="flow",
    fact=SALES_ORDER,
    numerator=Measure(how="count"),
    unit=IN_ORDERS,
    better="higher",
    when="ordered_on",
    population=("is_order", "is_first_line"),
    exclusions=(TEST, CALLED_OFF, DRAFT),
    by=ORDER_LINE_BY,
    drill=CUSTOMER_DRILL,
    decimals=0,
)
ORDER_VALUE = replace(
    ORDERS,
    name="sales.order_value",
    label={"zh": "订单额", "en": "Order intake"},
    words={
        "zh": "下单日期落在时段内的销售订单行的金额，不含税；草稿与已取消的不算，"
        "集团合计抵销内部订单。",
        "en": "The value of sales order lines dated in the period, net of tax; without drafts and "
        "cancelled ones, and without orders within the group in a total over companies.",
    },
    numerator=Measure(how="sum", of="booked_net"),
    unit=MONEY_UNIT,
    eliminates="is_intercompany",
    population=("is_order",),
    exclusions=(*ORDERS.exclusions, NOT_BOOKED),
)
SHIPPED_ORDERS = replace(
    ORDERS,
    name="sales.shipped_orders",
    label={"zh": "发货订单数", "en": "Orders shipped"},
    words={
        "zh": "首次发货日期落在时段内的销售订单数，一单只算一次。",
        "en": "Sales orders of which the first goods left in the period, each once.",
    },
    when="shipped_first_on",
    population=("is_first_shipped",),
    exclusions=(TEST,),
)

BACKLOG = Metric(
    name="sales.backlog",
    label={"zh": "在手订单额", "en": "Backlog"},
    words={
        "zh": "某一时刻已下单、尚未发货部分的金额，不含税；部分发货按数量扣减，"
        "关闭的订单行不再计入。",
        "en": "The value, net of tax, of what is ordered and not shipped at an instant; partial "
        "shipments take off their part by quantity, closed lines count no more.",
    },
    version=1,
    kind="balance",
    fact=BACKLOG_FACT,
    numerator=Measure(how="sum", of="booked_net"),
    unit=MONEY_UNIT,
    opens="opens_on",
    closes="closes_on",
    eliminates="is_intercompany",
    population=("is_order",),
    exclusions=(TEST, NOT_TAKEN_OFF, NOT_BOOKED),
    by=("age_bucket", "overdue_bucket", *ORDER_LINE_BY),
    drill=CUSTOMER_DRILL,
    decimals=0,
)
BACKLOG_LINES = replace(
    BACKLOG,
    name="sales.backlog_lines",
    label={"zh": "在手订单行数", "en": "Lines in the backlog"},
    words={
        "zh": "某一时刻已下单、尚未发齐且未关闭的订单行数。",
        "en": "Order lines placed, not shipped whole and not closed at an instant.",
    },
    numerator=Measure(how="count"),
    unit=LINES,
    eliminates="",
    population=("is_order", "is_first_entry"),
    exclusions=(TEST,),
)
BACKLOG_OVERDUE = replace(
    BACKLOG,
    name="sales.backlog_overdue",
    label={"zh": "逾期在手订单额", "en": "Overdue backlog"},
    words={
        "zh": "某一时刻已过承诺日而尚未发货部分的金额，不含税；没有承诺日的不会逾期。",
        "en": "The value, net of tax, of what is past its promised day and not shipped at an "
        "instant; what has no promise is never overdue.",
    },
    better="lower",
    population=("is_order", "is_overdue"),
    drill=("overdue_bucket", *CUSTOMER_DRILL),
)
BACKLOG_OLDEST = replace(
    BACKLOG_LINES,
    name="sales.backlog_oldest_age",
    label={"zh": "最久在手订单天数", "en": "Oldest line in the backlog"},
    words={
        "zh": "某一时刻未发齐的订单行中，距下单日期最久的自然日数。",
        "en": "The days since the order of the oldest line not shipped whole at an instant.",
    },
    numerator=Measure(how="max", of="age_days"),
    unit=CALENDAR_DAYS,
    better="lower",
)

METRICS = (
    *(ORDERS, ORDER_VALUE, SHIPPED_ORDERS),
    *(BACKLOG, BACKLOG_LINES, BACKLOG_OVERDUE, BACKLOG_OLDEST),
)
