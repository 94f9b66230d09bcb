"""How smoothly approvals pass: returns, first passes, rounds, and the paths they take."""

from dataclasses import replace
from typing import Literal

from facts.definition import APPROVAL
from metrics.definition import Measure, Metric, Text
from metrics.parts import (
    DOCUMENT_BY,
    DOCUMENT_DRILL,
    DOCUMENTS,
    PER_CENT,
    PERCENT,
    REVOKED,
    TEST,
    TIMES,
    WITHDRAWN,
)


def _of_decided(
    name: str, of: str, better: Literal["lower", "higher"], label: Text, words: Text
) -> Metric:
    """Σ of a column of decided documents ÷ their number."""
    share = of in ("has_return", "first_pass")
    return Metric(
        name=f"approval.{name}",
        label=label,
        words=words,
        version=1,
        kind="ratio",
        fact=APPROVAL,
        numerator=Measure(how="sum", of=of),
        denominator=Measure(how="count"),
        scale=PER_CENT if share else 1.0,
        unit=PERCENT if share else TIMES,
        better=better,
        when="decided_on",
        population=("is_decided",),
        exclusions=(TEST, REVOKED, WITHDRAWN),
        by=DOCUMENT_BY,
        drill=DOCUMENT_DRILL,
        decimals=1 if share else 2,
    )


RETURN_RATE = _of_decided(
    "return_rate",
    "has_return",
    "lower",
    {"zh": "退回率", "en": "Return rate"},
    {
        "zh": "已决单据中，至少被退回过一次的占比，按决定日期。",
        "en": "Of the decided documents, the part returned at least once, by the day of decision.",
    },
)
RETURNS_PER_DOCUMENT = _of_decided(
    "returns_per_document",
    "returns",
    "lower",
    {"zh": "平均退回次数", "en": "Returns per document"},
    {
        "zh": "已决单据被退回的总次数除以单据数，按决定日期。",
        "en": "Returns of decided documents divided by their number, by the day of decision.",
    },
)
FIRST_PASS_YIELD = _of_decided(
    "first_pass_yield",
    "first_pass",
    "higher",
    {"zh": "一次通过率", "en": "First-pass yield"},
    {
        "zh": "已决单据中，没有退回、驳回、撤回而直接通过的占比，按决定日期。",
        "en": "Of the decided documents, the part approved with no return, rejection or "
        "withdrawal, by the day of decision.",
    },
)
SUBMISSIONS_PER_DOCUMENT = _of_decided(
    "submissions_per_document",
    "submits",
    "lower",
    {"zh": "平均提交次数", "en": "Submissions per document"},
    {
        "zh": "已决单据提交（含重提）的总次数除以单据数，按决定日期。",
        "en": "Submissions of decided documents, resubmissions included, divided by their number, "
        "by the day of decision.",
    },
)

VARIANTS = replace(
    RETURN_RATE,
    name="approval.variants",
    label={"zh": "路径单据数", "en": "Documents by variant"},
    words={
        "zh": "已决单据数，按其路径（节点:动作的序列，不含抄送、评论、催办）看，按决定日期。",
        "en": "Decided documents, to be cut by variant: the sequence of node:action without "
        "copies, comments and reminders; by the day of decision.",
    },
    kind="flow",
    numerator=Measure(how="count"),
    denominator=None,
    scale=1.0,
    unit=DOCUMENTS,
    better="neither",
    drill=("variant", *DOCUMENT_DRILL),
    decimals=0,
)
VARIANT_SHARE = replace(
    VARIANTS,
    name="approval.variant_share",
    label={"zh": "路径占比", "en": "Share of variant"},
    words={
        "zh": "每条路径的已决单据数占全部路径的比例，按决定日期。",
        "en": "Decided documents of a variant as a part of those of all variants, by the day of "
        "decision.",
    },
    kind="ratio",
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    share="variant",
    decimals=1,
)

METRICS = (
    RETURN_RATE,
    RETURNS_PER_DOCUMENT,
    FIRST_PASS_YIELD,
    SUBMISSIONS_PER_DOCUMENT,
    VARIANTS,
    VARIANT_SHARE,
)
