"""The purchase_request fact: one row per line of a request, until it is ordered."""

import polars as pl

from facts.approval_match import APPROVAL_PART, with_approval
from facts.approval_match import COLUMNS as APPROVAL_COLUMNS
from facts.days import with_day_numbers, with_lags
from facts.money import with_booked
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import QUANTITY, RATE
from tables.purchasing import PURCHASE_ORDER_LINES, PURCHASE_ORDERS, PURCHASE_REQUESTS

c = pl.col
LINE = ["source", "request_line_id"]

PURCHASE_REQUEST = Table(
    name="purchase_request",
    key=("source", "request_line_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "request_line_id", "request_id", "request_no"), pl.String),
            **dict.fromkeys(("company_id", "calendar_id", "department_id"), pl.String),
            **dict.fromkeys(("applicant_id", "project_id", "sku_id", "description"), pl.String),
            **dict.fromkeys(("unit", "currency", "status"), pl.String),
            **APPROVAL_COLUMNS,
            "created_on": pl.Date,
            "requested_on": pl.Date,
            "needed_on": pl.Date,
            "ordered_first_on": pl.Date,
            "ordered_complete_on": pl.Date,  # all of its quantity had been ordered
            # waiting to be ordered: from approval (inclusive) until ordered whole (exclusive)
            "opens_on": pl.Date,
            "closes_on": pl.Date,
            "aged_from_day": pl.Int64,  # of the approval
            "request_to_approval_days": pl.Int64,
            "request_to_approval_calendar_days": pl.Int64,
            "approval_to_order_days": pl.Int64,
            "approval_to_order_calendar_days": pl.Int64,
            "quantity": QUANTITY,
            "ordered_quantity": QUANTITY,  # null with has_other_unit
            "amount_net": MONEY,
            "open_net": MONEY,  # of what is not ordered, in proportion to the quantity
            "booked_currency": pl.String,
            "booked_open_net": MONEY,  # a request has no rate: null in another currency
            "held_net": MONEY,  # what it waits for; once it waits no more, what it waited for
            "booked_held_net": MONEY,
            "orders": pl.Int64,
            # flags, never null
            **dict.fromkeys(
                (
                    *("is_test", "is_cancelled", "is_draft", "is_ordered"),
                    "is_ordered_whole",  # or closed: nothing more will be ordered
                    "is_approved_not_ordered",  # waits now
                    "was_approved_to_order",  # approved and not cancelled: waits or has waited
                    "has_other_unit",  # ordered in another unit: how much can't be told
                    "has_booked_amounts",
                ),
                pl.Boolean,
            ),
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "amount_net": "currency",
        "open_net": "currency",
        "booked_open_net": "booked currency",
        "held_net": "currency",
        "booked_held_net": "booked currency",
        "quantity": "unit",
        "ordered_quantity": "unit",
        "approved_gross": "approved_currency",
    },
)


