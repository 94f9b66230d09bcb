"""The stock balance fact: what lay where, from each snapshot of the books until the next."""

import polars as pl

from facts.agreed import agreed
from facts.idle import PAIR, dead_spans, issues, with_pieces
from facts.money import with_booked
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.inventory import STOCK_BALANCES, STOCK_MOVES
from tables.masters import SKUS
from tables.parts import QUANTITY

c = pl.col
QUANTITIES = ("quantity", "available", "safety_stock", "shortage")

STOCK_BALANCE = Table(
    name="stock_balance",
    key=(*PAIR, "balance_id", "opens_on"),
    cursor=None,
    partition="opens_on",
    schema=pl.Schema(
        {
            "source": pl.String,
            "warehouse_id": pl.String,
            "sku_id": pl.String,
            "balance_id": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,  # null: a warehouse has its own
            "location": pl.String,
            "lot": pl.String,
            "unit": pl.String,
            "currency": pl.String,
            "booked_currency": pl.String,
            "balance_on": pl.Date,
            "opens_on": pl.Date,
            "closes_on": pl.Date,  # the warehouse's next snapshot, or the day that is_dead turns
            "last_issued_on": pl.Date,  # from this warehouse, as of opens_on
            "quantity": QUANTITY,
            "available": QUANTITY,  # all of it where the source doesn't tell
            "safety_stock": QUANTITY,  # of the SKU in the warehouse, on its first row; else null
            "shortage": QUANTITY,  # what the SKU lacks to it in the warehouse, on its first row
            "amount": MONEY,  # book value
            "booked_amount": MONEY,
            "is_test": pl.Boolean,
            "is_on_hand": pl.Boolean,  # the book holds some
            "is_first_of_sku": pl.Boolean,  # one row per SKU and warehouse at any instant
            "has_safety_stock": pl.Boolean,  # known, and on the first row of the SKU
            "is_below_safety": pl.Boolean,  # of the SKU in the warehouse, on its first row
            "is_dead": pl.Boolean,  # some on hand, nothing issued for 180 days
            "has_amount": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units=dict.fromkeys(QUANTITIES, "unit")
    | {"amount": "currency", "booked_amount": "booked currency of amount"},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """One row per record of a snapshot (SKU, location and lot) and stretch of days."""
    records = _supplied(_lasting(rows), rows)
    moves = rows[STOCK_MOVES.name]
    pieces = with_pieces(records, dead_spans(records, moves))
    return with_booked(_issued(pieces, moves), booked_amount="amount").with_columns(
        department_id=pl.lit(None, pl.String),
        is_on_hand=c("quantity") != 0,
        has_amount=c("amount").is_not_null(),
    )


def _lasting(rows: Rows) -> pl.DataFrame:
    """The records with closes_on: a record that the next snapshot doesn't list is no more."""
    taken = rows["snapshots"].select("source", "warehouse_id", "balance_on").unique()
    ended = taken.sort("balance_on").with_columns(
        closes_on=c("balance_on").shift(-1).over("source", "warehouse_id")
    )
    records = rows[STOCK_BALANCES.name].with_columns(available=pl.coalesce("available", "quantity"))
    return records.join(ended, on=["source", "warehouse_id", "balance_on"], how="left")


def _supplied(records: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """The records with what the SKU lacks in the warehouse, told on its first row only.

    Safety stock is kept per SKU and warehouse, so that it meets the sum over locations and lots.
    """
    snapshot = [*PAIR, "balance_on"]
    usual = (
        rows[SKUS.name]
        .group_by("sku_id")
        .agg(usual=agreed("safety_stock"), usual_unit=agreed("unit"))
    )
    same_unit = c("sku_unit") == c("usual_unit")
    keep = pl.coalesce("own", pl.when(same_unit).then("usual"))
    kept = (
        records.group_by(snapshot)
        .agg(
            sku_available=c("available").sum(),
            sku_unit=agreed("unit"),
            own=c("safety_stock").max(),
            first_id=c("balance_id").min(),
        )
        .join(usual, on="sku_id", how="left")
        .with_columns(keep=pl.when(c("sku_unit").is_not_null()).then(keep))
    )
    is_first = c("balance_id") == c("first_id")
    lacking = pl.max_horizontal(c("keep") - c("sku_available"), pl.lit(0))
    return (
        records.join(kept, on=snapshot, how="left")
        .with_columns(
            is_first_of_sku=is_first,
            safety_stock=pl.when(is_first).then("keep"),
            shortage=pl.when(is_first & c("keep").is_not_null()).then(lacking),
            has_safety_stock=is_first & c("keep").is_not_null(),
        )
        .with_columns(is_below_safety=(c("shortage") > 0).fill_null(value=False))
    )


def _issued(pieces: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """The pieces with last_issued_on."""
    days = issues(moves).with_columns(last_issued_on="issued_on").sort("issued_on")
    return pieces.join_asof(
        days, left_on="opens_on", right_on="issued_on", by=PAIR, check_sortedness=False
    )


RECIPE = Recipe(
    fact=STOCK_BALANCE,
    group=PAIR,
    root=Part(
        table=STOCK_BALANCES,
        columns=(
            *("company_id", "balance_on", "sku_id", "warehouse_id", "location", "lot"),
            *("quantity", "available", "safety_stock", "unit", "amount", "currency"),
            "updated_at",
        ),
    ),
    parts=(
        Part(
            table=STOCK_BALANCES,
            name="snapshots",  # a snapshot ends what the one before said, of every SKU
            joins={"warehouse_id": "warehouse_id"},
            columns=("balance_on",),
        ),
        Part(
            table=STOCK_MOVES,
            joins={"sku_id": "sku_id", "warehouse_id": "warehouse_id"},
            columns=("kind", "moved_on"),
        ),
        Part(table=SKUS, joins={"sku_id": "sku_id"}, columns=("safety_stock", "unit"), across=True),
    ),
    build=build,
    days=("balance_on",),
    document=("stock_balance", "balance_id"),
)
