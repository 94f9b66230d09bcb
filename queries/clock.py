"""The clock of a pin: for each calendar, its local date and W(pin time)."""

import polars as pl

from facts.clock import Clock
from facts.errors import FactError
from metrics.frames import CLOCK
from queries.errors import Unanswerable
from queries.frames import Snapshot


def clock_of(snapshot: Snapshot) -> pl.DataFrame:
    """One row per calendar that a company keeps; raises `Unanswerable` past a calendar's end."""
    kept = (
        snapshot.table("companies")
        .select("calendar_id", "zone")
        .drop_nulls()
        .unique("calendar_id", keep="any")
        .sort("calendar_id")
        .collect()
    )
    days = snapshot.fact("calendar_day").collect()
    kept = kept.join(days.select("calendar_id").unique(), on="calendar_id", how="semi")
    clock, moment = Clock(days), pl.Series("at", [snapshot.pin.at], pl.Datetime("us", "UTC"))
    try:
        rows = [
            {
                "calendar_id": calendar,
                "on": clock.local_date(moment, calendar, zone)[0],
                "position": clock.position(moment, calendar, zone)[0],
            }
            for calendar, zone in kept.iter_rows()
        ]
    except FactError as error:
        raise Unanswerable(
            "工作日历没有覆盖到这个时点，请补充日历。",
            f"The working calendar does not reach this pin: {error}.",
        ) from error
    return pl.DataFrame(rows, schema=CLOCK)
