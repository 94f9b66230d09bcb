"""The parts of the rest connector that need no server: signatures, formats, rates, paging, JSON."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from connectors.errors import ConnectorError, Fatal, Retriable
from connectors.generic.moment_formats import before, cut, marks_of, start_of, written
from connectors.generic.paths import MISSING, pick, replaced
from connectors.generic.rate import Limiter
from connectors.generic.rest_auth_config import Signature
from connectors.generic.rest_judge import Answer, Errors, Success, judge
from connectors.generic.rest_paging import Paging, Reply
from connectors.generic.rest_records import Shape, as_json_text, frame_of_records, parse
from connectors.generic.rest_sign import sign, signatures
from connectors.generic.rest_template import fill

PAGING: TypeAdapter[Any] = TypeAdapter(Paging)


def signature(**told: str) -> Signature:
    return Signature.model_validate(told)


# -- golden vectors of the vendors (source_apis.md, section 8)


def test_yonbip() -> None:
    told = signature(key="secret", encoding="base64", message="appKey{key}timestamp{timestamp}")
    values = {"key": "41832a3d2df94989b500da6a22268747", "timestamp": 1568098531823}
    assert quote(sign(told, values), safe="") == "H8cSr2Q0WF%2FTYdKqbd85nYzjFWiK5a2PHUyIK1tbRfc%3D"


def test_kingdee_login_by_sign() -> None:
    told = signature(algorithm="sha256", message="{timestamp}acct001app_1demosecret_1")
    wanted = "9b545732e354b33346254398b4666cf5329955d4128f975de5ffd6db291bd787"
    assert sign(told, {"timestamp": "1700000000"}) == wanted


def test_kingdee_headers() -> None:
    path = (
        "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc"
    )
    message = "{method}\n{path_quoted}\n\nx-api-nonce:{nonce}\nx-api-timestamp:{timestamp}\n"
    app = "client01_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYacct001,demo,2052,0"
    wanted = {
        "api": signature(
            key="cXJ2cCN1fn8qfHl/eX14aDNiajc0YTNr", message=message, encoding="base64_of_hex"
        ),
        "app": signature(key="secret_1", message=app, encoding="base64_of_hex"),
    }
    request = httpx.Request("POST", f"https://k3.example{path}", content=b"{}")
    values = {"timestamp": "1700000000", "nonce": "1700000000"}
    api = "ZmUyMTgwYWVlZjYxYTdiMzBlNGI4NTQzZmQ3MzY2OTRjOTliMDllNTBhYmMyNmNkMDg5NDJmN2ZmNDY2ODc0OA=="
    app = "NzVkZTQ4Njg0MWZjYTRhZWFlNjFjZmQ4YmQzY2Y0NDhiNzYzNThjY2FjNDVmODFhYzJlMjAyZjE4N2I1MmU4YQ=="
    assert signatures(wanted, request, values) == {"api": api, "app": app}


@pytest.mark.parametrize(
    ("key", "message", "timestamp", "wanted"),
    [
        ("this is secret", "{timestamp}\nthis is secret", 1700000000000,
         "sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0="),
        ("{timestamp}\ndemo", "{nothing}", 1599360473,
         "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="),
    ],
)  # fmt: skip
def test_robots_whose_keys_hold_the_time(
    key: str, message: str, timestamp: int, wanted: str
) -> None:
    told = signature(key=key, message=message, encoding="base64")
    assert sign(told, {"timestamp": timestamp}) == wanted


def test_a_signature_is_of_the_request_as_it_is_sent() -> None:
    parts = "{method} {path}?{query} {body} {body_sha256} {body_md5}"
    told = {"s": signature(algorithm="sha1", message=parts, encoding="hex_upper")}
    request = httpx.Request("PUT", "http://h/ä b", params={"q": "一 &"}, content="值".encode())
    one = signatures(told, request, {})["s"]
    assert len(one) == 40
    assert one == one.upper()
    other = httpx.Request("PUT", "http://h/ä b", params={"q": "一 &"}, content=b"x")
    assert signatures(told, other, {})["s"] != one


# -- moments in requests

MOMENT = datetime(2024, 3, 1, 16, 30, 15, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "zone", "text"),
    [
        ("iso", None, "2024-03-01T16:30:15Z"),
        ("iso", "Asia/Shanghai", "2024-03-02T00:30:15+08:00"),
        ("epoch_s", None, 1709310615),
        ("epoch_ms", None, 1709310615123),
        ("yyyy-MM-dd HH:mm:ss", "Asia/Shanghai", "2024-03-02 00:30:15"),
        ("yyyy-MM-dd", "Asia/Shanghai", "2024-03-02"),
        ("yyyyMMdd'T'HHmmss.SSSXXX", "Asia/Shanghai", "20240302T003015.123+08:00"),
    ],
)
def test_moments_as_sources_want_them(form: str, zone: str | None, text: str | int) -> None:
    assert written(MOMENT, form, zone) == text


FORMS = st.sampled_from(["iso", "epoch_s", "epoch_ms", "yyyy-MM-dd", "yyyy-MM-dd HH:mm"])
ZONES = st.sampled_from([None, "Asia/Shanghai", "Europe/Amsterdam", "America/New_York"])
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moment=TIMES, form=FORMS, zone=ZONES)
def test_what_is_cut_is_never_later_and_reads_the_same(
    moment: datetime, form: str, zone: str | None
) -> None:
    short = cut(moment, form, zone)
    assert isinstance(short, datetime)
    assert timedelta(0) <= moment - short < timedelta(days=1, hours=2)
    assert written(short, form, zone) == written(moment, form, zone)
    assert cut(short, form, zone) == short
    assert before(short, form) < short  # pyright: ignore[reportOperatorIssue]


def test_where_a_first_pass_begins() -> None:
    assert start_of(datetime(2024, 1, 1).date(), "Asia/Shanghai") == datetime(  # noqa: DTZ001
        2023, 12, 31, 16, tzinfo=UTC
    )
    assert start_of(7, None) == 7
    assert start_of(None, None) is None


def test_cursors_of_rows_are_read_whatever_their_writing() -> None:
    texts = ["2024-03-01T08:00:00+08:00", "1709251200", "1709251200000"]
    found = [marks_of(pl.Series([text]), "iso", "Asia/Shanghai")[0] for text in texts]
    assert set(found) == {datetime(2024, 3, 1, tzinfo=UTC)}
    assert marks_of(pl.Series(["2024-03-01 08:00:00"]), "iso", "Asia/Shanghai")[0] == found[0]
    assert marks_of(pl.Series(["12", None, "x"]), "number", None).to_list() == [12, None, None]


# -- templates


def test_values_go_where_they_are_written() -> None:
    told = {"a": "{offset}", "b": "{offset:text}", "c": "from {low} on", "d": ["{gone}", 1],
            "e": {"f": "{cursor:integer}"}, "g": "{gone} x", "h": '{"json": 1}'}  # fmt: skip
    values = {"offset": 0, "low": "x", "cursor": "12"}
    assert fill(told, values) == {
        "a": 0, "b": "0", "c": "from x on", "d": [1], "e": {"f": 12}, "h": '{"json": 1}',
    }  # fmt: skip
    with pytest.raises(Fatal, match="not a whole number"):
        fill("{cursor:integer}", {"cursor": "abc"})


def test_a_value_is_never_a_template_itself() -> None:
    assert fill("{a}-{b}", {"a": "{b}", "b": "1"}) == "{b}-1"


# -- rates


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(
    count=st.integers(1, 5),
    pauses=st.lists(st.floats(0, 3), min_size=1, max_size=40),
)
def test_no_window_ever_holds_more_than_is_allowed(count: int, pauses: list[float]) -> None:
    clock = Clock()
    limiter = Limiter(((count, 1.0), (count * 3, 10.0)), clock)
    given_out: list[float] = []
    for pause in pauses:
        clock.now += pause
        delay = limiter.reserve(1e9)
        assert delay is not None
        given_out.append(clock.now + delay)
    assert given_out == sorted(given_out)
    for i, moment in enumerate(given_out):
        assert sum(moment - 1.0 < each <= moment for each in given_out[: i + 1]) <= count + 1
    for first, later in zip(given_out, given_out[count:], strict=False):
        assert later - first > 1.0 - 1e-9


def test_a_source_that_asked_for_a_pause_gets_it() -> None:
    clock = Clock()
    limiter = Limiter((), clock)
    limiter.close(5)
    assert limiter.reserve(10) == 5
    assert Limiter(((1, 60.0),), clock).reserve(0) == 0
    assert limiter.reserve(3) is None
    clock.now = 6
    assert limiter.reserve(0) == 0


# -- answers

ERRORS = Errors.model_validate(
    {"code": "code", "message": "msg", "codes": {"5*": "retriable", 7: "empty", 8: "token_expired"}}
)
OK = Success.model_validate({"path": "code", "in": [0, "200"]})


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"code": "0"}, None),
        (200, {"code": 200}, None),
        (200, {"code": 7}, None),
        (200, {"code": 51}, Retriable),
        (200, {"code": 1, "msg": "x"}, Fatal),
        (200, {"msg": "x"}, Fatal),
        (200, {}, Retriable),
        (200, MISSING, Retriable),
        (204, MISSING, Retriable),
        (200, {"code": False}, Fatal),
        (200, {"code": None}, Retriable),
        (401, MISSING, Fatal),
        (500, {"code": 0}, Retriable),
        (400, {"code": 0}, Fatal),
        (302, MISSING, Fatal),
        (200, {"code": 8}, Fatal),
    ],
)
def test_an_answer_is_judged_on_its_body(
    status: int, body: Any, kind: type[ConnectorError] | None
) -> None:
    found = judge(Answer(status=status, body=body), OK, ERRORS)
    assert found is None if kind is None else isinstance(found, kind)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "msg", "data", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(status=st.integers(100, 599), body=JSON)
def test_any_answer_is_good_or_an_error_in_words(status: int, body: Any) -> None:
    found = judge(Answer(status=status, body=body), OK, ERRORS, ("secret",))
    if found is None:
        assert 200 <= status < 300
        assert pick(body, "code") in (0, "0", 200, "200", 7, "7")
    else:
        assert str(found).endswith(".")
        assert len(str(found)) < 400


# -- JSON


@given(data=st.binary(max_size=60))
def test_any_bytes_are_json_or_missing(data: bytes) -> None:
    parse(data)


@settings(max_examples=200)
@given(number=st.decimals(allow_nan=False, allow_infinity=False), whole=st.integers())
def test_numbers_are_exact(number: Decimal, whole: int) -> None:
    text = f'[{number:f}, {whole}, "x"]'
    found = parse(text.encode())
    assert [Decimal(found[0]), found[1]] == [number, whole]
    assert json.loads(as_json_text(found))[1] == whole


@given(row=st.dictionaries(st.sampled_from(["a", "b.c", "b", "#"]), JSON, max_size=3))
def test_any_rows_become_a_frame(row: dict[str, Any]) -> None:
    frame = frame_of_records([row, {}, {"a": 1}], ["a", "b", "b.c", "b.0"])
    assert frame.shape == (3, 4)


@given(body=JSON)
def test_any_body_has_a_list_or_is_refused_in_words(body: Any) -> None:
    shape = Shape(items="data", absent=False, fields=("a", "b"), explode="x")
    try:
        records = shape.records(shape.listed(body))
    except Fatal as error:
        told = str(error)
    else:
        assert all("x" in record for record in records)
        return
    assert told.endswith(".")


def test_paths() -> None:
    value = {"a": {"b": [{"c": 1}]}, "d.e": 2, "f": {"g.h": 3}}
    assert [pick(value, p) for p in ("a.b.0.c", "d.e", "f.g.h", "")] == [1, 2, 3, value]
    missing = ("a.b.1", "a.b.x", "d", "a.b.0.c.x", "a.b.²", "a.b." + "9" * 30)
    assert all(pick(value, p) is MISSING for p in missing)
    assert replaced(value, "a.b", 7) == {**value, "a": {"b": 7}}


# -- paging


def reply(body: Any, count: int) -> Reply:
    return Reply(body=body, link=None, count=count)


@given(body=JSON, count=st.integers(0, 5), data=st.data())
def test_paging_says_where_to_go_on_or_why_not(body: Any, count: int, data: st.DataObject) -> None:
    paths = {"more": "more", "total": "data.total", "pages": "code", "count": "x"}
    kind = data.draw(st.sampled_from(["none", "offset", "page", "cursor", "link"]))
    known = {"more", "total", "count"} | ({"pages"} if kind == "page" else set[str]())
    told = {n: paths[n] for n in data.draw(st.sets(st.sampled_from(sorted(known))))}
    paging = PAGING.validate_python(
        {"kind": kind, **told, **({"next": "msg"} if kind in ("cursor", "link") else {})}
    )
    place = data.draw(st.none() | st.integers(0, 9)) if kind in ("offset", "page") else None
    try:
        following = paging.after(place, reply(body, count))
    except (Retriable, Fatal) as error:
        told_words = str(error)
    else:
        assert following is None or following != place
        return
    assert told_words.endswith(".")


def test_paging_is_checked() -> None:
    for told in ({"kind": "cursor"}, {"kind": "x"}, {"kind": "offset", "size": 0}, {}):
        with pytest.raises(ValidationError):
            PAGING.validate_python(told)
