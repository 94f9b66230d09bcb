"""Where a request comes from: the real address behind trusted proxies, and its origin."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers

Network = IPv4Network | IPv6Network
UNKNOWN = "unknown"


def client_ip(peer: str | None, headers: Headers, proxies: Sequence[Network]) -> str:
    """The nearest address that is no trusted proxy; a header from anyone else is not believed."""
    if peer is None or not _trusted(peer, proxies):
        return peer or UNKNOWN
    hops = [hop.strip() for hop in ",".join(headers.getlist("x-forwarded-for")).split(",")]
    for hop in reversed(hops):
        if not _is_address(hop):
            return peer
        if not _trusted(hop, proxies):
            return hop
    return peer


def same_origin(headers: Headers, public: str) -> bool:
    """Whether the page that asks is ours; a request without Origin comes from no page."""
    origin = headers.get("origin")
    if origin is None:
        return True
    asked, ours = urlsplit(origin), urlsplit(public)
    if public and (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
        return True
    return bool(asked.netloc) and asked.netloc == headers.get("host")


def _trusted(address: str, proxies: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
