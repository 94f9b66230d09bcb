"""Which files there are, which of them changed since the last look, and which still change."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from connectors.errors import Fatal, Retriable

MOST = 10_000  # files of one pattern
KIND = "file"
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart")
_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A file as it is now: its name below the watched folder, its size and time."""

    name: str
    path: Path
    size: int
    time_ns: int

    @property
    def state(self) -> tuple[int, int]:
        """What changes when the file does."""
        return self.size, self.time_ns

    @property
    def age(self) -> float:
        """Seconds since it was written."""
        return time.time() - self.time_ns / 1e9


def look(folder: Path, pattern: str) -> list[Look]:
    """The files of a pattern by the time they were written, unfinished ones left out.

    A pattern without wildcards is one file that must exist. Raises Retriable or Fatal.
    """
    fixed, tail = _split(pattern)
    base = folder / fixed
    try:
        if tail is None:
            return [_look(base, base.name)]
        if not base.is_dir():
            words = f"There is no folder {base.name}; it will be looked for again."
            raise Retriable(words, code="missing_file", alone=True)
        return sorted(_found(base, tail), key=lambda each: (each.time_ns, each.name))
    except FileNotFoundError:
        raise Fatal(f"There is no file {base.name}.", code="missing_file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the pattern can't be used"
        raise Retriable(
            f"{base.name} can't be read: {reason}.", code="missing_file", alone=True
        ) from None


def is_pattern(pattern: str) -> bool:
    """Whether any number of files may match."""
    return _split(pattern)[1] is not None


def _split(pattern: str) -> tuple[str, str | None]:
    """The folder before the first wildcard, and the rest; no rest where there is no wildcard."""
    parts = PurePosixPath(pattern.replace("\\", "/")).parts
    wild = next((i for i, part in enumerate(parts) if _WILD & set(part)), None)
    if wild is None:
        return str(PurePosixPath(*parts)), None
    return str(PurePosixPath(*parts[:wild])) if wild else ".", str(PurePosixPath(*parts[wild:]))


def _found(base: Path, tail: str) -> Iterator[Look]:
    count = 0
    for path in base.glob(tail):
        if path.name.startswith(("~$", ".")) or path.name.lower().endswith(UNFINISHED):
            continue
        try:
            if path.is_file():
                yield _look(path, path.relative_to(base).as_posix())
                count += 1
        except FileNotFoundError:
            continue  # gone between two calls: it is not there
        if count > MOST:
            words = f"More than {MOST} files match; choose a narrower pattern."
            raise Fatal(words, code="too_many")


def _look(path: Path, name: str) -> Look:
    status = path.stat()
    return Look(name=name, path=path, size=status.st_size, time_ns=status.st_mtime_ns)


def settled(files: Iterable[Look], seconds: float) -> tuple[list[Look], list[Look]]:
    """Files that rest, and files that changed while we looked at the young ones a second time."""
    files = list(files)
    young = [each for each in files if 0 <= each.age < seconds]
    if not young:
        return files, []
    time.sleep(seconds)
    moving = [each for each in young if _moved(each)]
    return [each for each in files if each not in moving], moving


def _moved(before: Look) -> bool:
    try:
        return _look(before.path, before.name).state != before.state
    except OSError:
        return True


def contents(file: Look, limit: int) -> bytes:
    """All bytes of a file, unless it changes under our hands. Raises Retriable or Fatal."""
    if file.size > limit:
        raise Fatal(f"{file.name} is larger than max_megabytes allows.", code="too_large")
    try:
        data = file.path.read_bytes()
    except FileNotFoundError:
        raise unfinished(file) from None
    except OSError as error:
        words = f"{file.name} can't be read: {error.strerror}; it will be tried again."
        raise Retriable(words, code="unreadable_file", alone=True) from None
    if _moved(file) or len(data) != file.size:
        raise unfinished(file)
    return data


def unfinished(file: Look) -> Retriable:
    """A file that somebody is still writing."""
    return Retriable(
        f"{file.name} is still being written; later.", code="unfinished_file", alone=True
    )


def digest(data: bytes) -> str:
    """What tells two contents apart."""
    return sha256(data).hexdigest()[:32]


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The files read so far, by name: size, time and digest; the cursor of a stream.

    `anew`: an unfinished reading of everything under another definition.
    """

    definition: str
    files: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    anew: bool = False

    @classmethod
    def of(cls, since: str | None, definition: str) -> "Ledger":
        """The ledger to go on with. Raises Fatal for a cursor that can't be read."""
        if since is None:
            return cls(definition=definition)
        try:
            value = orjson.loads(since)
            if value["kind"] == KIND and value["definition"] == definition:
                return cls(definition=definition, files=dict(value["files"]), anew=value["anew"])
            return cls(definition=definition, anew=bool(value["kind"]))
        except (ValueError, KeyError, TypeError):
            message = "The stored cursor can't be read; sync this source from the beginning."
            raise Fatal(message, code="bad_cursor") from None

    def encode(self) -> str:
        """As a JSON string."""
        value = {"kind": KIND, "definition": self.definition, "files": self.files}
        return orjson.dumps(value | {"anew": self.anew}).decode()

    def knows(self, file: Look) -> bool:
        """Whether a file looks as it did when it was read."""
        return self.files.get(file.name, [])[:2] == list(file.state)

    def holds(self, file: Look, content: str) -> bool:
        """Whether a file has the content that was read."""
        return self.files.get(file.name, [])[2:] == [content]

    def note(self, file: Look, content: str) -> None:
        """A file was read."""
        self.files[file.name] = [*file.state, content]
