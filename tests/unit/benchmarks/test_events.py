"""The generated histories that speeds are measured on."""

import polars as pl
import pytest

from benchmarks.events import MONTHS, NOW, masters, month_frames
from benchmarks.patterns import PATTERNS
from tables.conform import conform
from tables.registry import TABLES

c = pl.col


@pytest.fixture(scope="module")
def history() -> tuple[pl.DataFrame, pl.DataFrame]:
    made = list(month_frames(20_000, seed=5))
    assert len(made) == MONTHS
    return pl.concat([a for _, a, _ in made]), pl.concat([s for _, _, s in made])


def test_sizes_and_shares_are_as_asked(history):
    approvals, steps = history
    assert 0.97 < steps.height / 20_000 < 1.03
    assert sum(pattern.share for pattern in PATTERNS) == 100
    assert set(approvals["status"]) == {"approved", "rejected", "withdrawn", "revoked", "running"}


def test_every_row_keeps_its_promise(history):
    approvals, steps = history
    tables = masters() | {"approvals": approvals, "approval_steps": steps}
    for name, frame in tables.items():
        done = conform(TABLES[name], frame, source="bench")
        assert done.rejected.height == 0, name
        assert done.rows.height == frame.height


def test_documents_and_steps_belong_together_and_time_runs_forward(history):
    approvals, steps = history
    assert approvals["approval_id"].n_unique() == approvals.height
    assert set(steps["approval_id"]) == set(approvals["approval_id"])
    assert steps["entered_at"].max() <= NOW
    ordered = steps.sort("approval_id", "seq").with_columns(
        before=c("acted_at").shift(1).over("approval_id")
    )
    assert ordered.filter(c("entered_at") < c("before")).is_empty()
    open_ones = steps.filter(c("action").is_null())["approval_id"]
    assert set(open_ones) == set(approvals.filter(c("status") == "running")["approval_id"])


def test_the_same_seed_gives_the_same_history(history):
    again = pl.concat([steps for _, _, steps in month_frames(20_000, seed=5)])
    other = pl.concat([steps for _, _, steps in month_frames(20_000, seed=6)])
    assert again.equals(history[1])
    assert not other.equals(history[1])
