"""Figures as people read them."""

from datetime import UTC, datetime

import pytest

from metrics.registry import METRICS
from ui import numbers, record_words, words


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (None, "—", "—"),
        (0, "0分钟", "0 min"),
        (59, "59分钟", "59 min"),
        (90, "1.5小时", "1.5 h"),
        (1440, "3.0工作日", "3.0 working days"),
        (-30, "-30分钟", "-30 min"),
    ],
)
def test_working_time_in_the_unit_a_person_would_choose(minutes, zh, en):
    assert numbers.working_time(minutes, "zh") == zh
    assert numbers.working_time(minutes, "en") == en


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (3.24, "%", "▲ 3.2%"),
        (-1.1, "pp", "▼ 1.1 pp"),
        (0.04, "%", "0.0%"),
        (None, "%", "—"),
        (None, "turned_to_loss", "转亏"),
        (5.0, "none", "—"),
    ],
)
def test_changes(amount, unit, said):
    assert numbers.change(amount, unit, "zh") == said


def test_a_missing_figure_is_a_dash_and_never_zero():
    assert numbers.figure(None, 1) == "—"
    assert numbers.figure(0.0, 1) == "0.0"
    assert numbers.figure(1234567.891, 2) == "1,234,567.89"


def test_whether_a_change_is_welcome_depends_on_the_metric():
    assert numbers.verdict(METRICS["approval.cycle_time"], -2.0) == "good"
    assert numbers.verdict(METRICS["approval.on_time_rate"], -2.0) == "bad"
    assert numbers.verdict(METRICS["approval.submitted"], 9.0) == "same"
    assert numbers.verdict(METRICS["approval.cycle_time"], 0.01) == "same"


def test_moments_are_local():
    at = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    assert numbers.moment(at, "Asia/Shanghai") == "2026-11-21 01:30"
    assert numbers.moment(None, "Asia/Shanghai") == "—"


@pytest.mark.parametrize("table", [words.WORDS, words.ACTIONS, words.STATES, record_words.REASONS])
def test_every_sentence_exists_in_both_languages(table):
    assert all(zh.strip() and en.strip() for zh, en in table.values())


def test_large_amounts_are_told_in_the_scales_people_use():
    assert numbers.amount(171_860_426.0, 0, "zh") == ("1.72", "亿")
    assert numbers.amount(-20_073_557.0, 0, "zh") == ("-2,007.4", "万")
    assert numbers.amount(9_999.0, 0, "zh") == ("9,999", "")
    assert numbers.amount(171_860_426.0, 0, "en") == ("171.9", "m")
    assert numbers.amount(None, 0, "zh") == ("—", "")


def test_unknown_words_are_shown_as_they_are():
    assert words.pick(words.STATES, "exotic", "zh") == "exotic"
    assert words.pick(words.STATES, None, "zh") == "—"
