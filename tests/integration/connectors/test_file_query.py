"""Several files as one table by a query: joined, put together, read anew when one has changed."""

from pathlib import Path
from typing import Any

import pytest

from connectors.definition import Source
from connectors.errors import ConfigError, ConnectorError, Fatal, Retriable
from connectors.generic.file_config import FileStream
from tests.copies import Copy
from tests.integration.connectors.test_file import config, csv, drop, put, read

__all__ = ["drop"]  # the fixture

QUERY = """
SELECT o.id, o.kind, CAST(l.金额 AS DOUBLE) * 2 AS doubled, o.day, o._modified AS at
FROM lines l JOIN orders o ON o.id = l.单号
"""
COLUMNS: dict[str, Any] = {
    "approval_id": "id",
    "company_id": {"constant": "c1"},
    "process": "kind",
    "amount": "doubled",
    "currency": {"constant": "CNY"},
    "status": {"constant": "draft"},
    "created_at": "day",
    "updated_at": "at",
}


def joint(folder: Path, **told: Any) -> Source:
    stream = {
        "table": "approvals",
        "files": {"orders": "drop/orders.csv", "lines": "drop/lines*.csv"},
        "query": QUERY,
        "columns": COLUMNS,
    } | told
    given = {name: value for name, value in stream.items() if value is not None}
    return config(folder, {}, streams=[given])


def orders(drop: Path, *ids: str, age: float = 3600) -> None:
    rows = [(each, "报销", "2024-03-01 08:00:00") for each in ids]
    put(drop / "orders.csv", csv(*rows, head=["id", "kind", "day"]), age=age)


def lines(drop: Path, name: str = "lines1.csv", /, age: float = 3600, **amounts: str) -> None:
    put(drop / name, csv(*amounts.items(), head=["单号", "金额"]), age=age)


def amounts(copy: Copy) -> dict[str, str]:
    return {key: str(row["amount"]) for key, row in copy.rows.items()}


def test_files_are_joined_by_the_query(tmp_path: Path, drop: Path) -> None:
    orders(drop, "A1", "A2")
    lines(drop, A1="1.25")
    lines(drop, "lines2.csv", A2="3")
    source = joint(tmp_path)
    assert source.check() == ()
    [stream] = source.streams
    assert (stream.incremental, stream.deletes) == (False, "keys")
    assert amounts(read(source)) == {"A1": "2.50", "A2": "6.00"}


def test_a_change_in_any_file_reads_all_of_them(tmp_path: Path, drop: Path) -> None:
    orders(drop, "A1", "A2")
    lines(drop, A1="1", A2="2")
    source, copy = joint(tmp_path), Copy()
    copy.sync(source)
    assert amounts(copy) == {"A1": "2.00", "A2": "4.00"}
    lines(drop, age=1800, A1="1", A2="5")
    copy.sync(source)
    assert amounts(copy) == {"A1": "2.00", "A2": "10.00"}
    orders(drop, "A2", age=1200)
    copy.sync(source)
    copy.reconcile(source)
    assert amounts(copy) == {"A2": "10.00"}
    lines(drop, "lines9.csv", age=900, A2="7")
    (drop / "lines1.csv").unlink()
    copy.sync(source)
    assert amounts(copy) == {"A2": "14.00"}


def frames(source: Source, since: str | None) -> tuple[int, str]:
    """How many rows a pull delivers, and its cursor."""
    batches = list(source.pull("approvals", since))
    assert batches[-1].cursor is not None
    return sum(batch.frame.height for batch in batches), batches[-1].cursor


def test_nothing_is_delivered_while_nothing_changed(tmp_path: Path, drop: Path) -> None:
    orders(drop, "A1")
    lines(drop, A1="1")
    source = joint(tmp_path)
    count, cursor = frames(source, None)
    assert count == 1
    count, again = frames(source, cursor)
    assert (count, again) == (0, cursor)
    orders(drop, "A1", age=10)  # touched: another time, the same content
    count, touched = frames(source, cursor)
    assert count == 0
    assert touched != cursor


def test_a_changed_query_reads_anew_once(tmp_path: Path, drop: Path) -> None:
    orders(drop, "A1")
    lines(drop, A1="1")
    copy = read(joint(tmp_path))
    source = joint(tmp_path, query=QUERY.replace("* 2", "* 3"))
    copy.sync(source)
    assert amounts(copy) == {"A1": "3.00"}
    _, before = frames(joint(tmp_path), None)
    batches = list(source.pull("approvals", before))
    assert [batch.anew for batch in batches] == [True, True]
    count, _ = frames(source, batches[-1].cursor)
    assert count == 0


