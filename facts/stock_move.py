"""The stock move fact: what came in and went out, in quantity and at cost."""

import polars as pl

from facts.money import with_booked
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.inventory import STOCK_MOVES
from tables.parts import QUANTITY

c = pl.col
AMOUNTS = ("amount", "issue_amount", "receipt_amount")
BOOKED = tuple(f"booked_{name}" for name in AMOUNTS)

STOCK_MOVE = Table(
    name="stock_move",
    key=("source", "move_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            "source": pl.String,
            "move_id": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,  # null: a warehouse has its own
            "kind": pl.String,
            "sku_id": pl.String,
            "warehouse_id": pl.String,
            "location": pl.String,
            "lot": pl.String,
            "unit": pl.String,
            "currency": pl.String,
            "booked_currency": pl.String,
            "created_on": pl.Date,
            "moved_on": pl.Date,
            "quantity": QUANTITY,  # what it adds to the stock
            "issue_quantity": QUANTITY,  # what an issue takes, positive; 0 for all else
            "receipt_quantity": QUANTITY,
            "amount": MONEY,  # at cost, signed as the quantity
            "issue_amount": MONEY,  # the cost of an issue, positive; 0 for all else
            "receipt_amount": MONEY,
            **dict.fromkeys(BOOKED, MONEY),
            "document_type": pl.String,
            "document_id": pl.String,
            "is_test": pl.Boolean,
            "is_issue": pl.Boolean,
            "is_receipt": pl.Boolean,
            "is_adjustment": pl.Boolean,
            "has_amount": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units=dict.fromkeys(("quantity", "issue_quantity", "receipt_quantity"), "unit")
    | dict.fromkeys(AMOUNTS, "currency")
    | {new: f"booked currency of {of}" for new, of in zip(BOOKED, AMOUNTS, strict=True)},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """One row per stock move."""
    kind = c("kind")
    moves = rows[STOCK_MOVES.name].with_columns(
        department_id=pl.lit(None, pl.String),
        is_issue=kind == "issue",
        is_receipt=kind == "receipt",
        is_adjustment=kind == "adjustment",
        has_amount=c("amount").is_not_null(),
    )
    split = moves.with_columns(
        issue_quantity=_where("is_issue", -c("quantity")),
        receipt_quantity=_where("is_receipt", c("quantity")),
        issue_amount=_where("is_issue", -c("amount")),
        receipt_amount=_where("is_receipt", c("amount")),
    )
    return with_booked(split, **dict(zip(BOOKED, AMOUNTS, strict=True)))


def _where(flag: str, number: pl.Expr) -> pl.Expr:
    """The number where a flag is set, 0 elsewhere; an unknown number stays unknown."""
    return pl.when(flag).then(number).otherwise(pl.lit(0))


RECIPE = Recipe(
    fact=STOCK_MOVE,
    group=("source", "move_id"),
    root=Part(
        table=STOCK_MOVES,
        columns=(
            *("company_id", "kind", "sku_id", "warehouse_id", "location", "lot", "quantity"),
            *("unit", "amount", "currency", "created_on", "moved_on", "document_type"),
            *("document_id", "updated_at"),
        ),
    ),
    build=build,
    days=("moved_on",),
    document=("stock_move", "move_id"),
)
