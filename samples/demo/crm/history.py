"""Everything that happens in the CRM by itself, in order: past and, until it comes, future."""

from datetime import date, timedelta
from heapq import merge

from samples.demo.crm import copies, pipeline, service
from samples.demo.crm.accounts import masters
from samples.demo.crm.events import Event
from samples.demo.moments import WorkClock, day_of
from samples.demo.trade import Trade

AHEAD = pipeline.LONGEST + 10  # days an order's events may begin before it
BEHIND = 150  # and end after it


class History:
    """The events of a trade; each day's orders are thought through once."""

    def __init__(self, trade: Trade) -> None:
        self._trade = trade
        self._days: dict[date, tuple[Event, ...]] = {}
        self._clocks: dict[int, WorkClock] = {}

    def whole(self, first: date, until: int) -> list[Event]:
        """The masters, and all events about the days from `first` on, up to a moment inclusive."""
        days = [self._of(day, until) for day in _days(first, day_of(until), ahead=AHEAD)]
        others = [*masters(self._trade), *copies.phantoms(self._trade)]
        found = [event for events in days for event in events if event.at <= until]
        found += (event for event in others if event.at <= until)
        return sorted(found, key=in_order)

    def between(self, after: int, until: int) -> list[Event]:
        """The events after a moment up to another inclusive."""
        wanted = _days(day_of(after) - timedelta(days=BEHIND), day_of(until), ahead=AHEAD)
        days = [self._of(day, until) for day in wanted]
        for old in self._days.keys() - set(wanted):
            del self._days[old]
        parts = ([e for e in events if after < e.at <= until] for events in days)
        return list(merge(*parts, key=in_order))

    def _of(self, day: date, now: int) -> tuple[Event, ...]:
        """What a day's orders, and the opportunities lost that day, are about."""
        if day < self._trade.first:
            return ()
        if day not in self._days:
            trade, clock = self._trade, self._clock(day_of(now).year)
            events = pipeline.lost_on(trade, clock, day)
            for order in trade.market.orders_on(day):
                events += pipeline.won(trade, clock, order)
                events += copies.copied(trade, order)
                events += service.followed(trade, clock, order)
            self._days[day] = tuple(sorted(events, key=in_order))
        return self._days[day]

    def _clock(self, year: int) -> WorkClock:
        if year not in self._clocks:
            first = self._trade.first.year - 1
            self._clocks[year] = WorkClock.of_years(first, year + 2)
        return self._clocks[year]


def in_order(event: Event) -> tuple[int, str, str]:
    """What events are sorted by: the moment, and a fixed order within it."""
    return event.at, event.table, event.number


def _days(first: date, last: date, *, ahead: int) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + ahead + 1)]
