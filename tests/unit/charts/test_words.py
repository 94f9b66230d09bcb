"""What axes say: names that still differ when cut, periods as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.words import fitted, period_ticks, width


def test_names_that_share_a_beginning_still_differ_when_cut():
    cut = [fitted(f"organizational unit {number}", 8) for number in (65454, 65455)]
    assert len(set(cut)) == 2
    assert all("…" in name for name in cut)


@given(st.text(max_size=60), st.floats(3, 30))
def test_a_name_is_never_wider_than_its_room(name, room):
    cut = fitted(name, room)
    assert cut == name or width(cut) <= room
    assert (cut == name) == (width(name) <= room) or len(name) <= 3


@pytest.mark.parametrize(
    ("periods", "lang", "labels"),
    [
        (["2025-12", "2026-01", "2026-02"], "zh", ["12月<br>2025年", "1月<br>2026年", "2月"]),
        (["2025-12", "2026-01"], "en", ["Dec<br>2025", "Jan<br>2026"]),
        (["2026-W05", "2026-W06"], "zh", ["5周<br>2026年", "6周"]),
        (["2026-W05", "2026-W06"], "en", ["W05<br>2026", "W06"]),
        (["2025-Q4", "2026-Q1"], "zh", ["Q4<br>2025年", "Q1<br>2026年"]),
        (["2026", "2026-11-22"], "zh", ["2026", "2026-11-22"]),
        ([], "zh", []),
    ],
)
def test_periods_carry_their_year_once(periods, lang, labels):
    assert period_ticks(periods, lang) == (periods, labels)


def test_with_little_room_the_last_period_keeps_its_label():
    months = ["2025-12", *(f"2026-{month:02}" for month in range(1, 12))]
    shown, labels = period_ticks(months, "zh", most=6)
    assert shown == months[1::2]
    assert labels[0] == "1月<br>2026年"
    assert labels[-1] == "11月"