def test_a_row_the_mapping_refuses_goes_to_quarantine(tmp_path: Path, drop: Path) -> None:
    put(drop / "orders.csv", csv(("A1", "报销", "soon"), head=["id", "kind", "day"]))
    lines(drop, A1="1")
    copy = Copy()
    copy.sync(joint(tmp_path))
    assert amounts(copy) == {}
    [bad] = copy.rejected
    assert bad["column"] == "created_at"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT nothing FROM orders", "nothing"),
        ("SELECT * FROM elsewhere", "elsewhere"),
        ("SELECT CAST(kind AS INT) AS id FROM orders", "TRY_CAST"),
    ],
)
def test_a_query_the_files_cant_answer_is_told(
    query: str, words: str, tmp_path: Path, drop: Path
) -> None:
    orders(drop, "A1")
    lines(drop, A1="1")
    source = joint(tmp_path, query=query)
    with pytest.raises(Fatal, match=words) as told:
        list(source.pull("approvals", None))
    assert "报销" not in str(told.value)
    assert len(source.check()) == 1


def test_what_a_query_needs_and_isnt_there_deletes_nothing(tmp_path: Path, drop: Path) -> None:
    orders(drop, "A1")
    lines(drop, A1="1")
    source = joint(tmp_path)
    copy = read(source)
    (drop / "lines1.csv").unlink()
    with pytest.raises(Retriable, match=r"No file matches drop/lines\*\.csv yet"):
        copy.sync(source)
    lines(drop, A1="1")
    (drop / "orders.csv").unlink()
    with pytest.raises(Fatal, match=r"There is no file orders\.csv"):
        copy.sync(source)
    assert amounts(copy) == {"A1": "2.00"}


def test_a_line_that_cant_be_used_stops_the_table_and_says_which(
    tmp_path: Path, drop: Path
) -> None:
    orders(drop, "A1")
    lines(drop, A1="1")
    copy = read(joint(tmp_path))
    put(drop / "lines1.csv", "单号,金额\nA1,2\nA1\n", age=1800)
    with pytest.raises(ConnectorError, match=r"Line 3 of lines1\.csv has too few or too many"):
        copy.sync(joint(tmp_path))
    assert amounts(copy) == {"A1": "2.00"}


def test_each_file_has_a_shape_of_its_own(tmp_path: Path, drop: Path) -> None:
    put(drop / "orders.csv", "总表\n" + csv(("A1", "报销", "2024-03-01 08:00:00"),
        head=["id", "kind", "day"], by=";"))  # fmt: skip
    lines(drop, A1="1", 合计="1")
    shaped = {
        "orders": {"file": "drop/orders.csv", "header": 2, "delimiter": ";"},
        "lines": {"file": "drop/lines*.csv", "ignore": {"单号": ["合计"]}},
    }
    assert amounts(read(joint(tmp_path, files=shaped))) == {"A1": "2.00"}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"file": "drop/x.csv"}, "either a file, or files and the query"),
        ({"files": None}, "files and query belong together"),
        ({"query": None}, "either a file, or files and the query"),
        ({"file": "drop/x.csv", "query": None}, "files and query belong together"),
        ({"header": 2}, "each of the files says this"),
        ({"query": "SELEC 1"}, "begins with SELECT or WITH"),
        ({"query": "SELECT a b c FROM lines"}, "can't be read"),
        ({"query": "SELECT 1; SELECT 2"}, "one statement"),
        ({"query": "SELECT * FROM read_csv('/etc/passwd')"}, "name the file there"),
        ({"query": "SELECT * FROM \"READ_parquet\"('x')"}, "name the file there"),
        ({"files": {"Big Name": "x.csv"}}, "letters, digits and _ only"),
    ],
)
def test_a_wrong_setting_is_told_by_line(
    told: dict[str, Any], words: str, tmp_path: Path, drop: Path
) -> None:
    with pytest.raises(ConfigError, match=words) as error:
        joint(tmp_path, **told)
    assert "sources.yaml, line " in str(error.value)


def test_the_definition_of_a_single_file_is_as_it_was() -> None:
    """The digest beside stored cursors: another one would read every file of every user anew."""
    told = {"table": "people", "file": "a.csv", "fill_down": ["a"], "columns": {
        "person_id": "a", "name": "b", "updated_at": "_modified"}}  # fmt: skip
    digest = FileStream.model_validate(told).definition("Asia/Shanghai")
    assert digest == "4a06a2773215efb065a4bc48e1bb4b6871364ef0d55df527f29d8331b41b369f"
