"""Which plain rows a metric counts in a cut, and when: the written definitions in plain Python."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from metrics.definition import Cut, Exclusion, Metric
from metrics.labels import label
from tests.oracle.subjects.enterprise import CLOSES, DAYS, FIRST_DAY, LATER, NOW, Row
from tests.oracle.subjects.values import value
from tests.oracle.subjects.world import NEW

MINUTES = 480  # of a working day
EPOCH = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
BUCKETS = ((30, "000-030"), (60, "031-060"), (90, "061-090"), (180, "091-180"), (365, "181-365"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A moment a balance is taken at; `running` is the pin within its period."""

    period: str
    day: date
    running: bool
    position: int
    accounting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A row that counts in a period, with what is known of it at the instant."""

    row: Row
    period: str
    accounting: str


def counted(
    metric: Metric, cut: Cut, rows: Iterable[Row], *, pin: int, opening: bool = False
) -> Iterator[Counted]:
    """The rows a metric counts; a balance once an instant."""
    left_out = exclusions(metric, cut)
    kept = [
        row
        for row in rows
        if not any(row[each.flag] == each.holds for each in left_out)
        and _chosen(metric, cut, row, pin)
    ]
    if metric.kind == "balance":
        yield from _open(metric, cut, kept, pin, opening)
        return
    for row in kept:
        needed = metric.kind == "distribution" or (metric.share and metric.numerator.of)
        known = not needed or row[metric.numerator.of] is not None
        flags = all(row[flag] for flag in metric.population)
        day = row[metric.when]
        if known and flags and inside(day, cut) and _by_the_pin(metric, row, pin):
            accounting = accounting_of(row["calendar_id"], day)
            yield Counted(row=row, period=period_of(cut, day, accounting), accounting=accounting)


def excluded(metric: Metric, cut: Cut, rows: Iterable[Row], *, pin: int) -> tuple[int, ...]:
    """How many rows each exclusion left out; a row only for the first that does."""
    left_out = exclusions(metric, cut)
    whole = Cut(where=cut.where, start=cut.start, end=cut.end)
    tally = [0] * len(left_out)
    for row in rows:
        if not left_out or not _chosen(metric, cut, row, pin):
            continue
        if metric.kind == "balance":
            instants = _instants(whole, row["calendar_id"], pin, opening=False)
            at = [_is_open(metric, row, each, pin) for each in instants]
            if not any(at):
                continue
        for number, each in enumerate(left_out):
            if _leaves_out(each, metric, cut, row):
                tally[number] += 1
                break
    return tuple(tally)


def exclusions(metric: Metric, cut: Cut) -> tuple[Exclusion, ...]:
    """What a metric leaves out in a cut; a total over companies also what these do with each
    other."""
    told_apart = "company" in {*cut.by, *(name for name, _ in cut.where)}
    if not metric.eliminates or told_apart:
        return metric.exclusions
    return (*metric.exclusions, Exclusion(flag=metric.eliminates, reason={}))


def _leaves_out(exclusion: Exclusion, metric: Metric, cut: Cut, row: Row) -> bool:
    dated = metric.kind == "balance" or inside(row[exclusion.when or metric.when], cut)
    return row[exclusion.flag] == exclusion.holds and dated


def _chosen(metric: Metric, cut: Cut, row: Row, pin: int) -> bool:
    return all(value(name, metric.fact.name, row, pin) in values for name, values in cut.where)


def inside(day: date | None, cut: Cut) -> bool:
    """Whether a day lies in the cut's range."""
    start = date.fromisoformat(cut.start) if cut.start else date.min
    end = date.fromisoformat(cut.end) if cut.end else date.max
    return day is not None and start <= day < end


def pin_moment(pin: int) -> datetime:
    """When a pin was published."""
    return LATER if pin == NEW else NOW


def _by_the_pin(metric: Metric, row: Row, pin: int) -> bool:
    if not metric.reached:
        return True
    reached, at = row[metric.reached], pin_moment(pin)
    if reached is None:
        return False
    return reached < at.date() if metric.reached.endswith("_on") else reached <= at


@cache
def accounting_of(calendar: str, day: date) -> str:
    """The accounting period of a day."""
    period = day if day.day <= CLOSES[calendar] else day.replace(day=28) + timedelta(days=7)
    return f"{period:%Y-%m}"


