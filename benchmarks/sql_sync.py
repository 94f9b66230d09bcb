"""Rows per second of the sql connector with conform, against a bare driver read, both to Parquet.

`python benchmarks/sql_sync.py [rows]`; CPU seconds of one process, engines in turn, best of three.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import psycopg
import sqlalchemy as sa
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

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
    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE flow_form ({COLUMNS})")
        with cursor.copy("COPY flow_form FROM STDIN") as copy:
            for row in frame.iter_rows():
                copy.write_row(row)
        cursor.execute("CREATE INDEX changed ON flow_form (changed, id)")
        cursor.execute("ANALYZE flow_form")


def bare(url: str, out: Path) -> int:
    """What a careful script does: the driver's rows, in batches, as Arrow into Parquet."""
    rows = 0
    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    lite = url.startswith("sqlite")
    connection = sqlite3.connect(url.removeprefix("sqlite:///")) if lite else psycopg.connect(plain)
    cursor = connection.cursor() if lite else connection.cursor(name="bare")
    cursor.execute("SELECT * FROM flow_form ORDER BY changed, id")
    while page := cursor.fetchmany(BATCH):
        names = [d[0] for d in cursor.description]
        frame = pl.DataFrame(page, schema=names, orient="row", infer_schema_length=None)
        frame.write_parquet(out / f"{rows}.parquet")
        rows += len(page)
    connection.close()
    return rows


def ours(url: str, out: Path) -> int:
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
        "stale_after": "5m", "url": url, "zone": "Asia/Shanghai", "streams": [stream],
    }  # fmt: skip
    path = out / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": [config]}))
    rows = 0
    for batch in load(path, environ={})[0].pull("approvals", None):
        done = conform(APPROVALS, batch.frame, source="oa")
        assert done.rejected.height == 0
        done.rows.write_parquet(out / f"{rows}.parquet")
        rows += done.rows.height
    return rows


def timed(run: Callable[[str, Path], int], url: str, rows: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as out:
        wall, cpu = time.perf_counter(), time.process_time()
        assert run(url, Path(out)) == rows
        return time.perf_counter() - wall, time.process_time() - cpu


def compare(name: str, url: str, rows: int) -> float:
    best: dict[str, tuple[float, float]] = {}
    for _ in range(3):
        for run in (bare, ours):
            spent = timed(run, url, rows)
            if run.__name__ not in best or spent[1] < best[run.__name__][1]:
                best[run.__name__] = spent
    for kind, (wall, cpu) in best.items():
        print(f"{name:10} {kind:5} {rows / wall:>10,.0f} rows/s   {cpu:6.2f} s CPU")
    ratio = best["bare"][1] / best["ours"][1]
    print(f"{name:10} ours reaches {ratio:.0%} of the bare rows per CPU second (at least 60%)")
    return ratio


def main(rows: int) -> int:
    frame = fill(rows)
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        lite = into_sqlite(frame, Path(folder) / "oa.db")
        into_postgres(frame, server.url)
        ratios = [compare("sqlite", lite, rows), compare("postgresql", server.url, rows)]
    return 0 if min(ratios) >= 0.6 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000))
