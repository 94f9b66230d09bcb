"""`sources.yaml` becomes sources: mistakes told by file, line and field, secrets never shown."""

from collections.abc import Mapping
from pathlib import Path

from connectors.definition import Source


def load(path: Path, *, environ: Mapping[str, str] | None = None) -> tuple[Source, ...]:
    """The sources of a configuration file; nothing is connected yet.

    `${VAR}` is replaced from `environ` (default: the process environment). Raises ConfigError.
    """
    from connectors.reading import read_sources

    return read_sources(path, environ)
