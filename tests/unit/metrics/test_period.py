"""People name periods; what they name is exact, what they can't name is said in one sentence."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.definition import Cut
from metrics.errors import PeriodError
from metrics.period import combine_spring, parse
from tests.unit.metrics.world import calendar_day

TODAY = date(2026, 11, 21)  # a Saturday


def days(text: str) -> tuple[str, str, str]:
    period = parse(text, today=TODAY)
    return period.label, str(period.start), str(period.end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", ("2026", "2026-01-01", "2027-01-01")),
        ("2026-Q4", ("2026-Q4", "2026-10-01", "2027-01-01")),
        ("2026-11", ("2026-11", "2026-11-01", "2026-12-01")),
        ("2026-12", ("2026-12", "2026-12-01", "2027-01-01")),
        ("2026-W47", ("2026-W47", "2026-11-16", "2026-11-23")),
        ("2026-W53", ("2026-W53", "2026-12-28", "2027-01-04")),
        ("2025-W01", ("2025-W01", "2024-12-30", "2025-01-06")),
        ("2026-11-21", ("2026-11-21", "2026-11-21", "2026-11-22")),
        (" 2026-01..2026-02 ", ("2026-01-01/2026-02-28", "2026-01-01", "2026-03-01")),
        ("2026-11-01/2026-11-15", ("2026-11-01/2026-11-15", "2026-11-01", "2026-11-16")),
        ("today", ("2026-11-21", "2026-11-21", "2026-11-22")),
        ("昨天", ("2026-11-20", "2026-11-20", "2026-11-21")),
        ("this week", ("2026-W47", "2026-11-16", "2026-11-23")),
        ("last-week", ("2026-W46", "2026-11-09", "2026-11-16")),
        ("本月", ("2026-11", "2026-11-01", "2026-12-01")),
        ("Last Month", ("2026-10", "2026-10-01", "2026-11-01")),
        ("this quarter", ("2026-Q4", "2026-10-01", "2027-01-01")),
        ("上季", ("2026-Q3", "2026-07-01", "2026-10-01")),
        ("去年", ("2025", "2025-01-01", "2026-01-01")),
        ("ytd", ("2026-01-01/2026-11-21", "2026-01-01", "2026-11-22")),
        ("last 30d", ("2026-10-23/2026-11-21", "2026-10-23", "2026-11-22")),
        ("last 7 days", ("2026-11-15/2026-11-21", "2026-11-15", "2026-11-22")),
        ("近30天", ("2026-10-23/2026-11-21", "2026-10-23", "2026-11-22")),
    ],
)
def test_a_period_is_exact(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-00", "2026-02-30", "2025-W53", "2026-W00", "2026-Q5", "11/2026", "1800",
     "next month", "last 0d", "2026-11..", "２０２６", "2026-11\n2", "'; drop table"],
)  # fmt: skip
def test_a_wrong_period_says_what_would_be_right(text):
    with pytest.raises(PeriodError, match="2026-Q4") as error:
        parse(text, today=TODAY)
    assert "\n" not in str(error.value)


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(PeriodError, match="after its start 2026-11-01"):
        parse("2026-11..2026-10", today=TODAY)


@given(st.text(max_size=40))
def test_any_text_is_a_period_or_a_period_error(text):
    with contextlib.suppress(PeriodError):
        assert parse(text, today=TODAY).start < parse(text, today=TODAY).end


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_label_reads_back_as_its_period(day):
    """What a natural period is called names it again."""
    iso = day.isocalendar()
    names = (f"{day.year}", f"{day:%Y-%m}", f"{iso.year}-W{iso.week:02}", f"{day}")
    for name in names:
        period = parse(name, today=TODAY)
        assert period.label == name
        assert period.start <= day < period.end


def test_an_accounting_period_has_its_own_days_on_each_calendar():
    """One calendar closes with the month, the other on the 25th."""
    period = parse("accounting:2026-11", today=TODAY, days=calendar_day())
    assert period.spans == (
        ("five", "2026-11-01", "2026-12-01"),
        ("six", "2026-10-26", "2026-11-26"),
    )
    cut = period.of(Cut(by=("company",)))
    assert (cut.start, cut.end, cut.spans) == ("2026-10-26", "2026-12-01", period.spans)


@pytest.mark.parametrize("text", ["accounting:2031-01", "accounting:11"])
def test_an_unknown_accounting_period_says_what_is_known(text):
    with pytest.raises(PeriodError, match=r"2025-01|accounting:2026-11"):
        parse(text, today=TODAY, days=calendar_day())


def test_january_and_february_can_be_one():
    """Spring Festival falls into either; other months stay as they are."""
    january, march = parse("2026-01", today=TODAY), parse("2026-03", today=TODAY)
    assert combine_spring(january) == combine_spring(parse("2026-02", today=TODAY))
    assert (combine_spring(january).start, combine_spring(january).end) == (
        date(2026, 1, 1),
        date(2026, 3, 1),
    )
    assert combine_spring(march) == march
