"""Colours, fonts and the Plotly template of both themes: no other file names a figure colour."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

FONT = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The palette of one theme."""

    name: str
    text: str
    mute: str
    line: str
    page: str
    panel: str
    accent: str
    good: str
    warn: str
    bad: str
    violet: str


LIGHT = Tokens(
    name="light",
    text="#1b2433",
    mute="#66758f",
    line="#e6eaf2",
    page="#f4f6fa",
    panel="#ffffff",
    accent="#1f5eff",
    good="#0e9f6e",
    warn="#d97706",
    bad="#e02424",
    violet="#7c3aed",
)
DARK = Tokens(
    name="dark",
    text="#d6e6ff",
    mute="#7f9bd1",
    line="#1c3a6e",
    page="#050b1f",
    panel="#0a1735",
    accent="#19c8ff",
    good="#26e0a4",
    warn="#ffc53d",
    bad="#ff5c7a",
    violet="#b37feb",
)


def theme(name: str | None) -> Tokens:
    """The tokens of a theme by Streamlit's name for it; light unless it says dark."""
    return DARK if name == "dark" else LIGHT


def faded(colour: str, alpha: float) -> str:
    """A hex colour as rgba with the given opacity."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def template(tokens: Tokens) -> go.layout.Template:
    """The Plotly template every figure starts from."""
    axis = {
        "gridcolor": tokens.line,
        "linecolor": tokens.line,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"color": tokens.mute, "size": 12},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "color": tokens.text, "size": 12},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "colorway": [tokens.accent, tokens.good, tokens.warn, tokens.violet, tokens.bad],
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {"font": {"family": FONT, "size": 13}},
            "showlegend": False,
            "separators": ".,",
            "dragmode": False,
        }
    )


def figure(tokens: Tokens, height: int, **layout: Any) -> go.Figure:
    """An empty figure of the theme, `height` pixels high."""
    return go.Figure(layout={"template": template(tokens), "height": height, **layout})


_MONTHS = [f"{month}月" for month in range(1, 13)]
_LOCALE = {
    "zh-CN": {
        "dictionary": {
            "Autoscale": "自适应",
            "Download plot as a PNG": "下载图片",
            "Reset axes": "重置坐标轴",
            "Zoom in": "放大",
            "Zoom out": "缩小",
        },
        "format": {
            "days": ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
            "shortDays": ["日", "一", "二", "三", "四", "五", "六"],
            "months": _MONTHS,
            "shortMonths": _MONTHS,
            "date": "%Y-%m-%d",
            "decimal": ".",
            "thousands": ",",
            "grouping": [3],
            "year": "%Y年",
            "month": "%Y年%b",
            "dayMonth": "%b%-d日",
            "dayMonthYear": "%Y年%b%-d日",
        },
    }
}


def browser_config(lang: str) -> dict[str, Any]:
    """What Plotly in the browser needs: no toolbar, the viewer's language."""
    config: dict[str, Any] = {"displayModeBar": False, "responsive": True, "scrollZoom": False}
    return config | {"locale": "zh-CN", "locales": _LOCALE} if lang == "zh" else config
