import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.paths import login_url, public_paths, safe_next

EVIL = [
    "/%2f/evil.com",
    "/%5cevil.com",
    "/%0aevil",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "/a\r\nSet-Cookie: x=1",
    " //evil.example",
    "/%00\x00",
    "evil",
    "",
    None,
    "/" + "a" * 5000,
    "/a//evil.example",
    "http://[",
    "/login?next=/login",
    "/logout",
    "/_stcore/stream",
    "/media/x.png",
]


@pytest.mark.parametrize("target", EVIL)
@pytest.mark.parametrize("base", ["", "/cockpit"])
def test_a_sign_in_never_leads_away(target: str | None, base: str) -> None:
    assert safe_next(target, base) == f"{base}/"


@pytest.mark.parametrize(
    "target", ["/", "/overview", "/desk?dept=%E9%94%80&x=1", "/a/b?u=https://x/y"]
)
def test_a_sign_in_leads_back_to_the_page(target: str) -> None:
    assert safe_next(target, "") == target


def test_with_a_base_path_only_pages_below_it_count() -> None:
    assert safe_next("/cockpit/desk", "/cockpit") == "/cockpit/desk"
    assert safe_next("/cockpit-evil/desk", "/cockpit") == "/cockpit/"
    assert safe_next("/desk", "/cockpit") == "/cockpit/"


def test_the_sign_in_page_remembers_the_deep_link() -> None:
    assert login_url("", "/desk", b"dept=a&p=1") == "/login?next=/desk%3Fdept%3Da%26p%3D1"
    assert login_url("", "/销售", b"") == "/login?next=/%25E9%2594%2580%25E5%2594%25AE"
    assert login_url("/c", "/c/_stcore/stream", b"") == "/c/login"
    assert login_url("", "//evil.example", b"") == "/login"


def test_public_paths_are_exact() -> None:
    assert public_paths("/c") == {
        "/c/login",
        "/c/healthz",
        "/c/readyz",
        "/c/signin/signin.css",
        "/c/signin/logo.svg",
    }


@given(st.text(max_size=40))
def test_whatever_is_asked_the_answer_is_a_path_of_this_site(target: str) -> None:
    found = safe_next(target, "")
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert not any(char in found for char in "\\\r\n\t ")
