"""What of a sales order line left the house, and what of it arrived."""

import polars as pl

from facts.running import running

c = pl.col
LINE = ("source", "order_line_id")


def shipped(lines: pl.DataFrame, shipments: pl.DataFrame) -> pl.DataFrame:
    """One row per order line that anything was shipped of.

    `lines`: source, order_line_id, quantity, unit. Cancelled shipments don't count. Adds
    shipped_quantity, delivered_quantity (of what the customer has) and returned_quantity: null
    with has_other_unit when a shipment measures in another unit than its line; the days of the
    first and last shipment and delivery, and the day each was complete: what was ordered had been
    sent (returns don't undo that); cost with cost_currency: null when unknown or in two currencies.
    """
    return _by_line(_valid(lines, shipments))


def _valid(lines: pl.DataFrame, shipments: pl.DataFrame) -> pl.DataFrame:
    wanted = lines.select(*LINE, ordered="quantity", ordered_unit="unit")
    return (
        shipments.filter(~c("is_cancelled").fill_null(value=False))
        .join(wanted, on=LINE, how="inner")
        .with_columns(
            out=c("quantity") > 0,
            same=c("unit") == c("ordered_unit"),
            sent=c("quantity").clip(lower_bound=0),
            arrived=pl.when(c("delivered_on").is_not_null())
            .then(c("quantity").clip(lower_bound=0))
            .otherwise(0),
        )
        .sort(*LINE, "shipped_on", "shipment_line_id")
        .with_columns(sent_so_far=running(c("sent"), LINE))
        .sort(*LINE, "delivered_on", "shipment_line_id", nulls_last=True)
        .with_columns(arrived_so_far=running(c("arrived"), LINE))
    )


def _by_line(rows: pl.DataFrame) -> pl.DataFrame:
    one_unit = c("same").all()
    known = c("cost").is_not_null().all() & (c("currency").n_unique() == 1)
    return rows.group_by(LINE).agg(
        shipments=c("out").sum(),
        has_other_unit=~one_unit,
        shipped_quantity=pl.when(one_unit).then(c("sent").sum()),
        delivered_quantity=pl.when(one_unit).then(c("arrived").sum()),
        returned_quantity=pl.when(one_unit).then(
            -c("quantity").clip(upper_bound=0).sum(),
        ),
        shipped_first_on=c("shipped_on").filter("out").min(),
        shipped_last_on=c("shipped_on").filter("out").max(),
        delivered_first_on=c("delivered_on").filter("out").min(),
        delivered_last_on=c("delivered_on").filter("out").max(),
        shipped_complete_on=_complete("sent_so_far", "shipped_on", one_unit),
        delivered_complete_on=_complete("arrived_so_far", "delivered_on", one_unit),
        cost=pl.when(known).then(c("cost").sum()),
        cost_currency=pl.when(known).then(c("currency").first()),
        updated_at=c("updated_at").max(),
    )


def _complete(so_far: str, day: str, one_unit: pl.Expr) -> pl.Expr:
    """The first day by which everything ordered had gone, or come."""
    reached = (c(so_far) >= c("ordered")) & c(day).is_not_null()
    return pl.when(one_unit).then(c(day).filter(reached).min())
