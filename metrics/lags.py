"""Times between two stages of a line: three metrics each, for whichever subject has them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from metrics.definition import Measure, Metric
from metrics.parts import CALENDAR_DAYS, WORKING_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """A time between two stages of a line, dated by the later one.

    The fact has it in working days as `<column>_days`, in days as `<column>_calendar_days`.
    """

    name: str
    zh: str
    en: str
    column: str
    when: str
    population: tuple[str, ...]


def lag_metrics(lag: Lag, like: Metric) -> Iterator[Metric]:
    """The median and the 90th percentile in working days, and the median in calendar days.

    `like` tells what all lags of a subject share: fact, dimensions, drill and exclusions; its
    name is what theirs begin with.
    """
    median = replace(
        like,
        name=f"{like.name}.{lag.name}",
        label={"zh": f"{lag.zh}（中位数）", "en": f"{lag.en}, median"},
        words={
            "zh": f"后一事件落在时段内的订单行：{lag.zh}的工作日数的中位数，按行计；"
            "两个日期缺一不计，次序颠倒的为负。",
            "en": f"{lag.en}: the median of the working days by order line, where the later event "
            "falls in the period; lines that lack either day take no part, reversed ones are "
            "negative.",
        },
        numerator=Measure(how="median", of=f"{lag.column}_days"),
        unit=WORKING_DAYS,
        when=lag.when,
        population=lag.population,
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
