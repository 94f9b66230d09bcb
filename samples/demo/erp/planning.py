"""The budgets: what was planned per department, account and month, and how the plan was revised."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from samples.demo.erp.enterprise import Enterprise, period
from samples.demo.erp.ledger import REVENUE
from samples.demo.erp.money_records import PAID, BudgetLine, Entry, Revision
from samples.demo.moments import DAY, day_of, midnight

Key = tuple[int, int, str]  # company, department, account
AHEAD = 12 * 7  # days that a plan must reach beyond today
BURN = 26  # weeks over which the speed of spending is measured
UNPLANNED = 0.03  # shares of (department, account) that spend without a budget
SURPRISES = 0.1  # share of the months whose plan is no more than the mean
TRANSFER, MORE, LESS = 0.5, 0.25, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What each key used: by accounting month, and a week of the last half year."""

    months: dict[Key, dict[str, int]]
    week: dict[Key, float]


def spending(e: Enterprise, now: int) -> Spent:
    """What was reserved, committed and spent, releases taken off."""
    months: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    recent: dict[Key, int] = defaultdict(int)
    since = now // DAY - 7 * BURN
    for entry in e.book.records[Entry]:
        assert isinstance(entry, Entry)
        if entry.kind != PAID:
            key = entry.company, entry.department, entry.account
            months[key][entry.period] += entry.amount
            if entry.day > since:
                recent[key] += entry.amount
    return Spent(months=months, week={key: total / BURN for key, total in recent.items()})


def write_budgets(e: Enterprise, spent: Spent, now: int) -> dict[Key, list[BudgetLine]]:
    """Plan what may be spent, every month of history and as far ahead as plans reach."""
    lines: dict[Key, list[BudgetLine]] = {}
    for key in sorted(spent.months):
        if key[2] == REVENUE:
            continue
        if not is_short(e, key) and e.chance(UNPLANNED):
            continue
        plan = _plan(e, key, spent, now)
        if is_short(e, key):
            plan = _short(plan, spent, key, now, e.trade.stories.short.weeks)
        lines[key] = [plan_line(e, key, month, amount, "F") for month, amount in plan.items()]
    for key, planned in lines.items():
        if not is_short(e, key):
            _revise(e, planned, lines)
    return lines


def is_short(e: Enterprise, key: Key) -> bool:
    """Whether a key is the one that runs out of money: nothing but the story changes its plan."""
    story = e.trade.stories.short
    return key[1:] == (story.department, story.account)


