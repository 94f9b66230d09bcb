"""UTC and a company's wall clock, both ways, with daylight saving made monotonic."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import polars as pl

from facts.errors import UnknownZone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The UTC offsets of a zone over a range; offset `i + 1` begins at `changes[i]`.

    All numbers are microseconds: `changes` since the epoch in UTC, `offsets` east of UTC.
    """

    name: str
    changes: tuple[int, ...]
    offsets: tuple[int, ...]

    def wall(self, times: pl.Series) -> pl.Series:
        """Wall-clock microseconds (Int64) of UTC times."""
        utc = times.to_physical()
        return utc + self._offset(utc)

    def reached(self, times: pl.Series) -> pl.Series:
        """The latest wall-clock reading up to each moment (Int64 microseconds).

        It equals the wall clock except in the hour an autumn night repeats, when it waits: time
        that has been counted once is not counted twice, so a later moment is never earlier.
        """
        wall = self.wall(times)
        if not self.changes:
            return wall
        shown = pl.Series([None, *self._shown()], dtype=pl.Int64)
        before = shown.gather(self._segment(times.to_physical()))
        return pl.select(pl.max_horizontal(wall, before)).to_series()

    def moment(self, reached: pl.Series) -> pl.Series:
        """The first UTC moment at which the wall clock has reached each reading (Int64)."""
        if not self.changes:
            return reached - self.offsets[0]
        ends = pl.Series(self._shown(), dtype=pl.Int64)
        segment = ends.search_sorted(reached, side="left")
        begins = pl.Series([None, *self.changes], dtype=pl.Int64).gather(segment)
        offset = pl.Series(self.offsets, dtype=pl.Int64).gather(segment)
        return pl.select(pl.max_horizontal(reached - offset, begins)).to_series()

    def _shown(self) -> list[int]:
        """What the wall clock had reached at each change of offset."""
        ends = [at + offset for at, offset in zip(self.changes, self.offsets, strict=False)]
        return list(accumulate(ends, max))

    def _segment(self, utc: pl.Series) -> pl.Series:
        return pl.Series(self.changes, dtype=pl.Int64).search_sorted(utc, side="right")

    def _offset(self, utc: pl.Series) -> pl.Series | int:
        if not self.changes:
            return self.offsets[0]
        return pl.Series(self.offsets, dtype=pl.Int64).gather(self._segment(utc))


@lru_cache(maxsize=256)
def zone(name: str, first: date, last: date) -> Zone:
    """The zone between two days (a day of margin on each side); UnknownZone for a wrong name."""
    try:
        info = ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(name) from error
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=2)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=3)
    offsets, changes = [_offset_at(info, _since_epoch(start))], list[int]()
    day, step = start, timedelta(days=1)
    while day < end:
        after = _offset_at(info, _since_epoch(day + step))
        if after != offsets[-1]:
            changes.append(_change(info, _since_epoch(day), _since_epoch(day + step)))
            offsets.append(after)
        day += step
    return Zone(name=name, changes=tuple(changes), offsets=tuple(offsets))


def _change(info: ZoneInfo, before: int, after: int) -> int:
    """The microsecond at which the offset changes between two moments, by bisection in seconds."""
    old = _offset_at(info, before)
    seconds = range(before // 1_000_000, after // 1_000_000 + 1)
    found = bisect_left(seconds, 1, key=lambda s: int(_offset_at(info, s * 1_000_000) != old))
    return seconds[found] * 1_000_000


def _since_epoch(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _offset_at(info: ZoneInfo, utc: int) -> int:
    offset = (_EPOCH + timedelta(microseconds=utc)).astimezone(info).utcoffset()
    return 0 if offset is None else offset // _MICROSECOND
