"""An HTTP API and a watched folder through the worker: sync, reconcile, quarantine, being away."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
import yaml

from settings import Settings, initialise
from tables.registry import TABLES
from tests.integration.connectors.shop import START, Shop, row, source, stream
from tests.rest_source import Server, answer, serving
from worker.home import Home, Options
from worker.reconcile import reconcile
from worker.sync import sync

FILES = {
    "name": "drop",
    "kind": "file",
    "label": {"zh": "文件", "en": "Files"},
    "every": "1m",
    "stale_after": "1h",
    "settle": "1s",
    "streams": [
        {
            "table": "people",
            "file": "drop/*.csv",
            "columns": {"person_id": "工号", "name": "姓名", "updated_at": "_modified"},
        }
    ],
}


@pytest.fixture
def shop() -> Shop:
    made = Shop()
    made.add(*(row(i) for i in range(1, 61)))
    return made


@pytest.fixture
def server(shop: Shop) -> Iterator[Server]:
    with serving(shop.handle) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("SHOP_SECRET", "hunter2secret-of-the-shop")
    source(server, tmp_path, stream(batch=10), attempts=1)
    path = tmp_path / "sources.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    told["sources"].append(FILES)
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    settings = Settings(home=tmp_path)
    initialise(settings)
    opened = Home.open(settings, options=Options(first_wait=0.01))
    yield opened
    opened.close()


def stored(home: Home, table: str) -> pl.DataFrame:
    store = home.lake.store(TABLES[table])
    assert store.duplicates().is_empty()
    return store.scan().sort(TABLES[table].key).collect()


def put(path: Path, *rows: str, age: float = 3600, head: str = "工号,姓名") -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([head, *rows]) + "\n", encoding="gb18030")
    os.utime(path, (time.time() - age,) * 2)


def test_an_api_enters_the_lake_and_stays_what_it_is(home: Home, shop: Shop) -> None:
    shop.rows[7]["state"] = 99
    first = sync(home, home.source("shop"))
    assert (first.problem, first.counts.rows, first.counts.rejected) == (None, 59, 1)
    assert sync(home, home.source("shop")).counts.rows == 0  # the overlap is no change
    shop.add(row(7, START + timedelta(hours=2), total="1302.50"), row(61))
    del shop.rows[3]
    assert sync(home, home.source("shop")).problem is None
    assert home.state.quarantine.count() == 0
    done = reconcile(home, home.source("shop"))
    assert (done.problem, done.counts.deletes) == (None, 1)
    rows = stored(home, "approvals")
    assert set(rows["approval_id"]) == {str(i) for i in shop.rows}
    assert str(rows.filter(approval_id="7")["amount"][0]) == "1302.50"


def test_faults_in_the_middle_lose_and_double_nothing(
    home: Home, shop: Shop, server: Server
) -> None:
    server.faults.extend(
        [None, None, answer({}, 500), None, answer(b"<html>"), None, answer({"errcode": 40014})]
    )
    shop.before_page = lambda page: shop.tokens.clear() if page == 4 else None
    done = sync(home, home.source("shop"))
    assert done.problem is None
    assert stored(home, "approvals").height == 60
    assert shop.issued >= 2


def test_an_api_that_is_away_keeps_its_rows_and_says_so(home: Home, server: Server) -> None:
    assert sync(home, home.source("shop")).problem is None
    server.handle = lambda asked: answer({}, 503)
    done = sync(home, home.source("shop"))
    assert done.problem is not None
    assert "can't answer now" in done.problem
    assert stored(home, "approvals").height == 60
    assert reconcile(home, home.source("shop")).problem is not None
    assert stored(home, "approvals").height == 60


def test_a_folder_enters_the_lake_and_a_broken_file_stops_no_other(
    home: Home, tmp_path: Path
) -> None:
    put(tmp_path / "drop" / "a.csv", "1,张三", "2,李四")
    put(tmp_path / "drop" / "b.csv", '3,"王五')
    put(tmp_path / "drop" / "c.csv", "4,赵六", "5,", age=1800)
    done = sync(home, home.source("drop"))
    assert done.problem is not None
    assert "b.csv is not a readable csv file" in done.problem
    assert stored(home, "people")["name"].to_list() == ["张三", "李四", "赵六"]
    assert home.state.sources.get("drop").watermark is None  # never complete until now
    [waiting] = home.state.quarantine.list(source="drop")
    assert '"_file":"c.csv","_line":3' in waiting.raw
    put(tmp_path / "drop" / "b.csv", "3,王五")
    put(tmp_path / "drop" / "c.csv", "5,钱七", age=900)
    assert sync(home, home.source("drop")).problem is None
    done = reconcile(home, home.source("drop"))
    assert (done.problem, done.counts.deletes) == (None, 1)
    assert stored(home, "people")["person_id"].to_list() == ["1", "2", "3", "5"]
    assert home.state.quarantine.count() == 0


def test_a_file_half_written_holds_up_no_other_table(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    more = {"table": "departments", "file": "units/*.csv", "columns": {
        "department_id": "编号", "name": "名称", "company_id": {"constant": "C1"},
        "updated_at": "_modified"}}  # fmt: skip
    told["sources"][-1]["streams"].append(more)
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    put(tmp_path / "drop" / "a.csv", '1,"张', age=20)
    put(tmp_path / "units" / "a.csv", head="编号,名称")
    put(tmp_path / "units" / "b.csv", "D1,采购部", head="编号,名称")
    done = sync(home, home.source("drop"))
    assert done.problem is not None
    assert "a.csv is not a readable csv file" in done.problem
    assert stored(home, "departments")["name"].to_list() == ["采购部"]
