"""What a list call asks for, and the cursor that continues it."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from samples.demo.crm.answers import Code, Refusal

MOST, USUAL = 500, 100  # rows a page
PARAMETERS = ("limit", "cursor", "modified_from")
_LARGEST = 2**53  # whole numbers beyond it are no milliseconds of anybody's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The last row of a page: its change moment in milliseconds and its id."""

    modified: int
    id: int

    def encode(self, name: str) -> str:
        """The cursor that continues a list of `name` after this row."""
        text = f"{name}:{self.modified}:{self.id}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, cursor: str, name: str) -> "Place":
        """The place a cursor of `name` stands for; Refusal(BAD_CURSOR) for any other text."""
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        except (binascii.Error, ValueError):
            text = ""
        found = re.fullmatch(rf"{name}:([0-9]{{1,16}}):([0-9]{{1,16}})", text)
        if found is None:
            raise Refusal(
                Code.BAD_CURSOR, f"The cursor is not one of {name}; send next_cursor as it came."
            )
        return cls(modified=int(found[1]), id=int(found[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page asked for: at most `limit` rows after a place, changed at `since` (ms) or later."""

    limit: int = USUAL
    after: Place | None = None
    since: int = 0


def page_of(name: str, asked: Mapping[str, str], given: int) -> Page:
    """The page that query parameters ask for; `given` is their number with repetitions.

    Refusal(BAD_PARAMETER or BAD_CURSOR) with what would be right.
    """
    unknown = [each for each in asked if each not in PARAMETERS]
    if unknown or given != len(asked):
        raise _wrong(f"The parameters are {', '.join(PARAMETERS)}, each at most once.")
    cursor = asked.get("cursor", "")
    since = asked.get("modified_from", "")
    return Page(
        limit=_limit(asked.get("limit", str(USUAL))),
        after=Place.decode(cursor, name) if cursor else None,
        since=_milliseconds(since) if since else 0,
    )


def _limit(text: str) -> int:
    limit = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0
    if not 1 <= limit <= MOST:
        raise _wrong(f"limit is a whole number from 1 to {MOST}.")
    return limit


def _milliseconds(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,16}", text):
        return min(int(text), _LARGEST)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _wrong(
            "modified_from is milliseconds since 1970 or an ISO time with its offset, "
            "such as 2026-11-01T00:00:00+08:00."
        )
    return max(0, int((moment - datetime.fromtimestamp(0, UTC)).total_seconds() * 1000))


def _wrong(sentence: str) -> Refusal:
    return Refusal(Code.BAD_PARAMETER, sentence)
