from ipaddress import ip_network

import pytest
from starlette.datastructures import Headers

from web.address import client_ip, same_origin

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "ip"),
    [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),  # not a proxy: not believed
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        (None, "1.2.3.4", "unknown"),
        ("testclient", "1.2.3.4", "testclient"),
    ],
)
def test_only_trusted_proxies_say_who_asks(peer: str | None, forwarded: str, ip: str) -> None:
    assert client_ip(peer, Headers({"x-forwarded-for": forwarded}), PROXIES) == ip


@pytest.mark.parametrize(
    ("origin", "public", "ours"),
    [
        (None, "", True),
        ("http://cockpit.example", "", True),
        ("https://evil.example", "", False),
        ("null", "", False),
        ("", "", False),
        ("http://cockpit.example.evil.example", "", False),
        ("https://cockpit.corp", "https://cockpit.corp", True),
        ("http://cockpit.corp", "https://cockpit.corp", False),
    ],
)
def test_only_our_own_pages_may_ask(origin: str | None, public: str, ours: bool) -> None:
    headers = {"host": "cockpit.example"} | ({} if origin is None else {"origin": origin})
    assert same_origin(Headers(headers), public) is ours
