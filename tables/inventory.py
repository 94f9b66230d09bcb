"""Stock: what the books say, what was counted, what moved."""

import polars as pl

from tables.definition import MONEY, UTC_TIME, Check, Table, columns
from tables.parts import PRICE, QUANTITY, money, named_currency, needs, not_negative

c = pl.col

MOVES = frozenset(
    {"receipt", "issue", "transfer_in", "transfer_out", "adjustment", "return_in", "return_out"}
)

# The books at the close of a day, most often a month's last. A day that has rows lists the whole
# warehouse: what it doesn't list is not there any more.
STOCK_BALANCES = Table(
    name="stock_balances",
    key=("source", "balance_id"),
    partition="balance_on",
    schema=columns(
        balance_id=pl.String,
        balance_on=pl.Date,
        sku_id=pl.String,
        warehouse_id=pl.String,
        location=pl.String,
        lot=pl.String,
        quantity=QUANTITY,
        available=QUANTITY,
        safety_stock=QUANTITY,  # of this warehouse, where it keeps its own
        unit=pl.String,
        amount=MONEY,
        currency=pl.String,
    ),
    required=needs(
        "balance_id", "company_id", "balance_on", "sku_id", "warehouse_id", "quantity", "unit"
    ),
    units=money("amount"),
    checks=(named_currency("amount"),),
)

STOCK_COUNTS = Table(  # one row per record counted: SKU, location and lot
    name="stock_counts",
    key=("source", "count_line_id"),
    partition="created_on",
    schema=columns(
        count_line_id=pl.String,
        count_id=pl.String,
        count_no=pl.String,
        sku_id=pl.String,
        warehouse_id=pl.String,
        location=pl.String,
        lot=pl.String,
        counter_id=pl.String,
        abc_class=pl.String,  # as it was when counted
        book_quantity=QUANTITY,  # frozen when counted
        counted_quantity=QUANTITY,
        unit=pl.String,
        unit_cost=PRICE,
        currency=pl.String,
        created_on=pl.Date,
        counted_at=UTC_TIME,
        is_first=pl.Boolean,  # a recount is not
    ),
    required=needs(
        *("count_line_id", "count_id", "company_id", "created_on", "counted_at", "sku_id"),
        *("warehouse_id", "book_quantity", "counted_quantity", "unit", "is_first"),
    ),
    enums={"abc_class": frozenset({"A", "B", "C"})},
    checks=(
        not_negative("counted_quantity"),
        not_negative("unit_cost"),
        named_currency("unit_cost"),
    ),
)

STOCK_TOLERANCES = Table(  # how far a count may be off the book and still be right
    name="stock_tolerances",
    key=("source", "tolerance_id"),
    # the newest valid_from on or before the day of the count counts; a company's own rule beats one
    # without a company
    schema=columns(
        tolerance_id=pl.String,
        abc_class=pl.String,
        share=pl.Decimal(7, 6),  # of the book quantity: 0.002 for 0.2 %
        valid_from=pl.Date,
    ),
    required=needs("tolerance_id", "abc_class", "share", "valid_from"),
    enums={"abc_class": frozenset({"A", "B", "C"})},
    checks=(Check(reason="share_out_of_range", ok=(c("share") >= 0) & (c("share") <= 1)),),
)

STOCK_MOVES = Table(
    name="stock_moves",
    key=("source", "move_id"),
    partition="created_on",
    schema=columns(
        move_id=pl.String,
        kind=pl.String,
        sku_id=pl.String,
        warehouse_id=pl.String,
        location=pl.String,
        lot=pl.String,
        quantity=QUANTITY,  # what it adds to the stock
        unit=pl.String,
        amount=MONEY,  # at cost, signed alike
        currency=pl.String,
        created_on=pl.Date,
        moved_on=pl.Date,
        document_type=pl.String,  # shipment, goods_receipt …, whose line document_id names
        document_id=pl.String,
    ),
    required=needs(
        *("move_id", "company_id", "kind", "sku_id", "warehouse_id", "quantity", "unit"),
        *("created_on", "moved_on"),
    ),
    enums={"kind": MOVES},
    units=money("amount"),
    checks=(
        named_currency("amount"),
        Check(
            reason="sign_of_kind",
            ok=pl.when(c("kind").is_in(["issue", "transfer_out", "return_out"]))
            .then(c("quantity") <= 0)
            .when(c("kind").is_in(["receipt", "transfer_in", "return_in"]))
            .then(c("quantity") >= 0)
            .otherwise(pl.lit(True)),
        ),
    ),
)

TABLES = (STOCK_BALANCES, STOCK_COUNTS, STOCK_TOLERANCES, STOCK_MOVES)
