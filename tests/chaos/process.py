"""The real worker as its own process, on a home whose sources fail now and then on purpose."""

import argparse
import logging
import random
import resource
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from connectors import config
from connectors.definition import Batch, Source
from connectors.errors import Fatal, Retriable, Skippable
from lake.compact import Policy
from settings import Settings
from worker.__main__ import serve
from worker.home import Home, Options


class Faulty:
    """A source that loses its connection between pages, in the middle of a page, or for good."""

    def __init__(self, inner: Source, rng: random.Random, share: float) -> None:
        self._inner, self._rng, self._share = inner, rng, share

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        for batch in self._inner.pull(table, since):
            if self._rng.random() < self._share:
                if batch.frame.height > 1 and self._rng.random() < 0.5:
                    yield Batch(table=table, frame=batch.frame.head(batch.frame.height // 2))
                raise self._error()
            yield batch

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        frames = self._inner.keys(table)
        return None if frames is None else self._some(frames)

    def _some(self, frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        for frame in frames:
            if self._rng.random() < self._share:
                raise self._error()
            yield frame

    def _error(self) -> Exception:
        kind = self._rng.choice([Retriable, Retriable, Retriable, Fatal, Skippable])
        return kind("The connection broke on purpose.", code="chaos")


def options(version: str) -> Options:
    """A hasty worker: everything that takes minutes in life takes seconds here."""
    return Options(
        version=version,
        reconcile_every=timedelta(seconds=6),
        compact_every=timedelta(seconds=3),
        housekeeping_every=timedelta(seconds=4),
        renew_every=timedelta(seconds=20),
        keep_history=timedelta(seconds=5),
        compaction=Policy(files=6, rows=200),
        first_wait=0.05,
    )


def main() -> None:
    """Run until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=float, default=0.0)
    parser.add_argument("--version", default="chaos-1")
    parser.add_argument("--largest-file", type=int, default=0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if given.largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (given.largest_file, given.largest_file))
    rng = random.Random(given.seed)

    def sources() -> tuple[Source, ...]:
        found = config.load(given.home / "sources.yaml")
        return tuple(Faulty(source, rng, given.faults) for source in found)  # pyright: ignore

    home = Home.open(
        Settings(home=given.home), load_sources=sources, options=options(given.version)
    )
    serve(home)


if __name__ == "__main__":
    main()
