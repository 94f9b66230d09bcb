"""The rest connector against a running server: paging, cursors, resuming, deletes."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import Fatal, Retriable
from tables.approvals import APPROVALS
from tables.conform import conform
from tests.copies import Copy
from tests.integration.connectors.shop import COLUMNS, START, Shop, good, row, source, stream
from tests.rest_source import Server, answer, serving

EVERY = ["cursor", "offset", "page", "link", "all"]


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def server(shop: Shop) -> Iterator[Server]:
    with serving(shop.handle) as running:
        yield running


@pytest.mark.parametrize("by", EVERY)
def test_reads_everything_with_nested_fields_and_zone(
    by: str, shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(*(row(i) for i in range(1, 31)))
    crm, copy = source(server, tmp_path, stream(by)), Copy()
    copy.sync(crm)
    assert len(copy.rows) == 30
    assert not copy.rejected
    first = copy.rows["1"]
    assert first["created_at"] == datetime(2024, 3, 1, tzinfo=UTC)
    assert first["title"] == "客户1/1"
    assert '"customer":{"name":"客户1"}' in first["raw"]
    assert crm.check() == ()


@pytest.mark.parametrize("by", EVERY)
def test_the_second_pass_reads_only_the_overlap(
    by: str, shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(*(row(i * 60) for i in range(1, 40)))
    crm, copy = source(server, tmp_path, stream(by)), Copy()
    copy.sync(crm)
    copy.pulled = 0
    copy.sync(crm)
    assert copy.pulled <= 2


@pytest.mark.parametrize("by", EVERY)
def test_equal_times_across_pages_are_never_lost(
    by: str, shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(*(row(i, START) for i in range(1, 51)))
    crm, copy = source(server, tmp_path, stream(by)), Copy()
    for _ in range(10):
        copy.sync(crm, stop_after=1)  # killed after every page of 7
    assert len(copy.rows) == 50


@pytest.mark.parametrize("by", ["cursor", "offset", "page"])
def test_rows_that_change_while_pages_are_read_are_not_lost(
    by: str, shop: Shop, server: Server, tmp_path: Path
) -> None:
    """A row of a page already read moves to the end, and shifts what is counted."""
    shop.add(*(row(i) for i in range(1, 61)))

    def change(page: int) -> None:
        shop.rows[page * 3 + 1] |= {
            "modified": (START + timedelta(days=1, seconds=page)).isoformat()
        }

    shop.before_page = change
    copy = Copy()
    copy.sync(source(server, tmp_path, stream(by)))
    assert len(copy.rows) == 60


@pytest.mark.parametrize("by", EVERY)
def test_changes_late_rows_and_deletes_converge(
    by: str, shop: Shop, server: Server, tmp_path: Path
) -> None:
    dice = random.Random(7)
    crm, copy = source(server, tmp_path, stream(by)), Copy()
    clock = START
    for turn in range(8):
        clock += timedelta(minutes=3)
        late = clock - timedelta(minutes=dice.randint(0, 9))  # within the overlap
        shop.add(*(row(turn * 10 + i, late) for i in range(dice.randint(1, 10))))
        for i, each in list(shop.rows.items()):
            if i % 5 == turn % 5:
                each |= {"total": turn, "modified": clock.isoformat()}
            if i % 17 == turn:
                del shop.rows[i]
        copy.sync(crm, stop_after=dice.choice([None, 1, 2]))
    copy.sync(crm)
    copy.reconcile(crm)
    truth = {str(i): each["total"] for i, each in shop.rows.items()}
    assert {key: float(value["amount"]) for key, value in copy.rows.items()} == truth


def test_an_unordered_listing_moves_its_cursor_only_at_the_end(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(*(row(i, START + timedelta(minutes=-i)) for i in range(1, 31)))
    crm, copy = source(server, tmp_path, stream(order="none")), Copy()
    copy.sync(crm, stop_after=3)
    assert copy.cursor is None
    copy.sync(crm)
    assert len(copy.rows) == 30
    assert copy.cursor is not None


def test_rows_out_of_the_order_that_was_told_stop_the_stream(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(*(row(i) for i in range(1, 6)))
    server.handle = lambda asked: (
        good({"items": list(shop.rows.values())[::-1]})
        if asked.path != "/token"
        else shop.handle(asked)
    )
    with pytest.raises(Fatal, match="order of modified"):
        list(source(server, tmp_path).pull("approvals", None))


def test_a_listing_from_the_newest_down_ends_where_it_was_read_before(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(*(row(i * 60) for i in range(1, 100)))
    told = stream("offset", order="descending", request={
        "path": "/offset", "query": {"desc": 1, "offset": "{offset}"}})  # fmt: skip
    crm, copy = source(server, tmp_path, told), Copy()
    copy.sync(crm)
    assert len(copy.rows) == 99
    shop.add(row(200 * 60))
    shop.pages = 0
    copy.sync(crm)
    assert "12000" in copy.rows
    assert shop.pages <= 2


def test_slices_of_time_cover_everything_and_resume(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    shop.add(*(row(i, now - timedelta(hours=i)) for i in range(1, 200)))
    told = stream(
        "offset",
        order="none",
        request={
            "path": "/offset",
            "query": {"from": "{from}", "to": "{to}", "offset": "{offset}"},
        },
        window={"format": "iso", "start": (now - timedelta(days=9)).date(), "span": "1d"},
    )
    crm, copy = source(server, tmp_path, told), Copy()
    for _ in range(40):
        copy.sync(crm, stop_after=8)
    assert len(copy.rows) == 199
    spans = [(a.query["from"], a.query["to"]) for a in server.asked if "to" in a.query]
    assert all(low < high for low, high in spans)


def test_a_listing_without_cursor_is_delivered_only_when_it_changed(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(*(row(i) for i in range(1, 20)))
    told = stream("page", cursor=None, order=None,
                  request={"path": "/page", "query": {"page": "{page}"}})  # fmt: skip
    crm, copy = source(server, tmp_path, told), Copy()
    copy.sync(crm)
    copy.sync(crm)
    assert copy.pulled == 19
    del shop.rows[3]
    copy.sync(crm)
    copy.reconcile(crm)
    assert copy.pulled == 19 + 18
    assert len(copy.rows) == 18


def test_a_changed_definition_reads_anew_once(shop: Shop, server: Server, tmp_path: Path) -> None:
    shop.add(*(row(i) for i in range(1, 20)))
    copy = Copy()
    copy.sync(source(server, tmp_path))
    other = source(server, tmp_path, stream(columns=COLUMNS | {"title": "kind"}))
    batches = list(other.pull("approvals", copy.cursor))
    assert all(batch.anew for batch in batches)
    assert sum(batch.frame.height for batch in batches) == 19
    assert not any(b.anew for b in other.pull("approvals", batches[-1].cursor))
    same = source(server, tmp_path, stream(batch=5, overlap="1h"), max_wait="3s")
    assert not any(b.anew for b in same.pull("approvals", copy.cursor))


def test_tombstones_arrive_as_rows(shop: Shop, server: Server, tmp_path: Path) -> None:
    shop.add(row(1, erased=START.isoformat()), row(2))
    crm = source(server, tmp_path, stream(deletes="tombstone"))
    frames = [conform(APPROVALS, b.frame, source="s").rows for b in crm.pull("approvals", None)]
    gone = {r["approval_id"]: r["deleted_at"] for f in frames for r in f.to_dicts()}
    assert gone == {"1": datetime(2024, 3, 1, tzinfo=UTC), "2": None}
    assert crm.keys("approvals") is None


def test_keys_come_from_a_listing_of_their_own(shop: Shop, server: Server, tmp_path: Path) -> None:
    shop.add(*(row(i) for i in range(1, 20)))
    keys = {
        "request": {"path": "/ids", "query": {"page": "{page}"}},
        "paging": {"kind": "page", "until": "short", "size": 8},
        "items": "data",
        "columns": {"approval_id": "value"},
    }
    crm, copy = source(server, tmp_path, stream(keys=keys)), Copy()
    copy.sync(crm)
    for i in range(1, 8):
        del shop.rows[i]
    copy.reconcile(crm)
    assert set(copy.rows) == {str(i) for i in range(8, 20)}


def test_a_key_listing_without_the_key_is_refused_before_it_deletes(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(row(1))
    told = stream(keys={"request": {"path": "/all"}, "items": "data.items",
                        "columns": {"approval_id": "no"}})  # fmt: skip
    keys = source(server, tmp_path, told).keys("approvals")
    assert keys is not None
    with pytest.raises(Fatal, match="No row of a page has no"):
        list(keys)


def test_an_array_within_a_row_becomes_rows(shop: Shop, server: Server, tmp_path: Path) -> None:
    lines = [{"sku": "a", "sum": "1.10"}, {"sku": "b", "sum": "2.20"}]
    shop.add(row(1, lines=lines), row(2, lines=[]), row(3), row(4, lines={"sku": "c", "sum": 3}))
    told = stream(
        explode="lines",
        key=["id", "lines.#"],
        columns=COLUMNS
        | {
            "approval_id": {"template": "{id}-{lines.#}"},
            "amount": "lines.sum",
            "title": "lines.sku",
        },
    )
    copy = Copy()
    copy.sync(source(server, tmp_path, told))
    found = {key: (r["title"], str(r["amount"])) for key, r in copy.rows.items()}
    assert found == {"1-1": ("a", "1.10"), "1-2": ("b", "2.20"), "4-1": ("c", "3.00")}


def test_numbers_keep_all_their_digits(shop: Shop, server: Server, tmp_path: Path) -> None:
    body = (
        b'{"errcode":0,"data":{"items":[{"id":9007199254740993,"kind":"x","state":1,'
        b'"total":90071992547409.93,"customer":{"name":123456789012345678901234567890},'
        b'"created":1709251200000,"modified":"2024-03-01T08:00:00+08:00"}]}}'
    )
    first = shop.handle
    server.handle = lambda asked: first(asked) if asked.path == "/token" else answer(body)
    copy = Copy()
    copy.sync(source(server, tmp_path, stream("all")))
    [found] = copy.rows.values()
    assert found["approval_id"] == "9007199254740993"
    assert str(found["amount"]) == "90071992547409.93"
    assert found["title"] == "123456789012345678901234567890/9007199254740993"


def test_broken_rows_reach_quarantine_and_leave_it_mended(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(row(1), row(2, state=9), row(3, created="soon"), row(4, kind="\ud800"))
    crm, copy = source(server, tmp_path), Copy()
    copy.sync(crm)
    reasons = {r["row_id"]: r["reason"] for r in copy.rejected}
    assert reasons == {
        '{"id":2}': "unmapped_value",
        '{"id":3}': "unreadable_time",
        '{"id":4}': "undecodable_text",
    }
    shop.add(row(2))
    mended = [conform(APPROVALS, b.frame, source="s") for b in crm.pull("approvals", copy.cursor)]
    assert '{"id":2}' in [i for done in mended for i in done.row_ids]


def test_a_mapping_that_names_no_field_is_told(shop: Shop, server: Server, tmp_path: Path) -> None:
    shop.add(row(1))
    with pytest.raises(Fatal, match="No row of a page has nr"):
        list(source(server, tmp_path, stream(key=["nr"])).pull("approvals", None))
    wrong = stream(columns=COLUMNS | {"created_at": "born"})
    assert "has born" in source(server, tmp_path, wrong).check()[0]
    with pytest.raises(Fatal, match=r"no list at data\.rows"):
        list(source(server, tmp_path, stream(items="data.rows")).pull("approvals", None))


def test_a_source_that_is_away_is_retriable(shop: Shop, tmp_path: Path) -> None:
    with serving(shop.handle) as server:
        crm = source(server, tmp_path, attempts=1)
    with pytest.raises(Retriable, match="can't be reached"):
        list(crm.pull("approvals", None))
    assert "can't be reached" in crm.check()[0]


@pytest.mark.parametrize("stop", [1, 3])
def test_a_pass_that_was_cut_off_goes_on_where_it_was(
    stop: int, shop: Shop, server: Server, tmp_path: Path
) -> None:
    shop.add(*(row(i) for i in range(1, 61)))
    crm, copy = source(server, tmp_path), Copy()
    for _ in range(30):
        copy.sync(crm, stop_after=stop)
    assert len(copy.rows) == 60


def test_a_forgotten_page_token_is_no_loss(shop: Shop, server: Server, tmp_path: Path) -> None:
    shop.add(*(row(i) for i in range(1, 61)))
    crm, copy = source(server, tmp_path), Copy()
    copy.sync(crm, stop_after=3)
    server.faults.append(answer({"errcode": 777, "errmsg": "cursor expired"}))
    copy.sync(crm)
    assert len(copy.rows) == 60


def test_the_configuration_can_be_any_stream_of_ours(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    told: dict[str, Any] = stream("all", table="people", deletes="none", columns={
        "person_id": "id", "name": "customer.name", "updated_at": "modified"})  # fmt: skip
    shop.add(row(1))
    crm = source(server, tmp_path, told)
    assert [s.table for s in crm.streams] == ["people"]
    assert next(crm.pull("people", None)).frame["name"].to_list() == ["客户1"]
