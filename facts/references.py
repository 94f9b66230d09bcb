"""What a document is measured against: its company's calendar and zone, and the promised time."""

from dataclasses import dataclass

import polars as pl

from facts.clock import Clock
from facts.errors import CalendarConflict

c = pl.col
ABOUT = ("calendar_id", "zone", "is_test", "company_currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The slow tables a fact generation is built on; they change only with a full rebuild.

    `companies` and `sla` have the columns of their tables, `days` those of CALENDAR_DAY.
    """

    companies: pl.DataFrame
    sla: pl.DataFrame
    days: pl.DataFrame
    clock: Clock

    @classmethod
    def of(cls, companies: pl.DataFrame, sla: pl.DataFrame, days: pl.DataFrame) -> "References":
        """References with their clock; CalendarConflict where one calendar is used in two zones."""
        one_zone(companies)
        return cls(companies=companies, sla=sla, days=days, clock=Clock(days))


def one_zone(companies: pl.DataFrame) -> None:
    """A calendar's positions are comparable only within one zone: ages subtract W(pin time)."""
    zones = companies.group_by("calendar_id").agg(c("zone").unique().sort()).sort("calendar_id")
    mixed = zones.filter(c("zone").list.len() > 1)
    if mixed.height:
        calendar_id, names = mixed.row(0)
        raise CalendarConflict(
            f"calendar {calendar_id!r} is used in the zones {', '.join(names)}: "
            "give the companies of each zone a calendar of their own"
        )


def with_company(documents: pl.DataFrame, companies: pl.DataFrame) -> pl.DataFrame:
    """Documents with calendar_id, zone, is_test and company_currency of their company.

    The description by the document's own source counts, else the one that all other sources
    agree on; where there is neither, they are null.
    """
    stated = companies.select(
        "source",
        "company_id",
        "calendar_id",
        "zone",
        c("is_test").fill_null(False),
        company_currency="currency",
    )
    agreed = stated.select("company_id", *ABOUT).unique().filter(pl.len().over("company_id") == 1)
    wanted = documents.select("source", "company_id").unique()
    found = (
        wanted.join(stated, on=["source", "company_id"], how="left")
        .join(agreed, on="company_id", how="left", suffix="_agreed")
        .with_columns(
            pl.when(c("zone").is_null()).then(c(f"{name}_agreed")).otherwise(c(name)).alias(name)
            for name in ABOUT
        )
        .select("source", "company_id", *ABOUT)
    )
    return documents.join(found, on=["source", "company_id"], how="left")
