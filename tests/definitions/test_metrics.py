"""Every metric keeps the promises of metrics/definition.py; a new one is covered at once."""

import polars as pl
import pytest

from metrics.balance import local_date
from metrics.definition import Metric
from metrics.derived import DERIVED, derived_of
from metrics.dimension_list import DIMENSIONS, place
from metrics.registry import METRICS

each = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


def columns(metric: Metric) -> set[str]:
    return {*metric.fact.schema, *(derived_of(metric.fact) if metric.kind == "balance" else ())}


@each
def test_it_reads_only_columns_of_its_fact(metric: Metric):
    measures = [m for m in (metric.numerator, metric.denominator) if m]
    names = {m.of for m in measures if m.how != "count"} | {m.only for m in measures}
    names |= {metric.when, metric.opens, metric.closes, metric.reached, *metric.population}
    names |= {e.flag for e in metric.exclusions} | {e.when for e in metric.exclusions}
    assert names - {""} <= columns(metric)


@each
def test_flags_are_flags_and_dates_are_local_dates(metric: Metric):
    flags = {*metric.population, *(e.flag for e in metric.exclusions)} - DERIVED
    assert all(metric.fact.schema[flag] == pl.Boolean for flag in flags)
    dates = {metric.when, *(e.when for e in metric.exclusions)} - {""}
    assert all(metric.fact.schema[date] == pl.Date for date in dates)


@each
def test_it_is_placed_in_time(metric: Metric):
    if metric.kind == "balance":
        assert metric.when == ""
        for instant in (metric.opens, metric.closes):
            is_day = instant == local_date(instant)
            assert metric.fact.schema[instant] == (pl.Date if is_day else pl.Datetime("us", "UTC"))
            assert metric.fact.schema[local_date(instant)] == pl.Date
    else:
        assert metric.when
        assert not metric.opens
        assert not metric.closes


@each
def test_the_kind_fits_the_formula(metric: Metric):
    how = metric.numerator.how
    divided = metric.denominator is not None or metric.over is not None
    # a balance is divided too: a share of what is open, or stock ÷ flow
    assert divided == (metric.kind == "ratio") or (divided and metric.kind == "balance")
    assert metric.denominator is None or metric.over is None
    assert not metric.per_day or metric.over
    assert not metric.average or metric.kind == "balance"
    spread = how in ("mean", "median", "quantile")
    # what is open at an instant has a middle too
    assert spread == (metric.kind == "distribution") or (spread and metric.kind == "balance")
    assert metric.kind != "flow" or how in ("count", "sum")
    assert not metric.share or (metric.kind == "ratio" and metric.share in metric.by)
    assert 0 < metric.numerator.q < 1


@each
def test_it_speaks_both_languages(metric: Metric):
    texts = [metric.label, metric.words, metric.unit, *(e.reason for e in metric.exclusions)]
    assert all(text["zh"] and text["en"] for text in texts)
    assert metric.words["zh"].endswith("。")
    assert metric.words["en"].endswith(".")
    assert metric.label["zh"] != metric.label["en"]


@each
def test_its_unit_fits_its_scale(metric: Metric):
    assert (metric.unit["en"] in {"%", "pp"}) == (metric.scale == 100)
    assert (metric.scale == 1 / 60) == metric.unit["en"].endswith("h")
    if metric.scale == 1 / 60:
        assert metric.numerator.of.endswith("_minutes")
    calendar = "calendar" in metric.numerator.of
    assert not calendar or "自然" in metric.unit["zh"]
    assert metric.fact.units.get(metric.numerator.of) != "currency" or "currency" in metric.by
    assert 0 <= metric.decimals <= 2


@each
def test_its_dimensions_exist_on_its_fact(metric: Metric):
    assert len(set(metric.by)) == len(metric.by)
    for name in metric.by:
        assert place(DIMENSIONS[name], metric.fact) is not None
        assert metric.over is None or name in metric.over.by


@each
def test_its_drill_ends_at_the_document(metric: Metric):
    assert metric.drill[-1] == "document"
    assert set(metric.drill) <= set(metric.by)
    assert len(set(metric.drill)) == len(metric.drill)


@each
def test_tests_are_left_out(metric: Metric):
    assert "is_test" in {exclusion.flag for exclusion in metric.exclusions}
    flags = [exclusion.flag for exclusion in metric.exclusions]
    assert len(set(flags)) == len(flags)


def test_names_labels_and_words_are_unique():
    for texts in (
        [m.label["zh"] for m in METRICS.values()],
        [m.label["en"] for m in METRICS.values()],
        [m.words["zh"] for m in METRICS.values()],
    ):
        assert len(set(texts)) == len(texts)


def test_the_catalogue_is_whole():
    """Every row of the approvals catalogue but quality has its metrics."""
    wanted = {
        "cycle_time", "cycle_time_mean", "cycle_time_p90", "cycle_calendar_time", "approver_time",
        "applicant_time", "on_time_rate", "on_time_closed", "in_flight", "overdue", "oldest_age",
        "node_wait", "node_wait_p90", "node_share", "return_rate", "returns_per_document",
        "first_pass_yield", "rejection_rate", "withdrawal_rate", "revocation_rate",
        "submissions_per_document", "variants", "variant_share", "closing_time", "submitted",
        "decided", "approved",
    }  # fmt: skip
    assert {f"approval.{name}" for name in wanted} <= METRICS.keys()
    assert METRICS["approval.cycle_time"].headline
    assert METRICS["approval.on_time_rate"].headline


@each
def test_what_it_eliminates_is_a_flag_of_its_fact(metric: Metric):
    assert not metric.eliminates or metric.fact.schema[metric.eliminates] == pl.Boolean
