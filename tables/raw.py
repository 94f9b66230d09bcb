"""The source row as JSON, whatever types the driver returned."""

import polars as pl

AS_TEXT = (pl.Categorical, pl.Enum, pl.Int128, pl.UInt128)


def as_json(frame: pl.DataFrame) -> pl.Series:
    """One JSON object per row; binary as hex, decimals as text, not-a-number as text."""
    if not frame.width:
        return pl.Series("raw", ["{}"] * frame.height, dtype=pl.String)
    plain = frame.select(_encodable(frame[name]) for name in frame.columns)
    return plain.select(raw=pl.struct(pl.all()).struct.json_encode())["raw"]


def _encodable(column: pl.Series) -> pl.Series:
    dtype = column.dtype
    if dtype == pl.Binary:
        return column.bin.encode("hex")
    if dtype.is_float() and not column.is_finite().all():
        return column.cast(pl.String)
    if dtype.is_nested() or isinstance(dtype, pl.Object):
        values = [None if v is None else str(v) for v in column.to_list()]
        return pl.Series(column.name, values, dtype=pl.String)
    if dtype.is_decimal() or isinstance(dtype, AS_TEXT):
        return column.cast(pl.String)
    if dtype.is_temporal():
        return _temporal(column)
    return column


def _temporal(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Duration:
        return column.dt.to_string("iso")
    if column.dtype == pl.Time:
        return column.dt.to_string("%H:%M:%S%.f")
    if isinstance(column.dtype, pl.Datetime):
        shape = "%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if column.dtype.time_zone else "")
        return column.dt.to_string(shape)
    return column.cast(pl.String)
