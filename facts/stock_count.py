"""The stock count fact: what was counted, against the book as it was frozen then."""

import polars as pl

from facts.agreed import agreed
from facts.measure import with_dates
from facts.money import EXACT, product, with_booked
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.tolerance import SHARE, with_tolerance
from tables.definition import MONEY, UTC_TIME, Table
from tables.inventory import STOCK_COUNTS, STOCK_TOLERANCES
from tables.masters import SKUS
from tables.parts import PRICE, QUANTITY

c = pl.col
GROUP = ("source", "warehouse_id", "sku_id")
VALUES = ("book_value", "counted_value", "difference_value", "absolute_value", "accurate_value")
BOOKED = tuple(f"booked_{name}" for name in VALUES)
QUANTITIES = (
    *("book_quantity", "counted_quantity", "difference", "absolute_difference"),
    "accurate_quantity",  # book - |difference|: what an accuracy adds up; may be negative
)

STOCK_COUNT = Table(
    name="stock_count",
    key=(*GROUP, "count_line_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            "source": pl.String,
            "warehouse_id": pl.String,
            "sku_id": pl.String,
            "count_line_id": pl.String,
            "count_id": pl.String,
            "count_no": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,  # null: a warehouse has its own
            "location": pl.String,
            "lot": pl.String,
            "counter_id": pl.String,
            "abc_class": pl.String,  # as it was when counted, else the SKU's of today
            "tolerance": SHARE,  # of the book quantity; 0 without a class
            "unit": pl.String,
            "currency": pl.String,
            "booked_currency": pl.String,
            "created_on": pl.Date,
            "counted_at": UTC_TIME,
            "counted_on": pl.Date,
            **dict.fromkeys(QUANTITIES, QUANTITY),  # difference = counted - book
            "unit_cost": PRICE,
            **dict.fromkeys((*VALUES, *BOOKED), MONEY),  # quantities at unit cost; null without
            "is_test": pl.Boolean,
            "is_first": pl.Boolean,  # a recount is not
            "is_first_in_period": pl.Boolean,  # the record's first count of an accounting period
            "is_within_tolerance": pl.Boolean,
            "is_exact": pl.Boolean,
            "is_unbooked": pl.Boolean,  # stock found where the book has none: a miss
            "has_class": pl.Boolean,
            "has_value": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units=dict.fromkeys(QUANTITIES, "unit")
    | dict.fromkeys(VALUES, "currency")
    | {new: f"booked currency of {of}" for new, of in zip(BOOKED, VALUES, strict=True)},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """One row per record counted (SKU, location and lot), recounts as rows of their own."""
    dated = with_dates(_classed(rows), references.clock, counted_on="counted_at")
    rules = pl.concat([rows[STOCK_TOLERANCES.name], rows["sku_tolerances"]]).unique()
    judged = _judged(with_tolerance(dated, rules))
    return _first(_valued(judged), references)


def _classed(rows: Rows) -> pl.DataFrame:
    """The counts with the class of their SKU where they state none."""
    today = rows[SKUS.name].group_by("sku_id").agg(sku_class=agreed("abc_class"))
    return (
        rows[STOCK_COUNTS.name]
        .join(today, on="sku_id", how="left")
        .with_columns(abc_class=pl.coalesce("abc_class", "sku_class"))
    )


def _judged(counts: pl.DataFrame) -> pl.DataFrame:
    difference = c("counted_quantity") - c("book_quantity")
    measured = counts.with_columns(
        difference=difference,
        absolute_difference=difference.abs(),
        accurate_quantity=c("book_quantity") - difference.abs(),
    )
    off, book = (c(n).cast(EXACT) for n in ("absolute_difference", "book_quantity"))
    allowed = c("tolerance").cast(EXACT) * book.abs()
    return measured.with_columns(
        is_within_tolerance=off <= allowed,
        is_exact=c("difference") == 0,
        is_unbooked=(c("book_quantity") == 0) & (c("counted_quantity") != 0),
        has_class=c("abc_class").is_not_null(),
        has_value=c("unit_cost").is_not_null(),
        department_id=pl.lit(None, pl.String),
    )


def _valued(counts: pl.DataFrame) -> pl.DataFrame:
    stated = zip(VALUES[:-1], QUANTITIES[:-1], strict=True)
    at_cost = {value: product(c(quantity), c("unit_cost")) for value, quantity in stated}
    valued = counts.with_columns(**at_cost).with_columns(
        accurate_value=c("book_value") - c("absolute_value")
    )
    return with_booked(valued, **dict(zip(BOOKED, VALUES, strict=True)))


def _first(counts: pl.DataFrame, references: References) -> pl.DataFrame:
    """Marks the first first count of each record in each accounting period: coverage counts it."""
    periods = references.days.select("calendar_id", "accounting", counted_on="day")
    record = (*GROUP, "location", "lot", "accounting", "is_first")
    return (
        counts.join(periods, on=["calendar_id", "counted_on"], how="left")
        .sort("counted_at", "count_line_id")
        .with_columns(is_first_in_period=c("is_first") & (pl.int_range(pl.len()).over(record) == 0))
    )


RECIPE = Recipe(
    fact=STOCK_COUNT,
    group=GROUP,
    root=Part(
        table=STOCK_COUNTS,
        columns=(
            *("count_id", "count_no", "company_id", "sku_id", "warehouse_id", "location", "lot"),
            *("counter_id", "abc_class", "book_quantity", "counted_quantity", "unit"),
            *("unit_cost", "currency", "created_on", "counted_at", "is_first", "updated_at"),
        ),
    ),
    parts=(
        Part(table=SKUS, joins={"sku_id": "sku_id"}, columns=("abc_class",), across=True),
        Part(
            table=STOCK_TOLERANCES,
            joins={"abc_class": "abc_class"},
            columns=("company_id", "share", "valid_from"),
            across=True,
        ),
        Part(
            table=STOCK_TOLERANCES,
            name="sku_tolerances",
            joins={"abc_class": "abc_class"},
            of=SKUS.name,
            columns=("company_id", "share", "valid_from"),
            across=True,
        ),
    ),
    build=build,
    days=("counted_on",),
    owners=("counter_id",),
    document=("stock_count", "count_id"),
)
