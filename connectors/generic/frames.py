"""Rows as a database driver returns them, as a frame; a value is turned to text, never lost."""

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import polars as pl

from tables.casting import as_text

EXACT = 2**53
EXPANDED = 60  # digits a number is written out with
BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, RuntimeError)


def frame_of(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Rows as columns; a column of mixed types becomes text."""
    if not rows:
        return pl.DataFrame({name: pl.Series(name, [], dtype=pl.Null) for name in names})
    columns = zip(*rows, strict=True)
    return pl.DataFrame([series(name, c) for name, c in zip(names, columns, strict=True)])


def series(name: str, values: Sequence[Any]) -> pl.Series:
    """One column, strictly typed where all values agree."""
    sample = next((value for value in values if value is not None), None)
    if isinstance(sample, Decimal) and not all(_holds(value) for value in values):
        return _text(name, values)  # NUMERIC 'NaN': conform names it
    try:
        column = pl.Series(name, values, strict=True)
    except (TypeError, ValueError, OverflowError, *BROKEN):
        numbers = _numbers(name, values)
        return _text(name, values) if numbers is None else numbers
    if isinstance(column.dtype, pl.Object) or column.dtype.is_nested() or _inexact(column, values):
        return _text(name, values)
    # as hexadecimal digits also where nothing else is in the page
    return column.bin.encode("hex") if column.dtype == pl.Binary else column


def _inexact(column: pl.Series, values: Sequence[Any]) -> bool:
    """Whether whole numbers after a fraction became floats that are not them."""
    if not column.dtype.is_float() or not (column.abs() >= EXACT).any():
        return False
    return any(type(value) is int and abs(value) >= EXACT for value in values)


def _holds(value: Any) -> bool:
    """Whether the columnar decimal type (38 digits) can hold the value."""
    if not isinstance(value, Decimal):
        return value is None
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -18 and value.adjusted() < 18


def _numbers(name: str, values: Sequence[Any]) -> pl.Series | None:
    """Whole numbers among fractions (SQLite stores 5.0 as 5), where floats hold both exactly."""
    if not set(map(type, values)) <= {int, float, type(None)}:
        return None
    whole = [value for value in values if type(value) is int]
    if whole and max(map(abs, whole)) >= EXACT:
        return None
    return pl.Series(name, values, dtype=pl.Float64, strict=False)


def _text(name: str, values: Sequence[Any]) -> pl.Series:
    """Values of several types, each as the text it has in a page of its own type."""
    words = [_word(value) for value in values]
    for kind in (bool, float, datetime, time):
        at = [i for i, value in enumerate(values) if type(value) is kind]
        told = as_text(pl.Series([values[i] for i in at])) if at else ()
        for i, word in zip(at, told, strict=True):
            words[i] = word
    return pl.Series(name, words, dtype=pl.String)


def _word(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        return _digits(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _digits(value: Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) >= EXPANDED:
        return str(value)
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
