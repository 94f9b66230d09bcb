"""Figures as people read them: thousands, decimals, working time, changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from metrics.definition import Metric
from ui.words import Lang, say

DASH = "—"
_WORKDAY = 8 * 60
_SCALES: dict[Lang, tuple[tuple[float, str], ...]] = {
    "zh": ((1e8, "亿"), (1e4, "万")),
    "en": ((1e9, "bn"), (1e6, "m")),
}


def bracketed(text: str, lang: Lang) -> str:
    """A unit or another aside behind a name; nothing where there is none."""
    if not text:
        return ""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def figure(value: float | None, decimals: int) -> str:
    """A number with thousands separators; a dash where it can't be said, never zero."""
    return DASH if value is None else f"{value:,.{decimals}f}"


def amount(value: float | None, decimals: int, lang: Lang) -> tuple[str, str]:
    """A large amount as a short figure and the scale it is in: 1.72 and 亿, 171.9 and M; below the
    first scale as it is."""
    if value is None:
        return DASH, ""
    for size, name in _SCALES[lang]:
        if abs(value) >= size:
            return f"{value / size:,.{2 if abs(value) < 100 * size else 1}f}", name
    return figure(value, decimals), ""


def scale_of(values: Iterable[float | None], lang: Lang) -> tuple[float, str]:
    """The size and name of the scale that amounts are charted in: the largest keeps two digits
    before the point at least; (1, "") for small ones."""
    most = max((abs(value) for value in values if value is not None), default=0)
    return next(((size, name) for size, name in _SCALES[lang] if most >= 10 * size), (1.0, ""))


def change(amount: float | None, unit: str | None, lang: Lang) -> str:
    """A comparison as text: `▲ 3.2%`, `▼ 1.1 pp`, 扭亏, or a dash."""
    if unit in {"turned_to_profit", "turned_to_loss"}:
        return say(unit, lang)
    if amount is None or unit not in {"%", "pp"}:
        return DASH
    if round(amount, 1) == 0:
        return f"0.0{unit if unit == '%' else ' pp'}"
    return f"{'▲' if amount > 0 else '▼'} {abs(amount):,.1f}{unit if unit == '%' else ' pp'}"


def verdict(metric: Metric, amount: float | None) -> Literal["good", "bad", "same"]:
    """Whether a change is welcome, by the metric's direction."""
    if amount is None or metric.better == "neither" or round(amount, 1) == 0:
        return "same"
    return "good" if (amount < 0) == (metric.better == "lower") else "bad"


def working_time(minutes: int | None, lang: Lang) -> str:
    """Working minutes in the unit a person would choose: minutes, hours, or 8-hour days."""
    if minutes is None:
        return DASH
    sign, size = ("-" if minutes < 0 else ""), abs(minutes)
    gap = "" if lang == "zh" else " "
    if size < 60:
        return f"{sign}{size}{gap}{say('minutes_unit', lang)}"
    if size < 3 * _WORKDAY:
        return f"{sign}{size / 60:,.1f}{gap}{say('hours_unit', lang)}"
    return f"{sign}{size / _WORKDAY:,.1f}{gap}{say('days_unit', lang)}"


def moment(at: datetime | None, zone: str) -> str:
    """A UTC moment as local date and minute."""
    return DASH if at is None else at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
