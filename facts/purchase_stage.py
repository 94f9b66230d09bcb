"""The purchase_stage fact: each stay of an order line at a station, so that what is stuck where is
known at any instant, and how long it usually takes."""

import polars as pl

from facts import stays
from facts.purchase import RECIPE as PURCHASE_RECIPE
from facts.purchase_lines import purchase_rows
from facts.recipe import Recipe, Rows
from facts.references import References
from facts.stays import Passage
from tables.definition import Table

c = pl.col

PURCHASE_STAGE = Table(
    name="purchase_stage",
    key=("source", "po_id", "po_line_id", "station"),
    cursor=None,
    partition="created_on",  # of the order
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "po_id", "po_line_id"), pl.String),
            "station": pl.String,  # approve, order, receive, invoice, pay
            **dict.fromkeys(("po_no", "company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("supplier_id", "buyer_id", "applicant_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "project_id", "contract_id"), pl.String),
            **dict.fromkeys(("sku_id", "warehouse_id"), pl.String),
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            # held: ordered; at invoice what was kept, at pay what was charged
            **stays.COLUMNS,
        }
    ),
    units=stays.UNITS,
)


_CAME = pl.coalesce("received_complete_on", "received_last_on")
_APPROVED = pl.when("needs_approval").then("approved_on").otherwise("created_on")
_LEFT = pl.when("needs_approval").then(pl.min_horizontal("approved_on", "ordered_on"))
PASSAGES = {
    "approve": Passage(came=c("created_on"), left=_LEFT, held="ordered_net"),
    "order": Passage(came=_APPROVED, left=c("ordered_on"), held="ordered_net"),
    "receive": Passage(came=c("ordered_on"), left=_CAME, held="ordered_net"),
    "invoice": Passage(came=_CAME, left=c("invoiced_complete_on"), held="kept_net"),
    "pay": Passage(came=c("invoiced_complete_on"), left=c("paid_complete_on"), held="invoiced_net"),
}
"""The stations in their order, and how a line passes each."""


def stage_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The PURCHASE_STAGE fact: one row per order line and station it has come to."""
    return stays.stays(purchase_rows(rows, references), PASSAGES, references)


RECIPE = Recipe(
    fact=PURCHASE_STAGE,
    group=PURCHASE_RECIPE.group,
    root=PURCHASE_RECIPE.root,
    parts=PURCHASE_RECIPE.parts,
    build=stage_rows,
    days=("opens_on", "closes_on"),
    owners=PURCHASE_RECIPE.owners,
    document=PURCHASE_RECIPE.document,
)
