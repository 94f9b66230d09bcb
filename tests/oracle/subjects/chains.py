"""Who leads to whom among the documents, by hand: tables for the application, edges for us."""

from collections.abc import Iterable, Mapping

import polars as pl

from tests.oracle.subjects.enterprise import Row
from tests.oracle.subjects.enterprise import frame as table_frame

CHAINS = 8
Document = tuple[str, str]
"""Its type and id."""


def _n(kind: str, number: int) -> str:
    return f"{kind}-{number % CHAINS}"


def _edges() -> Iterable[tuple[Document, Document]]:
    """Every order of a chain is billed with the next one's invoice too: many to many."""
    for number in range(CHAINS):

        def one(kind: str, number: int = number) -> Document:
            return kind, _n(kind, number)

        form = ("approval", f"approval-{number}")
        yield form, one("purchase_request")
        yield form, one("contract")
        yield one("contract"), one("purchase_order")
        yield one("purchase_request"), one("purchase_order")
        yield one("purchase_order"), one("goods_receipt")
        yield one("purchase_order"), one("supplier_invoice")
        yield one("purchase_order"), ("supplier_invoice", _n("supplier_invoice", number + 1))
        yield one("supplier_invoice"), one("supplier_payment")
        yield one("opportunity"), one("sales_order")
        yield one("sales_order"), one("customer_invoice")
        yield one("customer_invoice"), one("customer_receipt")
        yield one("customer_invoice"), ("customer_receipt", _n("customer_receipt", number + 1))


EDGES: tuple[tuple[Document, Document], ...] = tuple(_edges())


def chain(start: Document) -> set[Document]:
    """Everything a document came from and everything it led to, itself included."""
    return {start} | _reached(start, {"down": True}) | _reached(start, {"down": False})


def _reached(start: Document, way: Mapping[str, bool]) -> set[Document]:
    pairs = EDGES if way["down"] else tuple((after, before) for before, after in EDGES)
    found, queue = set[Document](), [start]
    while queue:
        current = queue.pop()
        fresh = {after for before, after in pairs if before == current} - found
        found |= fresh
        queue += sorted(fresh)
    return found


def tables(approvals: list[Row]) -> dict[str, pl.DataFrame]:
    """The canonical rows that say the same."""
    number = {row["document_id"]: row["business_no"] for row in approvals}
    found: dict[str, list[Row]] = {}
    for chain_no in range(CHAINS):
        for name, row in _rows(chain_no, number[f"approval-{chain_no}"]):
            found.setdefault(name, []).append(row)
    return {name: table_frame(name, rows) for name, rows in found.items()}


def _rows(n: int, approval_no: str) -> Iterable[tuple[str, Row]]:
    def one(kind: str) -> str:
        return _n(kind, n)

    day = "2026-01-05"
    created = {"created_on": pl.Series([day]).str.to_date()[0]}
    request_line, po_line, order_line = f"RL{n}", f"PL{n}", f"SL{n}"
    yield (
        "purchase_requests",
        created
        | {"request_id": one("purchase_request"), "request_line_id": request_line}
        | {"approval_no": approval_no},
    )
    yield "contracts", created | {"contract_id": one("contract"), "approval_no": approval_no}
    yield (
        "purchase_orders",
        created | {"po_id": one("purchase_order"), "contract_id": one("contract")},
    )
    yield (
        "purchase_order_lines",
        created
        | {"po_id": one("purchase_order"), "po_line_id": po_line}
        | {"request_line_id": request_line},
    )
    yield (
        "goods_receipts",
        created
        | {"receipt_line_id": f"GL{n}", "receipt_id": one("goods_receipt"), "po_line_id": po_line},
    )
    for invoice in (n, n + 1):
        yield (
            "supplier_invoice_lines",
            created
            | {"invoice_id": _n("supplier_invoice", invoice), "po_line_id": po_line}
            | {"invoice_line_id": f"IL{n}-{invoice}"},
        )
        yield (
            "receipt_allocations",
            created
            | {"receipt_id": _n("customer_receipt", invoice), "allocation_id": f"RA{n}-{invoice}"}
            | {"invoice_id": one("customer_invoice")},
        )
    yield (
        "payment_allocations",
        created
        | {"payment_id": one("supplier_payment"), "invoice_id": one("supplier_invoice")}
        | {"allocation_id": f"PA{n}"},
    )
    yield (
        "opportunities",
        {"opportunity_id": one("opportunity"), "opportunity_no": f"OPP{n}"}
        | {"created_at": pl.Series([day]).str.to_datetime("%Y-%m-%d", time_zone="UTC")[0]},
    )
    yield (
        "sales_orders",
        created | {"order_id": one("sales_order"), "opportunity_no": f"OPP{n}"},
    )
    yield (
        "sales_order_lines",
        created | {"order_id": one("sales_order"), "order_line_id": order_line},
    )
    yield (
        "customer_invoice_lines",
        created
        | {"invoice_id": one("customer_invoice"), "order_line_id": order_line}
        | {"invoice_line_id": f"CL{n}"},
    )
