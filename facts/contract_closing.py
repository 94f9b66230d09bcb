"""The day from which a contract that was completed or terminated is in force no more."""

from datetime import timedelta

import polars as pl

from facts.measure import with_dates
from facts.references import References

c = pl.col
NEXT_DAY = timedelta(days=1)
CLOSED = ("completed", "terminated")


def with_closing(contracts: pl.DataFrame, references: References) -> pl.DataFrame:
    """Contracts with `over_on` (null of one that is not closed) and `has_known_close`.

    A closed contract whose source tells no day was in force to its last one, if that had passed
    when the contract was last changed. If it hadn't, nobody knows the day: it lies no later than
    that change, which is `over_on` then. Needs calendar_id and zone; row order is not kept.
    """
    dated = with_dates(contracts, references.clock, _changed_on="updated_at")
    is_closed = c("status").is_in(CLOSED)
    has_expired = (c("ends_on") < c("_changed_on")).fill_null(value=False)
    expired_on = pl.when(has_expired).then(c("ends_on") + NEXT_DAY)
    return dated.with_columns(
        over_on=pl.when(is_closed).then(pl.coalesce("closed_on", expired_on, "_changed_on")),
        has_known_close=~is_closed | c("closed_on").is_not_null() | has_expired,
    ).drop("_changed_on")
