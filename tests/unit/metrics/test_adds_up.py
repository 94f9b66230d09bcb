"""Parts give the whole, and the rows of a drill recompute the number they stand behind."""

from math import isclose, nan

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.definition import Cut, Measure, Metric
from metrics.eliminate import among_companies
from metrics.measure import measure
from metrics.population import population
from metrics.registry import METRICS
from tests.unit.metrics.fitting import fitting

BY = ("company", "division", "department", "process", "applicant")
GRAINS = ("day", "week", "month", "quarter", "year", "accounting")
MONTHS = [f"{year}-{month:02}-01" for year in (2025, 2026) for month in range(1, 13)][8:]
calm = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
OF_APPROVALS = [m for m in METRICS.values() if m.name.startswith("approval.")]
metrics = st.sampled_from([m for m in OF_APPROVALS if "amount" not in m.name])
dimensions = st.lists(st.sampled_from(BY), unique=True, min_size=1, max_size=3).map(tuple)
ranges = st.lists(st.sampled_from(MONTHS), unique=True, min_size=2, max_size=2).map(sorted)
organisations = st.sampled_from(["today", "then"])
additive = [m for m in OF_APPROVALS if m.kind == "flow"]


def by_hand(metric: Metric, rows: pl.DataFrame) -> float | None:
    """The metric over drilled rows, in plain Polars; what nothing counts is 0."""

    def of(measure: Measure) -> float | None:
        if measure.how == "count":
            return rows.height
        column = rows[measure.of].cast(pl.Float64)
        if measure.how == "sum":
            return column.sum()
        if measure.how == "quantile":
            return column.quantile(measure.q, "linear")
        return getattr(column, measure.how)()

    top = of(metric.numerator)
    if metric.denominator is None or top is None:
        return None if top is None else top * metric.scale
    bottom = of(metric.denominator)
    return None if not bottom else top / bottom * metric.scale


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(float(one), other, rel_tol=1e-9, abs_tol=1e-9)


@calm
@given(metric=st.sampled_from(additive), by=dimensions, range_=ranges, view=organisations)
def test_parts_of_a_flow_sum_to_the_whole(engines, metric, by, range_, view):
    """Over any cut and any grain, the parts of a flow add up to its total."""
    start, end = range_
    money = ("currency",) if "amount" in metric.name else ()
    whole = measure(metric, Cut(by=money, start=start, end=end), engines.of(metric)[0]).rows
    for grain in (None, *GRAINS):
        cut = Cut(by=(*by, *money), grain=grain, start=start, end=end, organisation=view)
        parts = measure(metric, cut, engines.of(metric)[0]).rows
        assert parts["rows"].sum() == whole["rows"].sum()
        assert parts["value"].sum() == whole["value"].sum()


@calm
@given(metric=metrics, by=dimensions, range_=ranges, view=organisations)
def test_drilled_rows_recompute_every_cell(engines, metric, by, range_, view):
    """The rows listed behind a cell give its value, whatever the metric."""
    cut = Cut(by=by, start=range_[0], end=range_[1], organisation=view)
    cells = measure(metric, cut, engines.of(metric)[0]).rows
    rows = population(metric, cut, engines.of(metric)[0]).collect(backend="polars").to_native()
    assert cells["rows"].sum() == rows.height
    for cell in cells.iter_rows(named=True):
        members = rows.filter(*[pl.col(name).eq_missing(cell[name]) for name in by])
        assert members.height == cell["rows"]
        if not metric.share:
            assert same(cell["value"], by_hand(metric, members))


@calm
@given(metric=st.sampled_from([m for m in OF_APPROVALS if m.kind == "ratio" and not m.share]),
       by=dimensions, range_=ranges)  # fmt: skip
def test_a_ratio_of_the_whole_lies_between_its_parts(engines, metric, by, range_):
    """A ratio of sums is a weighted mean of its parts: never below the least nor above the most."""
    whole = measure(metric, Cut(start=range_[0], end=range_[1]), engines.of(metric)[0]).rows
    parts = measure(metric, Cut(by=by, start=range_[0], end=range_[1]), engines.of(metric)[0]).rows
    value = whole["value"][0]
    known = parts["value"].drop_nulls()
    assert (value is None) == known.is_empty()
    if value is not None:
        assert known.min() - 1e-9 <= value <= known.max() + 1e-9


