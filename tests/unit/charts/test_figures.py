"""Figures say exactly what they were given: nulls stay gaps, clicks name members."""

import pytest

from charts.bars import ranked, spread
from charts.tokens import DARK, LIGHT, browser_config, faded, theme
from charts.trend import trend


def _trend(**changed):
    told = {
        "value_name": "审批周期",
        "count_name": "单据数",
        "unit": "小时",
        "decimals": 1,
        "running": True,
    } | changed
    return trend(LIGHT, ["2026-10", "2026-11"], [None, 8.25], [0, 12], **told)


def test_a_period_without_a_value_is_a_gap_and_not_zero():
    line = _trend().data[1]
    assert list(line.y) == [None, 8.25]
    assert line.connectgaps is False
    assert line.cliponaxis is False


def test_every_period_has_a_place_on_the_axis_also_a_gap():
    axis = _trend().layout.xaxis
    assert list(axis.categoryarray) == list(axis.tickvals) == ["2026-10", "2026-11"]
    assert list(axis.range) == [-0.5, 1.5]


def test_a_running_period_is_hollow_and_a_finished_one_is_not():
    assert _trend().data[1].marker.color[-1] == LIGHT.panel
    assert _trend(running=False).data[1].marker.color[-1] == LIGHT.accent


def _ranked(**changed):
    told = {
        "unit": "h",
        "decimals": 1,
        "count_name": "docs",
        "chosen": None,
        "average": 10.0,
        "lower_is_better": True,
    } | changed
    return ranked(LIGHT, ["a", "b", "c"], ["甲", "乙", "丙"], [9.0, 15.5, None], [3, 4, 0], **told)


def test_a_click_names_the_member_not_its_label():
    assert [row[0] for row in _ranked().data[0].customdata] == ["a", "b", "c"]


def test_a_missing_value_is_written_as_a_dash():
    assert [note.text for note in _ranked(average=None).layout.annotations] == ["9.0", "15.5", "—"]
    assert list(_ranked().data[1].x) == [9.0, 15.5, 0]


def test_a_click_beside_a_short_bar_names_the_member_too():
    track, bars = _ranked().data
    assert list(track.x) == [15.5] * 3
    assert [row[0] for row in track.customdata] == [row[0] for row in bars.customdata]


def test_the_whole_is_named_where_its_line_stands():
    chart = _ranked(average_name="整体")
    assert chart.layout.annotations[-1].text == "整体 10.0"
    assert chart.layout.annotations[-1].x == chart.layout.shapes[0].x0 == 10.0


def test_only_members_clearly_worse_than_the_whole_are_warned_about():
    assert list(_ranked().data[1].marker.color) == [LIGHT.accent, LIGHT.warn, LIGHT.accent]
    best_high = _ranked(lower_is_better=False, average=20.0).data[1].marker.color
    assert list(best_high) == [LIGHT.warn, LIGHT.accent, LIGHT.accent]
    assert set(_ranked(lower_is_better=None).data[1].marker.color) == {LIGHT.accent}


def test_the_chosen_member_stands_out():
    colours = list(_ranked(chosen="a").data[1].marker.color)
    assert colours[0] == LIGHT.accent
    assert colours[1] == colours[2] == faded(LIGHT.mute, 0.45)


def test_long_names_are_shortened_on_the_axis_only():
    chart = ranked(
        LIGHT,
        ["k"],
        ["集团总部战略与投资管理委员会办公室"],
        [1.0],
        [1],
        unit="",
        decimals=0,
        count_name="",
        chosen=None,
        average=None,
        lower_is_better=None,
    )
    assert chart.layout.yaxis.ticktext[0] == "集团总部战略与…理委员会办公室"
    assert chart.data[0].customdata[0][1] == "集团总部战略与投资管理委员会办公室"


def test_spread_shows_both_quantiles():
    chart = spread(
        DARK,
        ["n"],
        ["财务复核"],
        [2.0],
        [9.0],
        unit="h",
        median_name="P50",
        tail_name="P90",
        chosen=None,
    )
    assert [list(bar.x) for bar in chart.data] == [[9.0], [2.0]]
    assert chart.layout.annotations[0].text == "2.0 / 9.0"


def test_a_narrow_trend_has_room_for_its_labels():
    months = [f"2025-{month:02}" for month in range(12, 13)] + [
        f"2026-{m:02}" for m in range(1, 12)
    ]
    told = {
        "value_name": "周期",
        "count_name": "单据数",
        "unit": "小时",
        "decimals": 1,
        "running": True,
    }
    wide = trend(LIGHT, months, [1.0] * 12, [1] * 12, **told)
    narrow = trend(LIGHT, months, [1.0] * 12, [1] * 12, narrow=True, **told)
    assert len(wide.layout.xaxis.ticktext) == 12
    assert narrow.layout.xaxis.ticktext[-1] == "11月"
    assert len(narrow.layout.xaxis.ticktext) == 6
    assert [note.text for note in wide.layout.annotations] == ["小时"]
    assert narrow.data[1].name == "周期 · 小时"


@pytest.mark.parametrize(("name", "tokens"), [("dark", DARK), ("light", LIGHT), (None, LIGHT)])
def test_theme_by_name(name, tokens):
    assert theme(name) is tokens


def test_the_browser_speaks_the_viewers_language():
    assert browser_config("zh")["locale"] == "zh-CN"
    assert "locale" not in browser_config("en")
