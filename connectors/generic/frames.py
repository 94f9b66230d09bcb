"""Rows as a database driver returns them, as a frame; a value is turned to text, never lost."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl

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
    if isinstance(column.dtype, pl.Object) or column.dtype.is_nested():
        return _text(name, values)
    return column


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
    return pl.Series(name, [_word(value) for value in values], dtype=pl.String)


def _word(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        short = value.is_finite() and abs(value.adjusted()) < EXPANDED
        return format(value, "f") if short else str(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
