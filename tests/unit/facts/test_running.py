"""Running sums stay within their group."""

from decimal import Decimal

import polars as pl

from facts.running import first_where, running
from facts.shares import share, spread

c = pl.col
ROWS = pl.DataFrame(
    {
        "group": ["a", "a", "a", "b", "b", "c"],
        "place": ["1", "2", "3", "1", "2", "1"],
        "value": [1, None, 3, 4, 5, 6],
        "flag": [False, True, True, True, False, False],
    }
)


def test_each_group_begins_anew_and_a_null_counts_as_nothing() -> None:
    told = ROWS.select(running(c("value"), ["group"])).to_series()
    assert told.to_list() == [1, 1, 4, 4, 9, 6]


def test_the_first_of_each_group_that_has_the_flag() -> None:
    told = ROWS.select(first_where(c("flag"), ["group"])).to_series()
    assert told.to_list() == [False, True, False, True, False, False]


def test_parts_of_each_group_add_up_to_its_amount() -> None:
    amount = pl.lit(Decimal("10.00"), pl.Decimal(18, 2))
    weight = pl.lit(1).cast(pl.Decimal(18, 4))
    parts = ROWS.select("group", part=spread(amount, weight + 0 * c("value"), ["group"], "place"))
    sums = parts.group_by("group", maintain_order=True).agg(c("part").sum())
    assert sums["part"].to_list() == [Decimal("10.00")] * 3


def test_a_share_of_nothing_is_unknown() -> None:
    whole, part, none = (pl.lit(n).cast(pl.Decimal(18, 4)) for n in (8, 2, 0))
    amount = pl.lit(Decimal("-1.00"), pl.Decimal(18, 2))
    told = pl.select(some=share(amount, part, whole), none=share(amount, part, none))
    assert told.row(0) == (Decimal("-0.25"), None)
