"""The CRM's clock: milliseconds since 1970, shown as Shanghai time."""

from datetime import UTC, datetime, timedelta

from samples.demo.moments import ZONE, day_of

OFFSET = 8 * 3600  # Shanghai's wall clock has been UTC+8 without exception since 1991
_START = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: int) -> int:
    """A moment of the demo (wall-clock seconds) on the CRM's clock."""
    return (moment - OFFSET) * 1000


def wall(milliseconds: int) -> int:
    """The demo's moment (wall-clock seconds) of a time on the CRM's clock."""
    return milliseconds // 1000 + OFFSET


def iso(milliseconds: int | None) -> str | None:
    """`2026-11-22T12:40:01.123+08:00`."""
    if milliseconds is None:
        return None
    moment = _START + timedelta(milliseconds=milliseconds)
    return moment.astimezone(ZONE).isoformat(timespec="milliseconds")


def day_text(moment: int) -> str:
    """The local day of a moment of the demo."""
    return day_of(moment).isoformat()
