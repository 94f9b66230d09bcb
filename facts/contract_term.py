"""The contract_term fact: what a contract says is due when, and how much of it was paid."""

import polars as pl

from facts.contract import ROOT
from facts.contract_closing import with_closing
from facts.contract_money import settled
from facts.contract_parts import MONEY_PARTS, TERMS
from facts.contract_plan import CONTRACT_KEY, covered, planned
from facts.days import with_day_numbers, with_lags
from facts.money import with_booked
from facts.party import with_intercompany
from facts.recipe import Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table

c = pl.col
_AMOUNTS = ("due_gross", "settled_gross", "settled_in_time_gross", "open_gross", "overdue_gross")

CONTRACT_TERM = Table(
    name="contract_term",
    key=("source", "contract_id", "contract_term_id"),
    cursor=None,
    partition="created_on",  # of the contract
    schema=pl.Schema(
        {
            **dict.fromkeys(("source", "contract_id", "contract_term_id"), pl.String),
            **dict.fromkeys(("contract_no", "kind", "company_id", "calendar_id"), pl.String),
            "seq": pl.Int64,
            "name": pl.String,  # of the term
            **dict.fromkeys(("department_id", "owner_id", "project_id"), pl.String),
            **dict.fromkeys(("supplier_id", "customer_id"), pl.String),
            "counterparty_company_id": pl.String,
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "due_on": pl.Date,
            "settled_on": pl.Date,  # covered whole; null until then
            # waiting to be paid: from the due day (inclusive) until covered whole (exclusive), or
            # until the contract is terminated
            "opens_on": pl.Date,
            "closes_on": pl.Date,
            "aged_from_day": pl.Int64,  # due
            "due_day": pl.Int64,
            "due_to_settled_days": pl.Int64,  # negative: early
            "due_to_settled_calendar_days": pl.Int64,
            # money under the contract covers its terms in the order they fall due
            "due_gross": MONEY,
            "settled_gross": MONEY,
            "settled_in_time_gross": MONEY,  # of it by the due day
            "open_gross": MONEY,
            "overdue_gross": MONEY,  # once it is covered whole, what was open on the due day
            **{f"booked_{name}": MONEY for name in _AMOUNTS},
            "is_test": pl.Boolean,
            "is_intercompany": pl.Boolean,
            "is_purchase": pl.Boolean,
            "is_sales": pl.Boolean,
            "is_signed": pl.Boolean,  # the contract is neither draft nor cancelled
            "is_binding": pl.Boolean,  # the contract is neither draft nor cancelled nor terminated
            "is_settled": pl.Boolean,
            "is_settled_in_time": pl.Boolean,
            "has_known_settled": pl.Boolean,  # nothing was planned or paid in another currency
            "has_booked_amounts": pl.Boolean,
            "has_known_close": pl.Boolean,  # paid, or not terminated on a day nobody knows
            "updated_at": UTC_TIME,
        }
    ),
    units={
        **dict.fromkeys(_AMOUNTS, "currency"),
        **{f"booked_{name}": "booked currency" for name in _AMOUNTS},
        "due_to_settled_days": "working day",
        "due_to_settled_calendar_days": "day",
    },
)


