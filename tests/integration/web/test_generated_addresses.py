"""Addresses nobody would type: always an answer of ours, never an inner error or another site."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import House, build

PIECES = st.sampled_from(
    ["/login", "/logout", "/password", "/approvals", "/document", "//", "..", "%2e%2e", "\\",
     "@", "javascript:", "https:", "evil.example", "?next=", "&next=", "?source=", "id=", "#",
     "%00", "%0d%0aSet-Cookie:a=b", "一屏", "/_stcore/stream", "/static/", "<script>", "'", '"'],
)  # fmt: skip
ADDRESSES = st.lists(PIECES | st.text(max_size=12), min_size=1, max_size=6).map("".join)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return build(Path(tmp_path_factory.mktemp("generated")))


@given(address=ADDRESSES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_without_a_session_every_address_ends_at_sign_in(house: House, address: str) -> None:
    path = "/" + quote(address.lstrip("/"), safe="/?&=%.:@#'<>\\", errors="replace")
    answer = house.client(raise_server_exceptions=True).get(path)
    assert answer.status_code in {200, 303, 400, 403, 404, 405}
    assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]
    if answer.status_code == 303:
        target = urlsplit(answer.headers["location"])
        assert (target.netloc, target.path) == ("", "/login")


@given(target=ADDRESSES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_sign_in_never_leads_to_another_site(house: House, target: str) -> None:
    house.state.lockout.purge()
    answer = house.sign_in(house.client(), next=target)
    assert answer.status_code == 303
    where = urlsplit(answer.headers["location"])
    assert (where.scheme, where.netloc) == ("", "")
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith(("//", "/\\"))
