"""Several processes, killed processes, foreign writers, no room: nothing committed is lost."""

import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake

import lake.compact
from lake.errors import Conflict, Full, RebuildNeeded, VersionGone
from lake.lake import Lake
from lake.snapshot import Snapshots
from lake.store import Store
from tests.unit.lake.model import DOC, doc, frame, key_frame

HOME = Path(__file__).parents[3]


def run(act: str, root: Path, name: str, count: int, first: int = 0) -> subprocess.Popen[str]:
    words = [act, str(root), name, str(count), str(first)][: 5 if act == "append" else 4]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.integration.lake.workers", *words],
        cwd=HOME,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def keys(root: Path) -> set[str]:
    return set(Lake(root).store(DOC).scan().select("doc_id").collect()["doc_id"])


def expected(name: str, batches: int) -> set[str]:
    return {f"{name}-d{n}" for n in range(3 * batches)}


def test_two_appending_processes_and_a_compacting_one(tmp_path):
    workers = [
        run("append", tmp_path, "a", 25),
        run("append", tmp_path, "b", 25),
        run("compact", tmp_path, "c", 8),
    ]
    store = Lake(tmp_path).store(DOC)
    while any(worker.poll() is None for worker in workers):  # readers never wait and never fail
        rows = store.scan().collect()
        assert not rows.select(DOC.key).is_duplicated().any()
        time.sleep(0.1)
    for worker in workers:
        _, errors = worker.communicate()
        assert worker.returncode == 0, errors
    assert keys(tmp_path) == expected("a", 25) | expected("b", 25)
    assert (store.consumed("a"), store.consumed("b")) == (24, 24)
    sequences = [store._snapshots.at(v).sequence for v in range(store.version() + 1)]  # pyright: ignore[reportPrivateUsage]
    assert sequences == sorted(sequences)
    assert max(sequences) == 2 * 50


def test_killed_while_appending_and_compacting(tmp_path):
    chance, done = random.Random(1), -1
    for _ in range(3):
        append = run("append", tmp_path, "a", 10_000, done + 1)
        compact = run("compact", tmp_path, "c", 10_000)
        assert append.stdout is not None
        lines = [append.stdout.readline() for _ in range(chance.randint(1, 8))]
        time.sleep(chance.random() * 0.06)
        for worker in (append, compact):
            worker.send_signal(signal.SIGKILL)
        lines += append.stdout.readlines()  # communicate would lose what readline has buffered
        append.communicate()
        compact.communicate()
        told = max(int(line) for line in lines if line.strip())
        store = Lake(tmp_path).store(DOC)
        done = store.consumed("a")
        assert done is not None
        assert told <= done <= told + 1  # at most the one it could not tell us about
        assert keys(tmp_path) == expected("a", done + 1)
        store.append(frame(DOC, [doc(1, 1)]), deletes=None)
        store.append(frame(DOC, []), deletes=key_frame([1]))
    store = Lake(tmp_path).store(DOC)
    store.compact(force=True)
    store.clean([], timedelta(0))
    assert keys(tmp_path) == expected("a", done + 1)


def test_threads_share_a_store(tmp_path):
    store, failures = Lake(tmp_path).store(DOC), []

    def work(name: int) -> None:
        try:
            for batch in range(6):
                store.append(frame(DOC, [doc(100 * name + batch, 1)]))
                assert store.scan().collect().height >= batch + 1
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.scan().collect().height == 24


def test_a_foreign_writer_makes_compaction_start_over(tmp_path, monkeypatch):
    store, real, foreign = Lake(tmp_path).store(DOC), lake.compact.replace_months, []
    store.append(frame(DOC, [doc(n, 1, "a") for n in range(6)]))
    store.append(frame(DOC, [doc(3, 2, "b")]))

    def late(handle, name, rows, months):
        if len(foreign) < 1:
            foreign.append(1)
            batch = pl.read_parquet(next(store.path.glob("_month=2026-01/_k=c/*.parquet")))
            row = batch.head(1).with_columns(
                note=pl.lit("foreign"),
                doc_id=pl.lit("f"),
                _seq=pl.lit(99, pl.Int64),
                _month=pl.lit("2026-01"),
                _k=pl.lit("c"),
            )
            write_deltalake(DeltaTable(store.path), row, mode="append")
        real(handle, name, rows, months)

    monkeypatch.setattr(lake.compact, "replace_months", late)
    assert store.compact(force=True) == 3
    seen = dict(store.scan().select("doc_id", "note").collect().iter_rows())
    assert seen == {f"d{n}": "a" for n in range(6)} | {"d3": "b", "f": "foreign"}
    assert not any(m.change_files for m in store.months())

    def always(*_):
        raise Conflict("again")

    monkeypatch.setattr(lake.compact, "replace_months", always)
    store.append(frame(DOC, [doc(3, 3, "c")]))
    with pytest.raises(Conflict):
        store.compact(force=True)


