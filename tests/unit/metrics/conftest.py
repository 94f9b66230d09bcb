"""Facts of a generated company on both engines, generated once."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest

from metrics.definition import Metric
from metrics.frames import Frames
from tests.unit.metrics import world


@dataclass(frozen=True)
class Engines:
    polars: dict[str, Frames]
    duckdb: dict[str, Frames]

    def of(self, metric: Metric) -> tuple[Frames, Frames]:
        return self.polars[metric.fact.name], self.duckdb[metric.fact.name]


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    approvals, steps = world.generated(seed=20261121, documents=500)
    polars = {"approval": world.polars(approvals), "approval_step": world.polars(steps)}
    with duckdb.connect() as connection:
        yield Engines(
            polars=polars,
            duckdb={name: world.in_duckdb(f, connection) for name, f in polars.items()},
        )
