"""Whether approvals keep their promise: in time, in flight, overdue."""

from dataclasses import replace

from facts.definition import APPROVAL
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import (
    DOCUMENT_BY,
    DOCUMENT_DRILL,
    DOCUMENTS,
    HOURS,
    NO_SLA,
    OPEN_BY,
    OPEN_DRILL,
    PER_CENT,
    PER_HOUR,
    PERCENT,
    REVOKED,
    TEST,
    WITHDRAWN,
)

_WITHDRAWN_DUE = replace(WITHDRAWN, when="due_on")
_OPEN = Exclusion(
    flag="is_running",
    reason={"zh": "尚未决定，见准时率", "en": "not decided yet, see the on-time rate"},
)

ON_TIME_RATE = Metric(
    name="approval.on_time_rate",
    label={"zh": "准时率", "en": "On-time rate"},
    words={
        "zh": "时段内到期的单据中，在到期前决定的占比；到期仍未决定的算迟到。"
        "到期时刻晚于数据时刻的还不算到期；没有时限的流程不参与。",
        "en": "Of the documents due in the period, the part decided by then; one still open is "
        "late. A due moment after the data's moment is not due yet; processes without a time "
        "limit take no part.",
    },
    version=1,
    kind="ratio",
    fact=APPROVAL,
    numerator=Measure(how="sum", of="decided_in_time"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    when="due_on",
    reached="due_at",
    exclusions=(TEST, NO_SLA, replace(REVOKED, when="due_on"), _WITHDRAWN_DUE),
    by=DOCUMENT_BY,
    drill=DOCUMENT_DRILL,
    headline=True,
)
ON_TIME_CLOSED = replace(
    ON_TIME_RATE,
    name="approval.on_time_closed",
    label={"zh": "已决准时率", "en": "On-time rate of decided documents"},
    words={
        "zh": "时段内到期且已决定的单据中，在到期前决定的占比；未决的不参与，因此通常高于准时率。",
        "en": "Of the documents due in the period and decided, the part decided by then; open ones "
        "take no part, so it is usually higher than the on-time rate.",
    },
    population=("is_decided",),
    exclusions=(*ON_TIME_RATE.exclusions, _OPEN),
    headline=False,
)

IN_FLIGHT = Metric(
    name="approval.in_flight",
    label={"zh": "在途单据", "en": "In flight"},
    words={
        "zh": "某一时刻已提交而尚未结束的单据数；"
        "时段取其最后一刻，进行中的时段取数据时刻，不累加。",
        "en": "Documents submitted and not ended at an instant: the end of a period, or the data's "
        "moment within a running one; never added up over time.",
    },
    version=1,
    kind="balance",
    fact=APPROVAL,
    numerator=Measure(how="count"),
    unit=DOCUMENTS,
    better="lower",
    opens="submitted_at",
    closes="ended_at",
    exclusions=(TEST,),
    by=OPEN_BY,
    drill=OPEN_DRILL,
    decimals=0,
)
OVERDUE = replace(
    IN_FLIGHT,
    name="approval.overdue",
    label={"zh": "逾期在途", "en": "Overdue"},
    words={
        "zh": "某一时刻在途且工作时间已超过时限的单据数；没有时限的流程不会逾期。",
        "en": "Documents in flight at an instant whose time limit has passed in working time; "
        "a process without a limit is never overdue.",
    },
    population=("is_overdue",),
)
OLDEST_AGE = replace(
    IN_FLIGHT,
    name="approval.oldest_age",
    label={"zh": "最久在途", "en": "Oldest age"},
    words={
        "zh": "某一时刻在途单据中，自首次提交起最长的工作时间。",
        "en": "The longest working time since first submission among the documents in flight at "
        "an instant.",
    },
    numerator=Measure(how="max", of="age_minutes"),
    scale=PER_HOUR,
    unit=HOURS,
    decimals=1,
)

METRICS = (ON_TIME_RATE, ON_TIME_CLOSED, IN_FLIGHT, OVERDUE, OLDEST_AGE)
