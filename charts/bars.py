"""Members side by side: horizontal bars, one of them possibly chosen."""

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.tokens import Tokens, faded, figure

_ROW = 30
_FEWEST = 4  # rows the axis has room for, so that a single bar is not a slab


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
    lower_is_better: bool | None,
) -> go.Figure:
    """One bar a member, in the given order from the top; a null is written as a dash.

    `keys` travel as customdata so that a click names the member, not its label. Bars worse than
    `average` by more than half are drawn in the warning colour.
    """
    colours = [
        _colour(tokens, key, value, chosen, average, lower_is_better)
        for key, value in zip(keys, values, strict=True)
    ]
    texts = ["—" if value is None else f"{value:,.{decimals}f}" for value in values]
    chart = figure(
        tokens,
        _height(len(keys)),
        bargap=0.38,
        margin={"l": 8, "r": 48, "t": 4, "b": 4},
    )
    chart.add_bar(
        y=list(range(len(keys))),
        x=[0 if value is None else value for value in values],
        orientation="h",
        marker_color=colours,
        marker_cornerradius=3,
        text=texts,
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        textfont={"color": tokens.text, "size": 12},
        customdata=[
            [key, name, count, text]
            for key, name, count, text in zip(keys, names, counts, texts, strict=True)
        ],
        hovertemplate=f"%{{customdata[1]}}<br>%{{customdata[3]}} {unit}"
        f"<br>{count_name} %{{customdata[2]:,}}<extra></extra>",
    )
    chart.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(keys))),
        ticktext=[_short(name) for name in names],
        range=[max(len(keys), _FEWEST) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": tokens.text, "size": 12},
    )
    chart.update_xaxes(visible=False, rangemode="tozero")
    if average is not None and keys:
        line = {"color": tokens.mute, "dash": "dot", "width": 1.2}
        chart.add_vline(x=average, line=line, layer="below")
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
) -> go.Figure:
    """A solid median inside a pale 90th percentile, one row a member."""
    chart = figure(
        tokens,
        _height(len(keys)),
        barmode="overlay",
        bargap=0.38,
        margin={"l": 8, "r": 96, "t": 4, "b": 4},
    )
    rows = list(range(len(keys)))
    data = [[key, name] for key, name in zip(keys, names, strict=True)]
    shade = [tokens.accent if chosen in (None, key) else faded(tokens.mute, 0.7) for key in keys]
    texts = [
        "—" if tail is None or middle is None else f"{middle:,.1f} / {tail:,.1f}"
        for middle, tail in zip(medians, tails, strict=True)
    ]
    chart.add_bar(
        y=rows,
        x=[tail or 0 for tail in tails],
        orientation="h",
        marker_color=[faded(tokens.accent, 0.2)] * len(rows),
        marker_cornerradius=3,
        text=texts,
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        textfont={"color": tokens.text, "size": 12},
        customdata=data,
        hovertemplate=f"%{{customdata[1]}}<br>{tail_name} %{{x:,.1f}} {unit}<extra></extra>",
    )
    chart.add_bar(
        y=rows,
        x=[median or 0 for median in medians],
        orientation="h",
        marker_color=shade,
        marker_cornerradius=3,
        customdata=data,
        hovertemplate=f"%{{customdata[1]}}<br>{median_name} %{{x:,.1f}} {unit}<extra></extra>",
    )
    chart.update_yaxes(
        tickmode="array",
        tickvals=rows,
        ticktext=[_short(name) for name in names],
        range=[max(len(keys), _FEWEST) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": tokens.text, "size": 12},
    )
    chart.update_xaxes(visible=False, rangemode="tozero")
    return chart


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


def _height(rows: int) -> int:
    return _ROW * max(rows, _FEWEST) + 24


def _short(name: str, limit: int = 12) -> str:
    return name if len(name) <= limit else name[: limit - 1] + "…"
