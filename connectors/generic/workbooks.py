"""Excel workbooks, cell for cell as text; a cell that holds an error says so."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import fastexcel
import polars as pl

from connectors.errors import Fatal
from connectors.generic.grids import Grid, check_nameless, header_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The sheet, by name or by number from 1, and the rows of its header."""

    sheet: str | int
    header: int
    header_rows: int


def read_workbook(data: bytes, name: str, where: Where, *, limit: int) -> Grid:
    """The rows below the header of a sheet, blank ones left out. Raises Fatal.

    `limit` is how many bytes it may unpack to.
    """
    _check_size(data, name, limit)
    cells, errors = _cells(data, name, where.sheet)
    header, rows = where.header, where.header_rows
    top = header - 1 + rows
    if cells.height < top:
        message = f"{name} has {cells.height} rows; its header row is set to {header}."
        raise Fatal(message, code="header")
    names = header_of(cells.slice(header - 1, rows).rows(), name)
    body = cells.slice(top)
    check_nameless(names, [bool(body[c].is_not_null().any()) for c in body.columns], name)
    titled = [(c, title) for c, title in zip(body.columns, names, strict=True) if title]
    frame = body.select(pl.col(c).alias(title) for c, title in titled)
    lines = pl.Series("line", range(top + 1, cells.height + 1), dtype=pl.Int64)
    broken = {
        title: _marked(errors.get(c, []), top, frame.height) for c, title in titled if c in errors
    }
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    return Grid(frame=frame, lines=lines, broken=broken).only(~blank)


def _check_size(data: bytes, name: str, limit: int) -> None:
    """Refuse what would unpack to more than `limit` bytes. Raises Fatal."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return  # the older formats are not packed
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _broken(name) from None
    if size > limit:
        raise Fatal(f"{name} unpacks to more than max_megabytes allows.", code="too_large")


def _broken(name: str) -> Fatal:
    return Fatal(f"{name} is not a readable Excel workbook.", code="broken_file")


def _cells(
    data: bytes, name: str, sheet: str | int
) -> tuple[pl.DataFrame, Mapping[str, list[int]]]:
    """All cells as text, blank ones as null, and by column the rows that hold an error."""
    try:
        book = fastexcel.read_excel(data)
        place = sheet if isinstance(sheet, str) else sheet - 1
        loaded = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")
        batch, found = loaded.to_arrow_with_errors()
    except fastexcel.SheetNotFoundError:
        known = ", ".join(fastexcel.read_excel(data).sheet_names)
        raise Fatal(f"{name} has no sheet {sheet}; it has {known}.", code="sheet") from None
    except fastexcel.FastExcelError:
        raise _broken(name) from None
    frame = pl.DataFrame([pl.Series(f.name, batch.column(i)) for i, f in enumerate(batch.schema)])
    errors: dict[str, list[int]] = {}
    for cell in [] if found is None else found.errors:
        row, column = cell.position
        errors.setdefault(frame.columns[column], []).append(row)
    text = frame.select(pl.all().cast(pl.String).str.strip_chars())
    return text.with_columns(pl.when(pl.all() != "").then(pl.all())), errors


def _marked(rows: list[int], top: int, height: int) -> pl.Series:
    below = pl.Series([row - top for row in rows if row >= top], dtype=pl.Int64)
    return pl.Series(range(height), dtype=pl.Int64).is_in(below.implode())
