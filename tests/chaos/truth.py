"""What a table must hold when its source is quiet, and the comparison with what the lake holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tables.registry import TABLES
from worker.home import Home

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One table of a source as that source knows it.

    `columns` are ours, the key first; `rows` are the good rows by key. `broken` are keys whose
    newest version can't be used: the lake may keep any good one of `versions` that it saw, or none,
    and quarantine names the row by the source's column `identity`.
    """

    source: str
    table: str
    columns: tuple[str, ...]
    identity: str
    rows: Mapping[str, Row]
    versions: Mapping[str, set[Row]]
    broken: frozenset[str]


class Changing(Protocol):
    """A source beside the database: it changes, comes to rest, and says what it holds."""

    def step(self) -> None:
        """A few changes."""
        ...

    def rest(self) -> None:
        """Finish what was begun and answer without faults from now on."""
        ...

    def truths(self) -> Sequence[Truth]:
        """What its tables hold now."""
        ...

    def cursor_differences(self, home: Home) -> list[str]:
        """Where its cursors are not what they must be once all was read, in words."""
        ...


def held_differences(home: Home, truth: Truth) -> list[str]:
    """Rows that are missing, doubled, wrong or not in the source; quarantine alike."""
    return [*_rows(home, truth), *_quarantine(home, truth)]


def _rows(home: Home, truth: Truth) -> list[str]:
    name = truth.table
    rows = home.lake.store(TABLES[name]).scan().collect().select(truth.columns).rows()
    held = {row[0]: row for row in rows}
    found = [f"{name}: {len(rows) - len(held)} doubled"] if len(held) != len(rows) else []
    found += [f"{name}: {key} is missing" for key in truth.rows.keys() - held.keys()]
    for key, row in held.items():
        if key in truth.rows:
            if truth.rows[key] != row:
                found.append(f"{name}: {key} is {row}, must be {truth.rows[key]}")
        elif key not in truth.broken:
            found.append(f"{name}: {key} is not in the source")
        elif row not in truth.versions[key]:
            found.append(f"{name}: {key} never was {row}")
    return found[:5]


def _quarantine(home: Home, truth: Truth) -> list[str]:
    held = home.state.quarantine.ids(truth.source, truth.table)
    must = {
        json.dumps({truth.identity: key}, separators=(",", ":"), ensure_ascii=False)
        for key in truth.broken
    }
    found = [f"quarantine of {truth.table}: {row} is missing" for row in must - held]
    found += [f"quarantine of {truth.table}: {row} should have left" for row in held - must]
    return found[:5]
