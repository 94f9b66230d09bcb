"""The command line says what the door says: numbers and rows of every kind of user."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner, Result

from cockpit import cockpit
from metrics.definition import Cut
from metrics.registry import METRICS
from tests.oracle.subjects.expected import Oracle
from tests.oracle.subjects.masked import PERSON
from tests.oracle.subjects.recompute import Cell
from tests.oracle.subjects.rules import USERS, masks
from tests.unit.metrics.fitting import fitting

RANGE = ("2026-01-01", "2026-03-31")
ASKED = (
    ("boss-east", "sales.order_value"),
    ("buyer-j1", "purchase.orders"),
    ("keeper-w1", "inventory.gross_difference"),
    ("finance-c2", "payable.paid"),
    ("sales-west", "receivable.received"),
    ("hr-d11", "people.joins"),
    ("head-p1", "people.payroll"),
    ("keeper-none", "inventory.gross_difference"),
    ("sales-p7", "sales.gross_margin"),
    ("ghost", "cash.inflow"),
)


def _run(oracle: Oracle, *arguments: str) -> Result:
    home = {"COCKPIT_HOME": str(oracle.enterprise.installation.home)}
    return CliRunner().invoke(cockpit, list(arguments), env=home)


@pytest.mark.parametrize(("name", "metric"), ASKED)
def test_the_command_line_says_what_the_user_may_know(
    oracle: Oracle, name: str, metric: str
) -> None:
    """`ask --as` and `drill --as`, as JSON; a refusal says nothing on standard output."""
    user = next(each for each in USERS if each.name == name)
    cut = fitting(METRICS[metric], Cut(by=("company",), start=RANGE[0], end="2026-04-01"))
    period = ["--from", RANGE[0], "--to", RANGE[1], "--as", name, "--format", "json"]
    by = [word for dimension in cut.by for word in ("--by", dimension)]
    asked, listed = (
        _run(oracle, "ask", metric, *by, *period),
        _run(oracle, "drill", metric, *period),
    )
    if oracle.refuses(user, METRICS[metric], cut):
        assert (asked.exit_code, listed.exit_code) == (1, 1)
        assert asked.stdout == listed.stdout == ""
        return
    assert asked.exit_code == 0, asked.output
    wanted = oracle.said(user, METRICS[metric], cut).cells
    found = {_cell(row, cut): row["value"] for row in json.loads(asked.stdout)["rows"]}
    assert found == {
        cell: None if told.value is None else pytest.approx(told.value, rel=1e-9)
        for cell, told in wanted.items()
    }
    rows = json.loads(listed.stdout)["rows"]
    whole = oracle.said(user, METRICS[metric], replace(cut, by=())).cells
    assert len(rows) == sum(told.rows for told in whole.values()) > 0
    hidden = masks(user, METRICS[metric].fact.name, oracle.enterprise.today)
    assert "person" not in hidden or not PERSON.search(listed.stdout)
    assert "salary" not in hidden or {row["booked_amount"] for row in rows} == {None}


def _cell(row: dict[str, str], cut: Cut) -> Cell:
    return tuple(row[name] or "" for name in (*cut.by, "period"))
