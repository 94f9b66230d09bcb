"""Two years of the demo enterprise, under the default seed and under one nobody tuned on."""

import datetime as dt
import statistics
from pathlib import Path

import pytest

from samples.demo.generate import build
from samples.demo.masters import sla_change
from samples.demo.moments import WorkClock, parse
from samples.demo.organisation import merger_day
from samples.demo.processes import PROCESSES
from samples.demo.records import LOG_TYPES, Status
from samples.demo.stories import stories
from tests.unit.samples.oa import faults, one, rows

TODAY = dt.date(2026, 11, 20)
DIRTY = "SELECT rowkey FROM oa_repair"


@pytest.fixture(scope="module", params=[7, 90210])
def demo(request, tmp_path_factory) -> tuple[int, Path]:
    path = tmp_path_factory.mktemp("demo") / "oa.db"
    build(path, request.param, TODAY)
    return request.param, path


def test_it_is_large_and_whole(demo):
    _, path = demo
    assert one(path, "SELECT count(*) FROM workflow_requestbase") >= 60_000
    counted = dict(rows(path, "SELECT workflowid, count(*) FROM workflow_requestbase GROUP BY 1"))
    assert set(counted) == {process.id for process in PROCESSES}
    assert len(counted) == 12
    assert min(counted.values()) > 500
    assert 550 <= one(path, "SELECT count(*) FROM hrmresource") <= 660
    first, last = rows(path, "SELECT min(createdate), max(createdate) FROM workflow_requestbase")[0]
    assert first == "2024-11-01"
    assert last == TODAY.isoformat()


def test_every_action_and_every_state_occurs(demo):
    _, path = demo
    acts = dict(rows(path, "SELECT logtype, count(*) FROM workflow_requestlog GROUP BY 1"))
    assert {code: acts.get(code, 0) >= 50 for code in LOG_TYPES.values()} == dict.fromkeys(
        LOG_TYPES.values(), True
    )
    states = {s for (s,) in rows(path, "SELECT DISTINCT requeststatus FROM workflow_requestbase")}
    assert states >= {int(status) for status in Status}
    signs = {s for (s,) in rows(path, "SELECT DISTINCT signtype FROM workflow_currentoperator")}
    assert signs == {0, 1, 2}
    assert one(path, "SELECT count(*) FROM workflow_requestbase WHERE deleted = 1") > 50
    assert one(path, "SELECT count(*) FROM formtable_main WHERE lastrequest IS NOT NULL") > 500
    assert one(path, "SELECT max(roundno) FROM workflow_currentoperator") >= 3


def test_rows_refer_to_rows_and_time_runs_forward(demo):
    assert faults(demo[1]) == {}


def test_dirt_is_there_and_its_cure_is_known(demo):
    _, path = demo
    spoilt = rows(path, "SELECT tablename, columnname, count(*) FROM oa_repair GROUP BY 1, 2")
    assert 15 <= sum(count for *_, count in spoilt) <= 30
    assert len(spoilt) == 5
    unknown = one(path, "SELECT count(*) FROM workflow_requestbase WHERE requeststatus > 5")
    assert unknown == 5


def test_people_file_on_working_days(demo):
    _, path = demo
    clock = WorkClock.of_years(2024, 2027)
    days = rows(path, "SELECT createdate, count(*) FROM workflow_requestbase GROUP BY 1")
    working = {
        day: count
        for day, count in days
        if clock.is_working(dt.date.fromisoformat(day).toordinal() - 719163)
    }
    assert sum(working.values()) > 0.97 * sum(count for _, count in days)
    festival = sum(count for day, count in days if "2026-02-16" <= day <= "2026-02-22")
    assert festival < 40  # Spring Festival
    assert working["2026-02-14"] > 30  # the make-up Saturday before it


