"""Moments of a document as local dates and working-minute positions beside them."""

import polars as pl

from facts.measure import with_dates, with_positions
from facts.references import References

c = pl.col


def with_places(rows: pl.DataFrame, references: References, *names: str) -> pl.DataFrame:
    """`rows` with `<name>_on` and `<name>_pos` for each moment `<name>_at`.

    A position on a day the calendar doesn't know is null: the recipe's `days` name that day, and
    its group stands aside. Needs calendar_id and zone; row order is not kept.
    """
    dated = with_dates(rows, references.clock, **{f"{name}_on": f"{name}_at" for name in names})
    covered = references.days.group_by("calendar_id").agg(
        _begins=c("day").min(), _ends=c("day").max()
    )
    known = dated.join(covered, on="calendar_id", how="left").with_columns(
        pl.when(c(f"{name}_on").is_between("_begins", "_ends"))
        .then(f"{name}_at")
        .alias(_safe(name))
        for name in names
    )
    placed = with_positions(
        known, references.clock, **{f"{name}_pos": _safe(name) for name in names}
    )
    return placed.drop("_begins", "_ends", *map(_safe, names))


def _safe(name: str) -> str:
    return f"_{name}_at"
