"""A plan that is kept for other days says what a plan made for them says; of nobody else's rows."""

from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks.prepared import MOST, Prepared
from metrics.definition import Cut, Metric
from metrics.errors import WrongCut
from metrics.measure import measure
from metrics.registry import METRICS
from tests.unit.metrics.fitting import fitting

CYCLE_TIME = METRICS["approval.cycle_time"]
BY_MONTH = Cut(by=("department",), grain="month", start="2026-02-01", end="2026-08-01")
LATER = ("2026-05-10", "2026-11-01")
ALIKE = {  # one metric of each sort: they are planned alike
    (m.kind, m.numerator.how, m.denominator is None, m.share, m.over is None, m.reached, m.least): m
    for m in METRICS.values()
}


@pytest.mark.parametrize("metric", ALIKE.values(), ids=lambda metric: metric.name)
@pytest.mark.parametrize("grain", ["month", "accounting"])
def test_other_days_are_answered_as_if_planned_for_them(engines, metric: Metric, grain):
    """In every kind of metric; Polars, which keeps no plan, is the judge."""
    on_polars, on_duckdb = engines.of(metric)
    prepared = Prepared(engines.connection)
    cut = fitting(metric, replace(BY_MONTH, grain=grain))
    for start, end in ((cut.start, cut.end), LATER):
        asked = replace(cut, start=start, end=end)
        found = measure(metric, asked, on_duckdb, planned=prepared.evaluate)
        expected = measure(metric, asked, on_polars)
        assert_frame_equal(found.rows, expected.rows, rel_tol=1e-9, abs_tol=1e-12)
        assert found.excluded == expected.excluded


def test_a_shape_is_planned_once(engines):
    """The second question differs by its days only and gets the same plan, with other values."""
    frames, prepared = engines.of(CYCLE_TIME)[1], Prepared(engines.connection)
    first = prepared.evaluate(CYCLE_TIME, BY_MONTH, frames)
    before = first.collect(backend="polars").to_native()
    second = prepared.evaluate(CYCLE_TIME, replace(BY_MONTH, end="2026-04-01"), frames)
    after = second.collect(backend="polars").to_native()
    assert second is first
    assert 0 < after["rows"].sum() < before["rows"].sum()


def test_what_a_plan_was_made_for_is_part_of_its_shape(engines):
    """Other rows (another viewer's), another metric of that name, another cut: planned anew."""
    frames, prepared = engines.of(CYCLE_TIME)[1], Prepared(engines.connection)
    mine = prepared.evaluate(CYCLE_TIME, BY_MONTH, frames)
    fewer = replace(frames, fact=frames.fact.filter("department_id = 'd1'"))
    theirs = prepared.evaluate(CYCLE_TIME, BY_MONTH, fewer).collect(backend="polars").to_native()
    assert_frame_equal(
        theirs.sort("period", "department"), measure(CYCLE_TIME, BY_MONTH, fewer).rows
    )
    assert prepared.evaluate(CYCLE_TIME, BY_MONTH, frames) is not mine
    mine = prepared.evaluate(CYCLE_TIME, BY_MONTH, frames)
    assert prepared.evaluate(replace(CYCLE_TIME, exclusions=()), BY_MONTH, frames) is not mine
    mine = prepared.evaluate(CYCLE_TIME, BY_MONTH, frames)
    assert prepared.evaluate(CYCLE_TIME, replace(BY_MONTH, by=("process",)), frames) is not mine


def test_only_the_latest_shapes_are_kept(engines):
    """A shape asked again stays; the one nobody asked for longest goes."""
    frames, prepared = engines.of(CYCLE_TIME)[1], Prepared(engines.connection)
    first = prepared.evaluate(CYCLE_TIME, BY_MONTH, frames)
    for number in range(MOST):
        of_one = replace(BY_MONTH, where=(("process", (f"p{number}",)),))
        prepared.evaluate(CYCLE_TIME, of_one, frames)
        if number < MOST - 1:
            assert prepared.evaluate(CYCLE_TIME, BY_MONTH, frames) is first
    prepared.evaluate(CYCLE_TIME, replace(BY_MONTH, grain="year"), frames)
    assert prepared.evaluate(CYCLE_TIME, BY_MONTH, frames) is first
    first_asked = replace(BY_MONTH, where=(("process", ("p1",)),))
    assert len(prepared._kept) == MOST
    assert (CYCLE_TIME.name, replace(first_asked, start="", end="")) not in prepared._kept


@pytest.mark.parametrize(
    "cut",
    [
        replace(BY_MONTH, grain=None),
        replace(BY_MONTH, start=""),
        replace(BY_MONTH, end=""),
        replace(BY_MONTH, grain="accounting", spans=(("five", "2026-07-01", "2026-10-01"),)),
    ],
)
def test_what_days_shape_is_planned_each_time(engines, cut: Cut):
    """Without a grain they name the period; spans and open ends are shapes of their own."""
    on_polars, on_duckdb = engines.of(CYCLE_TIME)
    prepared = Prepared(engines.connection)
    found = measure(CYCLE_TIME, cut, on_duckdb, planned=prepared.evaluate)
    assert_frame_equal(found.rows, measure(CYCLE_TIME, cut, on_polars).rows, rel_tol=1e-9)
    assert not prepared._kept


def test_a_wrong_cut_is_refused_though_its_shape_is_kept(engines):
    """A reversed range, whatever was asked before."""
    frames, prepared = engines.of(CYCLE_TIME)[1], Prepared(engines.connection)
    prepared.evaluate(CYCLE_TIME, BY_MONTH, frames)
    with pytest.raises(WrongCut):
        prepared.evaluate(CYCLE_TIME, replace(BY_MONTH, start="2026-09-01"), frames)


@pytest.mark.parametrize("name", ["approval.cycle_time", "approval.on_time_rate"])
@pytest.mark.parametrize("where", [(), (("department", ("d4", "")),)])
def test_rows_left_out_may_be_kept_on_another_engine(engines, name: str, where):
    """They are counted where they lie, and as many as when they are looked for in the fact."""
    metric = METRICS[name]
    on_polars, on_duckdb = engines.of(metric)
    flags = [pl.col(each.flag) == each.holds for each in metric.exclusions]
    kept = on_polars.fact.filter(pl.any_horizontal(flags)).collect().lazy()
    apart = replace(on_polars, fact=kept, held=True)
    cut = replace(BY_MONTH, where=where)
    plain = measure(metric, cut, on_duckdb)
    found = measure(metric, cut, replace(on_duckdb, apart=apart))
    assert sum(number for _, number in plain.excluded) > 0
    assert found.excluded == plain.excluded
    assert_frame_equal(found.rows, plain.rows)
