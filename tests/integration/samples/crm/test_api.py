"""The API over real HTTP: who may read, what a page holds, and how it refuses."""

import datetime as dt
import random
import re
import sqlite3
import time
from contextlib import closing

import pytest
from itsdangerous import TimestampSigner

from samples.demo.crm.objects import OBJECTS
from samples.demo.crm.throttle import Throttle
from samples.demo.crm.tick import Ticker
from samples.demo.crm.tokens import Tokens
from samples.demo.moments import ZONE
from tests.integration.samples.crm.conftest import SECRET

TABLES = {
    "customers": "account", "contacts": "contact", "opportunities": "opportunity",
    "agreements": "agreement", "complaints": "complaint", "surveys": "survey",
}  # fmt: skip
AFTER = dt.datetime(2026, 11, 19, 18, 0, 10, tzinfo=ZONE)


def ids(database, table):
    with closing(sqlite3.connect(database)) as connection:
        query = f"SELECT id, modified FROM {table} ORDER BY modified, id"
        return [(str(key), modified) for key, modified in connection.execute(query)]


def stamp(item):
    at = item["modified_at"]
    return at if isinstance(at, int) else round(dt.datetime.fromisoformat(at).timestamp() * 1000)


def test_every_object_is_listed_whole_in_the_order_of_its_changes(api):
    assert set(TABLES) == set(OBJECTS)
    for name, table in TABLES.items():
        items, cursor = api.walk(name, limit=77)
        assert [(item["id"], stamp(item)) for item in items] == ids(api.database, table)
        again = api.get(name, cursor=cursor).json()["data"]
        assert again == {"items": [], "has_more": False, "next_cursor": cursor}


def test_objects_are_nested_and_speak_of_people_and_places(api):
    customer = api.get("customers", limit=1).json()["data"]["items"][0]
    assert re.fullmatch(r"1\d{10}", customer["contact"]["mobile"])
    assert customer["region"]["name"]
    assert customer["owner"]["name"]
    assert re.fullmatch(r"\d+\.\d\d", customer["credit"]["limit"])
    assert customer["created_at"].endswith("+08:00")
    won = next(
        item for item in api.walk("opportunities", limit=200)[0] if item["stage"]["code"] == "S6"
    )
    assert [stage["seq"] for stage in won["stages"]] == [*range(1, len(won["stages"]) + 1)]
    assert won["stages"][-1] == {
        "seq": len(won["stages"]), "stage": {"code": "S6", "name": "赢单"},
        "entered_at": won["closed_at"], "user_id": won["owner"]["id"], "amount": won["amount"],
        "probability": 100,
    }  # fmt: skip
    orders = {item["number"]: item for item in api.walk("agreements", limit=200)[0]}
    linked = [item for item in orders.values() if item["opportunity"]]
    assert linked
    assert won["order_no"] not in orders or orders[won["order_no"]]["opportunity"] == {
        "id": won["id"], "number": won["number"],
    }  # fmt: skip


def test_paging_loses_and_doubles_nothing_while_rows_change(api):
    """Each version of a row comes at most once; the last one of every row comes."""
    ticker = Ticker(api.database, rng=random.Random(4))
    moments = iter(range(10_000))

    def change():
        ticker.tick(AFTER + dt.timedelta(seconds=next(moments)), at_least=25)

    items, cursor = api.walk("opportunities", limit=20, between=change)
    changed = next(moments)
    assert changed > 20
    seen = [(item["id"], stamp(item)) for item in items]
    assert len(seen) == len(set(seen)) > len({key for key, _ in seen})
    change()
    items += api.walk("opportunities", limit=20, cursor=cursor)[0]
    ticker.close()
    newest = {item["id"]: item for item in items}
    assert {key: stamp(item) for key, item in newest.items()} == dict(
        ids(api.database, "opportunity")
    )
    fresh = {item["id"]: item for item in api.walk("opportunities", limit=200)[0]}
    assert newest == fresh


