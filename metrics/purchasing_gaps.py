"""What goes past a step between request and payment: how many, how much and how old."""

from collections.abc import Iterator
from dataclasses import replace

from facts.purchase_exception import PURCHASE_EXCEPTION
from facts.purchase_request import PURCHASE_REQUEST
from facts.received_not_invoiced import RECEIVED_NOT_INVOICED
from metrics.definition import Measure, Metric, Text
from metrics.parts import CALENDAR_DAYS, LINES, MONEY_UNIT, ORDERS, TEST
from metrics.purchasing_parts import BUYING_DRILL, LINE_BY, NOT_BOOKED, ORDER_BY, OTHER_UNIT


def _count_value_age(
    count: Metric, value: Measure, *, called: Text, words: Text
) -> Iterator[Metric]:
    """The count, what it comes to (in `words`) and the oldest of it; `called` as in a sentence."""
    yield count
    yield replace(
        count,
        name=f"{count.name}_value",
        label={"zh": f"{called['zh']}金额", "en": f"Value of {called['en']}"},
        words=words,
        numerator=value,
        unit=MONEY_UNIT,
        # a request has no other party yet, so nothing of it is within the group
        eliminates="is_intercompany" if "is_intercompany" in count.fact.schema else "",
        exclusions=(*count.exclusions, NOT_BOOKED),
    )
    yield replace(
        count,
        name=f"{count.name}_age",
        label={"zh": f"{called['zh']}最久天数", "en": f"Oldest of {called['en']}"},
        words={
            "zh": f"某一时刻{called['zh']}中最久的一项至今的自然日数。",
            "en": f"The calendar days that the oldest of {called['en']} has lasted at an instant.",
        },
        numerator=Measure(how="max", of="age_days"),
        unit=CALENDAR_DAYS,
    )


APPROVED_NOT_ORDERED = Metric(
    name="purchase.approved_not_ordered",
    label={"zh": "已批未下单", "en": "Approved, not ordered"},
    words={
        "zh": "某一时刻已获批而尚未全部下单的采购申请行数；取消或关闭的申请不再等待。",
        "en": "Request lines approved and not ordered whole at an instant; cancelled and closed "
        "requests wait no more.",
    },
    version=1,
    kind="balance",
    fact=PURCHASE_REQUEST,
    numerator=Measure(how="count"),
    unit=LINES,
    better="lower",
    opens="opens_on",
    closes="closes_on",
    population=("was_approved_to_order",),
    exclusions=(TEST,),
    by=(
        *("company", "division", "department", "applicant", "project", "sku", "category"),
        *("age_bucket", "currency", "booked_currency", "document"),
    ),
    drill=("company", "division", "department", "applicant", "document"),
    decimals=0,
)
ORDERED_NOT_APPROVED = Metric(
    name="purchase.ordered_not_approved",
    label={"zh": "未批先购", "en": "Ordered, not approved"},
    words={
        "zh": "某一时刻已下单而其审批尚未通过（或没有审批）的订单数；无须单独审批的不计，"
        "编号对应多张审批单而无法判定的不计。",
        "en": "Orders placed at an instant whose form is not approved by then, or which have none; "
        "orders that need none and those whose number means several forms take no part.",
    },
    version=1,
    kind="balance",
    fact=PURCHASE_EXCEPTION,
    numerator=Measure(how="count"),
    unit=ORDERS,
    better="lower",
    opens="opens_on",
    closes="closes_on",
    population=("is_ordered_not_approved",),
    exclusions=(TEST,),
    by=("age_bucket", *ORDER_BY),
    drill=BUYING_DRILL,
    decimals=0,
)
PAID_OVER_APPROVED = replace(
    ORDERED_NOT_APPROVED,
    name="purchase.paid_over_approved",
    label={"zh": "付款超批", "en": "Paid over approved"},
    words={
        "zh": "某一时刻已付（含税）超过审批金额的订单数；一张审批单对应多张订单的按金额分摊，"
        "币种不同的不比较，五分以内视为尾差。",
        "en": "Orders paid (tax included) beyond what their form allows at an instant; a form over "
        "several orders allows each its part, other currencies are not compared, a few cents are "
        "rounding.",
    },
    population=("is_paid_over_approved",),
)
NOT_INVOICED = Metric(
    name="purchase.received_not_invoiced",
    label={"zh": "已收未开票", "en": "Received, not invoiced"},
    words={
        "zh": "某一时刻收下的数量多于已开票数量的订单行数；先到的先开票，拒收与退货除外。",
        "en": "Order lines of which more had been kept than charged at an instant; first come, "
        "first charged, goods rejected or sent back are not owed.",
    },
    version=1,
    kind="balance",
    fact=RECEIVED_NOT_INVOICED,
    numerator=Measure(how="count"),
    unit=LINES,
    better="lower",
    opens="opens_on",
    closes="closes_on",
    exclusions=(TEST, OTHER_UNIT),
    by=("age_bucket", *LINE_BY),
    drill=BUYING_DRILL,
    decimals=0,
)

METRICS = (
    *_count_value_age(
        APPROVED_NOT_ORDERED,
        Measure(how="sum", of="booked_held_net"),
        called={"zh": "已批未下单", "en": "requests approved, not ordered"},
        words={
            "zh": "某一时刻已获批而尚未全部下单的采购申请行，其尚未下单部分的金额，不含税；"
            "此后已全部下单的，取其全部金额。",
            "en": "What is not ordered of the request lines approved and not ordered whole at an "
            "instant, net of tax; of lines ordered whole since then, all they come to.",
        },
    ),
    *_count_value_age(
        ORDERED_NOT_APPROVED,
        Measure(how="sum", of="booked_ordered_net"),
        called={"zh": "未批先购", "en": "orders not approved"},
        words={
            "zh": "某一时刻已下单而审批尚未通过的订单金额，不含税。",
            "en": "The orders placed and not approved at an instant, net of tax.",
        },
    ),
    *_count_value_age(
        PAID_OVER_APPROVED,
        Measure(how="sum", of="booked_paid_over_approved_gross"),
        called={"zh": "付款超批", "en": "orders paid over approved"},
        words={
            "zh": "某一时刻订单已付款超过审批金额的部分，含税。",
            "en": "What was paid on orders beyond what their forms allow at an instant, tax "
            "included.",
        },
    ),
    *_count_value_age(
        NOT_INVOICED,
        Measure(how="sum", of="booked_open_net"),
        called={"zh": "已收未开票", "en": "goods received, not invoiced"},
        words={
            "zh": "某一时刻已收下而未开票的货物，按订单不含税价计的金额（暂估应付）。",
            "en": "Goods kept and not charged at an instant, at the net price of their order: what "
            "is to be accrued.",
        },
    ),
)
