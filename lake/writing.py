"""The only way to commit: one writer at a time, sequence and cursors in the same transaction."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from deltalake import CommitProperties, DeltaTable, Schema, Transaction, WriterProperties
from deltalake import write_deltalake as write_delta
from filelock import FileLock, Timeout

from lake.errors import Busy, LakeError, guarded
from lake.layout import PARTITION, SYSTEM
from lake.snapshot import Snapshots
from tables.definition import Table

FROM = "from:"  # application names of consumed versions
NEVER = -1  # stands for "nothing consumed", because a transaction can't be taken back
_CONFIGURATION = {
    "delta.checkpointInterval": "20",
    # Ours is bounded by holds; the built-in clean-up is bounded by time only.
    "delta.enableExpiredLogCleanup": "false",
}
_ROW_GROUP = 65_536


@contextmanager
def locked(lock: Path, store: str, timeout: float) -> Generator[None]:
    """Hold the store's lock file. Raises Busy after `timeout` seconds."""
    with guarded(store):
        lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock)
    with guarded(store):
        try:
            held.acquire(timeout=timeout)
        except Timeout as error:
            waited = f"another writer is at work for more than {timeout:g} s"
            raise Busy(f"{store}: {waited}") from error
    try:
        yield
    finally:
        held.release()


def opened(table: Table, snapshots: Snapshots) -> DeltaTable:
    """The table for writing, created empty before its first write; call under the lock."""
    path = str(snapshots.path)
    with guarded(snapshots.store):
        if DeltaTable.is_deltatable(path):
            return DeltaTable(path)
        snapshots.path.mkdir(parents=True, exist_ok=True)
        return DeltaTable.create(
            path,
            schema=Schema.from_arrow(pl.Schema(dict(SYSTEM) | dict(table.schema))),
            partition_by=list(PARTITION),
            configuration=_CONFIGURATION,
        )


def commit_changes(
    handle: DeltaTable,
    snapshots: Snapshots,
    rows: pl.DataFrame,
    *,
    sequence: int,
    consumed: Mapping[str, int],
) -> int:
    """Append change rows with their sequence and what they were made from; returns the version.

    An error after the commit itself (a checkpoint that found no room) is no error.
    """
    new = set(rows.columns) - {field.name for field in handle.schema().fields}
    try:
        with guarded(snapshots.store):
            write_delta(
                handle,
                rows,
                mode="append",
                schema_mode="merge" if new else None,
                writer_properties=_properties(),
                commit_properties=transactions({"_seq": sequence} | _named(consumed)),
            )
    except LakeError:
        with guarded(snapshots.store):
            fresh = DeltaTable(snapshots.path)
        if (fresh.transaction_version("_seq") or 0) < sequence:
            raise
        handle = fresh
    return snapshots.adopt(handle).version


def replace_months(handle: DeltaTable, store: str, rows: pl.DataFrame, months: list[str]) -> None:
    """Put compacted rows in the place of everything the months hold, in one commit."""
    listed = ", ".join("'" + month.replace("'", "''") + "'" for month in months)
    with guarded(store):
        write_delta(
            handle,
            rows,
            mode="overwrite",
            predicate=f"_month in ({listed})",
            writer_properties=_properties(),
        )


def commit_numbers(handle: DeltaTable, numbers: Mapping[str, int]) -> None:
    """Record numbers in a commit without rows."""
    handle.create_write_transaction(
        [], "append", handle.schema(), list(PARTITION), commit_properties=transactions(numbers)
    )


def transactions(numbers: Mapping[str, int]) -> CommitProperties:
    """Commit properties that record the numbers under their application names."""
    return CommitProperties(app_transactions=[Transaction(n, v) for n, v in numbers.items()])


def _named(consumed: Mapping[str, int]) -> dict[str, int]:
    return {FROM + name: version for name, version in consumed.items()}


def _properties() -> WriterProperties:
    return WriterProperties(compression="ZSTD", compression_level=3, max_row_group_size=_ROW_GROUP)
