"""Excel workbooks, cell for cell as text; a cell that holds an error says so."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import fastexcel
import polars as pl

from connectors.errors import Fatal
from connectors.generic.grids import Grid, check_nameless, header_of

OLD = b"\xd0\xcf\x11\xe0"  # how workbooks before 2007 begin
ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet
CELL = 8  # bytes a cell counts for, filled or not
PLACE = r"\sr\s*=\s*[\"'](?<column>[A-Z]*)(?<row>[0-9]+)[\"']"


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
    _check(data, name, limit)
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


def _check(data: bytes, name: str, limit: int) -> None:
    """Refuse what would unpack, or spread its cells, beyond `limit` bytes. Raises Fatal."""
    if data.startswith(OLD):
        raise Fatal(f"{name} is in Excel's old format; save it as .xlsx.", code="format")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > limit:
                message = f"{name} unpacks to more than max_megabytes allows."
                raise Fatal(message, code="too_large")
            for part in packed.namelist():
                if part.lower().endswith(".xml"):
                    _check_cells(packed.read(part), name, limit)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError):
        raise _broken(name) from None


def _check_cells(xml: bytes, name: str, limit: int) -> None:
    """The reader holds all cells between the first and the last: one far away fills the memory."""
    text = pl.Series([xml.decode("utf-8")])
    found = text.str.extract_all(PLACE).explode().drop_nulls()
    if not len(found):
        return
    places = found.str.extract_groups(PLACE).struct.unnest()
    letters = places["column"].unique().drop_nulls().to_list()
    column = max((_number(each) for each in letters), default=0)
    rows = places["row"].cast(pl.UInt64, strict=False)
    row = rows.max()
    if not isinstance(row, int) or row > ROWS or column > COLUMNS:
        raise _broken(name)
    if row * max(column, 1) * CELL > limit:
        words = (
            f"{name} reaches to row {row} and column {column}; clear the cells far from its rows,"
        )
        raise Fatal(f"{words} or raise max_megabytes.", code="too_large")


def _number(letters: str) -> int:
    """A column's letters as its number: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


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
