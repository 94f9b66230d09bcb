"""Accounting periods and fiscal years as the calendars state them: when they begin and end."""

import polars as pl

from facts.references import References

c = pl.col

PERIOD = ("period_starts_on", "period_on", "period_pos", "period_minutes")
YEAR = ("year_starts_on", "year_after_on", "year_pos", "year_minutes")


def with_periods(rows: pl.DataFrame, references: References) -> pl.DataFrame:
    """`rows` with what their `period` (2026-11) means in their company's calendar.

    `period_starts_on` and `period_on` are its first and last day, `year_starts_on` the first day
    of its fiscal year and `year_after_on` the first after it (null while the calendar ends there);
    `…_pos` and `…_minutes` are working minutes, at the beginning and in all. A period that the
    calendar doesn't know has the days of the month of that name, and no working time. Needs
    calendar_id.
    """
    known = _periods(references.days)
    joined = rows.join(known, on=["calendar_id", "period"], how="left", maintain_order="left")
    begins = c("period").str.to_date("%Y-%m", strict=False)
    return joined.with_columns(
        period_starts_on=pl.coalesce("period_starts_on", begins),
        period_on=pl.coalesce("period_on", begins.dt.month_end()),
        year_starts_on=pl.coalesce("year_starts_on", begins),
    )


def _periods(days: pl.DataFrame) -> pl.DataFrame:
    """(calendar_id, period) and the columns of PERIOD and YEAR."""
    last = days.group_by("calendar_id").agg(known_until=c("day").max())
    years = _spans(days, "fiscal_year", YEAR).join(last, on="calendar_id")
    after = c("year_after_on")
    years = years.with_columns(
        year_after_on=pl.when(after < c("known_until")).then(after + pl.duration(days=1))
    )
    periods = _spans(days.rename({"accounting": "period"}), "period", PERIOD)
    belongs = days.select("calendar_id", "fiscal_year", period="accounting").unique(
        ["calendar_id", "period"], keep="first", maintain_order=True
    )
    return (
        periods.join(belongs, on=["calendar_id", "period"])
        .join(years, on=["calendar_id", "fiscal_year"])
        .select("calendar_id", "period", *PERIOD, *YEAR)
    )


def _spans(days: pl.DataFrame, of: str, names: tuple[str, ...]) -> pl.DataFrame:
    """First and last day, position of the first and working minutes of each period."""
    first, last, position, minutes = names
    return days.group_by("calendar_id", of).agg(
        c("day").min().alias(first),
        c("day").max().alias(last),
        c("position").min().alias(position),
        c("minutes").sum().alias(minutes),
    )
