"""Which approvals follow another: kept from refresh to refresh, so history isn't read each time."""

import polars as pl

from lake.errors import RebuildNeeded
from lake.store import Store

c = pl.col
KEY = ("source", "approval_id")
PLACE = (*KEY, "_month")
MONTH = c("created_at").dt.strftime("%Y-%m").alias("_month")
KEPT = "links"


def links(
    approvals: Store, after: int, until: int, changed: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(source, approval_id, previous_id, _month) of the links that changed approvals had at version
    `after`, and of all links at version `until`; `changed` tells what differs between the two.

    Raises RebuildNeeded when the rows of `after` can't be read any more.
    """
    known = approvals.remembered(KEPT, after)
    if known is None:
        before, now = _before(approvals, after, changed), every(approvals, until)
    else:
        fresh = _read(approvals.lookup(changed, until)) if changed.height else known.clear()
        before = known.join(changed, on=KEY, how="semi")
        now = pl.concat([known.join(changed, on=KEY, how="anti"), fresh])
    approvals.remember(KEPT, until, now)
    return before, now


def every(approvals: Store, version: int) -> pl.DataFrame:
    """(source, approval_id, previous_id, _month) of all links at a version, kept for the next."""
    months = approvals.months(version)
    settled = [month.month for month in months if not month.change_files]
    parts = [_read(approvals.scan(version, months=settled))]
    # Changes are weighed a month at a time: those of a first load, at once, would need gigabytes.
    parts += [_read(approvals.scan(version, months=[m.month])) for m in months if m.change_files]
    found = pl.concat(parts)
    approvals.remember(KEPT, version, found)
    return found


def _read(rows: pl.LazyFrame) -> pl.DataFrame:
    linked = rows.filter(c("previous_id").is_not_null())
    return linked.select(*KEY, "previous_id", MONTH).collect()


def _before(approvals: Store, version: int, changed: pl.DataFrame) -> pl.DataFrame:
    """The chain a changed approval left must be built again as well."""
    try:
        return _read(approvals.lookup(changed, version))
    except (OSError, pl.exceptions.ComputeError) as error:
        raise RebuildNeeded(f"approvals of version {version} can't be read any more") from error
