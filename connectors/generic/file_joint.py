"""Tables that a query makes of several files: read anew, all of them, when one has changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from connectors.definition import Batch
from connectors.errors import Fatal, Retriable
from connectors.generic.file_config import FileConfig, FileStream, NamedFile
from connectors.generic.file_query import answer
from connectors.generic.file_read import placed, read_grid
from connectors.generic.file_watch import (
    Ledger,
    Look,
    contents,
    digest,
    look,
    settled,
    unfinished,
)
from connectors.generic.grids import Grid
from connectors.generic.reading import keys_mapped, mapped

Found = dict[str, list[Look]]


class JointFiles:
    """The files of a source, as far as queries read them."""

    def __init__(self, config: FileConfig, folder: Path) -> None:
        self._config = config
        self._folder = folder

    def pull(self, stream: FileStream, since: str | None) -> Iterator[Batch]:
        """All rows of the query when the content of any file changed, else one empty batch."""
        before = Ledger.of(since, stream.definition(self._config.zone))
        began = datetime.now(UTC)
        found = self._found(stream)
        ledger = Ledger(definition=before.definition)
        if _same_looks(before, found):
            ledger.files = before.files
        else:
            rested = self._rested(found)
            _note(ledger, rested, self._limit)
            if _contents_of(ledger) != _contents_of(before):
                frame = self._mapped(stream, rested)
                for part in frame.iter_slices(stream.batch):
                    yield Batch(table=stream.table, frame=part, anew=before.anew)
        yield Batch(
            table=stream.table,
            frame=pl.DataFrame(),
            cursor=ledger.encode(),
            watermark=began,
            anew=before.anew,
        )

    def keys(self, stream: FileStream) -> Iterator[pl.DataFrame]:
        """The keys of all rows of the query."""
        rows = self._rows(stream, self._rested(self._found(stream)))
        yield keys_mapped(stream, rows, zone=self._config.zone)

    def probe(self, stream: FileStream) -> None:
        """Reads all files through the query and the mapping."""
        self._mapped(stream, self._found(stream))

    @property
    def _limit(self) -> int:
        return self._config.max_megabytes << 20

    def _found(self, stream: FileStream) -> Found:
        """The files by the name the query has for them, at least one of each."""
        found = {name: look(self._folder, each.file) for name, each in stream.files.items()}
        for name, files in found.items():
            if not files:
                words = f"No file matches {stream.files[name].file} yet; the query reads it."
                raise Retriable(words, code="missing_file", alone=True)
        return found

    def _rested(self, found: Found) -> Found:
        """The files, once none of them changes any more: half of one would lose rows."""
        every = [file for files in found.values() for file in files]
        _, moving = settled(every, self._config.settle.total_seconds())
        if moving:
            raise unfinished(moving[0])
        return found

    def _mapped(self, stream: FileStream, found: Found) -> pl.DataFrame:
        rows, zone = self._rows(stream, found), self._config.zone
        return mapped(stream, rows, zone=zone, now=datetime.now(UTC))

    def _rows(self, stream: FileStream, found: Found) -> pl.DataFrame:
        tables = {name: self._table(stream.files[name], files) for name, files in found.items()}
        return answer(stream.query or "", tables)

    def _table(self, shape: NamedFile, files: list[Look]) -> pl.DataFrame:
        parts: list[pl.DataFrame] = []
        for file in files:
            grid = read_grid(file, contents(file, self._limit), shape, limit=self._limit)
            _check_whole(grid, file)
            parts.append(placed(file, grid))
        return pl.concat(parts, how="diagonal_relaxed")


def _check_whole(grid: Grid, file: Look) -> None:
    """A query would lose which row it was that can't be used. Raises Fatal."""
    if grid.words is not None and grid.words.count():
        line = grid.lines.filter(grid.words.is_not_null())[0]
        words = f"Line {line} of {file.name} has too few or too many fields; mend it."
        raise Fatal(words, code="broken_file")
    for column, cells in grid.broken.items():
        if cells.count():
            line = grid.lines.filter(cells.is_not_null())[0]
            words = f"Line {line} of {file.name} holds an error in {column[:60]}; mend it."
            raise Fatal(words, code="broken_file")


def _same_looks(ledger: Ledger, found: Found) -> bool:
    """Whether the ledger holds these files and no others, as they look now."""
    named = [_named(name, file) for name, files in found.items() for file in files]
    return set(ledger.files) == {file.name for file in named} and all(map(ledger.knows, named))


def _note(ledger: Ledger, found: Found, limit: int) -> None:
    for name, files in found.items():
        for file in files:
            ledger.note(_named(name, file), digest(contents(file, limit)))


def _contents_of(ledger: Ledger) -> dict[str, str]:
    return {name: noted[2] for name, noted in ledger.files.items()}


def _named(name: str, file: Look) -> Look:
    return replace(file, name=f"{name}/{file.name}")
