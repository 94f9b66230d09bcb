"""Files of any bytes: read as they were written, or refused in a sentence that names them."""

import csv
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.errors import ConnectorError, Fatal, Retriable
from connectors.generic.file_config import FileStream
from connectors.generic.file_read import read_grid
from connectors.generic.file_watch import Ledger, Look, contents, look
from connectors.generic.grids import Grid, header_of
from connectors.generic.text_tables import decoded, rows_of

COLUMNS = {"person_id": "a", "name": "b", "updated_at": "_modified"}
CELLS = st.text(
    alphabet=st.sampled_from("ab1,;\"' \t\r\n报销金额（）元，。１")
    | st.characters(codec="gb18030"),
    max_size=6,
)
SEPARATORS = "\x1c\x1d\x1e\x1f"  # blank to Python, not to Unicode: a cell of them says something
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def stream(**told: Any) -> FileStream:
    return FileStream.model_validate(
        {"table": "people", "file": "x", "columns": COLUMNS, **told}, by_alias=True
    )


def says(cell: str) -> bool:
    """Whether a cell is more than blanks."""
    return any(sign in SEPARATORS or not sign.isspace() for sign in cell)


def grid_of(data: bytes, name: str = "a.csv", **told: Any) -> Grid:
    file = Look(name=name, path=Path(name), size=len(data), time_ns=0)
    return read_grid(file, data, stream(**told), limit=1 << 24)


@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(
    data=st.binary(max_size=200), name=st.sampled_from(["a.csv", "a.xlsx", "a.parquet", "a.xls"])
)
def test_any_bytes_are_a_grid_or_refused_in_words(data: bytes, name: str) -> None:
    try:
        grid = grid_of(data, name)
    except ConnectorError as error:
        told = str(error)
    else:
        assert grid.frame.height == len(grid.lines)
        return
    assert name in told
    assert told.endswith(".")


@settings(max_examples=200, deadline=None, suppress_health_check=SLOW)
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_cells_come_back_as_they_were_written(
    rows: list[list[str]], encoding: str, delimiter: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    told = encoding.removesuffix("-sig") if encoding != "utf-16" else None
    grid = grid_of(out.getvalue().encode(encoding), delimiter=delimiter, encoding=told)
    fitted = [[*row, "", ""][:3] for row in rows]
    wanted = [tuple(row) for row in fitted if any(map(says, row))]
    kept = grid.frame.select("a", "b", "c").rows()
    assert kept == wanted or any(len(row) > 3 and says(row[3]) for row in rows)
    short = [len(row) < 3 or bool(row[3:] and says(row[3])) for row in rows]
    assert (grid.words is not None and grid.words.count() > 0) <= any(short)


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="报销审批付款合同a1,\n", min_size=1, max_size=60))
def test_an_encoding_found_is_the_right_one(text: str) -> None:
    table = f"单据编号,类型,金额,日期,部门\n{text}"  # two or three characters alone may be either
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        assert decoded(table.encode(encoding), "a.csv") == table


def test_text_cut_within_a_character_is_no_other_encoding() -> None:
    for cut in (1, 2):
        with pytest.raises(Fatal, match="middle of a character"):
            decoded("报销申请单".encode()[:-cut], "a.csv")


def test_lines_and_blank_lines() -> None:
    rows = rows_of('a,b\n\n"x\ny",1\n2,3\n', "a.csv")
    assert rows.lines == [1, 3, 5]
    assert rows.fields == [["a", "b"], ["x\ny", "1"], ["2", "3"]]


def test_headers_are_joined_over_merged_cells() -> None:
    rows = [["单据", None, " ", "金\n额"], ["号", "日 期", None, None]]
    assert header_of(rows, "x") == ["单据.号", "单据.日 期", "单据", "金 额"]
    with pytest.raises(Fatal, match="two columns named"):
        header_of([["单据", None], ["号", "号"]], "x")
    with pytest.raises(Fatal, match="no names"):
        header_of([[None, " "]], "x")


def test_a_parquet_file_keeps_its_types(tmp_path: Path) -> None:
    out = io.BytesIO()
    pl.DataFrame({"a": [1], "b": [None], "c": [[1, 2]]}).write_parquet(out)
    grid = grid_of(out.getvalue(), "a.parquet")
    assert grid.frame.schema["a"] == pl.Int64
    assert grid.lines.to_list() == [1]


