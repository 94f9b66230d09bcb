"""Three-way match: does a supplier charge what was ordered, received, at the agreed price?"""

import polars as pl

from facts.money import product
from facts.pricing import unit_price
from facts.purchase_received import received
from tables.parts import PRICE, QUANTITY

c = pl.col
LINE, INVOICE = ["source", "po_line_id"], ["source", "invoice_id"]
POSTED = ("open", "paid")

PRICE_TOLERANCE = pl.lit("0.02").cast(PRICE)
"""A price may be this part above or below the order's."""
QUANTITY_TOLERANCE = pl.lit("0.02").cast(QUANTITY)
"""All that is charged may be this part above what was received and kept."""
ROUNDING = pl.lit("0.005").cast(PRICE)  # half a cent a unit: prices may be rounded

FLAGS = ("names_order", "has_other_unit", "has_price_difference", "has_quantity_difference")


def matched_lines(
    charged: pl.DataFrame,
    ordered: pl.DataFrame,
    receipts: pl.DataFrame,
    every: pl.DataFrame,
    invoices: pl.DataFrame,
) -> pl.DataFrame:
    """Each line of some invoices with `FLAGS`, price_difference_net and quantity_difference_net.

    `ordered` are the order lines they name (with `currency`), `every` all lines that charge those,
    and `invoices` the documents of `every`: earlier charges use up what was received. Differences
    are signed: what the supplier charges beyond the order's price, and beyond what was kept.
    """
    kept = received(ordered, receipts).select(*LINE, "kept_quantity", "receipts_updated_at")
    terms = ordered.select(
        *LINE,
        order_unit="unit",
        order_currency="currency",
        order_price=unit_price(),
    ).join(kept, on=LINE, how="left")
    reached = _reached(every, invoices)
    joined = charged.join(terms, on=LINE, how="left").join(
        reached, on=["source", "invoice_line_id"], how="left"
    )
    return _judged(joined.with_columns(names_order=c("order_unit").is_not_null()))


def _reached(every: pl.DataFrame, invoices: pl.DataFrame) -> pl.DataFrame:
    """How much of an order line was charged up to and including each invoice line."""
    posted = invoices.filter(c("status").is_in(POSTED)).select(
        *INVOICE, "invoiced_on", invoice_updated_at="updated_at"
    )
    rows = every.unique(["source", "invoice_line_id"]).join(posted, on=INVOICE)
    ordered = rows.sort(*LINE, "invoiced_on", "invoice_id", "invoice_line_id")
    return ordered.select(
        "source",
        "invoice_line_id",
        charged_so_far=c("quantity").fill_null(0).cum_sum().over(LINE),
        charges_updated_at=pl.max_horizontal("updated_at", "invoice_updated_at").max().over(LINE),
    )


def _judged(lines: pl.DataFrame) -> pl.DataFrame:
    price = unit_price()
    comparable = (c("currency") == c("order_currency")) & price.is_not_null()
    apart = price - c("order_price")
    allowed = c("order_price") * PRICE_TOLERANCE + ROUNDING
    kept = c("kept_quantity").fill_null(0)
    own_unit = (c("unit") == c("order_unit")).fill_null(value=False)
    over = (c("charged_so_far") - kept).clip(lower_bound=0)
    over_here = pl.min_horizontal(over, c("quantity"))
    judged = lines.with_columns(
        has_other_unit=c("names_order") & ~own_unit,
        has_price_difference=c("names_order")
        & ~(comparable & (apart.abs() <= allowed)).fill_null(value=False),
        has_quantity_difference=c("names_order")
        & (~own_unit | (c("charged_so_far") > kept + kept * QUANTITY_TOLERANCE)).fill_null(
            value=True
        ),
    )
    return judged.with_columns(
        price_difference_net=pl.when(comparable).then(product(apart, c("quantity"))),
        quantity_difference_net=pl.when(own_unit).then(product(over_here, c("order_price"))),
    )


def matched_invoices(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per invoice of `matched_lines`: how many lines, which of them match, and the sums.

    `is_matched`: every line names an order and is within both tolerances; `mismatch` says what
    stands against it first (no_order, unit, price, quantity).
    """
    any_of = {flag: c(flag).any() for flag in FLAGS[1:]}
    judged = lines.group_by(INVOICE).agg(
        lines=pl.len().cast(pl.Int64),
        has_order=c("names_order").any(),
        has_line_without_order=(~c("names_order")).any(),
        price_difference_net=c("price_difference_net").sum(),
        quantity_difference_net=c("quantity_difference_net").sum(),
        lines_updated_at=pl.max_horizontal(
            "updated_at", "receipts_updated_at", "charges_updated_at"
        ).max(),
        **any_of,
    )
    against = (
        pl.when("has_line_without_order")
        .then(pl.lit("no_order"))
        .when("has_other_unit")
        .then(pl.lit("unit"))
        .when("has_price_difference")
        .then(pl.lit("price"))
        .when("has_quantity_difference")
        .then(pl.lit("quantity"))
    )
    return judged.with_columns(mismatch=against, is_matched=against.is_null())
