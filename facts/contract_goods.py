"""What was delivered under a contract, at the prices of its orders."""

import polars as pl

from facts.contract_parts import BUYING, SELLING, Side
from facts.pricing import worth
from facts.purchase_received import received
from facts.recipe import Rows

c = pl.col
CONTRACT = ["source", "contract_id"]
LIVE = ("open", "closed")


def delivered(rows: Rows) -> pl.DataFrame:
    """What orders of contracts brought: CONTRACT, amount (net; null where it can't be told),
    currency, updated_at; one row per order line that is not cancelled."""
    return pl.concat([_came(rows), _went(rows)])


def _came(rows: Rows) -> pl.DataFrame:
    lines = _lines(rows, BUYING)
    got = received(lines, rows["goods_receipts"]).select(
        "source", "po_line_id", "kept_quantity", "has_other_unit", moved_at="receipts_updated_at"
    )
    return _valued(lines.join(got, on=["source", "po_line_id"], how="left"))


def _went(rows: Rows) -> pl.DataFrame:
    lines = _lines(rows, SELLING)
    units = lines.select("source", "order_line_id", line_unit="unit")
    one_unit = (c("unit") == c("line_unit")).all()
    sent = (
        rows["shipments"]
        .filter(~c("is_cancelled").fill_null(value=False))
        .join(units, on=["source", "order_line_id"])
        .group_by("source", "order_line_id")
        .agg(
            kept_quantity=pl.when(one_unit).then(c("quantity").sum()),
            has_other_unit=~one_unit,
            moved_at=c("updated_at").max(),
        )
    )
    return _valued(lines.join(sent, on=["source", "order_line_id"], how="left"))


def _lines(rows: Rows, side: Side) -> pl.DataFrame:
    live = (
        rows[side.orders.name]
        .filter(c("status").is_in(LIVE))
        .select(
            "source", side.order, "contract_id", order_currency="currency", order_at="updated_at"
        )
    )
    return (
        rows[side.lines.name]
        .filter(~c("is_cancelled").fill_null(value=False))
        .join(live, on=["source", side.order])
        .with_columns(currency=pl.coalesce("currency", "order_currency"))
    )


def _valued(lines: pl.DataFrame) -> pl.DataFrame:
    """A line of which nothing moved brought nothing; one in another unit nobody knows what."""
    moved = pl.when(c("has_other_unit").is_null()).then(0).otherwise("kept_quantity")
    return lines.with_columns(kept=moved).select(
        *CONTRACT,
        worth("kept").alias("amount"),
        "currency",
        pl.max_horizontal("updated_at", "order_at", "moved_at").alias("updated_at"),
    )
