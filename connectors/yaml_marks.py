"""YAML with line numbers: plain values plus where each of them stands."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any, cast

import yaml

from connectors.errors import ConfigError, Problem
from connectors.places import Where, place_of

LARGEST = 5_000_000  # bytes; a configuration is written by people


@dataclass(slots=True, kw_only=True)
class Marked:
    """A document: its values, the line of every path, and what is wrong already."""

    file: str
    value: Any
    lines: dict[Where, int] = field(default_factory=dict[Where, int])
    complaints: list[tuple[Where, str]] = field(default_factory=list[tuple[Where, str]])
    secrets: set[str] = field(default_factory=set[str], repr=False)

    def line(self, where: Where) -> int:
        """The line of `where`, else of the nearest thing that holds it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def complain(self, where: Where, sentence: str) -> None:
        """Add a problem."""
        self.complaints.append((where, sentence))

    @property
    def problems(self) -> list[Problem]:
        """All complaints by line; values taken from the environment never appear in them."""
        found = [
            Problem(
                file=self.file,
                line=self.line(where),
                field=self._clean(place_of(self.value, where)),
                sentence=self._clean(sentence),
            )
            for where, sentence in self.complaints
        ]
        return sorted(found, key=lambda problem: problem.line)

    def _clean(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, "•••")
        return text


def read(path: Path, environ: Mapping[str, str]) -> Marked:
    """The document in `path`, `${VAR}` replaced from `environ`. Raises ConfigError."""
    marked = Marked(file=path.name, value=None)
    try:
        if path.stat().st_size > LARGEST:
            raise _refused(marked, 1, "This file is too large for a configuration.")
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except FileNotFoundError as error:
        raise _refused(marked, 1, "There is no such file; create it.") from error
    except OSError as error:
        raise _refused(marked, 1, f"The file can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise _refused(marked, 1, "The file is not UTF-8 text; save it as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        words = getattr(error, "problem", None) or "it is not valid YAML"
        line = mark.line + 1 if mark is not None else 1
        raise _refused(marked, line, f"The YAML can't be read: {words}.") from None
    except RecursionError:
        raise _refused(marked, 1, "The YAML is nested too deeply.") from None
    if node is not None:
        marked.value = _Values(marked, environ).of(node, ())
    return marked


def _refused(marked: Marked, line: int, sentence: str) -> ConfigError:
    return ConfigError((Problem(file=marked.file, line=line, field="file", sentence=sentence),))


class _Values:
    """Turns nodes into values once, remembering lines; an alias is the same value, not a copy."""

    def __init__(self, marked: Marked, environ: Mapping[str, str]) -> None:
        self._marked = marked
        self._environ = environ
        self._loader = yaml.SafeLoader("")
        self._nodes = 0

    def of(self, node: yaml.Node, where: Where) -> Any:
        self._marked.lines.setdefault(where, node.start_mark.line + 1)
        self._nodes += 1
        if self._nodes > 100_000 or len(where) > 20:
            raise _refused(self._marked, node.start_mark.line + 1, "The YAML is nested too deeply.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            items = cast("list[yaml.Node]", node.value)
            return [self.of(item, (*where, i)) for i, item in enumerate(items)]
        return self._scalar(node, where)

    def _mapping(self, node: yaml.MappingNode, where: Where) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
        for key_node, value_node in pairs:
            key = self._scalar(key_node, where)
            if not isinstance(key, Hashable):
                self._marked.complain(where, "A name can't be a list or a mapping.")
                continue
            path = (*where, str(key))
            twice = key in values
            self._marked.lines[path] = key_node.start_mark.line + 1
            if twice:
                self._marked.complain(path, "This is given twice; keep one.")
                continue
            values[key] = self.of(value_node, path)
        return values

    def _scalar(self, node: yaml.Node, where: Where) -> Any:
        try:
            value = self._loader.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError):
            self._marked.complain(where, "This value can't be read; put it in quotes.")
            return None
        return self._filled(value, where) if isinstance(value, str) and "${" in value else value

    def _filled(self, text: str, where: Where) -> str:
        try:
            found = Template(text)
            names = found.get_identifiers()
        except ValueError:
            names = []
        missing = [name for name in names if name not in self._environ]
        if missing or not names:
            words = ", ".join(missing) or "NAME"
            self._marked.complain(
                where, f"Set the environment variable {words}, written ${{NAME}}."
            )
            return text
        for name in names:
            value = self._environ[name]
            if len(value) > 3:
                self._marked.secrets.add(value)
            text = text.replace(f"${{{name}}}", value)
        return text
