"""Balances: what was open at an instant — a period's end, or the pin within the running period."""

from datetime import date, datetime, timedelta
from typing import Any

import narwhals.stable.v2 as nw

from metrics.definition import Cut, Metric
from metrics.derived import needed, with_derived
from metrics.errors import WrongCut
from metrics.frames import Frames
from metrics.naming import placing, with_accounting
from metrics.ranges import bounds, inside

Rows = nw.LazyFrame[Any]
ONE_DAY = timedelta(days=1)

AT_PIN_ONLY = frozenset({"current_node", "current_actor"})
"""Dimensions that say where a document waits now; nobody kept where it waited at an earlier end."""


def instants(cut: Cut, frames: Frames, *, opening: bool = False) -> Rows:
    """One row per calendar and instant: calendar_id, [period], _on, _day, _position, _running,
    _accounting.

    `_on` is the last local day of the period, or the pin's day in the period that is still
    running (`_running`); periods that begin after the pin have no instant. `_position` is
    W(instant), `_day` its day number, `_accounting` its accounting period. At the `opening` it is
    the day before the period's first.
    """
    days: Rows = nw.from_native(frames.calendar_day)
    clock: Rows = nw.from_native(frames.clock)
    days = days.filter(inside("day", cut)).join(
        clock.select(nw.col("calendar_id"), _pin_on=nw.col("on"), _pin_position=nw.col("position")),
        on="calendar_id",
        how="inner",
    )
    days = days.filter(nw.col("day") <= nw.col("_pin_on")).with_columns(
        _end=nw.col("position") + nw.col("minutes"), **_label(cut)
    )
    keys = ["calendar_id", "period"] if cut.grain else ["calendar_id"]
    ends = days.group_by(*keys).agg(
        _first=nw.col("day").min(),
        _on=nw.col("day").max(),
        _first_day=nw.col("day_number").min(),
        _day=nw.col("day_number").max(),
        _begin=nw.col("position").min(),
        _end=nw.col("_end").max(),
        _accounting=nw.col("accounting").max(),
        _first_accounting=nw.col("accounting").min(),
        _pin_on=nw.col("_pin_on").max(),
        _pin_position=nw.col("_pin_position").max(),
    )
    if opening:
        return ends.select(
            *[nw.col(key) for key in keys],
            _on=nw.col("_first").dt.offset_by("-1d"),
            _day=nw.col("_first_day") - 1,
            _running=nw.col("_first") > nw.col("_pin_on"),  # never: it lies before the pin
            _position=nw.col("_begin"),
            _accounting=nw.col("_first_accounting"),
        )
    running = nw.col("_on") == nw.col("_pin_on")
    return ends.select(
        *[nw.col(key) for key in keys],
        nw.col("_on"),
        nw.col("_day"),
        _running=running,
        _position=nw.when(running).then(nw.col("_pin_position")).otherwise(nw.col("_end")),
        _accounting=nw.col("_accounting"),
    )


def open_rows(
    rows: Rows, metric: Metric, cut: Cut, frames: Frames, *, opening: bool = False
) -> Rows:
    """The rows open at each instant of the cut, once per instant, with what `derived_of` their fact
    says, `_accounting` and [period]."""
    check(cut, frames)
    candidates = _candidates(rows, metric, cut, frames, opening=opening)
    rows = _straddling(candidates, metric, cut, frames)
    rows = rows.join(instants(cut, frames, opening=opening), on="calendar_id", how="inner")
    rows = rows.filter(_is_open(metric, frames))
    return with_derived(rows, metric.fact)


def _is_open(metric: Metric, frames: Frames) -> nw.Expr:
    """True of rows open at their instant; a moment tells more than its day at the pin."""
    opens_on, closes_on = local_date(metric.opens), local_date(metric.closes)
    at_end = (nw.col(opens_on) <= nw.col("_on")) & (
        nw.col(closes_on).is_null() | (nw.col(closes_on) > nw.col("_on"))
    )
    if opens_on == metric.opens:
        return at_end
    at = nw.lit(frames.at)
    at_pin = (nw.col(metric.opens) <= at) & (
        nw.col(metric.closes).is_null() | (nw.col(metric.closes) > at)
    )
    return (nw.col("_running") & at_pin) | (~nw.col("_running") & at_end)


