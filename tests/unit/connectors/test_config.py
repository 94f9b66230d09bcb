"""sources.yaml: every mistake told by file, line and field; secrets never shown."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.config import load
from connectors.definition import Source
from connectors.errors import ConfigError
from connectors.places import place_of

GOOD = """\
sources:
  - name: oa
    kind: sql
    label: {zh: 办公, en: OA}
    every: 30s
    stale_after: 15m
    url: ${OA_URL}
    zone: Asia/Shanghai
    streams:
      - table: people
        from: hr_user
        cursor: changed
        key: [id]
        columns:
          person_id: id
          name: full_name
          updated_at: changed
"""
ENV = {"OA_URL": "postgresql+psycopg://u:hunter2secret@db/oa"}


def problems(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    path = folder / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, environ=ENV if environ is None else environ)
    assert "hunter2secret" not in str(caught.value)
    return str(caught.value).splitlines()


def test_a_good_file_loads(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(GOOD, encoding="utf-8")
    [source] = load(path, environ=ENV)
    assert isinstance(source, Source)
    assert (source.name, source.kind, source.label["zh"]) == ("oa", "sql", "办公")
    assert source.every.total_seconds() == 30
    assert source.stale_after.total_seconds() == 900
    assert [s.table for s in source.streams] == ["people"]
    assert "hunter2secret" not in repr(source) + repr(vars(source))


@pytest.mark.parametrize(
    ("url", "more", "read_as_arrow"),
    [
        ("postgresql+psycopg://u:hunter2secret@db/oa", "", True),
        ("postgresql://u:hunter2secret@db:5433/oa?sslmode=require", "", True),
        ("postgresql:///oa?host=h1:1&host=h2:2", "", True),
        ("postgresql://u:hunter2secret@db/oa", "    arrow: auto\n", True),
        ("postgresql://u:hunter2secret@db/oa", "    arrow: never\n", False),
        ("postgresql://u:hunter2secret@db/oa?prepare_threshold=5", "", False),
        ("postgresql:///oa?host=h1:x&host=h2", "", False),
        ("mysql+pymysql://u:hunter2secret@db/oa", "", False),
        ("sqlite:///oa.db", "", False),
    ],
)
def test_who_is_read_as_arrow(tmp_path: Path, url: str, more: str, read_as_arrow: bool) -> None:
    path = tmp_path / "sources.yaml"
    text = GOOD.replace("    zone:", f"{more}    zone:")
    path.write_text(text, encoding="utf-8")
    [source] = load(path, environ={"OA_URL": url})
    told: Any = source
    assert (told._conninfo is not None) == read_as_arrow
    assert "hunter2secret" not in repr(source) + repr(vars(source))


def test_without_the_driver_rows_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.generic.sql_arrow.find_spec", lambda _: None)
    path = tmp_path / "sources.yaml"
    path.write_text(GOOD, encoding="utf-8")
    told: Any = load(path, environ=ENV)[0]
    assert told._conninfo is None


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("every: 30s", "every: soon", 5, "every", "duration"),
        ("every: 30s", "every: 30s\n    evry: 1h", 6, "evry", "no such setting"),
        ("kind: sql", "kind: oracle", 3, "kind", "one of sql"),
        ("zone: Asia/Shanghai", "zone: Mars/Base", 8, "zone", "time zone"),
        (
            "    from: hr_user",
            "    query: x\n        from: hr_user",
            10,
            "oa / people",
            "exactly one",
        ),
        ("person_id: id", "persn_id: id", 15, "columns.persn_id", "no column"),
        ("          name: full_name\n", "", 14, "columns", "needs name"),
        ("name: full_name", "name: {from: a, constant: b}", 16, "columns.name", "exactly one"),
        ("name: full_name", "name: {template: '{a.b}'}", 16, "template", "plain"),
        ("table: people", "table: persons", 10, "table", "tables are"),
        ("url: ${OA_URL}", "url: ${NOT_SET}", 7, "url", "NOT_SET"),
        ("zone: Asia/Shanghai", "arrow: always", 8, "arrow", "'auto' or 'never'"),
        ("zone: Asia/Shanghai", "arrow: no", 8, "arrow", "'auto' or 'never'"),
        ("url: ${OA_URL}", "url: nonsense", 7, "url", "database URL"),
        ("name: oa", "name: 'o a'", 2, "name", "letters"),
        ("stale_after: 15m\n", "stale_after: 15m\n    every: 1h\n", 7, "every", "twice"),
        ("key: [id]", "key: []", 13, "key", "empty"),
        ("key: [id]", "key: [id", 14, "file", "YAML"),
    ],
)
def test_mistakes_are_told_by_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, field: str, words: str
) -> None:
    assert old in GOOD
    told = problems(tmp_path, GOOD.replace(old, new, 1))
    mine = [t for t in told if field in t]
    assert mine, told
    assert mine[0].startswith(f"sources.yaml, line {line}, "), told
    assert words in mine[0]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("every: 30s", "every: x").replace("zone: Asia/Shanghai", "zone: y")
    assert len(problems(tmp_path, text)) == 2


def test_a_missing_file_and_a_wrong_shape(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path / "none.yaml")
    for text in ("", "[]", "sources: 3", "a: 1", "sources: [1]", "&a [*a]", "sources: &a [*a]"):
        assert problems(tmp_path, text)


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]")
    assert problems(tmp_path, "\n".join(lines))


def test_two_sources_with_one_name(tmp_path: Path) -> None:
    again = GOOD.removeprefix("sources:\n")
    assert "another" in problems(tmp_path, GOOD + again)[0].lower()


def test_inline_rows_are_checked_when_read(tmp_path: Path) -> None:
    text = """\
