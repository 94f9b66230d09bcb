"""A folder into which people put stock counts: CSV, Excel and Parquet, while it is watched.

Files are replaced in one move, or half written and completed later; they are renamed and removed,
and rows move from one to another. Some rows can't be used, and some of those are mended later.
"""

import os
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from connectors.generic.file_watch import digest
from tests.chaos.drop_rows import BROKEN, COLUMNS, Record, content, is_broken, mapped
from tests.chaos.truth import Row, Truth
from worker.home import Home

SUFFIXES = (".csv", ".csv", ".xlsx", ".parquet")
FEWEST = 2  # files: an empty folder is taken for one that is away

CONFIG = """
  - name: drop
    kind: file
    label: {zh: 盘点, en: Counts}
    every: 2s
    stale_after: 1m
    settle: 1s
    zone: Asia/Shanghai
    streams:
      - table: stock_counts
        file: counts/*
        key: [编号]
        columns:
          count_line_id: 编号
          count_id: 盘点单
          company_id: {constant: C1}
          warehouse_id: 仓库
          sku_id: 物料
          book_quantity: 账面
          counted_quantity: 实盘
          unit: {constant: 个}
          created_on: 日期
          counted_at: 时间
          is_first: {from: 初盘, values: {是: "true", 否: "false"}}
          updated_at: _modified
"""


