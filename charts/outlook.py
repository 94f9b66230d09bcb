"""What is expected: coming in above the line, going out below, and what is left as a line."""

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.tokens import Tokens, faded, figure


def outlook(  # noqa: PLR0913 - a chart is its inputs
    tokens: Tokens,
    periods: Sequence[str],
    inflow: Sequence[float],
    outflow: Sequence[float],
    left: Sequence[float],
    *,
    names: tuple[str, str, str],
    unit: str,
    narrow: bool = False,
    height: int = 300,
) -> go.Figure:
    """One column a period: `inflow` up, `outflow` down (both positive numbers), `left` as a line on
    an axis of its own, red where it is below zero. `names` are of these three."""
    chart = figure(
        tokens,
        height,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.05, "yanchor": "bottom"},
        margin={"l": 8, "r": 8, "t": 56 if narrow else 36, "b": 8},
        hovermode="x unified",
        barmode="relative",
        bargap=0.35,
    )
    hover = f"%{{customdata:,.1f}} {unit}"
    for name, sign, values, colour in (
        (names[0], 1, inflow, tokens.good),
        (names[1], -1, outflow, tokens.warn),
    ):
        chart.add_bar(
            x=list(periods),
            y=[sign * value for value in values],
            customdata=list(values),
            name=name,
            marker_color=faded(colour, 0.65),
            marker_cornerradius=3,
            hovertemplate=hover,
        )
    chart.add_scatter(
        x=list(periods),
        y=list(left),
        customdata=list(left),
        name=names[2],
        yaxis="y2",
        mode="lines+markers",
        line={"color": tokens.accent, "width": 2.5},
        marker={"size": 8, "color": [tokens.bad if v < 0 else tokens.accent for v in left]},
        hovertemplate=hover,
    )
    chart.update_xaxes(type="category", showgrid=False, autotickangles=[0, 90])
    chart.update_yaxes(showgrid=False, nticks=5, tickformat=",.0f", zeroline=True)
    chart.update_layout(
        yaxis={"zerolinecolor": tokens.line},
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "rangemode": "tozero",
            "showgrid": True,
            "tickmode": "auto",  # round numbers of its own, not those beside the other axis's
            "nticks": 6,
            "tickformat": ",.0f",
        },
    )
    return chart
