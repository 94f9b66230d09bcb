"""Words and parts that metrics share; those of approvals among them."""

from metrics.definition import Exclusion, Text

HOURS: Text = {"zh": "工作小时", "en": "working h"}
CLOCK_HOURS: Text = {"zh": "自然小时", "en": "h"}
PERCENT: Text = {"zh": "%", "en": "%"}
POINTS: Text = {"zh": "个百分点", "en": "pp"}
DOCUMENTS: Text = {"zh": "件", "en": "documents"}
TIMES: Text = {"zh": "次/件", "en": "per document"}
WORKING_DAYS: Text = {"zh": "工作日", "en": "working days"}
CALENDAR_DAYS: Text = {"zh": "自然日", "en": "days"}
LINES: Text = {"zh": "行", "en": "lines"}
ORDERS: Text = {"zh": "单", "en": "orders"}
INVOICES: Text = {"zh": "张", "en": "invoices"}
MONEY_UNIT: Text = {"zh": "元", "en": "currency"}

PER_HOUR = 1 / 60  # minutes to hours
PER_CENT = 100.0

TEST = Exclusion(flag="is_test", reason={"zh": "测试公司", "en": "test company"})
REVOKED = Exclusion(
    flag="is_revoked",
    reason={"zh": "审批通过后被撤销，另计撤销率", "en": "revoked, in its own rate"},
)
WITHDRAWN = Exclusion(
    flag="is_withdrawn",
    reason={"zh": "申请人撤回，另计撤回率", "en": "withdrawn, in its own rate"},
    when="ended_on",  # a withdrawn document has no decision to date it by
)
NO_SLA = Exclusion(
    flag="has_sla",
    holds=False,
    reason={"zh": "流程没有时限", "en": "the process has no time limit"},
    when="decided_on",  # without a limit there is no due date
)
NOT_A_WAIT = Exclusion(
    flag="is_acted",
    holds=False,
    reason={
        "zh": "自动通过、抄送、转交等不结束等待的动作",
        "en": "automatic, copied, handed on: no person's wait ended",
    },
)

DOCUMENT_BY = (
    "company",
    "division",
    "department",
    "process",
    "applicant",
    "status",
    "variant",
    "currency",
    "document",
)
OPEN_BY = (
    "company",
    "division",
    "department",
    "process",
    "applicant",
    "current_node",
    "current_actor",
    "currency",
    "document",
)
STEP_BY = (
    "company",
    "division",
    "department",
    "process",
    "node",
    "role",
    "actor",
    "applicant",
    "document",
)
DOCUMENT_DRILL = ("company", "division", "department", "process", "document")
OPEN_DRILL = ("company", "division", "department", "process", "current_node", "document")
STEP_DRILL = ("company", "division", "department", "process", "node", "actor", "document")
