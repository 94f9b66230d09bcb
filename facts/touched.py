"""Which documents a change touches: the changed approvals and everything chained with them."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from facts.links import KEY, MONTH, PLACE, links
from lake.lake import Lake
from lake.store import Store
from tables.approvals import APPROVAL_STEPS, APPROVALS

c = pl.col


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
    before, now = links(approvals, first, last, changed_approvals)
    members = _connected(places.select(KEY).unique(), pl.concat([now, before]))
    return Touched(members=_placed(approvals, members, places, now, last), steps=changed_steps)


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
    approvals: Store, members: pl.DataFrame, places: pl.DataFrame, now: pl.DataFrame, version: int
) -> pl.DataFrame:
    """Members with their partition; an id that never was an approval has none and is dropped."""
    known = pl.concat([places, now.select(PLACE)]).unique()
    rest = members.join(known, on=KEY, how="anti")
    near = _among(approvals, rest, places["_month"].unique(), version)
    far = approvals.locate(rest.join(near, on=KEY, how="anti"), version)
    return pl.concat([members.join(known, on=KEY), near, far.select(PLACE)])


def _among(approvals: Store, keys: pl.DataFrame, months: pl.Series, version: int) -> pl.DataFrame:
    """Those of some keys that live in one of the months, placed: most chains stay within few."""
    if keys.is_empty():
        return keys.with_columns(_month=pl.lit("")).clear()
    asked = keys.join(months.to_frame("_month"), how="cross")
    return approvals.lookup(asked, version).select(*KEY, MONTH).collect()
