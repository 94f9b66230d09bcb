"""Where purchasing is stuck: a card a station, what it holds and how long, against the usual."""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from facts.purchase_station import STATIONS
from queries.definition import Answer
from queries.errors import DoorError
from ui import kpis
from ui.beside import Usual
from ui.components import kpi
from ui.desk import Desk
from ui.filters import Filters, choose
from ui.numbers import figure
from ui.value_words import VALUES
from ui.words import pick

WAITING = STATIONS[:5]
COUNT, HELD, AGE = "purchase.stuck", "purchase.stuck_value", "purchase.stuck_age"
USUAL = "purchase.station_wait_p90_calendar"
USUAL_OVER = timedelta(days=365)


def strip(desk: Desk, filters: Filters) -> Usual | None:
    """Draw the cards; a click keeps a station, a second frees it. What is usual at each station is
    returned, None where the viewer may not ask."""
    try:
        count = _by_station(desk, filters, COUNT)
        held, age = _by_station(desk, filters, HELD), _by_station(desk, filters, AGE)
        usual = _by_station(desk, _over_a_year(filters), USUAL)
    except DoorError:
        return None
    kept = filters.value("station")
    limits = _values(usual)
    cards = [
        _card(desk, station, held, (_values(count), _values(age), limits), chosen=station == kept)
        for station in WAITING
        if station in _values(count)
    ]
    kpi.row(
        cards,
        label=desk.by("station"),
        key="stations",
        on_choose=lambda station: choose("station", None if station == kept else station),
    )
    names = (desk.say("usual_days"), desk.say("beyond_days"))
    return Usual(column="station", measured="age_days", values=limits, names=names)


def _by_station(desk: Desk, filters: Filters, metric: str) -> Answer:
    return desk.ask(metric, filters.cut(metric, "station", without=("station",)))


def _over_a_year(filters: Filters) -> Filters:
    """The same filters over the year that ends with the chosen period."""
    return replace(filters, start=filters.end - USUAL_OVER)


def _values(answer: Answer) -> dict[str, float]:
    rows = answer.rows.drop_nulls("value").select("station", pl.col("value").cast(pl.Float64))
    return dict(rows.iter_rows())


def _card(
    desk: Desk,
    station: str,
    held: Answer,
    said: tuple[dict[str, float], dict[str, float], dict[str, float]],
    *,
    chosen: bool,
) -> kpi.Card:
    lines, ages, limits = (values.get(station) for values in said)
    shown, scale = kpis.shown(desk, held.metric, _values(held).get(station))
    slow = ages is not None and limits is not None and ages > limits
    return kpi.Card(
        key=station,
        name=pick(VALUES["station"], station, desk.lang),
        words=desk.say("station_words"),
        figure=shown,
        unit=f"{scale}{held.metric.unit[desk.lang]}",
        change=f"{figure(lines, 0)} {desk.say('lines_unit')}",
        against=desk.say("station_wait", days=figure(ages, 0)),
        verdict="same",
        spark=(),
        chosen=chosen,
        target=desk.say("usually", days=figure(limits, 0)),
        standing=desk.say("slow") if slow else "",
        stands="missed" if slow else "",
    )
