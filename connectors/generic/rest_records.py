"""From the body of an answer to a frame of fields: nested values by path, no digit lost."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
import polars as pl

from connectors.errors import Fatal
from connectors.generic.frames import series
from connectors.generic.paths import MISSING, pick, replaced
from connectors.generic.undecodable import MARK

VALUE, NUMBER = "value", "#"  # names of a bare value, and of an element's number from 1
ODATA = r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$"
_LONE = re.compile("[\ud800-\udfff]")  # half of a character: no text can hold it


def parse(data: bytes, charset: str | None = None) -> Any:
    """A JSON body, numbers exact; MISSING when it isn't one."""
    try:
        text = data.decode(charset) if charset else data
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, LookupError, RecursionError, ArithmeticError):
        return MISSING


def _no_number(name: str) -> Any:
    raise ValueError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Where rows stand in a body, and what a row is; as in the configuration."""

    items: str
    absent: bool  # an answer may leave out an empty list
    fields: Sequence[str]
    explode: str | None

    def listed(self, body: Any) -> list[Any]:
        """The listed things, before any is exploded. Raises Fatal."""
        found = pick(body, self.items)
        if found is None or (found is MISSING and self.absent):
            return []
        if not isinstance(found, list):
            place = f"at {self.items}" if self.items else "in the answer"
            raise Fatal(f"There is no list {place}; correct items.", code="no_items")
        return found

    def records(self, listed: Iterable[Any]) -> list[dict[str, Any]]:
        """The rows."""
        plain = (self._record(item) for item in listed)
        return list(plain) if self.explode is None else list(_exploded(plain, self.explode))

    def _record(self, item: Any) -> dict[str, Any]:
        if isinstance(item, dict):
            return item
        if isinstance(item, list) and self.fields:
            if len(item) != len(self.fields):
                words = (
                    f"Rows have {len(item)} values, fields names {len(self.fields)}; correct it."
                )
                raise Fatal(words, code="fields")
            return dict(zip(self.fields, item, strict=True))
        if isinstance(item, list):
            raise Fatal("Rows are arrays; name their values under fields.", code="fields")
        return {} if item is None else {VALUE: item}


def _exploded(records: Iterable[dict[str, Any]], path: str) -> Iterator[dict[str, Any]]:
    """A row for each element at `path`, which takes the array's place; its fields know `#`."""
    for record in records:
        found = pick(record, path)
        if found is MISSING or found is None:
            continue
        if isinstance(found, str) or not isinstance(found, (list, dict)):
            raise Fatal(f"There is no array at {path} to explode.", code="explode")
        elements: list[Any] = found if isinstance(found, list) else [found]
        for n, element in enumerate(elements, start=1):
            named = element if isinstance(element, dict) else {VALUE: element}
            yield replaced(record, path, {**named, NUMBER: n})


def frame_of_records(records: Sequence[dict[str, Any]], names: Sequence[str]) -> pl.DataFrame:
    """The fields at `names` as columns; a name that no row has is a column of nulls."""
    return pl.DataFrame([_column(records, name) for name in names])


def unknown(records: Sequence[dict[str, Any]], names: Iterable[str]) -> tuple[str, ...]:
    """Those of `names` that not one of the rows has, not even as null; none without rows."""
    if not records:
        return ()
    return tuple(name for name in names if all(pick(r, name) is MISSING for r in records))


def _column(records: Sequence[dict[str, Any]], name: str) -> pl.Series:
    if "." in name:
        values = [_plain(pick(record, name)) for record in records]
    else:
        values = [_plain(record.get(name)) for record in records]
    if not values:
        return pl.Series(name, [], dtype=pl.Null)
    column = series(name, values)
    return _odata(column) if column.dtype == pl.String else column


def _plain(value: Any) -> Any:
    if value is MISSING:
        return None
    if isinstance(value, (dict, list)):
        return as_json_text(value)
    if isinstance(value, str) and not value.isascii() and _LONE.search(value):
        return MARK + value.encode("utf-8", "surrogatepass").hex()
    return value


def _odata(column: pl.Series) -> pl.Series:
    """`/Date(1700000000000+0000)/` of OData 2 as ISO in UTC; the offset in it is for show."""
    if not column.str.starts_with("/Date(").any():
        return column
    millis = column.str.extract(ODATA).cast(pl.Int64, strict=False)
    moments = millis.cast(pl.Datetime("ms")).dt.to_string("%Y-%m-%dT%H:%M:%S%.3fZ")
    return moments.zip_with(moments.is_not_null(), column)


def as_json_text(value: Any) -> str:
    """Compact JSON; decimals as text, whole numbers of any size, half characters escaped."""
    try:
        return orjson.dumps(value, default=str).decode()
    except (TypeError, ValueError):  # what orjson has no room for: huge numbers, half characters
        return json.dumps(value, default=str, separators=(",", ":"))
