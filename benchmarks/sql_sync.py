"""Rows per second of the sql connector with conform, against a bare driver read, both to Parquet.

`python -m benchmarks.sql_sync [rows]`; CPU seconds of one process, sides in turn, best of five.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import psycopg
import sqlalchemy as sa
import yaml

from benchmarks.verdicts import Goal, judge
from connectors.config import load
from tables.approvals import APPROVALS
from tables.conform import conform
from tests.servers import postgres_server

COLUMNS = (
    "id BIGINT PRIMARY KEY, kind VARCHAR(40), title VARCHAR(80), applicant VARCHAR(20), "
    "dept VARCHAR(20), total NUMERIC(18,2), currency CHAR(3), state VARCHAR(20), "
    "created TIMESTAMP, submitted TIMESTAMP, decided TIMESTAMP, no VARCHAR(30), changed TIMESTAMP"
)
BATCH = 100_000
Run = Callable[[str, Path], int]


def fill(rows: int) -> pl.DataFrame:
    i = pl.int_range(rows, eager=True)
    start = pl.datetime(2024, 1, 1)
    frame = pl.DataFrame({"id": i}).with_columns(
        kind=pl.lit("费用报销"),
        title=pl.format("费用报销 2024-{}", "id"),
        applicant=pl.format("P{}", pl.col("id") % 5000),
        dept=pl.format("D{}", pl.col("id") % 200),
        total=((pl.col("id") % 100_000) / 7).round(2),
        currency=pl.lit("CNY"),
        state=pl.lit("approved"),
        created=start + pl.duration(seconds=pl.col("id") * 60),
    )
    return frame.with_columns(
        submitted=pl.col("created"),
        decided=pl.col("created") + pl.duration(hours=5),
        no=pl.format("BX{}", "id"),
        changed=pl.col("created") + pl.duration(hours=5),
    )


def into_sqlite(frame: pl.DataFrame, path: Path) -> str:
    moments = [name for name, dtype in frame.schema.items() if dtype.is_temporal()]
    text = frame.with_columns(pl.col(moments).dt.to_string("%Y-%m-%d %H:%M:%S"))
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE flow_form ({COLUMNS})")
        marks = ",".join("?" * frame.width)
        connection.executemany(f"INSERT INTO flow_form VALUES ({marks})", text.iter_rows())
        connection.execute("CREATE INDEX changed ON flow_form (changed, id)")
    connection.close()
    return f"sqlite:///{path}"


def into_postgres(frame: pl.DataFrame, url: str) -> None:
    with psycopg.connect(_plain(url)) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE flow_form ({COLUMNS})")
        with cursor.copy("COPY flow_form FROM STDIN") as copy:
            for row in frame.iter_rows():
                copy.write_row(row)
        cursor.execute("CREATE INDEX changed ON flow_form (changed, id)")
        cursor.execute("ANALYZE flow_form")


def bare(url: str, out: Path) -> int:
    """What a careful script does: the driver's rows, in batches, as Arrow into Parquet."""
    rows = 0
    for names, page in _from_sqlite(url) if url.startswith("sqlite") else _from_postgres(url):
        frame = pl.DataFrame(page, schema=names, orient="row", infer_schema_length=None)
        frame.write_parquet(out / f"{rows}.parquet")
        rows += len(page)
    return rows


QUERY = "SELECT * FROM flow_form ORDER BY changed, id"
Pages = Iterator[tuple[list[str], list[tuple[object, ...]]]]


def _from_sqlite(url: str) -> Pages:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    cursor = connection.execute(QUERY)
    names = [column[0] for column in cursor.description]
    while page := cursor.fetchmany(BATCH):
        yield names, page
    connection.close()


def _from_postgres(url: str) -> Pages:
    with psycopg.connect(_plain(url)) as connection, connection.cursor(name="bare") as cursor:
        cursor.execute(QUERY)
        while page := cursor.fetchmany(BATCH):
            yield [column.name for column in cursor.description or ()], page


def _plain(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def ours(url: str, out: Path) -> int:
    """The connector as it comes: Arrow where the driver has it."""
    return synced(url, out, "auto")


def by_rows(url: str, out: Path) -> int:
    """The connector reading rows through SQLAlchemy."""
    return synced(url, out, "never")


def synced(url: str, out: Path, arrow: str) -> int:
    stream = {
        "table": "approvals", "from": "flow_form", "cursor": "changed", "key": ["id"],
        "batch": BATCH,
        "columns": {
            "approval_id": "id", "company_id": {"constant": "c1"}, "process": "kind",
            "title": "title", "applicant_id": "applicant", "department_id": "dept",
            "amount": "total", "currency": "currency",
            "status": {"from": "state", "values": {"approved": "approved", "open": "running"}},
            "created_at": "created", "submitted_at": "submitted", "decided_at": "decided",
            "business_no": "no", "updated_at": "changed",
        },
    }  # fmt: skip
    config = {
        "name": "oa", "kind": "sql", "label": {"zh": "OA", "en": "OA"}, "every": "30s",
        "stale_after": "5m", "url": url, "zone": "Asia/Shanghai", "arrow": arrow,
        "streams": [stream],
    }  # fmt: skip
    path = out / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": [config]}))
    count = 0
    for batch in load(path, environ={})[0].pull("approvals", None):
        done = conform(APPROVALS, batch.frame, source="oa")
        assert done.rejected.height == 0
        done.rows.write_parquet(out / f"{count}.parquet")
        count += done.rows.height
    return count


def timed(run: Run, url: str, count: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as out:
        wall, cpu = time.perf_counter(), time.process_time()
        assert run(url, Path(out)) == count
        return time.perf_counter() - wall, time.process_time() - cpu


def compare(name: str, url: str, rows: int, *others: Run) -> None:
    best: dict[str, tuple[float, float]] = {}
    for _ in range(5):
        for run in (bare, ours, *others):
            spent = timed(run, url, rows)
            if run.__name__ not in best or spent[1] < best[run.__name__][1]:
                best[run.__name__] = spent
    print(f"\nSQL sync, {name}, {rows:,} rows")
    for kind, (wall, cpu) in best.items():
        print(f"  {kind:7} {rows / wall:>10,.0f} rows/s {rows / cpu:>10,.0f} rows/s of CPU")
    share = best["bare"][1] / best["ours"][1]
    judge(f"SQL sync, {name}: rows per CPU second / bare read", share, Goal(at_least=0.6))
    for other in others:
        gain = best[other.__name__][1] / best["ours"][1]
        what = (
            f"SQL sync, {name}: rows per CPU second as Arrow / {other.__name__.replace('_', ' ')}"
        )
        judge(what, gain, Goal(at_least=1))


def main(rows: int) -> None:
    frame = fill(rows)
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        compare("SQLite", into_sqlite(frame, Path(folder) / "oa.db"), rows)
        into_postgres(frame, server.url)
        compare("PostgreSQL", server.url, rows, by_rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
