"""What the agreement fact promises: one row per key and pair of systems that should hold it."""

import polars as pl

from tables.definition import MONEY, UTC_TIME, Table

CUSTOMER, ORDER, CONTRACT, PAYMENT = "customer", "order", "contract", "payment"
ERP, CRM, OA = "erp", "crm", "oa"
OTHER = "other"  # another source of customers

AGREEMENT = Table(
    name="agreement",
    key=("number", "subject", "pair"),
    cursor=None,
    schema=pl.Schema(
        {
            "number": pl.String,  # of the customer, order or contract; of the form of a payment
            "subject": pl.String,  # customer, order, contract, payment
            "pair": pl.String,  # erp-crm, erp-oa; of customers the two sources, or the only one
            "source": pl.String,  # of the side that is shown: the left one where it holds it
            "left_source": pl.String,  # null: the left side doesn't hold it
            "right_source": pl.String,
            "left_id": pl.String,
            "right_id": pl.String,
            "document_type": pl.String,  # of the side that is shown
            "document_id": pl.String,
            "company_id": pl.String,  # null where the systems tell none (a shared customer)
            "calendar_id": pl.String,  # of the company; of the first one where there is none
            "department_id": pl.String,
            "customer_id": pl.String,
            "supplier_id": pl.String,
            "owner_id": pl.String,
            "counterparty_company_id": pl.String,
            "state": pl.String,  # agrees, differs, missing, ambiguous
            "missing_side": pl.String,  # erp, crm, oa; other: no other source has the customer
            "field": pl.String,  # the first that differs
            "fields": pl.String,  # all that differ, in the same order as the values
            "left_value": pl.String,
            "right_value": pl.String,
            "differences": pl.Int64,
            "held_on": pl.Date,  # since when all sides that hold it do; null: nobody says
            "changed_at": UTC_TIME,  # the last change on either side
            "changed_on": pl.Date,
            "opens_on": pl.Date,  # held_on, else changed_on
            "closes_on": pl.Date,  # always null: what agrees again is another state
            "aged_from_day": pl.Int64,  # of opens_on
            "currency": pl.String,
            "amount_gross": MONEY,  # of the side that is shown
            "difference_gross": MONEY,  # right less left, in one currency
            "booked_currency": pl.String,
            "booked_gross": MONEY,
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_void": pl.Boolean,  # a draft or cancelled on a side
            "is_agreeing": pl.Boolean,
            "is_differing": pl.Boolean,
            "is_missing": pl.Boolean,
            "is_ambiguous": pl.Boolean,  # a side holds the number more than once: which is meant?
            "is_key": pl.Boolean,  # one row a key
            "is_comparable": pl.Boolean,  # the key is held by two or more, each once
            "agrees_everywhere": pl.Boolean,  # the key: in all systems that hold it
            "updated_at": UTC_TIME,
        }
    ),
    units={
        "amount_gross": "currency",
        "difference_gross": "currency",
        "booked_gross": "booked currency",
    },
)

FIELDS = (
    *("name", "tax_no", "owner_id", "region_id", "credit_limit", "party", "currency"),
    *("amount_net", "amount_gross", "signed_on", "promised_on"),
)
"""What is compared, in this order, where both sides say something."""
