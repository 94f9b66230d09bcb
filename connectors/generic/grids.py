"""Sheets of cells as tables: header rows, merged cells, totals, dates that are only numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import polars as pl

from connectors.errors import Fatal

FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's wall clock; its 1900 has a 29 February
SERIALS = (20_000, 80_000)  # 1954 to 2119: other numbers are no dates
SERIAL = r"^\d{5}(\.\d+)?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of a file with named columns; `lines` says where each begins in it.

    `words` names rows that can't be used at all, `broken` by column the cells that hold an error.
    """

    frame: pl.DataFrame
    lines: pl.Series
    words: pl.Series | None = None
    broken: Mapping[str, pl.Series] = field(default_factory=dict[str, pl.Series])

    def only(self, kept: pl.Series) -> "Grid":
        """Some of the rows."""
        return replace(
            self,
            frame=self.frame.filter(kept),
            lines=self.lines.filter(kept),
            words=None if self.words is None else self.words.filter(kept),
            broken={name: cells.filter(kept) for name, cells in self.broken.items()},
        )


def header_of(rows: Sequence[Sequence[str | None]], name: str) -> list[str]:
    """The names of the columns from the header's rows, upper ones spread over merged cells.

    Blanks and line breaks within a name are one blank; a column without a name has "".
    """
    parts: list[list[str]] = []
    for level, row in enumerate(rows):
        texts = [" ".join((cell or "").split()) for cell in row]
        parts.append(texts if level == len(rows) - 1 else _spread(texts))
    names = [".".join(p for p in column if p) for column in zip(*parts, strict=True)]
    told = [each for each in names if each]
    twice = next((each for each in told if told.count(each) > 1), None)
    if twice is not None:
        raise Fatal(f"{name} has two columns named {twice[:60]}; rename one.", code="header")
    if not told:
        raise Fatal(f"{name} has no names of columns in its header row.", code="header")
    return names


def _spread(row: list[str]) -> list[str]:
    """A merged cell keeps its text in its first cell only."""
    filled, last = list[str](), ""
    for text in row:
        last = text or last
        filled.append(last)
    return filled


def check_nameless(names: Sequence[str], filled: Sequence[bool], name: str) -> None:
    """A column without a name holds nothing. Raises Fatal."""
    for i, (title, has_values) in enumerate(zip(names, filled, strict=True), start=1):
        if not title and has_values:
            words = f"Column {i} of {name} has values but no name; name it in the header row."
            raise Fatal(words, code="header")


def filled_down(grid: Grid, columns: Sequence[str], name: str) -> Grid:
    """Cells below a merged one take its value."""
    _present(grid, columns, name)
    if not columns:
        return grid
    return replace(grid, frame=grid.frame.with_columns(pl.col(list(columns)).forward_fill()))


def without_totals(grid: Grid, ignore: Mapping[str, Sequence[str]], name: str) -> Grid:
    """Rows that only add others up are no rows."""
    _present(grid, list(ignore), name)
    for column, words in ignore.items():
        text = grid.frame[column].cast(pl.String).str.replace_all(r"\s", "")
        wanted = ["".join(word.split()) for word in words]
        grid = grid.only(~text.is_in(wanted).fill_null(value=False))
    return grid


def with_dates(grid: Grid, columns: Sequence[str], name: str) -> Grid:
    """Numbers in these columns are Excel's days since 1900; all else stays as it is."""
    _present(grid, columns, name)
    return replace(grid, frame=grid.frame.with_columns(_dates(grid.frame[c]) for c in columns))


def _dates(column: pl.Series) -> pl.Series:
    text = column.cast(pl.String)
    days = text.set(~text.str.contains(SERIAL).fill_null(value=False), None).cast(pl.Float64)
    days = days.set(~days.is_between(*SERIALS).fill_null(value=False), None)
    seconds = (days * 86_400).round().cast(pl.Int64)
    frame = seconds.to_frame("s").select(
        (pl.lit(FIRST_DAY) + pl.duration(seconds="s")).dt.to_string("%Y-%m-%d %H:%M:%S")
    )
    moments = frame.to_series()
    return moments.zip_with(moments.is_not_null(), text).alias(column.name)


def _present(grid: Grid, columns: Sequence[str], name: str) -> None:
    absent = [column for column in columns if column not in grid.frame.columns]
    if absent:
        words = f"{name} has no column {', '.join(absent)}; it has {_known(grid)}."
        raise Fatal(words, code="no_column")


def _known(grid: Grid) -> str:
    return ", ".join(name[:40] for name in grid.frame.columns[:20])