def _plan(e: Enterprise, key: Key, spent: Spent, now: int) -> dict[str, int]:
    """So much a month: what a year used, somewhat more or less, rounded to hundreds."""
    used = spent.months[key]
    today = period(key[0], now // DAY)
    last = last_month(key, e, now)
    years: dict[str, float] = {}
    for month in months(min(used), last):
        year = month[:4]
        if year not in years:
            known = [m for m in months(min(used), min(today, last)) if m[:4] == year]
            known = known or months(min(used), min(today, last))[-6:]
            mean = sum(used.get(m, 0) for m in known) / len(known)
            years[year] = mean * e.rng.uniform(0.97, 1.3)
    return {
        month: max(100_000, rounded(_asked(e, years[month[:4]], used.get(month, 0), month < today)))
        for month in months(min(used), last)
    }


def _asked(e: Enterprise, mean: float, used: int, over: bool) -> float:
    """What was planned for a month: mostly what was needed and a little more; some months brought
    what nobody expected, and of those to come only the mean is known."""
    if not over:
        return mean * e.rng.uniform(1.0, 1.25)
    if e.chance(SURPRISES):
        return mean * e.rng.uniform(0.9, 1.1)
    return used * e.rng.uniform(1.0, 1.2) + mean * e.rng.uniform(0, 0.05)


def _short(plan: dict[str, int], spent: Spent, key: Key, now: int, weeks: float) -> dict[str, int]:
    """A plan whose money lasts `weeks` more at the speed of the last half year: what is left in
    this fiscal year first, and the rest in the months after it."""
    today = period(key[0], now // DAY)
    this_year = [month for month in plan if month[:4] == today[:4]]
    after = [month for month in plan if month > this_year[-1]]
    used = sum(spent.months[key].get(month, 0) for month in this_year)
    left_days = (date(int(today[:4]), 12, 31) - day_of(now)).days
    now_weeks = min(weeks, 0.85 * left_days / 7) if after else weeks
    told = dict(plan)
    told.update(_spread(this_year, used + round(now_weeks * spent.week[key])))
    told.update(_spread(after, round((weeks - now_weeks) * spent.week[key])))
    return told


def _spread(months: list[str], total: int) -> dict[str, int]:
    if not months:
        return {}
    share = total // len(months)
    return dict.fromkeys(months[:-1], share) | {months[-1]: total - share * (len(months) - 1)}


def plan_line(e: Enterprise, key: Key, month: str, amount: int, kind: str) -> BudgetLine:
    """What a key may use in a month (`kind` F) or is to bring in (S), as first approved."""
    company, department, account = key
    entered = date(int(month[:4]) - 1, 12, 20) if month > e.trade.first.strftime("%Y-%m") else None
    moment = midnight(max(entered or e.trade.first, e.trade.first)) + 11 * 3600
    return e.book.add(
        BudgetLine(id=e.book.id(BudgetLine), company=company, department=department,
                   account=account, year=month[:4], period=month, amount=amount, type=kind,
                   modified=min(moment, e.now))
    )  # fmt: skip


def _revise(e: Enterprise, planned: list[BudgetLine], lines: dict[Key, list[BudgetLine]]) -> None:
    """Some months were given more, some less, some moved money to another account."""
    line = e.rng.choice(planned)
    others = [
        other
        for key, found in lines.items()
        if key[1] == line.department and key[2] != line.account and not is_short(e, key)
        for other in found
        if other.period == line.period
    ]
    if e.chance(TRANSFER) and others:
        amount = rounded(line.amount * e.rng.uniform(0.05, 0.3))
        other = e.rng.choice(others)
        enter_revision(e, line, "DC", -amount, other)
        enter_revision(e, other, "DR", amount, line)
    if e.chance(MORE):
        one = e.rng.choice(planned)
        enter_revision(e, one, "ZJ", rounded(one.amount * e.rng.uniform(0.1, 0.4)), None)
    if e.chance(LESS):
        one = e.rng.choice(planned)
        enter_revision(e, one, "TJ", -rounded(one.amount * e.rng.uniform(0.05, 0.2)), None)


def enter_revision(
    e: Enterprise,
    line: BudgetLine,
    kind: str,
    amount: int,
    other: BudgetLine | None,
    *,
    on: date | None = None,
) -> None:
    """Change a line by a signed amount, `on` a day or on the fifth of its month; `other` is the
    line that the money goes to or comes from."""
    day = on or date(int(line.period[:4]), int(line.period[5:]), 5)
    day = min(max(day, e.trade.first), day_of(e.now))
    moment = min(midnight(day) + 15 * 3600, e.now)
    e.book.add(
        Revision(id=e.book.id(Revision), number=e.book.number(Revision, f"YSTZ{day:%Y%m}"),
                 line=line.id, type=kind, day=moment // DAY, amount=amount,
                 counter=other.id if other else None, approval=None, modified=moment)
    )  # fmt: skip


def last_month(key: Key, e: Enterprise, now: int) -> str:
    """The last month planned: the quarter's end twelve weeks ahead; a closed department's last."""
    department = e.trade.organisation.departments[key[1]]
    if department.until is not None:
        return f"{department.until:%Y-%m}"
    ahead = day_of(now + AHEAD * DAY)
    return f"{ahead.year}-{(ahead.month - 1) // 3 * 3 + 3:02}"


def rounded(cents: float) -> int:
    """An amount in cents as plans tell it: to a hundred units of money."""
    return round(cents / 10_000) * 10_000


def months(first: str, last: str) -> list[str]:
    """All months from one to another, `YYYY-MM`; the first one at least."""
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(start, max(end, start) + 1)]
