"""Versions of a store as immutable values, opened once per process and shared by all threads."""

import json
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from lake.errors import VersionGone, guarded
from lake.layout import File

NOTHING = -1  # the version of a store before its first write
_KEPT = 32
_MEMO_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One version: its files, stored columns, last sequence and epoch (restores so far)."""

    version: int
    files: tuple[File, ...] = ()
    stored: pl.Schema = field(default_factory=pl.Schema)
    sequence: int = 0
    epoch: int = 0
    handle: DeltaTable | None = None
    root: Path = Path()
    _told: dict[str, int | None] = field(default_factory=dict[str, int | None], compare=False)
    _texts: dict[str, dict[str, tuple[str, str]]] = field(
        default_factory=dict[str, dict[str, tuple[str, str]]], compare=False
    )

    def transaction(self, name: str) -> int | None:
        """The number committed under an application name, or None; a version always says the
        same."""
        if self.handle is None:
            return None
        if name not in self._told:
            self._told[name] = self.handle.transaction_version(name)
        return self._told[name]

    def texts(self, column: str) -> Mapping[str, tuple[str, str]]:
        """{path: (first, last)} of the values of a text column in each file that the log tells
        of."""
        if self.handle is None:
            return {}
        if not self._texts:
            self._texts.update(_texts(self.root, self.handle))
        return self._texts.get(column, {})


class Snapshots:
    """The versions of the store at one path; every answer for a given version is cached."""

    def __init__(self, path: Path, store: str) -> None:
        self.path = path
        self.store = store
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Snapshot] = OrderedDict()
        self._memo: OrderedDict[tuple[str, ...], pl.DataFrame] = OrderedDict()
        self._latest: tuple[int, int] | None = None  # version, inode of its commit file

    def latest(self) -> int:
        """The newest version, NOTHING before the first write; looks only for newer commits."""
        with self._lock:
            known = self._latest
            if known is None or self._inode(known[0]) != known[1]:
                self._kept.clear()  # the store was removed and made anew
                known = self._open_latest()
            elif known[0] < self._hint():
                known = self._open_latest()
            while known is not None and (inode := self._inode(known[0] + 1)) is not None:
                known = (known[0] + 1, inode)
            self._latest = known
            return NOTHING if known is None else known[0]

    def at(self, version: int | None = None) -> Snapshot:
        """One version, the newest by default. Raises VersionGone."""
        wanted = self.latest() if version is None else version
        if wanted == NOTHING:
            return Snapshot(version=NOTHING)
        with self._lock:
            if (known := self._kept.get(wanted)) is not None:
                self._kept.move_to_end(wanted)
                return known
        return self._keep(self._open(wanted))

    def of(self, handle: DeltaTable) -> Snapshot:
        """What a handle shows now; not cached, because writing moves the handle on."""
        return Snapshot(
            version=handle.version(),
            files=_files(self.path, handle),
            stored=pl.Schema(handle.schema()),
            sequence=handle.transaction_version("_seq") or 0,
            epoch=handle.transaction_version("_epoch") or 0,
            handle=handle,
            root=self.path,
        )

    def adopt(self, handle: DeltaTable) -> Snapshot:
        """Cache what a handle shows after its last write; it must not be written to again."""
        return self._keep(self.of(handle))

    def forget(self, keep: Collection[int] = ()) -> None:
        """Drop cached versions, those in `keep` excepted."""
        with self._lock:
            for version in [v for v in self._kept if v not in keep]:
                del self._kept[version]

    def remembered(self, key: tuple[str, ...]) -> pl.DataFrame | None:
        """A frame derived from immutable files, if still cached."""
        with self._lock:
            if (frame := self._memo.get(key)) is not None:
                self._memo.move_to_end(key)
            return frame

    def remember(self, key: tuple[str, ...], frame: pl.DataFrame) -> None:
        """Cache a frame derived from the immutable files named by `key`."""
        with self._lock:
            self._memo[key] = frame
            while sum(f.estimated_size() for f in self._memo.values()) > _MEMO_BYTES:
                self._memo.popitem(last=False)

    def _keep(self, opened: Snapshot) -> Snapshot:
        with self._lock:
            self._kept[opened.version] = opened
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return opened

    def _inode(self, version: int) -> int | None:
        try:
            return (self.path / "_delta_log" / f"{version:020d}.json").stat().st_ino
        except FileNotFoundError:
            return None

    def _hint(self) -> int:
        """The newest checkpoint: before it the log may have gaps, so counting on is not allowed."""
        try:
            words = (self.path / "_delta_log" / "_last_checkpoint").read_text("utf-8")
        except FileNotFoundError:
            return NOTHING
        return int(json.loads(words)["version"])

    def _open_latest(self) -> tuple[int, int] | None:
        if not DeltaTable.is_deltatable(str(self.path)):
            return None
        with guarded(self.store):
            version = DeltaTable(self.path).version()
        inode = self._inode(version)
        return None if inode is None else (version, inode)

    def _open(self, version: int) -> Snapshot:
        if version < 0:
            raise VersionGone(f"{self.store}: there is no version {version}")
        try:
            handle = DeltaTable(self.path, version=version)
        except (DeltaError, OSError) as error:
            raise VersionGone(f"{self.store}: version {version} can't be opened") from error
        if handle.version() != version:
            raise VersionGone(f"{self.store}: there is no version {version}")
        opened = self.of(handle)
        gone = sum(not Path(file.path).exists() for file in opened.files)
        if gone:
            raise VersionGone(f"{self.store}: {gone} files of version {version} were cleaned away")
        return opened


def _files(root: Path, handle: DeltaTable) -> tuple[File, ...]:
    actions = pl.DataFrame(handle.get_add_actions())
    if actions.is_empty():
        return ()
    dates = _logged(actions, pl.Date())
    rows = actions.select(
        "path",
        "num_records",
        "size_bytes",
        pl.col("partition").struct.unnest(),
        *(pl.col("min").struct.field(name).alias(f"min.{name}") for name in dates),
        *(pl.col("max").struct.field(name).alias(f"max.{name}") for name in dates),
    ).sort("_month", "_k", "path")
    return tuple(
        File(
            path=str(root / unquote(row["path"])),
            month=row["_month"],
            kind=row["_k"],
            rows=row["num_records"],
            size=row["size_bytes"],
            days={
                name: (row[f"min.{name}"], row[f"max.{name}"])
                for name in dates
                if row[f"min.{name}"] is not None and row[f"max.{name}"] is not None
            },
        )
        for row in rows.iter_rows(named=True)
    )


def _texts(root: Path, handle: DeltaTable) -> dict[str, dict[str, tuple[str, str]]]:
    actions = pl.DataFrame(handle.get_add_actions())
    paths = [str(root / unquote(path)) for path in actions["path"]]
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for name in _logged(actions, pl.String()):
        bounds = zip(*(actions[side].struct.field(name) for side in ("min", "max")), strict=True)
        told = zip(paths, bounds, strict=True)
        found[name] = {path: (low, high) for path, (low, high) in told if None not in (low, high)}
    return found


def _logged(actions: pl.DataFrame, dtype: pl.DataType) -> list[str]:
    """The columns of a type whose smallest and largest value the log keeps."""
    logged = [actions.schema.get(name) for name in ("min", "max")]
    known = [
        {field.name for field in kind.fields if field.dtype == dtype}
        for kind in logged
        if isinstance(kind, pl.Struct)
    ]
    return sorted(known[0] & known[1]) if len(known) == 2 else []


_shared: dict[Path, Snapshots] = {}
_sharing = threading.Lock()


def shared(path: Path, store: str) -> Snapshots:
    """The process-wide snapshots of a path."""
    with _sharing:
        return _shared.setdefault(path.resolve(), Snapshots(path.resolve(), store))
