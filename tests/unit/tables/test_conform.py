"""Conform: what is cast, what is refused with which word, and that nothing is lost."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tables.conform import conform, conform_keys
from tables.registry import TABLES

APPROVALS = TABLES["approvals"]
TIME = "2024-03-01T08:00:00+08:00"
MOMENT = datetime(2024, 3, 1, tzinfo=UTC)


def frame(**columns: Any) -> pl.DataFrame:
    base: dict[str, Any] = {
        "approval_id": "a1",
        "company_id": "c1",
        "process": "报销",
        "status": "running",
        "created_at": TIME,
        "submitted_at": TIME,
        "updated_at": TIME,
        "currency": "CNY",
    }
    return pl.DataFrame({k: v if isinstance(v, list) else [v] for k, v in (base | columns).items()})


def one(column: str, value: Any) -> Any:
    done = conform(APPROVALS, frame(**{column: value}), source="s")
    assert done.rejected.height == 0, done.rejected["reasons"].to_list()
    return done.rows[column][0]


def reasons(column: str, value: Any) -> str:
    done = conform(APPROVALS, frame(**{column: value}), source="s")
    assert done.rows.height == 0
    return str(done.rejected["reasons"][0])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1,302.50", "1302.50"),
        ("１，３０２．５", "1302.50"),
        ("(5.10)", "-5.10"),
        (" 12 ", "12.00"),
        ("0.125", "0.12"),  # half to even
        ("0.135", "0.14"),
        (2.675, "2.68"),
        (7, "7.00"),
        (Decimal("1.005"), "1.00"),
        ("-.5", "-0.50"),
    ],
)
def test_money_is_read(written: Any, read: str) -> None:
    assert one("amount", written) == Decimal(read)


@pytest.mark.parametrize(
    "written",
    ["1e5", "1,30", "1.302,50", "¥5", "12元", "--1", "1 2", float("nan"), float("inf"), "9" * 17,
     1e17, "NaN", True, date(2024, 1, 1)],
)  # fmt: skip
def test_money_that_would_be_a_guess_is_refused(written: Any) -> None:
    assert reasons("amount", written) == "unreadable_number:amount"


@pytest.mark.parametrize(
    "written",
    [TIME, "2024-03-01T00:00:00Z", "2024-03-01 08:00:00+0800", "2024-3-1 8:00 +08:00",
     "2024/03/01 08:00:00.000 +08", "2024年3月1日 8时0分0秒 +08:00", 1709251200, 1709251200000,
     1709251200000000, "1709251200", "1709251200000", 1709251200.0, MOMENT,
     "２０２４-03-01T00:00:00Z"],
)  # fmt: skip
def test_moments_are_read(written: Any) -> None:
    assert one("created_at", written) == MOMENT


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("2024-03-01 08:00:00", "time_without_zone"),
        ("2024-03-01", "time_without_zone"),
        ("20240301080000", "time_without_zone"),
        (datetime(2024, 3, 1), "time_without_zone"),  # noqa: DTZ001
        (date(2024, 3, 1), "time_without_zone"),
        ("2024-02-30T00:00:00Z", "unreadable_time"),
        ("yesterday", "unreadable_time"),
        ("1970-01-01T00:00:00Z", "out_of_range"),
        (20240301, "out_of_range"),
        (True, "unreadable_time"),
    ],
)
def test_moments_that_would_be_a_guess_are_refused(written: Any, word: str) -> None:
    assert reasons("created_at", written) == f"{word}:created_at"


def test_days_and_booleans() -> None:
    people = TABLES["people"]
    for written, read in {"是": True, "No": False, "1": True, 0: False, 1.0: True}.items():
        rows = pl.DataFrame(
            {"person_id": ["p"], "name": ["n"], "updated_at": [TIME], "active": [written]},
            strict=False,
        )
        assert conform(people, rows, source="s").rows["active"][0] is read
    sla = TABLES["process_sla"]
    for day in ("2024-03-01", "2024/3/1", "20240301", "2024年3月1日", 20240301, date(2024, 3, 1)):
        rows = pl.DataFrame(
            {"process": ["p"], "node": ["*"], "minutes": ["4,800"], "valid_from": [day],
             "updated_at": [TIME]}
        )  # fmt: skip
        assert conform(sla, rows, source="s").rows["valid_from"][0] == date(2024, 3, 1)


def test_whole_number_ids_lose_no_shape() -> None:
    assert one("approval_id", 12.0) == "12"
    assert one("approval_id", "007") == "007"
    assert one("approval_id", Decimal("5.00")) == "5"


def test_each_broken_promise_has_its_word() -> None:
    assert reasons("process", "") == "missing:process"
    assert reasons("approval_id", None) == "missing:approval_id"
    assert reasons("status", "done") == "unknown_word:status"
    assert reasons("decided_at", "2024-02-01T00:00:00Z") == "decided_before_submitted"
    assert reasons("status", "approved") == "decided_without_time"
    done = conform(APPROVALS, frame(amount="5", currency=None), source="s")
    assert done.rejected["reason"].to_list() == ["amount_without_currency"]


def test_all_reasons_of_a_row_are_kept() -> None:
    done = conform(APPROVALS, frame(status="x", amount="y", process=None), source="s")
    assert set(done.rejected["reasons"][0].split()) == {
        "unknown_word:status", "unreadable_number:amount", "missing:process",
    }  # fmt: skip
    assert json.loads(done.rejected["key"][0]) == {"source": "s", "approval_id": "a1"}
    assert json.loads(done.rejected["raw"][0])["amount"] == "y"


def test_identity_is_the_connectors_else_the_key_else_the_content() -> None:
    def id_of(**more: Any) -> str:
        return str(conform(APPROVALS, frame(status="x", **more), source="s").rejected["row_id"][0])

    assert id_of(_row_id="r9") == "r9"
    assert id_of() == '{"approval_id":"a1"}'
    assert len(id_of(approval_id=None)) == 64
    mended = conform(APPROVALS, frame(), source="s")
    assert mended.row_ids.to_list() == [id_of()]


def test_a_broken_tombstone_still_deletes() -> None:
    done = conform(APPROVALS, frame(deleted_at=TIME, process=None, status="?"), source="s")
    assert done.deletes.to_dicts() == [{"source": "s", "approval_id": "a1"}]
    assert done.rows.height == done.rejected.height == 0


def test_drift_is_told() -> None:
    pair = pl.concat([frame(approval_id="a"), frame(approval_id="b")])
    rows = pair.with_columns(amount=pl.lit("x"), colour=pl.lit(1))
    done = conform(APPROVALS, rows, source="s")
    assert {(d.column, d.kind) for d in done.drift} == {
        ("colour", "new_column"), ("amount", "changed_type"),
    }  # fmt: skip
    assert done.rejected.height == 2
    rounded = conform(APPROVALS, frame(amount="1.239"), source="s").drift
    assert [(d.column, d.kind, d.rows) for d in rounded] == [("amount", "rounded", 1)]


def test_what_the_connector_knew_comes_first() -> None:
    done = conform(APPROVALS, frame(_reject="unmapped_value:status", status=None), source="s")
    assert done.rejected.select("reason", "column").row(0) == ("unmapped_value", "status")


def test_keys_are_cast_like_rows() -> None:
    keys = conform_keys(APPROVALS, pl.DataFrame({"approval_id": [1.0, None, 2.0]}), source="s")
    assert keys["approval_id"].to_list() == ["1", "2"]


def test_a_decimal_key_is_one_key_whatever_the_page_it_comes_in() -> None:
    alone, among_others = [Decimal("1.5")], [Decimal("1.5"), Decimal("1.25"), Decimal("100")]
    texts = [
        conform_keys(APPROVALS, pl.DataFrame({"approval_id": page}), source="s")["approval_id"]
        for page in (alone, among_others)
    ]
    assert [each.to_list() for each in texts] == [["1.5"], ["1.5", "1.25", "100"]]


def test_an_empty_frame_conforms() -> None:
    for table in TABLES.values():
        done = conform(table, pl.DataFrame(), source="s")
        assert done.rows.height == done.rejected.height == 0
        assert dict(done.rows.schema) == dict(table.schema)


ANY = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.floats(), st.booleans(),
    st.binary(max_size=5),
    st.dates(), st.datetimes(), st.datetimes(timezones=st.just(UTC)), st.decimals(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["running", "approved", TIME, "a1", "1,302.50", "2024-03-01", "是", "0"]),
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(TABLES)))
def test_broken_rows_are_kept_apart_and_good_rows_stay(data: st.DataObject, name: str) -> None:
    """Whatever a source sends, rows in = rows out + rejected + deletes."""
    from connectors.generic.frames import frame_of

    table = TABLES[name]
    names = data.draw(
        st.lists(
            st.sampled_from([*list(table.schema)[:-1], "colour", "_row_id"]),
            unique=True,
            min_size=1,
        )
    )
    values = st.tuples(*(ANY for _ in names))
    rows = data.draw(st.lists(values, min_size=1, max_size=4))
    done = conform(table, frame_of(names, rows), source="s")
    assert done.rows.height + done.rejected.height + done.deletes.height == len(rows)
    assert dict(done.rows.schema)[table.key[-1]] == table.schema[table.key[-1]]
    assert all(json.loads(raw) is not None for raw in done.rejected["raw"])
    assert done.rejected["reason"].null_count() == 0
    assert done.rejected["row_id"].null_count() == 0


@settings(max_examples=150, deadline=None)
@given(broken=st.lists(st.sampled_from(["amount", "status", "created_at"]), max_size=6))
def test_good_rows_beside_broken_ones_are_untouched(broken: list[str]) -> None:
    good = frame()
    bad = [frame(**{"approval_id": f"b{i}", name: "?!"}) for i, name in enumerate(broken)]
    both = pl.concat([good, *bad], how="diagonal_relaxed")
    done = conform(APPROVALS, both, source="s")
    assert done.rows["approval_id"].to_list() == ["a1"]
    assert done.rejected.height == len(broken)


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "asia/shanghai", "UTC+8", "../etc/passwd", "localtime"]
)
def test_a_company_in_no_time_zone_goes_to_quarantine(zone: str) -> None:
    from tables.org import COMPANIES

    row = {"company_id": "c", "name": "n", "calendar_id": "cn", "updated_at": TIME}
    rows = pl.DataFrame([row | {"zone": zone}, row | {"company_id": "d", "zone": "Asia/Shanghai"}])
    done = conform(COMPANIES, rows, source="s")
    assert done.rows["company_id"].to_list() == ["d"]
    assert done.rejected["reason"].to_list() == ["unknown_zone"]
    mended = conform(COMPANIES, rows.with_columns(zone=pl.lit("UTC")), source="s")
    assert done.rejected["row_id"][0] in mended.row_ids.to_list()


def test_spans_of_time_are_kept_in_raw() -> None:
    from tables.raw import as_json

    spans = pl.DataFrame({"x": [timedelta(days=1, seconds=3), None]})
    assert as_json(spans).to_list() == ['{"x":"P1DT3S"}', '{"x":null}']
