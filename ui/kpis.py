"""Answers become KPI cards: the figure of the period, its change, and a short past."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from metrics.definition import Metric
from metrics.money import is_amount
from queries.definition import Answer
from queries.errors import DoorError
from queries.targets import Standing
from state.targets import Goal
from ui.bare import counted
from ui.components import kpi
from ui.desk import Desk
from ui.filters import Filters
from ui.numbers import DASH, amount, change, figure, verdict
from ui.past import whole as whole_past


def row(  # noqa: PLR0913 - a row of cards is its inputs
    desk: Desk,
    filters: Filters,
    metrics: Sequence[str],
    *,
    chosen: str | None,
    key: str,
    on_choose: Callable[[str], None] | None,
    names: Mapping[str, str] | None = None,
    bare: Callable[[str], bool] | None = None,
) -> tuple[Answer, ...]:
    """Draw one card a metric and return the answers that could be given; `names` are other names
    than the metrics' own. A figure of no rows that is `bare` is unknown instead of zero."""
    cards: list[kpi.Card] = []
    answers: list[Answer] = []
    for name in metrics:
        card, answer = _card(desk, filters, name, chosen=name == chosen)
        if answer and bare and not counted(answer) and bare(name):
            card, answer = replace(card, **_unknown(desk)), None
        cards.append(replace(card, name=(names or {}).get(name, card.name)))
        if answer:
            answers.append(answer)
    kpi.row(cards, label=desk.say("metric"), key=key, on_choose=on_choose)
    return tuple(answers)


def scalar(answer: Answer, column: str = "value") -> float | None:
    """The only value of an uncut, one-period answer; None where there is none."""
    rows = answer.rows
    if rows.is_empty() or column not in rows.columns:
        return None
    value = rows.item(0, column)
    return None if value is None else float(value)


def _card(
    desk: Desk, filters: Filters, name: str, *, chosen: bool
) -> tuple[kpi.Card, Answer | None]:
    try:
        answer = desk.ask(name, filters.cut(name), compare=filters.compare)
        past = desk.ask(name, filters.over_time(name))
    except DoorError as error:
        return _refused(desk, name, error, chosen=chosen), None
    metric = answer.metric
    moved = scalar(answer, "change")
    text, scale = shown(desk, metric, scalar(answer))
    unit = answer.rows.item(0, "change_unit") if not answer.rows.is_empty() else None
    return (
        kpi.Card(
            key=name,
            name=metric.label[desk.lang],
            words=metric.words[desk.lang],
            figure=text,
            unit=f"{scale}{metric.unit[desk.lang]}",
            change=change(moved, unit, desk.lang),
            against=desk.say(f"against_{filters.compare}"),
            verdict=verdict(metric, moved),
            spark=whole_past(past, desk.zone).values,
            chosen=chosen,
            **_wanted(desk, answer),
        ),
        answer,
    )


class _Unknown(TypedDict):
    figure: str
    unit: str
    change: str
    against: str
    spark: tuple[float | None, ...]
    why: str


def _unknown(desk: Desk) -> _Unknown:
    """What a card says instead of the zero of a subject that no source tells of."""
    return {
        "figure": DASH,
        "unit": "",
        "change": "",
        "against": "",
        "spark": (),
        "why": desk.say("bare"),
    }


class _Wanted(TypedDict, total=False):
    target: str
    standing: str
    stands: Standing


def _wanted(desk: Desk, answer: Answer) -> _Wanted:
    """The target of a card in words, and how the figure stands against it."""
    held = answer.target
    if held is None:
        return {}
    said: _Wanted = {"target": desk.say("wanted", goal=_goal(desk, answer.metric, held.goal))}
    if held.standing is not None:
        said |= {"standing": desk.say(held.standing), "stands": held.standing}
    return said


def _goal(desk: Desk, metric: Metric, goal: Goal) -> str:
    """A goal as people write it: ≥ 95%, 75–85%, ≤ 3."""

    def end(value: float | None) -> str:
        text, scale = shown(desk, metric, value)
        whole = text.rstrip("0").removesuffix(".") if "." in text else text
        return f"{whole}{scale}"

    sign = "%" if metric.unit["en"] == "%" else ""
    if goal.value is not None:
        mark = {"lower": "≤ ", "higher": "≥ ", "neither": ""}[metric.better]
        return f"{mark}{end(goal.value)}{sign}"
    if goal.low is None or goal.high is None:
        mark = "≥" if goal.high is None else "≤"
        return f"{mark} {end(goal.high if goal.low is None else goal.low)}{sign}"
    return f"{end(goal.low)}–{end(goal.high)}{sign}"


def is_money(metric: Metric) -> bool:
    """Whether its values are amounts, not parts or days of them."""
    whole = metric.denominator is None and metric.over is None
    return whole and is_amount(metric, metric.numerator)


def shown(desk: Desk, metric: Metric, value: float | None) -> tuple[str, str]:
    """The figure of a card, and the scale before its unit: money is told in 万 and 亿."""
    if is_money(metric):
        text, scale = amount(value, metric.decimals, desk.lang)
        return text, scale if desk.lang == "zh" or not scale else f"{scale} "
    return figure(value, metric.decimals), ""


def _refused(desk: Desk, name: str, error: DoorError, *, chosen: bool) -> kpi.Card:
    label = next(
        (offer.metric.label[desk.lang] for offer in desk.offers() if offer.metric.name == name),
        name,
    )
    return kpi.Card(
        key=name,
        name=label,
        words="",
        figure="—",
        unit="",
        change="",
        against="",
        verdict="same",
        spark=(),
        chosen=chosen,
        why=error.reason[desk.lang],
    )
