import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from state import State, passwords
from state.errors import InvalidUser
from tests.integration.web.conftest import BETTER, GOOD, House, build
from web.first import create_first_administrator

SID = "yiping_sid"


def signed_in(client: TestClient) -> bool:
    return client.get("/overview").status_code == 200


def test_signing_in_leads_back_to_the_deep_link(house: House) -> None:
    client = house.client()
    asked = client.get("/desk?dept=a&period=2026-10")
    form = client.get(asked.headers["location"])
    assert 'name="next" value="/desk?dept=a&amp;period=2026-10"' in form.text
    answer = house.sign_in(client, next="/desk?dept=a&period=2026-10")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?dept=a&period=2026-10")
    assert signed_in(client)
    assert client.get("/login?next=/desk").headers["location"] == "/desk"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "/logout"])
def test_signing_in_never_leads_away(house: House, target: str) -> None:
    assert house.sign_in(house.client(), next=target).headers["location"] == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    said = house.sign_in(house.client()).headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert "path=/" in said
    assert "domain" not in said


def test_over_https_the_cookie_is_bound_to_this_host(tmp_path: Path) -> None:
    house = build(tmp_path, https=True)
    client = house.client()
    cookie = house.sign_in(client).headers["set-cookie"]
    assert cookie.startswith("__Host-yiping_sid=")
    assert "; Secure" in cookie
    assert signed_in(client)


def test_a_planted_session_id_is_worth_nothing(house: House) -> None:
    client = house.client(cookies={SID: "planted"})
    house.sign_in(client)
    assert house.state.sessions.find("planted") is None
    stale = house.client(cookies={SID: "planted"})
    assert not signed_in(stale)


def test_every_sign_in_has_a_new_id_and_ends_the_old_one(house: House) -> None:
    client = house.client()
    house.sign_in(client)
    first = client.cookies[SID]
    form = {"username": "zhang", "password": GOOD, "next": "/"}
    outside = house.client()
    form |= {"token": house.form(outside)["token"]}
    client.cookies.set("yiping_form", outside.cookies["yiping_form"])
    assert client.post("/login", data=form).status_code == 303
    ids = [each.value for each in client.cookies.jar if each.name == SID]
    assert house.state.sessions.find(first) is None
    assert any(house.state.sessions.find(each) for each in ids if each != first)


@pytest.mark.parametrize(
    ("name", "password"), [("zhang", "wrong"), ("nobody", GOOD), ("", ""), ("zhang", "")]
)
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    house: House, name: str, password: str
) -> None:
    answer = house.sign_in(house.client(), password, username=name)
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text  # type: ignore[attr-defined]
    assert SID not in answer.headers.get("set-cookie", "")


def test_bcrypt_runs_for_unknown_and_disabled_users_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.state.users.add("gone", name="G", password=GOOD)
    house.state.users.disable("gone")
    passwords.matches("warm", None)
    hasher = passwords._hasher()  # pyright: ignore[reportPrivateUsage]
    real, asked = hasher.check_pw, list[str]()
    monkeypatch.setattr(hasher, "check_pw", lambda p, h: asked.append(p) or real(p, h))
    for name in ("zhang", "nobody", "gone"):
        house.sign_in(house.client(), "Wrong-Pass-1", username=name)
    assert asked == ["Wrong-Pass-1"] * 3


def test_after_too_many_failures_even_the_right_password_waits(house: House) -> None:
    for _ in range(3):
        assert house.sign_in(house.client(), "wrong").status_code == 401
    locked = house.sign_in(house.client(), GOOD)
    assert locked.status_code == 429
    assert 0 < int(locked.headers["retry-after"]) <= 900
    assert "15 分钟" in locked.text  # type: ignore[attr-defined]
    unknown = [house.sign_in(house.client(), "x", username="ghost").status_code for _ in range(4)]
    assert unknown == [401, 401, 401, 429]  # unknown names lock alike
    house.state.lockout.unlock("zhang")
    assert house.sign_in(house.client(), GOOD).status_code == 303


