"""A lake with the tables of a subject, and its facts refreshed and built anew."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import polars as pl

from facts.definition import LEFT_OUT
from facts.produce import build_fact, refresh_fact
from facts.recipe import Recipe
from lake.lake import Lake
from tables.definition import Table
from tests.unit.facts.recipes import COMMON, STAMP, Row, day, known


class Subject:
    """Tables that change row by row, and the facts of some recipes."""

    def __init__(self, root: Path, *recipes: Recipe) -> None:
        self.lake, self.recipes, self.clock = Lake(root), recipes, STAMP

    def write(self, table: Table, *rows: Row, dead: bool = False) -> None:
        """Upsert or delete rows; days may be written as "03-02"."""
        self.clock += timedelta(minutes=1)
        said = COMMON | {"updated_at": self.clock, "raw": "{}"}
        said["deleted_at"] = self.clock if dead else None
        full = [{n: (said | row).get(n) for n in table.schema} for row in rows]
        for row in full:
            dates = [n for n, t in table.schema.items() if t == pl.Date and isinstance(row[n], str)]
            row.update({name: day(row[name]) for name in dates})
        self.lake.store(table).append(pl.DataFrame(full, schema=table.schema))

    def refreshed(self) -> list[pl.DataFrame]:
        """The facts after a refresh, then what stands aside."""
        for recipe in self.recipes:
            refresh_fact(self.lake, 1, recipe, self._versions(recipe), known())
        return self._held(1)

    def built(self) -> list[pl.DataFrame]:
        """The facts built anew, then what stands aside."""
        for table in (*(recipe.fact for recipe in self.recipes), LEFT_OUT):
            self.lake.remove(f"facts.{table.name}.g2")
        for recipe in self.recipes:
            build_fact(self.lake, 2, recipe, self._versions(recipe), known())
        return self._held(2)

    def check(self) -> Sequence[pl.DataFrame]:
        """The facts, refreshed; they must equal those built anew."""
        refreshed = self.refreshed()
        for got, want in zip(refreshed, self.built(), strict=True):
            assert got.equals(want), (got, want)
        return refreshed

    def _versions(self, recipe: Recipe) -> dict[str, int]:
        return {table.name: self.lake.store(table).version() for table in recipe.tables}

    def _held(self, generation: int) -> list[pl.DataFrame]:
        tables = (*(recipe.fact for recipe in self.recipes), LEFT_OUT)
        return [self.lake.store(t, generation).scan().collect().sort(t.key) for t in tables]
