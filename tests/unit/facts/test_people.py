"""People: headcount at any instant, months of service, pay."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from facts.headcount import RECIPE as HEADCOUNT
from facts.payroll import RECIPE as PAYROLL
from facts.person_month import RECIPE as MONTHS
from tests.unit.facts.recipes import Row, built, cny, only

c = pl.col
PERSON: Row = {"person_id": "p", "employee_no": "0001", "joined_on": date(2026, 3, 10)}


def posting(on: date, department: str = "d1", **more: Any) -> Row:
    return {"person_id": "p", "valid_from": on, "department_id": department, "level": "P5"} | more


def world(*postings: Row, **person: Any) -> dict[str, list[Row]]:
    return {"employees": [PERSON | person], "employee_postings": list(postings)}


def stretches(*postings: Row, **person: Any) -> pl.DataFrame:
    return built(HEADCOUNT, world(*postings, **person))


def at(fact: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rows open at the end of a day."""
    return fact.filter((c("opens_on") <= on) & (c("closes_on").is_null() | (c("closes_on") > on)))


def test_a_person_counts_from_joining_until_the_day_no_longer_employed() -> None:
    fact = stretches(posting(date(2026, 3, 10)), left_on=date(2026, 9, 1), leave_kind="resigned")
    assert at(fact, date(2026, 3, 9)).is_empty()
    assert only(at(fact, date(2026, 3, 10)))["is_join"]
    assert only(at(fact, date(2026, 8, 31)))["is_leave"]
    assert at(fact, date(2026, 9, 1)).is_empty()
    assert fact.select(c("is_join", "is_leave", "is_resignation").sum()).row(0) == (1, 1, 1)


def test_joining_and_leaving_happen_when_the_day_begins() -> None:
    row = stretches(left_on=date(2026, 9, 1)).row(0, named=True)
    assert row["joined_at"] == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert row["left_at"] == datetime(2026, 8, 31, 16, tzinfo=UTC)


def test_a_posting_before_joining_counts_from_joining() -> None:
    fact = stretches(posting(date(2020, 1, 1)))
    assert fact.row(0, named=True)["opens_on"] == date(2026, 3, 10)
    assert set(fact["department_id"]) == {"d1"}


def test_a_posting_after_leaving_never_counts() -> None:
    fact = stretches(
        posting(date(2026, 3, 10)), posting(date(2026, 9, 1), "d2"), left_on=date(2026, 8, 1)
    )
    assert set(fact["department_id"]) == {"d1"}
    assert fact["closes_on"].to_list() == [date(2026, 8, 1)]


def test_before_the_first_posting_nobody_knows_the_department() -> None:
    fact = at(stretches(posting(date(2026, 5, 1))), date(2026, 4, 1))
    row = only(fact)
    assert (row["department_id"], row["company_id"], row["is_join"]) == (None, "c1", True)
    bare = stretches()
    assert bare.row(0, named=True)["department_id"] is None


def test_a_transfer_is_no_join() -> None:
    moved = posting(date(2026, 6, 1), "d2", company_id="c2", level="P6", share="0.5")
    fact = stretches(posting(date(2026, 3, 10)), moved)
    row = only(at(fact, date(2026, 6, 1)))
    assert (row["company_id"], row["department_id"], row["level"]) == ("c2", "d2", "P6")
    assert (row["share"], row["is_join"], fact["is_join"].sum()) == (cny("0.5"), False, 1)


def test_a_posting_to_a_test_company_is_of_a_test_company() -> None:
    fact = stretches(posting(date(2026, 3, 10), company_id="c0"))
    assert fact["is_test"].all()


def test_a_posting_to_an_unknown_company_keeps_the_employer_s_calendar() -> None:
    fact = stretches(posting(date(2026, 3, 10), company_id="c9"))
    assert set(fact["company_id"]) == {"c9"}
    assert set(fact["calendar_id"]) == {"cn"}


