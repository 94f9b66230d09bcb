"""Where a chain stands, in words people read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from queries.waiting import Standing
from tests.unit.ui.test_tables import _desk
from ui.standing_parts import _badges, _due, _held, _lines, _waited, _whose


def at(station: str = "receive", **said: Any) -> Standing:
    return Standing(**({"type": "purchase_order", "station": station, "lines": 2} | said))


def test_a_station_is_red_where_it_took_longer_than_usual() -> None:
    desk, waiting = _desk(), {"waited": 55, "usual": 16.0}
    assert _badges(desk, at(**waiting)) == [("待收货", "red"), ("偏慢", "red")]
    assert _waited(desk, at(**waiting)) == "已等 55 个工作日 · 通常 ≤ 16 个工作日"
    assert _badges(desk, at(waited=16, usual=16.0)) == [("待收货", "blue")]
    assert _waited(_desk("en"), at(waited=1200)) == "waiting 1,200 working days"
    assert _badges(desk, at("done")) == [("已走完全部站点", "green")]


@pytest.mark.parametrize(
    ("days_left", "said", "colour"),
    [(-3, "2026-03-28 到期，逾期 3 天", "red"), (0, "2026-03-28 到期，还有 0 天", "blue")],
)
def test_a_term_says_how_far_its_day_is(days_left: int, said: str, colour: str) -> None:
    told = {"type": "contract", "term": "尾款", "since": date(2026, 3, 28), "days_left": days_left}
    assert _due(_desk(), at("settle", **told)) == said
    assert _badges(_desk(), at("settle", **told)) == [("待结条款：尾款", colour)]
    assert _lines(_desk(), at("settle", **told)) == "2 条未结清"


def test_terms_that_are_settled_are_not_called_open() -> None:
    done = at("done", type="contract")
    assert _badges(_desk(), done) == [("条款已全部结清", "green")]
    assert _lines(_desk(), done) == "2 条"
    assert _lines(_desk(), at()) == "2 行"


def test_what_is_hidden_or_unknown_is_a_dash_and_names_do_not_act() -> None:
    assert _held(at()) == "—"
    assert _held(at(held=Decimal("2325.20"), currency="CNY")) == "2,325.20 CNY"
    assert _whose(_desk(), at()) == ""
    assert _whose(_desk(), at(owners=("[王](x)", "李"))) == (
        ":material/person: \\[王\\]\\(x\\)、李"
    )
