"""Rows of a stock count as people write them down, and what our table must make of them."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import xlsxwriter

from tests.chaos.truth import Row

Record = tuple[str, ...]

HEAD = ("编号", "盘点单", "仓库", "物料", "账面", "实盘", "日期", "时间", "初盘")
COUNTED, FIRST = HEAD.index("实盘"), HEAD.index("初盘")
COLUMNS = (
    *("count_line_id", "count_id", "warehouse_id", "sku_id", "book_quantity"),
    *("counted_quantity", "created_on", "counted_at", "is_first"),
)
BROKEN = ((COUNTED, "-5"), (COUNTED, "很多"), (FIRST, "也许"))


def content(name: str, rows: dict[str, Record]) -> bytes:
    """The bytes of a file with these rows, in the format of its name."""
    columns = list(zip(*rows.values(), strict=True)) if rows else [()] * len(HEAD)
    frame = pl.DataFrame(
        {n: pl.Series(c, dtype=pl.String) for n, c in zip(HEAD, columns, strict=True)}
    )
    buffer = io.BytesIO()
    if name.endswith(".parquet"):
        frame.write_parquet(buffer)
    elif name.endswith(".xlsx"):
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet()
            for line, row in enumerate([HEAD, *rows.values()]):
                sheet.write_row(line, 0, row)
    else:
        return frame.write_csv().encode("gb18030" if name[-5] in "02468" else "utf-8")
    return buffer.getvalue()


def is_broken(row: Record) -> bool:
    """Whether a row holds what no table takes."""
    return any(row[place] == word for place, word in BROKEN)


def mapped(row: Record) -> Row:
    """A good row as our `COLUMNS`, mapped by hand."""
    *words, book, counted, day, moment, first = row
    at = datetime.fromisoformat(f"{moment}+08:00").astimezone(UTC)
    numbers = (Decimal(book), Decimal(counted))
    return (*words, *numbers, datetime.fromisoformat(day).date(), at, first == "是")
