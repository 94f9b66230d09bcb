"""A metric over time: its value as a line, how many rows stand behind it as bars."""

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.tokens import Tokens, faded, figure
from charts.words import Lang, period_ticks

_NARROW_LABELS = 6
HIGH_RATE = 60  # per cent


def trend(  # noqa: PLR0913 - a chart is its inputs
    tokens: Tokens,
    periods: Sequence[str],
    values: Sequence[float | None],
    counts: Sequence[int | None],
    *,
    value_name: str,
    count_name: str,
    unit: str,
    decimals: int,
    running: bool,
    lang: Lang = "zh",
    narrow: bool = False,
    height: int = 300,
) -> go.Figure:
    """Bars of `counts` (left axis) under a line of `values` in `unit` (right axis); gaps stay gaps,
    with a place on the axis.

    When `running` the last period is still open: its point is drawn hollow. A `narrow` screen
    gets fewer labels.
    """
    chart = figure(
        tokens,
        height,
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.05,
            "yanchor": "bottom",
            "font": {"color": tokens.mute},
        },
        margin={"l": 8, "r": 8, "t": 56 if narrow else 36, "b": 8},
        hovermode="x unified",
        bargap=0.35,
    )
    _bars(chart, tokens, periods, counts, count_name)
    said = f"{value_name} · {unit}" if narrow and unit else value_name
    _line(chart, tokens, periods, values, said, f"%{{y:,.{decimals}f}} {unit}", running)
    shown, labels = period_ticks(periods, lang, most=_NARROW_LABELS if narrow else None)
    chart.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(periods),
        range=[-0.5, len(periods) - 0.5],
        showgrid=False,
        tickmode="array",
        tickvals=shown,
        ticktext=labels,
        autotickangles=[0, 90],
    )
    chart.update_yaxes(rangemode="tozero", showgrid=False, nticks=5, tickformat=",")
    chart.update_layout(
        yaxis2={
            "overlaying": "y",
            "side": "right",
            **_ends(values, unit),
            "showgrid": True,
            "tickmode": "auto",
            "nticks": 6,
            "tickformat": ",",
        }
    )
    if not narrow:
        _unit(chart, tokens, unit)
    return chart


def _ends(values: Sequence[float | None], unit: str) -> dict[str, object]:
    """Where the axis of the line begins: at zero, but for rates that keep close to the whole, of
    which nothing would be seen."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0), max(known, default=0)
    if unit != "%" or low < HIGH_RATE or high > 100:
        return {"rangemode": "tozero"}
    room = max(high - low, 2)
    return {"range": [max(0, low - room), 100 + room * 0.05]}


def _bars(
    chart: go.Figure,
    tokens: Tokens,
    periods: Sequence[str],
    counts: Sequence[int | None],
    name: str,
) -> None:
    chart.add_bar(
        x=list(periods),
        y=list(counts),
        name=name,
        marker_color=faded(tokens.accent, 0.22),
        marker_cornerradius=3,
        hovertemplate="%{y:,}",
    )


def _line(  # noqa: PLR0913, PLR0917 - a line is its inputs
    chart: go.Figure,
    tokens: Tokens,
    periods: Sequence[str],
    values: Sequence[float | None],
    name: str,
    hover: str,
    running: bool,
) -> None:
    last = len(periods) - 1
    chart.add_scatter(
        x=list(periods),
        y=list(values),
        name=name,
        yaxis="y2",
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,  # a point at 0 is drawn whole
        line={"color": tokens.accent, "width": 2.5, "shape": "linear"},
        marker={
            "size": 8,
            "color": [
                tokens.panel if running and at == last else tokens.accent
                for at in range(len(periods))
            ],
            "line": {"width": 2, "color": tokens.accent},
        },
        hovertemplate=hover,
    )


def _unit(chart: go.Figure, tokens: Tokens, unit: str) -> None:
    """The unit of the line, over the axis it is read from."""
    chart.add_annotation(
        text=unit,
        xref="paper",
        yref="paper",
        x=1,
        y=1.05,
        xanchor="right",
        yanchor="bottom",
        yshift=3,
        showarrow=False,
        font={"color": tokens.mute, "size": 12},
    )
