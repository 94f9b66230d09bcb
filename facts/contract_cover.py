"""The contract_cover fact: which payment covered how much of which term of a contract.

Nobody writes that down: it follows from the rule that money under a contract covers its terms in
the order they fall due, by which the contract_term fact tells what of each is settled.
"""

import polars as pl

from facts.contract import ROOT
from facts.contract_money import settled
from facts.contract_parts import MONEY_PARTS, TERMS
from facts.contract_plan import CONTRACT_KEY, covered, planned
from facts.money import with_booked
from facts.recipe import Recipe, Rows
from facts.references import References
from tables.definition import MONEY, UTC_TIME, Table

c = pl.col
TERM = [*CONTRACT_KEY, "contract_term_id"]
PAYMENT = ["document_type", "document_id"]

CONTRACT_COVER = Table(
    name="contract_cover",
    key=(*TERM, *PAYMENT),
    cursor=None,
    partition="created_on",  # of the contract
    schema=pl.Schema(
        {
            **dict.fromkeys((*TERM, *PAYMENT), pl.String),
            **dict.fromkeys(("contract_no", "kind", "company_id", "calendar_id"), pl.String),
            **dict.fromkeys(("department_id", "owner_id", "project_id"), pl.String),
            **dict.fromkeys(("supplier_id", "customer_id"), pl.String),
            **dict.fromkeys(("currency", "booked_currency"), pl.String),
            "created_on": pl.Date,
            "due_on": pl.Date,
            "covered_on": pl.Date,  # the last day the payment moved what covers the term
            "covered_gross": MONEY,  # negative: money that came back opened the term again
            "booked_covered_gross": MONEY,
            "is_test": pl.Boolean,
            "updated_at": UTC_TIME,
        }
    ),
    units={"covered_gross": "currency", "booked_covered_gross": "booked currency"},
)


def cover_rows(rows: Rows, references: References) -> pl.DataFrame:
    """The CONTRACT_COVER fact of some contracts: over the payments of a term it adds up to what of
    the term is settled. Nothing is told of contracts with a plan or payments in two currencies."""
    contracts = rows["contracts"].rename({"updated_at": "contract_updated_at"})
    terms = planned(rows, contracts).filter("is_one_plan")
    paid = _in_order(settled(rows), contracts)
    each = terms.join(paid, on=CONTRACT_KEY).with_columns(
        covered_gross=covered(c("upto_paid")) - covered(c("upto_paid") - c("amount"))
    )
    moved = each.filter(c("covered_gross") != 0)
    summed = moved.group_by(*TERM, *PAYMENT).agg(
        pl.exclude("covered_gross", "on", "updated_at", "paid_updated_at").first(),
        covered_gross=c("covered_gross").sum(),
        covered_on=c("on").max(),
        updated_at=pl.max_horizontal("updated_at", "contract_updated_at", "paid_updated_at").max(),
    )
    told = summed.filter(c("covered_gross") != 0)
    return with_booked(told, booked_covered_gross="covered_gross")


def _in_order(movements: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """The money moved under each contract with what had been paid up to each movement
    (`upto_paid`); only of contracts all of whose payments are in their currency."""
    own = contracts.select(*CONTRACT_KEY, contract_currency="currency")
    same = (c("currency") == c("contract_currency")).fill_null(value=False)
    return (
        movements.join(own, on=CONTRACT_KEY)
        .filter(same.all().over(CONTRACT_KEY))
        .sort(*CONTRACT_KEY, "on", *PAYMENT, "amount")
        .select(
            *CONTRACT_KEY,
            *PAYMENT,
            "on",
            "amount",
            upto_paid=c("amount").cum_sum().over(CONTRACT_KEY),
            paid_updated_at="updated_at",
        )
    )


RECIPE = Recipe(
    fact=CONTRACT_COVER,
    group=("source", "contract_id"),
    root=ROOT,
    parts=(TERMS, *MONEY_PARTS),
    build=cover_rows,
    days=("created_on", "covered_on"),
    owners=("owner_id",),
    document=("", "document_id"),
)
