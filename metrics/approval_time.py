"""How long approvals take: first submission to decision, and who held them meanwhile."""

from dataclasses import replace

from facts.definition import APPROVAL
from metrics.definition import Measure, Metric, Text
from metrics.parts import (
    CLOCK_HOURS,
    DOCUMENT_BY,
    DOCUMENT_DRILL,
    HOURS,
    PER_HOUR,
    REVOKED,
    TEST,
    WITHDRAWN,
)

Statistic = tuple[Text, Measure]

MEDIAN: Statistic = ({"zh": "中位数", "en": "median"}, Measure(how="median"))
MEAN: Statistic = ({"zh": "平均", "en": "mean"}, Measure(how="mean"))
P90: Statistic = ({"zh": "P90", "en": "p90"}, Measure(how="quantile", q=0.9))
CYCLE = (
    "已决单据（同意或驳回，重提的链条算一件）从首次提交到最终决定的",
    " from first submission to the final decision of decided documents "
    "(a chain of resubmissions is one)",
)


def _time(name: str, of: str, statistic: Statistic, text: tuple[Text, Text]) -> Metric:
    """A distribution of minutes of decided documents, in hours."""
    words, measure = statistic
    label, meaning = text
    clock = of.startswith("calendar")
    return Metric(
        name=f"approval.{name}",
        label={"zh": f"{label['zh']}（{words['zh']}）", "en": f"{label['en']} ({words['en']})"},
        words={
            "zh": f"{meaning['zh']}{words['zh']}，按决定日期；撤回和撤销的另计。",
            "en": f"The {words['en']} of {meaning['en']}, by the day of the decision; "
            "withdrawn and revoked ones are counted apart.",
        },
        version=1,
        kind="distribution",
        fact=APPROVAL,
        numerator=Measure(how=measure.how, of=of, q=measure.q),
        scale=PER_HOUR,
        unit=CLOCK_HOURS if clock else HOURS,
        better="lower",
        when="decided_on",
        population=("is_decided",),
        exclusions=(TEST, REVOKED, WITHDRAWN),
        by=DOCUMENT_BY,
        drill=DOCUMENT_DRILL,
        headline=name == "cycle_time",
    )


def _texts(zh: str, en: str, meaning_zh: str, meaning_en: str) -> tuple[Text, Text]:
    return {"zh": zh, "en": en}, {"zh": meaning_zh, "en": meaning_en}


_CYCLE = _texts(
    "审批周期", "Approval cycle time", f"{CYCLE[0]}工作时间的", f"working time{CYCLE[1]}"
)
_CALENDAR = _texts(
    "审批周期·自然时间",
    "Approval cycle time, calendar",
    f"{CYCLE[0]}自然时间（含夜晚和假日）的",
    f"calendar time, nights and holidays included,{CYCLE[1]}",
)
_APPROVER = _texts(
    "审批人占用",
    "Time with approvers",
    "已决单据停在审批人手里的工作时间的",
    "working time that decided documents lay with approvers",
)
_APPLICANT = _texts(
    "申请人占用",
    "Time with the applicant",
    "已决单据退回到申请人手里的工作时间的",
    "working time that decided documents lay back with the applicant",
)

CYCLE_TIME = _time("cycle_time", "working_minutes", MEDIAN, _CYCLE)
CYCLE_TIME_MEAN = _time("cycle_time_mean", "working_minutes", MEAN, _CYCLE)
CYCLE_TIME_P90 = _time("cycle_time_p90", "working_minutes", P90, _CYCLE)
CYCLE_CALENDAR_TIME = _time("cycle_calendar_time", "calendar_minutes", MEDIAN, _CALENDAR)
CYCLE_CALENDAR_TIME_MEAN = _time("cycle_calendar_time_mean", "calendar_minutes", MEAN, _CALENDAR)
CYCLE_CALENDAR_TIME_P90 = _time("cycle_calendar_time_p90", "calendar_minutes", P90, _CALENDAR)
APPROVER_TIME = _time("approver_time", "approver_minutes", MEAN, _APPROVER)
APPROVER_TIME_MEDIAN = _time("approver_time_median", "approver_minutes", MEDIAN, _APPROVER)
APPLICANT_TIME = _time("applicant_time", "applicant_minutes", MEAN, _APPLICANT)
APPLICANT_TIME_MEDIAN = _time("applicant_time_median", "applicant_minutes", MEDIAN, _APPLICANT)

CLOSING_TIME = Metric(
    name="approval.closing_time",
    label={"zh": "办结周期（中位数）", "en": "Closing time (median)"},
    words={
        "zh": "从首次提交到付款或归档的工作时间的中位数，按办结日期。",
        "en": "The median working time from first submission to payment or archiving, "
        "by the day it closed.",
    },
    version=1,
    kind="distribution",
    fact=APPROVAL,
    numerator=Measure(how="median", of="closing_minutes"),
    scale=PER_HOUR,
    unit=HOURS,
    better="lower",
    when="closed_on",
    population=("is_submitted",),
    exclusions=(TEST,),
    by=DOCUMENT_BY,
    drill=DOCUMENT_DRILL,
)
CLOSING_CALENDAR_TIME = replace(
    CLOSING_TIME,
    name="approval.closing_calendar_time",
    label={"zh": "办结周期·自然时间（中位数）", "en": "Closing time, calendar (median)"},
    words={
        "zh": "从首次提交到付款或归档的自然时间（含夜晚和假日）的中位数，按办结日期。",
        "en": "The median calendar time from first submission to payment or archiving, "
        "by the day it closed.",
    },
    numerator=Measure(how="median", of="closing_calendar_minutes"),
    unit=CLOCK_HOURS,
)

METRICS = (
    CYCLE_TIME,
    CYCLE_TIME_MEAN,
    CYCLE_TIME_P90,
    CYCLE_CALENDAR_TIME,
    CYCLE_CALENDAR_TIME_MEAN,
    CYCLE_CALENDAR_TIME_P90,
    APPROVER_TIME,
    APPROVER_TIME_MEDIAN,
    APPLICANT_TIME,
    APPLICANT_TIME_MEDIAN,
    CLOSING_TIME,
    CLOSING_CALENDAR_TIME,
)
