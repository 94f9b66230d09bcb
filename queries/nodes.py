"""What a chain says of each of its documents: a number, a day, a state. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from facts.purchase_stage import PASSAGES as PURCHASE_STATIONS
from facts.sales_stage import PASSAGES as SALES_STATIONS
from queries.masking import HIDDEN
from tables.definition import Table

Place = Literal["up", "down", "here"]
Key = tuple[str, str, str]  # type, source, id
Row = Mapping[str, object]

TERM = "contract_term"
NUMBERS: Mapping[str, str] = {
    "approval": "business_no",
    "opportunity": "opportunity_no",
    "contract": "contract_no",
    TERM: "name",
    "purchase_request": "request_no",
    "purchase_order": "po_no",
    "sales_order": "order_no",
    "goods_receipt": "receipt_no",
    "shipment": "shipment_no",
    "supplier_invoice": "invoice_no",
    "customer_invoice": "invoice_no",
    "supplier_payment": "payment_no",
    "customer_receipt": "receipt_no",
}
"""What a document of a type is called by; a row may hold the numbers of others besides."""
DAYS: Mapping[str, str] = {
    "approval": "submitted_on",
    "opportunity": "created_on",
    "contract": "signed_on",
    TERM: "due_on",
    "purchase_request": "requested_on",
    "purchase_order": "ordered_on",
    "sales_order": "ordered_on",
    "goods_receipt": "received_on",
    "shipment": "shipped_on",
    "supplier_invoice": "invoiced_on",
    "customer_invoice": "invoiced_on",
    "supplier_payment": "paid_on",
    "customer_receipt": "received_on",
    "stock_move": "moved_on",
}
"""The day that tells when it was."""
ENTERED = "created_on"
STATES = ("station", "stage", "status")
TERM_COLUMNS = ("is_settled", "is_binding", "has_known_settled", "contract_no")
_PLACES = {
    name: number
    for number, name in enumerate(
        dict.fromkeys([*PURCHASE_STATIONS, *SALES_STATIONS, "done", "cancelled"])
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One document of a chain; `confidence` is that of the weakest link on the surest way to it.

    `covers` is what of the term that a chain is about a payment covers, or what of a term the
    payment it is about; negative where money came back.
    """

    type: str
    source: str
    record_id: str
    number: str | None
    on: str | None
    state: str | None
    confidence: str
    direction: Place
    covers: Decimal | None = None
    currency: str | None = None


def columns_of(kind: str, fact: Table) -> tuple[str, ...]:
    """The columns of a document's fact that its node is told with."""
    own = (NUMBERS.get(kind, ""), DAYS.get(kind, ""), ENTERED)
    names = (*own, *STATES, *(TERM_COLUMNS if kind == TERM else ()))
    return tuple(name for name in dict.fromkeys(names) if name in fact.schema)


def furthest_behind(lines: pl.DataFrame, document: str) -> pl.DataFrame:
    """One line of each document: of lines at several stations one that is at the first of them."""
    if "station" in lines.columns:
        place = pl.col("station").replace_strict(_PLACES, default=len(_PLACES))
        lines = lines.sort(place, maintain_order=True)
    return lines.unique(["source", document], keep="first", maintain_order=True)


def node(row: Row, key: Key, doubt: str, place: Place, today: date) -> Node:
    """The node of a document whose row holds the columns of `columns_of`."""
    is_term = key[0] == TERM
    return Node(
        type=key[0],
        source=key[1],
        record_id=key[2],
        number=_first(row, (NUMBERS.get(key[0], ""), *(("contract_no",) if is_term else ()))),
        on=_first(row, (DAYS.get(key[0], ""), ENTERED)),
        state=term_state(row, today) if is_term else _first(row, STATES),
        confidence=doubt,
        direction=place,
    )


def term_state(row: Row, today: date) -> str:
    """Where a term of a contract stands: settled, void (its contract binds nobody), unknown (what
    was paid of it can't be told), overdue, or not due yet."""
    if row["is_settled"]:
        return "settled"
    if not row["is_binding"]:
        return "void"
    if not row["has_known_settled"]:
        return "unknown"
    due = row["due_on"]
    return "overdue" if isinstance(due, date) and due < today else "not_due"


def _first(row: Row, names: tuple[str, ...]) -> str | None:
    """The first of some columns that tells anything; what is masked tells nothing."""
    told = (row.get(name) for name in names)
    return next((str(value) for value in told if value is not None and value != HIDDEN), None)
