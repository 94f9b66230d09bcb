"""Every fact by name, and the recipes of those that are built by groups."""

from facts.agreement import RECIPE as AGREEMENT
from facts.backlog import RECIPE as BACKLOG
from facts.budget_cell import RECIPE as BUDGET_CELL
from facts.budget_entry import RECIPE as BUDGET_ENTRY
from facts.cash import RECIPE as CASH
from facts.collection import RECIPE as COLLECTION
from facts.complaint import RECIPE as COMPLAINT
from facts.contract import RECIPE as CONTRACT
from facts.contract_cover import RECIPE as CONTRACT_COVER
from facts.contract_term import RECIPE as CONTRACT_TERM
from facts.definition import APPROVAL, APPROVAL_STEP, CALENDAR_DAY, LEFT_OUT
from facts.disagreement import RECIPE as DISAGREEMENT
from facts.duplicate_invoice import RECIPE as DUPLICATE_INVOICE
from facts.goods_receipt import RECIPE as GOODS_RECEIPT
from facts.headcount import RECIPE as HEADCOUNT
from facts.opportunity import RECIPE as OPPORTUNITY
from facts.opportunity_stage import RECIPE as OPPORTUNITY_STAGE
from facts.payable import RECIPE as PAYABLE
from facts.payroll import RECIPE as PAYROLL
from facts.person_month import RECIPE as PERSON_MONTH
from facts.prepayment import RECIPE as PREPAYMENT
from facts.purchase import RECIPE as PURCHASE
from facts.purchase_exception import RECIPE as PURCHASE_EXCEPTION
from facts.purchase_price import RECIPE as PURCHASE_PRICE
from facts.purchase_request import RECIPE as PURCHASE_REQUEST
from facts.purchase_stage import RECIPE as PURCHASE_STAGE
from facts.receivable import RECIPE as RECEIVABLE
from facts.received_not_invoiced import RECIPE as RECEIVED_NOT_INVOICED
from facts.recipe import Recipe
from facts.revenue import RECIPE as REVENUE
from facts.sales_order import RECIPE as SALES_ORDER
from facts.sales_stage import RECIPE as SALES_STAGE
from facts.shipment import RECIPE as SHIPMENT
from facts.stock_balance import RECIPE as STOCK_BALANCE
from facts.stock_count import RECIPE as STOCK_COUNT
from facts.stock_move import RECIPE as STOCK_MOVE
from facts.supplier_invoice import RECIPE as SUPPLIER_INVOICE
from facts.supplier_payment import RECIPE as SUPPLIER_PAYMENT
from facts.survey import RECIPE as SURVEY
from facts.unapplied_receipt import RECIPE as UNAPPLIED_RECEIPT
from tables.definition import Table

RECIPES: tuple[Recipe, ...] = (
    AGREEMENT,
    BACKLOG,
    BUDGET_CELL,
    BUDGET_ENTRY,
    CASH,
    COLLECTION,
    COMPLAINT,
    CONTRACT,
    CONTRACT_COVER,
    CONTRACT_TERM,
    DISAGREEMENT,
    DUPLICATE_INVOICE,
    GOODS_RECEIPT,
    HEADCOUNT,
    OPPORTUNITY,
    OPPORTUNITY_STAGE,
    PAYABLE,
    PAYROLL,
    PERSON_MONTH,
    PREPAYMENT,
    PURCHASE,
    PURCHASE_EXCEPTION,
    PURCHASE_PRICE,
    PURCHASE_REQUEST,
    PURCHASE_STAGE,
    RECEIVABLE,
    RECEIVED_NOT_INVOICED,
    REVENUE,
    SALES_ORDER,
    SALES_STAGE,
    SHIPMENT,
    STOCK_BALANCE,
    STOCK_COUNT,
    STOCK_MOVE,
    SUPPLIER_INVOICE,
    SUPPLIER_PAYMENT,
    SURVEY,
    UNAPPLIED_RECEIPT,
)

FACTS: dict[str, Table] = {
    fact.name: fact
    for fact in (
        APPROVAL,
        APPROVAL_STEP,
        CALENDAR_DAY,
        LEFT_OUT,
        *(recipe.fact for recipe in RECIPES),
    )
}