def period_of(cut: Cut, day: date, accounting: str) -> str:
    """The name of the period of a cut that a day lies in."""
    match cut.grain:
        case None:
            return label(cut)
        case "accounting":
            return accounting
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case _:
            return f"{day:%Y-%m}"


def days_of(cut: Cut, calendar: str, pin: int) -> dict[str, list[date]]:
    """The days of a cut up to the pin, by period."""
    found: dict[str, list[date]] = {}
    last = pin_moment(pin).date()
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        if day <= last and inside(day, cut):
            period = period_of(cut, day, accounting_of(calendar, day))
            found.setdefault(period, []).append(day)
    return found


@cache
def _instants(cut: Cut, calendar: str, pin: int, *, opening: bool) -> tuple[Instant, ...]:
    last = pin_moment(pin).date()
    found: list[Instant] = []
    for period, days in days_of(cut, calendar, pin).items():
        day = days[0] - ONE_DAY if opening else days[-1]
        running = day == last
        hour_short = 60 if running and pin != NEW else 0  # an hour before the office closes
        told = days[0] if opening else day
        found.append(
            Instant(
                period=period,
                day=day,
                running=running,
                position=_worked(day) - hour_short,
                accounting=accounting_of(calendar, told),
            )
        )
    return tuple(found)


@cache
def _worked(day: date) -> int:
    """Working minutes until the end of a day."""
    days = (FIRST_DAY + timedelta(days=n) for n in range((day - FIRST_DAY).days + 1))
    return MINUTES * sum(each.weekday() < 5 for each in days)


def _open(metric: Metric, cut: Cut, rows: list[Row], pin: int, opening: bool) -> Iterator[Counted]:
    for row in rows:
        for at in _instants(cut, row["calendar_id"], pin, opening=opening):
            if not _is_open(metric, row, at, pin):
                continue
            known = row | dict(_derived(row, at))
            if all(known[flag] for flag in metric.population):
                yield Counted(row=known, period=at.period, accounting=at.accounting)


def _is_open(metric: Metric, row: Row, at: Instant, pin: int) -> bool:
    if not metric.opens.endswith("_on") and at.running:
        opens, closes, now = row[metric.opens], row[metric.closes], pin_moment(pin)
        return opens is not None and opens <= now and (closes is None or closes > now)
    opens = row[metric.opens.replace("_at", "_on")]
    closes = row[metric.closes.replace("_at", "_on")]
    return opens is not None and opens <= at.day and (closes is None or closes > at.day)


def _derived(row: Row, at: Instant) -> Iterator[tuple[str, object]]:
    """How old a row is at an instant, how late, how long idle."""
    day = (at.day - EPOCH).days
    if "submitted_pos" in row:
        yield "age_minutes", at.position - row["submitted_pos"]
    if "due_pos" in row:
        yield "is_overdue", row["due_pos"] is not None and at.position > row["due_pos"]
    if "aged_from_day" in row:
        age = None if row["aged_from_day"] is None else day - row["aged_from_day"]
        yield "age_days", age
        yield "age_bucket", bucket(age)
    if "due_day" in row:
        late = row["due_day"] is not None and day > row["due_day"]
        yield "is_overdue", late
        yield "overdue_days", day - row["due_day"] if late else None
        yield "overdue_bucket", bucket(day - row["due_day"]) if late else "not_due"
    if "ends_day" in row:
        left = None if row["ends_day"] is None else row["ends_day"] - day
        for within in (30, 60, 90):
            yield f"ends_within_{within}", left is not None and 0 <= left <= within
    if "last_issue_day" in row:
        last = row["last_issue_day"]
        yield "is_idle", last is None or day - last > 180
    if "plan_pos" in row:
        yield "ahead", _ahead(row, "", at)
        yield "booked_ahead", _ahead(row, "booked_", at)


def _ahead(row: Row, books: str, at: Instant) -> float | None:
    """What was used beyond the part of a plan that had fallen due."""
    begins, lasts = row["plan_pos"], row["plan_minutes"]
    actual, revised = row[f"{books}actual"], row[f"{books}revised"]
    if actual is None or revised is None or (lasts is None and at.position > begins):
        return None
    gone = 0.0 if at.position <= begins else min(1.0, (at.position - begins) / lasts)
    return float(actual) - float(revised) * gone


def bucket(days: int | None) -> str | None:
    """The bucket of an age."""
    if days is None:
        return None
    return next((name for most, name in BUCKETS if days <= most), "366+")
