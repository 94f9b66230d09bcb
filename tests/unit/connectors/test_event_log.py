"""Event logs: meanings, formats, hostile and broken files."""

import gzip
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.config import load
from connectors.definition import Source
from connectors.errors import ConnectorError, Fatal
from tables.conform import Conformed, conform
from tables.registry import TABLES

RULES = [
    {"match": "Submit", "action": "submit"},
    {"match": "(?P<node>Finance) approves", "action": "approve", "final": True},
    {"match": "(?P<node>.+) approves", "action": "approve"},
    {"match": "Employee rejects", "action": "own_reject"},
    {"match": "(?P<role>.+) rejects", "action": "reject"},
    {"match": "Pay", "action": "close"},
    {"match": "Trip.*", "action": "ignore"},
]


def source(folder: Path, file: str, **changes: Any) -> Source:
    config = {
        "name": "log",
        "kind": "event_log",
        "label": {"zh": "日志", "en": "log"},
        "every": "1h",
        "stale_after": "1d",
        "file": file,
        "zone": "Asia/Shanghai",
        "columns": {"case": "case", "activity": "act", "time": "time"},
        "rules": RULES,
        "approvals": {
            "company_id": {"constant": "c"},
            "process": {"constant": "p"},
        },
    } | changes
    path = folder / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": [config]}, allow_unicode=True))
    return load(path)[0]


def pulled(source: Source, table: str) -> Conformed:
    frames = [batch.frame for batch in source.pull(table, None)]
    return conform(TABLES[table], pl.concat(frames), source=source.name)


def csv(folder: Path, lines: list[str], **changes: Any) -> Source:
    (folder / "log.csv").write_text("\n".join(["case,act,time", *lines]), encoding="utf-8")
    return source(folder, "log.csv", **changes)


def case(*acts: str) -> list[str]:
    return [f"c1,{act},2024-03-01 {8 + i:02d}:00:00" for i, act in enumerate(acts)]


@pytest.mark.parametrize(
    ("acts", "actions", "status"),
    [
        (["Submit", "Chief approves", "Finance approves", "Pay"],
         ["submit", "approve", "approve", "comment"], "approved"),
        (["Submit", "Chief approves"], ["submit", "approve"], "running"),
        (["Submit", "Chief rejects"], ["submit", "reject"], "rejected"),
        (["Submit", "Chief rejects", "Submit", "Finance approves"],
         ["submit", "return_to_applicant", "submit", "approve"], "approved"),
        (["Submit", "Chief rejects", "Employee rejects", "Submit"],
         ["submit", "return_to_applicant", "comment", "submit"], "running"),
        (["Submit", "Chief rejects", "Employee rejects"],
         ["submit", "reject", "withdraw"], "withdrawn"),
        (["Submit", "Finance approves", "Chief rejects"],
         ["submit", "approve", "reject"], "rejected"),
        (["Submit", "Finance approves", "Submit"], ["submit", "approve", "submit"], "running"),
    ],
)  # fmt: skip
def test_what_events_mean(tmp_path: Path, acts: list[str], actions: list[str], status: str) -> None:
    log = csv(tmp_path, case(*acts))
    steps = pulled(log, "approval_steps").rows
    assert steps["action"].to_list() == actions
    assert steps["seq"].to_list() == list(range(1, len(acts) + 1))
    [document] = pulled(log, "approvals").rows.to_dicts()
    assert document["status"] == status
    assert (document["decided_at"] is not None) == (status in {"approved", "rejected"})
    assert (document["closed_at"] is not None) == ("Pay" in acts)
    assert str(document["submitted_at"]) == "2024-03-01 00:00:00+00:00"


def test_rejections_can_stay_rejections(tmp_path: Path) -> None:
    log = csv(tmp_path, case("Submit", "Chief rejects", "Submit"), reject_then_resubmit="reject")
    assert pulled(log, "approval_steps").rows["action"].to_list() == ["submit", "reject", "submit"]


def test_comments_do_not_shift_waits(tmp_path: Path) -> None:
    log = csv(tmp_path, case("Submit", "Note", "Finance approves"), otherwise="comment")
    steps = pulled(log, "approval_steps").rows
    entered = steps["entered_at"].dt.convert_time_zone("Asia/Shanghai").dt.hour().to_list()
    assert entered == [8, 9, 8]


def test_unmatched_activities_and_bad_times_are_rejected_and_the_rest_stays(
    tmp_path: Path,
) -> None:
    lines = [*case("Submit", "Finance approves"), "c1,Dance,2024-03-01 10:00:00",
             "c1,Pay,soon", ",Pay,2024-03-01 11:00:00", "c1,Pay", "c1,Trip,whenever"]  # fmt: skip
    log = csv(tmp_path, lines)
    done = pulled(log, "approval_steps")
    assert done.rows["action"].to_list() == ["submit", "approve"]
    assert sorted(done.rejected["reason"]) == [
        "missing", "ragged_row", "unmatched_activity", "unreadable_time", "unreadable_time",
    ]  # fmt: skip
    assert pulled(log, "approvals").rejected.height == 0


