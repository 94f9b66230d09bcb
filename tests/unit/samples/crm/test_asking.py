"""What a call may ask for: parameters, cursors, tokens and speed, each refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.demo.crm.answers import Code, Refusal
from samples.demo.crm.home import APP_ID
from samples.demo.crm.paging import Page, Place, page_of
from samples.demo.crm.throttle import Throttle
from samples.demo.crm.tokens import Tokens

SECRET = "s" * 43


def asked(**parameters):
    return page_of("surveys", parameters, len(parameters))


@given(modified=st.integers(0, 2**53), key=st.integers(0, 2**53))
def test_a_cursor_comes_back_as_it_went(modified, key):
    place = Place(modified=modified, id=key)
    assert asked(cursor=place.encode("surveys")).after == place


@given(text=st.text(max_size=60))
def test_any_other_text_is_no_cursor(text):
    if text == "":
        assert asked(cursor=text).after is None
        return
    with pytest.raises(Refusal, match="next_cursor") as refused:
        asked(cursor=text)
    assert refused.value.code == Code.BAD_CURSOR


def test_a_cursor_of_another_list_is_refused():
    with pytest.raises(Refusal, match="not one of surveys"):
        asked(cursor=Place(modified=1, id=1).encode("customers"))


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("1795080600000", 1_795_080_600_000),
        ("2026-11-19T17:30:00+08:00", 1_795_080_600_000),
        ("2026-11-19T09:30:00Z", 1_795_080_600_000),
        ("2026-11-19T09:30:00.250Z", 1_795_080_600_250),
        ("1900-01-01T00:00:00Z", 0),
        ("9" * 16, 2**53),
        ("", 0),
    ],
)
def test_a_time_is_milliseconds_or_iso(text, since):
    assert asked(modified_from=text) == Page(since=since)


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": "0"}, {"limit": "501"}, {"limit": "-1"}, {"limit": "1.5"}, {"limit": ""},
        {"limit": "９"}, {"limit": "1e2"}, {"modified_from": "yesterday"},
        {"modified_from": "2026-11-19T09:30:00"}, {"modified_from": "1" * 17}, {"page": "2"},
        {"Limit": "5"},
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_told(parameters):
    with pytest.raises(Refusal, match=r"limit|modified_from") as refused:
        asked(**parameters)
    assert refused.value.code == Code.BAD_PARAMETER


def test_a_parameter_given_twice_is_refused():
    with pytest.raises(Refusal, match="at most once"):
        page_of("surveys", {"limit": "5"}, 2)


def test_a_token_is_for_who_knows_the_secret_and_passes_until_it_ends():
    tokens = Tokens(SECRET)
    token = tokens.issue(APP_ID, SECRET)
    tokens.check(f"Bearer {token}")
    Tokens(SECRET).check(f"bearer {token}")  # another process after a restart
    with pytest.raises(Refusal) as expired:
        Tokens(SECRET, lifetime=-1).check(f"Bearer {token}")
    assert expired.value.code == Code.TOKEN_EXPIRED
    with pytest.raises(Refusal) as foreign:
        Tokens("t" * 43).check(f"Bearer {token}")
    assert foreign.value.code == Code.BAD_TOKEN


@pytest.mark.parametrize(
    ("app", "secret"), [("other", SECRET), (APP_ID, "wrong"), (APP_ID, ""), ("密", "钥")]
)
def test_a_wrong_app_gets_no_token_and_is_not_told_what_was_wrong(app, secret):
    with pytest.raises(Refusal, match="app_id or app_secret is wrong") as refused:
        Tokens(SECRET).issue(app, secret)
    assert refused.value.code == Code.BAD_APP


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c"])
def test_no_token_no_data(header):
    with pytest.raises(Refusal) as refused:
        Tokens(SECRET).check(header)
    assert refused.value.code == Code.BAD_TOKEN
    assert SECRET not in str(refused.value)


def test_a_bucket_empties_and_fills():
    now = [100.0]
    throttle = Throttle(per_second=2, burst=3, clock=lambda: now[0])
    for _ in range(3):
        throttle.take()
    with pytest.raises(Refusal, match="at most 2 a second") as refused:
        throttle.take()
    assert refused.value.code == Code.TOO_FAST
    assert refused.value.retry_after == pytest.approx(0.5)
    now[0] += 0.5
    throttle.take()
    now[0] += 1_000
    for _ in range(3):
        throttle.take()
    with pytest.raises(Refusal):
        throttle.take()
