"""Frames of one pin: which rows were the newest in each store at that version.

A version never changes, so a frame kept under (store, version) is never stale.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from facts.disagreement_record import begun
from facts.registry import FACTS
from lake.lake import Lake, StoreName
from lake.store import Store
from queries.cache import Kept
from queries.errors import NothingPublished
from queries.whole import Place, Whole
from state.rows import Pin
from tables.definition import Table
from tables.disagreements import DISAGREEMENTS
from tables.registry import STORED, TABLES

KEPT_PLANS = 64
CELLS_IN_MEMORY = (
    40_000_000  # of one frame: beyond that, reading only the needed columns is cheaper
)
BYTES_IN_MEMORY = 768 * 1024 * 1024

Key = tuple[str, int, frozenset[str] | None]  # store, version, months or all
Days = Mapping[str, tuple[date | None, date | None]]


def promised(store: str) -> tuple[Table, int | None]:
    """The table and generation behind a store's name: `approvals`, `facts.approval.g3`."""
    name = StoreName.parse(store)
    known = STORED if name.generation is None else FACTS
    return known[name.table], name.generation


class Frames:
    """Plans to read (store, version), kept; a small one asked for again is kept in memory whole."""

    def __init__(self, lake: Lake, *, in_memory: int = BYTES_IN_MEMORY) -> None:
        self._lake = lake
        self._budget = in_memory
        self._plans: OrderedDict[Key, pl.LazyFrame] = OrderedDict()
        self._whole: OrderedDict[Key, Whole] = OrderedDict()
        self._too_big: set[Key] = set()
        self._within: Kept[tuple[object, ...], frozenset[str]] = Kept(KEPT_PLANS)
        self._lock = threading.Lock()

    def get(self, store: str, version: int, within: Days | None = None) -> pl.LazyFrame:
        """The rows of a store at a version, schema columns only.

        `within` are date columns with a range (first, day after the last; None is open): rows that
        have none of them in its range may be left out, where that saves reading.
        """
        key = (store, version, None)
        with self._lock:
            if key in self._whole:
                self._whole.move_to_end(key)
                return self._whole[key].rows.lazy()
            plan = self._plans.get(key)
        if plan is None:
            plan = self._keep_plan(key, self._open(store, version))
        else:
            plan = self._promote(key, plan)
        return plan if within is None or key in self._whole else self._some(key, plan, within)

    def held(self, store: str, version: int) -> Whole | None:
        """The rows of a store at a version where they lie in memory by now."""
        with self._lock:
            key = (store, version, None)
            found = self._whole.get(key)
            if found is not None:
                self._whole.move_to_end(key)
            return found

    def months_within(self, store: str, version: int, within: Days) -> frozenset[str]:
        """The partitions that may hold a row in range."""
        key = (store, version, *sorted(within.items()))
        return self._within.get(key, lambda: self._store(store).months_within(within, version))

    def _some(self, key: Key, whole: pl.LazyFrame, within: Days) -> pl.LazyFrame:
        store, version, _ = key
        months = self.months_within(store, version, within)
        if months >= self.months_within(store, version, {}):
            return whole
        with self._lock:
            plan = self._plans.get((store, version, months))
        if plan is None:
            rows = self._store(store).scan(version, months=months)
            plan = self._keep_plan((store, version, months), _lean(rows))
        return plan

    def months(self, store: str, version: int, months: Sequence[str]) -> pl.LazyFrame:
        """The rows of some partitions only; cheaper than the whole store for one document."""
        with self._lock:
            if (store, version, None) in self._whole:
                return self._whole[store, version, None].rows.lazy()
        return _lean(self._store(store).scan(version, months=list(months)))

    def where(self, store: str, version: int, column: str, values: Collection[str]) -> pl.LazyFrame:
        """The rows of a store with one of some values in a column of text; cheaper than the whole
        store for a few."""
        if not values:
            return _lean(pl.LazyFrame(schema=promised(store)[0].schema))
        with self._lock:
            held = self._whole.get((store, version, None))
        wanted = pl.Series(column, sorted(values), dtype=pl.String)
        if held is not None:
            return held.rows.lazy().filter(pl.col(column).is_in(wanted.implode()))
        return _lean(self._store(store).matching(wanted.to_frame(), version))

    def begun(self, store: str, version: int) -> datetime | None:
        """When the record that a store keeps began."""
        return begun(self._store(store), version)

    def _open(self, store: str, version: int) -> pl.LazyFrame:
        return _lean(self._store(store).scan(version))

    def _store(self, store: str) -> Store:
        return self._lake.store(*promised(store))

    def _keep_plan(self, key: Key, plan: pl.LazyFrame) -> pl.LazyFrame:
        with self._lock:
            self._plans[key] = plan
            while len(self._plans) > KEPT_PLANS:
                gone, _ = self._plans.popitem(last=False)
                self._too_big.discard(gone)
        return plan

    def _promote(self, key: Key, plan: pl.LazyFrame) -> pl.LazyFrame:
        """Read a frame that is asked for again into memory, when it is small enough."""
        if self._budget == 0 or key in self._too_big:
            return plan
        width = len(plan.collect_schema())
        if plan.select(pl.len()).collect().item() * width > CELLS_IN_MEMORY:
            self._too_big.add(key)
            return plan
        whole = Whole.of(promised(key[0])[0], plan.collect())
        with self._lock:
            self._whole[key] = whole
            while len(self._whole) > 1 and self._used() > self._budget:
                self._whole.popitem(last=False)
        return whole.rows.lazy()

    def _used(self) -> int:
        return sum(whole.size for whole in self._whole.values())


