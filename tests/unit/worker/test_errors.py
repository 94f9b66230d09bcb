"""Every error becomes one sentence that gives nothing away."""

import errno
import logging

import pytest

from connectors.errors import Retriable
from lake.errors import Full
from worker.errors import FULL, sentence, told


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "x"),
        OSError(errno.EFBIG, "x"),
        Full("approvals: no room left to write"),
        RuntimeError("database or disk is full"),
    ],
)
def test_a_full_disk_is_called_a_full_disk(error: Exception) -> None:
    assert sentence(error) == FULL


def test_a_connector_speaks_for_itself() -> None:
    assert sentence(Retriable("The server is busy.", code="busy")) == "The server is busy."


def test_an_unexpected_error_tells_its_type_but_not_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        told = sentence(ValueError("password=hunter2"))
    assert "ValueError" in told
    assert "hunter2" not in told + caplog.text


def test_a_failure_that_concerns_several_tables_is_said_once():
    """The run log has one line; the same sentence five times would fill it."""
    same = "There is no database file oa.db."
    said = told([("people", same), ("companies", same), ("approvals", "column x is missing")])
    assert said == (
        "people, companies: There is no database file oa.db；approvals: column x is missing"
    )
    assert told([]) is None
