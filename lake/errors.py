"""What can go wrong with a store, sorted by what the caller can do about it."""

import errno
from collections.abc import Generator
from contextlib import contextmanager

from deltalake.exceptions import CommitFailedError, DeltaError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_WORDS = (
    "No space left on device",
    "File too large",
    "quota exceeded",
    "os error 28)",
    "os error 27)",
    "os error 122)",
)


class LakeError(Exception):
    """Anything the lake refuses or fails to do; the store stays readable and nothing is lost."""


class Retriable(LakeError):
    """The same call may succeed later."""


class Busy(Retriable):
    """Another writer held the store longer than we were willing to wait."""


class Conflict(Retriable):
    """A writer that does not use our lock changed the same partition at the same moment."""


class Full(Retriable):
    """The disk, quota or file size limit is exhausted; works again once there is room."""


class Unavailable(Retriable):
    """The file system refused to read or write."""


class Fatal(LakeError):
    """A person, or different input, is needed."""


class BadBatch(Fatal):
    """The rows break the table's promise: a column missing, a null key, a null partition."""


class TypeChanged(BadBatch):
    """A column arrived with another type than the one promised or stored."""


class VersionGone(Fatal):
    """The version was never written, or clean-up removed it or its files."""


class RebuildNeeded(Fatal):
    """What changed can no longer be told from the log: read everything again."""


@contextmanager
def guarded(store: str) -> Generator[None]:
    """Turn what the storage libraries raise into the errors above; ours pass unchanged."""
    try:
        yield
    except CommitFailedError as error:
        raise Conflict(f"{store}: another writer committed at the same time") from error
    except OSError as error:
        if error.errno in _FULL or _says_full(error):
            raise Full(f"{store}: no room left to write") from error
        raise Unavailable(f"{store}: {error.strerror or type(error).__name__}") from error
    except DeltaError as error:
        if _says_full(error):
            raise Full(f"{store}: no room left to write") from error
        raise Unavailable(f"{store}: the table can't be read or written") from error


def _says_full(error: Exception) -> bool:
    words = str(error)
    return any(word in words for word in _FULL_WORDS)
