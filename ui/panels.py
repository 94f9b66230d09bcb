"""The panels a desk is made of: trend, members side by side, node waits, documents."""

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from charts.bars import ranked, spread
from charts.tokens import browser_config
from charts.trend import trend
from metrics.definition import Metric
from queries.definition import Answer
from queries.errors import DoorError
from ui.desk import Desk
from ui.filters import NODE_METRIC, Filters, choose, choose_node, go_with
from ui.kpis import is_money, scalar
from ui.numbers import bracketed, scale_of
from ui.past import whole as whole_past
from ui.value_words import VALUES

TALL, SHORT = 384, 288  # pixels of a chart
_PITCH = 28  # pixels a row of bars should have
NO_VALUE = ""
ORDERED = ("station", "age_bucket", "overdue_bucket", "age_band", "tenure_band")
_COUNTED = {"approval": "count", "approval_step": "steps"}


def over_time(desk: Desk, filters: Filters, metric: str, *, height: int = TALL) -> None:
    """The metric over the last periods, with the rows behind each."""
    with st.container(border=True, height="stretch", key=f"panel-trend-{metric}"):
        answer = _asked(desk, lambda: desk.ask(metric, filters.over_time(metric)))
        if answer is None:
            return
        _title(answer.metric.label[desk.lang], desk.say("trend"))
        past = whole_past(answer, desk.zone)
        size, unit, decimals = _scaled(desk, answer.metric, past.values)
        last = answer.passport.periods[-1] if answer.passport.periods else None
        chart = trend(
            desk.tokens,
            past.periods,
            [None if value is None else value / size for value in past.values],
            past.counts,
            value_name=answer.metric.label[desk.lang],
            count_name=_counted(desk, answer.metric),
            unit=unit,
            decimals=decimals,
            running=last is not None and last[2] > desk.today,
            lang=desk.lang,
            narrow=desk.narrow,
            height=SHORT if desk.narrow else height,
        )
        _draw(desk, chart, key=f"trend-{metric}", alt=answer.metric.label[desk.lang])


