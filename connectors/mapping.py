"""The mapping language all connectors share: from the columns of a source to ours, without code.

A target column is a source column's name, or one of:
`{constant: v}` · `{now: true}` (moment of the pull) · `{template: "{a}-{b}"}` ·
`{from: a, values: {1: running}, otherwise: reject | null | keep}` · `{from: a, default: v}` ·
`{from: a, decimals: 2}` (a whole number of cents) ·
`{from: a, zone: Europe/Amsterdam, ambiguous: earliest | latest | reject,
nonexistent: reject | forward}` (wall-clock times).
"""

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BeforeValidator, Field, model_validator

from connectors.base import Strict, Zone
from connectors.sentences import At
from tables.definition import Table

Scalar = str | int | float | bool
SELDOM = frozenset({"source", "raw"})
ONLY_PLAIN = "Only plain {column} is allowed in a template."


class Column(Strict):
    """How one of our columns comes about."""

    source: str | None = Field(default=None, alias="from", min_length=1)
    constant: Scalar | None = None
    now: Literal[True] | None = None
    template: str | None = None
    values: dict[Any, Any] | None = None
    otherwise: Literal["reject", "null", "keep"] = "reject"
    default: Scalar | None = None
    decimals: int = Field(default=0, ge=0, le=6)
    zone: Zone | None = None
    ambiguous: Literal["earliest", "latest", "reject"] = "earliest"
    nonexistent: Literal["reject", "forward"] = "reject"

    @model_validator(mode="after")
    def _one_origin(self) -> "Column":
        given = [self.source, self.constant, self.now, self.template]
        if sum(value is not None for value in given) != 1:
            raise At("Give exactly one of from, constant, now and template.")
        if self.template is not None:
            _names(self.template)
        return self

    @property
    def reads(self) -> tuple[str, ...]:
        """The source columns it needs."""
        if self.template is not None:
            return _names(self.template)
        return () if self.source is None else (self.source,)


def _column(value: Any) -> Any:
    return {"from": value} if isinstance(value, str) else value


Columns = dict[str, Annotated[Column, BeforeValidator(_column)]]


def _names(template: str) -> tuple[str, ...]:
    """The source columns a template names; only `{name}` is allowed, dots included."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise At("The braces don't match; write {column}.", "template") from None
    for _, name, form, conversion in parts:
        if name is not None and (not name or form or conversion or "[" in name):
            raise At(ONLY_PLAIN, "template")
    return tuple(name for _, name, _, _ in parts if name)


def check_columns(
    table: Table, columns: Mapping[str, Column], *, given: Iterable[str] = ()
) -> None:
    """Every target exists, every required column is mapped, every word is known. Raises At."""
    for name in columns:
        if name not in table.schema or name in SELDOM:
            known = ", ".join(n for n in table.schema if n not in SELDOM)
            raise At(f"{table.name} has no column {name}; it has {known}.", "columns", name)
    mapped = {*columns, *given, *SELDOM}
    missing = [n for n in table.schema if n in table.required and n not in mapped]
    if missing:
        raise At(f"{table.name} also needs {', '.join(missing)}; map them.", "columns")
    for name, words in table.enums.items():
        if name in columns:
            _check_words(name, columns[name], words)


def check_plain(columns: Mapping[str, Column]) -> None:
    """Templates read columns, not fields within them: for flat sources. Raises At."""
    for name, column in columns.items():
        if column.template is not None and any("." in read for read in column.reads):
            raise At(ONLY_PLAIN, "columns", name, "template")


def _check_words(name: str, column: Column, words: frozenset[str]) -> None:
    """What the mapping itself writes into a column of listed words is one of them."""
    said = {("values", str(key)): value for key, value in (column.values or {}).items()}
    said |= {("constant",): column.constant, ("default",): column.default}
    for place, value in said.items():
        word = "" if value is None else str(value).strip()
        if word and word not in words:
            known = ", ".join(sorted(words))
            raise At(f"This must be one of {known}.", "columns", name, *place)


def parts(template: str) -> list[pl.Expr]:
    """A template as the texts to join."""
    pieces: list[pl.Expr] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            pieces.append(pl.lit(literal))
        if name:
            pieces.append(pl.col(name).cast(pl.String))
    return pieces
