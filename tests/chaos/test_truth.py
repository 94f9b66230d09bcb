"""The comparisons of chaos find what is wrong: a net that never tells anything holds nothing."""

import random
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from settings import Settings, initialise
from tests.chaos.drop import Drop
from tests.chaos.shop import Shop
from tests.chaos.source import Writer, configure
from tests.chaos.truth import Changing, Truth, held_differences
from tests.rest_source import serving
from worker.home import Home
from worker.sync import sync


@pytest.fixture
def others(tmp_path: Path) -> tuple[Shop, Drop]:
    shop = Shop(rng=random.Random(3), page=7)
    shop.fill(20)
    drop = Drop(folder=tmp_path / "counts", rng=random.Random(4))
    drop.fill(20)
    return shop, drop


@pytest.fixture
def home(tmp_path: Path, others: tuple[Shop, Drop]) -> Generator[Home]:
    shop, drop = others
    settings = Settings(home=tmp_path)
    initialise(settings)
    Writer(path=tmp_path / "oa.db", rng=random.Random(5)).fill(1)
    configure(tmp_path, batch=20, database=tmp_path / "oa.db")
    with serving(shop.handle) as server:
        shop.configure(tmp_path, server.base_url, batch=10)
        drop.configure(tmp_path)
        opened = Home.open(settings)
        try:
            for name in ("shop", "drop"):
                assert sync(opened, opened.source(name)).problem is None
            yield opened
        finally:
            opened.close()


def test_what_has_arrived_is_no_difference(home: Home, others: tuple[Changing, ...]) -> None:
    for other in others:
        assert [held_differences(home, each) for each in other.truths()] == [
            [] for _ in other.truths()
        ]
        assert other.cursor_differences(home) == []


def test_every_kind_of_difference_is_told(home: Home, others: tuple[Changing, ...]) -> None:
    for truth in (each for other in others for each in other.truths()):
        key, row = next(iter(truth.rows.items()))
        rest = {k: r for k, r in truth.rows.items() if k != key}
        more = {**truth.rows, "new": row}
        assert _told(home, truth, rows=more) == [f"{truth.table}: new is missing"]
        assert _told(home, truth, rows=rest) == [f"{truth.table}: {key} is not in the source"]
        [wrong] = _told(home, truth, rows={**truth.rows, key: (*row[:-1], None)})
        assert wrong.startswith(f"{truth.table}: {key} is ")
        lost = _told(home, truth, rows=rest, broken=frozenset({key}))
        assert lost == [f'quarantine of {truth.table}: {{"{truth.identity}":"{key}"}} is missing']
        never = _told(home, truth, rows=rest, broken=frozenset({key}), versions={key: set()})
        assert never[0].startswith(f"{truth.table}: {key} never was ")


def _told(home: Home, truth: Truth, **changes: Any) -> list[str]:
    return held_differences(home, replace(truth, **changes))


def test_a_cursor_that_lags_is_told(home: Home, others: tuple[Changing, ...]) -> None:
    shop, drop = others
    assert isinstance(shop, Shop)
    assert isinstance(drop, Drop)
    for listing in (shop.orders, shop.lines):
        row = next(iter(listing.rows.values()))
        listing.put(row | {"modified": row["modified"] + 60})
    assert len(shop.cursor_differences(home)) == 2
    (drop.folder / next(iter(drop.files))).write_bytes(b"")
    assert len(drop.cursor_differences(home)) == 1
