"""A naive lake: a dict, and what the newest row of a key is, said in the plainest way."""

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from tables.definition import MONEY, UTC_TIME, Table, columns

DOC = Table(
    name="doc",
    key=("source", "doc_id"),
    partition="created_at",
    schema=columns(doc_id=pl.String, created_at=UTC_TIME, amount=MONEY, note=pl.String),
)
FACT = Table(
    name="doc",
    key=("source", "doc_id"),
    cursor=None,
    partition="created_at",
    schema=pl.Schema(
        {
            "source": pl.String,
            "doc_id": pl.String,
            "created_at": UTC_TIME,
            "amount": MONEY,
            "updated_at": UTC_TIME,
        }
    ),
)
MASTER = Table(name="master", key=("source", "id"), schema=columns(id=pl.Int64, name=pl.String))

START = datetime(2026, 1, 15, tzinfo=UTC)


def month(number: int) -> datetime:
    return START + timedelta(days=31 * (number % 3))


def at(minute: int | None) -> datetime | None:
    return None if minute is None else START + timedelta(days=200, minutes=minute)


def doc(
    number: int, cursor: int | None, note: str = "", *, deleted: bool = False
) -> dict[str, Any]:
    """A row of DOC; the partition follows from the number, as a promise."""
    return {
        "source": "oa",
        "company_id": "c1",
        "doc_id": f"d{number}",
        "created_at": month(number),
        "amount": f"{number}.10",
        "note": note,
        "updated_at": at(cursor),
        "deleted_at": at(cursor or 0) if deleted else None,
        "raw": "{}",
    }


def frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as the exactly typed frame that conform would hand over."""
    return pl.DataFrame(
        [{k: v for k, v in row.items() if k in table.schema} for row in rows],
        schema={n: (pl.String if t == MONEY else t) for n, t in table.schema.items()},
        orient="row",
    ).cast(dict(table.schema))  # type: ignore[arg-type]


def key_frame(numbers: list[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"source": ["oa"] * len(numbers), "doc_id": [f"d{n}" for n in numbers]},
        schema={"source": pl.String, "doc_id": pl.String},
    )


@dataclass
class Model:
    """What a Store must answer."""

    use_cursor: bool = True
    rows: dict[str, tuple[tuple[Any, ...], dict[str, Any] | None]] = field(default_factory=dict)
    sequence: int = 0

    def append(self, rows: list[dict[str, Any]], deletes: list[int]) -> None:
        self.sequence += 1
        for number in deletes:
            known = self.rows.get(f"d{number}")
            if known is not None and known[1] is not None:
                self.rows[f"d{number}"] = ((known[0][0], self.sequence, 0), None)
        self.sequence += 1
        for place, row in enumerate(rows):
            cursor = row["updated_at"].timestamp() if row["updated_at"] else -1.0
            rank = (cursor if self.use_cursor else 0, self.sequence, place)
            known = self.rows.get(row["doc_id"])
            if known is None or rank > known[0]:
                gone = self.use_cursor and row["deleted_at"] is not None
                self.rows[row["doc_id"]] = (rank, None if gone else row)

    def living(self) -> dict[str, tuple[Any, ...]]:
        return {
            k: (row["note"] if self.use_cursor else row["updated_at"], row["updated_at"])
            for k, (_, row) in self.rows.items()
            if row is not None
        }

    def copy(self) -> "Model":
        return copy.deepcopy(self)
