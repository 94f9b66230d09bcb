"""Who waited how long: waits that pass from hand to hand, and visits to a node."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

import polars as pl

from facts.actions import ACTED, BREAKS, DECIDES, PASSES_ON

c = pl.col
STEP = ("source", "approval_id", "seq")
INSTANCE = ("source", "approval_id")
VISIT = ("source", "approval_id", "round", "node", "visit")


def with_visit(steps: pl.DataFrame) -> pl.DataFrame:
    """Steps with `visit`: how often the instance had been returned to a node when the step began.

    A node entered again after such a return, in the same round, is another visit.
    """
    returns = steps.filter(c("action") == "return_to_node").select(
        *INSTANCE, back_at="acted_at", back_seq="seq"
    )
    earlier = (c("back_at") < c("entered_at")) | (
        (c("back_at") == c("entered_at")) & (c("back_seq") < c("seq"))
    )
    counted = (
        steps.select(*STEP, "entered_at")
        .join(returns, on=INSTANCE)
        .filter(earlier)
        .group_by(STEP)
        .agg(visit=pl.len().cast(pl.Int64))
    )
    return steps.join(counted, on=STEP, how="left").with_columns(c("visit").fill_null(0))


def with_origin(steps: pl.DataFrame) -> pl.DataFrame:
    """Steps with `began_at`: when their wait began, before any transfer or delegation of it."""
    handed = steps.filter(c("action").is_in(PASSES_ON)).select(VISIT).unique()
    rows = (
        steps.join(handed, on=VISIT, how="semi")
        .filter(c("action").is_null() | c("action").is_in(ACTED | PASSES_ON))
        .sort(*VISIT, "entered_at", "seq")
        .select(*VISIT, "seq", "entered_at", "acted_at", "action")
    )
    width = len(VISIT)
    found = [
        (*visit[:2], seq, began)
        for visit, group in groupby(rows.iter_rows(), key=lambda row: row[:width])
        for seq, began in _passed_on(row[width:] for row in group)
    ]
    schema = {name: steps.schema[name] for name in STEP} | {"began_at": steps.schema["entered_at"]}
    began = pl.DataFrame(found, schema=schema, orient="row")
    return steps.join(began, on=STEP, how="left").with_columns(
        c("began_at").fill_null(c("entered_at"))
    )


def _passed_on(
    rows: Iterable[tuple[int, datetime, datetime | None, str | None]],
) -> list[tuple[int, datetime]]:
    """(seq, began_at) of the steps of one visit that took over a wait; rows by entered_at, seq.

    Each hand-over goes to the first step that began no sooner and that none took before.
    """
    steps = list(rows)
    began = {seq: entered for seq, entered, _, _ in steps}
    given = sorted((acted, seq) for seq, _, acted, act in steps if acted and act in PASSES_ON)
    taken: dict[int, datetime] = {}
    for handed_at, giver in given:
        takers = (
            seq
            for seq, entered, _, _ in steps
            if entered >= handed_at and seq > giver and seq not in taken
        )
        taker = next(takers, None)
        if taker is not None:
            taken[taker] = began[taker] = began[giver]
    return list(taken.items())


def wall_times(steps: pl.DataFrame) -> pl.DataFrame:
    """(source, approval_id, seq, wall_minutes) of the act that ended each visit to a node.

    Needs visit, entered_pos (of the wait), acted_pos, `runs` (the instance is running) and
    `last_round` of the instance. Wall time goes from the first entry to the last act, or to the
    first deciding act where any one countersigner decides; a visit still open has none yet.
    """
    action = c("action")
    people = steps.filter(action.is_null() | action.is_in(ACTED | PASSES_ON)).with_columns(
        any_one=(c("countersign") == "any").any().over(VISIT)
    )
    visits = people.group_by(VISIT).agg(
        first=c("entered_pos").min(),
        is_open=(action.is_null() & c("runs") & (c("round") == c("last_round"))).any(),
        broken=action.is_in(BREAKS).any(),
    )
    acted = people.filter(action.is_in(ACTED)).sort("acted_at", "seq")
    deciding = acted.filter(c("any_one") & action.is_in(DECIDES)).unique(
        VISIT, keep="first", maintain_order=True
    )
    last = acted.filter(~c("any_one")).unique(VISIT, keep="last", maintain_order=True)
    ends = pl.concat([deciding, last]).join(visits, on=VISIT)
    return ends.filter(c("any_one") | c("broken") | ~c("is_open")).select(
        *STEP, wall_minutes=c("acted_pos") - c("first")
    )
