"""What a table must hold when its source is quiet, and the comparison with what the lake holds."""

import json
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
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

    def counts(self) -> Mapping[str, int]:
        """How often it did what is hard to bear."""
        ...

    def cursor_differences(self, home: Home) -> list[str]:
        """Where its cursors are not what they must be once all was read, in words."""
        ...


def held_differences(home: Home, truth: Truth) -> list[str]:
    """Rows that are missing, doubled, wrong or not in the source; quarantine alike."""
    return [*_rows(home, truth), *_quarantine(home, truth)]


def row_differences(
    name: str,
    rows: Sequence[Row],
    wanted: Mapping[str, Row],
    loose: Mapping[str, AbstractSet[Row]],
    version: Callable[[Row], Row] = lambda row: row,
) -> list[str]:
    """What is doubled, missing, wrong or not in the source of rows that begin with their key.

    Of the keys in `loose` any `version` listed there may be held, or none.
    """
    held = {row[0]: row for row in rows}
    found = [f"{name}: {len(rows) - len(held)} doubled"] if len(held) != len(rows) else []
    found += [f"{name}: {key} is missing" for key in wanted.keys() - held.keys()]
    for key, row in held.items():
        if key in wanted:
            if wanted[key] != row:
                found.append(f"{name}: {key} is {row}, must be {wanted[key]}")
        elif key not in loose:
            found.append(f"{name}: {key} is not in the source")
        elif version(row) not in loose[key]:
            found.append(f"{name}: {key} never was {row}")
    return found[:5]


def _rows(home: Home, truth: Truth) -> list[str]:
    rows = home.lake.store(TABLES[truth.table]).scan().collect().select(truth.columns).rows()
    loose = {key: truth.versions.get(key, set()) for key in truth.broken}
    return row_differences(truth.table, rows, truth.rows, loose)


def _quarantine(home: Home, truth: Truth) -> list[str]:
    held = home.state.quarantine.ids(truth.source, truth.table)
    must = {
        json.dumps({truth.identity: key}, separators=(",", ":"), ensure_ascii=False)
        for key in truth.broken
    }
    found = [f"quarantine of {truth.table}: {row} is missing" for row in must - held]
    found += [f"quarantine of {truth.table}: {row} should have left" for row in held - must]
    return found[:5]
