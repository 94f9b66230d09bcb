"""A purchasing system behind an HTTP API: orders by cursor, their lines by page, while both change.

It answers now and then with 429, 5xx, an error in a 200 body, a body that is cut off or the page
before once more. Its clock ticks in seconds, so many rows share one timestamp.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
from starlette.responses import Response

from tests.chaos.shop_rows import LINE, ORDER, STATES, Listing, moment_of
from tests.chaos.source import DAY, OVERLAP
from tests.chaos.truth import Truth
from tests.rest_source import Asked, answer
from worker.home import Home

CONFIG = """
  - name: shop
    kind: rest
    label: {{zh: 采购, en: Purchasing}}
    every: 2s
    stale_after: 1m
    base_url: {base_url}
    timeout: 5s
    attempts: 2
    max_wait: 2s
    success: {{path: errcode, equals: 0}}
    errors: {{code: errcode, message: errmsg, codes: {{45009: rate_limited, -1: retriable}}}}
    streams:
      - table: purchase_orders
        request: {{path: /orders, query: {{from: "{{from}}", cursor: "{{cursor}}"}}}}
        paging: {{kind: cursor, next: data.next, more: data.more}}
        items: data.items
        cursor: modified
        order: ascending
        key: [id]
        batch: {batch}
        overlap: {overlap}s
        deletes: keys
        columns:
          po_id: id
          po_no: number
          company_id: {{constant: C1}}
          supplier_id: supplier.id
          status: {{from: state, values: {{0: draft, 1: open, 2: closed, 3: cancelled}}}}
          currency: {{constant: CNY}}
          amount_net: net
          created_on: born
          ordered_on: ordered
          updated_at: modified
      - table: purchase_order_lines
        request: {{path: /lines, query: {{from: "{{from}}", page: "{{page}}"}}}}
        paging: {{kind: page, pages: data.pages}}
        items: data.items
        cursor: modified
        order: ascending
        key: [id]
        batch: {batch}
        overlap: {overlap}s
        deletes: keys
        columns:
          po_line_id: id
          po_id: order
          line_no: position
          company_id: {{constant: C1}}
          quantity: quantity
          unit: {{constant: 个}}
          price_net: price
          amount_net: amount
          currency: {{constant: CNY}}
          created_on: born
          updated_at: modified
