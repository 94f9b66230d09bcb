"""What of a purchase order line has come, and what of that was refused or sent back."""

import polars as pl

c = pl.col
LINE = ["source", "po_line_id"]

RECEIPT_COLUMNS = (
    *("po_line_id", "quantity", "rejected_quantity", "unit", "received_on", "is_cancelled"),
    "updated_at",
)


def valid_receipts(lines: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """Receipts that were not cancelled, of known lines, with what they mean for the line.

    `lines`: LINE, quantity, unit. Adds delivered, returned and rejected (each >= 0), accepted and
    `has_same_unit`.
    """
    wanted = lines.select(*LINE, ordered="quantity", ordered_unit="unit")
    refused = c("rejected_quantity").fill_null(0)
    return (
        receipts.filter(~c("is_cancelled").fill_null(value=False))
        .join(wanted, on=LINE)
        .with_columns(
            has_same_unit=c("unit") == c("ordered_unit"),
            delivered=c("quantity").clip(lower_bound=0),
            returned=(-c("quantity")).clip(lower_bound=0),
            rejected=pl.when(c("quantity") > 0).then(refused).otherwise(0),
        )
        .with_columns(accepted=c("delivered") - c("rejected"))
    )


def received(lines: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """One row per order line with receipts.

    received_quantity (delivered), rejected_quantity, returned_quantity and kept_quantity are null
    with `has_other_unit` where one of them was measured in another unit than ordered. What was sent
    back is taken to be what was rejected, as far as that goes. received_first_on and _last_on are
    days of deliveries; received_complete_on is the day by which all that was ordered had been
    accepted (what is sent back later doesn't undo that).
    """
    rows = valid_receipts(lines, receipts).sort(*LINE, "received_on", "receipt_line_id")
    so_far = rows.with_columns(accepted_so_far=c("accepted").cum_sum().over(LINE))
    one_unit, came = c("has_same_unit").all(), c("delivered") > 0
    enough = c("accepted_so_far") >= c("ordered")
    lost = pl.max_horizontal(c("rejected").sum(), c("returned").sum())
    return so_far.group_by(LINE).agg(
        has_other_unit=~one_unit,
        received_quantity=pl.when(one_unit).then(c("delivered").sum()),
        rejected_quantity=pl.when(one_unit).then(c("rejected").sum()),
        returned_quantity=pl.when(one_unit).then(c("returned").sum()),
        kept_quantity=pl.when(one_unit).then(c("delivered").sum() - lost),
        received_first_on=c("received_on").filter(came).min(),
        received_last_on=c("received_on").filter(came).max(),
        received_complete_on=pl.when(one_unit).then(c("received_on").filter(enough).min()),
        receipts_updated_at=c("updated_at").max(),
    )
