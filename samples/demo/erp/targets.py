"""What departments are to sell: a revenue budget for every month, as the seasons go."""

from collections import defaultdict
from datetime import date, timedelta

from samples.demo.erp.enterprise import Enterprise, period
from samples.demo.erp.ledger import REVENUE
from samples.demo.erp.money_records import BudgetLine
from samples.demo.erp.planning import Key, Spent, last_month, months, plan_line, rounded
from samples.demo.filing import day_weight
from samples.demo.moments import DAY, EPOCH, day_of

SOLD = "S"  # the type of a budget line that says what is to come in
AMBITION = (0.97, 1.08)  # what a year's plan asks for, of what the year would bring by itself


def write_targets(e: Enterprise, sold: Spent, now: int) -> int:
    """Plan the revenue of every department that sells; how many lines."""
    weights = {company: _weights(e, company, now) for company in (1, 2)}
    lines: list[BudgetLine] = []
    for key in sorted(sold.months):
        if key[2] == REVENUE:
            plan = _plan(e, key, sold.months[key], weights[key[0]], now)
            lines += [plan_line(e, key, month, amount, SOLD) for month, amount in plan.items()]
    return len(lines)


def _plan(
    e: Enterprise, key: Key, sold: dict[str, int], weights: dict[str, float], now: int
) -> dict[str, int]:
    """So much for every plain working day of a month, a little more each year; who plans knows
    half of what large orders will make of a month."""
    today = period(key[0], now // DAY)
    wanted = list(months(min(sold), last_month(key, e, now)))
    over = [month for month in wanted if month < today] or wanted[:1]
    usual = sum(sold.get(month, 0) for month in over) / sum(weights[month] for month in over)
    asked = {year: e.rng.uniform(*AMBITION) for year in sorted({month[:4] for month in wanted})}
    told = {month: usual * weights[month] for month in wanted}
    told |= {month: (told[month] + sold.get(month, 0)) / 2 for month in over}
    return {month: max(100_000, rounded(told[month] * asked[month[:4]])) for month in wanted}


def _weights(e: Enterprise, company: int, now: int) -> dict[str, float]:
    """How much business the days of each accounting month bring, plans ahead included."""
    found: dict[str, float] = defaultdict(float)
    day, until = e.trade.first - timedelta(days=31), day_of(now) + timedelta(days=220)
    while day <= until:
        found[period(company, (day - EPOCH).days)] += day_weight(day, date(2024, 1, 1))
        day += timedelta(days=1)
    return found
