"""How satisfied customers are: complaints, how fast they are dealt with, and surveys."""

from dataclasses import replace

from facts.complaint import COMPLAINT
from facts.survey import SURVEY
from metrics.definition import Exclusion, Measure, Metric, Text
from metrics.parts import HOURS, PER_CENT, PER_HOUR, PERCENT, TEST
from metrics.sales_orders import SHIPPED_ORDERS
from metrics.sales_parts import CANCELLED, GROUP_BY, OF_CUSTOMER

CASES: Text = {"zh": "件", "en": "complaints"}
ANSWERS: Text = {"zh": "份", "en": "answers"}
POINTS: Text = {"zh": "分", "en": "points"}
UNANSWERED = Exclusion(
    flag="is_answered",
    holds=False,
    reason={"zh": "未答复", "en": "not answered"},
    when="created_on",
)
COMPLAINT_BY = (*GROUP_BY, *OF_CUSTOMER, "owner", "complaint_kind", "severity", "document")
COMPLAINT_DRILL = ("company", "complaint_kind", "severity", "customer", "document")
SURVEY_BY = (*GROUP_BY, *OF_CUSTOMER, "document")
SURVEY_DRILL = ("company", "division", "department", "customer", "document")

COMPLAINTS = Metric(
    name="service.complaints",
    label={"zh": "投诉件数", "en": "Complaints"},
    words={
        "zh": "时段内提出的客户投诉件数；取消的不算。",
        "en": "Complaints of customers raised in the period, without cancelled ones.",
    },
    version=1,
    kind="flow",
    fact=COMPLAINT,
    numerator=Measure(how="count"),
    unit=CASES,
    better="lower",
    when="created_on",
    population=("is_complaint",),
    exclusions=(TEST, CANCELLED),
    by=COMPLAINT_BY,
    drill=COMPLAINT_DRILL,
    decimals=0,
)
COMPLAINT_RATE = replace(
    COMPLAINTS,
    name="service.complaint_rate",
    label={"zh": "客户投诉率", "en": "Complaint rate"},
    words={
        "zh": "时段内提出的投诉件数 ÷ 同期首次发货的订单数。",
        "en": "Complaints raised in the period ÷ orders of which the first goods left in it.",
    },
    kind="ratio",
    scale=PER_CENT,
    unit=PERCENT,
    over=SHIPPED_ORDERS,
    by=("company", *OF_CUSTOMER, "document"),
    drill=("company", "customer", "document"),
    decimals=2,
    headline=True,
)
FIRST_RESPONSE = replace(
    COMPLAINTS,
    name="service.first_response",
    label={"zh": "首次响应时间（中位数）", "en": "First response, median"},
    words={
        "zh": "时段内首次响应的投诉：从提出到首次响应的工作小时数的中位数。",
        "en": "Complaints first responded to in the period: the median of the working hours since "
        "they were raised.",
    },
    kind="distribution",
    numerator=Measure(how="median", of="response_minutes"),
    scale=PER_HOUR,
    unit=HOURS,
    when="responded_on",
    population=("is_responded",),
    decimals=1,
)
FIRST_RESPONSE_P90 = replace(
    FIRST_RESPONSE,
    name="service.first_response_p90",
    label={"zh": "首次响应时间（九成以内）", "en": "First response, 90th percentile"},
    words={
        "zh": "时段内首次响应的投诉：九成在这些工作小时内得到首次响应（线性插值）。",
        "en": "Complaints first responded to in the period: the working hours that nine of ten "
        "stay within (linear interpolation).",
    },
    numerator=Measure(how="quantile", of="response_minutes", q=0.9),
)
RESOLUTION = replace(
    FIRST_RESPONSE,
    name="service.resolution",
    label={"zh": "解决时间（中位数）", "en": "Resolution, median"},
    words={
        "zh": "时段内解决的投诉：从提出到解决的工作小时数的中位数；重新打开的不算已解决。",
        "en": "Complaints resolved in the period: the median of the working hours since they were "
        "raised; one that was opened again is not resolved.",
    },
    numerator=Measure(how="median", of="resolution_minutes"),
    when="resolved_on",
    population=("is_resolved",),
)
RESOLUTION_P90 = replace(
    RESOLUTION,
    name="service.resolution_p90",
    label={"zh": "解决时间（九成以内）", "en": "Resolution, 90th percentile"},
    words={
        "zh": "时段内解决的投诉：九成在这些工作小时内解决（线性插值）。",
        "en": "Complaints resolved in the period: the working hours that nine of ten stay within "
        "(linear interpolation).",
    },
    numerator=Measure(how="quantile", of="resolution_minutes", q=0.9),
)
OPEN_COMPLAINTS = replace(
    COMPLAINTS,
    name="service.open_complaints",
    label={"zh": "未结投诉", "en": "Open complaints"},
    words={
        "zh": "某一时刻已提出而尚未解决的投诉件数。",
        "en": "Complaints raised and not resolved at an instant.",
    },
    kind="balance",
    when="",
    opens="opens_at",
    closes="closes_at",
)

SATISFACTION = Metric(
    name="service.satisfaction",
    label={"zh": "客户满意度", "en": "Customer satisfaction"},
    words={
        "zh": "时段内答复的调查：1 至 5 分的平均分；样本数见件数。",
        "en": "Surveys answered in the period: the mean score, of 1 to 5; read it with the number "
        "of answers.",
    },
    version=1,
    kind="distribution",
    fact=SURVEY,
    numerator=Measure(how="mean", of="score"),
    unit=POINTS,
    better="higher",
    when="answered_on",
    population=("is_answered",),
    exclusions=(TEST, UNANSWERED),
    by=SURVEY_BY,
    drill=SURVEY_DRILL,
    decimals=2,
)
TOP_BOX = replace(
    SATISFACTION,
    name="service.top_box",
    label={"zh": "非常满意占比", "en": "Top box"},
    words={
        "zh": "时段内答复的调查中，给最高分（5 分）的占比。",
        "en": "Of the surveys answered in the period, the part with the best score (5).",
    },
    kind="ratio",
    numerator=Measure(how="sum", of="is_top_box"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    decimals=1,
)
ANSWERED = replace(
    SATISFACTION,
    name="service.answers",
    label={"zh": "满意度答复数", "en": "Survey answers"},
    words={
        "zh": "时段内答复的满意度调查份数，即满意度的样本数。",
        "en": "Surveys answered in the period: the number that satisfaction rests on.",
    },
    kind="flow",
    numerator=Measure(how="count"),
    unit=ANSWERS,
    decimals=0,
)
RESPONSE_RATE = replace(
    TOP_BOX,
    name="service.response_rate",
    label={"zh": "调查答复率", "en": "Survey response rate"},
    words={
        "zh": "时段内发出的满意度调查中，已答复的占比。",
        "en": "Of the surveys sent in the period, the part answered by now.",
    },
    numerator=Measure(how="sum", of="is_answered"),
    when="created_on",
    population=(),
    exclusions=(TEST,),
)

METRICS = (
    *(COMPLAINTS, COMPLAINT_RATE, FIRST_RESPONSE, FIRST_RESPONSE_P90),
    *(RESOLUTION, RESOLUTION_P90, OPEN_COMPLAINTS),
    *(SATISFACTION, TOP_BOX, ANSWERED, RESPONSE_RATE),
)
