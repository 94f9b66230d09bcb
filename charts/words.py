"""What an axis says: members' names cut to fit, periods as people write them."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

Lang = Literal["zh", "en"]
_PERIOD = re.compile(r"(\d{4})-(?:(\d{2})|W(\d{2})|Q([1-4]))\Z", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LATIN = 0.56  # width of a Latin letter next to a Chinese one


def width(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else _LATIN for char in text)


def fitted(name: str, room: float) -> str:
    """The name within `room` Chinese characters; the middle goes, so that names which share their
    beginning or their end still differ."""
    if width(name) <= room:
        return name
    kept = len(name) - 1
    while kept > 2 and width(_ends(name, kept)) > room:
        kept -= 1
    return _ends(name, kept)


def period_ticks(
    periods: Sequence[str], lang: Lang, *, most: int | None = None
) -> tuple[list[str], list[str]]:
    """The periods that get a label and the labels, the year under the first of each year; `most`
    labels at the widest, the last period always among them."""
    step = -(-len(periods) // most) if most else 1
    shown = [period for at, period in enumerate(periods) if (len(periods) - 1 - at) % step == 0]
    labels: list[str] = []
    year = ""
    for period in shown:
        short, its_year = _short(period, lang)
        labels.append(f"{short}<br>{_year(its_year, lang)}" if its_year != year else short)
        year = its_year
    return shown, labels


def _ends(name: str, kept: int) -> str:
    tail = kept // 2
    return f"{name[: kept - tail]}…{name[len(name) - tail :]}"


def _short(period: str, lang: Lang) -> tuple[str, str]:
    found = _PERIOD.match(period)
    if found is None:
        return period, ""
    year, month, week, quarter = found.groups()
    if month:
        return (f"{int(month)}月" if lang == "zh" else _MONTHS[int(month) - 1]), year
    if week:
        return (f"{int(week)}周" if lang == "zh" else f"W{week}"), year
    return f"Q{quarter}", year


def _year(year: str, lang: Lang) -> str:
    return f"{year}年" if lang == "zh" else year
