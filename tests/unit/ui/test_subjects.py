"""Every desk asks only what its metrics can answer."""

import importlib

import pytest

from metrics.definition import Metric
from metrics.dimension_list import DIMENSIONS
from metrics.registry import METRICS
from ui.registry import DESKS
from ui.subject import Subject

SUBJECTS = {url: importlib.import_module(f"pages.business.{url}").SUBJECT for url, *_ in DESKS}
each = pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)


def of(subject: Subject) -> list[Metric]:
    return [METRICS[name] for name in (*subject.metrics, *subject.led_here)]


@each
def test_its_metrics_exist_and_differ(subject: Subject):
    names = (*subject.metrics, *subject.led_here)
    assert len(set(names)) == len(names)
    assert set(names) <= set(METRICS)
    assert METRICS[subject.counted].kind == "flow"


@each
def test_its_dimensions_exist_and_each_is_of_use(subject: Subject):
    for name in (*subject.filters, *subject.breakdowns):
        assert name in DIMENSIONS
        assert any(name in metric.by for metric in of(subject)), name


@each
def test_every_figure_can_be_broken_down(subject: Subject):
    for metric in of(subject):
        assert subject.sides(metric.name), metric.name
