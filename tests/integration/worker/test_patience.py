"""A source that fails now and then is asked again, from where it got to, and not for ever."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.definition import Batch, Source
from connectors.errors import Fatal, Retriable
from tests.chaos.source import Writer
from tests.chaos.verify import differences
from worker import api
from worker.home import Home, Options
from worker.sync import sync

TRIES = 3


class Shaky:
    """The real source; every reading of approvals breaks after so many pages, so often."""

    def __init__(self, inner: Source, *, times: int, pages: int, error: Exception) -> None:
        self._inner, self._times, self._pages, self._error = inner, times, pages, error
        self.readings = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        broken = table == "approvals" and self.readings < self._times
        self.readings += table == "approvals"
        for number, batch in enumerate(self._inner.pull(table, since)):
            if broken and number == self._pages:
                raise self._error
            yield batch


@pytest.fixture
def hasty(home: Home) -> Home:
    for name in ("org", "days"):
        assert sync(home, home.source(name)).problem is None
    return replace(home, options=Options(attempts=TRIES, first_wait=0.001))


def shaky(home: Home, *, times: int, pages: int = 0, error: Exception | None = None) -> Shaky:
    busy = Retriable("The server is busy.", code="busy")
    return Shaky(home.source("oa"), times=times, pages=pages, error=error or busy)


def test_a_source_that_answers_at_the_last_try_is_drained(hasty: Home, writer: Writer) -> None:
    source = shaky(hasty, times=TRIES - 1)
    assert sync(hasty, source).problem is None
    assert source.readings == TRIES
    assert api.sync_once(hasty).ok
    assert differences(hasty, writer.path) == []


def test_a_source_that_never_answers_is_left_after_the_last_try(hasty: Home) -> None:
    source = shaky(hasty, times=99)
    result = sync(hasty, source)
    assert result.problem == "approvals: The server is busy."
    assert source.readings == TRIES
    assert hasty.state.cursors.get("oa", "approvals") is None
    status = hasty.state.sources.get("oa")
    assert status is not None
    assert status.last_error == result.problem


def test_a_source_that_gets_further_each_time_is_drained(hasty: Home) -> None:
    source = shaky(hasty, times=TRIES + 2, pages=1)  # 60 rows in pages of 20
    assert sync(hasty, source).problem is None
    assert hasty.state.cursors.get("oa", "approvals") is not None


def test_what_only_a_person_can_mend_is_not_tried_again(hasty: Home) -> None:
    source = shaky(hasty, times=99, error=Fatal("Wrong password.", code="auth"))
    assert sync(hasty, source).problem == "approvals: Wrong password."
    assert source.readings == 1


def test_a_worker_that_stops_does_not_wait_for_a_source(hasty: Home) -> None:
    hasty.stopping.set()
    source = shaky(hasty, times=99)
    assert sync(hasty, source).problem is not None
    assert source.readings == 1
