from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from state.thinning import superfluous

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def kept(ages: list[timedelta], held: frozenset[int] = frozenset()) -> set[int]:
    pins = [(i, NOW - age) for i, age in enumerate(ages)]
    return set(range(len(ages))) - set(superfluous(pins, NOW, held=held))


def test_all_stay_for_48_hours() -> None:
    ages = [timedelta(minutes=m) for m in range(0, 48 * 60, 7)]
    assert kept(ages) == set(range(len(ages)))


def test_then_the_last_of_each_hour() -> None:
    at = NOW - timedelta(days=10)
    pins = [(1, at), (2, at + timedelta(minutes=59)), (3, at + timedelta(minutes=61)), (4, NOW)]
    assert superfluous(pins, NOW, held=()) == (1,)


def test_then_the_last_of_each_month_in_local_time() -> None:
    # 16:30 UTC on 31 August is already 1 September in Shanghai.
    august = datetime(2026, 8, 31, 15, 30, tzinfo=UTC)
    september = datetime(2026, 8, 31, 16, 30, tzinfo=UTC)
    earlier = datetime(2026, 8, 1, tzinfo=UTC)
    pins = [(1, earlier), (2, august), (3, september), (4, NOW)]
    assert superfluous(pins, NOW, held=()) == (1,)


def test_held_pins_and_the_newest_stay() -> None:
    old = [timedelta(days=400, minutes=m) for m in range(5)]
    assert kept(old, frozenset({3})) == {0, 3}


MOMENTS = st.lists(st.integers(0, 500 * 24 * 60).map(lambda m: timedelta(minutes=m)), max_size=60)


@given(MOMENTS, st.frozensets(st.integers(0, 59), max_size=5))
def test_thinning_twice_changes_nothing_more_and_spares_the_held(
    ages: list[timedelta], held: frozenset[int]
) -> None:
    pins = [(i, NOW - age) for i, age in enumerate(ages)]
    gone = set(superfluous(pins, NOW, held=held))
    assert not gone & held
    left = [pin for pin in pins if pin[0] not in gone]
    assert superfluous(left, NOW, held=held) == ()
    assert bool(left) == bool(pins)
