"""Which business documents lead to which: edges between documents, read from the tables of a pin.

An edge goes the way the business goes: from the form that allowed it to the order, from the order
to its receipts and invoices, from those to the money.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from queries.frames import Snapshot

c = pl.col
KEY, RULE, AMBIGUOUS = "key", "rule", "ambiguous"
EDGE = ("from_source", "from_id", "to_source", "to_id", "confidence")

End = Literal["from", "to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which edges are wanted: those that begin (`from`) or end (`to`) at documents with these ids.

    Ids are of any source, so more may be found than asked for, never fewer.
    """

    end: End
    ids: frozenset[str]


Edges = Callable[[Snapshot, Sought], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How documents of one type lead to those of another; `edges` have the columns of EDGE."""

    from_type: str
    to_type: str
    edges: Edges


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """Where one end of edges is told: the column of its document, and of the word both ends hold.

    `lines` is a table, or a fact where `is_fact`.
    """

    lines: str
    document: str
    word: str
    is_fact: bool = False

    def rows(
        self, snapshot: Snapshot, end: End, column: str, values: frozenset[str]
    ) -> pl.LazyFrame:
        """(source, id, word) of the lines with one of some values in a column."""
        read = snapshot.fact_where if self.is_fact else snapshot.table_where
        told = read(self.lines, column, values)
        names = {f"{end}_source": "source", f"{end}_id": self.document, "word": self.word}
        return told.select(**{name: c(column) for name, column in names.items()}).drop_nulls()


def _named(table: str, from_column: str, to_column: str) -> Edges:
    """Edges that one table names itself, by ids of its own source."""
    columns: dict[End, str] = {"from": from_column, "to": to_column}

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        rows = snapshot.table_where(table, columns[sought.end], sought.ids)
        return rows.drop_nulls([from_column, to_column]).select(
            from_source="source",
            from_id=from_column,
            to_source="source",
            to_id=to_column,
            confidence=pl.lit(KEY),
        )

    return edges


def _through(table: str, from_column: str, line: str, lines: str, to_column: str) -> Edges:
    """Edges by lines: documents of `lines` name the line of another document's `table`."""
    above = _Side(lines=table, document=from_column, word=line)
    below = _Side(lines=lines, document=to_column, word=line)

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        of_one_source = _meeting(snapshot, above, below, sought).filter(
            c("from_source") == c("to_source")
        )
        return of_one_source.select(*EDGE[:-1], confidence=pl.lit(KEY))

    return edges


def _approved(table: str, to_column: str) -> Edges:
    """Edges from the OA form whose number a document names; a number that several forms have leads
    to all of them, and says so."""
    forms = _Side(lines="approval", document="document_id", word="business_no", is_fact=True)
    named = _Side(lines=table, document=to_column, word="approval_no")

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        joined = _meeting(snapshot, forms, named, sought)
        several = c("from_id").n_unique().over("word") > 1
        doubt = pl.when(several).then(pl.lit(AMBIGUOUS)).otherwise(pl.lit(KEY))
        return joined.select(*EDGE[:-1], confidence=doubt)

    return edges


_OPPORTUNITIES = _Side(lines="opportunities", document="opportunity_id", word="opportunity_no")
_ORDERS = _Side(lines="sales_orders", document="order_id", word="opportunity_no")


def _won(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
    """Edges from an opportunity to the order that names it; the number is all both have."""
    joined = _meeting(snapshot, _OPPORTUNITIES, _ORDERS, sought)
    return joined.select(*EDGE[:-1], confidence=pl.lit(RULE))


def _meeting(snapshot: Snapshot, above: _Side, below: _Side, sought: Sought) -> pl.LazyFrame:
    """All pairs of both sides that hold a word of the sought documents: (from_source, from_id,
    to_source, to_id, word). Of whole tables only what may hold such a word is read."""
    near = above if sought.end == "from" else below
    words = near.rows(snapshot, sought.end, near.document, sought.ids).select("word").unique()
    known = frozenset(words.collect()["word"].to_list())
    return above.rows(snapshot, "from", above.word, known).join(
        below.rows(snapshot, "to", below.word, known), on="word"
    )


RELATIONS: tuple[Relation, ...] = (
    *(
        Relation(from_type="approval", to_type=kind, edges=_approved(table, column))
        for kind, table, column in (
            ("purchase_request", "purchase_requests", "request_id"),
            ("purchase_order", "purchase_orders", "po_id"),
            ("contract", "contracts", "contract_id"),
            ("supplier_payment", "supplier_payments", "payment_id"),
            ("sales_order", "sales_orders", "order_id"),
        )
    ),
    *(
        Relation(from_type="contract", to_type=kind, edges=_named(table, "contract_id", column))
        for kind, table, column in (
            ("purchase_order", "purchase_orders", "po_id"),
            ("sales_order", "sales_orders", "order_id"),
        )
    ),
    Relation(
        from_type="purchase_request",
        to_type="purchase_order",
        edges=_through(
            "purchase_requests", "request_id", "request_line_id", "purchase_order_lines", "po_id"
        ),
    ),
    Relation(
        from_type="purchase_order",
        to_type="goods_receipt",
        edges=_through(
            "purchase_order_lines", "po_id", "po_line_id", "goods_receipts", "receipt_id"
        ),
    ),
    Relation(
        from_type="purchase_order",
        to_type="supplier_invoice",
        edges=_through(
            "purchase_order_lines", "po_id", "po_line_id", "supplier_invoice_lines", "invoice_id"
        ),
    ),
    Relation(
        from_type="supplier_invoice",
        to_type="supplier_payment",
        edges=_named("payment_allocations", "invoice_id", "payment_id"),
    ),
    Relation(from_type="opportunity", to_type="sales_order", edges=_won),
    Relation(
        from_type="sales_order",
        to_type="customer_invoice",
        edges=_through(
            "sales_order_lines",
            "order_id",
            "order_line_id",
            "customer_invoice_lines",
            "invoice_id",
        ),
    ),
    Relation(
        from_type="customer_invoice",
        to_type="customer_receipt",
        edges=_named("receipt_allocations", "invoice_id", "receipt_id"),
    ),
)
ORDER = (
    *("opportunity", "approval", "contract", "purchase_request", "purchase_order", "sales_order"),
    *("goods_receipt", "supplier_invoice", "customer_invoice", "supplier_payment"),
    "customer_receipt",
)
"""Types of documents in the order of the business."""
