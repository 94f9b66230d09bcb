"""What happens in the CRM: one value an event, and what it does to the database."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from samples.demo.crm.moments import milliseconds
from samples.demo.crm.schema import OBJECTS
from samples.demo.crm.words import LOST, PROBABILITIES, WON

Table = Literal["account", "contact", "opportunity", "agreement", "complaint", "survey"]
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at `at` (wall-clock seconds) to the row of `table` with a number.

    `new` makes the row, `values` are columns to set; `stage` moves an opportunity, unless it is
    there already, is past it or closed; `removed` deletes the row (a tombstone). Where the column
    `unless` is filled by now, somebody was faster and nothing changes.
    """

    at: int
    table: Table
    number: str
    values: Values = field(default_factory=dict[str, object])
    new: bool = False
    stage: str | None = None
    removed: bool = False
    unless: str | None = None


class Book:
    """Writes events in one transaction, each with a change moment later than all before it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last = max(
            connection.execute(f"SELECT coalesce(max(modified), 0) FROM {name}").fetchone()[0]  # noqa: S608 - constants
            for name in OBJECTS
        )

    def write(self, event: Event) -> bool:
        """Do what the event says; whether anything changed."""
        if event.new:
            return self._begin(event)
        if event.stage is not None:
            return self._move(event, event.stage)
        values = {**event.values, "is_deleted": 1} if event.removed else event.values
        empty = "" if event.unless is None else f" AND {event.unless} IS NULL"
        return self._set(event, values, f"is_deleted = 0{empty}")

    def _stamp(self, at: int) -> int:
        self._last = max(milliseconds(at), self._last + 1)
        return self._last

    def _begin(self, event: Event) -> bool:
        values = {
            **event.values,
            _KEYS.get(event.table, "number"): event.number,
            "created": milliseconds(event.at),
            "modified": self._stamp(event.at),
        }
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        done = self._connection.execute(
            f"INSERT INTO {event.table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - constants
            tuple(values.values()),
        )
        if done.rowcount and event.table == "opportunity":
            self._enter(event)
        return done.rowcount > 0

    def _move(self, event: Event, stage: str) -> bool:
        values: dict[str, object] = {
            "stage": stage,
            "probability": PROBABILITIES[stage],
            **event.values,
        }
        if stage in {WON, LOST}:
            values["closed"] = milliseconds(event.at)
        # An opportunity deleted or closed meanwhile stays so; nothing goes back.
        if self._set(event, values, "is_deleted = 0 AND closed IS NULL AND stage < ?", stage):
            self._enter(event)
            return True
        return False

    def _enter(self, event: Event) -> None:
        self._connection.execute(
            "INSERT INTO opportunity_stage SELECT o.id, 1 + (SELECT count(*) FROM"
            " opportunity_stage s WHERE s.opportunity_id = o.id), o.stage, ?, o.owner_id,"
            " o.amount, o.probability FROM opportunity o WHERE o.number = ?",
            (milliseconds(event.at), event.number),
        )

    def _set(self, event: Event, values: Values, where: str, *more: object) -> bool:
        changes = {**values, "modified": self._stamp(event.at)}
        names = ", ".join(f"{name} = ?" for name in changes)
        key = _KEYS.get(event.table, "number")
        done = self._connection.execute(
            f"UPDATE {event.table} SET {names} WHERE {key} = ? AND {where}",  # noqa: S608 - constants
            (*changes.values(), event.number, *more),
        )
        return done.rowcount > 0


_KEYS: dict[Table, str] = {"account": "code"}
