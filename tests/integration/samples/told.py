"""A smaller demo enterprise, all three systems, brought in by the real worker: what it tells."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from connectors import config
from lake.lake import Lake
from metrics.definition import Cut
from queries.definition import Page, Question
from queries.door import Door
from queries.installation import Installation
from queries.viewer import Owner, owner_of
from samples import profiles
from samples.demo.crm import install as crm_install
from samples.demo.crm.generate import build as build_crm
from samples.demo.erp.generate import build as build_erp
from samples.demo.generate import build
from samples.demo.moments import ZONE
from samples.demo.trade import Trade, trade
from state import State
from tests.unit.samples.oa import rows
from worker.api import sync_once
from worker.home import Home

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 18, 10, tzinfo=ZONE)
MONTHS, APPROVALS = 9, 20_000
MOST = 1_000
Cell = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the demo of a seed says at the door, and what was planted in its systems."""

    door: Door
    owner: Owner
    sources: Path
    trade: Trade
    seed: int

    def ask(
        self, metric: str, by: Sequence[str], start: str = "", end: str = "", *, least: int = 1
    ) -> pl.DataFrame:
        """Values by some dimensions, the largest first; cells of fewer rows than `least` aside."""
        answer = self.door.ask(self.owner, _question(metric, by, start, end))
        told = answer.rows.filter(pl.col("rows") >= least, pl.col("value").is_not_null())
        return told.with_columns(pl.col("value").cast(pl.Float64)).sort("value", descending=True)

    def drill(
        self, metric: str, cell: Cell, start: str = "", end: str = ""
    ) -> list[dict[str, Any]]:
        """The rows behind a cell, all of them."""
        question = _question(metric, tuple(cell), start, end)
        found: list[dict[str, Any]] = []
        while True:
            page = Page(limit=MOST, offset=len(found))
            drilled = self.door.drill(self.owner, question, cell=cell, page=page)
            found += drilled.rows.to_dicts()
            if len(found) >= drilled.total:
                return found

    def planted(self, name: str) -> set[str]:
        """The documents of the ERP that carry a story."""
        query = "SELECT FSUBJECT FROM erp_story WHERE FNAME = ?"
        return {number for (number,) in rows(self.sources / "erp.db", query, name)}

    def erp(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the ERP itself says."""
        return rows(self.sources / "erp.db", query, *values)


def _question(metric: str, by: Sequence[str], start: str, end: str) -> Question:
    return Question(metric=metric, cut=Cut(by=tuple(by), start=start, end=end))


@contextmanager
def telling(folder: Path, seed: int) -> Generator[Told]:
    """Build the demo of a seed in a folder, bring it in once and open the door."""
    install_small(folder, seed)
    home = Home(
        lake=Lake(folder / "lake"),
        state=State.open(f"sqlite:///{folder / 'state.db'}", clock=lambda: NOW),
        load_sources=lambda: config.load(folder / "sources.yaml"),
        folder=folder / "worker",
        queue_url=f"sqlite:///{folder / 'queue.db'}",
    )
    try:
        with profiles.awake(folder):
            synced = sync_once(home, keys=False)
        assert synced.ok, synced
        yield Told(
            door=Door(Installation(home=folder, lake=home.lake, state=home.state)),
            owner=owner_of(folder),
            sources=folder / "sources",
            trade=trade(seed, TODAY, MONTHS),
            seed=seed,
        )
    finally:
        home.close()


def install_small(
    folder: Path, seed: int, *, today: date = TODAY, months: int = MONTHS, size: int = APPROVALS
) -> None:
    """The demo in a folder, with less of a past than it ships with."""
    days = (today - trade(seed, today, months).first).days
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(profiles, "build", partial(build, approvals=size))
        patched.setattr(profiles, "build_erp", partial(build_erp, months=months))
        patched.setattr(crm_install, "build", partial(build_crm, days=days))
        profiles.install("demo", folder, seed=seed, today=today)
    (folder / "worker").mkdir()