@dataclass(slots=True, kw_only=True)
class Drop:
    """The files by name with their rows by key; `halves` are the ones still being written.

    `skew` is the file server's clock before ours. It is never behind: between a write in place and
    its stamp a file carries our time, and rows of that moment must not look newer than the next.
    """

    folder: Path
    rng: random.Random
    skew: int = 0
    files: dict[str, dict[str, Record]] = field(default_factory=dict[str, dict[str, Record]])
    versions: dict[str, set[Row]] = field(default_factory=dict[str, set[Row]])
    halves: dict[str, bytes] = field(default_factory=dict[str, bytes])
    _next: int = 1
    _today: datetime = field(default_factory=lambda: datetime.now(UTC))

    def configure(self, home: Path) -> None:
        """Add this source to the sources.yaml of a home."""
        with (home / "sources.yaml").open("a", encoding="utf-8") as file:
            file.write(CONFIG)

    def fill(self, rows: int) -> None:
        """A few files, each with some rows."""
        self.folder.mkdir()
        for suffix in SUFFIXES:
            self._replace(self._name(suffix), self._some_rows(rows))

    def step(self) -> None:
        """One change to one file, or to two where a row moves."""
        if self.halves and self.rng.random() < 0.4:
            self._complete()
            return
        whole = [name for name in self.files if name not in self.halves]
        if len(whole) < FEWEST:
            self._replace(self._name(self.rng.choice(SUFFIXES)), self._some_rows(3))
            return
        name, other = self.rng.sample(whole, 2)
        kind = self.rng.choices(
            ["change", "half", "new", "rename", "remove", "move"], [40, 15, 10, 12, 5, 10]
        )[0]
        if kind == "change":
            self._replace(name, self._changed(self.files[name]))
        elif kind == "half":
            self._half(name, self._changed(self.files[name]))
        elif kind == "new":
            self._replace(self._name(self.rng.choice(SUFFIXES)), self._some_rows(6))
        elif kind == "rename":
            self._rename(name)
        elif kind == "move":
            self._move(name, other)
        elif len(whole) > FEWEST:
            (self.folder / name).unlink()
            del self.files[name]

    def rest(self) -> None:
        """Complete what is half written."""
        while self.halves:
            self._complete()

    def counts(self) -> Mapping[str, int]:
        """How many files it wrote, whole or not."""
        return {"files": self._next - 1}

    def truths(self) -> Sequence[Truth]:
        """The rows of all files."""
        rows = {key: row for rows in self.files.values() for key, row in rows.items()}
        broken = frozenset(key for key, row in rows.items() if is_broken(row))
        return (
            Truth(
                source="drop",
                table="stock_counts",
                columns=COLUMNS,
                identity="编号",
                rows={key: mapped(row) for key, row in rows.items() if key not in broken},
                versions=self.versions,
                broken=broken,
            ),
        )

    def cursor_differences(self, home: Home) -> list[str]:
        """The cursor lists the files there are, with the contents they have."""
        cursor = home.state.cursors.get("drop", "stock_counts")
        read = {} if cursor is None else orjson.loads(cursor.value)["files"]
        held = {name: noted[2] for name, noted in read.items()}
        real = {path.name: digest(path.read_bytes()) for path in self.folder.iterdir()}
        odd = sorted(name for name in held.keys() | real.keys() if held.get(name) != real.get(name))
        return [f"cursor: stock_counts has another {name} than the folder" for name in odd]

    def _replace(self, name: str, rows: dict[str, Record]) -> None:
        """As careful programs do: written beside it, then moved over it."""
        self._note(name, rows)
        beside = self.folder / f"{name}.tmp"
        beside.write_bytes(content(name, rows))
        self._stamp(beside)
        beside.replace(self.folder / name)

    def _half(self, name: str, rows: dict[str, Record]) -> None:
        """As others do: written in place, the rest comes later."""
        self._note(name, rows)
        data = content(name, rows)
        cut = self.rng.randrange(len(data))
        (self.folder / name).write_bytes(data[:cut])
        self._stamp(self.folder / name)
        self.halves[name] = data[cut:]

    def _complete(self) -> None:
        name = self.rng.choice(list(self.halves))
        with (self.folder / name).open("ab") as file:
            file.write(self.halves.pop(name))
        self._stamp(self.folder / name)

    def _rename(self, name: str) -> None:
        """Another name, the same time."""
        new = self._name(Path(name).suffix)
        (self.folder / name).rename(self.folder / new)
        self.files[new] = self.files.pop(name)

    def _move(self, name: str, other: str) -> None:
        """A row goes to another file; for a moment it stands in both, or in none."""
        rows = dict(self.files[name])
        if not rows:
            return
        key = self.rng.choice(list(rows))
        arrived = self.files[other] | {key: rows.pop(key)}
        pairs = [(name, rows), (other, arrived)]
        self.rng.shuffle(pairs)
        for file, held in pairs:
            self._replace(file, held)

    def _stamp(self, path: Path) -> None:
        moment = time.time() + self.skew
        os.utime(path, (moment, moment))

    def _note(self, name: str, rows: dict[str, Record]) -> None:
        self.files[name] = rows
        for key, row in rows.items():
            told = self.versions.setdefault(key, set())
            if not is_broken(row):
                told.add(mapped(row))

    def _changed(self, rows: dict[str, Record]) -> dict[str, Record]:
        """Some rows counted again, some new, some gone, some broken."""
        kept = {key: row for key, row in rows.items() if self.rng.random() > 0.05}
        for key in kept:
            if self.rng.random() < 0.3:
                kept[key] = self._row(key)
            if self.rng.random() < 0.04:
                place, word = self.rng.choice(BROKEN)
                kept[key] = (*kept[key][:place], word, *kept[key][place + 1 :])
        return kept | self._some_rows(2)

    def _some_rows(self, most: int) -> dict[str, Record]:
        first = self._next
        self._next += self.rng.randint(1, most)
        return {key: self._row(key) for key in (f"L{n:05}" for n in range(first, self._next))}

    def _row(self, key: str) -> Record:
        """What a row says follows from its key, but for what was counted."""
        day = self._today - timedelta(days=int(key[1:]) % 60)
        book, counted = int(key[1:]) * 7 % 1000, self.rng.randrange(4000)
        words = (key, f"K{day:%m}", f"W{int(key[1:]) % 3}", f"M{int(key[1:]) % 20}")
        numbers = (str(book), f"{counted / 4:.2f}")
        moments = (f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d} 10:30:00")
        return (*words, *numbers, *moments, self.rng.choice("是否"))

    def _name(self, suffix: str) -> str:
        return f"盘点{self.rng.randrange(10**8):08}{suffix}"
