"""The term of a contract that falls due next, or is overdue longest."""

from collections.abc import Iterator, Mapping

import polars as pl

from facts.contract_term import CONTRACT_TERM
from queries.waiting import DONE, SETTLE, Ids, Look, Standing, owners

c = pl.col
NINE_OF_TEN = 0.9
CONTRACTS: Mapping[str, str] = {"contract": "contract_id", "contract_term": "contract_term_id"}


def of_contracts(look: Look, kind: str, ids: Ids) -> Iterator[Standing]:
    """The next open term of contracts, by its due day; nothing of those that bind nobody, or of
    which nobody can tell what was paid."""
    terms = look.rows(CONTRACT_TERM, CONTRACTS[kind], ids, since="due_on").filter(
        "is_binding", "has_known_settled"
    )
    waiting = terms.filter(~c("is_settled")).sort("due_on", "seq", "contract_term_id")
    if waiting.is_empty():
        if not terms.is_empty():
            yield Standing(type=kind, station=DONE, lines=terms.height)
        return
    term = waiting.row(0, named=True)
    days_left = (term["due_on"] - look.today).days
    yield Standing(
        type=kind,
        station=SETTLE,
        lines=waiting.height,
        owners=owners(waiting.head(1), "owner"),
        since=term["due_on"],
        waited=term["waited"] if days_left < 0 else None,
        usual=_usual(look, str(term["kind"])),
        held=term["open_gross"],
        currency=term["currency"],
        term=term["name"],
        days_left=days_left,
    )


def _usual(look: Look, kind: str) -> float | None:
    """The working days after the due day within which nine of ten terms were settled, of those of
    a kind that the viewer may see and that were settled over the last year."""
    first, after = look.year
    rows = look.snapshot.fact(CONTRACT_TERM.name, {"settled_on": (first, after)})
    settled = look.visible(CONTRACT_TERM, rows).filter(
        c("settled_on").is_between(first, after, closed="left"),
        c("kind") == kind,
        ~c("is_test"),
    )
    late = c("due_to_settled_days").quantile(NINE_OF_TEN, "linear")
    return settled.select(late).collect().item()
