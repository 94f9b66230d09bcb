"""One HTTP exchange: sent, read up to a limit, never to another host, failures by recovery."""

import logging
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx

from connectors.errors import Fatal, Retriable
from connectors.generic.rest_judge import Answer
from connectors.generic.rest_records import as_json_text, parse
from connectors.generic.rest_request import Request
from connectors.generic.rest_template import fill

HOPS = 3  # redirects within the source
PATIENCE = 10  # times the time limit of one read that a whole answer may take
LOST = "The source can't be reached or doesn't answer; it will be tried again."
ELSEWHERE = "The source sends to another address; correct base_url, its links aren't followed."


# They write whole addresses at INFO, where some vendors want the token.
for _chatty in ("httpx", "httpcore"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)


@lru_cache(maxsize=16)
def trust(ca_file: str | None) -> ssl.SSLContext:
    """Whose certificates are believed: the system's, or those of a company's own authority."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError):
        raise Fatal("The ca_file can't be read as certificates.", code="certificate") from None


def open_client(*, timeout: float, ca_file: Path | None) -> httpx.Client:
    """A client that follows no redirect by itself."""
    context = trust(None if ca_file is None else str(ca_file))
    return httpx.Client(timeout=timeout, verify=context, follow_redirects=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every request of a source has in common."""

    base_url: str
    headers: Mapping[str, str]
    query: Mapping[str, Any]


def build(
    client: httpx.Client,
    frame: Frame,
    request: Request,
    values: Mapping[str, Any],
    link: str | None = None,
) -> httpx.Request:
    """The request with its values; a link replaces its address and query."""
    path = fill(request.path, values) or ""
    url = httpx.URL(frame.base_url + path) if link is None else httpx.URL(link)
    given = {} if link is not None else fill(request.query, values)
    told = {name: _text(value) for name, value in (fill(dict(frame.query), values) | given).items()}
    body: Any = None
    sent = {
        "Accept": "application/json",
        "User-Agent": "yiping",
        **fill(dict(frame.headers), values),
    }
    sent |= fill(request.headers, values)
    if request.body is not None:
        body = as_json_text(fill(request.body, values)).encode()
        sent["Content-Type"] = "application/json"
    elif request.form is not None:
        filled = {name: _text(value) for name, value in fill(request.form, values).items()}
        body = str(httpx.QueryParams(filled)).encode()
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    merged = url.copy_merge_params(told) if told else url
    headers = {name: _text(value) for name, value in sent.items()}
    return client.build_request(request.method, merged, headers=headers, content=body)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port, the port written out."""
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def within(base: httpx.URL, link: str) -> httpx.URL:
    """A link of the source as a URL. Raises Fatal when it leads elsewhere."""
    try:
        url = base.join(link)
    except (httpx.InvalidURL, ValueError):
        raise Fatal("The source gives a link that is no address.", code="redirect") from None
    if origin(url) != origin(base) or url.userinfo:
        raise Fatal(ELSEWHERE, code="redirect")
    return url


def exchange(
    client: httpx.Client, request: httpx.Request, *, limit: int, timeout: float
) -> tuple[Answer, httpx.Response]:
    """Send and read. Raises Retriable or Fatal; what the answer means is not judged here."""
    try:
        for _ in range(HOPS + 1):
            response, data = _read(client, request, limit, timeout)
            onward = response.headers.get("location") if response.is_redirect else None
            if onward is None or request.method != "GET":
                body = parse(data, response.charset_encoding) if data else parse(b"")
                return Answer(
                    status=response.status_code, body=body, after=_after(response)
                ), response
            target = within(request.url, onward)
            request = client.build_request("GET", target, headers=_kept(request))
        raise Fatal("The source sends in a circle; correct base_url.", code="redirect")
    except httpx.TimeoutException:
        raise Retriable(LOST, code="connection") from None
    except httpx.ConnectError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            words = "The source's certificate isn't trusted; give its authority as ca_file."
            raise Fatal(words, code="certificate") from None
        raise Retriable(LOST, code="connection") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise Fatal("The address can't be asked; correct base_url.", code="redirect") from None
    except (httpx.HTTPError, httpx.StreamError, OSError):
        raise Retriable(LOST, code="connection") from None


def _kept(request: httpx.Request) -> dict[str, str]:
    return {k: v for k, v in request.headers.items() if k not in {"host", "content-length"}}


def _read(
    client: httpx.Client, request: httpx.Request, limit: int, timeout: float
) -> tuple[httpx.Response, bytes]:
    """The answer, decompressed, refused from `limit` bytes on."""
    deadline = time.monotonic() + timeout * PATIENCE
    response = client.send(request, stream=True)
    try:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes(1 << 16):
            size += len(part)
            if size > limit:
                raise Fatal("An answer is larger than max_megabytes allows.", code="too_large")
            if time.monotonic() > deadline:
                raise Retriable(LOST, code="connection")
            parts.append(part)
        return response, b"".join(parts)
    finally:
        response.close()


def _after(response: httpx.Response) -> float | None:
    """Seconds that Retry-After asks for, as a number or a date."""
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (zoned - datetime.now(UTC)).total_seconds())
