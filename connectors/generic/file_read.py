"""The bytes of a file as a grid, whatever its format."""

import io
from bisect import bisect_left
from datetime import UTC, datetime

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from connectors.errors import Fatal
from connectors.generic.file_config import FILE, LINE, MODIFIED, FileShape
from connectors.generic.file_watch import Look
from connectors.generic.grids import (
    Grid,
    check_nameless,
    filled_down,
    header_of,
    with_dates,
    without_totals,
)
from connectors.generic.text_tables import Rows, decoded, rows_of
from connectors.generic.workbooks import Where, read_workbook

RAGGED = "ragged_row"
MORE = "_more"  # fields beyond the header, kept for people to look at
_FORMATS = {
    ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel",
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip


def read_grid(file: Look, data: bytes, stream: FileShape, *, limit: int) -> Grid:
    """The rows of a file. Raises Fatal with a sentence that names it."""
    kind = stream.format or _FORMATS.get(file.path.suffix.lower())
    if kind is None:
        raise Fatal(f"State the format of {file.name}: excel, csv or parquet.", code="format")
    if not data:
        raise Fatal(f"{file.name} is empty.", code="broken_file")
    if kind == "excel":
        where = Where(sheet=stream.sheet, header=stream.header, header_rows=stream.header_rows)
        grid = read_workbook(data, file.name, where, limit=limit)
    else:
        grid = (
            _parquet(data, file.name, limit) if kind == "parquet" else _csv(data, file.name, stream)
        )
    grid = without_totals(grid, stream.ignore, file.name)
    grid = filled_down(grid, stream.fill_down, file.name)
    return with_dates(grid, stream.serial_dates, file.name)


def placed(file: Look, grid: Grid) -> pl.DataFrame:
    """The columns of a file, and where each row stands."""
    return grid.frame.with_columns(
        pl.lit(file.name).alias(FILE),
        grid.lines.alias(LINE),
        pl.lit(datetime.fromtimestamp(file.time_ns // 1_000 / 1e6, UTC)).alias(MODIFIED),
    )


def _parquet(data: bytes, name: str, limit: int) -> Grid:
    try:
        shape = pq.read_metadata(io.BytesIO(data))
        if shape.num_rows * shape.num_columns > limit:
            raise Fatal(f"{name} holds more than max_megabytes allows.", code="too_large")
        frame = pl.read_parquet(io.BytesIO(data))
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError):
        raise Fatal(f"{name} is not a readable Parquet file.", code="broken_file") from None
    return Grid(frame=frame, lines=pl.Series("line", range(1, frame.height + 1), dtype=pl.Int64))


def _csv(data: bytes, name: str, stream: FileShape) -> Grid:
    text = decoded(data, name, _named(stream.encoding, data))
    delimiter = "\t" if name.lower().endswith(".tsv") else stream.delimiter
    rows = rows_of(text, name, delimiter=delimiter, quote=stream.quote)
    first = bisect_left(rows.lines, stream.header)
    top = first + stream.header_rows
    head = rows.fields[first:top]
    if len(head) < stream.header_rows:
        message = f"{name} ends before its header row, which is set to {stream.header}."
        raise Fatal(message, code="header")
    width = max(map(len, head))
    names = header_of([fields + [""] * (width - len(fields)) for fields in head], name)
    body = Rows(lines=rows.lines[top:], fields=rows.fields[top:])
    grid = _fitted(body, names, name, delimiter)
    blank = [pl.col(c).str.strip_chars() == "" for c in grid.frame.columns]
    return grid.only(~grid.frame.select(pl.all_horizontal(blank).fill_null(value=True)).to_series())


def _named(encoding: str | None, data: bytes) -> str | None:
    """An encoding told, with its mark if the file begins with one."""
    return "utf-8-sig" if encoding == "utf-8" and data.startswith(b"\xef\xbb\xbf") else encoding


def _fitted(body: Rows, names: list[str], name: str, delimiter: str) -> Grid:
    """Rows under the names; one with too few fields, or more than blanks beyond, is ragged."""
    width = len(names)
    words: dict[int, str] = {}  # what stands beyond the last column
    fitted = body.fields
    odd = [i for i, fields in enumerate(body.fields) if len(fields) != width]
    if odd:
        fitted = list(body.fields)
        for i in odd:
            fields = fitted[i]
            beyond = delimiter.join(field for field in fields[width:] if field.strip())
            if beyond or len(fields) < width:
                words[i] = beyond
            fitted[i] = (fields + [""] * width)[:width]
    columns = list(zip(*fitted, strict=True)) if fitted else [()] * width
    check_nameless(
        names, [not n and any(map(str.strip, c)) for n, c in zip(names, columns, strict=True)], name
    )
    frame = pl.DataFrame(
        [pl.Series(n, c, dtype=pl.String) for n, c in zip(names, columns, strict=True) if n]
    )
    if any(words.values()):
        more = [words.get(i) or None for i in range(len(fitted))]
        frame = frame.with_columns(pl.Series(MORE, more, dtype=pl.String))
    ragged = [RAGGED if i in words else None for i in range(len(fitted))] if words else None
    return Grid(
        frame=frame,
        lines=pl.Series("line", body.lines, dtype=pl.Int64),
        words=None if ragged is None else pl.Series("word", ragged, dtype=pl.String),
    )
