"""The `file` connector: Excel, CSV and Parquet, one file or a folder that is watched."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from connectors.base import Headed
from connectors.definition import Batch, Header, Stream
from connectors.errors import ConnectorError, Fatal, Retriable
from connectors.generic.file_config import FileConfig, FileStream
from connectors.generic.file_joint import JointFiles
from connectors.generic.file_read import placed, read_grid
from connectors.generic.file_watch import (
    Ledger,
    Look,
    contents,
    digest,
    is_pattern,
    look,
    settled,
    unfinished,
)
from connectors.generic.grids import Grid
from connectors.generic.reading import checked, keys_mapped, mapped
from tables.conform import REJECT

YOUNG = 60.0  # seconds in which a file that can't be read may still be on its way
TOLD = 5  # sentences about files in one error
STEP = 100  # files after which the place is stored, so that a cut-off reading goes on
UNREADABLE = frozenset({"broken_file", "encoding", "header"})


class FileSource(Headed):
    """Files, each read again when its content changed."""

    def __init__(self, header: Header, config: FileConfig, folder: Path) -> None:
        super().__init__(header)
        self._config = config
        self._folder = folder
        self._joint = JointFiles(config, folder)
        self._by_table = {stream.table: stream for stream in config.streams}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The configured tables; rows that vanished from the files are found by their keys."""
        return tuple(
            Stream(
                table=s.table,
                deletes="keys" if s.vanished == "delete" else "none",
                incremental=s.file is not None and is_pattern(s.file),
            )
            for s in self._config.streams
        )

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        """The rows of files that are new or changed, in the order the files were written."""
        stream = self._stream(table)
        if stream.file is None:
            yield from self._joint.pull(stream, since)
        else:
            yield from self._pulled(stream, stream.file, since)

    def _pulled(self, stream: FileStream, pattern: str, since: str | None) -> Iterator[Batch]:
        ledger = Ledger.of(since, stream.definition(self._config.zone))
        began = datetime.now(UTC)
        files = look(self._folder, pattern)
        _check_emptied(pattern, ledger, files)
        ledger.files = {f.name: ledger.files[f.name] for f in files if f.name in ledger.files}
        ready, moving = self._settled([file for file in files if not ledger.knows(file)])
        failures: list[ConnectorError] = [unfinished(file) for file in moving]
        for n, file in enumerate(ready, start=1):
            try:
                yield from self._delivered(stream, file, ledger, store=n % STEP == 0)
            except ConnectorError as error:
                failures.append(_by_age(error, file))
        anew = ledger.anew
        ledger.anew = anew and bool(failures)
        yield Batch(
            table=stream.table,
            frame=pl.DataFrame(),
            cursor=ledger.encode(),
            watermark=None if failures else began,
            anew=anew,
        )
        if failures:
            raise _together(failures)

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        """Keys of all rows in all files; None while there is no file at all, which deletes none."""
        stream = self._stream(table)
        if stream.vanished == "keep":
            return None
        if stream.file is None:
            return self._joint.keys(stream)
        files = look(self._folder, stream.file)
        return self._keys(stream, files) if files else None

    def check(self) -> tuple[str, ...]:
        """Reads the newest file of every stream through its mapping."""
        return checked(list(self._by_table), self._probe)

    def _probe(self, table: str) -> Iterator[str]:
        stream = self._stream(table)
        if stream.file is None:
            self._joint.probe(stream)
            return
        files = look(self._folder, stream.file)
        if not files:
            yield f"No file matches {stream.file} yet."
        for file in files[-1:]:
            grid = self._read(stream, file)
            self._mapped(stream, file, grid, datetime.now(UTC))

    def _stream(self, table: str) -> FileStream:
        if table not in self._by_table:
            raise Fatal(f"{self.name} has no stream {table}.", code="no_stream")
        return self._by_table[table]

    def _settled(self, files: list[Look]) -> tuple[list[Look], list[Look]]:
        return settled(files, self._config.settle.total_seconds())

    def _delivered(
        self, stream: FileStream, file: Look, ledger: Ledger, *, store: bool
    ) -> Iterator[Batch]:
        """The rows of a file unless its content is known; then it is in the ledger."""
        data = contents(file, self._limit)
        content = digest(data)
        if not ledger.holds(file, content):
            now = datetime.now(UTC)
            grid = read_grid(file, data, stream, limit=self._limit)
            frame = self._mapped(stream, file, grid, now)
            for part in frame.iter_slices(stream.batch):
                yield Batch(table=stream.table, frame=part, anew=ledger.anew)
        ledger.note(file, content)
        if store:
            empty, cursor = pl.DataFrame(), ledger.encode()
            yield Batch(table=stream.table, frame=empty, cursor=cursor, anew=ledger.anew)

    @property
    def _limit(self) -> int:
        return self._config.max_megabytes << 20

    def _read(self, stream: FileStream, file: Look) -> Grid:
        return read_grid(file, contents(file, self._limit), stream, limit=self._limit)

    def _mapped(self, stream: FileStream, file: Look, grid: Grid, now: datetime) -> pl.DataFrame:
        source, zone = placed(file, grid), self._config.zone
        try:
            frame = mapped(stream, source, zone=zone, now=now, broken=grid.broken)
        except Fatal as error:
            if error.code != "no_column":
                raise
            raise Fatal(f"{file.name}: {error}", code=error.code) from None
        if grid.words is None or not grid.words.count():
            return frame
        told = pl.col(REJECT) if REJECT in frame.columns else pl.lit(None, pl.String)
        return frame.with_columns(pl.coalesce(grid.words, told).alias(REJECT))

    def _keys(self, stream: FileStream, files: list[Look]) -> Iterator[pl.DataFrame]:
        ready, moving = self._settled(files)
        if moving:  # half a file would look like rows that vanished
            raise unfinished(moving[0])
        for file in ready:
            grid = self._read(stream, file)
            yield keys_mapped(stream, placed(file, grid), zone=self._config.zone)


def _check_emptied(pattern: str, ledger: Ledger, files: list[Look]) -> None:
    """A folder that has lost all its files at once is more likely not there. Raises Fatal."""
    if ledger.files and not files:
        words = f"No file matches {pattern} any more; its rows are kept until one does."
        raise Fatal(words, code="missing_file")


def _by_age(error: ConnectorError, file: Look) -> ConnectorError:
    """A file that was written a moment ago and can't be read may not be all there yet."""
    if isinstance(error, Fatal) and error.code in UNREADABLE and 0 <= file.age < YOUNG:
        words = f"{str(error).rstrip('.')}; it may still be on its way."
        return Retriable(words, code="unfinished_file", alone=True)
    return error


def _together(failures: list[ConnectorError]) -> ConnectorError:
    """All that went wrong as one error; a person must act when one of them says so."""
    fatal = [error for error in failures if isinstance(error, Fatal)]
    told = fatal or failures
    words = " ".join(str(error) for error in told[:TOLD])
    if len(told) > TOLD:
        words += f" And {len(told) - TOLD} more files."
    code = told[0].code
    return Fatal(words, code=code) if fatal else Retriable(words, code=code, alone=True)
