"""Whatever happens between two pages of an ordered listing, in the end nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.config import load
from connectors.definition import Source
from connectors.errors import Retriable
from connectors.generic.rest_client import Good
from connectors.generic.rest_records import parse
from connectors.generic.rest_request import Request
from connectors.generic.rest_template import fill
from tests.copies import Copy
from tests.integration.connectors.shop import Shop, row, stream
from tests.rest_source import Asked

WHAT = ["update", "insert", "late", "fail", "cut", "nothing"]
CHANGES = st.lists(
    st.tuples(st.sampled_from(WHAT), st.integers(0, 99)),
    max_size=60,
)  # fmt: skip


@dataclass
class World:
    """A shop that changes with every page it gives; stands in for the client of a source."""

    shop: Shop
    script: list[tuple[str, int]] = field(default_factory=list)
    cut: bool = False

    def __call__(self, *_: object) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def bare(self, link: str) -> str:
        return link

    def ask(self, request: Request, values: Mapping[str, Any], link: str | None = None) -> Good:
        assert link is None
        query = {name: str(value) for name, value in fill(request.query, values).items()}
        asked = Asked(
            method="GET", path=request.path, raw_path="", query=query, headers={}, body=b"", at=0
        )
        if self.script:
            self.change(*self.script.pop(0))
        by = getattr(self.shop, f"by_{request.path.strip('/')}")
        return Good(body=parse(by(asked, self.shop.listed(asked)).body), link=None)

    def change(self, what: str, n: int) -> None:
        now = datetime.now(UTC)
        ids = sorted(self.shop.rows)
        if what == "update" and ids:
            self.shop.add(row(ids[n % len(ids)], now, total=n))
        elif what in {"insert", "late"}:
            late = timedelta(seconds=n * 5 if what == "late" else 0)
            self.shop.add(row(max(ids, default=0) + 1, now - late, total=n))
        elif what == "fail":
            raise Retriable("A fault in the middle.", code="busy")
        elif what == "cut":
            self.cut = True


def synced(crm: Source, copy: Copy, world: World) -> None:
    """One try of the worker: it may fail, or be killed after any batch."""
    world.cut = False
    try:
        for batch in crm.pull("approvals", copy.cursor):
            copy.take(crm, batch)
            if world.cut:
                return
    except Retriable:
        return


@pytest.mark.parametrize("by", ["cursor", "offset", "page"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.data(),
    size=st.integers(2, 9),
    batch=st.sampled_from([1, 10]),
    script=CHANGES,
)
def test_in_the_end_everything_is_there(
    by: str,
    data: st.DataObject,
    size: int,
    batch: int,
    script: list[tuple[str, int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    shop = Shop(page=size)
    moment = datetime.now(UTC) - timedelta(days=1)
    for i in range(1, data.draw(st.integers(0, 40)) + 1):
        moment += timedelta(seconds=data.draw(st.sampled_from([0, 1, 1, 700])) if i % size else 1)
        shop.add(row(i, moment))
    world, copy = World(shop=shop, script=list(script)), Copy()
    crm = configured(by, batch, tmp_path_factory.getbasetemp())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("connectors.generic.rest.Client", world)
        for _ in range(70):
            synced(crm, copy, world)
            if not world.script:
                break
        synced(crm, copy, world)
        synced(crm, copy, world)
    wanted = {str(i): float(each["total"]) for i, each in shop.rows.items()}
    assert {key: float(each["amount"]) for key, each in copy.rows.items()} == wanted


def configured(by: str, batch: int, folder: Path) -> Source:
    config = {
        "name": "shop", "kind": "rest", "label": {"zh": "商城", "en": "Shop"}, "every": "30s",
        "stale_after": "5m", "base_url": "http://shop.invalid", "zone": "Asia/Shanghai",
        "streams": [stream(by, batch=batch)],
    }  # fmt: skip
    path = folder / "convergence.yaml"
    path.write_text(yaml.safe_dump({"sources": [config]}, allow_unicode=True), encoding="utf-8")
    return load(path, environ={})[0]
