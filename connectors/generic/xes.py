"""XES event logs, streamed; document types, entities and oversized files are refused."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import polars as pl
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] (no type stubs)

from connectors.errors import Fatal

_VALUES = {"string", "date", "int", "float", "boolean", "id"}


class _Bounded:
    """A file that refuses to hand out more than `limit` bytes, whatever it unpacks to."""

    def __init__(self, stream: BinaryIO, limit: int, name: str) -> None:
        self._stream = stream
        self._left = limit
        self._name = name

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, 1 << 20) if size >= 0 else 1 << 20)
        self._left -= len(data)
        if self._left < 0:
            raise Fatal(f"{self._name} is larger than max_megabytes allows.", code="too_large")
        return data


def read_xes(path: Path, *, limit: int) -> pl.DataFrame:
    """Events as text columns; attributes of the trace are prefixed with `case:`. Raises Fatal."""
    rows: list[dict[str, str]] = []
    names: dict[str, None] = {}
    try:
        with _opened(path) as stream:
            for row in _events(_Bounded(stream, limit, path.name), path.name):
                names.update(dict.fromkeys(row))
                rows.append(row)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        message = f"{path.name} is not a complete XES file: it can't be read beyond line {line}."
        raise Fatal(message, code="broken_file") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Fatal(f"{path.name} is not a complete gzip file.", code="broken_file") from None
    columns = {n: pl.Series(n, [row.get(n) for row in rows], dtype=pl.String) for n in names}
    return pl.DataFrame(columns)


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as head:
        packed = head.read(2) == b"\x1f\x8b"
    return cast("BinaryIO", gzip.open(path, "rb")) if packed else path.open("rb")


def _events(stream: Any, name: str) -> Iterator[dict[str, str]]:
    trace: dict[str, str] = {}
    depth: list[str] = []
    parser = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for moment, element in parser:
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if moment == "start":
            if not depth:
                _refuse_doctype(element, name)
            depth.append(tag)
            if tag == "trace":
                trace = {}
            continue
        depth.pop()
        if tag == "event" and depth[-1:] == ["trace"]:
            yield {**trace, **_attributes(element)}
            _free(element)
        elif tag == "trace":
            _free(element)
        elif depth[-1:] == ["trace"] and tag in _VALUES:
            key, value = element.get("key"), element.get("value")
            if key is not None and value is not None:
                trace[f"case:{key}"] = value


def _attributes(element: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in element:
        key, value = child.get("key"), child.get("value")
        if key is not None and value is not None:
            found[key] = value
    return found


def _refuse_doctype(root: Any, name: str) -> None:
    if root.getroottree().docinfo.doctype:
        raise Fatal(
            f"{name} declares a document type; event logs have none, so it is refused.",
            code="hostile_file",
        )
    if etree.QName(root).localname != "log":
        raise Fatal(f"{name} is not an XES event log.", code="broken_file")


def _free(element: Any) -> None:
    """Forget what has been read, so memory doesn't grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
