"""Where a chain is stuck: a card a station, what it holds and how long, against the usual."""

from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl

from facts import purchase_stage, sales_stage
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

USUAL_OVER = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The stations of a chain in their order; what its metrics are named after."""

    of: str
    stations: tuple[str, ...]

    def metric(self, name: str) -> str:
        """The metric of this chain that tells one thing of its stations."""
        return f"{self.of}.{name}"


PURCHASES = Chain(of="purchase", stations=tuple(purchase_stage.PASSAGES))
SALES = Chain(of="sales", stations=tuple(sales_stage.PASSAGES))


def strip(chain: Chain, desk: Desk, filters: Filters) -> Usual | None:
    """Draw the cards; a click keeps a station, a second frees it. What is usual at each station is
    returned, None where the viewer may not ask."""
    try:
        count, held, age = (
            _by_station(desk, filters, chain.metric(name))
            for name in ("stuck", "stuck_value", "stuck_age")
        )
        over_a_year = _over_a_year(filters)
        usual = _by_station(desk, over_a_year, chain.metric("station_wait_p90_calendar"))
    except DoorError:
        return None
    kept = filters.value("station")
    limits = _values(usual)
    cards = [
        _card(desk, station, held, (_values(age), limits), chosen=station == kept)
        for station in chain.stations
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


def _values(answer: Answer, column: str = "value") -> dict[str, float]:
    rows = answer.rows.drop_nulls(column).select("station", pl.col(column).cast(pl.Float64))
    return dict(rows.iter_rows())


def _card(
    desk: Desk,
    station: str,
    held: Answer,
    said: tuple[dict[str, float], dict[str, float]],
    *,
    chosen: bool,
) -> kpi.Card:
    ages, limits = (values.get(station) for values in said)
    lines = _values(held, "rows").get(station, 0)  # of the amount, which leaves some out
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
