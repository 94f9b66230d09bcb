"""The next thirteen weeks of cash: what is planned to come and go, and what is left then."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

import polars as pl
import streamlit as st

from charts.outlook import outlook
from charts.tokens import browser_config
from metrics.definition import Cut
from queries.errors import DoorError
from ui.desk import Desk
from ui.filters import Filters
from ui.kpis import scalar
from ui.numbers import bracketed, scale_of

WEEKS = 13
BALANCE, INFLOW, OUTFLOW = "cash.balance", "cash.planned_inflow", "cash.planned_outflow"


def draw(desk: Desk, filters: Filters) -> None:
    """Draw the weeks from this one on, whatever past period the cards are about."""
    with st.container(border=True, key="panel-weeks"):
        try:
            balance, money, weeks = _asked(desk, filters)
        except DoorError as error:
            st.info(error.reason[desk.lang], icon=":material/info:")
            return
        labels = [f"{monday:%m-%d}" for monday, *_ in weeks]
        left = list(accumulate((come - go for _, come, go in weeks), initial=balance))[1:]
        size, scale = scale_of([*left, balance], desk.lang)
        gap = " " if desk.lang == "en" and scale else ""
        unit = f"{scale}{gap}{money}"
        words = f"&nbsp; :small[:gray[{desk.say('weeks_words')}]]"
        head = f"**{desk.say('weeks_ahead')}**{bracketed(unit, desk.lang)}"
        st.markdown(head + words)
        st.plotly_chart(
            outlook(
                desk.tokens,
                labels,
                [come / size for _, come, _ in weeks],
                [go / size for _, _, go in weeks],
                [value / size for value in left],
                names=(desk.say("comes_in"), desk.say("goes_out"), desk.say("is_left")),
                unit=unit,
                narrow=desk.narrow,
            ),
            theme=None,
            key="cash-weeks",
            config=browser_config(desk.lang),
            alt=desk.say("weeks_ahead"),
        )


def _asked(desk: Desk, filters: Filters) -> tuple[float, str, list[tuple[date, float, float]]]:
    """What is in the bank now, its currency, and (Monday, in, out) of each week."""
    monday = desk.today - timedelta(days=desk.today.weekday())
    now = _over(filters, BALANCE, desk.today, desk.today + timedelta(days=1))
    held = desk.ask(BALANCE, now)
    end = monday + timedelta(weeks=WEEKS)
    flows: list[dict[str, float]] = []
    for metric in (INFLOW, OUTFLOW):
        answer = desk.ask(metric, replace(_over(filters, metric, monday, end), grain="week"))
        rows = answer.rows.select("period", pl.col("value").cast(pl.Float64).fill_null(0))
        flows.append(dict(rows.iter_rows()))
    mondays = [monday + timedelta(weeks=week) for week in range(WEEKS)]
    names = [f"{day.isocalendar().year}-W{day.isocalendar().week:02}" for day in mondays]
    return (
        scalar(held) or 0.0,
        held.metric.unit[desk.lang],
        [
            (day, flows[0].get(name, 0), flows[1].get(name, 0))
            for day, name in zip(mondays, names, strict=True)
        ],
    )


def _over(filters: Filters, metric: str, start: date, end: date) -> Cut:
    return replace(filters.cut(metric), start=start.isoformat(), end=end.isoformat())
