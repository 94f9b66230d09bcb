"""Which business documents lead to which, in the way the business goes: from the form that allowed
it to the order, from the order to its goods and invoices, from those to the money.
"""

from dataclasses import dataclass

from queries.edges import Edges, approved, covered, moved, named, through, won

BUYING, SELLING = "purchase", "sales"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How documents of one type lead to those of another; `edges` have the columns of EDGE.

    `side` (purchase, sales) says which contracts alone lead to such documents. What is followed
    `back_only` is told of where one comes from it: each line of goods moved is one more, so nobody
    else looks for it.
    """

    from_type: str
    to_type: str
    edges: Edges
    side: str = ""
    back_only: bool = False


RELATIONS: tuple[Relation, ...] = (
    *(
        Relation(from_type="approval", to_type=kind, edges=approved(table, column))
        for kind, table, column in (
            ("purchase_request", "purchase_requests", "request_id"),
            ("purchase_order", "purchase_orders", "po_id"),
            ("contract", "contracts", "contract_id"),
            ("supplier_payment", "supplier_payments", "payment_id"),
            ("sales_order", "sales_orders", "order_id"),
        )
    ),
    *(
        Relation(
            from_type="contract",
            to_type=kind,
            edges=named(table, "contract_id", column),
            side=side,
        )
        for kind, table, column, side in (
            ("contract_term", "contract_terms", "contract_term_id", ""),
            ("purchase_order", "purchase_orders", "po_id", BUYING),
            ("sales_order", "sales_orders", "order_id", SELLING),
            ("supplier_invoice", "supplier_invoices", "invoice_id", BUYING),
            ("customer_invoice", "customer_invoices", "invoice_id", SELLING),
            ("supplier_payment", "supplier_payments", "payment_id", BUYING),
            ("customer_receipt", "customer_receipts", "receipt_id", SELLING),
        )
    ),
    *(
        Relation(
            from_type="contract_term",
            to_type=kind,
            edges=named(table, "contract_term_id", "invoice_id"),
            side=side,
        )
        for kind, table, side in (
            ("supplier_invoice", "supplier_invoices", BUYING),
            ("customer_invoice", "customer_invoices", SELLING),
        )
    ),
    *(
        Relation(from_type="contract_term", to_type=kind, edges=covered(kind), side=side)
        for kind, side in (("supplier_payment", BUYING), ("customer_receipt", SELLING))
    ),
    Relation(
        from_type="purchase_request",
        to_type="purchase_order",
        edges=through(
            "purchase_requests", "request_id", "request_line_id", "purchase_order_lines", "po_id"
        ),
    ),
    Relation(
        from_type="purchase_order",
        to_type="goods_receipt",
        edges=through(
            "purchase_order_lines", "po_id", "po_line_id", "goods_receipts", "receipt_id"
        ),
    ),
    Relation(
        from_type="purchase_order",
        to_type="supplier_invoice",
        edges=through(
            "purchase_order_lines", "po_id", "po_line_id", "supplier_invoice_lines", "invoice_id"
        ),
    ),
    Relation(
        from_type="supplier_invoice",
        to_type="supplier_payment",
        edges=named("payment_allocations", "invoice_id", "payment_id"),
    ),
    Relation(from_type="opportunity", to_type="sales_order", edges=won),
    Relation(
        from_type="sales_order",
        to_type="shipment",
        edges=through("sales_order_lines", "order_id", "order_line_id", "shipments", "shipment_id"),
    ),
    Relation(
        from_type="shipment",
        to_type="customer_invoice",
        edges=through(
            "shipments", "shipment_id", "shipment_line_id", "customer_invoice_lines", "invoice_id"
        ),
    ),
    Relation(
        from_type="sales_order",
        to_type="customer_invoice",
        edges=through(
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
        edges=named("receipt_allocations", "invoice_id", "receipt_id"),
    ),
    Relation(
        from_type="goods_receipt",
        to_type="stock_move",
        edges=moved("goods_receipt", "goods_receipts", "receipt_id", "receipt_line_id"),
        back_only=True,
    ),
    Relation(
        from_type="shipment",
        to_type="stock_move",
        edges=moved("shipment", "shipments", "shipment_id", "shipment_line_id"),
        back_only=True,
    ),
)
ORDER = (
    *("opportunity", "approval", "contract", "contract_term", "purchase_request"),
    *("purchase_order", "sales_order", "goods_receipt", "shipment", "supplier_invoice"),
    *("customer_invoice", "supplier_payment", "customer_receipt", "stock_move"),
)
"""Types of documents in the order of the business."""
