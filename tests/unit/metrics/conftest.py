"""Facts of a generated company on both engines, generated once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from metrics.definition import Metric
from metrics.frames import Frames
from metrics.registry import every_metric
from tests.unit.metrics import any_fact, world


@dataclass(frozen=True)
class Engines:
    polars: dict[str, Frames]
    duckdb: dict[str, Frames]
    connection: DuckDBPyConnection

    def of(self, metric: Metric) -> tuple[Frames, Frames]:
        return _of(metric, self.polars), _of(metric, self.duckdb)


def _of(metric: Metric, frames: dict[str, Frames]) -> Frames:
    found = frames[metric.fact.name]
    return found if metric.over is None else replace(found, over=_of(metric.over, frames))


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    approvals, steps = world.generated(seed=20261121, documents=500)
    polars = {"approval": world.polars(approvals), "approval_step": world.polars(steps)}
    for metric in every_metric():
        fact = metric.fact
        if fact.name not in polars:
            polars[fact.name] = any_fact.frames(any_fact.rows(fact, 400, seed=20261122))
    with duckdb.connect() as connection:
        yield Engines(
            polars=polars,
            duckdb={name: world.in_duckdb(f, connection) for name, f in polars.items()},
            connection=connection,
        )
