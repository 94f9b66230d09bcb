"""What numbers of one pin stand on beside the fact: calendar, departments, clock, names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.definition import Lang
from metrics.dimensions import LOOKED_UP
from metrics.frames import Frames as MetricFrames
from metrics.frames import Members
from queries import organisation
from queries.clock import PinClock, clock_of
from queries.frames import Snapshot
from queries.masters import masters
from queries.names import Directory
from queries.rates import group_currency, rates
from queries.rights import ZONE
from queries.stretches import Stretches


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The dimensions of one pin, in memory; `today` maps departments to those of the day `on`."""

    on: date
    days: pl.DataFrame
    stretches: Stretches
    departments: pl.DataFrame
    members: Members
    clock: PinClock
    today: dict[str, str]
    masters: Mapping[str, pl.LazyFrame]
    rates: pl.DataFrame
    group_currency: str
    recorded_since: date | None
    directories: dict[Lang, Directory]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Basis":
        """The dimensions of a pin, with the organisation as it was on the pin's day."""
        on = snapshot.pin.at.astimezone(ZONE).date()
        departments = organisation.departments(organisation.of(snapshot, on))
        days = snapshot.fact("calendar_day").collect()
        group = group_currency(snapshot)
        begun = snapshot.record_begun()
        return cls(
            on=on,
            days=days,
            stretches=Stretches(calendar=days),
            departments=departments,
            clock=clock_of(snapshot),
            members=members(departments),
            today=dict(zip(departments["department_id"], departments["today_id"], strict=True)),
            masters=masters(snapshot),
            rates=rates(snapshot, days, group),
            group_currency=group,
            recorded_since=None if begun is None else begun.astimezone(ZONE).date(),
            directories={"zh": Directory.of(snapshot, "zh"), "en": Directory.of(snapshot, "en")},
        )

    def frames(
        self,
        fact: pl.LazyFrame,
        snapshot: Snapshot,
        *,
        held: bool,
    ) -> MetricFrames:
        """The frames a metric is evaluated on; `fact` holds only what the viewer may see."""
        return MetricFrames(
            fact=fact,
            calendar_day=self.days.lazy(),
            departments=self.departments.lazy(),
            clock=self.clock.frame.lazy(),
            at=snapshot.pin.at,
            held=held,
            resolved=held,
            members=self.members,
            masters=self.masters,
            rates=self.rates.lazy(),
            group_currency=self.group_currency,
            recorded_since=self.recorded_since,
        )


def members(departments: pl.DataFrame) -> Members:
    """The departments every value of a looked up column stands for.

    A value that the organisation doesn't know isn't there: it stands for itself.
    """
    nobodys = {str(each): () for each in departments["department_id"]}
    return {
        name: {
            **nobodys,
            **{
                str(value): tuple(rows["department_id"])
                for (value,), rows in departments.partition_by(column, as_dict=True).items()
            },
        }
        for name, column in LOOKED_UP.items()
    }
