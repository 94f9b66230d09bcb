"""How much goes through: submitted, decided, approved, and the amounts on the documents."""

from dataclasses import replace

from facts.definition import APPROVAL
from metrics.definition import Measure, Metric, Text
from metrics.parts import (
    DOCUMENT_BY,
    DOCUMENT_DRILL,
    DOCUMENTS,
    MONEY_UNIT,
    PER_CENT,
    PERCENT,
    REVOKED,
    TEST,
)

SUBMITTED = Metric(
    name="approval.submitted",
    label={"zh": "提交数", "en": "Submitted"},
    words={
        "zh": "首次提交的单据数，按首次提交日期；重提的链条算一件。",
        "en": "Documents by the day of their first submission; a chain of resubmissions is one.",
    },
    version=1,
    kind="flow",
    fact=APPROVAL,
    numerator=Measure(how="count"),
    unit=DOCUMENTS,
    when="submitted_on",
    population=("is_submitted",),
    exclusions=(TEST,),
    by=DOCUMENT_BY,
    drill=DOCUMENT_DRILL,
    headline=True,
    decimals=0,
)
DECIDED = replace(
    SUBMITTED,
    name="approval.decided",
    label={"zh": "已决数", "en": "Decided"},
    words={
        "zh": "最终决定（同意或驳回）的单据数，按决定日期；之后撤销的不算。",
        "en": "Documents by the day of their final decision, approved or rejected; those revoked "
        "later don't count.",
    },
    when="decided_on",
    population=("is_decided",),
    exclusions=(TEST, REVOKED),
    headline=False,
)
APPROVED = replace(
    SUBMITTED,
    name="approval.approved",
    label={"zh": "通过数", "en": "Approved"},
    words={
        "zh": "审批通过的单据数，按通过日期；之后撤销的仍算通过过（撤销率的分母）。",
        "en": "Documents by the day of approval; those revoked later were approved all the same "
        "(what the revocation rate divides by).",
    },
    when="approved_on",
    population=("was_approved",),
    headline=False,
)
SUBMITTED_AMOUNT = replace(
    SUBMITTED,
    name="approval.submitted_amount",
    label={"zh": "提交金额", "en": "Submitted amount"},
    words={
        "zh": "首次提交的单据上的金额合计，按首次提交日期；原币，不同币种不相加。",
        "en": "The sum of the amounts on documents by the day of first submission, in original "
        "currency; different currencies are never added up.",
    },
    numerator=Measure(how="sum", of="amount"),
    unit=MONEY_UNIT,
    headline=False,
    decimals=2,
)
APPROVED_AMOUNT = replace(
    SUBMITTED_AMOUNT,
    name="approval.approved_amount",
    label={"zh": "通过金额", "en": "Approved amount"},
    words={
        "zh": "审批通过且未撤销的单据上的金额合计，按通过日期；原币，不同币种不相加。",
        "en": "The sum of the amounts on documents approved and not revoked, by the day of "
        "approval, in original currency; different currencies are never added up.",
    },
    when="approved_on",
    population=("is_approved",),
    exclusions=(TEST, REVOKED),
)


def _rate(name: str, of: str, like: Metric, label: Text, words: Text) -> Metric:
    return replace(
        like,
        name=f"approval.{name}",
        label=label,
        words=words,
        kind="ratio",
        numerator=Measure(how="sum", of=of),
        denominator=Measure(how="count"),
        scale=PER_CENT,
        unit=PERCENT,
        better="lower",
        headline=False,
        decimals=1,
    )


WITHDRAWAL_RATE = _rate(
    "withdrawal_rate",
    "is_withdrawn",
    SUBMITTED,
    {"zh": "撤回率", "en": "Withdrawal rate"},
    {
        "zh": "时段内首次提交的单据中，最终被申请人撤回的占比。",
        "en": "Of the documents first submitted in the period, the part that its applicant "
        "withdrew in the end.",
    },
)
REVOCATION_RATE = _rate(
    "revocation_rate",
    "is_revoked",
    APPROVED,
    {"zh": "撤销率", "en": "Revocation rate"},
    {
        "zh": "时段内通过的单据中，通过之后被撤销的占比。",
        "en": "Of the documents approved in the period, the part revoked afterwards.",
    },
)

METRICS = (
    SUBMITTED,
    DECIDED,
    APPROVED,
    SUBMITTED_AMOUNT,
    APPROVED_AMOUNT,
    WITHDRAWAL_RATE,
    REVOCATION_RATE,
)
