"""The real logs, recomputed by SQL straight from the raw files: every number has two fathers.

Nothing of ours takes part in the SQL: activities, working minutes and calendar are its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import holidays
import polars as pl
import pytest

from connectors.config import load
from facts.build import build
from facts.calendar import calendar_days
from facts.references import References
from metrics.definition import Cut
from metrics.frames import CLOCK, DEPARTMENTS, Frames
from metrics.measure import measure
from metrics.registry import METRICS
from tables.conform import conform
from tables.registry import TABLES

PUBLIC = Path(__file__).parents[2] / "samples" / "public"
LOGS = PUBLIC / "bpic2020"
PIN = datetime(2018, 7, 4, 12, 20, tzinfo=UTC)  # 14:20 in Amsterdam, in the thick of it
SLA = {"出差申请": 2400, "境内报销": 3360, "国际报销": 3840, "差旅预付": 2400, "付款申请": 3360}
FILES = {
    "出差申请": ("PermitLog", "Permit", "RequestedBudget"),
    "境内报销": ("DomesticDeclarations", "Declaration", "Amount"),
    "国际报销": ("InternationalDeclarations", "Declaration", "Amount"),
    "差旅预付": ("PrepaidTravelCost", "Request For Payment", "RequestedAmount"),
    "付款申请": ("RequestForPayment", "Request For Payment", "RequestedAmount"),
}

SCHEMA = """
create macro w(t) as (
  select pos + case when works
    then greatest(0, least(m - 540, 210)) + greatest(0, least(m - 780, 270)) else 0 end
  from (select (t at time zone 'Europe/Amsterdam') as l,
               extract(hour from l) * 60 + extract(minute from l) as m), cal
  where day = l::date);

create table act as
with e as (
  select *, case
      when activity like doc || ' SUBMITTED by %' then 'submit'
      when activity like doc || ' FINAL_APPROVED by %' then 'final'
      when activity like doc || ' APPROVED by %' then 'approve'
      when activity = doc || ' REJECTED by EMPLOYEE' then 'own'
      when activity like doc || ' REJECTED by %' then 'reject'
      when activity = 'Payment Handled' and doc <> 'Permit' then 'close' end as word,
    regexp_extract(activity, ' by (.+)$', 1) as role
  from event),
f as (
  select *, coalesce(sum((word = 'submit')::int) over (partition by process, case_id
      order by ts, seq rows between 1 following and unbounded following), 0) > 0 as again,
    greatest(1, sum((word = 'submit')::int) over (partition by process, case_id
      order by ts, seq rows unbounded preceding)) as round
  from e where word is not null)
select process, case_id, seq, ts, role, round, word, case
    when word = 'final' then 'approve'
    when word = 'reject' and again then 'return_to_applicant'
    when word = 'own' and not again then 'withdraw'
    when word in ('own', 'close') then null else word end as action
from f;

create table doc as
with a as (
  select process, case_id,
    min(ts) filter (action = 'submit') as submitted,
    max(ts) filter (action in ('approve', 'reject')) as judged,
    max(ts) filter (action = 'withdraw') as withdrawn,
    max(ts) filter (word = 'close') as closed,
    count(*) filter (action = 'submit') as submits,
    count(*) filter (action = 'return_to_applicant') as returns,
    count(*) filter (action = 'reject') as rejects,
    count(*) filter (action = 'withdraw') as withdrawals,
    string_agg(role || ':' || action, ' > ' order by ts, seq) as variant,
    last(case when word = 'final' then 'approved' when action = 'reject' then 'rejected'
      when action = 'withdraw' then 'withdrawn' else 'running' end order by ts, seq)
      filter (word = 'final' or action in
              ('submit', 'return_to_applicant', 'reject', 'withdraw')) as status
  from act group by all),
b as (
  select a.*, amount, status in ('approved', 'rejected') and judged is not null as decided,
    case when status in ('approved', 'rejected') then greatest(judged, submitted)
         when status = 'withdrawn' then greatest(withdrawn, submitted) end as ended
  from a join money using (process, case_id) where submitted is not null)
