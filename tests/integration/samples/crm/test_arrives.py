"""The CRM through its source and the real worker: what it holds is what the lake holds."""

import datetime as dt
import random
import shutil
import sqlite3
from contextlib import closing

import polars as pl
import pytest

from connectors.config import load
from samples.demo.crm import home as place
from samples.demo.crm.answers import Refusal
from samples.demo.crm.install import located
from samples.demo.crm.running import running
from samples.demo.crm.throttle import Throttle
from samples.demo.crm.tick import Ticker
from samples.demo.crm.tokens import Tokens
from samples.demo.moments import ZONE
from samples.profiles import demo_sources
from settings import Settings
from tables.registry import TABLES
from tests.integration.samples.crm.conftest import SECRET, serving
from worker.api import sync_once
from worker.home import Home

AFTER = dt.datetime(2026, 11, 19, 18, 0, 10, tzinfo=ZONE)
SAME = {
    "customers": (
        "customer_id, customer_no, name, tax_no, owner_id, region_id, credit_limit, phone",
        "SELECT a.id, a.code, a.name, credit_code, owner_id, region_code, credit_limit, c.mobile"
        " FROM account a JOIN contact c ON c.account_id = a.id AND is_primary = 1",
    ),
    "opportunities": (
        "opportunity_no, status, amount, probability, order_no, created_at, closed_at",
        "SELECT number, CASE stage WHEN 'S6' THEN 'won' WHEN 'S7' THEN 'lost' ELSE 'open' END,"
        " amount, probability, order_no, created, closed FROM opportunity WHERE is_deleted = 0",
    ),
    "opportunity_stages": (
        "opportunity_id, seq, amount, entered_at, actor_id",
        "SELECT o.id, s.seq, s.amount, s.entered, s.user_id FROM opportunity_stage s"
        " JOIN opportunity o ON o.id = s.opportunity_id WHERE o.is_deleted = 0",
    ),
    "crm_orders": (
        "order_no, kind, customer_id, amount_gross, opportunity_id, signed_on, promised_on, status",
        "SELECT t.number, type, t.account_id, gross, o.id, signed, promised, status"
        " FROM agreement t LEFT JOIN opportunity o ON o.number = t.opportunity_no",
    ),
    "complaints": (
        "complaint_no, status, severity, created_at, responded_at, resolved_at",
        "SELECT number, CASE status WHEN 'solved' THEN 'resolved' WHEN 'void' THEN 'cancelled'"
        " ELSE 'open' END, CASE severity WHEN 1 THEN 'low' WHEN 2 THEN 'medium' ELSE 'high' END,"
        " created, first_response, resolved FROM complaint",
    ),
    "surveys": (
        "survey_id, customer_id, order_no, answered_at, score",
        "SELECT id, account_id, order_no, answered, score FROM survey",
    ),
}


class Impatient(Tokens):
    """Tokens that end much earlier than promised, and count how often an ended one came."""

    refused = 0

    def check(self, header):
        try:
            Tokens(SECRET, lifetime=1).check(header)
        except Refusal:
            self.refused += 1
            raise


class Narrow(Throttle):
    """A throttle that counts how often it was too fast."""

    refused = 0

    def take(self):
        try:
            super().take()
        except Refusal:
            self.refused += 1
            raise


@pytest.fixture
def home(built, tmp_path):
    (tmp_path / "sources").mkdir()
    shutil.copyfile(built, tmp_path / place.DATABASE)
    place.create(tmp_path)
    config = tmp_path / "sources.yaml"
    config.write_text(located(demo_sources(), tmp_path), encoding="utf-8")
    opened = Home.open(
        Settings(home=tmp_path),
        load_sources=lambda: tuple(s for s in load(config) if s.name == "crm"),
    )
    yield opened, tmp_path
    opened.close()


def told(value):
    """A value of the lake as the CRM's database has it."""
    if isinstance(value, dt.datetime):
        return round(value.timestamp() * 1000)
    return value


def assert_same(opened, folder):
    with closing(sqlite3.connect(folder / place.DATABASE)) as connection:
        for table, (columns, query) in SAME.items():
            schema = TABLES[table].schema
            read = [pl.col(name) for name in columns.split(", ")]
            cents = [
                (pl.col(name) * 100).cast(pl.Int64)
                for name in columns.split(", ")
                if isinstance(schema[name], pl.Decimal)
            ]
            frame = opened.lake.store(TABLES[table]).scan().select(read).with_columns(cents)
            ours = sorted(tuple(map(str, map(told, row))) for row in frame.collect().iter_rows())
            theirs = sorted(tuple(map(str, row)) for row in connection.execute(query))
            assert ours == theirs, table


def test_everything_arrives_and_goes_on_arriving(home):
    opened, folder = home
    with running(folder):
        done = sync_once(opened)
        assert done.ok, done
        assert done.sources[0].counts.rejected == 0
        assert_same(opened, folder)
        ticker = Ticker(folder / place.DATABASE, rng=random.Random(4))
        for number in range(60):
            ticker.tick(AFTER + dt.timedelta(hours=2 * number), at_least=3)
        ticker.close()
        with closing(sqlite3.connect(folder / place.DATABASE)) as connection:
            connection.execute(
                "UPDATE opportunity SET is_deleted = 1,"
                " modified = (SELECT max(modified) + 1 FROM opportunity) WHERE id = 200"
            )
            connection.commit()
        again = sync_once(opened)
        assert again.ok, again
        assert again.sources[0].counts.rejected == 0
        assert again.sources[0].counts.rows < done.sources[0].counts.rows
        assert_same(opened, folder)


def test_a_slow_api_whose_tokens_expire_on_the_way_is_read_whole(home):
    """Refused for speed and with an expired token again and again, nothing is lost or doubled."""
    opened, folder = home
    Ticker(folder / place.DATABASE).close()  # the journal it lives with
    (folder / place.SECRET).write_text(SECRET)
    tokens, calls = Impatient(SECRET), Narrow(per_second=6, burst=6)
    with serving(folder / place.DATABASE, tokens=tokens, calls=calls) as api:
        text = (folder / place.SOURCES).read_text(encoding="utf-8")
        text = text.replace(place.found(folder).url, str(api.client.base_url).rstrip("/"))
        slow = text.replace("size: 500", "size: 60").replace("per_second: 15", "per_second: 9")
        assert slow != text
        (folder / place.SOURCES).write_text(slow, encoding="utf-8")
        done = sync_once(opened)
        assert done.ok, done
        assert_same(opened, folder)
    assert tokens.refused > 0
    assert calls.refused > 0


def test_a_crm_that_is_down_is_told_and_nothing_is_lost(home):
    opened, folder = home
    with running(folder):
        assert sync_once(opened).ok
    before = opened.lake.store(TABLES["opportunities"]).scan().collect().height
    done = sync_once(opened)
    assert not done.ok
    assert "can't be reached" in (done.sources[0].problem or "")
    assert opened.lake.store(TABLES["opportunities"]).scan().collect().height == before > 0


def test_a_crm_that_never_ran_is_down_not_empty(home):
    opened, _ = home
    done = sync_once(opened)
    assert not done.ok
    assert "can't be reached" in (done.sources[0].problem or "")
    assert place.secret(opened.folder.parent) not in str(done)
