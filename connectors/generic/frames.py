"""Rows as a database driver returns them, as a frame; a value is turned to text, never lost."""

from collections.abc import Sequence
from typing import Any

import polars as pl


def frame_of(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Rows as columns; a column of mixed types becomes text."""
    if not rows:
        return pl.DataFrame({name: pl.Series(name, [], dtype=pl.Null) for name in names})
    columns = zip(*rows, strict=True)
    return pl.DataFrame([series(name, c) for name, c in zip(names, columns, strict=True)])


def series(name: str, values: Sequence[Any]) -> pl.Series:
    """One column, strictly typed where all values agree."""
    try:
        column = pl.Series(name, values, strict=True)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        return _text(name, values)
    if isinstance(column.dtype, pl.Object) or column.dtype.is_nested():
        return _text(name, values)
    return column


def _text(name: str, values: Sequence[Any]) -> pl.Series:
    return pl.Series(name, [_word(value) for value in values], dtype=pl.String)


def _word(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
