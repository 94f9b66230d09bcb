"""Where values go in a request: `{offset}`, `{from}`, `{token}` written into it, never code.

A member or element that is a placeholder alone takes the value with its type (`{page:text}` and
`{cursor:integer}` say another); within a longer text it is text. What needs a value that isn't
there yet, such as the first page's `{cursor}`, is left out. Other braces are plain text.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from connectors.errors import Fatal
from connectors.sentences import At

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?::(text|integer))?\}")
_ABSENT = object()


def names(template: Any) -> frozenset[str]:
    """The placeholders written anywhere in a template."""
    return frozenset(match[1] for text in texts(template) for match in _PLACE.finditer(text))


def texts(value: Any) -> Iterator[str]:
    """All texts in a nested value, names of members included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from texts(key)
            yield from texts(member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from texts(member)


def check_names(template: Any, known: Collection[str], *place: str | int) -> None:
    """Every placeholder is one that gets a value there. Raises At."""
    unknown = sorted(names(template) - set(known))
    if unknown:
        words = ", ".join(f"{{{name}}}" for name in sorted(known)) or "no placeholder"
        raise At(f"{{{unknown[0]}}} has no value here; there is {words}.", *place)


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its values; None when it is nothing but an absent one. Raises Fatal."""
    filled = _filled(template, values)
    return None if filled is _ABSENT else filled


def fill_text(template: str, values: Mapping[str, Any]) -> str:
    """A text in which absent values are empty."""
    return _PLACE.sub(lambda match: _text(values.get(match[1])), template)


def _filled(template: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(template, str):
        return _filled_text(template, values)
    if isinstance(template, Mapping):
        members = {key: _filled(member, values) for key, member in template.items()}
        return {key: member for key, member in members.items() if member is not _ABSENT}
    if isinstance(template, list):
        elements = [_filled(element, values) for element in template]
        return [element for element in elements if element is not _ABSENT]
    return template


def _filled_text(template: str, values: Mapping[str, Any]) -> Any:
    found = list(_PLACE.finditer(template))
    if not found:
        return template
    if any(values.get(match[1]) is None for match in found):
        return _ABSENT
    if found[0].group() == template:
        return _typed(values[found[0][1]], found[0][2])
    return fill_text(template, values)


def _typed(value: Any, kind: str | None) -> Any:
    if kind == "text":
        return _text(value)
    if kind != "integer":
        return value
    try:
        return int(value)
    except (TypeError, ValueError):
        message = "The source gave a place to go on from that is not a whole number."
        raise Fatal(message, code="cursor_type") from None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
