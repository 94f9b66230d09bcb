"""The stations that lines of orders wait at, against what is usual there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from facts.purchase_stage import PASSAGES as PURCHASE_STATIONS
from facts.purchase_stage import PURCHASE_STAGE
from facts.sales_stage import PASSAGES as SALES_STATIONS
from facts.sales_stage import SALES_STAGE
from metrics.definition import Cut
from queries.definition import Question
from queries.errors import DoorError
from queries.waiting import DONE, Ids, Look, Standing, owners, total
from tables.definition import Table

c = pl.col


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The fact of stays of one type of order, the metric of how long stays usually are, and the
    stations in their order."""

    fact: Table
    document: str
    line: str
    owner: str
    usual: str
    passing: tuple[str, ...]


ORDERS: Mapping[str, Orders] = {
    "purchase_order": Orders(
        fact=PURCHASE_STAGE,
        document="po_id",
        line="po_line_id",
        owner="buyer",
        usual="purchase.station_wait_p90",
        passing=tuple(PURCHASE_STATIONS),
    ),
    "sales_order": Orders(
        fact=SALES_STAGE,
        document="order_id",
        line="order_line_id",
        owner="owner",
        usual="sales.station_wait_p90",
        passing=tuple(SALES_STATIONS),
    ),
}


def of_orders(look: Look, kind: str, ids: Ids) -> Iterator[Standing]:
    """One standing for each station and currency that lines of some orders wait in."""
    of = ORDERS[kind]
    stays = look.rows(of.fact, of.document, ids, since="opens_on").filter(~c("is_cancelled"))
    waiting = stays.filter("is_current")
    if waiting.is_empty():
        if not stays.is_empty():
            yield Standing(type=kind, station=DONE, lines=stays[of.line].n_unique())
        return
    usual = _usual(look, of)
    grouped = {
        (str(station), currency): lines
        for (station, currency), lines in waiting.partition_by(
            "station", "currency", as_dict=True
        ).items()
    }
    places = {station: number for number, station in enumerate(of.passing)}
    for station, currency in sorted(
        grouped, key=lambda key: (places.get(key[0], len(places)), str(key[1]))
    ):
        lines = grouped[station, currency]
        since, waited = lines["opens_on"].min(), lines["waited"].max()
        yield Standing(
            type=kind,
            station=station,
            lines=lines.height,
            owners=owners(lines, of.owner),
            since=since if isinstance(since, date) else None,
            waited=waited if isinstance(waited, int) else None,
            usual=usual.get(station),
            held=total(lines["held_net"]),
            currency=currency,
        )


def _usual(look: Look, of: Orders) -> Mapping[str, float]:
    """What nine of ten lines had waited at most at each station, over the last year; nothing for
    who may not ask that."""
    first, after = look.year
    cut = Cut(by=("station",), start=str(first), end=str(after))
    try:
        said = look.asking.ask(look.who, Question(metric=of.usual, cut=cut, as_of=look.as_of))
    except DoorError:
        return {}
    known = said.rows.drop_nulls("value").select("station", c("value").cast(pl.Float64))
    return dict(known.iter_rows())