select b.*, sla, status = 'approved' as approved, w(submitted) as s, w(ended) as e,
  w(closed) as c, w(submitted) + sla as due, (timezone('Europe/Amsterdam', submitted))::date as son,
  (timezone('Europe/Amsterdam', ended))::date as eon,
  (timezone('Europe/Amsterdam', closed))::date as con
from b join promised using (process);

create table late as  -- the day whose working time holds the due moment
select doc.*, day as don from doc join cal on works and due > pos and due <= pos + 480;

create table lain as  -- working minutes that a decided document lay back with its applicant
with t as (
  select process, case_id, action, s, e, seq, ts,
    least(greatest(w(ts), s), e) as begins
  from act join doc using (process, case_id)
  where decided and action in ('submit', 'return_to_applicant', 'withdraw')),
u as (
  select *, coalesce(lead(begins) over (partition by process, case_id order by ts, seq), e) as ends
  from t)
select process, case_id, sum(ends - begins) filter (action <> 'submit') as applicant
from u group by all;

create table decided as
select doc.*, e - s as worked, coalesce(applicant, 0) as applicant,
  date_diff('second', submitted, ended) // 60 as clock
from doc left join lain using (process, case_id) where decided;

create table step as
with f as (
  select *, coalesce(lag(ts) over (partition by process, case_id order by ts, seq), ts) as entered
  from act where action is not null),
g as (
  select *, w(entered) as i, w(ts) as o, (timezone('Europe/Amsterdam', ts))::date as aon
  from f where action in ('approve', 'reject', 'return_to_applicant'))
select *, case when row_number() over (visit order by ts desc, seq desc) = 1
    then o - min(i) over (visit rows between unbounded preceding and unbounded following) end
    as wall