def term_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The CONTRACT_TERM fact of some contracts: money covers terms by their due days."""
    closing = with_closing(rows["contracts"], references)
    contracts = closing.rename({"updated_at": "contract_updated_at"})
    terms = planned(rows, contracts)
    paid = _running(settled(rows), contracts)
    covered = _covered(terms, paid)
    booked = with_booked(_flags(covered), **{f"booked_{name}": name for name in _AMOUNTS})
    lagged = with_lags(booked, references, due_to_settled=("due_on", "settled_on"))
    numbered = with_day_numbers(lagged, aged_from_day="due_on", due_day="due_on")
    return with_intercompany(numbered, references).with_columns(
        has_booked_amounts=c("booked_due_gross").is_not_null(),
        updated_at=pl.max_horizontal("updated_at", "contract_updated_at", "paid_updated_at"),
    )


def _running(movements: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """What had been paid under each contract by each day of a payment: `paid_gross`, `on`."""
    own = contracts.select(*CONTRACT_KEY, contract_currency="currency")
    same = (c("currency") == c("contract_currency")).fill_null(value=False)
    daily = (
        movements.join(own, on=CONTRACT_KEY)
        .group_by(*CONTRACT_KEY, "on")
        .agg(c("amount").sum(), is_one_currency=same.all(), updated_at=c("updated_at").max())
        .sort(*CONTRACT_KEY, "on")
    )
    return daily.select(
        *CONTRACT_KEY,
        "on",
        paid_gross=c("amount").cum_sum().over(CONTRACT_KEY),
        is_one_currency=c("is_one_currency").all().over(CONTRACT_KEY),
        paid_updated_at=c("updated_at").max().over(CONTRACT_KEY),
    )


def _covered(terms: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """Terms with what covers them now and on their due day, and since when they are whole."""
    now = paid.group_by(CONTRACT_KEY).agg(
        c("is_one_currency").first(),
        c("paid_updated_at").first(),
        total_gross=c("paid_gross").sort_by("on").last(),
    )
    by_due = terms.select(*CONTRACT_KEY, "contract_term_id", "due_on").join(
        paid.select(*CONTRACT_KEY, "on", "paid_gross"), on=CONTRACT_KEY
    )
    in_time = (
        by_due.filter(c("on") <= c("due_on"))
        .group_by(*CONTRACT_KEY, "contract_term_id")
        .agg(in_time_gross=c("paid_gross").sort_by("on").last())
    )
    reached = (
        terms.select(*CONTRACT_KEY, "contract_term_id", "upto_gross")
        .join(paid.select(*CONTRACT_KEY, "on", "paid_gross"), on=CONTRACT_KEY)
        .group_by(*CONTRACT_KEY, "contract_term_id")
        .agg(settled_on=_whole_since())
    )
    return (
        terms.join(now, on=CONTRACT_KEY, how="left")
        .join(in_time, on=[*CONTRACT_KEY, "contract_term_id"], how="left")
        .join(reached, on=[*CONTRACT_KEY, "contract_term_id"], how="left")
    )


def _whole_since() -> pl.Expr:
    """The day since which the term has been covered whole, money that came back considered."""
    short = c("paid_gross") < c("upto_gross")
    last_short = c("on").filter(short).max()
    return c("on").filter(~short & (last_short.is_null() | (c("on") > last_short))).min()


def _flags(terms: pl.DataFrame) -> pl.DataFrame:
    one = c("is_one_currency").fill_null(value=True) & c("is_one_plan")
    covers = {"settled_gross": "total_gross", "settled_in_time_gross": "in_time_gross"}
    parts = {
        name: pl.when(one).then(covered(c(money).fill_null(0))) for name, money in covers.items()
    }
    told = terms.with_columns(
        has_known_settled=one, settled_on=pl.when(one).then("settled_on"), **parts
    )
    is_terminated = c("status") == "terminated"
    late, rest = (c("due_gross") - c(f"settled_{when}gross") for when in ("in_time_", ""))
    return told.with_columns(
        open_gross=rest,
        overdue_gross=pl.when(c("settled_on").is_null()).then(rest).otherwise(late),
        is_purchase=c("kind") == "purchase",
        is_sales=c("kind") == "sales",
        is_signed=~c("status").is_in(["draft", "cancelled"]),
        is_binding=c("status").is_in(["signed", "completed"]),
        has_known_close=c("has_known_close") | ~is_terminated | c("settled_on").is_not_null(),
        is_settled=c("settled_on").is_not_null(),
        is_settled_in_time=(c("settled_on") <= c("due_on")).fill_null(value=False),
        opens_on="due_on",
        closes_on=pl.min_horizontal("settled_on", pl.when(is_terminated).then("over_on")),
    )


RECIPE = Recipe(
    fact=CONTRACT_TERM,
    group=("source", "contract_id"),
    root=ROOT,
    parts=(TERMS, *MONEY_PARTS),
    build=term_rows,
    days=("created_on", "settled_on"),
    owners=("owner_id",),
    document=("contract_term", "contract_term_id"),
    version=2,
)
