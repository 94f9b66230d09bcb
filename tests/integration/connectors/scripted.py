"""A scripted API: what it answers to each path, in turn, and what it was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml
from starlette.responses import Response

from connectors.config import load
from connectors.definition import Source
from tables.conform import conform
from tables.registry import TABLES
from tests.rest_source import Asked, Server, answer, serving

ENVELOPES = Path(__file__).parent / "envelopes"
SOON = (datetime.now(UTC) - timedelta(days=3)).date()  # a first pass of one slice
SECRETS = {"ID": "app-id-1", "SECRET": "hunter2-secret", "TOKEN": "hunter3-token"}
HEAD = """\
sources:
  - name: crm
    kind: rest
    label: {zh: 系统, en: System}
    every: 1m
    stale_after: 1h
    zone: Asia/Shanghai
    max_wait: 1s
"""


@dataclass
class Script:
    """A running server and the source configured on it."""

    server: Server
    source: Source

    def pull(self, since: str | None = None) -> list[dict[str, Any]]:
        """The rows of the first stream, as they would enter the lake."""
        table = self.source.streams[0].table
        rows: list[dict[str, Any]] = []
        self.cursor = since
        for batch in self.source.pull(table, since):
            done = conform(TABLES[table], batch.frame, source="crm")
            assert done.rejected.to_dicts() == []
            rows += done.rows.to_dicts()
            self.cursor = batch.cursor or self.cursor
        return rows

    def asked(self, path: str) -> list[Asked]:
        return [each for each in self.server.asked if each.path == path]


@contextmanager
def scripted(
    name: str, folder: Path, answers: dict[str, list[Any]], base: str = ""
) -> Iterator[Script]:
    """The source of `envelopes/<name>.yaml` on a server that answers by path.

    Answers are JSON values or responses, the last one again and again.
    """
    told = (ENVELOPES / f"{name}.yaml").read_text(encoding="utf-8")
    text = indent(told.replace("START_DAY", str(SOON)), "    ")
    left = {path: list(each) for path, each in answers.items()}

    def handle(asked: Asked) -> Response:
        told = left.get(asked.path)
        if told is None:
            return answer({"unexpected": asked.path}, 404)
        given = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(given, Response):
            return given
        return answer(json.loads(json.dumps(given).replace("BASE", server.base_url)))

    with serving(handle) as server:
        path = folder / "sources.yaml"
        head = f"{HEAD}    base_url: {server.base_url}{base}\n"
        path.write_text(head + text, encoding="utf-8")
        assert yaml.safe_load(head + text)
        yield Script(server=server, source=load(path, environ=SECRETS)[0])
