"""What hangs under a contract, on the side of purchases and on that of sales."""

from dataclasses import dataclass

import polars as pl

from facts.purchase_received import RECEIPT_COLUMNS
from facts.recipe import Part
from tables.contracts import CONTRACT_TERMS
from tables.definition import Table
from tables.purchasing import (
    GOODS_RECEIPTS,
    PAYMENT_ALLOCATIONS,
    PURCHASE_ORDER_LINES,
    PURCHASE_ORDERS,
    SUPPLIER_INVOICE_LINES,
    SUPPLIER_INVOICES,
    SUPPLIER_PAYMENTS,
)
from tables.sales import (
    CUSTOMER_INVOICE_LINES,
    CUSTOMER_INVOICES,
    CUSTOMER_RECEIPTS,
    RECEIPT_ALLOCATIONS,
    SALES_ORDER_LINES,
    SALES_ORDERS,
    SHIPMENTS,
)

c = pl.col

_CONTRACT = {"contract_id": "contract_id"}
_LINE = ("quantity", "unit", "price_net", "amount_net", "currency", "is_cancelled", "updated_at")
_INVOICE = ("contract_id", "currency", "amount_gross", "status", "updated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The tables of one side; `paid_on` and `state` are columns of a payment, `made` says that it
    was carried out; `paying` is the type of document that a payment is."""

    orders: Table
    lines: Table
    order: str
    line: str
    invoices: Table
    charges: Table
    payments: Table
    payment: str
    paying: str
    allocations: Table
    paid_on: str
    state: str
    made: pl.Expr

    def money_parts(self) -> tuple[Part, ...]:
        """Invoices and payments that name the contract, and what else was paid on the invoices."""
        money = ("contract_id", "amount", "currency", self.paid_on, self.state, "updated_at")
        return (
            Part(table=self.invoices, columns=_INVOICE, joins=_CONTRACT),
            Part(table=self.payments, columns=money, joins=_CONTRACT),
            Part(
                table=self.allocations,
                columns=(self.payment, "amount", "currency", "allocated_on", "updated_at"),
                joins={"invoice_id": "invoice_id"},
                of=self.invoices.name,
            ),
            Part(
                table=self.payments,
                columns=money,
                joins={self.payment: self.payment},
                of=self.allocations.name,
                name=self.allocated,
            ),
        )

    def goods_parts(self, goods: Part) -> tuple[Part, ...]:
        """Orders that name the contract, their lines and goods, and the invoices over those."""
        return (
            Part(
                table=self.orders,
                columns=("contract_id", "currency", "status", "updated_at"),
                joins=_CONTRACT,
            ),
            Part(
                table=self.lines,
                columns=(*_LINE, self.order),
                joins={self.order: self.order},
                of=self.orders.name,
            ),
            goods,
            Part(
                table=self.charges,
                columns=("invoice_id", "amount_gross", "currency", "updated_at"),
                joins={self.line: self.line},
                of=self.lines.name,
            ),
            Part(
                table=self.invoices,
                columns=_INVOICE,
                joins={"invoice_id": "invoice_id"},
                of=self.charges.name,
                name=self.charging,
            ),
        )

    @property
    def allocated(self) -> str:
        """The part of payments that were allocated to invoices of the contract."""
        return f"allocated_{self.payments.name}"

    @property
    def charging(self) -> str:
        """The part of invoices over orders of the contract."""
        return f"order_{self.invoices.name}"


BUYING = Side(
    orders=PURCHASE_ORDERS,
    lines=PURCHASE_ORDER_LINES,
    order="po_id",
    line="po_line_id",
    invoices=SUPPLIER_INVOICES,
    charges=SUPPLIER_INVOICE_LINES,
    payments=SUPPLIER_PAYMENTS,
    payment="payment_id",
    paying="supplier_payment",
    allocations=PAYMENT_ALLOCATIONS,
    paid_on="paid_on",
    state="status",
    made=c("status") == "paid",
)
SELLING = Side(
    orders=SALES_ORDERS,
    lines=SALES_ORDER_LINES,
    order="order_id",
    line="order_line_id",
    invoices=CUSTOMER_INVOICES,
    charges=CUSTOMER_INVOICE_LINES,
    payments=CUSTOMER_RECEIPTS,
    payment="receipt_id",
    paying="customer_receipt",
    allocations=RECEIPT_ALLOCATIONS,
    paid_on="received_on",
    state="is_cancelled",
    made=~c("is_cancelled").fill_null(value=False),
)

TERMS = Part(
    table=CONTRACT_TERMS,
    columns=("company_id", "seq", "name", "due_on", "amount_gross", "currency", "updated_at"),
    joins=_CONTRACT,
)
MONEY_PARTS = (*BUYING.money_parts(), *SELLING.money_parts())
GOODS_PARTS = (
    *BUYING.goods_parts(
        Part(
            table=GOODS_RECEIPTS,
            columns=RECEIPT_COLUMNS,
            joins={"po_line_id": "po_line_id"},
            of=PURCHASE_ORDER_LINES.name,
        )
    ),
    *SELLING.goods_parts(
        Part(
            table=SHIPMENTS,
            columns=("order_line_id", "quantity", "unit", "is_cancelled", "updated_at"),
            joins={"order_line_id": "order_line_id"},
            of=SALES_ORDER_LINES.name,
        )
    ),
)
