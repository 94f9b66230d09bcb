"""PostgreSQL read as Arrow gives, page by page and value by value, what its rows give."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import psycopg
import pytest
import sqlalchemy as sa
import yaml
from polars.testing import assert_frame_equal

from connectors.config import load
from connectors.errors import Fatal, Retriable
from connectors.generic import sql_arrow
from tests.servers import Server, free_port

pytestmark = pytest.mark.servers

START = datetime(2024, 3, 1, 8, 0, 0)  # noqa: DTZ001 (wall clock of the source)
TYPES = {
    "small": "smallint", "whole": "integer", "money": "numeric(18,2)", "fine": "numeric(30,12)",
    "loose": "numeric", "double": "double precision", "flag": "boolean",
    "words": "text", "short": "varchar(40)", "padded": "char(12)", "ident": "name",
    "day": "date", "clock": "time", "local": "timestamp", "zoned": "timestamptz",
    "seconds": "timestamp(0)", "uid": "uuid", "mood": "mood", "doc": "json", "docb": "jsonb",
    "bytes": "bytea", "positive": "positive", "nothing": "numeric(9,3)",
}  # fmt: skip
UNALIKE = {
    "spans": ("interval", "1 day"), "lists": ("int[]", "{1,2}"), "address": ("inet", "10.0.0.1"),
    "zclock": ("timetz", "10:00+08"), "pounds": ("money", "1.50"), "tree": ("xml", "<a/>"),
    "bits": ("bit(3)", "101"), "letter": ('"char"', "c"), "number": ("oid", "4000000000"),
    "single": ("real", "-79686656"), "pair": ("pair", "(1,x)"), "range": ("int4range", "[1,5)"),
}  # fmt: skip


def odd_text(dice: random.Random) -> str:
    return "".join(
        dice.choice("aB 报销😀é'\"%$:\\\n\t　\u200bﬀ0") for _ in range(dice.randint(0, 12))
    )


def odd_number(dice: random.Random) -> Decimal:
    digits = dice.choice([1, 3, 9, 17, 18, 25])
    return Decimal(dice.randint(-(10**digits), 10**digits)).scaleb(-dice.choice([0, 1, 2, 7, 18]))


def odd_row(dice: random.Random) -> dict[str, Any]:
    moment = START + timedelta(microseconds=dice.randint(-(10**15), 10**15))
    row = {
        "small": dice.randint(-(2**15), 2**15 - 1), "whole": dice.randint(-(2**31), 2**31 - 1),
        "money": Decimal(dice.randint(-(10**17), 10**17)).scaleb(-2),
        "fine": Decimal(dice.randint(-(10**20), 10**20)).scaleb(-12),
        "loose": odd_number(dice), "double": dice.uniform(-1e300, 1e300),
        "flag": dice.random() < 0.5, "words": odd_text(dice), "short": odd_text(dice),
        "padded": odd_text(dice), "ident": odd_text(dice), "day": moment.date(),
        "clock": time(dice.randint(0, 23), 59, 59, dice.choice([0, 1, 999_999])),
        "local": moment, "zoned": moment.astimezone(), "seconds": moment.replace(microsecond=0),
        "uid": str(UUID(int=dice.getrandbits(128))), "mood": dice.choice(["sad", "好"]),
        "doc": '{"a":  [1, {"b": "报"}]}', "docb": '{"z": 1.10, "a": null}',
        "bytes": dice.randbytes(5), "positive": dice.randint(1, 9), "nothing": None,
    }  # fmt: skip
    return {name: None if dice.random() < 0.15 else value for name, value in row.items()}


def fill(server: Server, columns: dict[str, str], rows: list[dict[str, Any]]) -> None:
    with server.engine().begin() as connection:
        for old in ("TABLE IF EXISTS odd", "TYPE IF EXISTS mood", "TYPE IF EXISTS pair"):
            connection.exec_driver_sql(f"DROP {old} CASCADE")
        connection.exec_driver_sql("DROP DOMAIN IF EXISTS positive CASCADE")
        connection.exec_driver_sql("CREATE TYPE mood AS ENUM ('sad', '好')")
        connection.exec_driver_sql("CREATE TYPE pair AS (a int, b text)")
        connection.exec_driver_sql("CREATE DOMAIN positive AS int CHECK (VALUE > 0)")
        told = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.exec_driver_sql(f"CREATE TABLE odd ({told})")
        if rows:
            names = list(rows[0])
            marks = ", ".join(f"CAST(%({n})s AS {columns[n]})" for n in names)
            sql = f"INSERT INTO odd ({', '.join(names)}) VALUES ({marks})"
            for row in rows:
                connection.exec_driver_sql(sql, row)


BASE = {"id": "bigint", "changed": "timestamp"}


def base(i: int) -> dict[str, Any]:
    return {"id": i, "changed": START + timedelta(minutes=i // 3)}


def source(url: str, folder: Path, arrow: str, **changes: Any) -> Any:
    stream = {
        "table": "approvals", "from": "odd", "cursor": "changed", "key": ["id"], "batch": 7,
        "deletes": "keys",
        "columns": {
            "approval_id": "id", "company_id": {"constant": "c1"}, "process": {"constant": "p"},
            "status": {"constant": "running"}, "created_at": "changed", "updated_at": "changed",
        } | changes.pop("columns", {}),
    } | changes  # fmt: skip
    stream = {name: value for name, value in stream.items() if value is not None}
    config = {
        "name": "oa", "kind": "sql", "label": {"zh": "OA", "en": "OA"}, "every": "30s",
        "stale_after": "5m", "url": "${OA_URL}", "zone": "Asia/Shanghai", "arrow": arrow,
        "timeout": 3, "streams": [stream],
    }  # fmt: skip
    path = folder / f"{arrow}.yaml"
    path.write_text(yaml.safe_dump({"sources": [config]}, allow_unicode=True))
    return load(path, environ={"OA_URL": url})[0]


@pytest.fixture
def both(postgres: Server, tmp_path: Path) -> Any:
    """Two sources of the same table; the first must not read rows, the second reads no Arrow."""

    def open_both(**changes: Any) -> tuple[Any, Any]:
        arrow = source(postgres.url, tmp_path, "auto", **dict(changes))
        rows = source(postgres.url, tmp_path, "never", **dict(changes))
        assert arrow._conninfo is not None
        assert rows._conninfo is None
        return arrow, rows

    return open_both


@pytest.fixture
def no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a source that may use Arrow by rows is an error."""
    from connectors.generic.sql import SqlSource

    real = SqlSource._connection

    def guarded(self: Any) -> Any:
        assert self._conninfo is None, "read as rows"
        return real(self)

    monkeypatch.setattr(SqlSource, "_connection", guarded)


