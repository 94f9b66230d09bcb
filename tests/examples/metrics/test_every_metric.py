"""Each metric, worked out by hand over the documents of `documents.py`, on both engines."""

from decimal import Decimal
from math import isclose

import duckdb
import pytest

from metrics.definition import Cut
from metrics.measure import measure
from metrics.registry import METRICS
from tests.examples.metrics import (
    test_budget_stock_people,
    test_disagreements,
    test_purchasing,
    test_sales_cash_service,
)
from tests.examples.metrics.documents import frames
from tests.unit.metrics.world import in_duckdb

NOVEMBER = {"start": "2026-11-01", "end": "2026-12-01"}
TOTAL = ()

# metric: (by, {cell: value}, rows counted, rows excluded by reason in the order of the metric)
EXAMPLES = {
    # D1 1+8+2 = 11 h, D4 8 h, D6 7+8+1 = 16 h; D7 is a test, D5 revoked, D3 withdrawn
    "approval.cycle_time": (TOTAL, {TOTAL: 11.0}, 3, (1, 1, 1)),
    "approval.cycle_time_mean": (TOTAL, {TOTAL: 35 / 3}, 3, (1, 1, 1)),
    "approval.cycle_time_p90": (TOTAL, {TOTAL: 11 + 0.8 * 5}, 3, (1, 1, 1)),
    # D1 Fri 17:00 to Tue 11:00 = 90 h, D4 24 h, D6 48 h
    "approval.cycle_calendar_time": (TOTAL, {TOTAL: 48.0}, 3, (1, 1, 1)),
    "approval.cycle_calendar_time_mean": (TOTAL, {TOTAL: 54.0}, 3, (1, 1, 1)),
    "approval.cycle_calendar_time_p90": (TOTAL, {TOTAL: 48 + 0.8 * 42}, 3, (1, 1, 1)),
    # with approvers 8, 8, 16 h; with the applicant 3, 0, 0 h
    "approval.approver_time": (TOTAL, {TOTAL: 32 / 3}, 3, (1, 1, 1)),
    "approval.approver_time_median": (TOTAL, {TOTAL: 8.0}, 3, (1, 1, 1)),
    "approval.applicant_time": (TOTAL, {TOTAL: 1.0}, 3, (1, 1, 1)),
    "approval.applicant_time_median": (TOTAL, {TOTAL: 0.0}, 3, (1, 1, 1)),
    # D6 Mon 10:00 to Fri 10:00: 7+8+8+8+1 working hours, 96 by the clock
    "approval.closing_time": (TOTAL, {TOTAL: 32.0}, 1, (0,)),
    "approval.closing_calendar_time": (TOTAL, {TOTAL: 96.0}, 1, (0,)),
    # due: D1 and D4 in time, D2 open and late; D7 test, D6 no limit, D5 revoked, D3 withdrawn
    "approval.on_time_rate": (TOTAL, {TOTAL: 200 / 3}, 3, (1, 1, 1, 1)),
    "approval.on_time_closed": (TOTAL, {TOTAL: 100.0}, 2, (1, 1, 1, 1, 1)),
    # at the pin only D2 is open, since Mon 9:00 = 24 h, due Tue 18:00
    "approval.in_flight": (("current_node",), {("head",): 1}, 1, (0,)),
    "approval.overdue": (("current_node",), {("head",): 1}, 1, (0,)),
    "approval.oldest_age": (TOTAL, {TOTAL: 24.0}, 1, (0,)),
    "approval.submitted": (("department",), {("d1",): 5, ("d2",): 1}, 6, (1,)),
    "approval.decided": (("department",), {("d1",): 2, ("d2",): 1}, 3, (1, 1)),
    "approval.approved": (TOTAL, {TOTAL: 3}, 3, (1,)),  # D1, D5 (revoked later), D6
    "approval.submitted_amount": (TOTAL, {TOTAL: Decimal("270.00")}, 6, (1,)),
    "approval.approved_amount": (TOTAL, {TOTAL: Decimal("170.00")}, 2, (1, 1)),
    "approval.withdrawal_rate": (TOTAL, {TOTAL: 100 / 6}, 6, (1,)),
    "approval.revocation_rate": (TOTAL, {TOTAL: 100 / 3}, 3, (1,)),
    # D1 was returned once and submitted twice; D4 was rejected; D6 passed at once
    "approval.return_rate": (TOTAL, {TOTAL: 100 / 3}, 3, (1, 1, 1)),
    "approval.returns_per_document": (TOTAL, {TOTAL: 1 / 3}, 3, (1, 1, 1)),
    "approval.first_pass_yield": (TOTAL, {TOTAL: 100 / 3}, 3, (1, 1, 1)),
    "approval.submissions_per_document": (TOTAL, {TOTAL: 4 / 3}, 3, (1, 1, 1)),
    "approval.variants": (
        ("variant",),
        {("finance:reject",): 1, ("head:approve",): 1, ("head:return > head:approve",): 1},
        3,
        (1, 1, 1),
    ),
    "approval.variant_share": (
        ("variant",),
        {(v,): 100 / 3 for v in ("finance:reject", "head:approve", "head:return > head:approve")},
        3,
        (1, 1, 1),
    ),
    # waits 2, 4, 1, 2, 8 h; the copy ended no wait, the open step has none yet, D7 is a test
    "approval.node_wait": (TOTAL, {TOTAL: 2.0}, 5, (1, 1)),
    "approval.node_wait_mean": (TOTAL, {TOTAL: 17 / 5}, 5, (1, 1)),
    "approval.node_wait_p90": (TOTAL, {TOTAL: 4 + 0.6 * 4}, 5, (1, 1)),
    # at the nodes 2, 4 (head), 2 (two people at once), 8 h (finance)
    "approval.node_wall": (TOTAL, {TOTAL: 3.0}, 4, (1,)),
    "approval.node_share": (("node",), {("finance",): 62.5, ("head",): 37.5}, 4, (1,)),
    "approval.rejection_rate": (("role",), {("finance",): 100 / 3, ("manager",): 0.0}, 4, (1,)),
}


def test_every_metric_has_an_example():
    """A new metric needs numbers worked out by hand, here or with its subject."""
    by_subject = (
        *(test_budget_stock_people, test_disagreements, test_purchasing),
        test_sales_cash_service,
    )
    worked_out = EXAMPLES.keys() | {name for module in by_subject for name in module.EXAMPLES}
    assert worked_out == METRICS.keys()


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_number_worked_out_by_hand(name: str, engine: str):
    by, expected, counted, excluded = EXAMPLES[name]
    metric = METRICS[name]
    on = frames(metric.fact.name)
    with duckdb.connect() as connection:
        if engine == "duckdb":
            on = in_duckdb(on, connection)
        found = measure(metric, Cut(by=by, **NOVEMBER), on)
    cells = {tuple(row[d] for d in by): row["value"] for row in found.rows.iter_rows(named=True)}
    assert cells.keys() == expected.keys()
    for cell, value in expected.items():
        assert isclose(cells[cell], value, rel_tol=1e-12), cell
        assert type(cells[cell]) is type(value)
    assert found.counted == counted
    assert tuple(count for _, count in found.excluded) == excluded
    assert set(found.rows["period"]) == {"2026-11"}