def test_a_watched_folder(tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name, moment in (
        ("b.csv", 2),
        ("a.csv", 3),
        ("sub/c.csv", 1),
        (".x.csv", 1),
        ("d.csv.tmp", 1),
    ):
        path = tmp_path / "in" / name
        path.write_text("x")
        os.utime(path, (moment, moment))
    assert [f.name for f in look(tmp_path, "in/*.csv")] == ["b.csv", "a.csv"]
    assert [f.name for f in look(tmp_path, "in/**/*")] == ["sub/c.csv", "b.csv", "a.csv"]
    assert [f.name for f in look(tmp_path, str(tmp_path / "in" / "a.csv"))] == ["a.csv"]
    with pytest.raises(Fatal, match=r"no file z\.csv"):
        look(tmp_path, "in/z.csv")
    with pytest.raises(Retriable, match="no folder out"):
        look(tmp_path, "out/*.csv")
    [file] = look(tmp_path, "in/a.csv")
    (tmp_path / "in" / "a.csv").write_text("xy")
    with pytest.raises(Retriable, match="still being written"):
        contents(file, 100)
    with pytest.raises(Fatal, match="larger than"):
        contents(file, 0)


@given(text=st.text(max_size=40))
def test_any_stored_cursor_is_read_or_refused(text: str) -> None:
    try:
        ledger = Ledger.of(text, "d")
    except Fatal as error:
        code = error.code
    else:
        assert ledger.definition == "d"
        return
    assert code == "bad_cursor"


def test_a_ledger_of_another_definition_knows_no_file() -> None:
    one = Ledger(definition="d", files={"a": [1, 2, "x"]})
    assert Ledger.of(one.encode(), "d") == one
    other = Ledger.of(one.encode(), "e")
    assert (other.files, other.anew) == ({}, True)
    assert Ledger.of('{"kind":"whole","sha256":"x","definition":"y"}', "d").anew


# -- workbooks of hostile bytes

SHEET = "xl/worksheets/sheet1.xml"
SPOILS = st.sampled_from(
    [b"99999999", b'<c r="ZZ99999999"><v>1</v></c>', b'<row r="0">', b"&#x0;", b"\x00", b"-1", b""]
)


def workbook() -> dict[str, bytes]:
    """The parts of a small workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        for i in range(1, 20):
            sheet.write_row(i, 0, [f"x{i}", i / 7])
    with zipfile.ZipFile(out) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


PARTS = workbook()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_cell_far_away_is_refused_before_it_fills_the_memory() -> None:
    far = PARTS[SHEET].replace(
        b"</sheetData>", b'<row r="900000"><c r="XFD900000"/></row></sheetData>'
    )
    with pytest.raises(Fatal, match="reaches to row 900000 and column 16384"):
        grid_of(packed(PARTS | {SHEET: far}), "a.xlsx")
    beyond = PARTS[SHEET].replace(b'r="A2"', b'r="ZZZZ99999999999"')
    with pytest.raises(Fatal, match="not a readable Excel workbook"):
        grid_of(packed(PARTS | {SHEET: beyond}), "a.xlsx")


def test_the_old_format_is_refused_in_words() -> None:
    with pytest.raises(Fatal, match=r"a\.xls is in Excel's old format"):
        grid_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.xls")


@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(
    part=st.sampled_from([SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]),
    at=st.integers(0, 5000),
    cut=st.integers(0, 30),
    spoil=SPOILS,
)
def test_any_spoilt_workbook_is_a_grid_or_refused_in_words(
    part: str, at: int, cut: int, spoil: bytes
) -> None:
    whole = PARTS[part]
    at %= len(whole)
    try:
        grid = grid_of(packed(PARTS | {part: whole[:at] + spoil + whole[at + cut :]}), "a.xlsx")
    except Fatal as error:
        told = str(error)
    else:
        assert grid.frame.height == len(grid.lines)
        return
    assert "a.xlsx" in told
    assert told.endswith(".")


def test_a_parquet_file_of_too_many_cells_is_refused() -> None:
    out = io.BytesIO()
    pl.DataFrame({"a": pl.repeat(1, 20_000_000, eager=True)}).write_parquet(out)
    assert len(out.getvalue()) < 1 << 20
    with pytest.raises(Fatal, match="holds more than"):
        grid_of(out.getvalue(), "a.parquet")