def request_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The PURCHASE_REQUEST fact of some requests, their approvals and orders."""
    requests = with_approval(rows["purchase_requests"], rows["approvals"], references)
    ordered = _ordered(requests, rows["purchase_order_lines"], rows["purchase_orders"])
    told = _complete(requests.join(ordered, on=LINE, how="left"))
    lagged = with_lags(
        _flags(told),
        references,
        request_to_approval=("requested_on", "approved_on"),
        approval_to_order=("approved_on", "ordered_first_on"),
    )
    aged = with_day_numbers(lagged, aged_from_day="opens_on")
    rate = pl.lit(None, RATE).alias("exchange_rate")
    return with_booked(
        aged.with_columns(rate), booked_open_net="open_net", booked_held_net="held_net"
    ).with_columns(
        has_booked_amounts=c("booked_open_net").is_not_null(),
        updated_at=pl.max_horizontal("updated_at", "approval_updated_at", "orders_updated_at"),
    )


def _ordered(requests: pl.DataFrame, lines: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """What of each request line was ordered, by orders that were neither drafts nor cancelled."""
    wanted = requests.select(*LINE, wanted="quantity", wanted_unit="unit")
    live = orders.filter(~c("status").is_in(["draft", "cancelled"])).select(
        "source", "po_id", "ordered_on", order_updated_at="updated_at"
    )
    rows = (
        lines.filter(~c("is_cancelled").fill_null(value=False))
        .join(live, on=["source", "po_id"])
        .join(wanted, on=LINE)
        .sort(*LINE, "ordered_on", "po_line_id")
        .with_columns(so_far=c("quantity").cum_sum().over(LINE))
    )
    one_unit = (c("unit") == c("wanted_unit")).fill_null(value=False).all()
    return rows.group_by(LINE).agg(
        has_other_unit=~one_unit & c("wanted").is_not_null().all(),
        ordered_quantity=pl.when(one_unit).then(c("quantity").sum()),
        ordered_first_on=c("ordered_on").min(),
        ordered_last_on=c("ordered_on").max(),
        ordered_complete_on=pl.when(one_unit).then(
            c("ordered_on").filter(c("so_far") >= c("wanted")).min()
        ),
        orders=c("po_id").n_unique().cast(pl.Int64),
        orders_updated_at=pl.max_horizontal("updated_at", "order_updated_at").max(),
    )


def _complete(requests: pl.DataFrame) -> pl.DataFrame:
    """A request without a quantity, or ordered in another unit, is ordered whole at once; one that
    was closed waits no more after its last order."""
    at_once = pl.when(c("quantity").is_null() | c("has_other_unit")).then("ordered_first_on")
    closed = pl.when(c("status") == "closed").then("ordered_last_on")
    complete = pl.coalesce("ordered_complete_on", at_once, closed)
    untouched = c("orders").is_null()
    return requests.with_columns(
        orders=c("orders").fill_null(0),
        has_other_unit=c("has_other_unit").fill_null(value=False),
        ordered_complete_on=complete,
        ordered_quantity=pl.when(untouched).then(0).otherwise("ordered_quantity"),
        is_ordered=~untouched,
        is_ordered_whole=complete.is_not_null() | (c("status") == "closed"),
        is_cancelled=c("status") == "cancelled",
        is_draft=c("status") == "draft",
    )


def _flags(requests: pl.DataFrame) -> pl.DataFrame:
    waited = c("is_approved") & ~c("is_cancelled") & ~c("is_draft")
    waits = waited & ~c("is_ordered_whole")
    closed_unordered = (c("status") == "closed") & c("ordered_complete_on").is_null()
    counted = waited & ~closed_unordered  # since when it waits no more, nobody says
    exact = pl.Decimal(38, 10)
    missing = (c("quantity") - c("ordered_quantity")).clip(lower_bound=0).cast(exact)
    share = pl.when(c("quantity") > 0).then(missing / c("quantity").cast(exact))
    rest = (c("amount_net").cast(exact) * share).round(2, mode="half_to_even").cast(MONEY)
    nothing = pl.lit(0).cast(MONEY)
    told = requests.with_columns(
        is_approved_not_ordered=waits,
        was_approved_to_order=counted,
        opens_on=pl.when(counted).then("approved_on"),
        closes_on=pl.when(counted).then("ordered_complete_on"),
        open_net=pl.when(c("is_ordered_whole") | c("is_cancelled"))
        .then(nothing)
        .when(c("orders") == 0)
        .then("amount_net")
        .otherwise(rest),
    )
    return told.with_columns(held_net=pl.when(waits).then("open_net").otherwise("amount_net"))


RECIPE = Recipe(
    fact=PURCHASE_REQUEST,
    group=("source", "request_line_id"),
    root=Part(
        table=PURCHASE_REQUESTS,
        columns=(
            *("company_id", "request_id", "request_no", "department_id", "applicant_id"),
            *("project_id", "sku_id", "description", "quantity", "unit", "amount_net", "currency"),
            *("created_on", "requested_on", "needed_on", "status", "approval_no", "updated_at"),
        ),
    ),
    parts=(
        APPROVAL_PART,
        Part(
            table=PURCHASE_ORDER_LINES,
            columns=("po_id", "quantity", "unit", "is_cancelled", "updated_at"),
            joins={"request_line_id": "request_line_id"},
        ),
        Part(
            table=PURCHASE_ORDERS,
            columns=("ordered_on", "status", "updated_at"),
            joins={"po_id": "po_id"},
            of=PURCHASE_ORDER_LINES.name,
        ),
    ),
    build=request_rows,
    days=("created_on", "requested_on", "approved_on", "ordered_first_on", "ordered_complete_on"),
    owners=("applicant_id",),
    document=("purchase_request", "request_id"),
)
