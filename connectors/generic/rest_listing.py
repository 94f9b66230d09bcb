"""Reads one listing page by page: to its end, without a circle, and never a part taken for all.

Where rows come in the order of the cursor, pages counted by number don't trust the count: the next
request begins at the last row's cursor. A row that changes meanwhile moves behind it and shifts
nothing out of sight; only within equal cursors the count goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from connectors.errors import Fatal
from connectors.generic.moment_formats import Mark, before, cut, marks_of, written
from connectors.generic.rest_client import Client, Good
from connectors.generic.rest_config import Listing, Window
from connectors.generic.rest_judge import Errors, is_empty
from connectors.generic.rest_loop import Loop
from connectors.generic.rest_paging import LinkPaging, OffsetPaging, PagePaging, Place, Reply
from connectors.generic.rest_records import Shape, as_json_text, frame_of_records, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a listing is asked for: from `low` on, up to `high`."""

    low: Mark | None
    high: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page: its rows, each as JSON too, and their cursors.

    `low` and `place` say where the next page begins, unless this was the `last`.
    """

    records: list[dict[str, Any]]
    raws: list[str]
    marks: pl.Series | None
    low: Mark | None
    place: Place
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How to read one listing: `names` are the fields wanted, `needed` those every page must have,
    `cursor` the one that grows; `ascending`: rows come in its order."""

    client: Client
    listing: Listing
    errors: Errors
    names: tuple[str, ...]
    needed: tuple[str, ...]
    window: Window
    zone: str | None
    cursor: str | None = None
    ascending: bool = False

    def read(self, wanted: Slice, place: Place = None) -> Iterator[Sheet]:
        """The pages of a slice, from a place on. Raises Retriable or Fatal."""
        low, loop = wanted.low, Loop(whole=place is None)
        while True:
            good = self._ask(Slice(low=low, high=wanted.high), place)
            if is_empty(good.body, self.errors):
                loop.close()
                yield replace(self._sheet([], []), low=low)
                return
            listed = self._shape.listed(good.body)
            texts = [as_json_text(item) for item in listed]
            following = self._following(place, good, texts, loop)
            sheet = self._sheet(listed, texts)
            if self.ascending and sheet.marks is not None:
                self._follow(loop, sheet.marks.drop_nulls(), low)
            if following is None:
                loop.close()
                yield replace(sheet, low=low)
                return
            step = self._step(low, loop)
            if step is not None:
                low, following, loop = step, None, Loop(whole=True)
            yield replace(sheet, low=low, place=following, last=False)
            place = following

    def frame(self, sheets: Sequence[Sheet]) -> tuple[pl.DataFrame, pl.Series]:
        """The rows of some pages as columns, and each as JSON."""
        records = [record for sheet in sheets for record in sheet.records]
        raws = [raw for sheet in sheets for raw in sheet.raws]
        return frame_of_records(records, self.names), pl.Series("raw", raws, dtype=pl.String)

    def _following(self, place: Place, good: Good, texts: Sequence[str], loop: Loop) -> Place:
        """Where the next page is, if this one is as it should be. Raises Retriable or Fatal."""
        paging = self.listing.paging
        reply = Reply(body=good.body, link=good.link, count=len(texts))
        paging.check_count(reply)
        loop.meet(texts, paging.total_of(good.body))
        following = paging.after(place, reply)
        if isinstance(paging, LinkPaging) and following is not None:
            return self.client.bare(str(following))
        return following

    @property
    def _shape(self) -> Shape:
        listing = self.listing
        return Shape(
            items=listing.items,
            absent=listing.absent_items == "empty",
            fields=listing.fields_,
            explode=listing.explode,
        )

    @property
    def _clock(self) -> str | None:
        return self.window.zone or self.zone

    def _ask(self, wanted: Slice, place: Place) -> Good:
        form, low = self.window.format, wanted.low
        if low is not None and not self.window.inclusive:
            low = before(low, form)
        values = {
            "from": written(low, form, self._clock),
            "to": written(wanted.high, form, self._clock),
            **self.listing.paging.values(place),
        }
        link = str(place) if isinstance(self.listing.paging, LinkPaging) and place else None
        return self.client.ask(self.listing.request, values, link)

    def _sheet(self, listed: list[Any], texts: list[str]) -> Sheet:
        records = self._shape.records(listed)
        absent = unknown(records, self.needed)
        if absent:
            words = f"No row of a page has {', '.join(absent)}; correct the mapping."
            raise Fatal(words, code="no_column")
        plain = self.listing.explode is None and not self.listing.fields_
        raws = texts if plain else [as_json_text(record) for record in records]
        marks = None if self.cursor is None else self._marks(records, self.cursor)
        return Sheet(records=records, raws=raws, marks=marks, low=None, place=None, last=True)

    def _marks(self, records: list[dict[str, Any]], cursor: str) -> pl.Series:
        values = frame_of_records(records, [cursor])[cursor]
        marks = marks_of(values, self.window.format, self.zone)
        if marks.null_count() == len(marks) > values.null_count():
            words = f"The cursor {cursor} can't be read; correct it, its format or its zone."
            raise Fatal(words, code="cursor_type")
        return marks

    def _follow(self, loop: Loop, dated: pl.Series, low: Mark | None) -> None:
        """Rows come in the order of the cursor, and none from before `low`. Raises Fatal."""
        if not len(dated):
            return
        if not dated.is_sorted() or (loop.newest is not None and dated[0] < loop.newest):
            words = f"Rows don't come in the order of {self.cursor}; sort them, or say order: none."
            raise Fatal(words, code="order")
        if low is not None and "from" in self.listing.request.named:
            form = self.window.format
            if _later(before(cut(low, form, self._clock), form), dated[0]):
                words = "Rows come from before {from}; correct how the request asks, or its zone."
                raise Fatal(words, code="order")
        loop.newest = dated[-1]

    def _step(self, low: Mark | None, loop: Loop) -> Mark | None:
        """From where to ask anew instead of going to the next page, if that is possible."""
        paging, form = self.listing.paging, self.window.format
        full = paging.limit is not None and loop.rows + (paging.size or 1) > paging.limit
        if not full and not isinstance(paging, (OffsetPaging, PagePaging)):
            return None
        if loop.newest is not None and "from" in self.listing.request.named:
            step = cut(loop.newest, form, self._clock)
            if low is None or _later(step, cut(low, form, self._clock)):
                return step
        if full:
            words = "The listing holds more rows than it gives; read smaller slices (window span)."
            raise Fatal(words, code="limit")
        return None


def _later(mark: Mark, other: Mark) -> bool:
    """Whether one mark is after another; marks of one stream are of one type."""
    if isinstance(mark, int) or isinstance(other, int):
        return isinstance(mark, int) and isinstance(other, int) and mark > other
    return mark > other
