"""Metrics speak only the verbs that Polars and DuckDB answer alike (engine.md §2)."""

import ast
from pathlib import Path

import pytest

METRICS = Path(__file__).parents[3] / "metrics"
NARWHALS = frozenset(
    {"col", "lit", "when", "len", "from_native", "to_native", "collect", "cast"}
    | {"filter", "select", "with_columns", "group_by", "agg", "join", "drop", "sort", "alias"}
    | {"sum", "mean", "median", "quantile", "min", "max", "over", "cum_sum"}
    | {"then", "otherwise", "is_in", "is_null", "is_between", "coalesce", "to_string"}
    | {"truncate", "month", "concat_str", "offset_by", "n_unique"}
)
PLAIN = frozenset(  # methods of Python's own values, and of ours
    {"append", "get", "items", "values", "removesuffix", "fromisoformat", "date", "join"}
    | {"joined", "row", "rename", "fromkeys", "endswith", "is_decimal", "is_float"}
    | {"keys", "with_rate", "with_rate_period", "converted"}
)
SPEAKS = sorted(p for p in METRICS.glob("*.py") if "narwhals" in p.read_text(encoding="utf-8"))


def calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_the_lint_sees_the_modules_that_matter():
    """Every module that touches facts is walked."""
    names = {path.stem for path in SPEAKS}
    assert {"aggregate", "balance", "dimensions", "evaluate", "excluded", "population"} <= names


@pytest.mark.parametrize("path", SPEAKS, ids=lambda path: path.stem)
def test_only_verified_verbs(path: Path):
    """A new verb has to be verified on both engines and added here on purpose."""
    found = {call.func.attr for call in calls(path) if isinstance(call.func, ast.Attribute)}
    assert found - NARWHALS - PLAIN == set()


@pytest.mark.parametrize("path", SPEAKS, ids=lambda path: path.stem)
def test_quantiles_interpolate_linearly(path: Path):
    """DuckDB knows no other interpolation."""
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "quantile":
            assert isinstance(call.args[1], ast.Constant)
            assert call.args[1].value == "linear"


@pytest.mark.parametrize("path", SPEAKS, ids=lambda path: path.stem)
def test_nothing_filters_inside_an_aggregation(path: Path):
    """A filter inside agg works on Polars only; when/then columns work everywhere."""
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "agg":
            inside = [n for part in [*call.args, *call.keywords] for n in ast.walk(part)]
            assert not [n for n in inside if isinstance(n, ast.Attribute) and n.attr == "filter"]


@pytest.mark.parametrize("path", SPEAKS, ids=lambda path: path.stem)
def test_joins_are_equal_left_or_inner(path: Path):
    """As-of and cross joins are not portable or not bounded."""
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "join":
            how = [k.value for k in call.keywords if k.arg == "how"]
            assert all(isinstance(h, ast.Constant) and h.value in ("left", "inner") for h in how)


def test_facts_are_read_through_the_stable_api():
    """Only narwhals.stable promises to stay as it is."""
    for path in SPEAKS:
        text = path.read_text(encoding="utf-8")
        assert "import narwhals.stable.v2 as nw" in text
        assert "import narwhals as" not in text
