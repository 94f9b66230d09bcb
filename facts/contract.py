"""The contract fact: one row per contract, with what was delivered, invoiced and paid under it."""

import polars as pl

from facts.approval_match import APPROVAL_PART, with_approval
from facts.approval_match import COLUMNS as APPROVAL_COLUMNS
from facts.contract_closing import NEXT_DAY, with_closing
from facts.contract_goods import delivered
from facts.contract_money import invoiced, settled, total
from facts.contract_parts import GOODS_PARTS, MONEY_PARTS, TERMS
from facts.days import with_day_numbers
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from tables.contracts import CONTRACTS
from tables.definition import MONEY, UTC_TIME, Table

c = pl.col
CONTRACT_KEY = ["source", "contract_id"]
CHARGED = ("delivered_net", "invoiced_gross", "settled_gross")
_AMOUNTS = ("amount_net", "amount_gross", *CHARGED)

CONTRACT = Table(
    name="contract",
    key=("source", "contract_id"),
    cursor=None,
    partition="created_on",
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "contract_id", "contract_no", "name"), pl.String),
            **dict.fromkeys(("kind", "status", "company_id", "calendar_id"), pl.String),
            **dict.fromkeys(("department_id", "owner_id", "project_id"), pl.String),
            **dict.fromkeys(("supplier_id", "customer_id"), pl.String),
            "counterparty_company_id": pl.String,
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            **APPROVAL_COLUMNS,
            "created_on": pl.Date,
            "signed_on": pl.Date,
            "starts_on": pl.Date,
            "ends_on": pl.Date,
            "closed_on": pl.Date,  # completed or terminated, as its source tells
            "opens_on": pl.Date,  # in force: from its first day (inclusive)
            "closes_on": pl.Date,  # from this day no more; null: without end
            "aged_from_day": pl.Int64,  # signed
            "ends_day": pl.Int64,
            **dict.fromkeys(_AMOUNTS, MONEY),
            "planned_gross": MONEY,  # the sum of its terms; null without any
            "oa_difference_gross": MONEY,  # the ERP's amount less the OA form's
            **{f"booked_{name}": MONEY for name in _AMOUNTS},
            # flags, never null
            **dict.fromkeys(
                (
                    *("is_test", "is_intercompany", "is_purchase", "is_sales"),
                    "is_signed",  # at some time: neither draft nor cancelled
                    "is_running",  # neither completed nor terminated today
                    "has_known_close",  # it isn't closed, or its day is told or follows
                    *("has_orders", "has_terms", "has_end", "has_other_plan"),
                    "has_known_delivered",  # no order in another currency, nothing in another unit
                    *("has_known_invoiced", "has_known_settled", "has_booked_amounts"),
                    "has_comparable_approval",  # the form is told, in the contract's currency
                    "is_amount_different",  # in OA and ERP
                ),
                pl.Boolean,
            ),
            "updated_at": UTC_TIME,
        }
    ),
    units={
        **dict.fromkeys((*_AMOUNTS, "planned_gross", "oa_difference_gross"), "currency"),
        **{f"booked_{name}": "booked currency" for name in _AMOUNTS},
        "approved_gross": "approved_currency",
    },
)


def contract_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The CONTRACT fact of some contracts and everything that names them."""
    approved = with_approval(rows["contracts"], rows["approvals"], references)
    contracts = with_closing(approved, references)
    sums = (
        total(delivered(rows), contracts, "delivered_net"),
        total(invoiced(rows), contracts, "invoiced_gross"),
        total(settled(rows), contracts, "settled_gross"),
    )
    told = contracts.join(_planned(rows, contracts), on=CONTRACT_KEY, how="left")
    for of in sums:
        told = told.join(of, on=CONTRACT_KEY, how="left")
    dated = with_day_numbers(_dated(_flags(told)), aged_from_day="signed_on", ends_day="ends_on")
    booked = with_booked(dated, **{f"booked_{name}": name for name in _AMOUNTS})
    return with_intercompany(booked, references).with_columns(
        has_booked_amounts=pl.coalesce("booked_amount_net", "booked_amount_gross").is_not_null(),
        updated_at=pl.max_horizontal(
            *("updated_at", "approval_updated_at", "terms_updated_at"),
            *(f"{name}_updated_at" for name in CHARGED),
        ),
    )


def _planned(rows: Rows, contracts: pl.DataFrame) -> pl.DataFrame:
    own = contracts.select(*CONTRACT_KEY, contract_currency="currency")
    one_currency = (c("currency") == c("contract_currency")).fill_null(value=False).all()
    terms = rows["contract_terms"].join(own, on=CONTRACT_KEY)
    return terms.group_by(CONTRACT_KEY).agg(
        planned_gross=pl.when(one_currency).then(c("amount_gross").sum()),
        terms_updated_at=c("updated_at").max(),
    )


def _flags(contracts: pl.DataFrame) -> pl.DataFrame:
    nothing = {name: c(f"has_other_{name}").is_null() for name in CHARGED}
    same_currency = (c("approved_currency") == c("currency")).fill_null(value=False)
    comparable = same_currency & c("approved_gross").is_not_null() & c("amount_gross").is_not_null()
    return contracts.with_columns(
        *(
            pl.when(none).then(0).otherwise(c(n)).cast(MONEY).alias(n)
            for n, none in nothing.items()
        ),
        *(
            (~c(f"has_other_{name}")).fill_null(value=True).alias(f"has_known_{stem}")
            for name, stem in zip(CHARGED, ("delivered", "invoiced", "settled"), strict=True)
        ),
        is_purchase=c("kind") == "purchase",
        is_sales=c("kind") == "sales",
        is_signed=~c("status").is_in(["draft", "cancelled"]),
        is_running=c("status") == "signed",
        has_orders=~nothing["delivered_net"],
        has_terms=c("terms_updated_at").is_not_null(),
        has_end=c("ends_on").is_not_null(),
        has_other_plan=(c("planned_gross") != c("amount_gross")).fill_null(value=False),
        has_comparable_approval=comparable,
        oa_difference_gross=pl.when(comparable).then(c("amount_gross") - c("approved_gross")),
    ).with_columns(
        is_amount_different=(c("oa_difference_gross") != 0).fill_null(value=False),
    )


def _dated(contracts: pl.DataFrame) -> pl.DataFrame:
    return contracts.with_columns(
        opens_on=pl.when("is_signed").then(pl.coalesce("starts_on", "signed_on")),
        closes_on=pl.min_horizontal(c("ends_on") + NEXT_DAY, "over_on"),
    )


ROOT = Part(
    table=CONTRACTS,
    columns=(
        *("company_id", "contract_no", "name", "kind", "supplier_id", "customer_id"),
        *("counterparty_company_id", "department_id", "owner_id", "project_id", "currency"),
        *("exchange_rate", "amount_net", "amount_gross", "created_on", "signed_on", "starts_on"),
        *("ends_on", "closed_on", "status", "approval_no", "updated_at"),
    ),
)

RECIPE = Recipe(
    fact=CONTRACT,
    group=("source", "contract_id"),
    root=ROOT,
    parts=(APPROVAL_PART, TERMS, *MONEY_PARTS, *GOODS_PARTS),
    build=contract_rows,
    days=("created_on", "signed_on"),
    owners=("owner_id",),
    document=("contract", "contract_id"),
    version=2,
)
