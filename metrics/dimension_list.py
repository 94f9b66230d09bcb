"""What a metric may be cut by: each dimension's words and where its values live."""

from dataclasses import dataclass
from typing import Literal

from facts.registry import RECIPES
from metrics.definition import Text
from tables.definition import Table

Organisation = Literal["today", "then"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Via:
    """A value that belongs to what a column refers to: the `attribute` of that id's row in the
    master table `master`, as it is today."""

    column: str
    master: str
    attribute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One way to cut.

    `column` is the fact's column; a fact without it is looked up `via` the first master whose
    column it has. A dimension of the organisation is looked up in the department dimension
    instead, in the column of the view asked for (`today`, `then`), where it names one.
    """

    name: str
    label: Text
    column: str
    via: tuple[Via, ...] = ()
    today: str = ""
    then: str = ""

    def joined(self, organisation: Organisation) -> str:
        """The column of the department dimension it needs, or empty."""
        return self.today if organisation == "today" else self.then


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a dimension's values are for one fact: its `column`, and the master they come from."""

    column: str
    via: Via | None = None


def place(dimension: Dimension, fact: Table) -> Place | None:
    """Where a dimension lives for a fact; None where the fact has no such thing."""
    if dimension.name == "document":
        return Place(column=document_column(fact))
    if dimension.column in fact.schema or dimension.column in DERIVED_COLUMNS:
        return Place(column=dimension.column)
    for via in dimension.via:
        if via.column in fact.schema:
            return Place(column=via.column, via=via)
    return None


def document_column(fact: Table) -> str:
    """The column that names the document a row of a fact opens."""
    return _DOCUMENT.get(fact.name, "document_id")


DERIVED_COLUMNS = frozenset({"age_bucket", "overdue_bucket"})
_DOCUMENT = {recipe.fact.name: recipe.document[1] for recipe in RECIPES if recipe.document[1]}

_REGION = (
    Via(column="customer_id", master="customers", attribute="region_id"),
    Via(column="warehouse_id", master="warehouses", attribute="region_id"),
)


def _own(name: str, zh: str, en: str, column: str, *via: Via) -> Dimension:
    return Dimension(name=name, label={"zh": zh, "en": en}, column=column, via=via)


def _of(master: str, column: str, attribute: str) -> Via:
    return Via(column=column, master=master, attribute=attribute)


DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        _own("company", "公司", "Company", "company_id"),
        Dimension(
            name="department",
            label={"zh": "部门", "en": "Department"},
            column="department_id",
            today="today_id",
        ),
        Dimension(
            name="division",
            label={"zh": "事业部", "en": "Division"},
            column="department_id",
            today="today_division_id",
            then="then_division_id",
        ),
        _own("process", "流程", "Process", "process"),
        _own("node", "节点", "Node", "node"),
        _own("role", "角色", "Role", "role"),
        _own("actor", "办理人", "Actor", "actor_id"),
        _own("applicant", "申请人", "Applicant", "applicant_id"),
        _own("status", "状态", "Status", "status"),
        _own("variant", "路径", "Variant", "variant"),
        _own("current_node", "当前节点", "Current node", "current_node"),
        _own("current_actor", "当前办理人", "Current actor", "current_actor_id"),
        _own("currency", "币种", "Currency", "currency"),
        _own("booked_currency", "本位币", "Booked currency", "booked_currency"),
        _own("unit", "计量单位", "Unit", "unit"),
        _own("supplier", "供应商", "Supplier", "supplier_id"),
        _own("customer", "客户", "Customer", "customer_id"),
        _own("sku", "物料", "SKU", "sku_id"),
        _own("warehouse", "仓库", "Warehouse", "warehouse_id"),
        _own("project", "项目", "Project", "project_id"),
        _own("account", "科目", "Account", "account_id"),
        _own("contract", "合同", "Contract", "contract_id"),
        _own("bank_account", "银行账户", "Bank account", "bank_account_id"),
        _own("buyer", "采购员", "Buyer", "buyer_id"),
        _own("owner", "负责人", "Owner", "owner_id"),
        _own("counter", "盘点人", "Counter", "counter_id"),
        _own("counterparty", "往来公司", "Counterparty", "counterparty_company_id"),
        _own("region", "区域", "Region", "region_id", *_REGION),
        _own("category", "品类", "Category", "category", _of("skus", "sku_id", "category")),
        _own("abc", "ABC 分类", "ABC class", "abc_class", _of("skus", "sku_id", "abc_class")),
        _own(
            "customer_owner",
            "客户负责人",
            "Customer owner",
            "customer_owner_id",
            _of("customers", "customer_id", "owner_id"),
        ),
        _own(
            "customer_level",
            "客户等级",
            "Customer level",
            "customer_level",
            _of("customers", "customer_id", "level"),
        ),
        _own(
            "industry", "行业", "Industry", "industry", _of("customers", "customer_id", "industry")
        ),
        _own("kind", "类别", "Kind", "kind"),
        _own("station", "当前站点", "Station", "station"),
        _own("stage", "阶段", "Stage", "stage"),
        _own("reason", "原因", "Reason", "reason"),
        _own("mismatch", "不符项", "Mismatch", "mismatch"),
        _own("payment_error", "付款差错", "Payment error", "error"),
        _own("rule", "判定规则", "Rule", "rule"),
        _own("complaint_kind", "投诉类别", "Complaint category", "category"),
        _own("severity", "严重程度", "Severity", "severity"),
        _own("level", "职级", "Level", "level"),
        _own("position", "岗位", "Position", "position"),
        _own("age_band", "年龄段", "Age band", "age_band"),
        _own("tenure_band", "司龄段", "Tenure band", "tenure_band"),
        _own("lost_reason", "丢单原因", "Reason lost", "lost_reason"),
        _own("move_kind", "收支类别", "Kind of movement", "move_kind"),
        _own("subject", "对象", "Subject", "subject"),
        _own("systems", "系统对", "Pair of systems", "pair"),
        _own("missing_side", "缺失方", "Missing side", "missing_side"),
        _own("disagreement_kind", "差异类型", "Kind of disagreement", "disagreement_kind"),
        _own("field", "字段", "Field", "field"),
        _own("age_bucket", "账龄", "Age", "age_bucket"),
        _own("overdue_bucket", "逾期", "Overdue", "overdue_bucket"),
        _own("document", "单据", "Document", "document_id"),
    )
}
