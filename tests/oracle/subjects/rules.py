"""The oracle: the written rules of every role, in plain Python over plain rows.

Nothing here knows scopes, rules, extents or facts of the application; what is written down by hand
is what the roles' rules say in words, subject by subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.oracle.naive import HEADS, REACH
from tests.oracle.subjects.enterprise import WAREHOUSES, Customer, Row
from tests.oracle.world import DEPARTMENTS

PURCHASING, STOCK, MONEY = "purchasing", "stock", "money"
SELLING, PEOPLE, ELSE = "selling", "people", "else"
GOODS_OUT = "goods_out"

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "approval": (ELSE,),
    "approval_step": (ELSE,),
    "agreement": (MONEY,),
    "backlog": (SELLING, MONEY),
    "budget_cell": (MONEY,),
    "budget_entry": (MONEY,),
    "cash": (MONEY,),
    "collection": (SELLING, MONEY),
    "complaint": (SELLING,),
    "contract": (PURCHASING, MONEY),
    "contract_cover": (PURCHASING, MONEY),
    "contract_term": (PURCHASING, MONEY),
    "disagreement": (MONEY,),
    "duplicate_invoice": (PURCHASING, MONEY),
    "goods_receipt": (PURCHASING,),
    "headcount": (PEOPLE,),
    "opportunity": (SELLING,),
    "opportunity_stage": (SELLING,),
    "payable": (PURCHASING, MONEY),
    "payroll": (PEOPLE,),
    "person_month": (PEOPLE,),
    "prepayment": (PURCHASING, MONEY),
    "purchase": (PURCHASING, MONEY),
    "purchase_exception": (PURCHASING, MONEY),
    "purchase_price": (PURCHASING,),
    "purchase_request": (PURCHASING,),
    "purchase_stage": (PURCHASING, MONEY),
    "receivable": (SELLING, MONEY),
    "received_not_invoiced": (PURCHASING, MONEY),
    "revenue": (SELLING, MONEY),
    "sales_order": (SELLING, MONEY),
    "sales_stage": (SELLING, MONEY),
    "shipment": (SELLING, MONEY, GOODS_OUT),
    "stock_balance": (STOCK,),
    "stock_count": (STOCK,),
    "stock_move": (STOCK,),
    "supplier_invoice": (PURCHASING, MONEY),
    "supplier_payment": (PURCHASING, MONEY),
    "survey": (SELLING,),
    "unapplied_receipt": (SELLING, MONEY),
}
"""Of which subjects each fact tells: a new fact must be told here, or nobody knows who sees it."""

OWNED_BY: Mapping[str, tuple[str, ...]] = {
    "approval": ("applicant_id",),
    "approval_step": ("applicant_id",),
    "budget_cell": (),
    "cash": (),
    "goods_receipt": ("buyer_id", "receiver_id"),
    "headcount": ("person_id",),
    "payroll": ("person_id",),
    "person_month": ("person_id",),
    "purchase": ("buyer_id", "applicant_id"),
    "purchase_exception": ("buyer_id",),
    "purchase_price": ("buyer_id",),
    "purchase_request": ("applicant_id",),
    "purchase_stage": ("buyer_id", "applicant_id"),
    "received_not_invoiced": ("buyer_id",),
    "stock_balance": (),
    "stock_count": ("counter_id",),
    "stock_move": (),
    "survey": (),
}
"""Whose own a row is, by fact; `owner_id` where nothing is said."""

BELOW = {"R0": {"R0", "RE", "RE1", "RW"}, "RE": {"RE", "RE1"}, "RE1": {"RE1"}, "RW": {"RW"}}
SPEAKS_OF: Mapping[str, frozenset[str]] = {
    "buyer": frozenset({PURCHASING}),
    "warehouse": frozenset({STOCK, GOODS_OUT}),
    "finance": frozenset({MONEY}),
    "sales": frozenset({SELLING}),
    "hr": frozenset({PEOPLE}),
}
"""The subjects a role speaks of; the other roles speak of everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A role given over a part of the enterprise."""

    role: str
    company_id: str | None = None
    department_id: str | None = None
    region_id: str | None = None
    warehouse_id: str | None = None
    project_id: str | None = None

    @property
    def where(self) -> dict[str, str]:
        names = ("company_id", "department_id", "region_id", "warehouse_id", "project_id")
        pairs = ((name, getattr(self, name)) for name in names)
        return {name: value for name, value in pairs if value is not None}

    @property
    def of_things(self) -> bool:
        """Whether it is given over a region, warehouse or project."""
        return bool(self.region_id or self.warehouse_id or self.project_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user and what was given to them."""

    name: str
    person: str | None = None
    given: tuple[Given, ...] = ()


