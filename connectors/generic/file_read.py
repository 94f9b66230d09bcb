"""The bytes of a file as a grid, whatever its format."""

import io

import polars as pl

from connectors.errors import Fatal
from connectors.generic.file_config import FileStream
from connectors.generic.file_watch import Look
from connectors.generic.grids import (
    Grid,
    check_nameless,
    filled_down,
    header_of,
    with_dates,
    without_totals,
)
from connectors.generic.text_tables import Row, decoded, rows_of
from connectors.generic.workbooks import Where, read_workbook

RAGGED = "ragged_row"
MORE = "_more"  # fields beyond the header, kept for people to look at
_FORMATS = {
    ".xlsx": "excel", ".xlsm": "excel", ".xlsb": "excel", ".xls": "excel",
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip


def read_grid(file: Look, data: bytes, stream: FileStream, *, limit: int) -> Grid:
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
        grid = _parquet(data, file.name) if kind == "parquet" else _csv(data, file.name, stream)
    grid = without_totals(grid, stream.ignore, file.name)
    grid = filled_down(grid, stream.fill_down, file.name)
    return with_dates(grid, stream.serial_dates, file.name)


def _parquet(data: bytes, name: str) -> Grid:
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise Fatal(f"{name} is not a readable Parquet file.", code="broken_file") from None
    return Grid(frame=frame, lines=pl.Series("line", range(1, frame.height + 1), dtype=pl.Int64))


def _csv(data: bytes, name: str, stream: FileStream) -> Grid:
    text = decoded(data, name, _named(stream.encoding, data))
    delimiter = "\t" if name.lower().endswith(".tsv") else stream.delimiter
    rows = list(rows_of(text, name, delimiter=delimiter, quote=stream.quote))
    head = [row for row in rows if row.line >= stream.header][: stream.header_rows]
    if len(head) < stream.header_rows:
        message = f"{name} ends before its header row, which is set to {stream.header}."
        raise Fatal(message, code="header")
    width = max(len(row.fields) for row in head)
    names = header_of([row.fields + [""] * (width - len(row.fields)) for row in head], name)
    body = [row for row in rows if row.line > head[-1].line and any(f.strip() for f in row.fields)]
    return _fitted(body, names, name, delimiter)


def _named(encoding: str | None, data: bytes) -> str | None:
    """An encoding told, with its mark if the file begins with one."""
    return "utf-8-sig" if encoding == "utf-8" and data.startswith(b"\xef\xbb\xbf") else encoding


def _fitted(body: list[Row], names: list[str], name: str, delimiter: str) -> Grid:
    """Rows under the names; one with too few fields, or more than blanks beyond, is ragged."""
    width = len(names)
    beyond = [[field for field in row.fields[width:] if field.strip()] for row in body]
    short = [len(row.fields) < width for row in body]
    ragged = [RAGGED if more or less else None for more, less in zip(beyond, short, strict=True)]
    fitted = [(row.fields + [""] * width)[:width] for row in body]
    columns = list(zip(*fitted, strict=True)) if fitted else [()] * width
    check_nameless(names, [any(f.strip() for f in column) for column in columns], name)
    titled = [(title, c) for title, c in zip(names, columns, strict=True) if title]
    frame = pl.DataFrame([pl.Series(title, column, dtype=pl.String) for title, column in titled])
    if any(beyond):
        more = [delimiter.join(fields) or None for fields in beyond]
        frame = frame.with_columns(pl.Series(MORE, more, dtype=pl.String))
    return Grid(
        frame=frame,
        lines=pl.Series("line", [row.line for row in body], dtype=pl.Int64),
        words=pl.Series("word", ragged, dtype=pl.String),
    )