def by_member(
    desk: Desk,
    filters: Filters,
    metric: str,
    dimension: str,
    *,
    leads: str | None = None,
    height: int = TALL,
) -> None:
    """The metric for each member of a dimension; a click keeps it, a second frees it. Where the
    page has no such filter the click `leads` to the desk that has, by its address."""
    with st.container(border=True, height="stretch", key=f"panel-{dimension}-{metric}"):
        answer = _asked(
            desk, lambda: desk.ask(metric, filters.cut(metric, dimension, without=(dimension,)))
        )
        whole = _asked(desk, lambda: desk.ask(metric, filters.cut(metric, without=(dimension,))))
        if answer is None or whole is None:
            return
        found = _in_order(answer.rows, answer.metric, dimension)
        rows = _most(found, dimension, filters.value(dimension), height // _PITCH)
        values = rows.get_column("value").cast(pl.Float64).to_list()
        size, unit, decimals = _scaled(desk, answer.metric, values)
        _title(
            f"{desk.by(dimension)} · {answer.metric.label[desk.lang]}{bracketed(unit, desk.lang)}",
            _note(desk, "click_to_open" if leads else "click_to_filter", rows, found),
        )

        if rows.is_empty():
            st.caption(desk.say("nothing_counted"))
            return

        def _click(member: str) -> None:
            if leads:
                go_with(leads, **{dimension: member, "metric": metric})
            else:
                choose(dimension, None if filters.value(dimension) == member else member)

        labels = desk.values(dimension, (metric,))
        keys = [key or NO_VALUE for key in rows.get_column(dimension).to_list()]
        chart = ranked(
            desk.tokens,
            keys,
            [labels.get(key, key or desk.say("not_given")) for key in keys],
            [None if value is None else value / size for value in values],
            rows.get_column("rows").to_list(),
            unit=unit,
            decimals=decimals,
            count_name=_counted(desk, answer.metric),
            chosen=filters.value(dimension),
            average=_average(whole, size),
            average_name=desk.say("average"),
            lower_is_better=None
            if answer.metric.better == "neither"
            else answer.metric.better == "lower",
            narrow=desk.narrow,
            height=height,
        )
        name = desk.by(dimension)
        _draw(desk, chart, key=f"by-{dimension}-{metric}", alt=name, click=_click)


def node_waits(desk: Desk, filters: Filters) -> None:
    """Median and 90th percentile of the wait at each node; a click keeps that node."""
    with st.container(border=True, height="stretch", key="panel-node"):
        title = st.container()
        cut = filters.cut(NODE_METRIC, "node", without=("node",))
        middle = _asked(desk, lambda: desk.ask(NODE_METRIC, cut))
        tail = _asked(desk, lambda: desk.ask("approval.node_wait_p90", cut))
        if middle is None or tail is None:
            return
        found = (
            middle.rows.select("node", median="value")
            .join(tail.rows.select("node", tail="value", acts="rows"), on="node")
            .filter(pl.col("node").is_not_null())
            .sort("tail", "node", descending=[True, False], nulls_last=True)
        )
        rows = _most(found, "node", filters.value("node"), TALL // _PITCH)
        with title:
            _title(desk.say("by_node"), _note(desk, "click_to_filter", rows, found))
        labels = desk.values("node", (NODE_METRIC,))
        keys = rows.get_column("node").to_list()
        chart = spread(
            desk.tokens,
            keys,
            [labels.get(key, str(key)) for key in keys],
            rows.get_column("median").to_list(),
            rows.get_column("tail").to_list(),
            unit=middle.metric.unit[desk.lang],
            median_name=middle.metric.label[desk.lang],
            tail_name=tail.metric.label[desk.lang],
            chosen=filters.value("node"),
            narrow=desk.narrow,
        )

        def _click(node: str) -> None:
            choose_node(None if filters.value("node") == node else node)

        _draw(desk, chart, key="by-node", alt=desk.say("by_node"), click=_click)


def _asked(desk: Desk, question: Callable[[], Answer]) -> Answer | None:
    try:
        return question()
    except DoorError as error:
        st.info(error.reason[desk.lang], icon=":material/info:")
        return None


def _title(text: str, note: str) -> None:
    st.markdown(f"**{text}** &nbsp; :small[:gray[{note}]]")


def _note(desk: Desk, click: str, shown: pl.DataFrame, found: pl.DataFrame) -> str:
    """What a click does, and how many members are left out where some are."""
    if shown.height == found.height:
        return desk.say(click)
    top = desk.say("top_of", shown=f"{shown.height:,}", total=f"{found.height:,}")
    return f"{top} · {desk.say(click)}"


def _draw(
    desk: Desk, chart: object, *, key: str, alt: str, click: Callable[[str], None] | None = None
) -> None:
    """Draw a figure; `click` is called with the member a clicked bar names."""

    def clicked() -> None:
        event = st.session_state.get(key)
        points = event.selection.points if event else []
        picked = points[0].get("customdata") if points else None
        if click and picked and picked[0]:
            click(str(picked[0]))

    st.plotly_chart(
        chart,  # pyright: ignore[reportArgumentType] - a plotly figure, typed loosely upstream
        theme=None,
        key=key,
        config=browser_config(desk.lang),
        on_select=clicked if click else "ignore",
        selection_mode="points",
        alt=alt,
    )


def _scaled(desk: Desk, metric: Metric, values: Sequence[float | None]) -> tuple[float, str, int]:
    """What to divide by, the unit then, and its decimals: amounts are charted in 万 or 亿."""
    unit = metric.unit[desk.lang]
    size, name = scale_of(values, desk.lang) if is_money(metric) else (1.0, "")
    if not name:
        return 1.0, unit, metric.decimals
    return size, f"{name}{unit}" if desk.lang == "zh" else f"{name} {unit}", 1


def _counted(desk: Desk, metric: Metric) -> str:
    return desk.say(_COUNTED.get(metric.fact.name, "counted_rows"))


def _most(rows: pl.DataFrame, dimension: str, chosen: str | None, most: int) -> pl.DataFrame:
    """The first `most` rows, the chosen one among them even where it comes later."""
    late = rows.slice(most).filter(pl.col(dimension) == pl.lit(chosen))
    return rows.head(most) if late.is_empty() else pl.concat([rows.head(most - 1), late])


def _in_order(rows: pl.DataFrame, metric: Metric, dimension: str) -> pl.DataFrame:
    """Stations and ages in their own order, sums from the largest, others from the worst."""
    if dimension in ORDERED:
        known = {word: place for place, word in enumerate(VALUES[dimension])}
        place = pl.col(dimension).replace_strict(known, default=len(known))
        return rows.sort(place, dimension)
    adds_up = metric.numerator.how in {"count", "sum"} and metric.denominator is metric.over is None
    descending = adds_up or metric.better != "higher"
    return rows.sort("value", "rows", descending=[descending, True], nulls_last=True)


def _average(whole: Answer, size: float) -> float | None:
    value = scalar(whole) if whole.metric.kind in {"ratio", "distribution"} else None
    return None if value is None else value / size
