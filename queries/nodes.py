"""What a chain says of each of its documents: a number, a day, a state. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from queries.masking import HIDDEN
from tables.definition import Table

Place = Literal["up", "down", "here"]
Key = tuple[str, str, str]  # type, source, id
Row = Mapping[str, object]

NUMBERS = (
    *("business_no", "po_no", "shipment_no", "order_no", "request_no", "invoice_no", "payment_no"),
    *("receipt_no", "contract_no", "opportunity_no"),
)
DAYS = (
    *("submitted_on", "requested_on", "ordered_on", "signed_on", "shipped_on", "received_on"),
    *("invoiced_on", "paid_on", "due_on", "created_on"),
)
STATES = ("station", "stage", "status")
TERM = "contract_term"
TERM_COLUMNS = ("name", "is_settled", "is_binding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One document of a chain; `confidence` is that of the weakest link on the surest way to it."""

    type: str
    source: str
    record_id: str
    number: str | None
    on: str | None
    state: str | None
    confidence: str
    direction: Place


def columns_of(kind: str, fact: Table) -> tuple[str, ...]:
    """The columns of a document's fact that its node is told with."""
    names = (*NUMBERS, *DAYS, *STATES, *(TERM_COLUMNS if kind == TERM else ()))
    return tuple(name for name in dict.fromkeys(names) if name in fact.schema)


def node(row: Row, key: Key, doubt: str, place: Place, today: date) -> Node:
    """The node of a document whose row holds the columns of `columns_of`."""
    is_term = key[0] == TERM
    return Node(
        type=key[0],
        source=key[1],
        record_id=key[2],
        number=_first(row, ("name", *NUMBERS) if is_term else NUMBERS),
        on=_first(row, DAYS),
        state=term_state(row, today) if is_term else _first(row, STATES),
        confidence=doubt,
        direction=place,
    )


def term_state(row: Row, today: date) -> str:
    """Where a term of a contract stands: settled, void (its contract binds nobody), overdue, or not
    due yet."""
    if row["is_settled"]:
        return "settled"
    if not row["is_binding"]:
        return "void"
    due = row["due_on"]
    return "overdue" if isinstance(due, date) and due < today else "not_due"


def _first(row: Row, names: tuple[str, ...]) -> str | None:
    """The first of some columns that tells anything; what is masked tells nothing."""
    told = (row.get(name) for name in names)
    return next((str(value) for value in told if value is not None and value != HIDDEN), None)
