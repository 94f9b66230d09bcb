"""The only list of pages: where each lives, how it is called, and who is offered it.

Being offered a page is a convenience; every read checks rights again.
"""

from dataclasses import dataclass
from typing import Literal

from access.definition import Role

Section = Literal["section_business", "section_data"]
BUSINESS: frozenset[Role] = frozenset({"executive", "department_head", "approver", "auditor"})
EVERYONE: frozenset[Role] = frozenset(
    {"executive", "department_head", "approver", "auditor", "administrator"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpec:
    """One page: `module` defines `render(desk)`; `title` and `section` are words of ui.words."""

    url: str
    module: str
    title: str
    icon: str
    section: Section
    roles: frozenset[Role]
    listed: bool = True


PAGES: tuple[PageSpec, ...] = (
    PageSpec(
        url="overview",
        module="pages.home.overview",
        title="overview",
        icon=":material/space_dashboard:",
        section="section_business",
        roles=BUSINESS,
    ),
    PageSpec(
        url="approvals",
        module="pages.approvals.desk",
        title="approvals",
        icon=":material/approval:",
        section="section_business",
        roles=BUSINESS,
    ),
    PageSpec(
        url="document",
        module="pages.approvals.document",
        title="document",
        icon=":material/description:",
        section="section_business",
        roles=BUSINESS,
        listed=False,
    ),
    PageSpec(
        url="data",
        module="pages.data.state",
        title="data_state",
        icon=":material/database:",
        section="section_data",
        roles=EVERYONE,
    ),
)


def offered(roles: frozenset[Role]) -> tuple[PageSpec, ...]:
    """The pages a person with `roles` is offered, in menu order."""
    return tuple(page for page in PAGES if page.roles & roles)
