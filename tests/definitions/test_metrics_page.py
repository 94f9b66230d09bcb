"""docs/metrics.md is what the registry says."""

from pathlib import Path

from metrics.document import page
from metrics.registry import METRICS

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_page_is_fresh():
    """Write it anew: python -m metrics.document > docs/metrics.md."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_names_every_metric():
    for metric in METRICS.values():
        assert f"## {metric.name}\n" in page()
        assert metric.words["zh"] in page()
        assert metric.words["en"] in page()
