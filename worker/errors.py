"""Any error as one sentence for the run log: no secret, no row, no traceback."""

import errno
import logging
import traceback
from collections.abc import Sequence

from connectors.errors import ConnectorError
from facts.errors import FactError
from lake.errors import Full, LakeError
from worker.locks import Busy

log = logging.getLogger("yiping.worker")

FULL = (
    "磁盘已满：腾出空间后会自动继续。"
    "The disk is full: free some space and the work goes on by itself."
)
_FULL_NUMBERS = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
_FULL_WORDS = (
    "no space left",
    "file too large",
    "disk is full",
    "disk quota exceeded",
    "disk i/o error",
)


_ENDS = ".。;； "


class Overtaken(RuntimeError):
    """Another process moved this table's cursor meanwhile: read on from where it stands now."""


def sentence(error: BaseException) -> str:
    """What to tell people; an unexpected error is logged by type and place, not by its message."""
    if is_full(error):
        return FULL
    if isinstance(error, (ConnectorError, Busy, LakeError, FactError)):
        return str(error)
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("unexpected %s\n%s", type(error).__name__, place)
    return (
        f"内部错误（{type(error).__name__}），详见工作进程日志。"
        f"Internal error ({type(error).__name__}); the worker's log says where."
    )


def told(failures: Sequence[tuple[str, str]]) -> str | None:
    """(table, sentence) of each failure as one text, a sentence once; None without failures."""
    tables: dict[str, list[str]] = {}
    for table, said in failures:
        tables.setdefault(said, []).append(table)
    parts = [f"{', '.join(of)}: {said}" for said, of in tables.items()]
    return "；".join([*(part.rstrip(_ENDS) for part in parts[:-1]), *parts[-1:]]) or None


def is_full(error: BaseException) -> bool:
    """Whether the disk (or a quota) has no room left, however the library below words it."""
    if isinstance(error, Full) or (isinstance(error, OSError) and error.errno in _FULL_NUMBERS):
        return True
    text = str(error).lower()
    return any(words in text for words in _FULL_WORDS)
