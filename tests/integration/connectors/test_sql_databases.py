"""The sql connector on SQLite, PostgreSQL and MariaDB: the same promises on each."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from connectors.config import load
from connectors.definition import Source
from connectors.errors import Fatal, Retriable
from tables.approvals import APPROVALS
from tables.conform import conform
from tests.copies import Copy

pytestmark = pytest.mark.servers

BY_ROWS = "by-rows"  # in a URL: never Arrow
START = datetime(2024, 3, 1, 8, 0, 0)  # noqa: DTZ001 (wall clock of the source)
FORM = sa.Table(
    "flow_form",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(40)),
    sa.Column("state", sa.Integer),
    sa.Column("total", sa.Numeric(18, 2)),
    sa.Column("created", sa.DateTime),
    sa.Column("changed", sa.DateTime, index=True),
    sa.Column("erased", sa.DateTime),
)


@pytest.fixture(params=["sqlite", "postgres", "postgres by rows", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'oa.db'}"
    if request.param == "postgres by rows":
        running = sa.make_url(request.getfixturevalue("postgres").url)
        by_rows = running.update_query_dict({"application_name": BY_ROWS})
        return by_rows.render_as_string(hide_password=False)
    return str(request.getfixturevalue(request.param).url)


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    FORM.metadata.drop_all(engine)
    FORM.metadata.create_all(engine)
    yield engine
    FORM.metadata.drop_all(engine)


def row(i: int, changed: datetime | None = None, **more: Any) -> dict[str, Any]:
    base = {"id": i, "kind": "报销", "state": 1, "total": 12.5, "created": START, "erased": None}
    return base | {"changed": changed or START + timedelta(minutes=i)} | more


def insert(engine: sa.Engine, rows: list[dict[str, Any]]) -> None:
    with engine.begin() as connection:
        connection.execute(FORM.insert(), rows)


def source(url: str, folder: Path, **changes: Any) -> Source:
    stream = {
        "table": "approvals",
        "from": "flow_form",
        "cursor": "changed",
        "key": ["id"],
        "batch": 7,
        "overlap": "10m",
        "deletes": "keys",
        "columns": {
            "approval_id": "id",
            "company_id": {"constant": "c1"},
            "process": "kind",
            "title": {"template": "{kind}-{id}"},
            "amount": "total",
            "currency": {"constant": "CNY"},
            "status": {"from": "state", "values": {0: "draft", 1: "running"}},
            "created_at": "created",
            "submitted_at": "created",
            "updated_at": "changed",
            "deleted_at": "erased",
        },
    } | changes
    stream = {name: value for name, value in stream.items() if value is not None}
    config = {
        "name": "oa",
        "kind": "sql",
        "label": {"zh": "OA", "en": "OA"},
        "every": "30s",
        "stale_after": "5m",
        "url": "${OA_URL}",
        "zone": "Asia/Shanghai",
        "arrow": "never" if BY_ROWS in url else "auto",
        "streams": [stream],
    }
    path = folder / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": [config]}, allow_unicode=True))
    return load(path, environ={"OA_URL": url})[0]


def test_reads_everything_with_types_and_zone(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    insert(engine, [row(i) for i in range(1, 31)])
    oa, copy = source(url, tmp_path), Copy()
    copy.sync(oa)
    assert len(copy.rows) == 30
    assert not copy.rejected
    first = copy.rows["1"]
    assert first["created_at"] == datetime(2024, 3, 1, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
    assert str(first["amount"]) == "12.50"
    assert first["title"] == "报销-1"
    assert '"kind":"报销"' in first["raw"]
    assert oa.check() == ()


def test_equal_times_across_pages_are_never_lost(
    url: str, engine: sa.Engine, tmp_path: Path
) -> None:
    insert(engine, [row(i, changed=START) for i in range(1, 51)])
    oa, copy = source(url, tmp_path), Copy()
    for _ in range(8):
        copy.sync(oa, stop_after=1)  # killed after every page of 7
    assert len(copy.rows) == 50
    assert copy.pulled <= 57  # and each page was read once


def test_changes_late_rows_and_deletes_converge(
    url: str, engine: sa.Engine, tmp_path: Path
) -> None:
    dice = random.Random(7)
    oa, copy = source(url, tmp_path), Copy()
    clock = START
    for turn in range(12):
        clock += timedelta(minutes=3)
        late = clock - timedelta(minutes=dice.randint(0, 9))  # within the overlap
        insert(engine, [row(turn * 10 + i, changed=late) for i in range(dice.randint(1, 10))])
        with engine.begin() as connection:
            some = FORM.c.id % 5 == turn % 5
            connection.execute(FORM.update().where(some).values(total=turn, changed=clock))
            connection.execute(FORM.delete().where(FORM.c.id % 17 == turn))
        copy.sync(oa, stop_after=dice.choice([None, 1, 2]))
    copy.sync(oa)
    copy.reconcile(oa)
    with engine.connect() as connection:
        truth = {str(r.id): r.total for r in connection.execute(FORM.select())}
    assert {key: value["amount"] for key, value in copy.rows.items()} == truth


def test_an_unchanged_table_gives_only_the_overlap(
    url: str, engine: sa.Engine, tmp_path: Path
) -> None:
    insert(engine, [row(i * 60) for i in range(1, 40)])
    oa, copy = source(url, tmp_path), Copy()
    copy.sync(oa)
    copy.pulled = 0
    copy.sync(oa)
    assert copy.pulled <= 2


def test_a_future_time_does_not_stop_the_stream(
    url: str, engine: sa.Engine, tmp_path: Path
) -> None:
    future = datetime(2090, 1, 1)  # noqa: DTZ001
    insert(engine, [row(1, changed=future)])
    oa, copy = source(url, tmp_path), Copy()
    copy.sync(oa)
    now = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=8)  # Shanghai's wall clock
    insert(engine, [row(2, changed=now)])
    copy.sync(oa)
    assert set(copy.rows) == {"1", "2"}


def test_rows_without_a_time_reach_quarantine(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    insert(engine, [row(1), row(2) | {"changed": None}])
    oa, copy = source(url, tmp_path), Copy()
    copy.sync(oa)
    assert set(copy.rows) == {"1"}
    assert [r["reasons"] for r in copy.rejected] == ["missing:updated_at"]
    assert copy.rejected[0]["row_id"] == '{"id":2}'
    with engine.begin() as connection:
        connection.execute(FORM.update().where(FORM.c.id == 2).values(changed=START))
    mended = [conform(APPROVALS, b.frame, source="oa") for b in oa.pull("approvals", copy.cursor)]
    assert '{"id":2}' in [i for done in mended for i in done.row_ids]


def test_an_unknown_state_is_rejected_with_its_reason(
    url: str, engine: sa.Engine, tmp_path: Path
) -> None:
    insert(engine, [row(1), row(2, state=9)])
    copy = Copy()
    copy.sync(source(url, tmp_path))
    assert [r["reason"] for r in copy.rejected] == ["unmapped_value"]
    assert copy.rejected[0]["column"] == "status"


def test_tombstones_arrive_as_rows(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    insert(engine, [row(1, erased=START)])
    oa = source(url, tmp_path, deletes="tombstone")
    rows = conform(APPROVALS, next(oa.pull("approvals", None)).frame, source="oa").rows
    assert rows["deleted_at"].to_list() == [datetime(2024, 3, 1, tzinfo=UTC)]
    assert oa.keys("approvals") is None


def test_a_table_without_cursor_is_read_whole_and_only_when_changed(
    url: str, engine: sa.Engine, tmp_path: Path
) -> None:
    insert(engine, [row(i) for i in range(1, 20)])
    oa, copy = source(url, tmp_path, cursor=None), Copy()
    copy.sync(oa)
    assert copy.pulled == 19
    copy.sync(oa)
    assert copy.pulled == 19
    with engine.begin() as connection:
        connection.execute(FORM.delete().where(FORM.c.id == 3))
    copy.sync(oa)
    copy.reconcile(oa)
    assert copy.pulled == 19 + 18
    assert len(copy.rows) == 18


def test_a_query_is_wrapped_whatever_it_contains(
    url: str, engine: sa.Engine, tmp_path: Path
) -> None:
    insert(engine, [row(i) for i in range(1, 20)])
    query = "SELECT f.*, '10:30' AS hhmm, '50%' AS share FROM flow_form f WHERE id > 4; -- all: new"
    copy = Copy()
    copy.sync(source(url, tmp_path, query=query, **{"from": None}))
    assert len(copy.rows) == 15


def test_the_session_cannot_write(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    insert(engine, [row(1)])
    oa: Any = source(url, tmp_path)
    with oa._connection() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.execute(FORM.delete())
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(FORM)) == 1


def test_a_missing_column_is_fatal_and_named(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    insert(engine, [row(1)])
    oa = source(url, tmp_path, cursor="modified")
    with pytest.raises(Fatal, match="modified"):
        list(oa.pull("approvals", None))
    with pytest.raises(Fatal, match="no such table, column or file"):
        list(source(url, tmp_path, **{"from": "nowhere"}).pull("approvals", None))
    wrong = source(url, tmp_path, key=["nothing"], cursor=None)
    assert "nothing" in wrong.check()[0]


@pytest.mark.parametrize("server", ["postgres", "mariadb"])
def test_a_wrong_password_is_fatal_and_never_shown(
    server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    running = request.getfixturevalue(server)
    bad = sa.make_url(running.url).set(password="hunter2-wrong")
    oa = source(bad.render_as_string(hide_password=False), tmp_path)
    with pytest.raises(Fatal) as caught:
        list(oa.pull("approvals", None))
    assert caught.value.code == "auth"
    for text in (str(caught.value), repr(oa), str(oa.check())):
        assert "hunter2" not in text


@pytest.mark.parametrize("server", ["postgres", "mariadb"])
def test_a_server_that_is_away_is_retriable(
    server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    from tests.servers import free_port

    running = request.getfixturevalue(server)
    away = sa.make_url(running.url).set(port=free_port())
    oa = source(away.render_as_string(hide_password=False), tmp_path)
    with pytest.raises(Retriable):
        list(oa.pull("approvals", None))


def test_a_locked_sqlite_file_is_retriable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'oa.db'}"
    writer = sa.create_engine(url)
    FORM.metadata.create_all(writer)
    oa: Any = source(url, tmp_path)
    oa._config = oa._config.model_copy(update={"timeout": 1})
    with writer.connect() as connection:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        with pytest.raises(Retriable):
            list(oa.pull("approvals", None))
    writer.dispose()


def test_zoned_columns_of_postgres_keep_their_moment(postgres: Any, tmp_path: Path) -> None:
    engine = postgres.engine()
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS zoned")
        connection.exec_driver_sql(
            "CREATE TABLE zoned AS SELECT 1 AS id, '报销' AS kind, 1 AS state, 1.5 AS total, "
            "TIMESTAMPTZ '2024-03-01 08:00+08' AS created, NULL::timestamp AS erased, "
            "TIMESTAMPTZ '2024-03-01 08:00:00.123456+08' AS changed, ARRAY[1,2] AS list, "
            "'{\"a\":1}'::jsonb AS doc, gen_random_uuid() AS uid, 'x'::bytea AS bin"
        )
    oa, copy = source(postgres.url, tmp_path, **{"from": "zoned"}), Copy()
    copy.sync(oa)
    copy.sync(oa)
    assert copy.rows["1"]["updated_at"] == datetime(2024, 3, 1, 0, 0, 0, 123456, tzinfo=UTC)
    assert not copy.rejected


def test_timestamp_columns_of_mariadb_use_the_configured_zone(mariadb: Any, tmp_path: Path) -> None:
    engine = mariadb.engine()
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS stamped")
        connection.exec_driver_sql("SET time_zone = '+00:00'")
        connection.exec_driver_sql(
            "CREATE TABLE stamped (id INT, kind VARCHAR(9), state INT, total DECIMAL(9,2), "
            "created DATETIME, erased DATETIME NULL, changed TIMESTAMP(6))"
        )
        connection.exec_driver_sql(
            "INSERT INTO stamped VALUES (1,'a',1,1.5,'2024-03-01 08:00',NULL,'2024-03-01 00:00')"
        )
    copy = Copy()
    copy.sync(source(mariadb.url, tmp_path, **{"from": "stamped"}))
    assert copy.rows["1"]["updated_at"] == datetime(2024, 3, 1, tzinfo=UTC)
    assert copy.rows["1"]["created_at"] == datetime(2024, 3, 1, tzinfo=UTC)
