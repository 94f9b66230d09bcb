"""The time a process promises, as it stood on the day a document was first submitted."""

import polars as pl

c = pl.col
QUESTION = ("source", "company_id", "process", "submitted_on")
WHOLE_DOCUMENT = "*"


def with_sla(documents: pl.DataFrame, sla: pl.DataFrame) -> pl.DataFrame:
    """Documents with `sla_minutes` (working minutes, null without a promise).

    The promise for the document's company beats the general one, that of its own source beats
    another's; among those the newest `valid_from` on or before the submission date counts.
    """
    promises = sla.filter(c("node") == WHOLE_DOCUMENT).select(
        "process", "minutes", "valid_from", by="source", company="company_id"
    )
    asked = documents.select(QUESTION).unique()
    best = (
        asked.join(promises, on="process")
        .filter(
            (c("valid_from") <= c("submitted_on"))
            & (c("company").is_null() | (c("company") == c("company_id")))
        )
        .with_columns(own_company=c("company").is_not_null(), own_source=c("by") == c("source"))
        .sort("own_company", "own_source", "valid_from", "by", "minutes")
        .group_by(QUESTION)
        .agg(sla_minutes=c("minutes").last())
    )
    return documents.join(best, on=QUESTION, how="left")
