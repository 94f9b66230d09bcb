"""Loose values become promised types: each value is cast, or named as unreadable; never guessed.

A cast returns the values and, where any failed, a text series with the reason (null = good).
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from tables.moments import to_date, to_time
from tables.numbers import to_decimal, to_integer

OPAQUE = (pl.Object, pl.Binary, pl.Duration)
TRUE = ("true", "t", "yes", "y", "on", "1", "是", "真", "有效")
FALSE = ("false", "f", "no", "n", "off", "0", "否", "假", "无效")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The cast values; `why` names the reason of each failed value (None: all are good);
    `rounded` counts money values that had more than two decimals."""

    values: pl.Series
    why: pl.Series | None = None
    rounded: int = 0


def cast(series: pl.Series, dtype: pl.DataType) -> Cast:
    """`series` as `dtype`; blank text is null."""
    if series.dtype == pl.Null:
        return Cast(values=series.cast(dtype))
    if series.dtype.is_nested() or isinstance(series.dtype, OPAQUE):
        return _refuse(series, dtype, "unreadable_value")
    if isinstance(series.dtype, (pl.Categorical, pl.Enum)):
        series = series.cast(pl.String)
    if series.dtype == pl.String:
        series = tidy(series)
    if dtype.is_decimal():
        values, rounded = to_decimal(series, dtype)
        return _judge(series, values, "unreadable_number", rounded=rounded)
    return _judge(series, *_BY_TYPE[dtype.base_type()](series))


def tidy(series: pl.Series) -> pl.Series:
    """Text without surrounding blanks (full-width too); blank becomes null."""
    stripped = series.str.strip_chars()
    empty = stripped == ""
    return stripped.set(empty, None) if empty.any() else stripped


def _judge(series: pl.Series, values: pl.Series, why: str | pl.Series, *, rounded: int = 0) -> Cast:
    if values.null_count() == series.null_count():
        return Cast(values=values, rounded=rounded)
    failed = values.is_null() & series.is_not_null()
    reason = pl.lit(why) if isinstance(why, str) else why
    frame = pl.DataFrame({"failed": failed})
    words = frame.select(pl.when(pl.col("failed")).then(reason).alias("why"))["why"]
    return Cast(values=values, why=words, rounded=rounded)


def _refuse(series: pl.Series, dtype: pl.DataType, word: str) -> Cast:
    return _judge(series, pl.Series(series.name, [None] * len(series), dtype=dtype), word)


def as_text(series: pl.Series) -> pl.Series:
    """Each value as the one text it always has, whatever else is in its page.

    5.0 is 5 (a page of whole numbers has no fractions), 1.50 is 1.5 (the scale of a decimal is that
    of its page); moments are ISO. For scalar types only.
    """
    dtype = series.dtype
    if dtype.is_float():
        return series.cast(pl.String).str.replace(r"\.0$", "")
    if dtype.is_decimal():
        text = series.cast(pl.String).str.replace(r"(\.\d*?)0+$", "${1}")
        return text.str.strip_suffix(".")
    if isinstance(dtype, pl.Datetime):
        shape = "%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if dtype.time_zone else "")
        return series.dt.to_string(shape)
    if dtype == pl.Time:
        return series.dt.to_string("%H:%M:%S%.f")
    return series.cast(pl.String, strict=False)


def _to_string(series: pl.Series) -> tuple[pl.Series, str]:
    if not series.dtype.is_float():
        return as_text(series), "unreadable_text"
    if not series.is_finite().all():
        series = series.set(~series.is_finite(), None)
    return as_text(series), "not_finite"


def _to_boolean(series: pl.Series) -> tuple[pl.Series, str]:
    if series.dtype == pl.Boolean:
        return series, ""
    word = _to_string(series)[0].str.to_lowercase()
    table = dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)
    return word.replace_strict(table, default=None, return_dtype=pl.Boolean), "unreadable_boolean"


_BY_TYPE: dict[type[pl.DataType], Callable[[pl.Series], tuple[pl.Series, str | pl.Series]]] = {
    pl.String: _to_string,
    pl.Boolean: _to_boolean,
    pl.Int64: to_integer,
    pl.Date: to_date,
    pl.Datetime: to_time,
}
