"""The words of rights: a viewer, rules with reasons, and the scope they add up to."""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal[
    "executive",
    "department_head",
    "approver",
    "auditor",
    "buyer",
    "warehouse",
    "finance",
    "sales",
    "hr",
    "administrator",
]
ROLES: tuple[Role, ...] = get_args(Role)

Rows = Literal["all", "company", "department_subtree", "own", "acted", "extent", "customer_owner"]
Mask = Literal["amount", "person", "salary", "cost", "contact"]
Extents = tuple[tuple[str, frozenset[str]], ...]
"""Columns of a fact, and the ids in them that a viewer may see."""

CUSTOMER_CONTACT = "customer_contact"
"""A subject that is no fact: whom to call at customers, the rows being those of the customers."""

NAMED_ONLY = frozenset({CUSTOMER_CONTACT})
"""Subjects about people outside the group: to allow everything is not to allow these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role given to a person over a part of the enterprise; all null means the role's rule
    decides alone (own documents, everything)."""

    role: Role
    company_id: str | None = None
    department_id: str | None = None
    region_id: str | None = None
    warehouse_id: str | None = None
    project_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who is asking. Built only by `queries.viewer` from stored rights; never from user input."""

    user: str
    name: str
    person_id: str | None
    grants: tuple[Grant, ...]
    rights_version: int
    lang: Literal["zh", "en"] = "zh"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, whatever their extent."""
        return frozenset(grant.role for grant in self.grants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one role may see of one subject, and because of what; a deny beats every allow.

    `masks` of an allow are denies of columns: they hold for everything the viewer sees of the
    subject, also through other roles. `apart` are columns by which a granted region tells nothing.
    """

    name: str
    effect: Literal["allow", "deny"]
    role: Role | Literal["*"]  # "*" is everyone
    subject: str | frozenset[str]  # a fact's name, several, or "*" for all facts
    rows: Rows
    masks: frozenset[Mask] = frozenset()
    apart: frozenset[str] = frozenset()
    because_zh: str
    because_en: str

    def speaks_of(self, subject: str) -> bool:
        """Whether it says anything about a subject."""
        if isinstance(self.subject, frozenset):
            return subject in self.subject
        if self.subject == "*":
            return self.effect == "deny" or subject not in NAMED_ONLY
        return self.subject == subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The rows a viewer may see of one subject; hashable, so it can be part of a cache key.

    A row is visible when nothing denies it and `everything` holds, or its company or department
    is listed, or `person_id` is its applicant or owner (`own`) or acted on it (`acted`), or one of
    `extents` holds its id. Departments are ids on documents: today's subtree plus every predecessor
    that was merged into it.
    """

    subject: str
    everything: bool = False
    companies: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    own: bool = False
    acted: bool = False
    extents: Extents = ()
    person_id: str | None = None
    denied_companies: frozenset[str] = frozenset()
    denied_departments: frozenset[str] = frozenset()
    denied: bool = False  # nothing at all is visible
    masks: frozenset[Mask] = frozenset()
    reasons_zh: tuple[str, ...] = ()
    reasons_en: tuple[str, ...] = ()
