"""The file connector on real files: formats, watching a folder, half-written and broken files."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
import yaml

from connectors.config import load
from connectors.definition import Source
from connectors.errors import Fatal, Retriable
from tables.conform import conform
from tables.registry import TABLES
from tests.copies import Copy

COLUMNS: dict[str, Any] = {
    "approval_id": "单号",
    "company_id": {"constant": "c1"},
    "process": "类型",
    "amount": "金额",
    "currency": {"constant": "CNY"},
    "status": {"constant": "draft"},
    "created_at": "日期",
    "updated_at": "_modified",
}
HEAD = ["单号", "类型", "金额", "日期"]


def config(folder: Path, stream: dict[str, Any], **changes: Any) -> Source:
    told = {"table": "approvals", "file": "drop/*.csv", "columns": COLUMNS} | stream
    source = {
        "name": "drop", "kind": "file", "label": {"zh": "文件", "en": "Files"}, "every": "1m",
        "stale_after": "1h", "zone": "Asia/Shanghai", "settle": "1s", "streams": [told],
    } | changes  # fmt: skip
    path = folder / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": [source]}, allow_unicode=True), encoding="utf-8")
    return load(path, environ={})[0]


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    return made


def put(path: Path, data: bytes | str, *, age: float = 3600) -> None:
    """A file that was written some time ago."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    moment = time.time() - age
    os.utime(path, (moment, moment))


def csv(*rows: tuple[Any, ...], head: list[str] = HEAD, by: str = ",") -> str:
    return "\n".join(by.join(map(str, each)) for each in [head, *rows]) + "\n"


def line(i: int, **more: Any) -> tuple[Any, ...]:
    told = {"id": f"A{i}", "kind": "报销", "sum": f"{i}.50", "day": "2024-03-01 08:00:00"} | more
    return told["id"], told["kind"], told["sum"], told["day"]


def workbook(path: Path, fill: Callable[[Any, Any], None], sheet: str = "数据") -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet(sheet))
    os.utime(path, (time.time() - 3600,) * 2)


def read(source: Source) -> Copy:
    copy = Copy()
    copy.sync(source)
    return copy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_of_this_market(encoding: str, tmp_path: Path, drop: Path) -> None:
    text = csv(line(1, kind='"差旅,报销"', sum='"1,302.50"'), line(2))
    put(drop / "a.csv", text.encode(encoding))
    copy = read(config(tmp_path, {}))
    assert [r["process"] for r in copy.rows.values()] == ["差旅,报销", "报销"]
    assert str(copy.rows["A1"]["amount"]) == "1302.50"
    assert copy.rows["A1"]["created_at"] == datetime(2024, 3, 1, tzinfo=UTC)
    assert '"_file":"a.csv","_line":2' in copy.rows["A1"]["raw"]


def test_an_encoding_that_is_not_sure_is_asked_for(tmp_path: Path, drop: Path) -> None:
    head = ["編號", "類型", "金額", "日期"]
    put(drop / "a.csv", csv(line(1, kind="電腦設備採購申請"), head=head).encode("big5"))
    columns = COLUMNS | {"approval_id": "編號", "process": "類型", "amount": "金額"}
    with pytest.raises(Fatal, match=r"a\.csv .*say its encoding"):
        read(config(tmp_path, {"columns": columns}))
    with pytest.raises(Fatal, match=r"a\.csv is not UTF-8 text"):
        read(config(tmp_path, {"columns": columns, "encoding": "utf-8"}))
    [found] = read(config(tmp_path, {"columns": columns, "encoding": "big5"})).rows.values()
    assert found["process"] == "電腦設備採購申請"


