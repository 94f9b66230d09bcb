"""What the calendar asks of the ERP while it ticks: balances, wages, taxes, rates."""

from datetime import timedelta

from samples.demo.erp import closing
from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.people import careers
from samples.demo.moments import DAY, EPOCH, day_of


def month_ends(e: Enterprise, last: int, now: int) -> int:
    """Do what each day since `last` asks for, before anything is done today; how much that was."""
    done = 0
    day = day_of(last)
    while day < day_of(now):
        tomorrow = day + timedelta(days=1)
        if tomorrow.day == 1:
            e.shelves.load_all()
            closing.balances(e, (day - EPOCH).days * DAY + 23 * 3600)
            closing.month_rate(e, day.year, day.month, now, closed=True)
            closing.month_rate(e, tomorrow.year, tomorrow.month, now, closed=False)
            done += 1
        morning = (tomorrow - EPOCH).days * DAY + 9 * 3600
        if tomorrow.day == 10:
            closing.wages(e, min(morning, now), careers(e.trade))
            done += 1
        if tomorrow.day == 15:
            closing.taxes(e, min(morning, now))
            done += 1
        day = tomorrow
    return done
