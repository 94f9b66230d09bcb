"""A lake on disk for refresh tests: what is in the tables, and random changes to it."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from facts.definition import APPROVAL, APPROVAL_STEP, LEFT_OUT
from lake.lake import Lake
from tables.approvals import APPROVAL_STEPS, APPROVALS, PROCESS_SLA
from tables.org import CALENDAR, COMPANIES
from tests.unit.facts.random_world import approval_row, step_rows
from tests.unit.facts.test_oracle import CN, SHORT, SLA
from tests.unit.facts.test_oracle import COMPANIES as COMPANY_ROWS
from tests.unit.facts.world import table

Row = dict[str, Any]
LATER = datetime(2027, 1, 1, tzinfo=UTC)


class World:
    """The living rows of a source, and the lake they are synced to."""

    def __init__(self, root: Path, seed: int, size: int = 40, dirty: float = 0.0) -> None:
        self.lake = Lake(root)
        self.rng = random.Random(seed)
        self.size = size
        self.dirty = dirty  # share of documents with a moment on an unknown day
        self.approvals = dict[str, Row]()
        self.steps = dict[tuple[str, int], Row]()
        self.clock = 0
        self.put(COMPANIES, COMPANY_ROWS)
        self.put(PROCESS_SLA, SLA)
        self.put(CALENDAR, [*CN, *SHORT])

    def put(self, of: Any, rows: list[Row], dead: list[Row] | None = None) -> None:
        deletes = table(of.schema, dead).select(of.key) if dead else None
        self.lake.store(of).append(table(of.schema, rows), deletes=deletes)

    def tick(self) -> datetime:
        self.clock += 1
        return LATER + timedelta(seconds=self.clock)

    def change(self, count: int) -> None:
        """Insert, alter and delete about `count` documents and append each table once."""
        new, gone, steps, dead = list[Row](), list[Row](), list[Row](), list[Row]()
        for number in self.rng.sample(range(self.size), count):
            name = f"A{number}"
            chance = self.rng.random()
            if name in self.approvals and chance < 0.3:
                gone.append(self.approvals.pop(name))
                if chance < 0.2:
                    dead += self._drop_steps(name)
            elif name in self.approvals and chance < 0.6:
                dead += self._drop_steps(name)[1:]
                steps += self._new_steps(self.approvals[name])
            else:
                new.append(self._approval(number))
                if chance > 0.65:
                    steps += self._new_steps(new[-1])
        kept = {(s["approval_id"], s["seq"]) for s in steps}
        self.put(APPROVALS, new, gone)
        lost = [s for s in dead if (s["approval_id"], s["seq"]) not in kept]
        self.put(APPROVAL_STEPS, steps, lost)

    def _approval(self, number: int) -> Row:
        ids = [f"A{n}" for n in range(self.size) if n != number]
        row = approval_row(self.rng, number, ids) | {"updated_at": self.tick()}
        # An id that was deleted may come back, but the moment it was created never changes.
        born = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
        moved = born + timedelta(days=random.Random(number).randint(0, 45)) - row["created_at"]
        for column in ("created_at", "submitted_at", "decided_at", "closed_at"):
            if row[column] is not None:
                row[column] += moved
        if row["submitted_at"] is not None and self.rng.random() < self.dirty:
            row["submitted_at"] = row["submitted_at"].replace(year=1999)
        self.approvals[row["approval_id"]] = row
        return row

    def _new_steps(self, approval: Row) -> list[Row]:
        rows = [s | {"updated_at": self.tick()} for s in step_rows(self.rng, approval)]
        self.steps |= {(s["approval_id"], s["seq"]): s for s in rows}
        return rows

    def _drop_steps(self, approval_id: str) -> list[Row]:
        keys = [key for key in self.steps if key[0] == approval_id]
        return [self.steps.pop(key) for key in keys]


def facts_of(lake: Lake, generation: int) -> tuple[pl.DataFrame, ...]:
    """The facts of a generation and what stands aside, sorted by key."""
    return tuple(
        lake.store(fact, generation).scan().sort(fact.key).collect()
        for fact in (APPROVAL, APPROVAL_STEP, LEFT_OUT)
    )
