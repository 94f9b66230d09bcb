"""The calendar of what may belong to no company: a customer that the whole group shares."""

import polars as pl

from facts.references import References, with_company

c = pl.col


def with_home(rows: pl.DataFrame, references: References) -> pl.DataFrame:
    """`rows` with calendar_id, zone, is_test and company_currency of their company.

    Where that is unknown (or its calendar is), the calendar and zone of the first company by id;
    without any company there are no rows at all.
    """
    known = references.companies.join(
        references.days.select("calendar_id").unique(), on="calendar_id", how="semi"
    )
    if known.is_empty():
        return with_company(rows.clear(), references.companies)
    home = known.sort("company_id", "source").row(0, named=True)
    placed = with_company(rows, references.companies)
    lost = c("calendar_id").is_null() | ~c("calendar_id").is_in(known["calendar_id"].implode())
    return placed.with_columns(
        zone=pl.when(lost).then(pl.lit(home["zone"])).otherwise("zone"),
        calendar_id=pl.when(lost).then(pl.lit(home["calendar_id"])).otherwise("calendar_id"),
        is_test=c("is_test").fill_null(value=False),
    )
