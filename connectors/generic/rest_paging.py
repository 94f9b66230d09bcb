"""Going from page to page: what the next request says, and when there is none.

A place is a JSON scalar: a row number (offset), a page number, the source's cursor or its link;
None is the beginning. It is stored in the stream's position, so a cut-off pass can go on there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.base import Strict
from connectors.errors import Fatal, Retriable
from connectors.generic.paths import pick, word

Place = str | int | None
YES = frozenset({"true", "1", "yes", "y"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A good answer: its body, the link to the next page in its header, the rows in it."""

    body: Any
    link: str | None
    count: int


class _Paging(Strict):
    """`size` is `{size}`; `more` tells whether pages follow, `total` and `count` how many rows
    there are in all and in this page; `limit` is the most rows one listing gives."""

    size: int | None = Field(default=None, ge=1, le=100_000)
    more: str | None = Field(default=None, min_length=1)
    total: str | None = Field(default=None, min_length=1)
    count: str | None = Field(default=None, min_length=1)
    limit: int | None = Field(default=None, ge=1)

    @property
    def gives(self) -> frozenset[str]:
        """The placeholders that have a value."""
        return frozenset({"size"} if self.size else ())

    def values(self, place: Place) -> Mapping[str, Any]:
        """The placeholders of the page at a place."""
        del place
        return {"size": self.size}

    def after(self, place: Place, reply: Reply) -> Place:
        """The place of the next page, None when this was the last. Raises Retriable or Fatal."""
        raise NotImplementedError

    def total_of(self, body: Any) -> int | None:
        """How many rows the listing declares; None when it doesn't (negative: it doesn't count)."""
        found = None if self.total is None else number(body, self.total, "total")
        return None if found is None or found < 0 else found

    def check_count(self, reply: Reply) -> None:
        """As many rows as the page declares. Raises Retriable."""
        if self.count is not None and number(reply.body, self.count, "count") != reply.count:
            raise half()

    def _more(self, body: Any) -> bool | None:
        """What the answer says about further pages, None when it isn't asked."""
        return None if self.more is None else (word(pick(body, self.more)) or "").lower() in YES


class NoPaging(_Paging):
    """One request gives everything."""

    kind: Literal["none"] = "none"

    def after(self, place: Place, reply: Reply) -> Place:
        """There is no next page."""
        return None


class OffsetPaging(_Paging):
    """Rows are skipped: `{offset}` counts those delivered, from `first` on."""

    kind: Literal["offset"]
    first: int = Field(default=0, ge=0)
    until: Literal["empty", "short"] = "empty"

    @property
    def gives(self) -> frozenset[str]:
        """`{offset}` and `{size}`."""
        return super().gives | {"offset"}

    def values(self, place: Place) -> Mapping[str, Any]:
        """Where the page begins."""
        return {"offset": self.first if place is None else place, "size": self.size}

    def after(self, place: Place, reply: Reply) -> Place:
        """So many rows further."""
        following = int(self.first if place is None else place) + reply.count
        total, more = self.total_of(reply.body), self._more(reply.body)
        if not reply.count and (more or (total is not None and following - self.first < total)):
            raise half()
        if not reply.count or self._ends(reply, more):
            return None
        reached = total is not None and following - self.first >= total
        return None if reached and self.more is None else following

    def _ends(self, reply: Reply, more: bool | None) -> bool:
        short = self.until == "short" and self.size is not None and reply.count < self.size
        return more is False or (more is None and short)


class PagePaging(_Paging):
    """Pages are numbered: `{page}`, from `first` on; `pages` is how many there are."""

    kind: Literal["page"]
    first: int = Field(default=1, ge=0)
    pages: str | None = Field(default=None, min_length=1)
    until: Literal["empty", "short"] = "empty"

    @property
    def gives(self) -> frozenset[str]:
        """`{page}` and `{size}`."""
        return super().gives | {"page"}

    def values(self, place: Place) -> Mapping[str, Any]:
        """The number of the page."""
        return {"page": self.first if place is None else place, "size": self.size}

    def after(self, place: Place, reply: Reply) -> Place:
        """The next number."""
        current = int(self.first if place is None else place)
        more = self._more(reply.body)
        if more is not None:
            return current + 1 if more else None
        if self.pages is not None:
            pages = number(reply.body, self.pages, "pages")
            return current + 1 if current - self.first + 1 < pages else None
        short = self.until == "short" and self.size is not None and reply.count < self.size
        full = self.size is not None and self._reached(current, reply)
        return None if not reply.count or short or full else current + 1

    def _reached(self, current: int, reply: Reply) -> bool:
        total = self.total_of(reply.body)
        return total is not None and (current - self.first + 1) * (self.size or 1) >= total


class CursorPaging(_Paging):
    """The answer names the next page: `next` is the path of `{cursor}`, `end` texts for none."""

    kind: Literal["cursor"]
    next: str = Field(min_length=1)
    first: str | int | None = None
    end: list[str | int] = Field(default_factory=list)

    @property
    def gives(self) -> frozenset[str]:
        """`{cursor}` and `{size}`."""
        return super().gives | {"cursor"}

    def values(self, place: Place) -> Mapping[str, Any]:
        """The cursor the source gave."""
        return {"cursor": self.first if place is None else place, "size": self.size}

    def after(self, place: Place, reply: Reply) -> Place:
        """The cursor in the answer."""
        found = pick(reply.body, self.next)
        text, more = word(found), self._more(reply.body)
        ends = {"", *(str(end) for end in self.end)}
        if more is False or text is None or text in ends:
            if more:
                raise half()
            return None
        if text == word(self.first if place is None else place):
            raise stuck()
        return found if isinstance(found, (str, int)) else text


class LinkPaging(_Paging):
    """The answer links to the next page: in the body at `next`, else in the header Link."""

    kind: Literal["link"]
    next: str | None = Field(default=None, min_length=1)

    def after(self, place: Place, reply: Reply) -> Place:
        """The link in the answer."""
        found = reply.link if self.next is None else word(pick(reply.body, self.next))
        if self._more(reply.body) is False or not found:
            return None
        if found == place:
            raise stuck()
        return found


Paging = Annotated[
    NoPaging | OffsetPaging | PagePaging | CursorPaging | LinkPaging, Field(discriminator="kind")
]


def number(body: Any, path: str, what: str) -> int:
    """A whole number in an answer, written as number or text. Raises Retriable."""
    text = word(pick(body, path))
    if text is None or re.fullmatch(r"-?[0-9]{1,18}", text) is None:
        words = f"The source's answer has no number at {path} ({what}); later."
        raise Retriable(words, code="broken", alone=True)
    return int(text)


def half() -> Retriable:
    """A page with fewer rows than it declares."""
    return Retriable("The source sent less than it declared; later.", code="half_page", alone=True)


def stuck() -> Fatal:
    """Pages that don't go on."""
    words = "The source gives the same page again and again; correct paging."
    return Fatal(words, code="stuck")
