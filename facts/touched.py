"""Which documents a change touches: the changed approvals and everything chained with them."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lake.errors import RebuildNeeded
from lake.lake import Lake
from tables.approvals import APPROVAL_STEPS, APPROVALS

c = pl.col
KEY = ("source", "approval_id")
PLACE = (*KEY, "_month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """`members`: (source, approval_id, _month) of every approval whose document has to be built
    again, deleted ones included. `steps`: (source, approval_id, seq, _month) of changed steps."""

    members: pl.DataFrame
    steps: pl.DataFrame

    @property
    def months(self) -> list[str]:
        """The partitions that hold them, in order."""
        return self.members["_month"].unique().sort().to_list()


def touched(
    lake: Lake, after: Mapping[str, int], until: Mapping[str, int], also: pl.DataFrame
) -> Touched:
    """What changed between two sets of table versions, whole chains.

    `also` are (source, approval_id, _month) to be built again although they didn't change.

    Raises RebuildNeeded when the log no longer tells what changed.
    """
    approvals, steps = lake.store(APPROVALS), lake.store(APPROVAL_STEPS)
    first, last = after[APPROVALS.name], until[APPROVALS.name]
    changed_approvals = approvals.changed(first, last)
    changed_steps = steps.changed(after[APPROVAL_STEPS.name], until[APPROVAL_STEPS.name])
    places = pl.concat(
        [changed_approvals.select(PLACE), changed_steps.select(PLACE), also.select(PLACE)]
    ).unique()
    if places.is_empty():
        return Touched(members=places, steps=changed_steps)
    now = _links(approvals.scan(last))
    before = _links_before(lake, first, changed_approvals)
    members = _connected(places.select(KEY).unique(), pl.concat([now, before]))
    return Touched(members=_placed(lake, members, places, now, last), steps=changed_steps)


def _links(approvals: pl.LazyFrame) -> pl.DataFrame:
    """(source, approval_id, previous_id, _month) of the approvals that follow another."""
    return (
        approvals.filter(c("previous_id").is_not_null())
        .select(*KEY, "previous_id", _month=c("created_at").dt.strftime("%Y-%m"))
        .collect()
    )


def _links_before(lake: Lake, version: int, changed: pl.DataFrame) -> pl.DataFrame:
    """The links that changed approvals had: the chain they left must be built again as well."""
    months = changed["_month"].unique().to_list()
    try:
        links = _links(lake.store(APPROVALS).scan(version, months=months))
    except (OSError, pl.exceptions.ComputeError) as error:
        raise RebuildNeeded(f"approvals of version {version} can't be read any more") from error
    return links.join(changed, on=KEY, how="semi")


def _connected(start: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The keys in `start` and all that links lead to from them, in either direction."""
    seen = front = start
    ahead = links.select("source", "previous_id", "approval_id")
    while front.height:
        back = links.join(front, on=KEY, how="semi").select("source", approval_id="previous_id")
        on = ahead.join(
            front, left_on=["source", "previous_id"], right_on=list(KEY), how="semi"
        ).select(KEY)
        front = pl.concat([back, on]).unique().join(seen, on=KEY, how="anti")
        seen = pl.concat([seen, front])
    return seen


def _placed(
    lake: Lake, members: pl.DataFrame, places: pl.DataFrame, links: pl.DataFrame, version: int
) -> pl.DataFrame:
    """Members with their partition; an id that never was an approval has none and is dropped."""
    known = pl.concat([places, links.select(PLACE)]).unique()
    placed = members.join(known, on=KEY)
    rest = members.join(known, on=KEY, how="anti")
    if rest.is_empty():
        return placed
    store = lake.store(APPROVALS)
    months = places["_month"].unique().to_list()
    near = (
        store.scan(version, months=months)
        .select(*KEY, _month=c("created_at").dt.strftime("%Y-%m"))
        .join(rest.lazy(), on=KEY, how="semi")
        .collect()
    )
    far = rest.join(near, on=KEY, how="anti")
    return pl.concat([placed, near, store.locate(far, version).select(PLACE)])