def test_a_form_of_another_browser_or_page_is_refused(house: House) -> None:
    client = house.client()
    form = house.form(client) | {"username": "zhang", "password": GOOD}
    stolen = house.client().post("/login", data=form)
    assert stolen.status_code == 400
    assert client.post("/login", data=form | {"token": "x"}).status_code == 400
    foreign = client.post("/login", data=form, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert client.post("/login", data=form).status_code == 303


def test_large_strange_and_broken_bodies_are_refused(house: House) -> None:
    client = house.client()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/login", content=b"a" * 9000, headers=kind).status_code == 413
    many = b"&".join(b"f%d=1" % i for i in range(50))
    assert client.post("/login", content=many, headers=kind).status_code == 400
    assert client.post("/login", content=b"a=\xff%ff", headers=kind).status_code == 400
    assert client.post("/login", json={"username": "zhang"}).status_code == 415


def test_what_people_type_is_never_html(house: House) -> None:
    answer = house.sign_in(house.client(), "x", username='"><script>alert(1)</script>')
    assert "<script>" not in answer.text  # type: ignore[attr-defined]
    page = house.client().get('/login?next=/"><script>&lang="><script>')
    assert "<script>" not in page.text


def test_the_sign_in_page_speaks_chinese_first_and_english(house: House) -> None:
    chinese = house.client().get("/login").text
    assert '<html lang="zh-CN">' in chinese
    assert "登录" in chinese
    assert "lang=en" in chinese
    english = house.client().get("/login?lang=en&next=/desk").text
    assert "Sign in" in english
    assert 'value="/desk"' in english
    assert "http://" not in chinese.replace("http://www.w3.org", "")
    assert "https://" not in chinese


def test_signing_out_takes_a_button_and_ends_the_session_on_the_server(house: House) -> None:
    client = house.client()
    house.sign_in(client)
    token = client.cookies[SID]
    form = house.form(client, "/logout")
    assert signed_in(client)  # asking is not doing
    assert client.post("/logout", data={"token": "x"}).status_code == 403
    assert signed_in(client)
    assert client.post("/logout", data=form).headers["location"] == "/login"
    assert house.state.sessions.find(token) is None
    assert not signed_in(house.client(cookies={SID: token}))
    assert [entry.what for entry in house.state.audit.list()] == ["sign_out", "sign_in"]


def test_a_one_time_password_becomes_ones_own(house: House) -> None:
    client, elsewhere = house.client(), house.client()
    house.sign_in(elsewhere)
    issued = house.state.users.reset_password("zhang")
    house.sign_in(client, issued)
    form = house.form(client, "/password")

    def change(**fields: str) -> int:
        return client.post("/password", data=form | fields).status_code

    good = {"current": issued, "new": BETTER, "again": BETTER}
    assert change(**good | {"again": "x"}) == 400
    assert change(**good | {"new": "short", "again": "short"}) == 400
    assert change(**good | {"new": issued, "again": issued}) == 400
    assert change(**good | {"current": "wrong"}) == 400
    assert change(**good | {"token": "x"}) == 403
    assert change(**good) == 303
    assert signed_in(client)
    assert not signed_in(elsewhere)
    assert house.sign_in(house.client(), issued).status_code == 401
    assert house.sign_in(house.client(), BETTER).status_code == 303


def _renew(house: House, client: TestClient, target: str, **fields: str) -> str:
    issued = house.state.users.reset_password("zhang")
    asked = house.sign_in(client, issued, next=target).headers["location"]
    form = {name: unescape(value) for name, value in house.form(client, asked).items()}
    own = {"current": issued, "new": BETTER, "again": BETTER}
    wrong = client.post("/password", data=form | own | {"again": "x"} | fields)
    assert wrong.status_code == 400
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', wrong.text))
    form["next"] = unescape(form["next"])
    return client.post("/password", data=form | own | fields).headers["location"]


def test_a_forced_change_of_password_leads_on_to_the_deep_link(house: House) -> None:
    target = "/document?source=oa&id=1&back=department%3D101"
    assert _renew(house, house.client(), target) == target


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "/logout"])
def test_a_change_of_password_never_leads_away(house: House, target: str) -> None:
    assert _renew(house, house.client(), target) == "/"
    client = house.client()
    assert _renew(house, client, "/overview", next=target) == "/"
    page = client.get("/password", params={"next": target}).text
    assert 'name="next" value="/"' in page


def test_the_first_administrator_is_made_once(tmp_path: Path) -> None:
    with State.open(f"sqlite:///{tmp_path}/new.db") as state:
        issued = create_first_administrator(state, origin="init")
        user = state.users.check("admin", issued)
        assert user is not None
        assert user.must_change
        assert state.rights.holders("administrator") == ("admin",)
        with pytest.raises(InvalidUser):
            create_first_administrator(state, username="second", origin="init")


def test_a_language_chosen_at_the_sign_in_stays(house: House) -> None:
    state = house.state
    house.sign_in(house.client())
    assert (state.users.get("zhang").lang, state.audit.list(what="language")) == ("zh", ())
    for asked, times in (("en", 1), ("en", 1), ("", 1), ("fr", 1), ("zh", 2)):
        client = house.client()
        form = house.form(client, f"/login?lang={asked}") | {"username": "zhang", "password": GOOD}
        assert client.post("/login", data=form).status_code == 303
        assert state.users.get("zhang").lang == ("zh" if asked == "zh" else "en")
        assert len(state.audit.list(who="zhang", what="language")) == times


def test_a_refused_sign_in_changes_no_language_and_keeps_the_choice(house: House) -> None:
    client = house.client()
    form = house.form(client, "/login?lang=en") | {"username": "zhang", "password": "wrong"}
    answer = client.post("/login", data=form)
    assert 'name="lang" value="en"' in answer.text
    assert house.state.users.get("zhang").lang == "zh"