def _lean(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Without the source row: nobody reads it through the door, and it is most of the weight."""
    return rows.drop("raw", strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One pin and the frames it names."""

    pin: Pin
    frames: Frames

    def store_of(self, fact: str) -> str:
        """The name of the store that holds a fact in this pin; raises `NothingPublished`."""
        store = self._stored(fact)
        if store is None:
            raise NothingPublished(
                f"这个时点还没有“{fact}”的数据。", f"There is no {fact!r} data at this pin yet."
            )
        return store

    def fact(self, name: str, within: Days | None = None) -> pl.LazyFrame:
        """A fact of this pin; only what may lie `within` some days, where that saves reading."""
        store = self.store_of(name)
        return self.frames.get(store, self.pin.versions[store], within)

    def held(self, fact: str) -> Whole | None:
        """A fact of this pin where it lies in memory."""
        store = self.store_of(fact)
        return self.frames.held(store, self.pin.versions[store])

    def place(self, fact: str, whole: Whole, within: Days) -> Place:
        """The part of a fact in memory that holds whatever may lie `within` some days."""
        store = self.store_of(fact)
        return whole.place(self.frames.months_within(store, self.pin.versions[store], within))

    def fact_months(self, name: str, months: Sequence[str]) -> pl.LazyFrame:
        """Some partitions of a fact."""
        store = self.store_of(name)
        return self.frames.months(store, self.pin.versions[store], months)

    def table(self, name: str) -> pl.LazyFrame:
        """A canonical table of this pin; empty when no source has brought it yet."""
        version = self.pin.versions.get(name)
        if version is None:
            return pl.LazyFrame(schema=TABLES[name].schema)
        return self.frames.get(name, version)

    def table_months(self, name: str, months: Sequence[str]) -> pl.LazyFrame:
        """Some partitions of a canonical table."""
        version = self.pin.versions.get(name)
        if version is None:
            return pl.LazyFrame(schema=TABLES[name].schema)
        return self.frames.months(name, version, months)

    def table_where(self, name: str, column: str, values: Collection[str]) -> pl.LazyFrame:
        """The rows of a canonical table with one of some values in a column of text."""
        version = self.pin.versions.get(name)
        if version is None:
            return pl.LazyFrame(schema=TABLES[name].schema)
        return self.frames.where(name, version, column, values)

    def fact_where(self, name: str, column: str, values: Collection[str]) -> pl.LazyFrame:
        """The rows of a fact with one of some values in a column of text; none of a fact that was
        not built yet at this pin."""
        store = self._stored(name)
        if store is None:
            return pl.LazyFrame(schema=FACTS[name].schema)
        return self.frames.where(store, self.pin.versions[store], column, values)

    def _stored(self, fact: str) -> str | None:
        for store in self.pin.versions:
            name = StoreName.parse(store)
            if name.generation is not None and name.table == fact:
                return store
        return None

    def record_begun(self) -> datetime | None:
        """When the cockpit began to write down what no source keeps; None before it did."""
        version = self.pin.versions.get(DISAGREEMENTS.name)
        return None if version is None else self.frames.begun(DISAGREEMENTS.name, version)

    def versions(self, *names: str) -> tuple[tuple[str, int], ...]:
        """The versions of some tables, as a key for what is built from them alone."""
        return tuple((name, self.pin.versions.get(name, -1)) for name in names)