"""
AGAIN = "again"
KINDS = ("too often", "away", "said", "busy", "cut", AGAIN, AGAIN)


@dataclass(slots=True, kw_only=True)
class Shop:
    """Orders and lines; `faults` is the share of requests that it spoils, `skew` its clock's.

    Where it `repeats`, it answers with the page before at least once, be it when it is at rest.
    """

    rng: random.Random
    page: int = 20
    skew: int = 0
    faults: float = 0.0
    repeats: bool = False
    orders: Listing = field(default_factory=Listing)
    lines: Listing = field(default_factory=Listing)
    _before: dict[tuple[str, str | None], Response] = field(
        default_factory=dict[tuple[str, str | None], Response]
    )
    _spoils: Counter[str] = field(default_factory=Counter[str])
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _last: int = 0
    _next: int = 1

    def configure(self, home: Path, base_url: str, *, batch: int) -> None:
        """Add this source to the sources.yaml of a home."""
        with (home / "sources.yaml").open("a", encoding="utf-8") as file:
            file.write(CONFIG.format(base_url=base_url, batch=batch, overlap=OVERLAP))

    def fill(self, orders: int) -> None:
        """Orders of the past, many with one timestamp."""
        for _ in range(orders):
            self._insert(self._now() - 3600 - self.rng.randrange(4))

    def step(self) -> None:
        """A few changes at once."""
        with self._lock:
            for _ in range(self.rng.randint(1, 6)):
                self._change(self._now())

    def rest(self) -> None:
        """Answer without faults from now on."""
        self.faults = 0.0

    def handle(self, asked: Asked) -> Response:
        """A page, spoilt now and then."""
        with self._lock:
            page = self._orders(asked) if asked.path == "/orders" else self._lines(asked)
            place = (asked.path, asked.query.get("from"))
            before, self._before[place] = self._before.get(place), page
            if asked.query.get("page", "1") == "1" and not asked.query.get("cursor"):
                before = None
            due = self.repeats and before is not None and not self._spoils[AGAIN]
            if due or self.rng.random() < self.faults:
                return self._spoilt(page, before, AGAIN if due else self.rng.choice(KINDS))
            return page

    def counts(self) -> Mapping[str, int]:
        """How many answers it spoiled, by how."""
        return {f"answers {kind}": number for kind, number in self._spoils.items()}

    def truths(self) -> Sequence[Truth]:
        """Both tables as they are now."""
        return (
            self.orders.truth("purchase_orders", ORDER),
            self.lines.truth("purchase_order_lines", LINE),
        )

    def cursor_differences(self, home: Home) -> list[str]:
        """Every pass is closed; none is behind what it holds or ahead of all it ever carried."""
        saved = {c.table: c.value for c in home.state.cursors.list() if c.source == "shop"}
        found: list[str] = []
        for table, listing in zip(
            ("purchase_orders", "purchase_order_lines"), (self.orders, self.lines), strict=True
        ):
            position = orjson.loads(saved.get(table, "null"))
            if position is None or position["open"]:
                found.append(f"cursor: {table} stands at {position}")
                continue
            mark = datetime.fromisoformat(position["watermark"]["datetime"]).timestamp()
            oldest = max(row["modified"] for row in listing.rows.values())
            if not oldest <= mark <= self._last:
                found.append(f"cursor: {table} is at {mark}, not {oldest} to {self._last}")
        return found

    def _orders(self, asked: Asked) -> Response:
        """The cursor names the last row delivered, so nothing is passed over while rows change."""
        rows = self.orders.since(asked.query.get("from"))
        if asked.query.get("cursor"):
            moment, ident = asked.query["cursor"].split("~")
            rows = [row for row in rows if (row["modified"], row["id"]) > (int(moment), ident)]
        part, more = rows[: self.page], len(rows) > self.page
        following = f"{part[-1]['modified']}~{part[-1]['id']}" if more else ""
        return _good({"items": list(map(_sent, part)), "next": following, "more": more})

    def _lines(self, asked: Asked) -> Response:
        """Pages are counted: rows that change meanwhile shift the ones that follow."""
        rows = self.lines.since(asked.query.get("from"))
        at = (int(asked.query["page"]) - 1) * self.page
        part = list(map(_sent, rows[at : at + self.page]))
        return _good({"items": part, "pages": -(-len(rows) // self.page)})

    def _spoilt(self, page: Response, before: Response | None, kind: str) -> Response:
        if kind != AGAIN or before is not None:
            self._spoils[kind] += 1
        if kind == "too often":
            return answer({}, 429, **{"retry-after": str(self.rng.randrange(2))})
        if kind == "away":
            return answer(b"<html>Bad gateway</html>", self.rng.choice([500, 502, 503]))
        if kind in ("said", "busy"):
            return answer({"errcode": 45009 if kind == "busy" else -1, "errmsg": "系统繁忙"})
        if kind == "cut":
            data = bytes(page.body)
            return answer(data[: self.rng.randrange(1, len(data))])
        return page if before is None else before

    def _now(self) -> int:
        self._last = max(self._last, int(time.time()) + self.skew)
        return self._last

    def _change(self, now: int) -> None:
        kind = self.rng.choices(
            ["insert", "late insert", "order", "line", "late order", "delete", "cut", "break"],
            [25, 4, 20, 20, 5, 6, 4, 8],
        )[0]
        if kind in ("insert", "late insert") or len(self.lines.rows) < 5:
            self._insert(now - DAY if kind == "late insert" else now)
        elif kind in ("order", "late order"):
            self._reorder(now, late=kind == "late order")
        elif kind == "line":
            row = self._some(self.lines)
            self.lines.put(row | self._measure() | {"modified": now})
        elif kind == "delete":
            gone = self.orders.rows.pop(self._some(self.orders)["id"])["id"]
            for ident in [n for n, row in self.lines.rows.items() if row["order"] == gone]:
                del self.lines.rows[ident]
        elif kind == "cut":
            del self.lines.rows[self._some(self.lines)["id"]]
        elif self.rng.random() < 0.5:
            broken = {"state": 99} if self.rng.random() < 0.5 else {"net": "viel"}
            self.orders.put(self._some(self.orders) | broken | {"modified": now})
        else:
            quantity = self.rng.choice(["0", "viele"])
            self.lines.put(self._some(self.lines) | {"quantity": quantity, "modified": now})

    def _reorder(self, now: int, *, late: bool) -> None:
        """Another state and amount; a late one lies within the overlap, never before its row."""
        row = self._some(self.orders)
        moment = max(row["modified"], now - OVERLAP // 3) if late else now
        self.orders.put(row | self._stage(row["born"]) | {"modified": moment})

    def _insert(self, modified: int) -> None:
        ident, self._next = f"O{self._next}", self._next + 1
        born = (moment_of(modified).date() - timedelta(days=self.rng.randrange(60))).isoformat()
        row = {"id": ident, "number": f"PO-{ident}", "supplier": {"id": f"S{len(ident)}"}}
        row |= {"born": born, "modified": modified}
        self.orders.put(row | self._stage(born))
        for position in range(1, self.rng.randint(2, 4)):
            line = {"id": f"{ident}-{position}", "order": ident, "position": position}
            line |= {"born": born, "modified": modified}
            self.lines.put(line | self._measure())

    def _stage(self, born: str) -> dict[str, Any]:
        state = self.rng.choice(list(STATES))
        money = f"{self.rng.randrange(1, 10_000_000) / 100:.2f}"
        return {"state": state, "net": money, "ordered": None if state == 0 else born}

    def _measure(self) -> dict[str, Any]:
        quantity, price = self.rng.randint(1, 500), self.rng.randint(1, 90_000)
        cents = Decimal(price) / 100
        return {"quantity": quantity, "price": str(cents), "amount": str(quantity * cents)}

    def _some(self, listing: Listing) -> dict[str, Any]:
        return self.rng.choice(list(listing.rows.values()))


def _sent(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"modified": moment_of(record["modified"]).isoformat()}


def _good(data: dict[str, Any]) -> Response:
    return answer({"errcode": 0, "errmsg": "ok", "data": data})
