"""How long purchasing takes from stage to stage, by order line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from facts.purchase import PURCHASE
from metrics.definition import Measure, Metric
from metrics.parts import TEST
from metrics.purchasing_parts import (
    BUYING_DRILL,
    CALENDAR_DAYS,
    CANCELLED,
    LINE_BY,
    WORKING_DAYS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """A time between two stages of an order line, dated by the later one."""

    name: str
    zh: str
    en: str
    column: str
    when: str
    population: tuple[str, ...] = ("is_ordered",)


LAGS = (
    Lag(
        name="request_to_order", zh="申请到下单", en="Request to order", column="request_to_order",
        when="ordered_on", population=("is_ordered", "has_request"),
    ),
    Lag(
        name="approval_to_order", zh="批准到下单", en="Approval to order",
        column="approval_to_order", when="ordered_on", population=("is_ordered", "is_approved"),
    ),
    Lag(
        name="order_to_first_receipt", zh="下单到首次到货", en="Order to first receipt",
        column="order_to_first_receipt", when="received_first_on",
    ),
    Lag(
        name="order_to_complete_receipt", zh="下单到收齐", en="Order to complete receipt",
        column="order_to_complete_receipt", when="received_complete_on",
    ),
    Lag(
        name="receipt_to_first_invoice", zh="首次到货到首张发票",
        en="First receipt to first invoice", column="receipt_to_first_invoice",
        when="invoiced_first_on",
    ),
    Lag(
        name="receipt_to_complete_invoice", zh="收齐到开票完成",
        en="Complete receipt to complete invoice", column="receipt_to_complete_invoice",
        when="invoiced_complete_on",
    ),
    Lag(
        name="invoice_to_first_payment", zh="首张发票到首次付款",
        en="First invoice to first payment", column="invoice_to_first_payment",
        when="paid_first_on",
    ),
    Lag(
        name="invoice_to_complete_payment", zh="开票完成到付清",
        en="Complete invoice to complete payment", column="invoice_to_complete_payment",
        when="paid_complete_on",
    ),
    Lag(
        name="request_to_payment", zh="申请到付清", en="Request to complete payment",
        column="request_to_complete_payment", when="paid_complete_on",
        population=("is_ordered", "has_request"),
    ),
)  # fmt: skip


def _of(lag: Lag) -> Iterator[Metric]:
    """The median and the 90th percentile in working days, and the median in calendar days."""
    median = Metric(
        name=f"purchase.{lag.name}",
        label={"zh": f"{lag.zh}（中位数）", "en": f"{lag.en}, median"},
        words={
            "zh": f"后一事件落在时段内的订单行：{lag.zh}的工作日数的中位数，按行计；"
            "两个日期缺一不计，次序颠倒的为负。",
            "en": f"{lag.en}: the median of the working days by order line, where the later event "
            "falls in the period; lines that lack either day take no part, reversed ones are "
            "negative.",
        },
        version=1,
        kind="distribution",
        fact=PURCHASE,
        numerator=Measure(how="median", of=f"{lag.column}_days"),
        unit=WORKING_DAYS,
        better="lower",
        when=lag.when,
        population=lag.population,
        exclusions=(TEST, CANCELLED),
        by=LINE_BY,
        drill=BUYING_DRILL,
    )
    yield median
    yield replace(
        median,
        name=f"{median.name}_p90",
        label={"zh": f"{lag.zh}（九成以内）", "en": f"{lag.en}, 90th percentile"},
        words={
            "zh": f"后一事件落在时段内的订单行：九成的{lag.zh}不超过这些工作日（线性插值）。",
            "en": f"{lag.en}: the working days that nine of ten order lines stay within, where the "
            "later event falls in the period (linear interpolation).",
        },
        numerator=Measure(how="quantile", of=f"{lag.column}_days", q=0.9),
    )
    yield replace(
        median,
        name=f"{median.name}_calendar",
        label={"zh": f"{lag.zh}（自然日中位数）", "en": f"{lag.en}, median calendar days"},
        words={
            "zh": f"后一事件落在时段内的订单行：{lag.zh}的自然日数的中位数，按行计。",
            "en": f"{lag.en}: the median of the calendar days by order line, where the later event "
            "falls in the period.",
        },
        numerator=Measure(how="median", of=f"{lag.column}_calendar_days"),
        unit=CALENDAR_DAYS,
    )


METRICS = tuple(metric for lag in LAGS for metric in _of(lag))
