"""The record of disagreements against a naive one, whatever happens between two looks: lost looks,
looks made twice, facts built anew or taken back, compaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.agreement_table import AGREEMENT
from facts.disagreement import RECIPE
from facts.disagreement_look import Look
from facts.disagreement_record import Recorded, has_unsure, record
from facts.produce import build_fact, refresh_fact
from lake.lake import Lake
from lake.store import Store
from tables.disagreements import DISAGREEMENTS
from tests.unit.facts.recipes import STAMP, Row, known

WRONG = frozenset({"differs", "missing"})
ENDS = {"agrees": "agrees", "void": "void", None: "gone"}
MINUTE = timedelta(minutes=1)
State = str | None


def told(number: str, state: str, changed_at: datetime) -> Row:
    """A row of the agreement fact; `void` differs, but nobody minds."""
    said = "differs" if state == "void" else state
    flags: Row = {name: False for name, of in AGREEMENT.schema.items() if of == pl.Boolean}
    row: Row = {"number": number, "subject": "order", "pair": "erp-crm", "source": "erp"}
    row |= {"left_source": "erp", "right_source": "crm", "company_id": "c1", "state": said}
    row |= {"is_differing": said == "differs", "is_missing": said == "missing"}
    row |= {"is_ambiguous": said == "ambiguous", "is_void": state == "void"}
    return flags | row | {"changed_at": changed_at}


@dataclass(kw_only=True)
class World:
    """An agreement fact that changes, the record of it, and a naive one of what was looked at."""

    lake: Lake
    now: datetime = STAMP
    read: datetime = STAMP
    generation: int = 1
    states: dict[str, str] = field(default_factory=dict[str, str])
    unsure: dict[str, datetime] = field(default_factory=dict[str, datetime])
    open: dict[str, datetime] = field(default_factory=dict[str, datetime])
    closed: list[tuple[str, datetime, datetime, str]] = field(default_factory=list)

    @property
    def fact(self) -> Store:
        return self.lake.store(AGREEMENT, self.generation)

    def tick(self) -> None:
        self.now += MINUTE

    def change(self, number: str, state: State) -> None:
        """What the systems say of a number; nothing where neither has it any more."""
        self.tick()
        if state is None:
            self.states.pop(number, None)
        else:
            self.states[number] = state
        self._write({number: state})

    def rebuild(self) -> None:
        """The fact built anew, as it is."""
        self.generation += 1
        self._write(self.states)

    def take_back(self, versions: int) -> None:
        """Another version of the fact is newest, and the one before it is again."""
        version = self.fact.version()
        self.fact.restore(max(0, version - versions))
        self.fact.restore(version)

    def look(self) -> None:
        """One look, and what it means to the naive record."""
        self.tick()
        self._record()
        for number in sorted({*self.states, *self.open, *self.unsure}):
            self._judge(number)

    def look_again(self) -> None:
        """The same look by somebody who doesn't know that it was made."""
        before = self.lake.store(DISAGREEMENTS).scan().collect().sort(DISAGREEMENTS.key)
        self.tick()
        self._record()
        after = self.lake.store(DISAGREEMENTS).scan().collect().sort(DISAGREEMENTS.key)
        assert after.drop("updated_at").equals(before.drop("updated_at"))

    def check(self) -> None:
        """The record says what the naive one does; its fact, refreshed, is as built anew."""
        rows = self.lake.store(DISAGREEMENTS).scan().collect()
        found = rows.filter("is_sure")
        ended = found.drop_nulls("closed_at").select("number", "seen_at", "closed_at", "state")
        assert sorted(ended.rows()) == sorted(self.closed)
        alive = found.filter(pl.col("closed_at").is_null()).select("number", "seen_at")
        assert dict(alive.rows()) == self.open
        assert dict(rows.filter(~pl.col("is_sure")).select("number", "seen_at").rows()) == (
            self.unsure
        )
        assert has_unsure(self.lake) == bool(self.unsure)
        self._check_fact()

    def _write(self, states: Mapping[str, State]) -> None:
        living = [told(n, state, self.now) for n, state in states.items() if state is not None]
        gone = [n for n, state in states.items() if state is None]
        keys = pl.DataFrame({"number": gone}, schema={"number": pl.String})
        dead = keys.with_columns(subject=pl.lit("order"), pair=pl.lit("erp-crm"))
        self.fact.append(pl.DataFrame(living, schema=AGREEMENT.schema), deletes=dead)

    def _record(self) -> None:
        store = self.lake.store(DISAGREEMENTS)
        done = Recorded.of(store, ["erp", "crm"])
        look = Look(
            moment=self.now,
            horizon=self.read,
            begun=self.now if done is None else done.begun,
            before={} if done is None else done.sources,
        )
        sources = {"erp": self.read, "crm": self.read}
        since = None if done is None else done.since(self.generation)
        record(self.lake, self.generation, look, epoch=0, sources=sources, since=since)
        told = Recorded.of(store, [])
        assert told is not None
        assert told.since(self.generation) == self.fact.version()

    def _judge(self, number: str) -> None:
        state = self.states.get(number)
        if state == "ambiguous":
            return
        if state in WRONG:
            if number in self.unsure and self.unsure[number] < self.read:
                self.open[number] = self.unsure.pop(number)
            elif number not in self.open:
                self.unsure.setdefault(number, self.now)
            return
        self.unsure.pop(number, None)
        if number in self.open:
            self.closed.append((number, self.open.pop(number), self.now, ENDS[state]))

    def _check_fact(self) -> None:
        versions = {DISAGREEMENTS.name: self.lake.store(DISAGREEMENTS).version()}
        refresh_fact(self.lake, 1, RECIPE, versions, known())
        self.lake.remove(f"facts.{RECIPE.fact.name}.g2")
        build_fact(self.lake, 2, RECIPE, versions, known())
        held = [
            self.lake.store(RECIPE.fact, generation).scan().collect().sort(RECIPE.fact.key)
            for generation in (1, 2)
        ]
        assert held[0].equals(held[1])
        assert held[0].height == len(self.open) + len(self.closed)
        assert held[0]["is_reconciled"].sum() == sum(end[3] == "agrees" for end in self.closed)


