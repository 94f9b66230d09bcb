"""An installation with a changing SQLite source, for tests that run the worker's parts on it."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import Settings, initialise
from tests.chaos.source import Writer, configure
from worker.home import Home


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    made = Writer(path=tmp_path / "oa.db", rng=random.Random(7))
    made.fill(60)
    configure(tmp_path, batch=20, database=tmp_path / "oa.db")
    return made


@pytest.fixture
def home(tmp_path: Path, writer: Writer) -> Iterator[Home]:
    settings = Settings(home=tmp_path)
    initialise(settings)
    opened = Home.open(settings)
    yield opened
    opened.close()
