"""Members side by side: horizontal bars, one of them possibly chosen, the figures in a column."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from charts.tokens import Tokens, faded, figure
from charts.words import fitted, width

_ROW, _ROOMY = 24, 46  # pixels of one row at least and at most
_ROOM, _NARROW_ROOM = 15.0, 7.5  # characters a name may take
_LETTER = 12  # pixels a Chinese character takes


def ranked(  # noqa: PLR0913 - a chart is its inputs
    tokens: Tokens,
    keys: Sequence[str],
    names: Sequence[str],
    values: Sequence[float | None],
    counts: Sequence[int],
    *,
    unit: str,
    decimals: int,
    count_name: str,
    chosen: str | None,
    average: float | None,
    average_name: str = "",
    lower_is_better: bool | None,
    narrow: bool = False,
    height: int = 384,
) -> go.Figure:
    """One bar a member, in the given order from the top; a null is written as a dash.

    `keys` travel as customdata so that a click names the member, not its label; the pale track
    behind a bar can be clicked too. Bars worse than `average` by more than half are drawn in the
    warning colour.
    """
    texts = ["—" if value is None else f"{value:,.{decimals}f}" for value in values]
    data = [
        [key, name, count, text]
        for key, name, count, text in zip(keys, names, counts, texts, strict=True)
    ]
    hover = (
        f"%{{customdata[1]}}<br>%{{customdata[3]}} {unit}"
        f"<br>{count_name} %{{customdata[2]:,}}<extra></extra>"
    )
    colours = [
        _colour(tokens, key, value, chosen, average, lower_is_better)
        for key, value in zip(keys, values, strict=True)
    ]
    top = 20 if average is not None else 4
    chart = _frame(tokens, names, texts, narrow=narrow, top=top, height=height)
    _track(chart, tokens, values, data, hover)
    _bar(chart, [value or 0 for value in values], colours, data, hover)
    if average is not None and keys:
        line = {"color": tokens.mute, "dash": "dot", "width": 1.2}
        chart.add_vline(x=average, line=line, layer="above")
        _note(chart, tokens, f"{average_name} {average:,.{decimals}f}".strip(), average)
    return chart


def spread(  # noqa: PLR0913 - a chart is its inputs
    tokens: Tokens,
    keys: Sequence[str],
    names: Sequence[str],
    medians: Sequence[float | None],
    tails: Sequence[float | None],
    *,
    unit: str,
    median_name: str,
    tail_name: str,
    chosen: str | None,
    narrow: bool = False,
    height: int = 384,
) -> go.Figure:
    """A solid median inside a pale 90th percentile, one row a member."""
    data = [[key, name] for key, name in zip(keys, names, strict=True)]
    shade = [tokens.accent if chosen in (None, key) else faded(tokens.mute, 0.7) for key in keys]
    texts = [
        "—" if tail is None or middle is None else f"{middle:,.1f} / {tail:,.1f}"
        for middle, tail in zip(medians, tails, strict=True)
    ]
    chart = _frame(tokens, names, texts, narrow=narrow, top=4, height=height)
    for values, colours, said in (
        (tails, [faded(tokens.accent, 0.2)] * len(keys), tail_name),
        (medians, shade, median_name),
    ):
        hover = f"%{{customdata[1]}}<br>{said} %{{x:,.1f}} {unit}<extra></extra>"
        _bar(chart, [value or 0 for value in values], colours, data, hover)
    return chart


def _frame(
    tokens: Tokens,
    names: Sequence[str],
    texts: Sequence[str],
    *,
    narrow: bool,
    top: int,
    height: int,
) -> go.Figure:
    """The rows with their names on the left and their figures in a column on the right."""
    rows = len(names)
    right = int(max((width(text) for text in texts), default=0) * _LETTER) + 16
    pitch = min(_ROOMY, max(_ROW, (height - top - 4) // max(rows, 1)))
    chart = figure(
        tokens,
        pitch * max(rows, 1) + top + 4,
        barmode="overlay",
        bargap=0.42,
        margin={"l": 8, "r": right, "t": top, "b": 4},
    )
    room = _NARROW_ROOM if narrow else _ROOM
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(rows)),
        ticktext=[fitted(name, room) for name in names],
        ticklabelstandoff=6,
        range=[max(rows, 1) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": tokens.text, "size": 12},
    )
    chart.update_xaxes(visible=False, rangemode="tozero")
    for row, text in enumerate(texts):
        _figure_of(chart, tokens, row, text, right)
    return chart


def _bar(
    chart: go.Figure,
    values: Sequence[float],
    colours: Sequence[str],
    data: Sequence[Any],
    hover: str,
) -> None:
    chart.add_bar(
        y=list(range(len(values))),
        x=list(values),
        orientation="h",
        marker_color=list(colours),
        marker_cornerradius=3,
        customdata=data,
        hovertemplate=hover,
    )


def _track(
    chart: go.Figure,
    tokens: Tokens,
    values: Sequence[float | None],
    data: Sequence[Any],
    hover: str,
) -> None:
    longest = max((value for value in values if value), default=0) or 1
    _bar(chart, [longest] * len(values), [faded(tokens.mute, 0.1)] * len(values), data, hover)


def _figure_of(chart: go.Figure, tokens: Tokens, row: int, text: str, right: int) -> None:
    chart.add_annotation(
        text=text,
        xref="paper",
        x=1,
        xanchor="right",
        xshift=right - 4,
        y=row,
        yanchor="middle",
        showarrow=False,
        font={"color": tokens.text, "size": 12},
    )


def _note(chart: go.Figure, tokens: Tokens, text: str, at: float) -> None:
    chart.add_annotation(
        text=text,
        x=at,
        yref="paper",
        y=1,
        yanchor="bottom",
        showarrow=False,
        font={"color": tokens.mute, "size": 11},
    )


def _colour(
    tokens: Tokens,
    key: str,
    value: float | None,
    chosen: str | None,
    average: float | None,
    lower_is_better: bool | None,
) -> str:
    if chosen is not None and key != chosen:
        return faded(tokens.mute, 0.45)
    if value is None or average is None or not average or lower_is_better is None:
        return tokens.accent
    worse = value / average - 1 if lower_is_better else 1 - value / average
    return tokens.warn if worse > 0.5 else tokens.accent