from g window visit as (partition by process, case_id, round, role);
"""

# metric: (table, condition, local date, value)
SAID = {
    "cycle_time": ("decided", "true", "eon", "median(worked) / 60"),
    "cycle_time_mean": ("decided", "true", "eon", "avg(worked) / 60"),
    "cycle_time_p90": ("decided", "true", "eon", "quantile_cont(worked, 0.9) / 60"),
    "cycle_calendar_time": ("decided", "true", "eon", "median(clock) / 60"),
    "cycle_calendar_time_mean": ("decided", "true", "eon", "avg(clock) / 60"),
    "cycle_calendar_time_p90": ("decided", "true", "eon", "quantile_cont(clock, 0.9) / 60"),
    "approver_time": ("decided", "true", "eon", "avg(worked - applicant) / 60"),
    "approver_time_median": ("decided", "true", "eon", "median(worked - applicant) / 60"),
    "applicant_time": ("decided", "true", "eon", "avg(applicant) / 60"),
    "applicant_time_median": ("decided", "true", "eon", "median(applicant) / 60"),
    "closing_time": ("doc", "closed is not null", "con", "median(c - s) / 60"),
    "closing_calendar_time": (
        "doc", "closed is not null", "con",
        "median(date_diff('second', submitted, closed) // 60) / 60",
    ),
    "on_time_rate": (
        "late", "status <> 'withdrawn' and due <= $pin", "don",
        "100.0 * count(*) filter (decided and e <= due) / count(*)",
    ),
    "on_time_closed": (
        "late", "decided and due <= $pin", "don",
        "100.0 * count(*) filter (e <= due) / count(*)",
    ),
    "submitted": ("doc", "true", "son", "count(*)"),
    "decided": ("decided", "true", "eon", "count(*)"),
    "approved": ("decided", "approved", "eon", "count(*)"),
    "submitted_amount": ("doc", "true", "son", "sum(amount)"),
    "approved_amount": ("decided", "approved", "eon", "sum(amount)"),
    "withdrawal_rate": (
        "doc", "true", "son", "100.0 * count(*) filter (status = 'withdrawn') / count(*)"
    ),
    "revocation_rate": ("decided", "approved", "eon", "0.0"),  # the logs revoke nothing
    "return_rate": (
        "decided", "true", "eon", "100.0 * count(*) filter (returns > 0) / count(*)"
    ),
    "returns_per_document": ("decided", "true", "eon", "sum(returns) / count(*)"),
    "first_pass_yield": (
        "decided", "true", "eon",
        "100.0 * count(*) filter (approved and returns + rejects + withdrawals = 0) / count(*)",
    ),
    "submissions_per_document": ("decided", "true", "eon", "sum(submits) / count(*)"),
    "variants": ("decided", "true", "eon", "count(*)"),
    "variant_share": ("decided", "true", "eon", "100.0"),
    "node_wait": ("step", "true", "aon", "median(o - i) / 60"),
    "node_wait_mean": ("step", "true", "aon", "avg(o - i) / 60"),
    "node_wait_p90": ("step", "true", "aon", "quantile_cont(o - i, 0.9) / 60"),
    "node_wall": ("step", "wall is not null", "aon", "median(wall) / 60"),
    "node_share": ("step", "wall is not null", "aon", "case when sum(wall) > 0 then 100.0 end"),
    "rejection_rate": (
        "step", "action in ('approve', 'reject')", "aon",
        "100.0 * count(*) filter (action = 'reject') / count(*)",
    ),
    "in_flight": ("open", "true", None, "count(*)"),
    "overdue": ("open", "due < $pin", None, "count(*)"),
    "oldest_age": ("open", "true", None, "($pin - min(s)) / 60"),
}  # fmt: skip
OPEN = "(select * from doc where submitted <= $at and (ended is null or ended > $at))"

OF_APPROVALS = [name for name in METRICS if name.startswith("approval.")]


@dataclass(frozen=True)
class Public:
    raw: duckdb.DuckDBPyConnection
    pin: int
    frames: dict[str, Frames]

    def sql(self, name: str, keys: list[str], where: str = "true") -> dict[tuple[str, ...], float]:
        """The metric from the raw files, by keys (SQL over the table's columns)."""
        table, condition, _, value = SAID[name]
        source = table if table != "open" else OPEN
        picked = "".join(f"{key}, " for key in keys)
        groups = ", ".join(str(i + 1) for i in range(len(keys)))
        query = f"select {picked}{value} from {source} where ({condition}) and ({where})"
        query += f" group by {groups}" if keys else ""
        given = {"pin": self.pin, "at": PIN}
        used = {key: value for key, value in given.items() if f"${key}" in query}
        rows = self.raw.execute(query, used).fetchall()
        return {tuple(row[:-1]): row[-1] for row in rows}

    def ours(self, name: str, cut: Cut) -> dict[tuple[str, ...], float]:
        metric = METRICS[f"approval.{name}"]
        rows = measure(metric, cut, self.frames[metric.fact.name]).rows
        keys = [*cut.by, *(["period"] if cut.grain else [])]
        return {tuple(row[k] for k in keys): row["value"] for row in rows.iter_rows(named=True)}


def raw_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Events, amounts, promises and a calendar of the test's own."""
    events, money = [], []
    for process, (log, document, amount) in FILES.items():
        events.append(
            f"""select '{process}' as process, '{document}' as doc, case_id, event_seq as seq,
            "concept:name" as activity, "time:timestamp" as ts
            from '{LOGS / f"{log}_events.parquet"}'"""
        )
        money.append(
            f"""select '{process}' as process, case_id,
            round({amount}, 2)::decimal(18, 2) as amount from '{LOGS / f"{log}_cases.parquet"}'"""
        )
    connection.execute(f"create table event as {' union all '.join(events)}")
    connection.execute(f"create table money as {' union all '.join(money)}")
    connection.execute("create table promised(process varchar, sla bigint)")
    connection.executemany("insert into promised values (?, ?)", list(SLA.items()))
    off = holidays.country_holidays("NL", years=range(2016, 2021))
    day, position, rows = date(2016, 1, 1), 0, []
    while day < date(2021, 1, 1):
        works = day.weekday() < 5 and day not in off
        rows.append((day, works, position))
        position += 480 if works else 0
        day += timedelta(days=1)
    days = pl.DataFrame(rows, schema=["day", "works", "pos"], orient="row")
    connection.register("days", days.to_arrow())
    connection.execute("create table cal as from days")
    connection.execute(SCHEMA)


def our_tables() -> dict[str, pl.DataFrame]:
    """Everything the public profile's sources yield, conformed."""
    found: dict[str, list[pl.DataFrame]] = {}
    for source in load(PUBLIC / "sources.yaml"):
        for stream in source.streams:
            for batch in source.pull(stream.table, None):
                rows = conform(TABLES[batch.table], batch.frame, source=source.name).rows
                found.setdefault(batch.table, []).append(rows)
    return {name: pl.concat(parts, how="diagonal_relaxed") for name, parts in found.items()}


@pytest.fixture(scope="module")
def public() -> Iterator[Public]:
    tables = our_tables()
    days = calendar_days(tables["calendar"])
    references = References.of(tables["companies"], tables["process_sla"], days)
    facts = build(tables["approvals"], tables["approval_steps"], references)
    with duckdb.connect() as connection:
        raw_files(connection)
        pin = connection.execute("select w($at)", {"at": PIN}).fetchone()[0]
        clock = pl.DataFrame([("nl", PIN.date(), pin)], schema=CLOCK, orient="row")
        shared = {
            "calendar_day": days.lazy(),
            "departments": pl.LazyFrame(schema=DEPARTMENTS),
            "clock": clock.lazy(),
            "at": PIN,
        }
        frames = {
            "approval": Frames(fact=facts.approval.lazy(), **shared),
            "approval_step": Frames(fact=facts.approval_step.lazy(), **shared),
        }
        yield Public(raw=connection, pin=pin, frames=frames)


def agree(ours: dict, theirs: dict) -> None:
    wrong = {
        key: (ours.get(key), theirs.get(key))
        for key in ours.keys() | theirs.keys()
        if key not in ours or key not in theirs or not same(ours[key], theirs[key])
    }
    assert not wrong


def same(one, other) -> bool:
    if one is None or other is None:
        return one is other
    return float(one) == pytest.approx(float(other), rel=1e-9, abs=1e-9)


def test_every_metric_is_recomputed():
    assert {f"approval.{name}" for name in SAID} == set(OF_APPROVALS)


@pytest.mark.parametrize("name", SAID)
def test_the_number_and_its_parts_by_process(public: Public, name: str):
    agree(public.ours(name, Cut()), public.sql(name, []))
    agree(public.ours(name, Cut(by=("process",))), public.sql(name, ["process"]))


@pytest.mark.parametrize("name", [name for name, said in SAID.items() if said[2]])
def test_every_month_of_every_process(public: Public, name: str):
    month = f"strftime({SAID[name][2]}, '%Y-%m')"
    cut = Cut(by=("process",), grain="month")
    ours, theirs = public.ours(name, cut), public.sql(name, ["process", month])
    assert len(theirs) > 20
    agree(ours, theirs)


@pytest.mark.parametrize("name", ["node_wait", "node_wall", "rejection_rate"])
def test_the_steps_by_role(public: Public, name: str):
    agree(public.ours(name, Cut(by=("role",))), public.sql(name, ["role"]))


def test_variants_and_shares(public: Public):
    """Counts by variant, and what part of the whole each is; the same for the time at nodes."""
    counts = public.sql("variants", ["variant"])
    agree(public.ours("variants", Cut(by=("variant",))), counts)
    total = sum(counts.values())
    shares = {key: 100 * count / total for key, count in counts.items()}
    agree(public.ours("variant_share", Cut(by=("variant",))), shares)
    whole = "100.0 * sum(wall) / (select sum(wall) from step)"
    rows = public.raw.execute(f"select role, {whole} from step group by 1").fetchall()
    agree(public.ours("node_share", Cut(by=("node",))), {(role,): value for role, value in rows})
