"""Mistakes in the settings of `rest` and `file`: told by file, line and field."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.config import load
from connectors.errors import ConfigError
from tests.unit.connectors.test_config import spoil

REST = """\
sources:
  - name: crm
    kind: rest
    label: {zh: 客户, en: CRM}
    every: 30s
    stale_after: 15m
    base_url: https://crm.example.com/api
    zone: Asia/Shanghai
    auth:
      kind: token
      files: {app_secret: crm.secret}
      request: {method: POST, path: /token, json: {id: x, secret: "${CRM_SECRET}"}}
      token: access_token
    success: {path: errcode, equals: 0}
    errors: {code: errcode, codes: {40014: token_expired}}
    rate: {per_second: 5}
    streams:
      - table: people
        request:
          path: /people
          query: {since: "{from}", cursor: "{cursor}"}
        paging: {kind: cursor, next: data.next}
        items: data.items
        cursor: changed
        order: ascending
        window: {format: iso, start: 2024-01-01}
        key: [id]
        deletes: keys
        keys: {request: {path: /ids}, items: ids}
        columns:
          person_id: id
          name: contact.name
          position: {template: "{contact.title}"}
          updated_at: changed
"""
FILE = """\
sources:
  - name: drop
    kind: file
    label: {zh: 文件, en: Files}
    every: 30s
    stale_after: 15m
    settle: 2s
    streams:
      - table: people
        file: drop/*.xlsx
        sheet: 1
        header: 2
        fill_down: [department]
        vanished: delete
        columns:
          person_id: id
          name: name
          updated_at: _modified
"""
ENV = {"CRM_SECRET": "hunter2secret"}


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, environ=ENV)
    assert "hunter2secret" not in str(caught.value)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(("text", "kind"), [(REST, "rest"), (FILE, "file")])
def test_a_good_file_loads_and_shows_no_secret(tmp_path: Path, text: str, kind: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    [source] = load(path, environ=ENV)
    assert source.kind == kind
    assert source.streams[0].deletes == "keys"
    assert "hunter2secret" not in repr(source) + repr(vars(source))


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("base_url: https://crm", "base_url: ftp://crm", 7, "base_url", "an address such as"),
        ("https://crm", "https://u:p@crm", 7, "base_url", "belong under auth"),
        ("kind: token", "kind: oauth", 9, "auth", "'bearer', 'basic', 'token', 'signed'"),
        ("kind: token\n", "\n", 9, "auth", "kind"),
        ("method: POST, ", "", 12, "auth.request.method", "GET request has no body"),
        ("path: /token", "path: token", 12, "auth.request.path", "begins with one /"),
        (
            'secret: "$',
            'x: "{nonsense}", secret: "$',
            12,
            "auth.request.json",
            "{nonsense} has no value",
        ),
        ("token: access_token\n", "\n", 10, "auth.token", "missing"),
        ("equals: 0", "equals: 0, in: [1]", 14, "success", "exactly one"),
        ("token_expired", "expired", 15, "codes.40014", "'retriable'"),
        ("per_second: 5", "per_second: 0", 16, "rate.per_second", "greater than or equal to 1"),
        (
            '"{cursor}"',
            '"{offset}"',
            21,
            "crm / people / request.query",
            "{offset} has no value here",
        ),
        ("kind: cursor, next", "kind: cursor, nxt", 22, "paging", "no such setting"),
        ("kind: cursor,", "kind: next,", 22, "people / paging", "'none', 'offset'"),
        ("path: /people", "path: /people?x=1", 20, "request.path", "under query"),
        ("        cursor: changed\n", "", 18, "people / cursor", "name the cursor"),
        ("format: iso", "format: YYYY", 26, "window.format", "yyyy-MM-dd"),
        ("start: 2024-01-01", "span: 7d", 26, "window.start", "day to begin"),
        ("start: 2024-01-01", "start: 2024-01-01, span: 7d", 26, "window.span", "write it into"),
        ("deletes: keys", "deletes: none", 29, "people / keys", "Only deletes: keys"),
        (
            "items: ids}",
            "items: ids, columns: {person: id}}",
            29,
            "keys.columns.person",
            "no column",
        ),
        ("contact.title}", "contact.title", 33, "position.template", "braces"),
        ("          person_id: id\n", "", 31, "columns", "person_id"),
    ],
)
def test_mistakes_of_rest(
    tmp_path: Path, old: str, new: str, line: int, field: str, words: str
) -> None:
    assert old in REST
    told = problems(tmp_path, REST.replace(old, new, 1))
    mine = [each for each in told if field in each and words in each]
    assert mine, told
    assert abs(int(mine[0].split("line ")[1].split(",")[0]) - line) <= 1, told


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("sheet: 1", "sheet: 0", 11, "sheet", "number from 1"),
        ("header: 2", "header: 0", 12, "header", "greater than or equal to 1"),
        ("vanished: delete", "deletes: keys", 14, "deletes", "vanished"),
        ("vanished: delete", "encoding: latin", 14, "encoding", "'utf-8'"),
        ("vanished: delete", "delimiter: ';;'", 14, "delimiter", "at most 1 character"),
        ("name: name", "name: {template: '{a.b}'}", 17, "columns.name.template", "plain"),
        ("file: drop/*.xlsx", "encoding: utf-8", 9, "", "file"),
    ],
)
def test_mistakes_of_file(
    tmp_path: Path, old: str, new: str, line: int, field: str, words: str
) -> None:
    assert old in FILE
    told = problems(tmp_path, FILE.replace(old, new, 1))
    mine = [each for each in told if field in each and words in each]
    assert mine, told
    assert abs(int(mine[0].split("line ")[1].split(",")[0]) - line) <= 1, told


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), text=st.sampled_from([REST, FILE]))
def test_any_spoilt_configuration_gets_a_clear_error_or_loads(
    data: st.DataObject, text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document: Any = spoil(yaml.safe_load(text), data)
    path = tmp_path_factory.getbasetemp() / "spoilt-rest.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    try:
        sources = load(path, environ=ENV)
    except ConfigError as error:
        told = error
    else:
        assert "hunter2secret" not in repr(sources) + repr([vars(each) for each in sources])
        return
    assert told.problems
    assert all(problem.line >= 1 for problem in told.problems)
    assert "hunter2secret" not in str(told)


def test_the_example_of_the_handbook_loads(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "connectors.md").read_text(encoding="utf-8")
    block = text.partition("## rest")[2].partition("```yaml\n")[2].partition("```")[0]
    path = tmp_path / "sources.yaml"
    path.write_text("sources:\n" + block, encoding="utf-8")
    [source] = load(path, environ={})
    assert (source.kind, source.streams[0].table) == ("rest", "customers")