def dated(cursor: str | None) -> str | None:
    """A cursor without the moment its pass began."""
    import orjson

    value = {} if cursor is None else orjson.loads(cursor)
    value.pop("began", None)
    return None if cursor is None else orjson.dumps(value).decode()


def assert_alike(one: Iterator[Any], other: Iterator[Any]) -> int:
    count = 0
    for a, b in zip(one, other, strict=True):
        assert_frame_equal(a.frame, b.frame)
        assert dated(a.cursor) == dated(b.cursor)
        count += a.frame.height
    return count


@pytest.mark.usefixtures("no_rows")
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("cursor", ["changed", None])
def test_every_value_of_every_type(
    postgres: Server, both: Any, seed: int, cursor: str | None
) -> None:
    dice = random.Random(seed)
    fill(postgres, BASE | TYPES, [base(i) | odd_row(dice) for i in range(60)])
    # every type also through the mapping, as the text it becomes
    columns = {"title": {"template": "{loose}|{zoned}|{uid}|{mood}|{docb}|{clock}|{double}"}}
    arrow, rows = both(cursor=cursor, columns=columns)
    assert assert_alike(arrow.pull("approvals", None), rows.pull("approvals", None)) == 60
    assert_frame_equal(pl.concat(arrow.keys("approvals")), pl.concat(rows.keys("approvals")))
    assert arrow.check() == rows.check() == ()


@pytest.mark.usefixtures("no_rows")
@pytest.mark.parametrize("name", TYPES)
def test_a_column_alone_with_its_type(postgres: Server, both: Any, name: str) -> None:
    dice = random.Random(name)
    rows = [base(i) | {name: odd_row(dice)[name]} for i in range(40)]
    fill(postgres, BASE | {name: TYPES[name]}, rows)
    arrow, plain = both(columns={"title": name})
    assert assert_alike(arrow.pull("approvals", None), plain.pull("approvals", None)) == 40


@pytest.mark.usefixtures("no_rows")
def test_numbers_no_decimal_holds(postgres: Server, both: Any) -> None:
    words = ["NaN", "Infinity", "-Infinity", "1" * 40, "0." + "0" * 70 + "1", "1e80", "-0.0", "5"]
    rows = [base(i) | {"loose": w} for i, w in enumerate(words)]
    fill(postgres, BASE | {"loose": "numeric"}, rows)
    arrow, plain = both(columns={"amount": "loose"})
    assert assert_alike(arrow.pull("approvals", None), plain.pull("approvals", None)) == len(words)