def test_departments_were_merged_nine_months_ago(demo):
    _, path = demo
    merged = merger_day(TODAY).isoformat()
    assert 255 <= (TODAY - merger_day(TODAY)).days <= 295
    closed = rows(
        path, "SELECT id, canceldate, mergeto FROM hrmdepartment WHERE canceldate IS NOT NULL"
    )
    assert closed == [(208, merged, 210), (209, merged, 210)]
    per = (
        "SELECT count(*) FROM workflow_requestbase r JOIN formtable_main f USING (requestid)"
        " WHERE f.lastrequest IS NULL AND f.sqbm"
    )
    assert one(path, f"{per} IN (208, 209) AND r.createdate >= ?", merged) == 0
    assert one(path, f"{per} = 210 AND r.createdate < ?", merged) == 0
    assert one(path, f"{per} IN (208, 209)") > 500
    assert one(path, f"{per} = 210") > 500


def test_promises_changed_once_and_calendars_differ(demo):
    _, path = demo
    dates = rows(path, "SELECT DISTINCT effectdate FROM workflow_timelimit ORDER BY 1")
    assert dates == [("2024-01-01",), (sla_change(TODAY).isoformat(),)]
    periods = dict(
        rows(path, "SELECT calendarcode, acctperiod FROM kq_workday WHERE workdate = '2025-12-26'")
    )
    assert periods == {"HY-STD": "2025-12", "HY-25": "2026-01"}
    assert one(path, "SELECT max(workdate) FROM kq_workday") == "2027-12-31"


def _waits(path: Path, seed: int, company: int, since: str, until: str) -> float:
    """Median working hours at the story's node of tasks received in a span."""
    slow, clock = stories(seed).slow, WorkClock.of_years(2024, 2027)
    marks = ",".join("?" * len(slow.processes))
    found = rows(
        path,
        "SELECT o.receivedate, o.receivetime, l.operatedate, l.operatetime"
        " FROM workflow_currentoperator o JOIN workflow_requestlog l ON l.logid = o.id"
        " JOIN workflow_nodebase n ON n.id = o.nodeid JOIN workflow_base b ON b.id = n.workflowid"
        " JOIN workflow_requestbase r ON r.requestid = o.requestid"
        f" WHERE l.logtype IN ('0', 'c') AND n.nodename = ? AND b.workflowname IN ({marks})"
        " AND r.subcompanyid = ? AND o.receivedate >= ? AND o.receivedate < ?",
        slow.node, *slow.processes, company, since, until,
    )  # fmt: skip
    assert len(found) > 30
    hours = [
        (clock.position(parse(*row[2:])) - clock.position(parse(*row[:2]))) / 3600 for row in found
    ]
    return statistics.median(hours)


def test_the_slow_node_is_in_the_source(demo):
    seed, path = demo
    slow = stories(seed).slow
    since = slow.since(TODAY).isoformat()
    before = _waits(path, seed, slow.company, "2026-04-01", since)
    after = _waits(path, seed, slow.company, since, "2026-11-13")
    assert after > 2.5 * before
    elsewhere = 3 - slow.company
    calm = _waits(path, seed, elsewhere, since, "2026-11-13")
    assert calm < 1.6 * _waits(path, seed, elsewhere, "2026-04-01", since)


def test_the_returned_department_is_in_the_source(demo):
    seed, path = demo
    department = stories(seed).returned.department
    query = (
        "SELECT avg(returned) FROM (SELECT max(l.logtype IN ('3', '4')) AS returned"
        " FROM workflow_requestbase r JOIN formtable_main f USING (requestid)"
        " JOIN workflow_requestlog l USING (requestid)"
        " WHERE r.requeststatus IN (2, 3) AND f.sqbm {} ? GROUP BY r.requestid)"
    )
    rate, others = (
        one(path, query.format("="), department),
        one(path, query.format("<>"), department),
    )
    assert 2.2 < rate / others < 3.8


def test_another_seed_plants_the_stories_elsewhere():
    told = {(s.slow.node, s.slow.company, s.returned.department) for s in map(stories, range(20))}
    assert len(told) > 10
    assert stories(7) != stories(90210)
