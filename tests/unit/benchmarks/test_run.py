"""What a run of the benchmarks reports, and when it makes its data sets anew."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import datasets, run
from benchmarks.verdicts import FILE, Goal, Verdict, judge, kept, summary


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "verdicts.jsonl"
    file.touch()
    monkeypatch.setenv(FILE, str(file))
    return file


def test_the_last_table_tells_figures_with_their_bars_and_counts_them(told: Path):
    judge("within", 1.2, Goal(at_most=1.3))
    judge("beyond", 3.67, Goal(at_most=3), unit=" GB")
    judge("too little", 9.9, Goal(at_least=10))
    judge("only shown", 7, Goal())
    lines = summary(kept(told)).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["within", "1.20x", "<=", "1.3", "met"],
        ["beyond", "3.67", "GB", "<=", "3", "NOT", "MET"],
        ["too", "little", "9.90x", ">=", "10", "NOT", "MET"],
        ["only", "shown", "7.00x", "no", "bar"],
        ["1", "bars", "met,", "2", "not", "met,", "0", "not", "measured"],
    ]


def test_a_part_that_breaks_off_is_told_as_not_measured(told: Path):
    run._part("asking", [str(told.parent / "nowhere")])
    (only,) = kept(told)
    assert only.found is None
    assert only.what.startswith("asking nowhere ended with")
    assert summary([only]).splitlines()[-1] == "0 bars met, 0 not met, 1 not measured"


def test_the_exit_code_tells_what_could_not_be_measured_not_a_missed_bar(
    monkeypatch: pytest.MonkeyPatch,
):
    def misses(*_: object, **__: object) -> None:
        judge("slow", 5, Goal(at_most=2))

    def breaks(*_: object, **__: object) -> None:
        run.keep(Verdict(what="broken", found=None, goal=Goal()))

    monkeypatch.setattr("sys.argv", ["run", "--only", "sql"])
    monkeypatch.setenv(FILE, "")  # so that what main() sets is undone
    for does, code in ((misses, 0), (breaks, 1)):
        monkeypatch.setattr(run, "_measure", does)
        assert run.main() == code


def test_every_part_is_measured_at_every_size_it_is_for():
    folders = {600_000: Path("a"), 700_000: Path("b")}
    chains = [Path("few"), Path("many")]
    assert run.parts(folders, chains, run.PARTS) == [
        ("asking", ["a"]),
        ("drilling", ["a"]),
        ("asking", ["b"]),
        ("drilling", ["b"]),
        ("mining", ["a"]),
        ("refreshing", ["a", "b"]),
        ("sql_sync", []),
        ("lake", ["--rows", "600000", "700000"]),
        ("chain", ["few"]),
        ("chain", ["many"]),
        ("chain_changes", ["few", "many"]),
    ]
    assert run.parts(folders, chains, ("drill",)) == [("drilling", ["a"]), ("drilling", ["b"])]
    assert ("refreshing", ["a"]) not in run.parts({600_000: Path("a")}, chains, run.PARTS)


class Made:
    """Stands in for the processes that generate and load; notes which ran."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ran = list[str]()

    def python(self, module: str, *_: str) -> str:
        self.ran.append(module.removeprefix("benchmarks."))
        (self.folder / ("raw" if module.endswith("events") else "home")).mkdir(parents=True)
        return json.dumps({"events": 1})

    def prepare(
        self,
        *,
        fresh: bool = False,
        measured: bool = False,
        kind: datasets.Kind = datasets.EVENTS,
    ) -> list[str]:
        self.ran.clear()
        datasets.prepare(self.folder, 1, fresh=fresh, measured=measured, kind=kind)
        return list(self.ran)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made(tmp_path / "set")
    monkeypatch.setattr(datasets, "_python", made.python)
    assert made.prepare() == ["events", "world"]
    return made


def test_a_data_set_is_kept_while_nothing_that_made_it_changes(made: Made):
    assert made.prepare() == []
    assert made.prepare(measured=True) == []
    assert made.prepare(fresh=True) == ["events", "world"]


def test_another_schema_or_migration_loads_a_data_set_anew(
    made: Made, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(datasets, "FACT_VERSION", 0)
    assert made.prepare() == ["world"]
    monkeypatch.setattr(datasets, "MIGRATIONS", ("state/models",))
    assert made.prepare() == ["world"]
    assert made.prepare() == []


def test_other_loading_code_loads_anew_only_where_loading_is_measured(
    made: Made, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(datasets, "LOADER", ("lake",))
    assert made.prepare() == []
    assert made.prepare(measured=True) == ["world"]


def test_another_generator_or_an_unfinished_load_makes_everything_it_lacks(made: Made):
    (made.folder / "load.json").unlink()
    assert made.prepare() == ["world"]
    other = replace(datasets.EVENTS, generator=("benchmarks/events.py",))
    assert made.prepare(kind=other) == ["events", "world"]
