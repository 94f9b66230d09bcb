"""What real APIs do wrong, and what the rest connector makes of it: by recovery, in words."""

import gzip
import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from connectors.definition import Source
from connectors.errors import Fatal, Retriable
from tests.copies import Copy
from tests.integration.connectors.shop import SECRET, START, Shop, good, row, source, stream
from tests.rest_source import Asked, Server, answer, serving


@pytest.fixture
def shop() -> Shop:
    made = Shop()
    made.add(*(row(i) for i in range(1, 31)))
    return made


@pytest.fixture
def server(shop: Shop) -> Iterator[Server]:
    with serving(shop.handle) as running:
        yield running


def synced(crm: Source) -> Copy:
    copy = Copy()
    copy.sync(crm)
    return copy


def rows_only(shop: Shop, server: Server, response: Any) -> None:
    """Tokens as ever, everything else by `response`."""
    server.handle = lambda asked: shop.handle(asked) if asked.path == "/token" else response(asked)


# -- who asks


def test_one_token_serves_many_pulls_and_threads(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    sources = [source(server, tmp_path) for _ in range(4)]
    threads = [threading.Thread(target=synced, args=(each,)) for each in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shop.issued == 1


def test_a_token_that_ends_in_the_middle_is_renewed_once(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    def revoke(page: int) -> None:
        if page == 2:
            shop.tokens.clear()

    shop.before_page = revoke
    assert len(synced(source(server, tmp_path)).rows) == 30
    assert shop.issued == 2


def test_http_401_renews_the_token_too(shop: Shop, server: Server, tmp_path: Path) -> None:
    crm = source(server, tmp_path)
    synced(crm)
    server.faults.append(answer({"message": "expired"}, 401))
    assert len(synced(crm).rows) == 30
    assert shop.issued == 2


def test_a_token_is_renewed_before_it_ends(shop: Shop, server: Server, tmp_path: Path) -> None:
    shop.life = 4  # kept for half of it
    crm = source(server, tmp_path)
    synced(crm)
    time.sleep(2.1)
    shop.pages = 0
    synced(crm)
    assert shop.issued == 2
    assert shop.pages == 5  # and no page was refused


def test_a_source_that_knows_no_token_ends_fatal_and_asks_for_two(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(shop, server, lambda _: answer({"errcode": 40014, "errmsg": "no"}))
    with pytest.raises(Fatal, match=r"refuses who asks \(40014: no\)"):
        synced(source(server, tmp_path))
    assert shop.issued == 2


def test_a_wrong_secret_is_fatal_and_never_shown(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    auth = {
        "kind": "token",
        "token": "access_token",
        "request": {
            "method": "POST",
            "path": "/token",
            "json": {"secret": "hunter3-the-wrong-one"},
        },
    }
    crm = source(server, tmp_path, auth=auth)
    with pytest.raises(Fatal) as caught:
        synced(crm)
    assert "wrong secret •••" in str(caught.value)
    for text in (str(caught.value), repr(crm), repr(vars(crm)), str(crm.check())):
        assert "hunter" not in text
        assert SECRET not in text


def test_a_token_the_source_repeats_in_its_words_is_not_shown(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(
        shop,
        server,
        lambda a: answer({"errcode": 5, "errmsg": "x" * 150 + a.headers["authorization"]}),
    )
    with pytest.raises(Fatal) as caught:
        synced(source(server, tmp_path))
    assert "token-" not in str(caught.value)


def test_no_log_has_a_token_or_an_address(
    shop: Shop, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    auth = {"kind": "bearer", "token": "${SHOP_SECRET}"}
    server.handle = bare
    told = stream("all", request={"path": "/all", "query": {"from": "{from}"}})
    synced(source(server, tmp_path, told, auth=auth, query={"access_token": SECRET}))
    assert server.asked[0].query["access_token"] == SECRET
    assert SECRET not in caplog.text
    assert server.base_url not in caplog.text


def bare(asked: Asked) -> Response:
    return good({"items": [row(1) | {"kind": asked.headers.get("authorization")}]})


@pytest.mark.parametrize(
    ("auth", "sent"),
    [
        ({"kind": "bearer", "token": "${SHOP_SECRET}"}, f"Bearer {SECRET}"),
        ({"kind": "bearer", "token_file": "token.txt"}, "Bearer from-a-file{x}"),
        ({"kind": "basic", "username": "u", "password": "p:w"}, "Basic dTpwOnc="),
        (None, None),
    ],
)
def test_who_asks_is_said_in_the_header(
    auth: dict[str, str] | None, sent: str | None, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "token.txt").write_text(" from-a-file{x}\n")
    server.handle = bare
    crm = source(server, tmp_path, stream("all"), auth=auth)
    synced(crm)
    assert server.asked[0].headers.get("authorization") == sent


def test_a_missing_secret_file_is_told(server: Server, tmp_path: Path) -> None:
    crm = source(server, tmp_path, auth={"kind": "bearer", "token_file": "none.txt"})
    with pytest.raises(Fatal, match=r"none\.txt can't be read"):
        synced(crm)


# -- too often, or not now


def test_429_with_seconds_is_waited_for(shop: Shop, server: Server, tmp_path: Path) -> None:
    crm = source(server, tmp_path)
    synced(crm)
    server.faults.append(answer({}, 429, **{"retry-after": "1"}))
    before = len(server.asked)
    assert len(synced(crm).rows) == 30
    first, second = server.asked[before : before + 2]
    assert second.at - first.at >= 1


def test_429_with_a_date_is_waited_for(shop: Shop, server: Server, tmp_path: Path) -> None:
    crm = source(server, tmp_path)
    synced(crm)
    until = datetime.now(UTC) + timedelta(seconds=2)
    server.faults.append(answer({}, 503, **{"retry-after": format_datetime(until, usegmt=True)}))
    assert len(synced(crm).rows) == 30
    assert datetime.now(UTC) >= until.replace(microsecond=0)


def test_a_wait_longer_than_the_limit_is_left_to_the_worker(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    crm = source(server, tmp_path)
    synced(crm)
    server.faults.append(answer({}, 429, **{"retry-after": "3600"}))
    asked, began = len(server.asked), time.monotonic()
    for _ in range(3):  # and nobody asks meanwhile
        with pytest.raises(Retriable):
            synced(crm)
    assert time.monotonic() - began < 2
    assert len(server.asked) == asked + 1


@pytest.mark.parametrize(
    "fault",
    [
        answer({"errcode": 45009, "errmsg": "freq"}),
        answer({"errcode": -1, "errmsg": "busy"}),
        answer(b"<html>502</html>", 502),
        answer({"errcode": 0, "data": "ok"}, 500),
    ],
)
def test_what_passes_by_itself_is_tried_again(
    fault: Response, shop: Shop, server: Server, tmp_path: Path
) -> None:
    server.faults.extend([None, fault, fault])
    assert len(synced(source(server, tmp_path)).rows) == 30


def test_tries_end(shop: Shop, server: Server, tmp_path: Path) -> None:
    rows_only(shop, server, lambda _: answer({"errcode": -1, "errmsg": "busy"}))
    with pytest.raises(Retriable, match="-1: busy"):
        synced(source(server, tmp_path, attempts=3))
    assert server.times("/cursor") == 3


def test_a_rate_is_kept_by_all_threads(shop: Shop, server: Server, tmp_path: Path) -> None:
    sources = [source(server, tmp_path, rate={"per_second": 5}) for _ in range(3)]
    threads = [threading.Thread(target=synced, args=(each,)) for each in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [asked.at for asked in server.asked]
    assert len(times) == 16
    assert all(later - first > 0.9 for first, later in zip(times, times[5:], strict=False))


# -- answers that are not what they seem


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>login</html>",
        b'{"errcode":0,"data":{"items":[{"id":1},{"id"',
        b'{"errcode":0,"data":{"items":[{"id":NaN}]}}',
        b"[" * 100_000,
        b'{"errcode":' + b"9" * 5000 + b"}",
        b"\xff\xfe\xff",
        b"{}",
        b'{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"xxx"}',
    ],
)
def test_a_broken_answer_is_retriable_never_a_shorter_table(
    body: bytes, shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(shop, server, lambda _: answer(body))
    with pytest.raises(Retriable):
        synced(source(server, tmp_path, attempts=1))


def test_an_answer_that_is_cut_off_is_retriable(shop: Shop, tmp_path: Path) -> None:
    def cut(asked: Asked) -> Response:
        if asked.path == "/token":
            return shop.handle(asked)
        whole = good({"items": [row(1), row(2)]})
        whole.headers["content-length"] = str(len(whole.body) + 50)
        return whole

    with serving(cut) as server, pytest.raises(Retriable):
        synced(source(server, tmp_path, stream("all"), attempts=1))


@pytest.mark.parametrize("by", ["offset", "page"])
def test_fewer_rows_than_declared_are_retriable(
    by: str, shop: Shop, server: Server, tmp_path: Path
) -> None:
    first = "0" if by == "offset" else "1"
    rows_only(
        shop,
        server,
        lambda a: good({"items": [row(1)] if a.query[by] == first else [], "total": 9}),
    )
    told = stream(by, paging={"kind": by, "total": "data.total"}, order="none")
    with pytest.raises(Retriable, match="less than it declared"):
        synced(source(server, tmp_path, told, attempts=1))


def test_a_page_that_counts_more_rows_than_it_has_is_retriable(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(shop, server, lambda _: good({"items": [row(1)], "count": 2}))
    told = stream("all", paging={"kind": "none", "count": "data.count"})
    with pytest.raises(Retriable, match="less than it declared"):
        synced(source(server, tmp_path, told))


def test_a_listing_that_shrinks_while_it_is_read_is_read_again(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    def shrink(page: int) -> None:
        if page == 1:
            del shop.rows[1]

    shop.before_page = shrink
    crm = source(server, tmp_path, stream("offset", order="none"), attempts=1)
    copy = Copy()
    with pytest.raises(Retriable, match="shrank"):
        copy.sync(crm)
    copy.sync(crm)
    assert set(copy.rows) >= {str(i) for i in range(2, 31)}


@pytest.mark.parametrize(
    ("by", "data"),
    [
        ("cursor", {"items": [row(1)], "next_cursor": "same", "has_more": True}),
        ("cursor", {"items": [], "next_cursor": "same", "has_more": True}),
        ("offset", {"items": [row(1, START)], "total": 1000}),
        ("page", {"items": [row(1, START)], "pages": 1000}),
        ("link", {"items": [row(1)]}),
    ],
)
def test_pages_that_go_in_a_circle_are_fatal(
    by: str, data: Any, shop: Shop, server: Server, tmp_path: Path
) -> None:
    def circle(asked: Asked) -> Response:
        made = good(data)
        made.headers["link"] = '</link?skip=0>; rel="next"'
        return made

    rows_only(shop, server, circle)
    with pytest.raises(Fatal, match="again and again"):
        synced(source(server, tmp_path, stream(by)))
    assert len(server.asked) < 10


def test_a_cycle_of_two_pages_is_fatal(shop: Shop, server: Server, tmp_path: Path) -> None:
    def cycle(asked: Asked) -> Response:
        n = int(asked.query.get("cursor", "0"))
        return good({"items": [row(n % 2)], "next_cursor": str(n + 1), "has_more": True})

    rows_only(shop, server, cycle)
    with pytest.raises(Fatal, match="again and again"):
        synced(source(server, tmp_path, stream(order="none")))


def test_more_pages_without_a_way_to_them_are_retriable(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(shop, server, lambda _: good({"items": [row(1)], "has_more": True}))
    with pytest.raises(Retriable, match="less than it declared"):
        synced(source(server, tmp_path))


def test_an_empty_page_in_the_middle_ends_nothing(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    pages = [[row(1)], [], [], [row(2)]]

    def sparse(asked: Asked) -> Response:
        n = int(asked.query.get("cursor", "0"))
        more = n + 1 < len(pages)
        return good(
            {"items": pages[n], "next_cursor": str(n + 1) if more else "", "has_more": more}
        )

    rows_only(shop, server, sparse)
    assert set(synced(source(server, tmp_path)).rows) == {"1", "2"}


# -- where requests go


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1:9/x", "//evil.example/x", "https://127.0.0.1/x"]
)
def test_a_link_to_another_host_is_not_followed(
    link: str, shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(
        shop, server, lambda _: answer({"errcode": 0, "next": link, "data": {"items": [row(1)]}})
    )
    told = stream("link", paging={"kind": "link", "next": "next"})
    with pytest.raises(Fatal, match="another address"):
        synced(source(server, tmp_path, told))


def test_a_redirect_to_another_host_is_not_followed(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    with serving(lambda _: good({"items": [row(1)]})) as other:
        rows_only(shop, server, lambda _: answer({}, 302, location=f"{other.base_url}/steal"))
        with pytest.raises(Fatal, match="another address"):
            synced(source(server, tmp_path, stream("all")))
        assert other.asked == []


def test_a_redirect_within_the_source_is_followed(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    def moved(asked: Asked) -> Response:
        return shop.handle(asked) if asked.path != "/all" else answer({}, 307, location="/cursor")

    server.handle = moved
    assert len(synced(source(server, tmp_path, stream("all"))).rows) == 7


def test_redirects_in_a_circle_are_fatal(shop: Shop, server: Server, tmp_path: Path) -> None:
    rows_only(shop, server, lambda _: answer({}, 302, location="/all"))
    with pytest.raises(Fatal, match="circle"):
        synced(source(server, tmp_path, stream("all")))


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_beyond_the_limit_is_refused(
    packed: bool, shop: Shop, server: Server, tmp_path: Path
) -> None:
    huge = b'{"x":"' + b"0" * (3 << 20) + b'"}'
    body = gzip.compress(huge) if packed else huge
    headers = {"content-encoding": "gzip"} if packed else {}
    rows_only(shop, server, lambda _: answer(body, 200, **headers))
    with pytest.raises(Fatal, match="max_megabytes"):
        synced(source(server, tmp_path, max_megabytes=2))


def test_a_source_that_never_answers_is_retriable(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    def slow(asked: Asked) -> Response:
        time.sleep(2)
        return good({"items": []})

    rows_only(shop, server, slow)
    began = time.monotonic()
    with pytest.raises(Retriable):
        synced(source(server, tmp_path, timeout="1s", attempts=1))
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("status", "words"), [(403, "no right"), (404, "nothing at this path"), (400, "HTTP 400")]
)
def test_a_refusal_is_fatal_in_words(
    status: int, words: str, shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(shop, server, lambda _: answer({"errmsg": "look at {this}"}, status))
    with pytest.raises(Fatal, match=words) as caught:
        synced(source(server, tmp_path))
    assert "look at {this}" in str(caught.value)
    assert server.times("/cursor") == 1


def test_what_came_before_a_failure_counts(shop: Shop, server: Server, tmp_path: Path) -> None:
    server.faults.extend([None, None, None, answer(b"", 500)])
    crm, copy = source(server, tmp_path, stream(batch=1000), attempts=1), Copy()
    with pytest.raises(Retriable):
        copy.sync(crm)
    assert len(copy.rows) == 14
    copy.sync(crm)
    assert len(copy.rows) == 30


def test_rows_twice_and_in_another_order_are_one_row_each(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    pages = [[row(3), row(1)], [row(1), row(2)], [row(2), row(3)]]

    def shuffled(asked: Asked) -> Response:
        n = int(asked.query.get("cursor", "0"))
        return good({"items": pages[n], "next_cursor": str(n + 1), "has_more": n < 2})

    rows_only(shop, server, shuffled)
    assert set(synced(source(server, tmp_path, stream(order="none"))).rows) == {"1", "2", "3"}


def test_equal_rows_of_one_page_are_as_many_as_the_source_counts(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(shop, server, lambda _: good({"items": [row(1), row(1)], "total": 2}))
    told = stream("all", paging={"kind": "none", "total": "data.total"})
    assert set(synced(source(server, tmp_path, told)).rows) == {"1"}


def test_a_code_for_nothing_found_is_an_empty_listing(
    shop: Shop, server: Server, tmp_path: Path
) -> None:
    rows_only(shop, server, lambda _: answer({"errcode": 20002, "errmsg": "no data"}))
    errors = {"code": "errcode", "codes": {20002: "empty"}}
    told = stream("offset", paging={"kind": "offset", "total": "data.total", "count": "data.n"})
    assert synced(source(server, tmp_path, told, errors=errors)).rows == {}


def test_a_link_is_kept_without_the_token_in_it(shop: Shop, server: Server, tmp_path: Path) -> None:
    def linked(asked: Asked) -> Response:
        if asked.path == "/token":
            return shop.handle(asked)
        at = int(asked.query.get("skip", 0))
        link = f"{server.base_url}/link?skip={at + 1}&access_token={asked.query['access_token']}"
        return answer(
            {"errcode": 0, "next": link if at < 3 else None, "data": {"items": [row(at)]}}
        )

    server.handle = linked
    auth = {
        "kind": "token",
        "token": "access_token",
        "request": {
            "method": "POST",
            "path": "/token",
            "json": {"app": "yiping", "secret": "${SHOP_SECRET}"},
        },
        "query": {"access_token": "{token}"},
    }
    told = stream("link", paging={"kind": "link", "next": "next"})
    crm, copy = source(server, tmp_path, told, auth=auth), Copy()
    copy.sync(crm, stop_after=2)
    assert copy.cursor is not None
    assert "skip=2" in copy.cursor
    assert "token-" not in copy.cursor
    copy.sync(crm)
    assert set(copy.rows) == {"0", "1", "2", "3"}


def test_a_slow_rate_of_our_own_is_waited_for(shop: Shop, server: Server, tmp_path: Path) -> None:
    crm = source(server, tmp_path, rate={"per_second": 1}, max_wait="1s")
    shop.page = 20
    assert len(synced(crm).rows) == 30
    assert server.asked[-1].at - server.asked[0].at >= 1.9
