"""A source is stale by its own patience, and a problem is never hidden."""

from datetime import UTC, datetime, timedelta

import pytest

from queries.freshness import STALE_AFTER, judged
from state.rows import SourceStatus

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _status(**changed) -> SourceStatus:
    told = {
        "source": "oa",
        "label": "集团 OA",
        "last_started_at": NOW,
        "last_ok_at": NOW - timedelta(minutes=6),
        "watermark": NOW,
        "last_error": None,
        "complete": True,
        "rows": 1,
        "stale_after": timedelta(minutes=5),
    }
    return SourceStatus(**(told | changed))


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ({}, True),
        ({"last_ok_at": NOW - timedelta(minutes=4)}, False),
        ({"last_ok_at": None}, True),
        ({"last_ok_at": NOW, "last_error": "连接被拒绝"}, True),
        ({"stale_after": None}, False),
        ({"stale_after": None, "last_ok_at": NOW - STALE_AFTER - timedelta(seconds=1)}, True),
    ],
)
def test_stale(changed, stale):
    (state,) = judged(None, [_status(**changed)], {"oa": 3}, NOW)
    assert state.stale is stale
    assert state.quarantined == 3
    assert state.problem == changed.get("last_error")
