"""Seeded canonical approvals at any size: three years of a group, month by month as Parquet.

`python -m benchmarks.events FOLDER --events 1000000` writes `approvals/2025-03.parquet`,
`approval_steps/2025-03.parquet` … and the small tables. A month is made at once, so memory follows
a month, not history. Columns are the canonical ones without `source` and `raw`.
"""

import argparse
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from benchmarks.patterns import PATTERNS, PER_DOCUMENT, pattern_rows

c = pl.col
MONTHS = 36
FIRST = date(2023, 12, 1)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
DEPARTMENTS, COMPANIES, PEOPLE = 40, 4, 5_000
MERGED_ON = date(2025, 7, 1)
PROCESSES = tuple(f"流程{number:02}" for number in range(1, 13))
SHIFT = 8 * 3600  # Shanghai
WORKDAY, MORNING, OPEN = 28_800, 10_800, 9 * 3600
DAYS = [d for n in range(1_600) if (d := FIRST + timedelta(days=n)).weekday() < 5]
_DAY_NUMBERS = pl.Series([(d - date(1970, 1, 1)).days for d in DAYS])


def months() -> list[date]:
    """The first days of the months of history."""
    first = FIRST.year * 12 + FIRST.month - 1
    return [date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(MONTHS)]


def month_frames(events: int, seed: int) -> Iterator[tuple[str, pl.DataFrame, pl.DataFrame]]:
    """(month, approvals, steps) in order; about `events` steps in all."""
    per_month = round(events / PER_DOCUMENT / MONTHS)
    for number, month in enumerate(months()):
        yield (month.strftime("%Y-%m"), *_month(month, number * per_month, per_month, seed))


def _uniform(key: pl.Expr, seed: int) -> pl.Expr:
    return key.hash(seed).cast(pl.Float64) / 2.0**64


def _normal(key: pl.Expr, seed: int) -> pl.Expr:
    radius = (-2 * _uniform(key, seed).clip(1e-12).log()).sqrt()
    return radius * (2 * math.pi * _uniform(key, seed + 1)).cos()


def _moment(position: pl.Series) -> pl.Series:
    """Working seconds since the first day as moments in UTC."""
    day, rest = position // WORKDAY, position % WORKDAY
    frame = pl.DataFrame({"day": _DAY_NUMBERS.gather(day), "rest": rest})
    lunch = pl.when(c("rest") >= MORNING).then(3_600).otherwise(0)
    seconds = c("day").cast(pl.Int64) * 86_400 + OPEN - SHIFT + c("rest") + lunch
    moment = pl.from_epoch(seconds, time_unit="s").cast(pl.Datetime("us", "UTC"))
    return frame.select(moment.alias("moment"))["moment"]


