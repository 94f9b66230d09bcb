"""Whether the other side of a document is a company of the group."""

import polars as pl

from facts.references import References

c = pl.col


def with_intercompany(rows: pl.DataFrame, references: References) -> pl.DataFrame:
    """`rows` with is_intercompany: counterparty_company_id names a known company."""
    known = references.companies["company_id"].unique().to_list()
    return rows.with_columns(
        is_intercompany=c("counterparty_company_id").is_in(known).fill_null(value=False)
    )
