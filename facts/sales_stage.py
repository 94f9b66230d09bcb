"""The sales_stage fact: each stay of a sales order line at a station, so that what is stuck where
is known at any instant, and how long it usually takes."""

import polars as pl

from facts import stays
from facts.recipe import Recipe, Rows
from facts.references import References
from facts.sales_order import RECIPE as SALES_RECIPE
from facts.sales_order import sales_rows
from facts.stays import Passage
from tables.definition import Table

c = pl.col

SALES_STAGE = Table(
    name="sales_stage",
    key=("source", "order_id", "order_line_id", "station"),
    cursor=None,
    partition="created_on",  # of the order line
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "order_id", "order_line_id"), pl.String),
            "station": pl.String,  # ship, deliver, invoice, collect
            **dict.fromkeys(("order_no", "company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("customer_id", "owner_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "project_id", "contract_id"), pl.String),
            **dict.fromkeys(("sku_id", "warehouse_id"), pl.String),
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            # held: ordered; at deliver what was shipped, at invoice what the customer kept, at
            # collect what was invoiced
            **stays.COLUMNS,
        }
    ),
    units=stays.UNITS,
)

_SENT = pl.when(c("shipped_first_on").is_not_null())  # a service comes to neither of the two
PASSAGES = {
    "ship": Passage(came=c("ordered_on"), left=c("left_on"), held="amount_net"),
    "deliver": Passage(came=_SENT.then("left_on"), left=c("arrived_on"), held="shipped_net"),
    "invoice": Passage(came=_SENT.then("arrived_on"), left=c("charged_on"), held="kept_net"),
    "collect": Passage(came=c("charged_on"), left=c("settled_on"), held="invoiced_net"),
}
"""The stations in their order, and how a line passes each."""


def stage_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The SALES_STAGE fact: one row per order line and station it has come to."""
    lines = sales_rows(rows, references).filter(c("is_order") | c("is_cancelled"))
    return stays.stays(lines, PASSAGES, references)


RECIPE = Recipe(
    fact=SALES_STAGE,
    group=SALES_RECIPE.group,
    root=SALES_RECIPE.root,
    parts=SALES_RECIPE.parts,
    build=stage_rows,
    days=("opens_on", "closes_on"),
    owners=SALES_RECIPE.owners,
    document=SALES_RECIPE.document,
    version=3,
)
