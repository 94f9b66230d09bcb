"""The oracle: what each user may see, by a plain Python filter over the raw documents.

Nothing here knows scopes, rules, facts or stores; reach is written down by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.world import COMPANIES, DEPARTMENTS, Doc

REACH: dict[str, set[str]] = {
    "D1": {"D1", "D11", "D12", "DOLD"},
    "D11": {"D11", "DOLD"},
    "D12": {"D12"},
    "DOLD": {"DOLD"},  # merged into D11, which had its own documents before
    "D2": {"D2", "D21"},
    "D21": {"D21"},
    "DT": {"DT"},
}
HEADS = {"P1": {"D1"}, "P2": {"D11"}, "P3": {"D2"}}
TODAY = {"DOLD": "D11"}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user with one role and its extent."""

    name: str
    role: str | None
    person: str | None = None
    company_id: str | None = None
    department_id: str | None = None

    @property
    def where(self) -> dict[str, str]:
        pairs = (("company_id", self.company_id), ("department_id", self.department_id))
        return {name: value for name, value in pairs if value is not None}


USERS: tuple[User, ...] = (
    User(name="boss", role="executive"),
    User(name="boss-c1", role="executive", company_id="C1"),
    User(name="boss-d2", role="executive", company_id="C2", department_id="D21"),
    User(name="head-p1", role="department_head", person="P1"),
    User(name="head-p2", role="department_head", person="P2"),
    User(name="head-old", role="department_head", person="P6", department_id="DOLD"),
    User(name="head-d12", role="department_head", department_id="D12"),
    User(name="nobody-heads", role="department_head", person="P5"),
    User(name="approver", role="approver", person="P3"),
    User(name="auditor", role="auditor"),
    User(name="auditor-c2", role="auditor", company_id="C2", person="P5"),
    User(name="admin", role="administrator"),
    User(name="admin-p4", role="administrator", person="P4"),
    User(name="plain", role=None, person="P4"),
    User(name="ghost", role=None),
)


def departments(user: User) -> set[str]:
    """The departments a grant reaches."""
    if user.department_id is not None:
        return REACH[user.department_id]
    if user.role != "department_head" or user.person is None:
        return set()
    return {d for root in HEADS.get(user.person, ()) for d in REACH[root]}


def sees_something(user: User) -> bool:
    """Whether the user may ask at all."""
    if user.role == "administrator":
        return False
    if user.role in {"executive", "auditor"} or user.person is not None:
        return True
    return bool(departments(user))


def acted(doc: Doc) -> set[str]:
    """Who acted on a document, or is waited for."""
    people = {doc.applicant}
    if doc.status != "withdrawn" or doc.returned:
        people.add(doc.approver)
    return people


def visible(user: User, doc: Doc, today: Doc | None = None) -> bool:
    """Whether a user may see a document; what they acted on is known as it is `today`."""
    if user.role == "administrator":
        return False
    if user.person is not None and doc.applicant == user.person:
        return True
    if user.role == "approver":
        return user.person in acted(today or doc)
    if user.role == "department_head" or user.department_id is not None:
        return doc.department in departments(user)
    if user.role in {"executive", "auditor"}:
        return user.company_id is None or doc.company == user.company_id
    return False


def masked(user: User) -> bool:
    """Whether people are hidden from the user."""
    return user.role == "auditor"


def submitted(docs: Iterable[Doc], start: date, end: date) -> list[Doc]:
    """Documents of real companies submitted from `start` until before `end`, Shanghai days."""
    return [doc for doc in docs if not COMPANIES[doc.company] and start <= local(doc) < end]


def local(doc: Doc) -> date:
    """The day in Shanghai on which a document was submitted."""
    return (doc.created + timedelta(hours=8)).date()


def today_of(department: str) -> str:
    """The department it is today."""
    assert department in DEPARTMENTS
    return TODAY.get(department, department)
