"""What the sales order fact promises: one row per order line, from the order to the money."""

import polars as pl

from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import QUANTITY, money

SALES_ORDER = Table(
    name="sales_order",
    key=("source", "order_id", "order_line_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            "source": pl.String,
            "order_id": pl.String,
            "order_line_id": pl.String,
            "order_no": pl.String,
            "line_no": pl.Int64,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "counterparty_company_id": pl.String,
            "owner_id": pl.String,
            "project_id": pl.String,
            "contract_id": pl.String,
            "opportunity_no": pl.String,
            "approval_no": pl.String,
            "sku_id": pl.String,
            "warehouse_id": pl.String,
            "status": pl.String,
            "station": pl.String,  # see sales_station: ship … collect, done; null: not an order
            # days
            "created_on": pl.Date,
            "ordered_on": pl.Date,
            "promised_on": pl.Date,
            "shipped_first_on": pl.Date,
            "shipped_last_on": pl.Date,
            "shipped_complete_on": pl.Date,  # the day all that was ordered had left
            "delivered_first_on": pl.Date,
            "delivered_last_on": pl.Date,
            "delivered_complete_on": pl.Date,  # the day the customer had all of it
            "invoiced_first_on": pl.Date,
            "invoiced_last_on": pl.Date,
            "collected_first_on": pl.Date,
            "collected_last_on": pl.Date,
            "station_since_on": pl.Date,
            "promised_day": pl.Int64,  # days since 1970-01-01: of a line still to be delivered
            "station_since_day": pl.Int64,
            # lags
            "order_to_first_shipped_days": pl.Int64,
            "order_to_first_shipped_calendar_days": pl.Int64,
            "order_to_shipped_days": pl.Int64,  # until complete, as all without "first"
            "order_to_shipped_calendar_days": pl.Int64,
            "shipped_to_delivered_days": pl.Int64,
            "shipped_to_delivered_calendar_days": pl.Int64,
            "order_to_delivered_days": pl.Int64,
            "order_to_delivered_calendar_days": pl.Int64,
            "shipped_to_invoiced_days": pl.Int64,  # until all of it was invoiced
            "shipped_to_invoiced_calendar_days": pl.Int64,
            "invoiced_to_collected_days": pl.Int64,  # until all of it was paid
            "invoiced_to_collected_calendar_days": pl.Int64,
            # quantities, in `unit`
            "unit": pl.String,
            "ordered_quantity": QUANTITY,
            "shipped_quantity": QUANTITY,  # returns not taken off
            "delivered_quantity": QUANTITY,
            "returned_quantity": QUANTITY,
            "invoiced_quantity": QUANTITY,  # credit notes taken off
            # amounts, in `currency`
            "currency": pl.String,
            "amount_net": MONEY,
            "amount_gross": MONEY,
            "invoiced_net": MONEY,
            "invoiced_gross": MONEY,
            "collected_gross": MONEY,
            "held_gross": MONEY,  # of an order: not collected yet
            "booked_currency": pl.String,
            "booked_net": MONEY,
            "booked_gross": MONEY,
            "booked_held_gross": MONEY,
            "cost": MONEY,  # of what was shipped, returns taken off
            "cost_currency": pl.String,
            # flags
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_cancelled": pl.Boolean,
            "is_draft": pl.Boolean,
            "is_order": pl.Boolean,  # neither cancelled nor a draft
            "is_first_line": pl.Boolean,  # one an order, among those that are an order
            "is_first_shipped": pl.Boolean,  # one an order: the line of its first shipment
            "is_shipped": pl.Boolean,  # complete
            "is_delivered": pl.Boolean,  # complete
            "is_partly_shipped": pl.Boolean,
            "is_short_closed": pl.Boolean,  # closed before everything was shipped
            "is_invoiced": pl.Boolean,
            "is_collected": pl.Boolean,
            "has_promise": pl.Boolean,
            "is_on_time": pl.Boolean,  # the customer had all of it by the promised day
            "is_shipped_on_time": pl.Boolean,  # all had left by the promised day
            "has_other_unit": pl.Boolean,  # some shipment can't be compared with the line
            "is_booked": pl.Boolean,  # its amount in the company's currency is known
            "updated_at": UTC_TIME,
        }
    ),
    units=money("amount_net", "amount_gross", "invoiced_net", "invoiced_gross")
    | money("collected_gross", "held_gross")
    | {"booked_net": "booked currency", "booked_gross": "booked currency"}
    | {"booked_held_gross": "booked currency", "cost": "cost_currency"}
    | dict.fromkeys(
        ("ordered_quantity", "shipped_quantity", "delivered_quantity", "returned_quantity"), "unit"
    )
    | {"invoiced_quantity": "unit"},
)
