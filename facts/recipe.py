"""What a fact is made of: a root table, the tables that hang under it, and a pure function.

Rows are built by *group*: all rows of the tables that belong to one value of the root's group
columns (an order with its lines and receipts) come together, and nothing else has to be read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from facts.references import References
from tables.definition import Table

Rows = Mapping[str, pl.DataFrame]
"""The rows of some groups, by part; those of the root also carry the columns of `ABOUT`."""

Builder = Callable[[Rows, References], pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table and how its rows lead to those of another part.

    `joins` maps its own columns to columns of the part `of` (the root when empty); the source must
    agree too, unless it reaches `across` sources. `columns` are read besides. `name` is needed
    only where one table is read twice. A part that joins the root by just the group's columns,
    under the same names, may found groups of its own (`founds`): the root then has a row for such
    a group that tells those columns and the company, nothing else.

    A part with `names` (group column: its own) and no `joins` is a root beside the root: its rows
    make groups by themselves and come with them. The root may have names too. A row that lacks a
    named column is in no group.
    """

    table: Table
    columns: tuple[str, ...]
    joins: Mapping[str, str] = field(default_factory=dict[str, str])
    of: str = ""
    across: bool = False
    name: str = ""
    founds: bool = False
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def called(self) -> str:
        """Its name among the parts of a recipe."""
        return self.name or self.table.name

    @property
    def reads(self) -> tuple[str, ...]:
        """Every column that is read."""
        own = (*self.table.key, *self.joins, *self.names.values(), *self.columns)
        return tuple(dict.fromkeys(("source", *own)))

    def named(self, group: tuple[str, ...]) -> list[pl.Expr]:
        """The columns of the group, from its own."""
        return [pl.col(self.names.get(name, name)).alias(name) for name in group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a fact comes about.

    `group` are columns of the root's table and, under the same names, of the fact's key. `parts`
    name their parents before their children. `days` are date columns of the fact that must lie in
    the company's calendar: a group with another one stands aside, named, until the calendar knows
    the day. `owners` are the columns that name the people whose own the row is. `document` is the
    type and the id column of the document that a row opens. `version` grows when the meaning of a
    column changes. What is not `placed` is about no company's time: no group of it stands aside.
    """

    fact: Table
    group: tuple[str, ...]
    root: Part
    parts: tuple[Part, ...] = ()
    build: Builder
    days: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    document: tuple[str, str] = ("", "")
    version: int = 1
    placed: bool = True

    def every(self) -> Iterator[Part]:
        """The root, then the other parts."""
        yield self.root
        yield from self.parts

    def founders(self) -> tuple[Part, ...]:
        """The root, then the parts whose rows make a group even where the root has none."""
        return self.root, *(part for part in self.parts if part.founds)

    def roots(self) -> tuple[Part, ...]:
        """The root, then the parts that are roots beside it."""
        return self.root, *(part for part in self.parts if part.names)

    def makers(self) -> tuple[Part, ...]:
        """Every part whose rows make groups, the root first."""
        return self.root, *(part for part in self.parts if part.founds or part.names)

    def part(self, name: str) -> Part:
        """The part of a name; the root when it is empty."""
        return next((part for part in self.parts if part.called == name), self.root)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables it reads, each once."""
        return tuple({part.table.name: part.table for part in self.every()}.values())
