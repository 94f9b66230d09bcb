"""Every metric says the same on Polars and on DuckDB, in every shape of question."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.definition import Cut, Metric
from metrics.measure import measure
from metrics.population import population
from metrics.registry import METRICS
from tests.unit.metrics.fitting import fitting

SPANS = (("five", "2026-07-01", "2026-10-01"), ("six", "2026-06-26", "2026-09-26"))
CUTS = {
    "whole": Cut(),
    "by department today": Cut(
        by=("department",), grain="month", start="2026-05-01", end="2027-01-01"
    ),
    "by division then": Cut(by=("division",), grain="quarter", organisation="then"),
    "by company and process": Cut(
        by=("company", "process"), grain="accounting", start="2026-06-01"
    ),
    "where": Cut(
        by=("process",),
        where=(("department", ("d4", "")), ("process", ("travel", "seal"))),
        start="2026-01-01",
        end="2026-11-01",
    ),
    "days": Cut(by=("company",), grain="day", start="2026-11-01", end="2026-12-01"),
    "weeks": Cut(by=("department",), grain="week", start="2025-12-20", end="2026-02-10"),
    "years": Cut(by=("division",), grain="year"),
    "spans": Cut(by=("company",), grain="accounting", spans=SPANS),
    "by what masters tell": Cut(by=("category", "region"), grain="month", start="2026-03-01"),
    "as booked": Cut(by=("company",), grain="quarter", money="booked"),
    "in original currency": Cut(by=("company",), start="2026-01-01", money="original"),
    "nothing, uncut": Cut(start="2031-01-01", end="2031-02-01"),
}


SHAPES = ("whole", "by department today", "by what masters tell", "as booked", "spans")
"""Of a business fact the rows say nothing new in all others; an approval is asked in every one."""

QUESTIONS = [
    pytest.param(metric, cut, id=f"{metric.name}-{shape}")
    for metric in METRICS.values()
    for shape, cut in CUTS.items()
    if shape in SHAPES or metric.name.startswith("approval.")
]


@pytest.mark.parametrize(("metric", "cut"), QUESTIONS)
def test_both_engines_agree(engines, metric: Metric, cut: Cut):
    """Integers, amounts and words are equal; floats to 1e-9 relative."""
    on_polars, on_duckdb = engines.of(metric)
    cut = fitting(metric, cut)
    first, second = measure(metric, cut, on_polars), measure(metric, cut, on_duckdb)
    assert_frame_equal(first.rows, second.rows, rel_tol=1e-9, abs_tol=1e-12)
    assert first.excluded == second.excluded


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_the_sample_says_something(engines, metric: Metric):
    """The generated facts exercise each metric: it has values, and they differ by cell."""
    cut = fitting(metric, Cut(by=("company", "process"), grain="quarter"))
    rows = measure(metric, cut, engines.of(metric)[0]).rows
    assert rows["value"].drop_nulls().len() >= 2
    assert rows["value"].n_unique() > 1 or metric.share


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_drill_rows_are_the_rows_counted(engines, metric: Metric):
    """The population lists, on both engines, exactly the rows a cell says it counted."""
    cut = fitting(metric, Cut(by=("department", "process"), grain="month", start="2026-06-01"))
    for frames in engines.of(metric):
        cells = measure(metric, cut, frames).rows.filter(pl.col("rows") > 0)
        rows = population(metric, cut, frames).collect(backend="polars").to_native()
        counted = rows.group_by(*cut.by, "period").agg(pl.len().cast(pl.Int64).alias("rows"))
        keys = [*cut.by, "period"]
        assert_frame_equal(
            cells.select(*keys, "rows").sort(keys), counted.select(*keys, "rows").sort(keys)
        )
