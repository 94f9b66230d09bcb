"""Rows on the command line: a table for people, JSON for programs, CSV for spreadsheets."""

import csv
import io
import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = Mapping[str, Any]
PIPED_WIDTH = 200
SHOWN = ZoneInfo("Asia/Shanghai")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS = frozenset("\t\r\n")


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    json = "json"
    csv = "csv"


def emit(rows: Sequence[Row], form: Format, *, title: str = "", note: str = "") -> None:
    """Print `rows` in the chosen form; JSON is a list, `title` and `note` are for people only."""
    if form is Format.json:
        write_json(list(rows))
    elif form is Format.csv:
        sys.stdout.write(as_csv(rows))
    else:
        write_table(rows, title=title, note=note)


def write_json(value: Any) -> None:
    """Print one JSON document, Chinese as it is."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, allow_nan=False) + "\n")


def plain(value: Any) -> Any:
    """`value` as JSON holds it: money and NaN as numbers or null, moments as ISO text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def as_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV whose text cells no spreadsheet takes for a formula."""
    out = io.StringIO()
    columns = _columns(rows)
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([harmless(column) for column in columns])
    for row in rows:
        writer.writerow([harmless(plain(row.get(column))) for column in columns])
    return out.getvalue()


def harmless(cell: Any) -> Any:
    """A cell a spreadsheet shows and does not run: dangerous text gets a leading apostrophe."""
    if isinstance(cell, dict | list):
        cell = json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, str) and (
        cell.lstrip(" \u3000")[:1] in _BREAKS or cell.lstrip().startswith(_FORMULA)
    ):
        return "'" + cell
    return cell


def write_table(rows: Sequence[Row], *, title: str = "", note: str = "") -> None:
    """Print the rows as a table whose columns line up in Chinese too."""
    console = _console()
    table = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left")
    columns = _columns(rows)
    for column in columns:
        numeric = all(_is_number(row.get(column)) for row in rows)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(row.get(column))) for column in columns))
    console.print(table)
    if note:
        console.print(Text(note, style="dim"))


def _console() -> Console:
    """A console as wide as the terminal, or wide enough for any row when piped into a file."""
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    return Console(file=sys.stdout, highlight=False, width=width)


def shown(value: Any) -> str:
    """One cell in words: "—" for what can't be said, moments in Asia/Shanghai, tidy numbers."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是/yes" if value else "否/no"
    if isinstance(value, datetime):
        return value.astimezone(SHOWN).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float | Decimal):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, tuple | list):
        return ", ".join(shown(item) for item in value)
    return "".join(ch if ch.isprintable() else " " for ch in str(value))


def _columns(rows: Sequence[Row]) -> list[str]:
    seen: dict[str, None] = {}
    for row in rows:
        seen.update(dict.fromkeys(row))
    return list(seen)


def _is_number(value: object) -> bool:
    return value is None or (
        isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    )


def pairs(items: Iterable[tuple[str, Any]]) -> list[Row]:
    """Name and value as rows, for a table that describes one thing."""
    return [{"项 | item": name, "值 | value": shown(value)} for name, value in items]
