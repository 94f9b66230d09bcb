"""Exchange rates of one pin: what brings booked amounts to the group's currency."""

from collections import Counter

import polars as pl

from metrics.frames import RATES
from queries.frames import Snapshot

c = pl.col


def group_currency(snapshot: Snapshot) -> str:
    """The currency of the company that all others belong to; empty where that can't be told.

    Companies without a parent are tops. Where they book in several currencies, the one with more
    companies below it than any other counts.
    """
    rows = snapshot.table("companies").sort("updated_at")
    known = rows.unique("company_id", keep="last", maintain_order=True)
    companies = known.select("company_id", "parent_id", "currency").collect()
    parents = dict(companies.select("company_id", "parent_id").iter_rows())
    currencies = dict(companies.select("company_id", "currency").iter_rows())
    tops = Counter(_top(company, parents) for company in parents)
    told = Counter[str]()
    for top, members in tops.items():
        currency = currencies.get(top)
        if currency:
            told[currency] += members
    ranked = told.most_common(2)
    tied = len(ranked) == 2 and ranked[0][1] == ranked[1][1]
    return ranked[0][0] if ranked and not tied else ""


def rates(snapshot: Snapshot, days: pl.DataFrame, group: str) -> pl.DataFrame:
    """`RATES` for every accounting period of the calendars: as told, else the last told before.

    A period that has not closed yet is measured with the latest rate there is.
    """
    told = (
        snapshot.table("fx_rates")
        .filter(c("to_currency") == group)
        .sort("updated_at")
        .unique(["currency", "kind", "period"], keep="last", maintain_order=True)
        .select("currency", "kind", "period", rate=c("rate").cast(pl.Float64))
        .collect()
    )
    if told.is_empty():
        return pl.DataFrame(schema=RATES)
    wide = told.pivot(on="kind", on_columns=["average", "closing"], index=["currency", "period"])
    periods = pl.concat([days["accounting"], told["period"]]).unique().sort()
    every = told.select("currency").unique().join(periods.to_frame("period"), how="cross")
    filled = every.join(wide, on=["currency", "period"], how="left").sort("currency", "period")
    known = filled.with_columns(
        c("closing").forward_fill().over("currency"), c("average").over("currency")
    )
    # Without an average of its own a period takes the last rate known by then, of either kind.
    latest = pl.coalesce(c("closing"), c("average").forward_fill().over("currency"))
    return known.select(
        "currency",
        "period",
        average=pl.coalesce("average", latest),
        closing=pl.coalesce("closing", c("average").forward_fill().over("currency")),
    ).drop_nulls("average")


def _top(company: str, parents: dict[str, str | None]) -> str:
    seen = {company}
    while (above := parents.get(company)) is not None and above in parents and above not in seen:
        company = above
        seen.add(above)
    return company
