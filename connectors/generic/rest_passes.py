"""What a pass over a listing still has to read, and how its pages become batches."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from connectors.errors import ConnectorError, Fatal
from connectors.generic.moment_formats import Mark, start_of
from connectors.generic.position import Position, floor
from connectors.generic.rest_config import RestStream
from connectors.generic.rest_listing import Reader, Sheet, Slice
from connectors.generic.rest_paging import CursorPaging, LinkPaging, Place

FLUSH = 10.0  # seconds of reading after which rows are handed over, however few


def first_mark(stream: RestStream, zone: str | None) -> Mark | None:
    """Where the very first pass begins."""
    return start_of(stream.window.start, stream.window.zone or zone)


def remaining(
    stream: RestStream, since: Position | None, last: Position, zone: str | None
) -> Iterator[tuple[Slice, Place]]:
    """What is left to read of the pass `last` that follows `since`: slices, and where in each."""
    if last.key:
        low, place, high = last.key
        yield Slice(low=low, high=high), place
        if high is not None:
            yield from ((each, None) for each in slices(stream, high, last.began))
        return
    low = last.watermark
    if low is None:
        low = first_mark(stream, zone)
    elif since is not None and not since.open:
        low = floor(since, stream.overlap, zone)
    yield from ((each, None) for each in slices(stream, low, last.began))


def slices(stream: RestStream, low: Mark | None, now: datetime) -> Iterator[Slice]:
    """From `low` to now, cut where the configuration says so; none when that is the future."""
    if "to" not in stream.request.named:
        yield Slice(low=low)
        return
    span = stream.window.span
    while isinstance(low, datetime) and span is not None and low + span < now:
        yield Slice(low=low, high=low + span)
        low += span
    if not isinstance(low, datetime) or low < now:
        yield Slice(low=low, high=now)


def onward(last: Position, newest: Any, sheet: Sheet, high: Mark | None) -> Position:
    """The position after a page of an ascending listing."""
    watermark = last.watermark if newest is None else newest
    if sheet.last:  # all of the slice is delivered: what follows begins at its last row
        key = () if high is None else (watermark, None, high)
    else:
        key = (sheet.low, sheet.place, high)
    return replace(last, watermark=watermark, key=key)


def resumable(
    reader: Reader, wanted: Slice, place: Place, watermark: Mark | None
) -> Iterator[Sheet]:
    """Pages from a stored place; from the last row's cursor where the source forgot the place."""
    pages = reader.read(wanted, place)
    forgetful = isinstance(reader.listing.paging, (CursorPaging, LinkPaging))
    try:
        first = next(pages)
    except Fatal:
        if place is None or not forgetful:
            raise
        pages = reader.read(replace(wanted, low=watermark or wanted.low))
        first = next(pages)
    yield first
    yield from pages


def until(sheets: Iterator[Sheet], low: Mark | None) -> Iterator[Sheet]:
    """Pages of a listing from the newest row down, to the first that is wholly before `low`."""
    for sheet in sheets:
        yield sheet
        newest = None if sheet.marks is None else sheet.marks.max()
        if low is not None and newest is not None and newest < low:  # pyright: ignore[reportOperatorIssue]
            return


def newest_of(newest: Any, sheets: list[Sheet]) -> Any:
    """The largest cursor, of what was seen before and of some pages."""
    found = [sheet.marks.max() for sheet in sheets if sheet.marks is not None]
    return max((mark for mark in (newest, *found) if mark is not None), default=None)


def grouped(sheets: Iterator[Sheet], rows: int) -> Iterator[list[Sheet]]:
    """Pages put together: a batch of a few rows costs as much as one of thousands."""
    group: list[Sheet] = []
    held, began = 0, time.monotonic()
    try:
        for sheet in sheets:
            group.append(sheet)
            held += len(sheet.records)
            if held >= rows or time.monotonic() - began > FLUSH or sheet.last:
                yield group
                group, held, began = [], 0, time.monotonic()
    except ConnectorError:
        if group:  # what came before the failure counts
            yield group
        raise
    if group:
        yield group