def test_excel_by_sheet_with_a_header_further_down(tmp_path: Path, drop: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        book.add_worksheet("other").write(0, 0, "x")
        sheet.merge_range("A1:D1", "三月报销一览")
        sheet.write_row(2, 0, ["单号", "类型", "金额\n(元)", "日期"])
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(3, 0, ["A1", "报销", 1302.5])
        sheet.write_datetime(3, 3, datetime(2024, 3, 1, 8, 30), day)  # noqa: DTZ001
        sheet.write_row(5, 0, [20240002, " 差旅 ", "1,302.50", "2024-03-02"])
        sheet.write_row(6, 0, ["合 计", "", 2605])

    workbook(drop / "a.xlsx", fill)
    told = {"file": "drop/*.xlsx", "header": 3, "columns": COLUMNS | {"amount": "金额 (元)"}}
    for sheet in ("数据", 1):
        copy = read(config(tmp_path, told | {"sheet": sheet, "ignore": {"单号": ["合计"]}}))
        assert not copy.rejected
        first, second = copy.rows["A1"], copy.rows["20240002"]
        assert (str(first["amount"]), str(second["amount"])) == ("1302.50", "1302.50")
        assert first["created_at"] == datetime(2024, 3, 1, 0, 30, tzinfo=UTC)
        assert second["process"] == "差旅"
        assert '"_line":6' in second["raw"]
    with pytest.raises(Fatal, match="has no sheet 预算; it has 数据, other"):
        read(config(tmp_path, told | {"sheet": "预算"}))
    with pytest.raises(Fatal, match="no sheet 3"):
        read(config(tmp_path, told | {"sheet": 3}))


def test_headers_of_two_rows_merged_cells_and_serial_dates(tmp_path: Path, drop: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:B1", "单据")
        sheet.merge_range("C1:D1", "数")
        sheet.write_row(1, 0, ["单号", "类型", "金额", "日期"])
        sheet.write_row(2, 0, ["A1", "报销", 1, 45352])
        sheet.write_row(3, 0, ["A2", None, 2, 45352.5])
        sheet.write_row(4, 0, ["A3", None, 3, 3])

    workbook(drop / "a.xlsx", fill)
    told = {
        "file": "drop/*.xlsx", "header_rows": 2, "fill_down": ["单据.类型"],
        "serial_dates": ["数.日期"],
        "columns": COLUMNS | {"approval_id": "单据.单号", "process": "单据.类型",
                              "amount": "数.金额", "created_at": "数.日期"},
    }  # fmt: skip
    copy = read(config(tmp_path, told))
    assert [r["process"] for r in copy.rows.values()] == ["报销", "报销"]
    assert copy.rows["A1"]["created_at"] == datetime(2024, 2, 29, 16, tzinfo=UTC)
    assert copy.rows["A2"]["created_at"] == datetime(2024, 3, 1, 4, tzinfo=UTC)
    assert [r["column"] for r in copy.rejected] == ["created_at"]  # 3 is no date


def test_a_cell_with_an_error_rejects_its_row_where_it_is_read(tmp_path: Path, drop: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, [*HEAD, "备注"])
        for i, where in ((1, 2), (2, 4)):
            sheet.write_row(i, 0, [f"A{i}", "报销", i, "2024-03-01", "x"])
            sheet.write_formula(i, where, "=1/0", None, "#DIV/0!")

    workbook(drop / "a.xlsx", fill)
    copy = read(config(tmp_path, {"file": "drop/*.xlsx"}))
    assert set(copy.rows) == {"A2"}
    [told] = copy.rejected
    assert (told["reason"], told["column"]) == ("cell_error", "amount")
    assert told["row_id"] == '{"approval_id":"A1"}'
    assert '"_file":"a.xlsx","_line":2' in told["raw"]


def test_parquet_keeps_types(tmp_path: Path, drop: Path) -> None:
    frame = pl.DataFrame(
        {"单号": [9007199254740993], "类型": ["x"], "金额": ["1.10"], "日期": [date(2024, 3, 1)]},
    ).with_columns(pl.col("金额").cast(pl.Decimal(18, 2)))
    frame.write_parquet(drop / "a.parquet")
    os.utime(drop / "a.parquet", (1e9, 1e9))
    source = config(tmp_path, {"file": "drop/a.parquet", "key": ["单号"]})
    [found] = read(source).rows.values()
    assert found["approval_id"] == "9007199254740993"
    assert str(found["amount"]) == "1.10"
    assert source.check() == ()


def test_only_new_and_changed_files_are_read(tmp_path: Path, drop: Path) -> None:
    source, copy = config(tmp_path, {}), Copy()
    put(drop / "a.csv", csv(line(1), line(2)))
    put(drop / "b.csv", csv(line(3)))
    put(drop / "~$b.csv", "lock")
    put(drop / "c.csv.part", "half")
    copy.sync(source)
    assert (len(copy.rows), copy.pulled) == (3, 3)
    copy.sync(source)
    assert copy.pulled == 3
    put(drop / "b.csv", csv(line(3, sum="9")), age=10)
    os.utime(drop / "a.csv", (5, 5))  # touched, not changed
    copy.sync(source)
    assert copy.pulled == 4
    assert str(copy.rows["A3"]["amount"]) == "9.00"


@pytest.mark.parametrize("vanished", ["delete", "keep"])
def test_rows_that_vanish_with_their_file_or_line(
    vanished: str, tmp_path: Path, drop: Path
) -> None:
    source, copy = config(tmp_path, {"vanished": vanished}), Copy()
    put(drop / "a.csv", csv(line(1), line(2), line(3)))
    put(drop / "b.csv", csv(line(4)))
    copy.sync(source)
    put(drop / "a.csv", csv(line(1), line(3)), age=10)
    (drop / "b.csv").unlink()
    copy.sync(source)
    if vanished == "keep":
        assert source.keys("approvals") is None
        assert len(copy.rows) == 4
        return
    copy.reconcile(source)
    assert set(copy.rows) == {"A1", "A3"}
    put(drop / "b.csv", csv(line(4)))  # as it was: it is read again
    copy.sync(source)
    assert set(copy.rows) == {"A1", "A3", "A4"}


def test_a_folder_that_lost_all_files_deletes_nothing(tmp_path: Path, drop: Path) -> None:
    source, copy = config(tmp_path, {}), Copy()
    copy.sync(source)
    assert copy.rows == {}
    put(drop / "a.csv", csv(line(1)))
    copy.sync(source)
    (drop / "a.csv").unlink()
    with pytest.raises(Fatal, match="rows are kept"):
        copy.sync(source)
    assert source.keys("approvals") is None
    drop.rmdir()
    with pytest.raises(Retriable, match="no folder drop"):
        copy.sync(source)


def test_a_broken_file_stops_no_other_and_is_told(tmp_path: Path, drop: Path) -> None:
    source, copy = config(tmp_path, {}), Copy()
    put(drop / "a.csv", csv(line(1)))
    put(drop / "b.csv", '单号,类型\n"A2,报销\n')
    put(drop / "c.csv", csv(line(3)), age=10)
    with pytest.raises(Fatal, match=r"b\.csv is not a readable csv file: quotes don't match"):
        copy.sync(source)
    assert set(copy.rows) == {"A1", "A3"}
    pulled = copy.pulled
    put(drop / "b.csv", csv(line(2)))
    copy.sync(source)
    assert (set(copy.rows), copy.pulled) == ({"A1", "A2", "A3"}, pulled + 1)


def test_a_broken_file_that_is_young_may_be_on_its_way(tmp_path: Path, drop: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["A1", "x", 1, "2024-03-01"])

    workbook(drop / "a.xlsx", fill)
    whole = (drop / "a.xlsx").read_bytes()
    source = config(tmp_path, {"file": "drop/*"})
    for half in (whole[: len(whole) // 2], whole[:-30], b""):
        put(drop / "a.xlsx", half, age=20)
        with pytest.raises(Retriable, match="may still be on its way"):
            read(source)
        put(drop / "a.xlsx", half, age=600)
        with pytest.raises(Fatal, match=r"a\.xlsx is"):
            read(source)
    put(drop / "a.xlsx", whole)
    assert set(read(source).rows) == {"A1"}


def test_a_file_cut_within_a_character_is_not_taken_for_another_encoding(
    tmp_path: Path, drop: Path
) -> None:
    put(drop / "a.csv", csv(line(1, day="三月")).strip().encode()[:-1], age=20)
    with pytest.raises(Retriable, match="middle of a character"):
        read(config(tmp_path, {}))


def test_a_file_that_is_being_written_is_not_half_read(tmp_path: Path, drop: Path) -> None:
    source, copy = config(tmp_path, {}), Copy()
    put(drop / "old.csv", csv(line(0)))
    stop = threading.Event()

    def write() -> None:
        with (drop / "a.csv").open("w", encoding="utf-8") as stream:
            stream.write(csv())
            i = 0
            while not stop.is_set():
                i += 1
                stream.write(",".join(map(str, line(i))) + "\n")
                stream.flush()
                time.sleep(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    while not (drop / "a.csv").exists() or not (drop / "a.csv").stat().st_size:
        time.sleep(0.01)
    try:
        with pytest.raises(Retriable, match=r"a\.csv is still being written"):
            copy.sync(source)
        assert set(copy.rows) == {"A0"}
    finally:
        stop.set()
        writer.join()
    copy.sync(source)
    assert len(copy.rows) > 10


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("单号,单号\n1,2\n", "two columns named 单号"),
        ("单号,,金额\n1,2,3\n", "Column 2 of a.csv has values but no name"),
        ("\n\n", "ends before its header row"),
        ("单号;类型\n1;2\n", "a.csv: The source has no column"),
        (b"\xff\x00\x80\xfd,\n", "neither UTF-8 nor GBK"),
    ],
)
def test_what_a_file_lacks_is_said_in_words(
    data: str | bytes, words: str, tmp_path: Path, drop: Path
) -> None:
    put(drop / "a.csv", data)
    source = config(tmp_path, {})
    with pytest.raises(Fatal) as caught:
        read(source)
    assert words in str(caught.value)
    assert words in source.check()[0]


def test_ragged_rows_reach_quarantine_whole(tmp_path: Path, drop: Path) -> None:
    put(drop / "a.csv", csv(line(1), ("A2", "x"), (*line(3), "surplus"), (*line(4), "", " ")))
    copy = read(config(tmp_path, {}))
    assert set(copy.rows) == {"A1", "A4"}
    assert [r["reason"] for r in copy.rejected] == ["ragged_row", "ragged_row"]
    assert "surplus" in copy.rejected[1]["raw"]
    assert '"_line":3' in copy.rejected[0]["raw"]


def test_lines_are_counted_over_breaks_within_cells(tmp_path: Path, drop: Path) -> None:
    put(drop / "a.csv", csv(line(1, kind='"two\nlines"'), line(2, sum="x")))
    [told] = read(config(tmp_path, {})).rejected
    assert '"_line":4' in told["raw"]


def test_a_changed_definition_reads_all_files_anew_once(tmp_path: Path, drop: Path) -> None:
    put(drop / "a.csv", csv(line(1)))
    copy = Copy()
    copy.sync(config(tmp_path, {}))
    other = config(tmp_path, {"columns": COLUMNS | {"title": "类型"}})
    batches = list(other.pull("approvals", copy.cursor))
    assert all(batch.anew for batch in batches)
    assert sum(batch.frame.height for batch in batches) == 1
    assert not any(b.anew for b in other.pull("approvals", batches[-1].cursor))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, drop: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEAD)
        for i in range(1, 30_000):
            sheet.write_row(i, 0, [7] * 4)

    workbook(drop / "a.xlsx", fill)
    assert (drop / "a.xlsx").stat().st_size < 1 << 20
    with pytest.raises(Fatal, match="unpacks to more"):
        read(config(tmp_path, {"file": "drop/*.xlsx"}, max_megabytes=1))


@pytest.mark.parametrize("told", [{}, {"key": ["单号"]}, {"vanished": "keep"}])
def test_a_mended_row_leaves_quarantine(told: dict[str, Any], tmp_path: Path, drop: Path) -> None:
    source, copy = config(tmp_path, told), Copy()
    put(drop / "a.csv", csv(line(1, sum="viel")))
    copy.sync(source)
    row_id = copy.rejected[0]["row_id"]
    put(drop / "a.csv", csv(line(1)), age=10)
    frames = [b.frame for b in source.pull("approvals", copy.cursor) if b.frame.height]
    assert conform(TABLES["approvals"], frames[0], source="drop").row_ids.to_list() == [row_id]