def test_bands_change_on_the_day() -> None:
    fact = stretches(posting(date(2026, 3, 10)), born_on=date(2001, 7, 1))
    assert fact.head(3).select("opens_on", "age_band", "tenure_band").rows() == [
        (date(2026, 3, 10), "00-24", "00-01"),
        (date(2026, 7, 1), "25-34", "00-01"),
        (date(2027, 3, 10), "25-34", "01-03"),
    ]
    assert fact.height == 1 + 4 + 4  # four birthdays and four anniversaries still to come
    assert fact.row(-1, named=True)["closes_on"] is None


def test_who_is_born_on_feb_29_turns_25_on_feb_28() -> None:
    fact = stretches(born_on=date(2004, 2, 29))
    assert only(at(fact, date(2029, 2, 27)))["age_band"] == "00-24"
    assert only(at(fact, date(2029, 2, 28)))["age_band"] == "25-34"


def test_an_unknown_birthday_has_no_band() -> None:
    assert stretches()["age_band"].null_count() == 5


@pytest.mark.parametrize("on", [date(2026, 3, 10), date(2027, 3, 10), date(2030, 1, 1)])
def test_at_any_instant_a_person_counts_once(on: date) -> None:
    fact = stretches(
        posting(date(2026, 1, 1)), posting(date(2027, 3, 10), "d2"), born_on=date(1990, 3, 10)
    )
    assert at(fact, on).height == 1


def months(*postings: Row, **person: Any) -> pl.DataFrame:
    return built(MONTHS, world(*postings, **person))


def test_a_month_knows_the_days_employed_and_the_last_place() -> None:
    fact = months(
        posting(date(2026, 3, 10)), posting(date(2026, 4, 16), "d2"), left_on=date(2026, 5, 1)
    )
    columns = ("month_on", "department_id", "employed_days", "month_days")
    assert fact.select(*columns).rows() == [
        (date(2026, 3, 1), "d1", 22, 31),
        (date(2026, 4, 1), "d2", 30, 30),
        (date(2026, 5, 1), "d2", 0, 31),
    ]
    assert fact["over_at"].to_list()[0] == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert fact["is_join"].to_list() == [True, False, False]
    assert fact["is_leave"].to_list() == [False, False, True]
    assert fact["is_employed_at_end"].to_list() == [True, True, False]
    assert fact["is_whole_month"].to_list() == [False, True, False]


def test_months_end_with_the_calendar() -> None:
    fact = months(posting(date(2019, 1, 1)), joined_on=date(2019, 1, 1))
    assert (fact["month_on"].min(), fact["month_on"].max()) == (date(2026, 1, 1), date(2027, 12, 1))
    assert fact["employed_days"].sum() == 2 * 365
    gone = months(joined_on=date(2019, 1, 1), left_on=date(2020, 1, 1))
    assert gone.is_empty()


def pay(name: str, amount: str, **more: Any) -> Row:
    row = {"payroll_id": name, "person_id": "p", "period": "2026-03", "amount": amount}
    return row | more


def test_pay_of_a_person_and_period_is_one_row() -> None:
    parts = {
        "payroll": [pay("a", "100.10"), pay("b", "20.20")],
        "employee_postings": [posting(date(2026, 3, 10)), posting(date(2026, 4, 1), "d2")],
    }
    row = only(built(PAYROLL, parts))
    assert (row["amount"], row["booked_amount"], row["entries"]) == (cny("120.30"),) * 2 + (2,)
    assert (row["department_id"], row["level"]) == ("d1", "P5")
    assert (row["payroll_id"], row["period_on"]) == ("a", date(2026, 3, 31))


def test_pay_in_two_currencies_or_departments_is_never_added() -> None:
    rows = [pay("a", "1"), pay("b", "2", currency="USD"), pay("c", "4", department_id="d7")]
    fact = built(PAYROLL, {"payroll": rows})
    assert fact.select("amount", "booked_amount", "department_id", "is_first_of_person").rows() == [
        (1, 1, None, True),
        (2, None, None, False),
        (4, 4, "d7", False),
    ]