CHANGE = st.tuples(
    st.just("change"),
    st.sampled_from(("X1", "X2", "X3")),
    st.sampled_from(("agrees", "differs", "missing", "ambiguous", "void", None)),
)
OTHERS = ("look", "look", "look_again", "read", "rebuild", "compact", "take_back")
ACTS = st.lists(CHANGE | st.tuples(st.sampled_from(OTHERS)), min_size=4, max_size=16)


@settings(max_examples=12, deadline=None)
@given(acts=ACTS)
def test_no_episode_is_lost_doubled_or_made_up(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, ...]]
) -> None:
    world = World(lake=Lake(tmp_path_factory.mktemp("lake")))
    world.change("X0", "agrees")
    world.look()
    for act in acts:
        play(world, act)
    world.look()
    world.check()


def play(world: World, act: tuple[str, ...]) -> None:
    """One thing that happens; a look that never came is simply not there."""
    match act[0]:
        case "change":
            world.change(act[1], act[2])
        case "look":
            world.look()
        case "look_again":
            world.look()
            world.look_again()
        case "read":
            world.tick()
            world.read = world.now
        case "rebuild":
            world.rebuild()
        case "compact":
            world.fact.compact(force=True)
            world.lake.store(DISAGREEMENTS).compact(force=True)
        case _:
            world.take_back(2)


def test_a_look_that_was_cut_off_before_its_one_write_is_made_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the fact's write and the record's there is nothing to repair."""
    world = World(lake=Lake(tmp_path))
    world.change("X1", "differs")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "append", _killed)
        with pytest.raises(KeyboardInterrupt):
            world.look()
    assert world.lake.store(DISAGREEMENTS).version() == -1
    world.look()
    world.tick()
    world.read = world.now
    world.change("X2", "missing")
    world.look()
    world.check()
    assert list(world.open) == ["X1"]
    assert list(world.unsure) == ["X2"]


def _killed(*_: object, **__: object) -> int:
    raise KeyboardInterrupt