def test_clean_keeps_what_is_held(tmp_path):
    store, seen = Lake(tmp_path).store(DOC), {}
    for turn in range(50):
        version = store.append(frame(DOC, [doc(n, turn, str(turn)) for n in range(3)]))
        seen[version] = str(turn)
        if turn == 30:  # a reader that looks again only after the clean-up
            sleeper = Snapshots(store.path, "doc")
            assert sleeper.latest() == version
        if turn % 7 == 6:
            store.compact(force=True)
    held = sorted(seen)[30::6]
    before = sum(1 for _ in store.path.rglob("*.parquet"))
    assert store.clean(held, timedelta(hours=1)).files == 0
    cleaned = store.clean(held, timedelta(0))
    assert cleaned.files > 50
    assert sum(1 for _ in store.path.rglob("*.parquet")) < before / 2
    assert cleaned.commits > 15
    fresh = subprocess.run(
        [sys.executable, "-c", _READ, str(tmp_path), *map(str, held)],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
    )
    assert fresh.stdout.split() == [seen[version] for version in held]
    assert set(store.scan().collect()["note"]) == {"49"}
    gone = 0
    for version in sorted(set(seen) - set(held)):  # open and right, or told to be gone
        try:
            rows = store.scan(version).collect()
        except VersionGone:
            gone += 1
            with pytest.raises(RebuildNeeded):
                store.changed(version)
        else:
            assert set(rows["note"]) == {seen[version]}
    assert gone > 10
    log = [int(file.name[:20]) for file in (store.path / "_delta_log").glob("*.json")]
    assert held[0] in log  # an old hold costs its own commit and checkpoint ...
    assert held[0] + 1 not in log  # ... and not all the commits since
    again = store.clean(held, timedelta(0))  # nothing left to do commits nothing
    assert again.files == 0
    assert sleeper.latest() == store.version() == DeltaTable(store.path).version()
    assert store.restore(held[0]) > 0
    assert set(store.scan().collect()["note"]) == {seen[held[0]]}


_READ = """
import sys
from pathlib import Path
from lake.lake import Lake
from tests.unit.lake.model import DOC
store = Lake(Path(sys.argv[1])).store(DOC)
for version in sys.argv[2:]:
    notes = store.scan(int(version)).collect()["note"].unique().to_list()
    assert len(notes) == 1, notes
    print(notes[0])
"""


def test_a_full_disk(tmp_path):
    """On a real small file system when we may mount one, and by a file size limit anywhere."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not _mount(disk):
        _limited(tmp_path)
        return
    try:
        _fill_and_recover(Lake(disk / "lake"), disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_file_size_limit(tmp_path):
    _limited(tmp_path)


def _limited(tmp_path: Path) -> None:
    """Every write fails half way; run apart because the limit holds for the whole process."""
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(tmp_path)],
        check=False,
        cwd=HOME,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Full" in done.stdout
    store = Lake(tmp_path).store(DOC)
    assert set(store.scan().collect()["doc_id"]) == {"d1", "d2"}


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from lake.errors import Full
from lake.lake import Lake
from tests.unit.lake.model import DOC, doc, frame
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Lake(Path(sys.argv[1])).store(DOC)
store.append(frame(DOC, [doc(1, 1)]))
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
for work in (lambda: store.append(frame(DOC, [doc(9, 1)])), lambda: store.compact(force=True)):
    try:
        work()
    except Full as error:
        print(type(error).__name__)
    else:
        raise SystemExit("written beyond the limit")
    assert store.scan().collect()["doc_id"].to_list() == ["d1"]
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
store.append(frame(DOC, [doc(2, 1)]))
store.compact(force=True)
"""


def _mount(disk: Path) -> bool:
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    return made.returncode == 0


def _fill_and_recover(small: Lake, disk: Path) -> None:
    store = small.store(DOC)
    noise = random.Random(3)
    store.append(frame(DOC, [doc(0, 1, "first")]))
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(200_000))
    with pytest.raises(Full):
        _fill(store, noise, progress := [1])
    written = len(progress)
    assert store.scan().collect().height == written
    with pytest.raises(Full):
        store.compact(force=True)
    assert store.scan().collect().height == written
    ballast.unlink()
    store.append(frame(DOC, [doc(9_999, 1, "there is room again")]))
    assert store.scan().collect().height == written + 1


def _fill(store: Store, noise: random.Random, progress: list[int]) -> None:
    for number in range(1, 400):
        store.append(frame(DOC, [doc(number, 1, noise.randbytes(6_000).hex())]))
        progress.append(number)
