"""A metric over time: its value as a line, how many rows stand behind it as bars."""

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.tokens import Tokens, faded, figure


def trend(  # noqa: PLR0913 - a chart is its inputs
    tokens: Tokens,
    periods: Sequence[str],
    values: Sequence[float | None],
    counts: Sequence[int],
    *,
    value_name: str,
    count_name: str,
    unit: str,
    decimals: int,
    running: bool,
    height: int = 300,
) -> go.Figure:
    """Bars of `counts` (left axis) under a line of `values` (right axis); gaps stay gaps.

    When `running` the last period is still open: its point is drawn hollow.
    """
    chart = figure(
        tokens,
        height,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.14, "font": {"color": tokens.mute}},
        margin={"l": 8, "r": 8, "t": 30, "b": 8},
        hovermode="x unified",
        bargap=0.35,
    )
    chart.add_bar(
        x=list(periods),
        y=list(counts),
        name=count_name,
        marker_color=faded(tokens.accent, 0.22),
        hovertemplate="%{y:,}",
    )
    last = len(periods) - 1
    chart.add_scatter(
        x=list(periods),
        y=list(values),
        name=f"{value_name}（{unit}）" if unit else value_name,
        yaxis="y2",
        mode="lines+markers",
        connectgaps=False,
        line={"color": tokens.accent, "width": 2.5, "shape": "linear"},
        marker={
            "size": 8,
            "color": [
                tokens.panel if running and at == last else tokens.accent
                for at in range(len(periods))
            ],
            "line": {"width": 2, "color": tokens.accent},
        },
        hovertemplate=f"%{{y:,.{decimals}f}} {unit}",
    )
    chart.update_xaxes(type="category", showgrid=False)
    chart.update_yaxes(rangemode="tozero", showgrid=False, nticks=5)
    chart.update_layout(
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "rangemode": "tozero",
            "showgrid": True,
            "tickmode": "auto",
            "nticks": 6,
        }
    )
    return chart