@calm
@given(metric=st.sampled_from([m for m in OF_APPROVALS if m.share]), range_=ranges,
       grain=st.sampled_from([None, "month", "accounting"]))  # fmt: skip
def test_shares_sum_to_a_hundred(engines, metric, range_, grain):
    """Per period and company the shares of all members are the whole; one alone keeps its own."""
    frames = engines.of(metric)[0]
    cut = Cut(by=("company", metric.share), grain=grain, start=range_[0], end=range_[1])
    cells = measure(metric, cut, frames).rows.drop_nulls("value")
    sums = cells.group_by("company", "period").agg(pl.col("value").sum())
    assert all(isclose(value, 100.0) for value in sums["value"])
    for member in cells[metric.share].unique().drop_nulls():
        one = Cut(by=cut.by, grain=grain, start=cut.start, end=cut.end,
                  where=((metric.share, (member,)),))  # fmt: skip
        alone = measure(metric, one, frames).rows
        expected = cells.filter(pl.col(metric.share) == member)
        assert alone.drop_nulls("value").equals(expected)


@pytest.mark.parametrize("name", ["approval.in_flight", "approval.overdue"])
def test_a_balance_splits_by_dimension_but_never_sums_over_time(engines, name):
    """At each instant the parts sum to the whole; the last period equals the uncut question."""
    metric = METRICS[name]
    frames = engines.of(metric)[0]
    months = measure(metric, Cut(grain="month", start="2026-01-01", end="2026-12-01"), frames).rows
    parts = measure(
        metric, Cut(by=("department",), grain="month", start="2026-01-01", end="2026-12-01"), frames
    ).rows
    summed = parts.group_by("period").agg(pl.col("value").sum()).sort("period")
    assert summed.equals(months.select("period", "value"))
    now = measure(metric, Cut(), frames).rows
    assert months["value"][-1] == now["value"][0] > 0


def test_a_balance_by_day_and_by_month_agree_at_the_months_end(engines):
    """Two grains name the same instant, so they name the same number."""
    metric, cut = METRICS["approval.in_flight"], Cut(start="2026-01-01", end="2026-11-01")
    frames = engines.of(metric)[0]
    days = measure(metric, Cut(grain="day", start=cut.start, end=cut.end), frames).rows
    months = measure(metric, Cut(grain="month", start=cut.start, end=cut.end), frames).rows
    at = dict(days.select("period", "value").rows())
    ends = {"2026-01": "2026-01-31", "2026-06": "2026-06-30", "2026-10": "2026-10-31"}
    for month, day in ends.items():
        assert months.filter(pl.col("period") == month)["value"][0] == at.get(day, nan)


def test_the_two_times_add_up_to_the_cycle(engines):
    """Approver time and applicant time are the cycle time, in every cell."""
    cut = Cut(by=("department",), grain="month")
    values = [
        measure(METRICS[f"approval.{name}"], cut, engines.polars["approval"]).rows["value"]
        for name in ("approver_time", "applicant_time", "cycle_time_mean")
    ]
    assert (values[0] + values[1] - values[2]).abs().max() < 1e-9


BUSINESS = [m for m in METRICS.values() if m not in OF_APPROVALS and not m.over and not m.least]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), metric=st.sampled_from([m for m in BUSINESS if m.kind == "flow"]))
def test_parts_of_a_business_flow_sum_to_the_whole(engines, data, metric):
    """Whatever it is cut by and whatever it is counted in, the parts are the whole; companies
    apart add up to more only by what they did with each other."""
    frames = engines.of(metric)[0]
    kept = [name for name in metric.by if name not in {"company", "document"}]
    by = tuple(data.draw(st.lists(st.sampled_from(kept), unique=True, min_size=1, max_size=2)))
    grain = data.draw(st.sampled_from(("month", "quarter", "accounting")))
    said = fitting(metric, Cut(start="2025-10-01", end="2026-11-01"))
    whole = measure(among_companies(metric, said), said, frames).rows
    cut = fitting(metric, Cut(by=by, grain=grain, start="2025-10-01", end="2026-11-01"))
    parts = measure(among_companies(metric, cut), cut, frames).rows
    assert isclose(_total(whole), _total(parts), rel_tol=1e-9, abs_tol=1e-6)


def _total(rows: pl.DataFrame) -> float:
    return float(rows["value"].cast(pl.Float64).sum())
