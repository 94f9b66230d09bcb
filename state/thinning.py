"""Which pins time has made superfluous: all for 48 h, hourly for 35 days, then month-ends."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ALL_FOR = timedelta(hours=48)
HOURLY_FOR = timedelta(days=35)
ZONE = ZoneInfo("Asia/Shanghai")


def superfluous(
    pins: Iterable[tuple[int, datetime]],
    now: datetime,
    *,
    held: Collection[int],
    zone: ZoneInfo = ZONE,
) -> tuple[int, ...]:
    """Ids of the (id, moment) pairs to remove; never a held pin, never the newest.

    Of each hour or month (in `zone`) the last pin stays.
    """
    ordered = sorted(pins, key=lambda pin: (pin[1], pin[0]))
    if not ordered:
        return ()
    last_of: dict[str, int] = {}
    for pin, at in ordered:
        last_of[_bucket(pin, at, now, zone)] = pin
    kept = set(last_of.values()) | set(held) | {ordered[-1][0]}
    return tuple(pin for pin, _ in ordered if pin not in kept)


def _bucket(pin: int, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    age = now - at
    if age <= ALL_FOR:
        return f"pin {pin}"
    if age <= HOURLY_FOR:
        return f"hour {at.astimezone(UTC):%Y-%m-%dT%H}"
    return f"month {at.astimezone(zone):%Y-%m}"
