"""Moments and days as systems write them. A moment without a zone is refused: only the connector
knows the source's zone and must have applied it."""

from datetime import UTC, date, datetime

import polars as pl

from tables.definition import UTC_TIME
from tables.numbers import narrow

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
FIRST_DAY = date(1900, 1, 1)

ISO = "%Y-%m-%dT%H:%M:%S%.f%:z"
SPACED = "%Y-%m-%d %H:%M:%S%.f%:z"
ZONED = r"(?i)\d[ ]*(z|utc|[+-]\d{2}(:?\d{2})?)$"
PARTS = (
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]+(\d{1,2})[:时](\d{1,2})分?(?::?(\d{1,2})(\.\d+)?秒?)?)?"
    r"[ ]*(Z|z|UTC|utc|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2}))?$"
DATE_SHAPES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")


def to_time(series: pl.Series) -> tuple[pl.Series, pl.Series | str]:
    """`series` as UTC microseconds: zoned datetimes, zoned text, epoch s/ms/us/ns."""
    dtype = series.dtype
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None:
            return _none(series, UTC_TIME), "time_without_zone"
        return _plausible(series.dt.convert_time_zone("UTC").cast(UTC_TIME))
    if dtype.is_integer() or dtype.is_float() or dtype.is_decimal():
        return _plausible(from_epoch(series))
    if dtype == pl.String:
        return _text_to_time(series)
    return _none(series, UTC_TIME), "time_without_zone" if dtype == pl.Date else "unreadable_time"


def from_epoch(series: pl.Series) -> pl.Series:
    """Epoch numbers by magnitude: seconds, milliseconds, microseconds or nanoseconds."""
    x = pl.col("x")
    size = x.abs()
    if series.dtype.is_integer():
        number = series.cast(pl.Int64, strict=False)
        micro = (
            pl.when(size < 10**11)
            .then(x * 10**6)
            .when(size < 10**14)
            .then(x * 10**3)
            .when(size < 10**17)
            .then(x)
            .otherwise(x // 1000)
        )
    else:
        number = series.cast(pl.Float64, strict=False)
        number = number.set((~number.is_finite()).fill_null(value=False), None)
        scaled = pl.when(size < 1e11).then(x * 1e6).when(size < 1e14).then(x * 1e3).otherwise(x)
        micro = scaled.round(0).cast(pl.Int64, strict=False)
    return number.to_frame("x").select(micro.cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))[
        "x"
    ]


def _text_to_time(series: pl.Series) -> tuple[pl.Series, pl.Series | str]:
    for shape in (ISO, SPACED):
        values = series.str.to_datetime(shape, strict=False, time_unit="us", time_zone="UTC")
        if values.null_count() == series.null_count():
            return _plausible(values)
    text = narrow(series).str.replace_all("\u3000", " ")
    digits = text.str.contains(r"^\d{10}$|^\d{13}$|^\d{16}$")
    epoch = from_epoch(text.set(~digits, None).cast(pl.Int64, strict=False))
    parsed, zoned = _by_parts(text)
    frame = pl.DataFrame({"e": epoch, "p": parsed, "z": zoned, "s": series})
    values = frame.select(
        pl.coalesce("e", pl.when("z").then("p")).dt.convert_time_zone("UTC").cast(UTC_TIME)
    ).to_series()
    values, _ = _plausible(values)
    why = frame.select(
        pl.when(pl.col("p").is_not_null() & ~pl.col("z"))
        .then(pl.lit("time_without_zone"))
        .when(pl.coalesce("e", "p").is_not_null())
        .then(pl.lit("out_of_range"))
        .otherwise(pl.lit("unreadable_time"))
    ).to_series()
    return values, why


def _by_parts(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The moment read part by part, and whether a zone was written."""
    groups = text.to_frame("x").select(pl.col("x").str.extract_groups(PARTS)).unnest("x")
    tight = text.to_frame("x").select(pl.col("x").str.extract_groups(COMPACT)).unnest("x")
    names = ["1", "2", "3", "4", "5", "6"]
    both = groups.select(
        *(pl.coalesce(pl.col(n), tight[n]).alias(n) for n in names),
        pl.col("7").alias("fraction"),
        pl.col("8").str.to_uppercase().alias("zone"),
    )
    two = [pl.col(n).str.zfill(2) for n in names]
    stamp = pl.concat_str(
        two[0],
        pl.lit("-"),
        two[1],
        pl.lit("-"),
        two[2],
        pl.lit("T"),
        two[3].fill_null("00"),
        pl.lit(":"),
        two[4].fill_null("00"),
        pl.lit(":"),
        two[5].fill_null("00"),
        pl.col("fraction").fill_null(""),
        pl.when(pl.col("zone").is_in(["Z", "UTC"]) | pl.col("zone").is_null())
        .then(pl.lit("+00:00"))
        .when(pl.col("zone").str.len_chars() == 3)
        .then(pl.col("zone") + ":00")
        .otherwise(pl.col("zone")),
    )
    stamps = both.select(stamp.alias("x"))["x"]
    # the colon form and the tight form of an offset both parse with %z
    parsed = stamps.str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.f%z", strict=False, time_unit="us", time_zone="UTC"
    )
    return parsed, both["zone"].is_not_null()


def naive_text(series: pl.Series) -> pl.Series:
    """Text without a zone as local wall-clock moments (naive); null where unreadable."""
    for shape in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.f"):
        quick = series.str.to_datetime(shape, strict=False, time_unit="us")
        if quick.null_count() == series.null_count():
            return quick
    parsed, zoned = _by_parts(narrow(series).str.replace_all("\u3000", " "))
    naive = parsed.dt.replace_time_zone(None)
    return naive.set(zoned, None)


def to_date(series: pl.Series) -> tuple[pl.Series, pl.Series | str]:
    """`series` as days; a moment gives the day it is written with."""
    dtype = series.dtype
    if dtype == pl.Date:
        return _days(series)
    if isinstance(dtype, pl.Datetime):
        return _days(series.dt.date())
    if dtype.is_integer():
        series = series.cast(pl.String)
    elif dtype != pl.String:
        return _none(series, pl.Date()), "unreadable_date"
    text = narrow(series)
    for shape in DATE_SHAPES:
        values = text.str.to_date(shape, strict=False)
        if values.null_count() == series.null_count():
            return _days(values)
    local = text.str.replace(r"[ ]*(Z|z|UTC|utc|[+-]\d{2}:\d{2})$", "")
    return _days(_by_parts(local)[0].dt.replace_time_zone(None).dt.date(), "unreadable_date")


def _days(values: pl.Series, word: str = "out_of_range") -> tuple[pl.Series, str]:
    early = (values < FIRST_DAY).fill_null(value=False)
    return (values.set(early, None) if early.any() else values), word


def _plausible(values: pl.Series) -> tuple[pl.Series, str]:
    odd = ((values < EARLIEST) | (values >= LATEST)).fill_null(value=False)
    return (values.set(odd, None) if odd.any() else values), "out_of_range"


def _none(series: pl.Series, dtype: pl.DataType) -> pl.Series:
    return pl.Series(series.name, [None] * len(series), dtype=dtype)
