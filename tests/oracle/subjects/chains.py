"""Who leads to whom among the documents, by hand: tables for the application, edges for us."""

from collections.abc import Iterable

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
        yield one("contract"), one("contract_term")
        yield one("contract"), one("customer_receipt")
        yield one("contract_term"), ("supplier_invoice", _n("supplier_invoice", number + 2))
        yield one("contract_term"), one("supplier_payment")
        yield one("contract_term"), ("supplier_payment", _n("supplier_payment", number + 2))
        yield one("purchase_request"), one("purchase_order")
        yield one("purchase_order"), one("goods_receipt")
        yield one("purchase_order"), one("supplier_invoice")
        yield one("purchase_order"), ("supplier_invoice", _n("supplier_invoice", number + 1))
        yield one("supplier_invoice"), one("supplier_payment")
        yield one("opportunity"), one("sales_order")
        yield one("opportunity"), one("contract")
        yield one("sales_order"), one("shipment")
        yield one("shipment"), one("customer_invoice")
        yield one("sales_order"), one("customer_invoice")
        yield one("customer_invoice"), one("customer_receipt")
        yield one("customer_invoice"), ("customer_receipt", _n("customer_receipt", number + 1))


Pairs = tuple[tuple[Document, Document], ...]
EDGES: Pairs = tuple(_edges())
BACK: Pairs = tuple(
    (("shipment", _n("shipment", n)), ("stock_move", _n("stock_move", n))) for n in range(CHAINS)
)
"""What is told of where it came from, but of no document as what it led to."""

RULED = {
    ("opportunity", "sales_order"),
    ("opportunity", "contract"),
    ("contract_term", "supplier_payment"),
}
"""What no document names: a number both have, a link that its source calls a rule, and the order in
which terms fall due."""


def chain(start: Document) -> set[Document]:
    """Everything a document came from and everything it led to, itself included."""
    return {start} | _reached(start, EDGES) | _reached(start, _back((*EDGES, *BACK)))


def by_rule(start: Document) -> set[Document]:
    """What of a chain no way of keys alone leads to."""
    sure = tuple((a, b) for a, b in EDGES if (a[0], b[0]) not in RULED)
    before = _reached(start, _back((*sure, *BACK)))
    return chain(start) - {start} - _reached(start, sure) - before


def _back(pairs: Pairs) -> Pairs:
    return tuple((after, before) for before, after in pairs)


def _reached(start: Document, pairs: Pairs) -> set[Document]:
    found, queue = set[Document](), [start]
    while queue:
        current = queue.pop()
        fresh = {after for before, after in pairs if before == current} - found
        found |= fresh
        queue += sorted(fresh)
    return found


def covers(of: list[Row]) -> list[Row]:
    """Rows of covers, the first of them by two payments a chain: to one only the rule leads, the
    other also pays the invoice that names the term."""
    chained = [
        row
        | {"contract_term_id": _n("contract_term", n), "document_type": "supplier_payment"}
        | {"document_id": _n("supplier_payment", n + 2 * (n // CHAINS))}
        for n, row in enumerate(of[: 2 * CHAINS])
    ]
    return [*chained, *of[2 * CHAINS :]]


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
    sent_line = f"HL{n}"
    yield (
        "purchase_requests",
        created
        | {"request_id": one("purchase_request"), "request_line_id": request_line}
        | {"approval_no": approval_no},
    )
    yield "contracts", created | {"contract_id": one("contract"), "approval_no": approval_no}
    yield (
        "contract_terms",
        {"contract_term_id": one("contract_term"), "contract_id": one("contract")},
    )
    yield (
        "supplier_invoices",
        created
        | {"invoice_id": _n("supplier_invoice", n + 2), "contract_term_id": one("contract_term")},
    )
    yield (
        "customer_receipts",
        created | {"receipt_id": one("customer_receipt"), "contract_id": one("contract")},
    )
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
        "document_links",
        {"from_type": "opportunity", "from_id": one("opportunity"), "to_type": "contract"}
        | {"from_source": "erp", "to_source": "erp", "to_id": one("contract")}
        | {"kind": "signed", "confidence": "rule"},
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
        | {"invoice_line_id": f"CL{n}", "shipment_line_id": sent_line},
    )
    for move, kind in ((n, "shipment"), (n + CHAINS, "goods_receipt")):  # no receipt has that line
        yield (
            "stock_moves",
            created
            | {"move_id": f"stock_move-{move}", "document_id": sent_line, "document_type": kind},
        )
    yield (
        "shipments",
        created
        | {"shipment_id": one("shipment"), "shipment_line_id": sent_line}
        | {"order_line_id": order_line},
    )
