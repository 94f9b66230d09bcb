"""The purchase_exception fact: orders that went past their approval, and since when."""

import polars as pl

from facts.days import with_day_numbers
from facts.purchase import RECIPE as PURCHASE_RECIPE
from facts.purchase_lines import purchase_rows
from facts.recipe import Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table

c = pl.col
ORDER = ["source", "po_id"]
UNAPPROVED, OVERPAID = "ordered_not_approved", "paid_over_approved"

PURCHASE_EXCEPTION = Table(
    name="purchase_exception",
    key=("source", "po_id", "exception"),
    cursor=None,
    partition="created_on",  # of the order
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "po_id", "exception", "po_no", "company_id"), pl.String),
            **dict.fromkeys(("calendar_id", "department_id", "supplier_id", "buyer_id"), pl.String),
            **dict.fromkeys(("counterparty_company_id", "project_id", "contract_id"), pl.String),
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            **dict.fromkeys(("approval_no", "approval_source", "approval_id"), pl.String),
            "approval_confidence": pl.String,
            "created_on": pl.Date,
            "opens_on": pl.Date,  # ordered; the last payment
            "closes_on": pl.Date,  # approved after all
            "aged_from_day": pl.Int64,
            "ordered_net": MONEY,  # of the whole order
            "paid_over_approved_gross": MONEY,  # null but on paid_over_approved
            "booked_ordered_net": MONEY,
            "booked_paid_over_approved_gross": MONEY,
            "is_ordered_not_approved": pl.Boolean,
            "is_paid_over_approved": pl.Boolean,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "has_booked_amounts": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "ordered_net": "currency",
        "paid_over_approved_gross": "currency",
        "booked_ordered_net": "booked currency",
        "booked_paid_over_approved_gross": "booked currency",
    },
)


def exception_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The PURCHASE_EXCEPTION fact: one row per order and what it went past."""
    lines = purchase_rows(rows, references)
    orders = _orders(lines)
    found = pl.concat([_unapproved(orders), _overpaid(orders)])
    return with_day_numbers(found, aged_from_day="opens_on").with_columns(
        is_ordered_not_approved=c("exception") == UNAPPROVED,
        is_paid_over_approved=c("exception") == OVERPAID,
        has_booked_amounts=c("booked_ordered_net").is_not_null(),
    )


def _orders(lines: pl.DataFrame) -> pl.DataFrame:
    """Orders with what their lines that are not cancelled come to."""
    sums = lines.group_by(ORDER).agg(
        ordered_net=_known("ordered_net"),
        booked_ordered_net=_known("booked_ordered_net"),
        unapproved=c("was_ordered_unapproved").any(),
        overpaid=c("is_paid_over_approved").any(),
        last_paid_on=c("paid_last_on").max(),
        updated_at=c("updated_at").max(),
    )
    return (
        lines.filter("is_first_line")
        .drop("ordered_net", "booked_ordered_net", "updated_at")
        .join(sums, on=ORDER)
    )


def _known(amount: str) -> pl.Expr:
    """The sum over lines of one currency that aren't cancelled; null where it can't be told."""
    mine = c(amount).filter(~c("is_cancelled"))
    one_currency = c("currency").n_unique() == 1
    return pl.when(mine.is_not_null().all() & one_currency).then(mine.sum())


def _unapproved(orders: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.lit(None, MONEY)
    return orders.filter("unapproved").with_columns(
        exception=pl.lit(UNAPPROVED),
        opens_on="ordered_on",
        closes_on="approved_on",
        paid_over_approved_gross=nothing,
        booked_paid_over_approved_gross=nothing,
    )


def _overpaid(orders: pl.DataFrame) -> pl.DataFrame:
    return orders.filter("overpaid").with_columns(
        exception=pl.lit(OVERPAID),
        opens_on="last_paid_on",
        closes_on=pl.lit(None, pl.Date),
    )


RECIPE = Recipe(
    fact=PURCHASE_EXCEPTION,
    group=PURCHASE_RECIPE.group,
    root=PURCHASE_RECIPE.root,
    parts=PURCHASE_RECIPE.parts,
    build=exception_rows,
    days=("opens_on", "closes_on"),
    owners=("buyer_id",),
    document=PURCHASE_RECIPE.document,
)
