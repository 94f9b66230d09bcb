"""Where the lines of a chain wait and how long: six metrics, for whichever chain has stations."""

from dataclasses import dataclass, replace

from metrics.definition import Exclusion, Measure, Metric, Text
from metrics.parts import CALENDAR_DAYS, MONEY_UNIT, WORKING_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A chain whose order lines pass stations, and the words it is told with.

    `like` tells what its metrics share: fact, dimensions, drill and exclusions; its name is what
    theirs begin with. `of` is what is ordered by, `passing` what a station does to a line, in their
    order, `awaited` what a line waits for in money.
    """

    like: Metric
    of: Text
    passing: tuple[Text, ...]
    awaited: Text
    not_booked: Exclusion

    def listed(self) -> Text:
        """Every station in words."""
        return {
            "zh": "、".join(each["zh"] for each in self.passing),
            "en": ", ".join(each["en"] for each in self.passing),
        }

    def either(self) -> Text:
        """One of the stations in words."""
        *most, last = self.passing
        return {
            "zh": f"{'、'.join(each['zh'] for each in most)}或{last['zh']}",
            "en": f"{', '.join(each['en'] for each in most)} or {last['en']}",
        }


def stuck_metrics(chain: Chain) -> tuple[Metric, Metric, Metric]:
    """The lines under way at an instant: their number, what they wait for in money, their age."""
    like, (zh, en), either = chain.like, (chain.of["zh"], chain.of["en"]), chain.either()
    count = replace(
        like,
        name=f"{like.name}.stuck",
        label={"zh": f"{zh}在途行", "en": f"{en.capitalize()} order lines under way"},
        words={
            "zh": f"某一时刻停在{either['zh']}站点的{zh}订单行数；站点为该行尚未完成的第一个环节。",
            "en": f"{en.capitalize()} order lines that wait to be {either['en']} at an instant: "
            "each at the first station it has not passed.",
        },
        kind="balance",
        numerator=Measure(how="count"),
        opens="opens_on",
        closes="closes_on",
        by=("station", "age_bucket", *like.by),
        decimals=0,
    )
    value = replace(
        count,
        name=f"{like.name}.stuck_value",
        label={"zh": f"{zh}在途金额", "en": f"Value of {en} order lines under way"},
        words={
            "zh": f"某一时刻停在各站点的{zh}订单行的金额，不含税：{chain.awaited['zh']}；"
            "过去时刻取该行在该站点的全部金额。",
            "en": f"What {en} order lines under way at an instant wait for, net of tax: "
            f"{chain.awaited['en']}; at an earlier instant the whole of what the line waited for.",
        },
        numerator=Measure(how="sum", of="booked_held_net"),
        unit=MONEY_UNIT,
        eliminates="is_intercompany",
        exclusions=(*like.exclusions, chain.not_booked),
    )
    age = replace(
        count,
        name=f"{like.name}.stuck_age",
        label={
            "zh": f"{zh}在途等待（中位数）",
            "en": f"Wait of {en} order lines under way, median",
        },
        words={
            "zh": f"某一时刻在途的{zh}订单行：自到达所在站点起的自然日数的中位数。",
            "en": f"Of {en} order lines under way at an instant: the median of the calendar days "
            "since they came to the station they wait at.",
        },
        numerator=Measure(how="median", of="age_days"),
        unit=CALENDAR_DAYS,
        decimals=1,
    )
    return count, value, age


def wait_metrics(chain: Chain) -> tuple[Metric, Metric, Metric]:
    """How long lines had waited that left a station: the median, and what nine of ten had stayed
    within, in working and in calendar days."""
    like, (zh, en), listed = chain.like, (chain.of["zh"], chain.of["en"]), chain.listed()
    median = replace(
        like,
        name=f"{like.name}.station_wait",
        label={"zh": f"{zh}各站点停留（中位数）", "en": f"Wait at a {en} station, median"},
        words={
            "zh": f"时段内离开站点（{listed['zh']}）的{zh}订单行：停留工作日的中位数。",
            "en": f"{en.capitalize()} order lines that left a station (to be {listed['en']}) in "
            "the period: the median of the working days they had waited there.",
        },
        kind="distribution",
        numerator=Measure(how="median", of="wait_days"),
        unit=WORKING_DAYS,
        when="closes_on",
        by=("station", *like.by),
    )
    p90 = replace(
        median,
        name=f"{median.name}_p90",
        label={
            "zh": f"{zh}各站点停留（九成以内）",
            "en": f"Wait at a {en} station, 90th percentile",
        },
        words={
            "zh": f"时段内离开站点的{zh}订单行：九成的停留不超过这些工作日，即“通常”的上限。",
            "en": f"{en.capitalize()} order lines that left a station in the period: the working "
            "days that nine of ten had waited at most, which is what is usual there.",
        },
        numerator=Measure(how="quantile", of="wait_days", q=0.9),
    )
    calendar = replace(
        p90,
        name=f"{p90.name}_calendar",
        label={
            "zh": f"{zh}各站点停留（九成以内，自然日）",
            "en": f"Wait at a {en} station, 90th percentile, calendar days",
        },
        words={
            "zh": f"时段内离开站点的{zh}订单行：九成的停留不超过这些自然日；"
            "在途等待以它为“通常”的上限。",
            "en": f"{en.capitalize()} order lines that left a station in the period: the calendar "
            "days that nine of ten had waited at most; a wait under way is held against it.",
        },
        numerator=Measure(how="quantile", of="wait_calendar_days", q=0.9),
        unit=CALENDAR_DAYS,
    )
    return median, p90, calendar
