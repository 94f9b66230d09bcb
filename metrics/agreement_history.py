"""How long systems disagree: from the record that the cockpit keeps of what it sees.

It begins when the cockpit first looked at all systems; of a time before, nothing is known.
"""

from dataclasses import replace

from facts.disagreement import DISAGREEMENT
from metrics.agreement import PAIRS
from metrics.definition import Measure, Metric
from metrics.parts import CALENDAR_DAYS, TEST

PER_DAY = 1 / (24 * 60)  # minutes to days
HISTORY_BY = (
    *("subject", "systems", "disagreement_kind", "field", "missing_side", "company", "division"),
    *("department", "owner", "currency", "booked_currency", "document"),
)
HISTORY_DRILL = ("subject", "systems", "field", "document")

RECONCILED = Metric(
    name="agreement.reconciled",
    label={"zh": "已消除差异", "en": "Put right"},
    words={
        "zh": "时段内系统不再不一致或缺失、重新对上的记录对数，以驾驶舱发现之时为准；"
        "作废、两边都已删除的不算。差异台账由驾驶舱自行记录，开始记录之前的时段没有数据。",
        "en": "Pairs of records that differed, or that one system lacked, and that agree again, by "
        "the moment the cockpit found it; cancelled ones and those gone from all systems don't "
        "count. The cockpit itself keeps the record: of a time before it began, nothing is known.",
    },
    version=1,
    kind="flow",
    fact=DISAGREEMENT,
    numerator=Measure(how="count"),
    unit=PAIRS,
    better="neither",
    when="closed_on",
    recorded=True,
    population=("is_reconciled",),
    exclusions=(TEST,),
    by=HISTORY_BY,
    drill=HISTORY_DRILL,
    decimals=0,
)
RECONCILIATION_TIME = replace(
    RECONCILED,
    name="agreement.reconciliation_time",
    label={"zh": "差异消除时间（中位数）", "en": "Reconciliation time, median"},
    words={
        "zh": "时段内消除的差异：从产生到驾驶舱发现已对上的自然日数的中位数。"
        "产生之时按来源系统的修改时间，无从得知的按首次发现之时；开始记录之前的时段没有数据。",
        "en": "Disagreements put right in the period: the median of the days from when they came "
        "about to when the cockpit found them to agree. They came about when the systems say the "
        "record was last changed, or when first seen where they can't say; of a time before the "
        "record began, nothing is known.",
    },
    kind="distribution",
    numerator=Measure(how="median", of="reconciliation_minutes"),
    scale=PER_DAY,
    unit=CALENDAR_DAYS,
    better="lower",
    decimals=1,
)
RECONCILIATION_TIME_P90 = replace(
    RECONCILIATION_TIME,
    name="agreement.reconciliation_time_p90",
    label={"zh": "差异消除时间（九成以内）", "en": "Reconciliation time, 90th percentile"},
    words={
        "zh": "时段内消除的差异：九成在这些自然日内消除（线性插值）；开始记录之前的时段没有数据。",
        "en": "Disagreements put right in the period: the days that nine of ten stay within "
        "(linear interpolation); of a time before the record began, nothing is known.",
    },
    numerator=Measure(how="quantile", of="reconciliation_minutes", q=0.9),
)
OPEN_EPISODES = replace(
    RECONCILED,
    name="agreement.open_episodes",
    label={"zh": "未消除差异", "en": "Not yet put right"},
    words={
        "zh": "某一时刻未消除的差异（不一致或一方缺失）的记录对数，过去的时刻按当时情形；"
        "各系统都重新读取过而差异仍在的才算，开始记录之前的时刻没有数据。",
        "en": "Pairs of records that differ, or that one system lacks, at an instant, for an "
        "earlier one as it was then. They count once every system was read anew and they still "
        "did; of an instant before the record began, nothing is known.",
    },
    kind="balance",
    when="",
    opens="opens_at",
    closes="closes_at",
    population=(),
    better="lower",
    by=(*HISTORY_BY[:5], "age_bucket", *HISTORY_BY[5:]),
)

METRICS = (RECONCILIATION_TIME, RECONCILIATION_TIME_P90, RECONCILED, OPEN_EPISODES)