@pytest.mark.usefixtures("no_rows")
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bigint", [3, -5, 2**62, 7, 8, 9]),
        ("numeric", [Decimal("1.5"), Decimal("1.50001"), Decimal(10**30), 2, 3, 4]),
        ("uuid", [UUID(int=n << 90) for n in (1, 5, 3, 9, 2, 8)]),
        ("varchar(20)", ["a", "A", "报", "a b", "", "😀"]),
        ("char(9)", ["a", "A", "报", "a b", "", "b"]),
        ("date", [date(2024, 1, n) for n in (1, 5, 3, 9, 2, 8)]),
    ],
)
def test_a_pass_goes_on_whichever_way_it_was_begun(
    postgres: Server, both: Any, kind: str, values: list[Any]
) -> None:
    rows = [{"id": v, "changed": START} for v in values] * 1
    fill(postgres, {"id": kind, "changed": "timestamp"}, rows)
    pair, cursor, seen = both(batch=1), None, []
    for turn in range(len(values)):
        batch = next(pair[turn % 2].pull("approvals", cursor))
        seen += batch.frame["approval_id"].to_list()
        cursor = batch.cursor
    assert len(seen) == len(set(seen)) == len(values)
    assert all(not batch.frame.height for batch in pair[0].pull("approvals", cursor))


@pytest.mark.usefixtures("no_rows")
@pytest.mark.parametrize(
    ("kind", "expression"),
    [
        ("timestamptz", "TIMESTAMPTZ '2024-03-01 00:00Z' + i * INTERVAL '7 min 1 us'"),
        ("timestamp", "TIMESTAMP '2024-03-01' + i * INTERVAL '7 min 1 us'"),
        ("date", "DATE '2024-03-01' + i"),
        ("bigint", "1700000000000 + i * 400000"),
        ("numeric", "i + 0.5"),
        ("text", "to_char(TIMESTAMP '2024-03-01' + i * INTERVAL '7 min', 'YYYY-MM-DD HH24:MI:SS')"),
    ],
)
def test_the_overlap_is_the_same(postgres: Server, both: Any, kind: str, expression: str) -> None:
    with postgres.engine().begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS odd")
        connection.exec_driver_sql(f"CREATE TABLE odd (id int, changed {kind})")
        sql = f"INSERT INTO odd SELECT i, {expression} FROM generate_series(1, 40) i"
        connection.exec_driver_sql(sql)
    arrow, rows = both(overlap=5 if kind == "numeric" else "10m")
    cursor = list(arrow.pull("approvals", None))[-1].cursor
    again = assert_alike(arrow.pull("approvals", cursor), rows.pull("approvals", cursor))
    assert 1 <= again < 40


@pytest.mark.parametrize("name", UNALIKE)
def test_other_types_are_read_as_rows(postgres: Server, both: Any, name: str) -> None:
    kind, value = UNALIKE[name]
    fill(postgres, BASE | {name: kind}, [base(i) | {name: value} for i in range(3)])
    arrow, rows = both()
    assert assert_alike(arrow.pull("approvals", None), rows.pull("approvals", None)) == 3
    assert arrow._by_rows == {"approvals"}


def test_an_enum_as_key_is_read_as_rows(postgres: Server, both: Any) -> None:
    fill(postgres, {"id": "mood", "changed": "timestamp"}, [{"id": "好", "changed": START}])
    arrow, rows = both()
    assert assert_alike(arrow.pull("approvals", None), rows.pull("approvals", None)) == 1
    assert arrow._by_rows == {"approvals"}


@pytest.mark.usefixtures("no_rows")
def test_a_type_made_after_the_first_read_is_known(postgres: Server, both: Any) -> None:
    for turn in range(3):  # each time another type by the same name
        fill(postgres, BASE | {"mood": "mood"}, [base(1) | {"mood": "好"}])
        arrow, rows = both(columns={"title": "mood"})
        assert assert_alike(arrow.pull("approvals", None), rows.pull("approvals", None)) == 1, turn


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("timestamp", "infinity"), ("timestamptz", "-infinity"), ("date", "infinity"),
        ("date", "-infinity"), ("timestamp", "0044-03-15 BC"), ("timestamptz", "12024-01-01"),
        ("time", "24:00:00"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("no_rows")
def test_a_moment_no_calendar_has_is_told(
    postgres: Server, both: Any, kind: str, value: str
) -> None:
    fill(postgres, BASE | {"odd_one": kind}, [base(1) | {"odd_one": value}])
    for oa in both():
        with pytest.raises(Fatal) as caught:
            list(oa.pull("approvals", None))
        assert caught.value.code == "value"


def test_a_database_without_an_encoding_is_read_as_rows(postgres: Server, tmp_path: Path) -> None:
    admin = postgres.engine().execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS ascii")
        create = "CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' "
        connection.exec_driver_sql(create + "LC_CTYPE 'C'")
    place = sa.make_url(postgres.url).set(database="ascii", query={"client_encoding": "utf8"})
    url = place.render_as_string(hide_password=False)
    plain = place.set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False)) as connection:
        connection.execute("CREATE TABLE odd AS SELECT 1 AS id, TIMESTAMP '2024-03-01' AS changed")
        connection.execute("ALTER TABLE odd ADD words text DEFAULT '报销'")
    arrow, rows = source(url, tmp_path, "auto"), source(url, tmp_path, "never")
    assert assert_alike(arrow.pull("approvals", None), rows.pull("approvals", None)) == 1
    assert arrow._by_rows == {"approvals"}