sources:
  - name: base
    kind: rows
    label: {zh: 基础, en: base}
    every: 1h
    stale_after: 1d
    tables:
      process_sla:
        - {process: p, node: "*", minutes: 10, valid_from: 2024-01-01}
        - {process: p, node: "*", minutes: soon, valid_from: 2024-01-01}
"""
    [told] = problems(tmp_path, text)
    assert told.startswith("sources.yaml, line 10, base / tables.process_sla #2 / minutes")


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
              st.sampled_from(["30s", "people", "sql", "${X}", "${", "id", "Asia/Shanghai"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


def spoil(document: Any, data: st.DataObject) -> Any:
    """One place of the document replaced, removed or added."""
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in list(pairs):
            places.append((node, key))
            if isinstance(value, (dict, list)):
                walk(value)

    walk(document)
    node, key = data.draw(st.sampled_from(places))
    node[key] = data.draw(JUNK)
    return document


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_spoilt_configuration_gets_a_clear_error_or_loads(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document = spoil(yaml.safe_load(GOOD), data)
    path = tmp_path_factory.getbasetemp() / "spoilt.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    try:
        load(path, environ=ENV)
    except ConfigError as error:
        told = error
    else:
        return
    assert told.problems
    assert all(problem.line >= 1 for problem in told.problems)
    assert "hunter2secret" not in str(told)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(junk=st.binary(max_size=80), at=st.integers(0, len(GOOD)))
def test_any_bytes_get_a_clear_error_or_load(
    junk: bytes, at: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    text = GOOD.encode()
    path.write_bytes(text[:at] + junk + text[at:])
    try:
        load(path, environ=ENV)
    except ConfigError as error:
        told = error
    else:
        return
    assert told.problems


WORDS = """\
sources:
  - name: oa
    kind: sql
    label: {zh: 办公, en: OA}
    every: 30s
    stale_after: 15m
    url: sqlite:///oa.db
    streams:
      - table: approvals
        from: form
        key: [id]
        columns:
          approval_id: id
          company_id: {constant: C1}
          process: kind
          title: caption
          created_at: born
          updated_at: changed
          status:
            from: state
            values:
              1: running
              "2": approved
              3: null
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ('"2": approved', '"2": aproved', 23, "oa / approvals / columns.status.values.2"),
        ("1: running", "1: Running", 22, "oa / approvals / columns.status.values.1"),
        ("from: state", "from: state\n            default: gone", 21, "columns.status.default"),
    ],
)
def test_a_word_of_ours_must_be_one(
    tmp_path: Path, old: str, new: str, line: int, field: str
) -> None:
    (tmp_path / "sources.yaml").write_text(WORDS, encoding="utf-8")
    assert len(load(tmp_path / "sources.yaml", environ={})) == 1
    assert old in WORDS
    [told] = problems(tmp_path, WORDS.replace(old, new, 1))
    assert told.startswith(f"sources.yaml, line {line}, ")
    assert field in told
    assert "approved, " in told


def test_a_constant_of_listed_words_must_be_one(tmp_path: Path) -> None:
    head, _ = WORDS.split("          status:")
    [told] = problems(tmp_path, f"{head}          status: {{constant: aproved}}\n")
    assert "line 19, oa / approvals / columns.status.constant" in told
    assert "approved" in told


def test_a_place_is_named_as_people_name_it() -> None:
    value = {"sources": [{"name": "oa", "streams": [{"table": "people"}, {"table": "a b"}]}, 3]}
    head = ("sources", 0)
    assert place_of(value, (*head, "streams", 0, "columns", "x")) == "oa / people / columns.x"
    assert place_of(value, (*head, "streams", 1)) == "oa / streams #2"
    assert place_of(value, (*head, "streams", 9, "key", 0)) == "oa / streams #10 / key #1"
    assert place_of(value, ("sources", 1)) == "sources #2"
    assert place_of(value, (*head, "every")) == "oa / every"
    assert place_of(None, ()) == "file"
