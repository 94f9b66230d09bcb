"""Text that is not in the encoding its database claims: set aside by row, never guessed."""

from collections.abc import Mapping

import polars as pl

from connectors.mapping import Column
from tables.conform import REJECT

MARK = "\ufdd0"  # Unicode reserves it for use inside a process: no text of a source begins with it
WORD = "undecodable_text"


def text_of(data: bytes) -> str:
    """UTF-8 as text; anything else marked, as hexadecimal digits. For `sqlite3`'s text_factory."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return MARK + data.hex()


def is_marked(value: object) -> bool:
    """Whether a driver's value is text that could not be decoded."""
    return isinstance(value, str) and value.startswith(MARK)


def unmarked(rows: pl.DataFrame) -> tuple[pl.DataFrame, Mapping[str, pl.Series]]:
    """The rows with plain hexadecimal digits, and per column concerned which rows have them."""
    odd: dict[str, pl.Series] = {}
    for name, dtype in rows.schema.items():
        if dtype == pl.String and (marked := rows[name].str.starts_with(MARK)).any():
            odd[name] = marked.fill_null(value=False)
    plain = [pl.col(name).str.strip_prefix(MARK) for name in odd]
    return rows.with_columns(plain), odd


def refused(
    frame: pl.DataFrame,
    columns: Mapping[str, Column],
    odd: Mapping[str, pl.Series],
    word: str = WORD,
) -> pl.DataFrame:
    """`frame` with the rows rejected that have an unusable cell in a column the mapping reads."""
    for name, column in columns.items():
        for source in column.reads:
            if source not in odd:
                continue
            told = pl.col(REJECT) if REJECT in frame.columns else pl.lit(None, pl.String)
            label = pl.when(odd[source]).then(pl.lit(f"{word}:{name}"))
            frame = frame.with_columns(label.otherwise(told).alias(REJECT))
    return frame
