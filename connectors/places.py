"""Where a mistake stands, as people name it: `oa / approvals / columns.status`, not `sources.2`."""

import re
from typing import Any

Where = tuple[str | int, ...]

_TITLES = ("name", "table", "calendar_id")
_PLAIN = re.compile(r"[\w-]{1,63}")
_BARE = {"sources", "streams"}  # lists whose members need no more than their name


def place_of(value: Any, where: Where) -> str:
    """The path `where` into `value`; a member of a list by its name, else by its number from 1."""
    said: list[str] = []
    names: list[str] = []
    for step in where:
        value = _below(value, step)
        if isinstance(step, int):
            of = names.pop() if names else "list"
            title = _title(value)
            member = title if title and of in _BARE else f"{of} {title or f'#{step + 1}'}"
            said.append(".".join([*names, member]))
            names = []
        else:
            names.append(step)
    return " / ".join([*said, ".".join(names)] if names else said) or "file"


def _below(value: Any, step: str | int) -> Any:
    if isinstance(value, list) and isinstance(step, int):
        return value[step] if step < len(value) else None
    return value.get(step) if isinstance(value, dict) else None


def _title(item: Any) -> str | None:
    """What a member of a list calls itself."""
    if not isinstance(item, dict):
        return None
    found = (item.get(name) for name in _TITLES)
    return next((word for word in found if isinstance(word, str) and _PLAIN.fullmatch(word)), None)
