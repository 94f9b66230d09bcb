"""Numbers people and systems write: full-width digits, thousands separators, accounting brackets.

Money with more than two decimals is rounded half to even and counted, never silently.
Exponents, currency signs and decimal commas are refused: they can't be read without guessing.
"""

from decimal import Decimal

import polars as pl

WIDE = dict(zip("０１２３４５６７８９，．－＋（）", "0123456789,.-+()", strict=True))
GROUPED = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"
PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)$"
BRACKETED = r"^\(([^()+-]+)\)$"
DEEP = 12  # decimals read before rounding
FLOAT_LIMIT = 9e15  # above it a float no longer holds cents


def narrow(text: pl.Series) -> pl.Series:
    """Full-width digits and signs as ASCII."""
    if not text.str.contains("[０-９，．－＋（）]").any():
        return text
    return text.to_frame("x").select(pl.col("x").str.replace_many(WIDE))["x"]


def plain_number(text: pl.Series) -> pl.Series:
    """Decimal digits with sign and point only; null where it isn't a number."""
    text = narrow(text)
    if text.str.contains(PLAIN).all():
        return text
    text = text.str.replace(BRACKETED, "-${1}")
    frame = text.to_frame("x").select(
        pl.when(pl.col("x").str.contains(GROUPED))
        .then(pl.col("x").str.replace_all(",", "", literal=True))
        .when(pl.col("x").str.contains(PLAIN))
        .then(pl.col("x"))
        .alias("x")
    )
    return frame["x"]


def to_decimal(series: pl.Series, dtype: pl.DataType) -> tuple[pl.Series, int]:
    """`series` as the decimal `dtype`, and how many values lost decimals in rounding."""
    scale = dtype.scale if isinstance(dtype, pl.Decimal) else 0
    if series.dtype == pl.Boolean or series.dtype.is_temporal():
        return pl.Series(series.name, [None] * len(series), dtype=dtype), 0
    exact = _readable(series)
    rounded = exact.round(scale, mode="half_to_even")
    lost = int((rounded != exact).sum())
    values = rounded.cast(dtype, strict=False)
    return values, lost


def _readable(series: pl.Series) -> pl.Series:
    """Floats that are finite and hold cents, or decimals deep enough to round."""
    if series.dtype.is_float():
        wild = ~(series.is_finite() & (series.abs() < FLOAT_LIMIT))
        return series.set(wild.fill_null(value=False), None) if wild.any() else series
    if series.dtype == pl.String:
        series = plain_number(series)
    elif series.dtype.is_decimal():
        return series
    return series.cast(pl.Decimal(38, DEEP), strict=False)


def to_integer(series: pl.Series) -> tuple[pl.Series, str]:
    """`series` as Int64; a fraction is not an integer."""
    word = "unreadable_integer"
    if series.dtype.is_integer():
        return series.cast(pl.Int64, strict=False), word
    if series.dtype.is_float():
        whole = series.is_finite() & (series == series.floor()) & (series.abs() < 2.0**53)
        return series.set(~whole, None).cast(pl.Int64, strict=False), word
    if series.dtype.is_decimal():
        whole = (series == series.round(0)).fill_null(value=True)
        return series.set(~whole, None).cast(pl.Int64, strict=False), word
    if series.dtype == pl.String:
        digits = plain_number(series).str.replace(r"\.0*$", "")
        return digits.str.strip_prefix("+").cast(pl.Int64, strict=False), word
    return pl.Series(series.name, [None] * len(series), dtype=pl.Int64), word


def exact_decimal(series: pl.Series, places: int) -> pl.Series:
    """Whole numbers of the smallest unit (cents) as decimals; unreadable values stay as text."""
    if series.dtype.is_float():
        series = series.cast(pl.String)
    text = series.cast(pl.String)
    number = plain_number(text).cast(pl.Decimal(38, DEEP), strict=False)
    scaled = (number * Decimal(1).scaleb(-places)).cast(pl.String)
    return scaled.zip_with(scaled.is_not_null(), text)
