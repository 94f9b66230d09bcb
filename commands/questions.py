"""Options of the command line become a question; wrong ones are refused with the right ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from commands.shell import nearest, wrong
from metrics.definition import Cut, Metric
from metrics.errors import MetricError
from metrics.registry import metric as metric_named
from queries.definition import Question
from queries.door import Door
from queries.viewer import Who

ZONE = ZoneInfo("Asia/Shanghai")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


class Grains(StrEnum):
    """How long one period is."""

    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"
    accounting = "accounting"


class Against(StrEnum):
    """What a period is compared with."""

    prev = "prev"
    year = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was written on the command line, unread."""

    metric: str
    by: Sequence[str] = ()
    where: Sequence[str] = ()
    period: str | None = None
    grain: Grains | None = None
    start: str | None = None
    end: str | None = None
    compare: Against | None = None
    as_of: str | None = None
    then: bool = False


def question(options: Options, door: Door, who: Who) -> Question:
    """The question that the options ask."""
    try:
        metric = metric_named(options.metric)
    except MetricError as error:
        raise wrong(error.zh, error.en) from error
    as_of = moment_or_pin(options.as_of)
    for name in options.by:
        _known(metric, name)
    cut = Cut(
        by=tuple(dict.fromkeys(options.by)),
        where=_where(options.where, metric, door, who, pinned=as_of is not None),
        grain=options.grain.value if options.grain else None,
        organisation="then" if options.then else "today",
    )
    cut = _over(cut, options, door, who, as_of)
    compare = options.compare.value if options.compare else None
    return Question(metric=metric.name, cut=cut, compare=compare, as_of=as_of)


def moment_or_pin(text: str | None) -> int | datetime | None:
    """A pin's number, a day (its end, where the company is) or a moment."""
    if text is None:
        return None
    asked = text.strip()
    if asked.isascii() and asked.isdigit() and len(asked) <= 18:
        return int(asked)
    try:
        if _DAY.match(asked):
            day = date.fromisoformat(asked)
            return datetime.combine(day + timedelta(days=1), time(), ZONE) - timedelta(seconds=1)
        found = datetime.fromisoformat(asked)
        found = found.replace(tzinfo=ZONE) if found.tzinfo is None else found
        found.astimezone(ZONE)
    except (ValueError, OverflowError):
        raise wrong(
            "--as-of 请写时点编号（见 snapshots）、2026-11-20 或 2026-11-20T08:00。",
            "--as-of takes a pin's number (see snapshots), 2026-11-20 or 2026-11-20T08:00.",
        ) from None
    return found


def _over(cut: Cut, options: Options, door: Door, who: Who, as_of: int | datetime | None) -> Cut:
    """The cut over the named period, or from one day to another (both included)."""
    if options.period is not None:
        if options.start or options.end:
            raise wrong(
                "--period 与 --from/--to 只能用一种。", "Use --period or --from/--to, not both."
            )
        return door.period(who, options.period, as_of=as_of).of(cut)
    first = _day("--from", options.start)
    last = _day("--to", options.end)
    if first and last and last < first:
        raise wrong("--to 不能早于 --from。", "--to must not be before --from.")
    end = last + timedelta(days=1) if last else None
    return Cut(
        by=cut.by,
        where=cut.where,
        grain=cut.grain,
        start=first.isoformat() if first else "",
        end=end.isoformat() if end else "",
        organisation=cut.organisation,
    )


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        if _DAY.match(text.strip()):
            found = date.fromisoformat(text.strip())
            if 1990 <= found.year <= 2199:
                return found
    except ValueError:
        pass
    raise wrong(f"{option} 请写成 2026-11-21。", f"Write {option} as 2026-11-21.")


def _where(
    pairs: Sequence[str], metric: Metric, door: Door, who: Who, *, pinned: bool
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`dimension=value` pairs; a value may be an id or the name people see."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise wrong(
                "--where 请写成 维度=值，例如 --where process=报销。",
                "Write --where as dimension=value, such as --where process=报销.",
            )
        name = name.strip()
        _known(metric, name)
        found.setdefault(name, []).append(_value(name, value, door, who, pinned=pinned))
    return tuple((name, tuple(dict.fromkeys(values))) for name, values in found.items())


def _known(metric: Metric, name: str) -> None:
    if name not in metric.by:
        near = nearest(name, metric.by)
        raise wrong(
            f"{metric.name} 不能按“{name[:40]}”看，可用：{near}。",
            f"{metric.name} can't be cut by {name[:40]!r}; try {near}.",
        )


def _value(name: str, text: str, door: Door, who: Who, *, pinned: bool) -> str:
    """The id of a value given by id or by name; an earlier pin may know values gone since."""
    if name == "document" or text == "":
        return text
    choices = door.dimension_values(who, name)
    if any(choice.value == text for choice in choices):
        return text
    named = [choice.value for choice in choices if choice.label == text]
    if len(named) == 1:
        return named[0]
    if len(named) > 1:
        listed = ", ".join(named[:6])
        raise wrong(f"“{text}”有多个，请写编号：{listed}。", f"{text!r} is ambiguous: {listed}.")
    if pinned:
        return text
    near = nearest(text, [choice.label for choice in choices]) or "—"
    raise wrong(f"{name} 没有这个值，例如：{near}。", f"{name} has no such value; try {near}.")
