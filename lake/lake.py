"""The directory of stores: canonical tables, and facts by generation."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deltalake import DeltaTable

from lake.errors import Fatal, guarded
from lake.store import Store
from lake.writing import locked
from tables.definition import Table

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_FACT = re.compile(r"facts\.([a-z][a-z0-9_]*)\.g(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreName:
    """A store's name taken apart; `generation` is None for a canonical table."""

    table: str
    generation: int | None = None

    def __str__(self) -> str:
        if self.generation is None:
            return self.table
        return f"facts.{self.table}.g{self.generation}"

    @classmethod
    def parse(cls, name: str) -> "StoreName":
        """Read `approvals` or `facts.approval.g3`. Raises Fatal for anything else."""
        if match := _FACT.fullmatch(name):
            return cls(table=match[1], generation=int(match[2]))
        if _WORD.fullmatch(name):
            return cls(table=name)
        raise Fatal(f"{name!r} is no store name")


class Lake:
    """All stores under one root: `tables/<name>` and `facts/<name>/g<generation>`."""

    def __init__(self, root: Path, *, timeout: float = 60.0) -> None:
        self.root = root
        self._timeout = timeout
        self._stores: dict[tuple[str, int | None], Store] = {}

    def __getstate__(self) -> dict[str, Any]:
        """A copy opens stores of its own: they hold what can't be copied, and its root may move."""
        return self.__dict__ | {"_stores": {}}

    def store(self, table: Table, generation: int | None = None) -> Store:
        """The store of a canonical table, or of one generation of a fact. Touches nothing."""
        known = self._stores.get((table.name, generation))
        if known is not None and known.table is table:
            return known
        name = StoreName.parse(str(StoreName(table=table.name, generation=generation)))
        store = Store(
            name=str(name),
            table=table,
            path=self._path(name),
            lock=self._lock(name),
            timeout=self._timeout,
        )
        self._stores[table.name, generation] = store
        return store

    def names(self) -> list[str]:
        """Names of the stores that have been written, sorted."""
        tables = [StoreName(table=path.name) for path in self._under("tables")]
        facts = [
            StoreName(table=fact.name, generation=int(path.name[1:]))
            for fact in self._under("facts")
            for path in fact.glob("g[0-9]*")
        ]
        return sorted(
            str(name) for name in tables + facts if DeltaTable.is_deltatable(str(self._path(name)))
        )

    def generations(self, table: Table) -> list[int]:
        """The generations of a fact that have been written, oldest first."""
        names = [StoreName.parse(name) for name in self.names()]
        return sorted(
            name.generation
            for name in names
            if name.table == table.name and name.generation is not None
        )

    def remove(self, name: str) -> None:
        """Delete a store that no pin names any more. Raises Busy."""
        parsed = StoreName.parse(name)
        with locked(self._lock(parsed), name, self._timeout), guarded(name):
            if self._path(parsed).exists():
                shutil.rmtree(self._path(parsed))

    def _under(self, folder: str) -> list[Path]:
        path = self.root / folder
        return [p for p in path.iterdir() if p.is_dir()] if path.is_dir() else []

    def _path(self, name: StoreName) -> Path:
        if name.generation is None:
            return self.root / "tables" / name.table
        return self.root / "facts" / name.table / f"g{name.generation}"

    def _lock(self, name: StoreName) -> Path:
        return self.root / "locks" / f"{name}.lock"
