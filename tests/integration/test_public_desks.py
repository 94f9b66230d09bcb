"""The desks of the public profile: every question is answered or refused in words, and a subject
that no source tells of is unknown, not zero."""

import importlib
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from charts.tokens import LIGHT
from commands.answers import answer_rows
from metrics.definition import Cut
from metrics.registry import METRICS
from queries.currency import named_by_row
from queries.definition import Page, Question
from tests.integration.public_sql.world import WHO, World, ours
from ui import document_rows, kpis
from ui.bare import first_told, is_bare, leads_nowhere
from ui.components import kpi
from ui.desk import Desk
from ui.registry import DESKS
from ui.subject import Subject

SUBJECTS: dict[str, Subject] = {
    url: importlib.import_module(f"pages.business.{url}").SUBJECT for url, *_ in DESKS
}
TOLD = {"purchasing", "chain", "inventory", "budget", "workforce"}
YEARS = {"inventory": 2015, "budget": 2018}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    world = World(door=ours(tmp_path_factory.mktemp("public_desks")))
    return Desk(
        door=world.door, user=WHO, name=WHO, lang="en", tokens=LIGHT, zone="Asia/Shanghai",
        today=date(2019, 7, 1),
    )  # fmt: skip


def year(url: str, **told: Any) -> Cut:
    start = YEARS.get(url, 2014)
    return Cut(start=f"{start}-01-01", end=f"{start + 1}-01-01", **told)


def cards(desk: Desk, url: str, monkeypatch: pytest.MonkeyPatch) -> list[kpi.Card]:
    """The cards a desk draws for one year."""
    drawn: list[kpi.Card] = []
    monkeypatch.setattr(kpi, "row", lambda made, **_: drawn.extend(made))
    filters: Any = SimpleNamespace(
        cut=lambda _: year(url), over_time=lambda _: year(url, grain="month"), compare="prev"
    )
    subject = SUBJECTS[url]
    answers = kpis.row(
        desk, filters, subject.metrics, chosen=None, key="k", on_choose=None,
        bare=lambda _: is_bare(desk, subject),
    )  # fmt: skip
    assert bool(answers) == (url in TOLD)
    return drawn


@pytest.mark.parametrize("url", SUBJECTS)
def test_every_figure_of_a_desk_is_answered_by_all_its_sides(desk: Desk, url: str) -> None:
    subject = SUBJECTS[url]
    for name in (*subject.metrics, *subject.led_here):
        for by in ((), *((side,) for side in subject.sides(name))):
            answer = desk.ask(name, year(url, by=by), compare=None if by else "prev")
            assert answer.metric.name == name
    metric = subject.metrics[0]
    page = Page(limit=50, columns=document_rows.read(METRICS[metric].fact))
    question = Question(metric=metric, cut=year(url))
    assert len(desk.door.drill(WHO, question, page=page).rows) <= 50
    for dimension in subject.filters:
        assert isinstance(desk.values(dimension), dict)


@pytest.mark.parametrize("url", SUBJECTS)
def test_a_desk_without_data_says_so_instead_of_zero(
    desk: Desk, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = cards(desk, url, monkeypatch)
    unknown = [card for card in drawn if card.why == desk.say("bare")]
    assert is_bare(desk, SUBJECTS[url]) == leads_nowhere(desk, url) == (url not in TOLD)
    if url in TOLD:
        assert not unknown
        assert any(card.figure not in ("0", kpis.DASH) for card in drawn)
    else:
        assert unknown == drawn
        assert {card.figure for card in drawn} == {kpis.DASH}


def test_a_zero_of_a_subject_that_is_told_of_stays_zero(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = {card.key: card for card in cards(desk, "workforce", monkeypatch)}
    assert drawn["people.leaves"].figure == "0"
    assert not leads_nowhere(desk, "approvals")


def test_the_trend_shown_first_is_one_that_is_told_of(desk: Desk) -> None:
    wanted = ("sales.revenue", "purchase.spend", "people.headcount")
    assert first_told(desk, wanted) == "people.headcount"
    assert first_told(desk, wanted[:2]) == "sales.revenue"


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [("purchase.ordered", "美元", "USD"), ("budget.actual", "欧元", "EUR"),
     ("sales.revenue", "元", "currency"), ("people.headcount", "人", "people")],
)  # fmt: skip
def test_amounts_are_named_by_the_currency_they_are_in(
    desk: Desk, name: str, zh: str, en: str
) -> None:
    for by in ((), ("company",)):
        cut = Cut(by=by, start="2014-01-01", end="2019-01-01")
        assert desk.ask(name, cut).metric.unit == {"zh": zh, "en": en}


def test_the_command_line_names_the_currency_of_an_amount(desk: Desk) -> None:
    asked = Question(metric="purchase.ordered", cut=year("purchasing", by=("company",)))
    answer = named_by_row(desk.door.ask(WHO, asked))
    assert answer.metric.unit == {"zh": "美元", "en": "USD"}
    assert all("currency" not in row for row in answer_rows(answer, labelled=False))
    one = desk.door.ask(WHO, asked)
    other = one.rows.with_columns(company=pl.lit("another"), currency=pl.lit("EUR"))
    both = named_by_row(replace(one, rows=pl.concat([one.rows, other])))
    assert both.metric.unit["zh"] == "各行所示币种"
    told = [row["currency"] for row in answer_rows(both, labelled=False)]
    assert told == ["USD", "EUR"]