def _month(month: date, first: int, rows: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    documents = _documents(month, first, rows, seed)
    steps = _steps(documents, seed)
    ended = steps.group_by("uid").agg(
        ended_at=c("acted_at").max(),
        updated_at=pl.max_horizontal(c("acted_at").max(), c("entered_at").max()),
        runs=c("action").is_null().any(),
    )
    done = documents.join(ended, on="uid", how="left", maintain_order="left")
    status = pl.when("runs").then(pl.lit("running")).otherwise("end")
    decided = status.is_in(["approved", "rejected"])
    approvals = done.select(
        *_NAMES,
        status=status,
        created_at="created_at",
        submitted_at="created_at",
        decided_at=pl.when(decided).then("ended_at"),
        closed_at=pl.when((status == "approved") & (c("ended_at") < NOW - timedelta(days=1))).then(
            c("ended_at") + pl.duration(days=1)
        ),
        business_no=pl.lit("B") + c("approval_id"),
        previous_id=pl.when(c("uid") % 50 == 7).then((c("uid") - 1).cast(pl.String)),
        updated_at="updated_at",
        deleted_at=pl.lit(None, pl.Datetime("us", "UTC")),
    )
    return approvals, steps.drop("uid")


_NAMES = (
    *("approval_id", "company_id", "process", "title", "applicant_id", "department_id"),
    *("amount", "currency"),
)


def _documents(month: date, first: int, rows: int, seed: int) -> pl.DataFrame:
    index = [n for n, d in enumerate(DAYS) if (d.year, d.month) == (month.year, month.month)]
    index = [n for n in index if DAYS[n] <= NOW.date()]
    start, span = index[0] * WORKDAY, len(index) * WORKDAY
    uid = pl.int_range(first, first + rows)
    shares = pl.Series([p.name for p in PATTERNS for _ in range(p.share)])
    frame = pl.select(uid=uid).select(
        "uid",
        approval_id=c("uid").cast(pl.String),
        begin=start + (_uniform(c("uid"), seed) * span).cast(pl.Int64),
        pick=(_uniform(c("uid"), seed + 2) * len(shares)).cast(pl.Int64),
        department=(_uniform(c("uid"), seed + 3) ** 1.5 * DEPARTMENTS).cast(pl.Int64),
        process=pl.lit(pl.Series(PROCESSES)).gather(
            (_uniform(c("uid"), seed + 4) * len(PROCESSES)).cast(pl.Int64)
        ),
        applicant_id=pl.format("P{}", (_uniform(c("uid"), seed + 5) * PEOPLE).cast(pl.Int64)),
        amount=(7 + 1.2 * _normal(c("uid"), seed + 6)).exp().round(2).cast(pl.Decimal(18, 2)),
        currency=pl.lit("CNY"),
    )
    return frame.with_columns(
        pattern=shares.gather(frame["pick"]),
        department_id=pl.format("D{}", "department"),
        company_id=pl.format("C{}", c("department") % COMPANIES),
        title=c("process") + "-" + c("applicant_id"),
        created_at=_moment(frame["begin"]),
    ).join(pattern_ends(), on="pattern", how="left", maintain_order="left")


def pattern_ends() -> pl.DataFrame:
    """How each pattern ends."""
    return pl.DataFrame({"pattern": [p.name for p in PATTERNS], "end": [p.end for p in PATTERNS]})


def _steps(documents: pl.DataFrame, seed: int) -> pl.DataFrame:
    known = documents.select(
        "uid", "approval_id", "company_id", "created_at", "begin", "pattern", "applicant_id"
    )
    key = c("uid") * 64 + c("seq")
    rows = known.join(pattern_rows(), on="pattern").sort("uid", "seq")
    rows = rows.with_columns(
        wait=(c("minutes") * 60 * (0.8 * _normal(key, seed + 8)).exp()).cast(pl.Int64)
    )
    rows = rows.with_columns(left=c("begin") + c("wait").cum_sum().over("uid"))
    rows = rows.with_columns(entered=c("left").shift(1).over("uid").fill_null(c("begin")))
    rows = rows.with_columns(
        entered_at=_moment(rows["entered"]), acted_at=_moment(rows["left"])
    ).filter(c("entered_at") <= NOW)
    acted = c("acted_at") <= NOW
    actor = pl.format("P{}", key.hash(seed + 10) % PEOPLE)
    return rows.select(
        "uid",
        "approval_id",
        c("seq").cast(pl.Int64),
        "company_id",
        "created_at",
        c("round").cast(pl.Int64),
        "node",
        "role",
        actor_id=pl.when(c("role") == "applicant").then("applicant_id").otherwise(actor),
        action=pl.when(acted).then("action"),
        countersign=pl.lit(None, pl.String),
        entered_at="entered_at",
        acted_at=pl.when(acted).then("acted_at"),
        comment=pl.lit(None, pl.String),
        updated_at=pl.when(acted).then("acted_at").otherwise("entered_at"),
        deleted_at=pl.lit(None, pl.Datetime("us", "UTC")),
    )


def masters() -> dict[str, pl.DataFrame]:
    """Companies, departments, calendar and promised times of the same group."""
    since = datetime(2023, 1, 1, tzinfo=UTC)
    companies = [
        {"company_id": f"C{n}", "name": f"公司{n}", "currency": "CNY", "zone": "Asia/Shanghai",
         "calendar_id": "cn", "is_test": False}
        for n in range(COMPANIES)
    ]  # fmt: skip
    departments = [
        {"department_id": f"D{n}", "company_id": f"C{n % COMPANIES}", "name": f"部门{n}",
         "parent_id": f"D{n % COMPANIES}" if n >= COMPANIES else None}
        for n in range(DEPARTMENTS)
    ]  # fmt: skip
    merged, into = departments[-1], departments[-1 - COMPANIES]  # so that 现行 is not 当时
    merged |= {"successor_id": into["department_id"], "valid_to": MERGED_ON}
    calendar = [_calendar_day(date(2023, 1, 1) + timedelta(days=n)) for n in range(1_826)]
    sla = [
        {"process": name, "node": "*", "minutes": 2_400, "valid_from": date(2023, 1, 1)}
        for name in PROCESSES
    ]
    made = {
        "companies": companies,
        "departments": departments,
        "calendar": calendar,
        "process_sla": sla,
    }
    stamp = pl.lit(since).cast(pl.Datetime("us", "UTC")).alias("updated_at")
    return {
        name: pl.DataFrame(rows, infer_schema_length=None).with_columns(stamp)
        for name, rows in made.items()
    }


def _calendar_day(day: date) -> dict[str, object]:
    opens = day.weekday() < 5
    hours = {"open_1": 540, "close_1": 720, "open_2": 780, "close_2": 1080}
    return {
        "calendar_id": "cn",
        "day": day,
        "is_working": opens,
        **{name: minute if opens else None for name, minute in hours.items()},
        "accounting_period": f"{day:%Y-%m}",
        "fiscal_year": f"{day.year}",
    }


def write(folder: Path, events: int, seed: int = 1) -> int:
    """Write everything below `folder`; the number of steps."""
    for name, frame in masters().items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / name / "all.parquet")
    for name in ("approvals", "approval_steps"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    total = 0
    for month, approvals, steps in month_frames(events, seed):
        approvals.write_parquet(folder / "approvals" / f"{month}.parquet")
        steps.write_parquet(folder / "approval_steps" / f"{month}.parquet")
        total += steps.height
    return total


def main() -> None:
    """Write a data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(f"{write(asked.folder, asked.events, asked.seed):,} steps")


if __name__ == "__main__":
    main()
