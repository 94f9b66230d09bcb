"""How much of a term each payment covers, by hand: over the plain rows a user may see."""

from decimal import Decimal

from queries.chain import Chain
from tests.oracle.subjects import rules
from tests.oracle.subjects.chains import Document
from tests.oracle.subjects.rules import User
from tests.oracle.subjects.world import Enterprise

Covers = dict[Document, tuple[Decimal, str]]


def told(chain: Chain) -> Covers:
    """The amounts that a chain tells beside its documents."""
    return {
        (node.type, node.record_id): (node.covers, str(node.currency))
        for node in chain.nodes
        if node.covers is not None
    }


def expected(
    enterprise: Enterprise, user: User, start: Document, wanted: set[Document], pin: int
) -> Covers:
    """Beside documents of the chain that may be seen, from covers that may be seen."""
    if not rules.may_ask(user, "contract_cover", enterprise.today):
        return {}
    found: Covers = {}
    for row in enterprise.rows(user, "contract_cover", pin):
        payment = row["document_type"], row["document_id"]
        term = "contract_term", row["contract_term_id"]
        for near, far in ((payment, term), (term, payment)):
            if start == near and far in wanted and row["covered_gross"] is not None:
                found[far] = row["covered_gross"], row["currency"]
    return found
