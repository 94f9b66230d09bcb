"""The filter bar: widgets bound to the URL, and the cut they add up to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, cast

import streamlit as st

from metrics.definition import Cut, Grain
from metrics.dimension_list import DIMENSIONS as EVERY_DIMENSION
from metrics.period import parse
from metrics.registry import METRICS
from queries.definition import Compare
from ui import address, in_vain
from ui.desk import Desk
from ui.parts import plain

PERIODS = ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year")
GRAINS: tuple[Grain, ...] = ("week", "month", "quarter")
AGAINST: dict[str, Compare] = {"against_prev": "prev", "against_year": "year"}
_QUARTERS_BACK = 21  # months before this quarter's first month, so that eight quarters are shown
NODE_METRIC = "approval.node_wait"
DIMENSIONS = ("company", "department", "process", "node")  # of the approvals desk
_IN_URL = frozenset({"period", "grain", "organisation", "compare", "metric", *EVERY_DIMENSION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the viewer chose; `chosen` maps a dimension to the one value kept."""

    start: date
    end: date
    anchor: date
    grain: Grain
    organisation: Literal["today", "then"]
    compare: Compare
    chosen: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]

    def cut(self, metric: str, *by: str, without: tuple[str, ...] = ()) -> Cut:
        """The chosen period as one, cut by `by`, without the filters named in `without` and those
        the metric has no dimension for (a whole document has no one node)."""
        known = METRICS[metric].by
        where = tuple(
            (name, (value,)) for name, value in self.chosen if name not in without and name in known
        )
        return Cut(
            by=by,
            where=where,
            start=self.start.isoformat(),
            end=self.end.isoformat(),
            organisation=self.organisation,
        )

    def over_time(self, metric: str, *, without: tuple[str, ...] = ()) -> Cut:
        """The last periods of the chosen grain, up to the anchor."""
        start, end = _stretch(self.grain, self.anchor)
        return replace(
            self.cut(metric, without=without),
            grain=self.grain,
            start=start.isoformat(),
            end=end.isoformat(),
        )

    def value(self, dimension: str) -> str | None:
        """The value kept of a dimension, or None for all of them."""
        return dict(self.chosen).get(dimension)


def choose(dimension: str, value: str | None) -> None:
    """Set a filter from a click, or clear it; the URL follows. Call from a widget callback."""
    st.session_state[dimension] = value


def clear() -> None:
    """Forget every dimension filter. Call from a widget callback."""
    for dimension in EVERY_DIMENSION:
        if dimension in st.session_state:
            st.session_state[dimension] = None


