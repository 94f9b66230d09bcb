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

    def within(self, rows: pl.LazyFrame, **columns: str) -> pl.LazyFrame:
        """The rows whose document at the wanted end is sought; `columns` are its ids by end."""
        wanted = columns.get(self.end)
        return rows if wanted is None else rows.filter(c(wanted).is_in(list(self.ids)))


Edges = Callable[[Snapshot, Sought], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How documents of one type lead to those of another; `edges` have the columns of EDGE."""

    from_type: str
    to_type: str
    edges: Edges


def _named(table: str, from_column: str, to_column: str) -> Edges:
    """Edges that one table names itself, by ids of its own source."""

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        rows = snapshot.table(table).drop_nulls([from_column, to_column])
        return sought.within(rows, **{"from": from_column, "to": to_column}).select(
            from_source="source",
            from_id=from_column,
            to_source="source",
            to_id=to_column,
            confidence=pl.lit(KEY),
        )

    return edges


def _through(table: str, from_column: str, line: str, lines: str, to_column: str) -> Edges:
    """Edges by lines: documents of `lines` name the line of another document's `table`."""

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        above = snapshot.table(table).select("source", line, from_id=from_column)
        below = snapshot.table(lines).select("source", line, to_id=to_column)
        above, below = _meeting(above, below, line, sought)
        joined = above.join(below, on=["source", line])
        return joined.select(
            from_source="source",
            from_id="from_id",
            to_source="source",
            to_id="to_id",
            confidence=pl.lit(KEY),
        )

    return edges


def _approved(table: str, to_column: str) -> Edges:
    """Edges from the OA form whose number a document names; a number that several forms have leads
    to all of them, and says so."""

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        forms = snapshot.fact("approval").select(
            from_source="source", from_id="document_id", approval_no="business_no"
        )
        named = snapshot.table(table).select("approval_no", to_source="source", to_id=to_column)
        forms, named = _meeting(forms, named, "approval_no", sought)
        counted = forms.with_columns(forms=c("from_id").n_unique().over("approval_no"))
        joined = named.join(counted, on="approval_no")
        doubt = pl.when(c("forms") > 1).then(pl.lit(AMBIGUOUS)).otherwise(pl.lit(KEY))
        return joined.select("from_source", "from_id", "to_source", "to_id", confidence=doubt)

    return edges


def _won(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
    """Edges from an opportunity to the order that names it; the number is all both have."""
    found = snapshot.table("opportunities").select(
        from_source="source", from_id="opportunity_id", number="opportunity_no"
    )
    orders = snapshot.table("sales_orders").select(
        to_source="source", to_id="order_id", number="opportunity_no"
    )
    found, orders = _meeting(found, orders, "number", sought)
    joined = found.join(orders, on="number")
    return joined.select("from_source", "from_id", "to_source", "to_id", confidence=pl.lit(RULE))


def _meeting(
    above: pl.LazyFrame, below: pl.LazyFrame, word: str, sought: Sought
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Both sides (with `from_id` and with `to_id`), of the words only that sought documents hold:
    whole tables need never meet."""
    near = above if sought.end == "from" else below
    words = sought.within(near, **{"from": "from_id", "to": "to_id"}).select(word).drop_nulls()
    known = words.unique().collect()[word].to_list()
    return above.filter(c(word).is_in(known)), below.filter(c(word).is_in(known))


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
