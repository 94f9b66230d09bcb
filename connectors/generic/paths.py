"""Dotted paths into nested JSON: `data.items`, `contacts.0.phone`, `FSupplierId.FNumber`."""

from typing import Any

MISSING: Any = object()


def pick(value: Any, path: str) -> Any:
    """What stands at a path, MISSING when nothing does; the empty path is the value itself.

    A member whose own name has dots is found before one further down; a number is an index.
    """
    if not path:
        return value
    if isinstance(value, dict) and path in value:
        return value[path]
    head, _, rest = path.partition(".")
    if isinstance(value, dict):
        below = value.get(head, MISSING) if rest else MISSING
    elif isinstance(value, list) and head.isascii() and head.isdigit():
        index = int(head) if len(head) < 10 else len(value)
        below = value[index] if index < len(value) else MISSING
    else:
        below = MISSING
    return below if below is MISSING else pick(below, rest)


def replaced(value: dict[str, Any], path: str, member: Any) -> dict[str, Any]:
    """A copy of nested objects with another member at a path that `pick` finds."""
    if path in value or "." not in path:
        return {**value, path: member}
    head, _, rest = path.partition(".")
    below = value[head]
    return {**value, head: replaced(below, rest, member) if isinstance(below, dict) else below}


def word(value: Any) -> str | None:
    """A scalar as the text that settings compare it by: 0 is "0", true is "true"."""
    if value is MISSING or value is None or isinstance(value, (dict, list)):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