def user(name: str, role: str | None = None, person: str | None = None, **where: str) -> User:
    """A user with one role, or none."""
    return User(name=name, person=person, given=(Given(role=role, **where),) if role else ())


USERS: tuple[User, ...] = (
    user("boss", "executive"),
    user("boss-c1", "executive", company_id="C1"),
    user("boss-d21", "executive", company_id="C2", department_id="D21"),
    user("boss-east", "executive", region_id="RE"),
    user("boss-two", "executive", region_id="RE", company_id="C1"),
    user("head-p1", "department_head", "P1"),
    user("head-d12", "department_head", department_id="D12"),
    user("head-none", "department_head"),
    user("approver", "approver", "P3"),
    user("auditor", "auditor"),
    user("auditor-c2", "auditor", "P5", company_id="C2"),
    user("admin-p4", "administrator", "P4"),
    User(name="admin-boss", given=(Given(role="administrator"), Given(role="executive"))),
    user("buyer", "buyer", "P9"),
    user("buyer-j1", "buyer", project_id="J1"),
    user("keeper-w1", "warehouse", warehouse_id="W1"),
    user("keeper-east", "warehouse", region_id="RE"),
    user("keeper-none", "warehouse"),
    user("finance", "finance"),
    user("finance-c2", "finance", company_id="C2"),
    user("sales-p7", "sales", "P7"),
    user("sales-new", "sales", "P12"),
    user("sales-east", "sales", region_id="RE"),
    user("sales-west", "sales", "P8", region_id="RW"),
    User(name="sales-finance", person="P7", given=(Given(role="sales"), Given(role="finance"))),
    user("hr", "hr"),
    user("hr-d11", "hr", department_id="D11"),
    user("plain", person="P4"),
    user("ghost"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What rights follow, as it is today: who keeps which customer, who acted on which form."""

    customers: Mapping[str, Customer]
    acted: Mapping[str, frozenset[str]]
    """Person → forms they acted on or that wait for them."""


def speaks(given: Given, fact: str) -> bool:
    """Whether a role says anything about a fact."""
    subjects = SPEAKS_OF.get(given.role)
    return subjects is None or bool(subjects & {*SUBJECTS[fact]})


def may_ask(of: User, fact: str, today: Today) -> bool:
    """Whether the user may ask about a fact at all, whatever rows there are."""
    if _administers(of):
        return False
    return of.person is not None or any(
        speaks(given, fact) and reaches(of, given, fact, today) for given in of.given
    )


def visible(of: User, fact: str, row: Row, today: Today) -> bool:
    """Whether the user may see a row of a fact."""
    if _administers(of):
        return False
    return _own(of, fact, row) or any(
        speaks(given, fact) and _given(of, given, fact, row, today) for given in of.given
    )


def may_be_told(of: User, customer: Customer) -> bool:
    """Whether the user may know whom to call at a customer, as one system knows it today."""
    if _administers(of):
        return False
    for given in of.given:
        if given.role == "sales" and of.person is not None and customer.owner == of.person:
            return True
        if given.role == "department_head" and customer.department in _departments(of, given):
            return True
    return False


def may_be_told_some(of: User) -> bool:
    """Whether a role of the user tells of anybody at customers."""
    if _administers(of):
        return False
    return any(
        (given.role == "sales" and of.person is not None)
        or (given.role == "department_head" and bool(_departments(of, given)))
        for given in of.given
    )


def reaches(of: User, given: Given, fact: str, today: Today) -> bool:
    """Whether what was given could let a row through."""
    if given.role == "approver":
        return of.person is not None
    if given.of_things:
        return given.company_id is None and given.department_id is None
    if given.role in {"buyer", "warehouse"}:
        return False
    if given.role == "sales":
        return any(each.owner == of.person for each in today.customers.values() if of.person)
    if given.role == "department_head" or given.department_id:
        return bool(_departments(of, given))
    return True


def masks(of: User, fact: str, today: Today) -> frozenset[str]:
    """What is hidden from a user in a fact; what one role hides no other shows again."""
    found: set[str] = set()
    for given in of.given:
        if given.role == "auditor":
            found.add("person")
        if given.role == "sales" and SELLING in SUBJECTS[fact] and _sells(of, given, today):
            found.add("cost")
        if given.role == "warehouse" and GOODS_OUT in SUBJECTS[fact] and given.of_things:
            found.add("amount")
        by_totals = given.role in {"executive", "department_head", "auditor"}
        if fact == "payroll" and by_totals and reaches(of, given, fact, today):
            found.add("salary")
    return frozenset(found)


def _sells(of: User, given: Given, today: Today) -> bool:
    return of.person is not None or reaches(of, given, "revenue", today)


def _administers(of: User) -> bool:
    return any(given.role == "administrator" for given in of.given)


def _own(of: User, fact: str, row: Row) -> bool:
    owners = OWNED_BY.get(fact, ("owner_id",))
    return of.person is not None and any(row[name] == of.person for name in owners)


def _given(of: User, given: Given, fact: str, row: Row, today: Today) -> bool:
    if not reaches(of, given, fact, today):
        return False
    match given.role:
        case "approver":
            acted = today.acted.get(str(of.person), frozenset())
            return fact in {"approval", "approval_step"} and row["document_id"] in acted
        case "sales" if _keeps(of, row, today):
            return True
        case "buyer" | "warehouse" | "sales":
            return given.of_things and _in_extent(given, row, today)
        case _:
            return _in_part(of, given, row, today)


def _in_part(of: User, given: Given, row: Row, today: Today) -> bool:
    """Whether a row lies in the part of the enterprise that a role was given over."""
    if given.of_things:
        return _in_extent(given, row, today)
    if given.role == "department_head" or given.department_id:
        return row.get("department_id") in _departments(of, given)
    return given.company_id is None or row.get("company_id") == given.company_id


def _in_extent(given: Given, row: Row, today: Today) -> bool:
    if given.warehouse_id and row.get("warehouse_id") == given.warehouse_id:
        return True
    if given.project_id and row.get("project_id") == given.project_id:
        return True
    if not given.region_id:
        return False
    below: set[str | None] = {*BELOW[given.region_id]}
    customer = today.customers.get(str(row.get("customer_id")))
    return (
        row.get("region_id") in below
        or (customer is not None and customer.region in below)
        or (given.role != "sales" and WAREHOUSES.get(str(row.get("warehouse_id"))) in below)
    )


def _keeps(of: User, row: Row, today: Today) -> bool:
    customer = today.customers.get(str(row.get("customer_id")))
    return of.person is not None and customer is not None and customer.owner == of.person


def _departments(of: User, given: Given) -> set[str]:
    roots = {given.department_id} if given.department_id else HEADS.get(str(of.person), set())
    reached = {each for root in roots for each in REACH[str(root)]}
    company = given.company_id
    return {d for d in reached if company is None or DEPARTMENTS[d]["company_id"] == company}
