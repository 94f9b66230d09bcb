"""Random histories against the naive model: every version, exact, for ever."""

import shutil
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lake.compact import Policy
from lake.lake import Lake
from lake.store import Store
from tests.unit.lake.model import DOC, FACT, Model, doc, frame, key_frame

numbers = st.integers(0, 7)
row = st.builds(
    doc,
    numbers,
    st.one_of(st.none(), st.integers(0, 4)),  # few moments: equal times and late rows abound
    st.text("xyz", max_size=3),
    deleted=st.booleans(),
)


class Histories(RuleBasedStateMachine):
    @initialize(cursor=st.booleans())
    def begin(self, cursor: bool) -> None:
        self.table = DOC if cursor else FACT
        self.home = Path(tempfile.mkdtemp())
        self.store: Store = Lake(self.home).store(self.table, None if cursor else 0)
        self.model = Model(use_cursor=cursor)
        self.past: dict[int, Model] = {-1: self.model.copy()}
        self.told = -1  # the version up to which a follower knows the keys
        self.known: dict[str, tuple[object, ...]] = {}

    @rule(rows=st.lists(row, max_size=6), deletes=st.lists(numbers, max_size=2, unique=True))
    def append(self, rows, deletes) -> None:
        consumed = {"up": self.model.sequence}
        version = self.store.append(
            frame(self.table, rows),
            deletes=key_frame(deletes) if deletes else None,
            consumed=consumed,
        )
        self.model.append(rows, deletes)
        assert self.store.consumed("up") == consumed["up"]
        self.past[version] = self.model.copy()

    @rule(force=st.booleans())
    def compact(self, force) -> None:
        before = self.store.version()
        self.store.compact(Policy(share=0.5, rows=2, files=2), force=force)
        for version in range(before, self.store.version() + 1):
            self.past[version] = self.model.copy()
        if force:
            assert not any(m.change_files for m in self.store.months())

    @precondition(lambda self: len(self.past) > 2)
    @rule(data=st.data())
    def restore(self, data) -> None:
        back = data.draw(st.sampled_from(sorted(v for v in self.past if v >= 0)))
        epoch, consumed = self.store.epoch(), self.store.consumed("up", back)
        version = self.store.restore(back)
        sequence = self.model.sequence
        self.model = self.past[back].copy()
        self.model.sequence = sequence
        self.past[version] = self.model.copy()
        assert self.store.epoch() == epoch + 1
        assert self.store.consumed("up") == consumed

    @rule(data=st.data())
    def as_of(self, data) -> None:
        version = data.draw(st.sampled_from(sorted(self.past)))
        assert self.seen(version) == self.past[version].living()

    @rule()
    def follow(self) -> None:
        """A follower that re-reads only the changed keys always ends up with the whole truth."""
        keys = self.store.changed(self.told)
        assert keys.is_unique().all()
        months = keys["_month"].unique().to_list()
        now = self.seen(None, months=months)
        looked = self.store.lookup(keys).select("doc_id").collect()["doc_id"]
        assert sorted(looked) == sorted(set(keys["doc_id"]) & set(now))
        for doc_id in keys["doc_id"]:
            self.known.pop(doc_id, None)
            if doc_id in now:
                self.known[doc_id] = now[doc_id]
        self.told = self.store.version()
        assert self.known == self.model.living()

    @invariant()
    def newest_is_right(self) -> None:
        if hasattr(self, "store"):
            living = self.model.living()
            assert self.seen(None) == living
            located = self.store.locate(key_frame(list(range(8))))
            assert set(located["doc_id"]) == set(living)
            assert self.store.duplicates().is_empty()

    def seen(self, version, months=None):
        rows = self.store.scan(version, months=months).collect()
        assert dict(rows.schema) == dict(self.table.schema)
        assert not rows.select(pl.struct(self.table.key).is_duplicated().any()).item()
        say = "note" if "note" in rows.columns else "updated_at"
        return {r["doc_id"]: (r[say], r["updated_at"]) for r in rows.iter_rows(named=True)}

    def teardown(self) -> None:
        if hasattr(self, "home"):
            shutil.rmtree(self.home)


Histories.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestHistories = Histories.TestCase