def test_changes_since_a_moment_are_those_and_no_others(api):
    everything = api.walk("agreements", limit=200)[0]
    middle = stamp(everything[len(everything) // 2])
    expected = [item for item in everything if stamp(item) >= middle]
    assert 0 < len(expected) < len(everything)
    moment = dt.datetime.fromtimestamp(middle / 1000, ZONE).isoformat()
    assert api.walk("agreements", limit=30, modified_from=middle)[0] == expected
    assert api.walk("agreements", limit=30, modified_from=moment)[0] == expected


def test_what_was_deleted_stays_as_deleted(api):
    with closing(sqlite3.connect(api.database)) as connection:
        connection.execute("UPDATE opportunity SET is_deleted = 1 WHERE id % 50 = 0")
        count = connection.execute("SELECT sum(is_deleted) FROM opportunity").fetchone()[0]
        connection.commit()
    deleted = [item for item in api.walk("opportunities", limit=200)[0] if item["is_deleted"]]
    assert len(deleted) == count > 0


def test_a_token_opens_the_lists_until_it_expires(serve, monkeypatch):
    now = [1_800_000_000]
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now[0])
    api = serve(tokens=Tokens(SECRET, lifetime=60))
    assert api.get("customers").json()["errcode"] == 40101
    answer = api.token()
    assert answer["errcode"] == 0
    assert answer["data"]["expires_in"] == 60
    api.sign_in()
    now[0] += 60
    assert api.get("customers").json()["errcode"] == 0
    now[0] += 1
    expired = api.get("customers")
    assert expired.status_code == 200
    assert expired.json()["errcode"] == 40102
    assert "data" not in expired.json()
    assert api.sign_in().get("customers").json()["errcode"] == 0


@pytest.mark.parametrize("said", [{"app_id": "x"}, {"app_secret": "x"}])
def test_a_wrong_secret_gets_no_token(serve, said):
    answer = serve().token(**said)
    assert answer == {"errcode": 40103, "errmsg": "The app_id or app_secret is wrong."}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"app_id": 1, "app_secret": []}', b"\xff"])
def test_a_token_request_that_is_no_json_is_told(serve, body):
    answer = serve().client.post("/oauth2/token", content=body)
    assert answer.json()["errcode"] == 40001
    assert "app_secret" in answer.json()["errmsg"]


def test_a_huge_token_request_is_not_read(serve):
    answer = serve().client.post("/oauth2/token", content=b"x" * 100_000)
    assert (answer.status_code, answer.json()["errcode"]) == (413, 41301)


def test_calls_that_come_too_fast_are_told_when_to_come_again(serve):
    api = serve(calls=Throttle(per_second=0.8, burst=3)).sign_in()
    answers = [api.get("surveys", limit=1) for _ in range(6)]
    assert [answer.status_code for answer in answers[:3]] == [200] * 3
    last = answers[-1]
    assert (last.status_code, last.json()["errcode"]) == (429, 42901)
    assert 1 <= int(last.headers["Retry-After"]) <= 2
    time.sleep(int(last.headers["Retry-After"]))
    assert api.get("surveys", limit=1).json()["errcode"] == 0


@pytest.mark.parametrize(
    ("path", "status", "code", "words"),
    [
        ("/api/v1/orders", 404, 40401, "customers, contacts"),
        ("/nothing", 404, 40401, "/oauth2/token"),
        ("/api/v1/customers?limit=1000", 200, 40001, "from 1 to 500"),
        ("/api/v1/customers?modified_from=2026-11-01", 200, 40001, "with its offset"),
        ("/api/v1/customers?offset=5", 200, 40001, "limit, cursor, modified_from"),
        ("/api/v1/customers?limit=5&limit=6", 200, 40001, "at most once"),
        ("/api/v1/customers?cursor=%27%20OR%201=1", 200, 40002, "not one of customers"),
        ("/oauth2/token", 405, 40501, "POST"),
    ],
)
def test_a_wrong_call_is_told_what_would_be_right(api, path, status, code, words):
    answer = api.client.get(path)
    assert (answer.status_code, answer.json()["errcode"]) == (status, code)
    assert words in answer.json()["errmsg"]
    assert "Traceback" not in answer.text


def test_a_broken_database_is_an_answer_without_its_insides(api):
    api.database.write_bytes(b"this is no database" * 500)
    answer = api.get("customers")
    assert (answer.status_code, answer.json()["errcode"]) == (500, 50001)
    assert "try again" in answer.json()["errmsg"]
    assert str(api.database) not in answer.text
