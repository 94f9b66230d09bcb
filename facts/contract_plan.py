"""What contracts say is due when: money under a contract covers its terms in that order."""

import polars as pl

from facts.recipe import Rows
from tables.definition import MONEY

c = pl.col
CONTRACT_KEY = ["source", "contract_id"]


def planned(rows: Rows, contracts: pl.DataFrame) -> pl.DataFrame:
    """Terms of contracts by their due days, with what is due before each (`from_gross`) and up to
    it (`upto_gross`), and whether all of a contract's are in its currency (`is_one_plan`)."""
    terms = rows["contract_terms"].drop("company_id").rename({"amount_gross": "due_gross"})
    told = contracts.drop("name", "amount_net", "amount_gross").rename(
        {"currency": "contract_currency"}
    )
    own = (c("currency") == c("contract_currency")).fill_null(value=False)
    rated = pl.when(own).then("exchange_rate")
    order = [*CONTRACT_KEY, "due_on", "seq", "contract_term_id"]
    return (
        terms.join(told, on=CONTRACT_KEY)
        .sort(order, nulls_last=True)
        .with_columns(
            exchange_rate=rated,
            is_one_plan=own.all().over(CONTRACT_KEY),
            upto_gross=c("due_gross").cum_sum().over(CONTRACT_KEY),
        )
        .with_columns(from_gross=c("upto_gross") - c("due_gross"))
    )


def covered(paid: pl.Expr) -> pl.Expr:
    """What of a term (from_gross, due_gross) so much money paid under its contract covers."""
    reached = pl.min_horizontal(paid - c("from_gross"), c("due_gross"))
    return pl.max_horizontal(reached, pl.lit(0).cast(MONEY)).cast(MONEY)
