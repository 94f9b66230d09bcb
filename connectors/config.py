"""`sources.yaml` becomes sources: mistakes told by file, line and field, secrets never shown."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from connectors.base import Header, SourceConfig
from connectors.definition import Source
from connectors.errors import ConfigError
from connectors.generic.calendar import CalendarConfig, CalendarSource
from connectors.generic.event_log import EventLogSource
from connectors.generic.event_log_config import EventLogConfig
from connectors.generic.file import FileSource
from connectors.generic.file_config import FileConfig
from connectors.generic.rest import RestSource
from connectors.generic.rest_config import RestConfig
from connectors.generic.rows import RowsConfig, RowsSource
from connectors.generic.sql import SqlSource
from connectors.generic.sql_config import SqlConfig
from connectors.places import Where
from connectors.sentences import sentence_of
from connectors.yaml_marks import Marked, read

KINDS: dict[str, type[SourceConfig]] = {
    "sql": SqlConfig,
    "rest": RestConfig,
    "file": FileConfig,
    "event_log": EventLogConfig,
    "calendar": CalendarConfig,
    "rows": RowsConfig,
}
_BUILDERS: dict[str, Callable[[Header, Any, Path], Source]] = {
    "sql": SqlSource,
    "rest": RestSource,
    "file": FileSource,
    "event_log": EventLogSource,
    "calendar": CalendarSource,
    "rows": RowsSource,
}


def load(path: Path, *, environ: Mapping[str, str] | None = None) -> tuple[Source, ...]:
    """The sources of a configuration file; nothing is connected yet.

    `${VAR}` is replaced from `environ` (default: the process environment); file paths are relative
    to the configuration file. Raises ConfigError with every problem found.
    """
    marked = read(path, os.environ if environ is None else environ)
    configs = _configs(marked)
    if marked.complaints:
        raise ConfigError(tuple(marked.problems))
    folder = path.resolve().parent
    return tuple(_BUILDERS[kind](c.header(kind), c, folder) for kind, c in configs)


def _configs(marked: Marked) -> list[tuple[str, SourceConfig]]:
    document = marked.value
    if not isinstance(document, dict) or set(document) != {"sources"}:
        marked.complain((), "The file holds one name, `sources`, with a list under it.")
        return []
    entries = document["sources"]
    if not isinstance(entries, list):
        marked.complain(("sources",), "This must be a list, each source after a dash.")
        return []
    configs: list[tuple[str, SourceConfig]] = []
    seen: set[str] = set()
    for i, entry in enumerate(entries):
        config = _config(marked, entry, ("sources", i))
        if config is None:
            continue
        if config.name in seen:
            marked.complain(("sources", i, "name"), "Another source has this name; choose another.")
        seen.add(config.name)
        configs.append((str(entry["kind"]), config))
    return configs


def _config(marked: Marked, entry: object, where: Where) -> SourceConfig | None:
    if not isinstance(entry, dict):
        marked.complain(where, "A source is a set of names and values.")
        return None
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        marked.complain((*where, "kind"), f"The kind must be one of {', '.join(KINDS)}.")
        return None
    try:
        return KINDS[kind].model_validate(entry)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            place, sentence = sentence_of(detail)
            marked.complain((*where, *_known(marked, where, place)), sentence)
    except RecursionError:
        marked.complain(where, "This source is nested too deeply.")
    return None


def _known(marked: Marked, where: Where, place: Where) -> Where:
    """`place` without the names pydantic adds for alternatives."""
    kept: Where = ()
    tagged: Where | None = None  # the alternative whose kind was left out already
    for i, part in enumerate(place):
        here = (*where, *kept)
        if tagged != here and _kind(marked.value, here) == part and i > 0:
            tagged = here
            continue
        last = i == len(place) - 1
        if (*here, part) in marked.lines or (last and "[" not in str(part)):
            kept = (*kept, part)
    return kept


def _kind(value: Any, where: Where) -> object:
    """What the settings at a place say their kind is."""
    for step in where:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value.get("kind") if isinstance(value, dict) else None
