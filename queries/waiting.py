"""What waits, for whoever looks: the rows of some documents, and since how many working days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from queries import masking
from queries.ask import Asking
from queries.desk import Desk
from queries.frames import Snapshot
from queries.pins import AsOf
from queries.viewer import Known, Who
from tables.definition import Table

c = pl.col
USUAL_OVER, ONE_DAY = timedelta(days=365), timedelta(days=1)
DONE, SETTLE = "done", "settle"
Ids = Collection[tuple[str, str]]
"""(source, id) of documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One station that documents of a chain stand at: `done` where they have passed them all.

    `waited` are the working days of the line that has waited longest, `usual` those that nine of
    ten stayed within over the last year. Of a contract it is the next term that is open (`term`,
    station `settle`): `since` is its due day, `days_left` the calendar days until then, negative
    once it is overdue. `held` is None where it can't be told, or not to this viewer.
    """

    type: str
    station: str
    lines: int
    owners: tuple[str, ...] = ()
    since: date | None = None
    waited: int | None = None
    usual: float | None = None
    held: Decimal | None = None
    currency: str | None = None
    term: str | None = None
    days_left: int | None = None

    @property
    def is_slow(self) -> bool:
        """Whether it has waited longer than is usual."""
        return self.waited is not None and self.usual is not None and self.waited > self.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A viewer's look at one pin."""

    desk: Desk
    asking: Asking
    who: Who
    viewer: Known
    snapshot: Snapshot
    as_of: AsOf

    @property
    def today(self) -> date:
        """The pin's local date."""
        return self.desk.basis(self.snapshot).clock.day(self.snapshot.pin.at)

    @property
    def year(self) -> tuple[date, date]:
        """The year that ends today: its first day, and the day after its last."""
        end = self.today + ONE_DAY
        return end - USUAL_OVER, end

    def visible(self, fact: Table, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The rows of a fact that the viewer may see; raises `NotAllowed` where that is none."""
        return self.desk.visible(self.desk.rights.allowed(self.viewer, fact.name), rows, fact)

    def rows(self, fact: Table, column: str, ids: Ids, *, since: str) -> pl.DataFrame:
        """What is `seen` of documents, with the working days since a day of theirs (`waited`)."""
        basis = self.desk.basis(self.snapshot)
        return _waited(self.seen(fact, column, ids), since, basis.days, basis.clock.today)

    def seen(self, fact: Table, column: str, ids: Ids) -> pl.DataFrame:
        """The rows of documents that the viewer may see, as they may see them; raises
        `NotAllowed`."""
        keys = pl.LazyFrame([*ids], schema={"source": pl.String, column: pl.String}, orient="row")
        told = self.snapshot.fact_where(fact.name, column, {each for _, each in ids})
        seen = self.visible(fact, told).join(keys, on=["source", column], how="semi").collect()
        basis = self.desk.basis(self.snapshot)
        named = basis.directories[self.viewer.lang].with_names(seen, basis.today)
        masks = self.desk.rights.allowed(self.viewer, fact.name).masks
        return masking.apply(masks, named, fact)


def _waited(
    rows: pl.DataFrame, since: str, days: pl.DataFrame, today: Mapping[str, date]
) -> pl.DataFrame:
    """Rows with the working days from a day of theirs to today, each by its own calendar."""
    number = days.select("calendar_id", "day", "working_days")
    now = pl.DataFrame(
        {"calendar_id": [*today], "day": [*today.values()]},
        schema={"calendar_id": pl.String, "day": pl.Date},
    )
    upto = now.join(number, on=["calendar_id", "day"]).select("calendar_id", _upto="working_days")
    came = number.rename({"day": since, "working_days": "_came"})
    return (
        rows.join(came, on=["calendar_id", since], how="left")
        .join(upto, on="calendar_id", how="left")
        .with_columns(waited=c("_upto") - c("_came"))
        .drop("_upto", "_came")
    )


def owners(rows: pl.DataFrame, person: str) -> tuple[str, ...]:
    """The names of the people who look after rows, each once."""
    return tuple(rows[f"{person}_name"].drop_nulls().unique().sort())


def total(amounts: pl.Series) -> Decimal | None:
    """The sum; None where a part of it is not known, or hidden."""
    found = None if amounts.null_count() else amounts.sum()
    return found if isinstance(found, Decimal) else None
