"""What the rows behind a number are held against: a figure each value of a column usually has."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What `measured` usually is at most, by the value of `column`, both columns of the rows.

    `names` are the headings of the usual figure and of what lies beyond it.
    """

    column: str
    measured: str
    values: Mapping[str, float]
    names: tuple[str, str]

    def beside(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The usual figure of each row and what lies beyond it, empty where nothing does; no
        columns where the rows lack what is needed."""
        if not {self.column, self.measured} <= set(rows.columns):
            return pl.DataFrame()
        usual = (
            pl.col(self.column)
            .replace_strict(
                list(self.values), list(self.values.values()), default=None, return_dtype=pl.Float64
            )
            .ceil()
            .cast(pl.Int64)
        )
        beyond = pl.col(self.measured) - usual
        return rows.select(
            usual.alias(self.names[0]), pl.when(beyond > 0).then(beyond).alias(self.names[1])
        )
