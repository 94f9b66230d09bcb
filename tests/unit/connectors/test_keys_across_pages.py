"""A key is one key whatever page it comes in: readings of rows and of keys differ in pages."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.apply import apply
from connectors.generic.frames import frame_of
from connectors.mapping import Column
from tables.casting import cast
from tables.registry import TABLES

PEOPLE = TABLES["people"]
WHOLE = st.integers(-(2**70), 2**70) | st.integers(-5, 5) | st.sampled_from([10**15, 10**16, 2**53])
FLOATS = (
    st.floats(allow_nan=False, allow_infinity=False)  # what isn't finite is a key to nobody
    | st.integers(-5, 5).map(float)
    | st.sampled_from([1.5, 1e15, 1e16, 1e22, 1e-7, 123456789012345.6])
)
TEXTS = st.text(alphabet="a1 .0-", max_size=4)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)) | st.sampled_from(  # noqa: DTZ001
    [datetime(2024, 3, 1), datetime(2024, 3, 1, 8, 0, 0, 500_000)]  # noqa: DTZ001
)
NUMBERS = st.decimals(allow_nan=True, allow_infinity=False, places=2) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20
)
# what one column of one driver can hold, mixed in one table
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "sqlite": WHOLE | FLOATS | TEXTS | st.binary(max_size=3),
    "numeric": NUMBERS,
    "whole": WHOLE,
    "boolean": st.booleans() | TEXTS,
    "moment": MOMENTS | TEXTS,
    "zoned": MOMENTS.map(lambda moment: moment.replace(tzinfo=UTC)),
    "day": st.dates(date(1990, 1, 1), date(2090, 1, 1)) | TEXTS,
    "clock": st.times() | st.just(time(10)) | TEXTS,
    "uuid": st.uuids() | st.just(UUID(int=0)),
    "bytes": st.binary(max_size=3) | TEXTS,
}
MAPPINGS: dict[str, dict[str, Any]] = {
    "plain": {"from": "x"},
    "template": {"template": "{x}/{n}"},
    "values": {"from": "x", "values": {"0": "zero"}, "otherwise": "keep"},
    "default": {"from": "x", "default": "none"},
}


def keys_of(page: list[Any]) -> dict[str, list[str | None]]:
    """By mapping the key each value of a page becomes; null where no row could have it."""
    source = frame_of(["x", "n"], [(value, 7) for value in page])
    found: dict[str, list[str | None]] = {}
    for name, mapping in MAPPINGS.items():
        mapped = apply(PEOPLE, {"person_id": Column.model_validate(mapping)}, source, zone=None)
        found[name] = cast(mapped["person_id"], pl.String()).values.to_list()
    return found


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_key_does_not_depend_on_its_page(kind: str, data: st.DataObject) -> None:
    page = data.draw(st.lists(KINDS[kind] | st.none(), min_size=1, max_size=4))
    alone = [keys_of([value]) for value in page]
    assert keys_of(page) == {name: [each[name][0] for each in alone] for name in MAPPINGS}


def test_a_large_number_after_a_fraction_stays_itself() -> None:
    large = 2**53 + 1  # the float nearest to it is another number
    assert keys_of([0.5, large])["plain"] == ["0.5", str(large)]


def test_a_template_without_columns_fills_every_row() -> None:
    column = Column.model_validate({"template": "all"})
    source = frame_of(["x"], [(1,), (2,)])
    mapped = apply(PEOPLE, {"person_id": column}, source, zone=None)
    assert mapped["person_id"].to_list() == ["all", "all"]
