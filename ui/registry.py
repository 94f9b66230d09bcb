"""The only list of pages: where each lives, how it is called, and who is offered it.

Being offered a page is a convenience; every read checks rights again.
"""

from dataclasses import dataclass
from typing import Literal

from access.definition import ROLES, Role

Section = Literal[
    "section_business", "section_supply", "section_sales", "section_finance", "section_data"
]
EVERYONE: frozenset[Role] = frozenset(ROLES)
LEADING: frozenset[Role] = frozenset({"executive", "department_head", "auditor"})
MONEY: frozenset[Role] = frozenset({"executive", "department_head", "auditor", "finance"})
BUYING: frozenset[Role] = frozenset({"buyer", *MONEY})
STOCK: frozenset[Role] = frozenset({"executive", "auditor", "warehouse"})
SELLING: frozenset[Role] = frozenset({"sales", *MONEY})
STAFF: frozenset[Role] = frozenset({"hr", *LEADING})
BUSINESS: frozenset[Role] = frozenset(role for role in ROLES if role != "administrator")


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


DESKS: tuple[tuple[str, str, Section, frozenset[Role]], ...] = (
    ("purchasing", "shopping_cart", "section_supply", BUYING),
    ("chain", "conversion_path", "section_supply", BUYING),
    ("inventory", "inventory_2", "section_supply", STOCK),
    ("sales", "storefront", "section_sales", SELLING),
    ("order_to_cash", "local_shipping", "section_sales", SELLING),
    ("pipeline", "filter_alt", "section_sales", SELLING),
    ("receivables", "payments", "section_sales", SELLING),
    ("service", "support_agent", "section_sales", SELLING),
    ("budget", "account_balance_wallet", "section_finance", MONEY),
    ("payables", "request_quote", "section_finance", BUYING),
    ("contracts", "contract", "section_finance", BUYING),
    ("cash", "account_balance", "section_finance", MONEY),
    ("workforce", "groups", "section_finance", STAFF),
    ("agreement", "balance", "section_data", MONEY),
)
"""The desks of the business subjects: address, icon, section, who is offered them."""

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
    *(
        PageSpec(
            url=url,
            module=f"pages.business.{url}",
            title=url,
            icon=f":material/{icon}:",
            section=section,
            roles=roles,
        )
        for url, icon, section, roles in DESKS
    ),
    PageSpec(
        url="record",
        module="pages.chain.record",
        title="record",
        icon=":material/receipt_long:",
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
