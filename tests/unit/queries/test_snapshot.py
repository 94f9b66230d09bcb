"""What a pin holds of facts that were not built yet when it was published."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from facts.shipment import SHIPMENT
from lake.lake import Lake
from queries.errors import NothingPublished
from queries.frames import Frames, Snapshot
from state.rows import Pin

PIN = Pin(id=1, at=datetime(2026, 3, 31, tzinfo=UTC), epoch=1, versions={}, sources=(), cursors={})


def test_a_fact_that_is_not_there_yet_has_no_rows_to_look_for(tmp_path: Path) -> None:
    snapshot = Snapshot(pin=PIN, frames=Frames(Lake(tmp_path)))
    found = snapshot.fact_where("shipment", "shipment_id", {"1"}).collect()
    assert found.is_empty()
    assert found.schema == SHIPMENT.schema
    with pytest.raises(NothingPublished):
        snapshot.fact("shipment")


def test_looking_for_nothing_reads_nothing(tmp_path: Path) -> None:
    """No store is opened: there is none."""
    frames = Frames(Lake(tmp_path))
    found = frames.where("facts.shipment.g1", 7, "shipment_id", frozenset()).collect()
    assert found.schema == SHIPMENT.schema
    assert found.is_empty()