def test_a_sign_in_only_rows_know_is_read_as_rows(
    postgres: Server, both: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(postgres, BASE, [base(1)])
    arrow, rows = both()
    monkeypatch.setattr(sql_arrow, "_idle", {})
    asked = sa.make_url(postgres.url).update_query_dict({"gssencmode": "require"})
    refused = sql_arrow.conninfo_of(asked.render_as_string(hide_password=False), timeout=3)
    monkeypatch.setattr(arrow, "_conninfo", type(arrow._conninfo)(str(refused)))
    assert assert_alike(arrow.pull("approvals", None), rows.pull("approvals", None)) == 1


def test_a_server_that_lacks_what_the_driver_asks_is_read_as_rows(
    postgres: Server, both: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(postgres, BASE, [base(1)])
    monkeypatch.setattr(sql_arrow, "SETTINGS", "SELECT no_such_function()")
    arrow, rows = both()
    assert assert_alike(arrow.pull("approvals", None), rows.pull("approvals", None)) == 1
    assert arrow._by_rows == {"approvals"}


@pytest.mark.usefixtures("no_rows")
def test_the_arrow_session_cannot_write(postgres: Server, both: Any) -> None:
    fill(postgres, BASE | {"money": "numeric"}, [base(1)])
    with postgres.engine().begin() as connection:
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION sneak() RETURNS int LANGUAGE sql AS "
            "'DELETE FROM odd RETURNING 1'"
        )
    query = "SELECT o.*, sneak() AS gone FROM odd o"
    for oa in both(**{"query": query, "from": None}):
        with pytest.raises(Fatal, match="read-only transaction"):
            list(oa.pull("approvals", None))
    with postgres.engine().connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM odd")) == 1


@pytest.mark.usefixtures("no_rows")
def test_both_say_the_same_of_what_is_wrong(
    postgres: Server, both: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(postgres, BASE, [base(0), base(1)])
    url = sa.make_url(postgres.url)
    wrong = [
        (postgres.url, {"from": "nowhere"}, Fatal),
        (postgres.url, {"cursor": "modified"}, Fatal),
        (postgres.url, {"key": ["nothing"], "cursor": None}, Fatal),
        (postgres.url, {"query": "SELECT 1/id AS x, * FROM odd", "from": None}, Fatal),
        (postgres.url, {"query": "SELECT id, id, changed FROM odd", "from": None}, Fatal),
        (postgres.url, {"query": "SELEC", "from": None}, Fatal),
        (url.set(password="hunter2-wrong"), {}, Fatal),
        (url.set(database="hunter2"), {}, Fatal),
        (url.set(port=free_port()), {}, Retriable),
    ]
    for place, changes, kind in wrong:
        text = sa.make_url(place).render_as_string(hide_password=False)
        said: list[tuple[str, str]] = []
        for arrow in ("auto", "never"):
            oa = source(text, tmp_path, arrow, **dict(changes))
            with pytest.raises(kind) as caught:
                list(oa.pull("approvals", None))
            said.append((caught.value.code, str(caught.value)))
            assert "hunter2-wrong" not in f"{said} {oa.check()} {oa!r} {vars(oa)}"
        assert said[0] == said[1]


@pytest.mark.parametrize("way", [0, 1])
def test_a_connection_that_breaks_is_tried_again(postgres: Server, both: Any, way: int) -> None:
    fill(postgres, BASE, [base(i) for i in range(30)])
    oa = both()[way]
    pages = oa.pull("approvals", None)
    cursor = next(pages).cursor
    with postgres.engine().begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = 'yiping'"
        )
    with pytest.raises(Retriable):
        list(pages)
    assert sum(batch.frame.height for batch in oa.pull("approvals", cursor)) == 23


@pytest.mark.parametrize("way", [0, 1])
def test_a_source_left_early_leaves_no_session(postgres: Server, both: Any, way: int) -> None:
    fill(postgres, BASE, [base(i) for i in range(30)])
    pages = both()[way].pull("approvals", None)
    next(pages)
    pages.close()
    with postgres.engine().connect() as connection:
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = 'yiping' AND state <> 'idle'"
        )
        assert connection.scalar(sa.text(others)) == 1
