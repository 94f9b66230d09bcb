"""A sales system behind an HTTP API, as tests of the `rest` connector meet it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml
from starlette.responses import Response

from connectors.config import load
from connectors.definition import Source
from tests.rest_source import Asked, Server, answer

SHANGHAI = timezone(timedelta(hours=8))
START = datetime(2024, 3, 1, 8, 0, 0, tzinfo=SHANGHAI)
SECRET = "hunter2secret-of-the-shop"
COLUMNS: dict[str, Any] = {
    "approval_id": "id",
    "company_id": {"constant": "c1"},
    "process": "kind",
    "title": {"template": "{customer.name}/{id}"},
    "amount": "total",
    "currency": {"constant": "CNY"},
    "status": {"from": "state", "values": {0: "draft", 1: "running"}},
    "created_at": "created",
    "submitted_at": "created",
    "updated_at": "modified",
    "deleted_at": "erased",
}


def row(i: int, modified: datetime | None = None, **more: Any) -> dict[str, Any]:
    moment = modified or START + timedelta(minutes=i)
    base = {"id": i, "kind": "报销", "state": 1, "total": 12.5, "customer": {"name": f"客户{i}"}}
    return base | {"created": START.isoformat(), "modified": moment.isoformat()} | more


@dataclass
class Shop:
    """Rows by id, tokens, and how many rows a page has at most."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    page: int = 7
    life: int = 7200
    tokens: dict[str, float] = field(default_factory=dict)
    issued: int = 0
    before_page: Callable[[int], None] | None = None  # called with the number of the page
    pages: int = 0

    def add(self, *rows: dict[str, Any]) -> None:
        self.rows |= {each["id"]: each for each in rows}

    def handle(self, asked: Asked) -> Response:
        if asked.path == "/token":
            return self._token(asked)
        held = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(held, 0) < time.monotonic():
            return answer({"errcode": 40014, "errmsg": f"bad token {held}"})
        if self.before_page is not None:
            self.before_page(self.pages)
        self.pages += 1
        return getattr(self, f"by_{asked.path.strip('/')}")(asked, self.listed(asked))

    def listed(self, asked: Asked) -> list[dict[str, Any]]:
        """Rows in the order of (modified, id), filtered as asked."""
        low, high = asked.query.get("from"), asked.query.get("to")
        rows = sorted(self.rows.values(), key=lambda r: (_moment(r["modified"]), r["id"]))
        if low:
            rows = [r for r in rows if _moment(r["modified"]) >= _moment(low)]
        if high:
            rows = [r for r in rows if _moment(r["modified"]) < _moment(high)]
        return rows if asked.query.get("desc") is None else rows[::-1]

    def by_cursor(self, asked: Asked, rows: list[dict[str, Any]]) -> Response:
        """The cursor names the last row delivered, so nothing is lost while rows change."""
        if "cursor" in asked.query:
            moment, number = asked.query["cursor"].split("~")
            last = (_moment(moment), int(number))
            rows = [r for r in rows if (_moment(r["modified"]), r["id"]) > last]
        part = rows[: self.page]
        more = len(rows) > self.page
        following = f"{part[-1]['modified']}~{part[-1]['id']}" if more else ""
        return good({"items": part, "next_cursor": following, "has_more": more})

    def by_offset(self, asked: Asked, rows: list[dict[str, Any]]) -> Response:
        at = int(asked.query["offset"])
        return good({"items": rows[at : at + self.page], "total": len(rows)})

    def by_page(self, asked: Asked, rows: list[dict[str, Any]]) -> Response:
        at = (int(asked.query["page"]) - 1) * self.page
        return good({"items": rows[at : at + self.page], "pages": -(-len(rows) // self.page)})

    def by_link(self, asked: Asked, rows: list[dict[str, Any]]) -> Response:
        at = int(asked.query.get("skip", 0))
        more = at + self.page < len(rows)
        low = asked.query.get("from", "").replace("+", "%2B")
        link = f"/link?skip={at + self.page}&from={low}"
        headers = {"link": f'<{link}>; rel="next"'} if more else {}
        body = {"errcode": 0, "data": {"items": rows[at : at + self.page]}}
        return answer(body | ({"next": link} if more else {}), **headers)

    def by_all(self, asked: Asked, rows: list[dict[str, Any]]) -> Response:
        return good({"items": rows})

    def by_ids(self, asked: Asked, rows: list[dict[str, Any]]) -> Response:
        at = (int(asked.query["page"]) - 1) * 8
        return answer({"errcode": 0, "data": [each["id"] for each in rows][at : at + 8]})

    def _token(self, asked: Asked) -> Response:
        if asked.json != {"app": "yiping", "secret": SECRET}:
            return answer({"errcode": 40001, "errmsg": f"wrong secret {asked.json.get('secret')}"})
        self.issued += 1
        token = f"token-{id(self)}-{self.issued}"
        self.tokens[token] = time.monotonic() + self.life
        return answer({"errcode": 0, "access_token": token, "expires_in": self.life})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def good(data: dict[str, Any]) -> Response:
    return answer({"errcode": 0, "errmsg": "ok", "data": data})


PAGING: dict[str, dict[str, Any]] = {
    "cursor": {"kind": "cursor", "next": "data.next_cursor", "more": "data.has_more"},
    "offset": {"kind": "offset", "total": "data.total"},
    "page": {"kind": "page", "pages": "data.pages"},
    "link": {"kind": "link"},
    "all": {"kind": "none"},
}
QUERY = {"cursor": "cursor", "offset": "offset", "page": "page"}


def stream(by: str = "cursor", **changes: Any) -> dict[str, Any]:
    """A stream that lists the shop's rows; a change to None removes a setting."""
    query = {"from": "{from}"} | ({QUERY[by]: f"{{{QUERY[by]}}}"} if by in QUERY else {})
    told = {
        "table": "approvals",
        "request": {"path": f"/{by}", "query": query},
        "paging": PAGING[by],
        "items": "data.items",
        "cursor": "modified",
        "order": "ascending",
        "key": ["id"],
        "batch": 1,
        "deletes": "keys",
        "columns": COLUMNS,
    } | changes
    return {name: value for name, value in told.items() if value is not None}


def source(server: Server, folder: Path, *streams: dict[str, Any], **changes: Any) -> Source:
    """A configured source on a running server."""
    config = {
        "name": "shop",
        "kind": "rest",
        "label": {"zh": "商城", "en": "Shop"},
        "every": "30s",
        "stale_after": "5m",
        "base_url": server.base_url,
        "zone": "Asia/Shanghai",
        "timeout": "5s",
        "max_wait": "2s",
        "auth": {
            "kind": "token",
            "request": {
                "method": "POST",
                "path": "/token",
                "json": {"app": "yiping", "secret": "${SHOP_SECRET}"},
            },
            "token": "access_token",
            "expires_in": "expires_in",
        },
        "success": {"path": "errcode", "equals": 0},
        "errors": {
            "code": "errcode",
            "message": "errmsg",
            "codes": {40014: "token_expired", 45009: "rate_limited", -1: "retriable"},
        },
        "streams": list(streams) or [stream()],
    } | changes
    config = {name: value for name, value in config.items() if value is not None}
    path = folder / "sources.yaml"
    path.write_text(yaml.safe_dump({"sources": [config]}, allow_unicode=True), encoding="utf-8")
    return load(path, environ={"SHOP_SECRET": SECRET})[0]
