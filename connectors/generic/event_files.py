"""Files as frames: XES, CSV in the encodings of this market, Parquet; and their fingerprints."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import polars as pl

from connectors.errors import ConnectorError, Fatal
from connectors.generic.text_tables import decoded, rows_of
from connectors.generic.xes import read_xes
from tables.conform import REJECT

_FORMATS = {".xes": "xes", ".csv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet"}


def format_of(path: Path, told: str | None) -> str:
    """The format told, else by the file's name. Raises Fatal."""
    name = path.name.lower().removesuffix(".gz")
    found = told or _FORMATS.get(Path(name).suffix)
    if found is None:
        raise Fatal(f"State the format of {path.name}: xes, csv or parquet.", code="format")
    return found


def read_file(
    path: Path, *, told: str | None = None, delimiter: str = ",", limit: int = 1 << 31
) -> pl.DataFrame:
    """The rows of a file. Rows with a wrong number of fields are marked in `_reject`.

    Raises Fatal for a missing, broken, oversized or hostile file.
    """
    kind = format_of(path, told)
    try:
        if path.stat().st_size > limit:
            raise Fatal(f"{path.name} is larger than max_megabytes allows.", code="too_large")
        if kind == "xes":
            return read_xes(path, limit=limit)
        if kind == "csv":
            return _read_csv(path, delimiter)
        return pl.read_parquet(path)
    except ConnectorError:
        raise
    except FileNotFoundError:
        raise Fatal(f"There is no file {path.name}.", code="missing_file") from None
    except OSError as error:
        raise Fatal(f"{path.name} can't be read: {error.strerror}.", code="missing_file") from None
    except (pl.exceptions.PolarsError, ValueError):
        raise Fatal(f"{path.name} is not a readable {kind} file.", code="broken_file") from None


def _read_csv(path: Path, delimiter: str) -> pl.DataFrame:
    text = decoded(path.read_bytes(), path.name)
    lines = rows_of(text, path.name, delimiter=delimiter).fields
    header = [name.strip() for name in lines.pop(0)] if lines else []
    if not header or len(set(header)) < len(header) or "" in header:
        message = f"{path.name} needs a first line with a different name for each column."
        raise Fatal(message, code="broken_file")
    width = len(header)
    fitted = [(line + [""] * width)[:width] for line in lines]
    columns = list(zip(*fitted, strict=True)) if fitted else [()] * width
    frame = pl.DataFrame(
        {n: pl.Series(n, c, dtype=pl.String) for n, c in zip(header, columns, strict=True)}
    )
    ragged = [None if len(line) == width else "ragged_row" for line in lines]
    return frame.with_columns(pl.Series(REJECT, ragged, dtype=pl.String))


def fingerprint(
    paths: Iterable[Path], before: dict[str, list[int | str]]
) -> dict[str, list[int | str]]:
    """Per file its size, time and sha256; the content is read only when size or time changed."""
    found: dict[str, list[int | str]] = {}
    for path in paths:
        try:
            status = path.stat()
            known = before.get(path.name)
            if known is not None and known[:2] == [status.st_size, status.st_mtime_ns]:
                found[path.name] = known
                continue
            digest = sha256()
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        except FileNotFoundError:
            raise Fatal(f"There is no file {path.name}.", code="missing_file") from None
        except OSError as error:
            message = f"{path.name} can't be read: {error.strerror}."
            raise Fatal(message, code="missing_file") from None
        found[path.name] = [status.st_size, status.st_mtime_ns, digest.hexdigest()]
    return found