def bar(
    desk: Desk,
    *,
    anchor: date,
    metrics: Collection[str],
    dimensions: tuple[str, ...] = DIMENSIONS,
) -> Filters:
    """Draw the bar and return what it says; what a pasted URL asks in vain is said. It offers what
    the page's `metrics` are of."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filters"):
        period = _period(desk)
        chosen: list[tuple[str, str]] = []
        names: list[tuple[str, str]] = []
        for dimension in dimensions:
            picked = _dimension(desk, dimension, metrics)
            if picked is not None:
                chosen.append((dimension, picked[0]))
                names.append((dimension, picked[1]))
        grain = _one_of(desk, "grain", GRAINS, default="month")
        organisation = _one_of(desk, "organisation", ("today", "then"), default="today")
        against = _one_of(desk, "compare", tuple(AGAINST), default="against_prev")
        if chosen:
            st.button(desk.say("clear"), icon=":material/filter_alt_off:", on_click=clear)
    span = parse(period.replace("_", " "), today=anchor)
    return Filters(
        start=span.start,
        end=span.end,
        anchor=anchor,
        grain=cast(Grain, grain),
        organisation=cast(Literal["today", "then"], organisation),
        compare=AGAINST[against],
        chosen=tuple(chosen),
        names=tuple(names),
    )


def _stretch(grain: Grain, anchor: date) -> tuple[date, date]:
    """The last twelve weeks or months, or eight quarters, the running one included."""
    if grain == "week":
        this = parse("this week", today=anchor)
        return this.start - timedelta(weeks=11), this.end
    this = parse("this quarter" if grain == "quarter" else "this month", today=anchor)
    return _months_before(this.start, _QUARTERS_BACK if grain == "quarter" else 11), this.end


def _months_before(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _period(desk: Desk) -> str:
    labels = {word: desk.say(word) for word in PERIODS}
    _arrive(desk, "period", labels, PERIODS[0])
    period = st.selectbox(
        desk.say("period"), PERIODS, format_func=lambda word: labels[word], key="period", width=128
    )
    address.leave("period", period, PERIODS[0])
    return period


def _one_of(desk: Desk, key: str, words: tuple[str, ...], *, default: str) -> str:
    """A choice among a few words, always one of them."""
    labels = {word: desk.say(word) for word in words}
    _arrive(desk, key, labels, default)
    picked = st.segmented_control(
        desk.say(key), words, format_func=lambda word: labels[word], required=True, key=key
    )
    address.leave(key, picked, default)
    return picked or default


def _dimension(desk: Desk, dimension: str, metrics: Collection[str]) -> tuple[str, str] | None:
    having = [name for name in metrics if dimension in METRICS[name].by]
    labels = desk.values(dimension, having)
    _arrive(desk, dimension, labels)
    picked = st.selectbox(
        desk.label(dimension),
        list(labels),
        index=None,
        format_func=lambda value: labels[value],
        placeholder=desk.say("all"),
        key=dimension,
        width=168,
    )
    address.leave(dimension, picked)
    return None if picked is None else (picked, labels[picked])


def _arrive(desk: Desk, key: str, labels: dict[str, str], default: str | None = None) -> None:
    """Take the choice from the URL; what is asked there in vain is said, not silently dropped."""
    unknown = address.arrive(key, labels, default)
    if unknown is None:
        return
    _in_vain(desk, key, unknown, desk.say("all") if default is None else labels[default])


def _in_vain(desk: Desk, key: str, asked: str, shown: str) -> None:
    said = desk.say("unknown_filter", name=desk.label(key), value=asked[:60], shown=shown)
    in_vain.hear(plain(said))


def metric(desk: Desk, offered: tuple[str, ...]) -> str:
    """The metric the desk is about: the URL's, if it is one of `offered`, else the first; another
    one asked for is said and leaves the URL."""
    wanted = st.query_params.get("metric", "")
    if wanted in offered:
        return wanted
    if wanted:
        _in_vain(desk, "metric", wanted, METRICS[offered[0]].label[desk.lang])
        del st.query_params["metric"]
    return offered[0]


def choose_metric(name: str) -> None:
    """Make the desk about another metric; the URL says so. Call from a widget callback."""
    st.query_params["metric"] = name
    if "node" not in METRICS[name].by:
        st.session_state["node"] = None


def choose_node(node: str | None) -> None:
    """Keep one node and make the desk about its waits, or free it. Call from a widget callback."""
    st.session_state["node"] = node
    if node is not None:
        st.query_params["metric"] = NODE_METRIC
    elif st.query_params.get("metric") == NODE_METRIC:
        del st.query_params["metric"]


def kept(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of a query string; whatever else a link carries is nobody's business."""
    return {name: value for name, value in query.items() if name in _IN_URL}


def as_query() -> dict[str, str]:
    """The filters the URL holds, to come back to."""
    return kept(st.query_params.to_dict())


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """The page that was picked and what it is asked for there."""

    page: str
    query: dict[str, str]


def go_with(page: str, **query: str) -> None:
    """Remember what was picked; the page then leads there. Call from a widget callback."""
    st.session_state["going-to"] = (page, query)


def going_to() -> Going | None:
    """The desk picked in the run before, with the filters to open it with; said once."""
    picked: tuple[str, dict[str, str]] | None = st.session_state.pop("going-to", None)
    return None if picked is None else Going(page=picked[0], query=as_query() | picked[1])
