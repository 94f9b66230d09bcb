"""Time between dates: working days of the company's calendar, calendar days, day numbers."""

import polars as pl

from facts.references import References

c = pl.col


def with_lags(rows: pl.DataFrame, references: References, **lags: tuple[str, str]) -> pl.DataFrame:
    """`rows` with `<name>_days` (working days) and `<name>_calendar_days` for each
    `name=("from column", "to column")`; null where either date is missing or in no calendar.

    A working day counts when it lies at or after the first date and before the second. Needs
    calendar_id.
    """
    dates = list(dict.fromkeys(name for pair in lags.values() for name in pair))
    placed = _with_indices(rows, references, dates)
    counted = [
        expression
        for name, (begin, end) in lags.items()
        for expression in (
            (c(_index(end)) - c(_index(begin))).alias(f"{name}_days"),
            (c(end) - c(begin)).dt.total_days().cast(pl.Int64).alias(f"{name}_calendar_days"),
        )
    ]
    return placed.with_columns(counted).drop(_index(name) for name in dates)


def with_day_numbers(rows: pl.DataFrame, **dates: str) -> pl.DataFrame:
    """`rows` with the days since 1970-01-01 for each `new_column="date column"`: what an age at a
    later instant is subtracted from."""
    return rows.with_columns(
        c(of).dt.epoch("d").cast(pl.Int64).alias(new) for new, of in dates.items()
    )


def _with_indices(rows: pl.DataFrame, references: References, dates: list[str]) -> pl.DataFrame:
    known = references.days.select("calendar_id", "day", "working_days")
    for name in dates:
        index = known.rename({"day": name, "working_days": _index(name)})
        rows = rows.join(index, on=["calendar_id", name], how="left", maintain_order="left")
    return rows


def _index(name: str) -> str:
    return f"_{name}_index"