def test_cases_join_by_id_and_odd_ones_are_told(tmp_path: Path) -> None:
    rows = 'id,who,sum\nc1,部门一,"1,302.5"\nc1,again,1\nc9,nobody,2\n,empty,3\n'
    (tmp_path / "cases.csv").write_bytes(rows.encode("gb18030"))
    log = csv(
        tmp_path, case("Submit"), cases={"file": "cases.csv", "case": "id"},
        approvals={"company_id": {"constant": "c"}, "process": {"constant": "p"},
                   "department_id": "who", "amount": "sum", "currency": {"constant": "CNY"}},
    )  # fmt: skip
    done = pulled(log, "approvals")
    assert done.rows.select("department_id", "amount").rows()[0][0] == "部门一"
    assert sorted(done.rejected["reason"]) == ["case_without_events", "duplicate_case", "missing"]


def test_vanished_cases_leave_the_keys_and_unchanged_files_are_skipped(tmp_path: Path) -> None:
    two = [*case("Submit"), *(line.replace("c1", "c2") for line in case("Submit"))]
    log = csv(tmp_path, two)
    [batch] = log.pull("approvals", None)
    (tmp_path / "log.csv").touch()
    [same] = log.pull("approvals", batch.cursor)
    assert same.frame.height == 0
    log = csv(tmp_path, two[:1])
    [changed] = log.pull("approvals", same.cursor)
    assert changed.frame.height == 1
    keys = log.keys("approvals")
    assert keys is not None
    assert [frame["approval_id"].to_list() for frame in keys] == [["c1"]]


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/">
 <trace><string key="concept:name" value="c1"/><float key="sum" value="12.5"/>
  <event><string key="concept:name" value="Submit"/>
   <date key="time:timestamp" value="2024-03-01T08:00:00.000+08:00"/></event>
  <event><string key="concept:name" value="Finance approves"/>
   <date key="time:timestamp" value="2024-03-01T09:00:00.000+08:00"/></event></trace>
</log>"""
XES_COLUMNS = {
    "case": "case:concept:name", "activity": "concept:name", "time": "time:timestamp",
}  # fmt: skip
XES_APPROVALS = {
    "company_id": {"constant": "c"}, "process": {"constant": "p"}, "amount": "case:sum",
    "currency": {"constant": "CNY"},
}  # fmt: skip


def xes(folder: Path, data: bytes, **changes: Any) -> Source:
    (folder / "log.xes").write_bytes(data)
    return source(folder, "log.xes", columns=XES_COLUMNS, approvals=XES_APPROVALS, **changes)


@pytest.mark.parametrize("packed", [False, True])
def test_xes_and_xes_gz(tmp_path: Path, packed: bool) -> None:
    data = gzip.compress(XES.encode()) if packed else XES.encode()
    log = xes(tmp_path, data)
    [document] = pulled(log, "approvals").rows.to_dicts()
    assert (document["approval_id"], document["status"]) == ("c1", "approved")
    assert str(document["amount"]) == "12.50"


def test_hostile_xes_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not read")
    bomb = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for doctype in (
        f'<!DOCTYPE log [<!ENTITY x SYSTEM "file://{secret}">]>',
        f"{bomb}]>",
        '<!DOCTYPE log SYSTEM "http://127.0.0.1:9/none.dtd">',
    ):
        text = XES.replace("<log", f"{doctype}<log").replace("Submit", "&x;")
        with pytest.raises(Fatal) as caught:
            pulled(xes(tmp_path, text.encode()), "approvals")
        assert "do not read" not in str(caught.value)


def test_a_gzip_bomb_stops_at_the_limit(tmp_path: Path) -> None:
    body = b"<log>" + b" " * 30_000_000
    with pytest.raises(Fatal, match="larger than max_megabytes"):
        pulled(xes(tmp_path, gzip.compress(body), max_megabytes=1), "approvals")


def test_a_truncated_file_never_looks_like_a_shorter_one(tmp_path: Path) -> None:
    for data in (XES.encode()[:-20], gzip.compress(XES.encode())[:-10], b"", b"<log>"):
        with pytest.raises(Fatal):
            pulled(xes(tmp_path, data), "approvals")


def test_missing_files_and_columns_are_named(tmp_path: Path) -> None:
    assert "log.csv" in source(tmp_path, "log.csv").check()[0]
    log = csv(tmp_path, case("Submit"), columns={"case": "case", "activity": "act", "time": "at"})
    assert "no column at" in log.check()[0]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(junk=st.binary(max_size=60), at=st.integers(0, len(XES)), cut=st.integers(0, 60))
def test_any_xes_gives_rows_or_a_clear_error(
    junk: bytes, at: int, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = XES.encode()[:at] + junk + XES.encode()[at + cut :]
    log = xes(tmp_path_factory.getbasetemp(), data)
    try:
        for stream in log.streams:
            pulled(log, stream.table)
    except ConnectorError as error:
        assert str(error)  # noqa: PT017


FIELD = st.one_of(
    st.text(max_size=6), st.sampled_from(["c1", "Submit", "Pay", "2024-03-01 10:00:00", '"', ""])
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(FIELD, max_size=4), max_size=5), raw=st.binary(max_size=10))
def test_any_csv_keeps_its_good_rows_or_gives_a_clear_error(
    rows: list[list[str]], raw: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    good = "good,Submit,2024-03-01 08:00:00"
    lines = ["case,act,time", good, *(",".join(row) for row in rows)]
    (folder / "log.csv").write_bytes("\n".join(lines).encode("utf-8", "replace") + b"\n" + raw)
    log = source(folder, "log.csv")
    try:
        done = pulled(log, "approval_steps")
        documents = pulled(log, "approvals")
    except ConnectorError as error:
        assert str(error)  # noqa: PT017
        return
    assert "good" in set(done.rows["approval_id"])
    assert "good" in set(documents.rows["approval_id"])
