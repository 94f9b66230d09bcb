"""The `event_log` connector: any approval log becomes approvals, steps, links and masters."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock

import orjson
import polars as pl

from connectors.base import Headed, chunks
from connectors.definition import Batch, Header, Stream
from connectors.errors import ConnectorError, Fatal
from connectors.generic.event_files import fingerprint
from connectors.generic.event_log_config import EventLogConfig
from connectors.generic.event_tables import LogReader
from tables.registry import TABLES

KIND = "event_log"
Prints = dict[str, list[int | str]]


class EventLogSource(Headed):
    """A log in files: read whole when any file or the configuration changed, else not at all."""

    def __init__(self, header: Header, config: EventLogConfig, folder: Path) -> None:
        super().__init__(header)
        self._config = config
        self._reader = LogReader(config, folder)
        self._lock = Lock()
        self._prints: Prints = {}
        self._frames: dict[str, pl.DataFrame] = {}
        self._keys: dict[str, pl.DataFrame] = {}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Masters, approvals, steps, links; deletes by key set, because a file is read whole."""
        names = [master.table for master in self._config.masters]
        names += ["approvals", "approval_steps"]
        names += ["document_links"] if self._config.links else []
        return tuple(Stream(table=n, deletes="keys", incremental=False) for n in names)

    def pull(self, table: str, since: str | None) -> Iterator[Batch]:
        """The whole table, or one empty batch when nothing changed since the cursor."""
        self._known(table)
        now = datetime.now(UTC)
        before = self._before(since)
        with self._lock:
            prints = fingerprint(self._reader.files(), before)
            unchanged = bool(before) and _contents(before) == _contents(prints)
            frame = pl.DataFrame() if unchanged else self._frame(table, prints)
        yield from chunks(table, frame, self._cursor(prints), now)

    def keys(self, table: str) -> Iterator[pl.DataFrame] | None:
        """Keys of everything the files hold now."""
        self._known(table)
        return self._living(table)

    def check(self) -> tuple[str, ...]:
        """Reads all files once."""
        try:
            with self._lock:
                self._load(fingerprint(self._reader.files(), {}))
        except ConnectorError as error:
            return (str(error),)
        return ()

    def _known(self, table: str) -> None:
        if table not in {stream.table for stream in self.streams}:
            raise Fatal(f"{self.name} has no stream {table}.", code="no_stream")

    def _living(self, table: str) -> Iterator[pl.DataFrame]:
        with self._lock:
            prints = fingerprint(self._reader.files(), self._prints)
            if table not in self._keys or _contents(prints) != _contents(self._prints):
                self._load(prints)
            frame = self._keys[table]
        yield frame

    def _frame(self, table: str, prints: Prints) -> pl.DataFrame:
        if table not in self._frames or _contents(prints) != _contents(self._prints):
            self._load(prints)
        # handed over once: what has been delivered isn't kept in memory
        return self._frames.pop(table)

    def _load(self, prints: Prints) -> None:
        frames = self._reader.tables()
        self._keys = {name: _key_columns(name, frame) for name, frame in frames.items()}
        self._frames, self._prints = frames, prints

    def _settings(self) -> str:
        return sha256(self._config.model_dump_json().encode()).hexdigest()

    def _cursor(self, prints: Prints) -> str:
        value = {"kind": KIND, "settings": self._settings(), "files": prints}
        return orjson.dumps(value).decode()

    def _before(self, since: str | None) -> Prints:
        """The files as of the cursor; none when the configuration is another one by now."""
        if since is None:
            return {}
        try:
            value = orjson.loads(since)
            if value["kind"] != KIND:
                raise ValueError
            return value["files"] if value["settings"] == self._settings() else {}
        except (ValueError, KeyError, TypeError):
            message = "The stored cursor can't be read; sync this source from the beginning."
            raise Fatal(message, code="bad_cursor") from None


def _contents(prints: Prints) -> dict[str, int | str]:
    return {name: values[2] for name, values in prints.items()}


def _key_columns(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    key = [column for column in TABLES[name].key if column != "source"]
    return frame.select(key)
