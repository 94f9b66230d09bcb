"""Where a keyset read stands, as a JSON string, with the source's own types kept.

A pass reads everything from a floor on, in the order (cursor, key). While it is open, the position
is the last row delivered and a restart goes on right after it. When it ends, the next pass starts
at the smaller of the last cursor value and the moment the pass began, minus the overlap: rows that
were committed late, or behind our back while a long pass ran, are read then.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from connectors.errors import Fatal

Kind = Literal["sql", "rest", "file"]
KINDS = frozenset(get_args(Kind))
WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """`open`: the pass isn't finished; `began`: when it began (UTC).

    `definition` is the digest of what rows were made by, None in a cursor of an earlier release;
    `anew`: this pass reads everything because that digest changed. `key` is the rest of the place
    within the pass, as the connector of this `kind` needs it.
    """

    watermark: Any
    key: tuple[Any, ...]
    open: bool
    began: datetime
    definition: str | None = None
    anew: bool = False
    kind: Kind = "sql"

    def encode(self) -> str:
        """As a JSON string."""
        return orjson.dumps(
            {
                "kind": self.kind,
                "watermark": _tagged(self.watermark),
                "key": [_tagged(value) for value in self.key],
                "open": self.open,
                "began": self.began.isoformat(),
                "definition": self.definition,
                "anew": self.anew,
            }
        ).decode()

    @classmethod
    def decode(cls, text: str, kind: Kind = "sql") -> "Position":
        """Read what `encode` wrote. Raises Fatal."""
        try:
            value = orjson.loads(text)
            if value["kind"] in {WHOLE, *KINDS} - {kind}:  # read otherwise: another definition
                now, former = datetime.now(UTC), str(value["kind"])
                return cls(
                    watermark=None, key=(), open=False, began=now, definition=former, kind=kind
                )
            if value["kind"] != kind:
                raise ValueError
            return cls(
                watermark=_untagged(value["watermark"]),
                key=tuple(_untagged(part) for part in value["key"]),
                open=bool(value["open"]),
                began=datetime.fromisoformat(value["began"]),
                definition=value.get("definition"),
                anew=bool(value.get("anew", False)),
                kind=kind,
            )
        except (ValueError, KeyError, TypeError, ArithmeticError):
            message = "The stored cursor can't be read; sync this source from the beginning."
            raise Fatal(message, code="bad_cursor") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What a table without a cursor held: the digest of its rows, and what they were made by."""

    sha256: str
    definition: str

    def encode(self) -> str:
        """As a JSON string."""
        value = {"kind": WHOLE, "sha256": self.sha256, "definition": self.definition}
        return orjson.dumps(value).decode()

    def same(self, since: str | None) -> bool:
        """Whether a stored cursor saw the same rows."""
        return _stored(since).get("sha256") == self.sha256

    def redefines(self, since: str | None) -> bool:
        """Whether a stored cursor was made by another definition; a nameless one was not."""
        before = _stored(since)
        other = before.get("kind") in KINDS
        return other or before.get("definition") not in (None, self.definition)


def _stored(text: str | None) -> dict[str, Any]:
    try:
        value = orjson.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _tagged(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return {"datetime" if isinstance(value, datetime) else "date": value.isoformat()}
    if isinstance(value, (Decimal, UUID)):
        return {"decimal" if isinstance(value, Decimal) else "uuid": str(value)}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, int) and abs(value) >= 2**53:
        return {"int": str(value)}
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise Fatal("A cursor or key column has a type that can't be stored.", code="cursor_type")


_READ = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "uuid": UUID,
    "bytes": bytes.fromhex,
    "int": int,
}


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        [(name, text)] = value.items()
        return _READ[name](text)
    return value


def floor(position: Position, overlap: timedelta | int, zone: str | None) -> Any:
    """From which cursor value on the next pass reads, in the type of the source."""
    mark = position.watermark
    if isinstance(mark, datetime):
        return _earlier(mark, position.began, _span(overlap), zone)
    if isinstance(mark, date):
        day = position.began.astimezone(ZoneInfo(zone or "UTC")).date()
        return min(mark, day) - max(_span(overlap), timedelta(days=1))
    if isinstance(mark, str):
        return _text_floor(mark, position.began, overlap, zone)
    if isinstance(mark, (int, float, Decimal)):
        return _number_floor(mark, position.began, overlap)
    return mark


def _span(overlap: timedelta | int) -> timedelta:
    return overlap if isinstance(overlap, timedelta) else timedelta(seconds=overlap)


def _earlier(mark: datetime, began: datetime, span: timedelta, zone: str | None) -> datetime:
    if mark.tzinfo is not None:
        return min(mark, began) - span
    # wall clock: the hour that happens twice in autumn is covered by an hour more of overlap
    local = began.astimezone(ZoneInfo(zone or "UTC")).replace(tzinfo=None)
    return min(mark, local) - span - timedelta(hours=0 if zone is None else 1)


def _text_floor(mark: str, began: datetime, overlap: timedelta | int, zone: str | None) -> str:
    """Times kept as text (SQLite): a shorter text sorts before a longer one with the same start."""
    try:
        moment = datetime.fromisoformat(mark)
    except ValueError:
        return mark
    if len(mark) < 19:
        return mark[:10]
    start = _earlier(moment, began, _span(overlap), zone)
    return start.replace(tzinfo=None).isoformat(sep=mark[10], timespec="seconds")


def _number_floor(
    mark: int | float | Decimal, began: datetime, overlap: timedelta | int
) -> int | float | Decimal:
    """A version number, or an epoch when the overlap is a duration and the size says so."""
    if isinstance(overlap, int):
        return mark - overlap
    for unit, smallest in ((1_000_000, 1e15), (1_000, 1e12), (1, 1e9)):
        if mark >= smallest:
            now = int(began.timestamp() * unit)
            span = int(overlap.total_seconds() * unit)
            return min(mark, type(mark)(now)) - span
    return mark


def fresh(since: Position | None, definition: str, kind: Kind = "sql") -> Position:
    """The pass that goes on after `since`, or begins now, under a definition of the stream.

    A position without a definition counts as made by this one, so no upgrade reads anew.
    """
    began = datetime.now(UTC)
    if since is None:
        return Position(
            watermark=None, key=(), open=True, began=began, definition=definition, kind=kind
        )
    if since.definition not in (None, definition):
        first = fresh(None, definition, kind)
        return replace(first, anew=True)
    if since.open:
        return replace(since, definition=definition)
    return replace(since, open=True, began=began, definition=definition)
