"""The moment a local day begins: from then on, what is dated by that day has happened."""

import polars as pl

from tables.definition import UTC_TIME

c = pl.col


def with_midnights(frame: pl.DataFrame, **moments: str) -> pl.DataFrame:
    """`frame` with the UTC moment at which each day begins, for each `new_column="date column"`.

    Needs zone; row order is not kept. Where a change of the clocks skips midnight the day begins an
    hour later, where it repeats it with the first.
    """
    if frame.is_empty():
        return frame.with_columns(pl.lit(None, UTC_TIME).alias(name) for name in moments)
    parts = frame.partition_by("zone", as_dict=True)
    return pl.concat(
        part.with_columns(_midnight(c(of), str(zone)).alias(name) for name, of in moments.items())
        for (zone,), part in parts.items()
    )


def _midnight(day: pl.Expr, zone: str) -> pl.Expr:
    reading = day.cast(pl.Datetime("us"))
    at, later = (
        each.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        for each in (reading, reading + pl.duration(hours=1))
    )
    return pl.coalesce(at, later).dt.convert_time_zone("UTC")
