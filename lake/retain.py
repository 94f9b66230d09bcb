"""Going back, and letting go: restore a version, clean away what nothing holds any more."""

import json
import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import polars as pl
from deltalake import DeltaTable

from lake.errors import guarded
from lake.snapshot import NOTHING, Snapshots
from lake.writing import FROM, NEVER, commit_numbers, transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What a clean-up removed: data files, and commits of the log."""

    files: int = 0
    commits: int = 0


def restore(snapshots: Snapshots, version: int, consumed: Mapping[str, int] | None) -> int:
    """Make a version the newest again, under a new epoch; returns the new version.

    What the store had consumed goes back with it unless given. Call under the lock.
    Raises VersionGone when the version or one of its files is gone.
    """
    now = snapshots.at()
    if now.version == NOTHING and version == NOTHING:
        return NOTHING
    # A store is created empty, so its first version is as empty as the time before it.
    version = 0 if version == NOTHING else version
    target = snapshots.at(version)
    numbers = {"_epoch": now.epoch + 1, "_seq": now.sequence}
    if consumed is None:
        for name in _applications(snapshots.path):
            if name.startswith(FROM):
                before = target.transaction(name)
                numbers[name] = NEVER if before is None else before
    else:
        numbers |= {FROM + name: number for name, number in consumed.items()}
    with guarded(snapshots.store):
        handle = DeltaTable(snapshots.path)
        if version == now.version:  # nothing to bring back, but still a new epoch
            commit_numbers(handle, numbers)
        else:
            handle.restore(version, commit_properties=transactions(numbers))
    return snapshots.latest()


def clean(snapshots: Snapshots, keep: Collection[int], older_than: timedelta) -> Cleaned:
    """Remove data files and log entries that no kept version needs.

    Only what is older than `older_than` goes; the newest version is always kept. Call under the
    lock. Raises VersionGone, before anything is removed, when a kept version can't be read.
    """
    if snapshots.latest() < 0:
        return Cleaned()
    kept = sorted({version for version in keep if version >= 0} | {snapshots.latest()})
    for version in kept:
        snapshots.at(version)
    snapshots.forget(kept)
    with guarded(snapshots.store):
        removed = _vacuum(snapshots.path, kept, older_than)
        commits = _forget_log(snapshots.path, kept, time.time() - older_than.total_seconds())
    return Cleaned(files=len(removed), commits=commits)


def _vacuum(path: Path, kept: list[int], older_than: timedelta) -> list[str]:
    """Remove unneeded data files; commits nothing when there are none."""
    hours = math.ceil(older_than / timedelta(hours=1))

    def run(*, dry: bool) -> list[str]:
        return DeltaTable(path).vacuum(
            retention_hours=hours,
            dry_run=dry,
            enforce_retention_duration=False,
            full=True,
            keep_versions=kept,
        )

    there = [
        name for name in run(dry=True) if (path / unquote(name)).exists()
    ]  # it lists lost ones
    if there:
        run(dry=False)
    return there


def _forget_log(path: Path, kept: list[int], before: float) -> int:
    """Remove old log entries; returns how many commits.

    What stays: an unbroken log from a checkpoint up to now, and for each kept version before that
    its own checkpoint and commit. So a hold kept for years costs one checkpoint, not all the
    commits since. A version in a gap can't be opened, which readers are told as VersionGone.
    """
    log = path / "_delta_log"
    commits = sorted(int(file.name[:20]) for file in log.glob("[0-9]*.json"))
    young = next((v for v in commits if _commit(log, v).stat().st_mtime > before), commits[-1])
    start = max((v for v in _checkpoints(log) if v <= young), default=None)
    if start is None:
        DeltaTable(path).create_checkpoint()  # so that a later clean-up has where to begin
        return 0
    for version in kept:
        if version < start and version not in _checkpoints(log):
            DeltaTable(path, version=version).create_checkpoint()
    removed = 0
    for file in log.glob("[0-9]*.*"):
        version = int(file.name[:20])
        if version < start and version not in kept:
            file.unlink()
            removed += file.suffix == ".json"
    return removed


def _commit(log: Path, version: int) -> Path:
    return log / f"{version:020d}.json"


def _checkpoints(log: Path) -> set[int]:
    return {int(file.name[:20]) for file in log.glob("[0-9]*.checkpoint.parquet")}


def _applications(path: Path) -> set[str]:
    """Every application name the log has a transaction of."""
    log, start, names = path / "_delta_log", -1, set[str]()
    checkpoints = sorted(log.glob("*.checkpoint.parquet"))
    if checkpoints:
        start = int(checkpoints[-1].name[:20])
        txn = pl.col("txn").struct.field("appId").alias("name")
        names |= set(
            pl.read_parquet(checkpoints[-1], columns=["txn"]).select(txn)["name"].drop_nulls()
        )
    for commit in sorted(log.glob("[0-9]*.json")):
        if int(commit.name[:20]) >= start:
            for line in commit.read_text("utf-8").splitlines():
                if line.startswith('{"txn"'):
                    names.add(json.loads(line)["txn"]["appId"])
    return names
