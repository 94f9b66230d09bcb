"""环比 and 同比 by the rules: same elapsed working days, words where a percentage would lie."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from metrics.base_period import NoBase, base_of
from metrics.compare import attach, plan
from metrics.definition import Cut
from metrics.errors import WrongCut
from metrics.measure import measure
from metrics.registry import METRICS
from tests.unit.metrics.world import CALENDARS, calendar_day

DAYS = calendar_day()
FIVE = pl.DataFrame(list(CALENDARS["five"].rows.values())).sort("day")
SIX = pl.DataFrame(list(CALENDARS["six"].rows.values())).sort("day")
TODAY = date(2026, 11, 18)  # a Wednesday
TODAYS = {"five": TODAY, "six": TODAY}


def d(text: str) -> date:
    return date.fromisoformat(text)


def base(first: str, last: str, grain, how, today=TODAY, calendar=FIVE):
    found = base_of((d(first), d(last)), grain, how, calendar, today)
    return found if isinstance(found, NoBase) else (str(found[0]), str(found[1]))


@pytest.mark.parametrize(
    ("days", "grain", "how", "expected"),
    [
        (("2026-10-01", "2026-10-31"), "month", "prev", ("2026-09-01", "2026-09-30")),
        (("2026-03-01", "2026-03-31"), "month", "prev", ("2026-02-01", "2026-02-28")),
        (("2026-02-01", "2026-02-28"), "month", "prev", ("2026-01-01", "2026-01-31")),
        (("2026-10-01", "2026-10-31"), "month", "year", ("2025-10-01", "2025-10-31")),
        (("2026-07-01", "2026-09-30"), "quarter", "prev", ("2026-04-01", "2026-06-30")),
        (("2026-07-01", "2026-09-30"), "quarter", "year", ("2025-07-01", "2025-09-30")),
        (("2026-11-09", "2026-11-15"), "week", "prev", ("2026-11-02", "2026-11-08")),
        (("2026-11-09", "2026-11-15"), "week", "year", ("2025-11-10", "2025-11-16")),  # W46
        (("2026-11-17", "2026-11-17"), "day", "prev", ("2026-11-16", "2026-11-16")),
        (("2026-11-17", "2026-11-17"), "day", "year", ("2025-11-17", "2025-11-17")),
        (("2026-10-01", "2026-10-31"), "accounting", "prev", ("2026-09-01", "2026-09-30")),
        (("2026-11-03", "2026-11-12"), None, "prev", ("2026-10-24", "2026-11-02")),
        (("2026-01-01", "2026-06-30"), None, "year", ("2025-01-01", "2025-06-30")),
    ],
)
def test_a_complete_period_has_a_complete_base(days, grain, how, expected):
    assert base(*days, grain, how) == expected


def test_accounting_periods_follow_their_calendar():
    """On the calendar that closes on the 25th the period before is 26 August to 25 September."""
    days = ("2026-09-26", "2026-10-25")
    assert base(*days, "accounting", "prev", calendar=SIX) == ("2026-08-26", "2026-09-25")
    assert base(*days, "accounting", "year", calendar=SIX) == ("2025-09-26", "2025-10-25")
    part = base("2026-10-01", "2026-10-25", "accounting", "prev", calendar=SIX)
    assert isinstance(part, NoBase)


def test_an_accounting_period_the_calendar_cuts_off_is_not_compared_with():
    """The calendar begins on 1 January; the period January 2025 began on 26 December 2024."""
    found = base("2025-01-26", "2025-02-25", "accounting", "prev", calendar=SIX)
    assert isinstance(found, NoBase)
    assert base("2025-02-01", "2025-02-28", "accounting", "prev") == ("2025-01-01", "2025-01-31")


@pytest.mark.parametrize(
    ("days", "grain", "how", "today", "expected"),
    [
        # 13 working days of November have begun; October's 13th is Monday 19 (Thu 1 the first)
        (("2026-11-01", "2026-11-30"), "month", "prev", "2026-11-18", ("2026-10-01", "2026-10-19")),
        # three days of the week
        (("2026-11-16", "2026-11-22"), "week", "prev", "2026-11-18", ("2026-11-09", "2026-11-11")),
        # on Saturday the weekend of the base has begun as well
        (("2026-11-16", "2026-11-22"), "week", "prev", "2026-11-21", ("2026-11-09", "2026-11-15")),
        # on Sunday 1 November no working day has gone by: no day of October either
        (("2026-11-01", "2026-11-30"), "month", "prev", "2026-11-01", ("2026-10-01", "2026-09-30")),
        # March's 22 working days don't fit into February's 20: the whole of February
        (("2026-03-01", "2026-03-31"), "month", "prev", "2026-03-30", ("2026-02-01", "2026-02-28")),
        # month to date and year to date are the running month and year
        (("2026-11-01", "2026-11-18"), None, "prev", "2026-11-18", ("2026-10-01", "2026-10-19")),
        (("2026-01-01", "2026-11-18"), None, "year", "2026-11-18", ("2025-01-01", "2025-11-18")),
        # a trend cut off in the future runs as well
        (("2026-11-01", "2026-11-20"), "month", "prev", "2026-11-18", ("2026-10-01", "2026-10-19")),
        # 累计同比: 1 January to 18 November has 230 working days, 2025's 230th is 18 November
        (("2026-01-01", "2026-12-31"), "year", "year", "2026-11-18", ("2025-01-01", "2025-11-18")),
    ],
)  # fmt: skip
def test_a_running_period_compares_with_the_same_elapsed_working_days(
    days, grain, how, today, expected
):
    assert base(*days, grain, how, today=d(today)) == expected


def test_week_53_has_no_week_last_year():
    """2026 has 53 ISO weeks, 2025 has 52: nothing to compare with, and why."""
    found = base("2026-12-28", "2026-12-31", "week", "year", today=d("2026-12-31"))
    assert isinstance(found, NoBase)
    assert "53" in found.reason["en"]


def test_the_29th_of_february_compares_with_the_28th():
    leap = pl.DataFrame({"day": pl.date_range(d("2023-01-01"), d("2024-12-31"), eager=True)})
    leap = leap.with_columns(is_working=pl.col("day").dt.weekday() < 6)
    today = d("2024-12-31")
    day = (d("2024-02-29"), d("2024-02-29"))
    assert base_of(day, "day", "year", leap, today) == (d("2023-02-28"), d("2023-02-28"))
    month = (d("2024-02-01"), d("2024-02-29"))
    assert base_of(month, "month", "year", leap, today) == (d("2023-02-01"), d("2023-02-28"))


@pytest.mark.parametrize(
    ("first", "last", "grain", "how"),
    [("2025-01-01", "2025-01-31", "month", "prev"), ("2025-06-01", "2025-06-30", "month", "year")],
)
def test_a_base_the_calendar_does_not_cover_is_not_guessed(first, last, grain, how):
    found = base(first, last, grain, how)
    assert isinstance(found, NoBase)
    assert "calendar" in found.reason["en"]


def test_a_period_in_the_future_is_not_compared():
    assert isinstance(base("2026-12-01", "2026-12-31", "month", "prev"), NoBase)


def test_a_trend_needs_two_cuts_the_complete_months_and_the_running_one():
    """Complete periods share one evaluation; only the running one needs its own."""
    cut = Cut(by=("company",), grain="month", start="2026-08-01", end="2027-01-01")
    found = plan(cut, "prev", DAYS, TODAYS)
    assert [(s.label, s.index, s.base_label) for s in found.steps] == [
        ("2026-08", 0, "2026-07"),
        ("2026-09", 0, "2026-08"),
        ("2026-10", 0, "2026-09"),
        ("2026-11", 1, "2026-10-01/2026-10-19"),
    ]
    assert (found.cuts[0].grain, found.cuts[0].start, found.cuts[0].end) == (
        "month",
        "2026-07-01",
        "2026-10-01",
    )
    assert list(found.reasons) == ["2026-12"]
    # the six-day calendar reaches as many working days earlier
    assert found.cuts[1].grain is None
    assert {c: e for c, _, e in found.cuts[1].spans}["six"] < "2026-10-20"


def test_calendars_differ_by_span():
    """15 working days have gone by on the six-day calendar, 13 on the other."""
    found = plan(Cut(start="2026-11-01", end="2026-12-01"), "prev", DAYS, TODAYS)
    assert found.cuts[0].spans == (
        ("five", "2026-10-01", "2026-10-20"),
        ("six", "2026-10-01", "2026-10-18"),
    )


def test_comparing_needs_both_ends():
    with pytest.raises(WrongCut, match="first and a last day"):
        plan(Cut(start="2026-01-01"), "prev", DAYS, TODAYS)


def values(name: str, pairs: list[tuple[object, object]]):
    """(value, base) pairs through `attach`: change and unit of each."""
    metric = METRICS[f"approval.{name}"]
    cut = Cut(by=("process",), start="2026-10-01", end="2026-11-01")
    the_plan = plan(cut, "prev", DAYS, TODAYS)
    names = [str(i) for i in range(len(pairs))]
    rows = [
        pl.DataFrame({"process": names, "period": label, "value": [p[i] for p in pairs]})
        for i, label in enumerate(("2026-10", "2026-09"))
    ]
    found = attach(metric, cut, rows[0], the_plan, [rows[1]])
    return list(zip(found["change"], found["change_unit"], strict=True))


def test_amounts_change_in_percent_and_in_words_where_that_would_lie():
    """A base of 0 or below has no percentage: 扭亏, 转亏 or a dash."""
    pairs = [(150.0, 100.0), (5.0, 0.0), (5.0, -2.0), (-5.0, 2.0), (-5.0, -2.0), (None, 2.0),
             (2.0, None), (-5.0, 0.0), (0.0, 4.0), (0.0, 0.0)]  # fmt: skip
    assert values("cycle_time", pairs) == [
        (50.0, "%"), (None, "none"), (None, "turned_to_profit"), (None, "turned_to_loss"),
        (None, "none"), (None, "none"), (None, "none"), (None, "turned_to_loss"), (-100.0, "%"),
        (None, "none"),
    ]  # fmt: skip


def test_rates_change_in_percentage_points():
    """From 40 % to 50 % is 10 pp; a base of 0 is fine for a difference."""
    pairs = [(50.0, 40.0), (5.0, 0.0), (None, 1.0)]
    assert values("return_rate", pairs) == [(10.0, "pp"), (5.0, "pp"), (None, "none")]


def test_money_is_compared_without_losing_its_kind():
    found = values("approved_amount", [(Decimal("150.00"), Decimal("100.00"))])
    assert found == [(50.0, "%")]


@pytest.mark.parametrize("grain", [None, "month", "week", "accounting", "day"])
@pytest.mark.parametrize("how", ["prev", "year"])
def test_bases_are_what_asking_for_the_base_period_answers(engines, grain, how):
    """Each base equals the metric asked of the base days alone, on whatever grain."""
    metric = METRICS["approval.submitted"]
    frames = engines.polars["approval"]
    cut = Cut(by=("company",), grain=grain, start="2026-10-26", end="2026-11-26")
    the_plan = plan(cut, how, DAYS, TODAYS)
    bases = [measure(metric, c, frames).rows for c in the_plan.cuts]
    rows = measure(metric, cut, frames).rows
    found = attach(metric, cut, rows, the_plan, bases)
    assert found.height == rows.height
    assert the_plan.steps
    company_calendar = {"c1": "five", "c2": "six"}
    checked = 0
    for row in found.iter_rows(named=True):
        step = next((s for s in the_plan.steps if s.label == row["period"]), None)
        if step is None:
            assert row["base"] is None
            continue
        own = the_plan.cuts[step.index]
        if own.spans or grain is None or own.grain is not None:
            spans = {c: (s, e) for c, s, e in own.spans}
            start, end = spans.get(
                company_calendar[row["company"]], (str(step.base[0]), str(step.base[1]))
            )
            if own.grain is not None and own.spans:
                continue  # several periods by calendar: labels are compared above
            alone = Cut(where=(("company", (row["company"],)),), start=start, end=end)
            assert (row["base"] or 0) == measure(metric, alone, frames).rows["value"][0]
            checked += 1
    assert checked