def needed_of(metric: Metric) -> list[str]:
    """The columns of the fact that tell which of its rows are open when, and how old."""
    names = (metric.opens, local_date(metric.opens), metric.closes, local_date(metric.closes))
    return [*dict.fromkeys(names), *needed(metric.fact)]


def local_date(moment: str) -> str:
    """The column with the local date of a moment column: submitted_at → submitted_on; a date is
    its own."""
    return moment if moment.endswith("_on") else moment.removesuffix("_at") + "_on"


def begins_after_pin(cut: Cut, frames: Frames) -> bool:
    """True where the cut has no instant in any time zone: nothing can be said of it yet."""
    start, _ = bounds(cut)
    return start is not None and start > frames.at.date() + ONE_DAY


def ends_before_record(cut: Cut, frames: Frames) -> bool:
    """True where the cut ends before the cockpit wrote anything down: nothing is known of it."""
    _, end = bounds(cut)
    since = frames.recorded_since
    return since is None or (end is not None and end <= since)


def check(cut: Cut, frames: Frames) -> None:
    """Raises `WrongCut` where the present is asked of the past."""
    names = {*cut.by, *(name for name, _ in cut.where)} & AT_PIN_ONLY
    _, end = bounds(cut)
    past = cut.grain is not None or (end is not None and end <= frames.at.date())
    if names and past:
        raise WrongCut(
            "“当前节点”“当前办理人”只在此刻有意义：请去掉时间粒度，时段请包含今天。",
            f"{', '.join(sorted(names))} is known only now: leave out the grain and let the "
            "period contain today.",
        )


def _candidates(rows: Rows, metric: Metric, cut: Cut, frames: Frames, *, opening: bool) -> Rows:
    """Rows that may be open at an instant; a filter on plain columns, so the scan can prune."""
    start, end = bounds(cut)
    opens_on, closes_on = local_date(metric.opens), local_date(metric.closes)
    conditions = [~nw.col(opens_on).is_null()]
    if end is not None:
        conditions.append(nw.col(opens_on) < nw.lit(end))
    from_start = opening or cut.grain is not None
    earliest = _earliest(from_start, start, end, frames)
    if earliest is not None:
        conditions.append(nw.col(closes_on).is_null() | (nw.col(closes_on) >= nw.lit(earliest)))
    return rows.filter(*conditions)


def _earliest(
    from_start: bool, start: date | None, end: date | None, frames: Frames
) -> date | None:
    """A day on or before the first instant in every time zone."""
    if from_start:
        return start
    pin = frames.at.date() - ONE_DAY
    return pin if end is None else min(end - ONE_DAY, pin)


def _straddling(rows: Rows, metric: Metric, cut: Cut, frames: Frames) -> Rows:
    """Without the rows that opened and closed within one period: they are open at no end.

    Most documents are; so the join with the instants stays small.
    """
    if cut.grain is None or cut.grain == "day":
        return rows
    opens_on, closes_on = local_date(metric.opens), local_date(metric.closes)
    # What closed after the pin is still open at it, though in the same period.
    moment = metric.closes != closes_on
    at: datetime | date = frames.at if moment else frames.at.date() - ONE_DAY
    after_pin = nw.col(metric.closes) > nw.lit(at)
    if cut.grain != "accounting":
        closed, opened = placing(closes_on, cut.grain), placing(opens_on, cut.grain)
        return rows.filter(nw.col(closes_on).is_null() | (opened != closed) | after_pin)
    for column, label in ((opens_on, "_opened"), (closes_on, "_closed")):
        rows = with_accounting(rows, column, frames, name=label)
    within = ~nw.col("_closed").is_null() & (nw.col("_opened") == nw.col("_closed"))
    kept = ~within | nw.col("_opened").is_null() | after_pin
    return rows.filter(kept).drop("_opened", "_closed")


def _label(cut: Cut) -> dict[str, nw.Expr]:
    if cut.grain is None:
        return {}
    if cut.grain == "day":
        return {"period": nw.col("day").dt.to_string("%Y-%m-%d")}
    return {"period": nw.col(cut.grain)}
