"""The approval_step fact: one row per step with its person's wait and its node's wall time."""

import polars as pl

from facts.actions import ACTED, BREAKS, DECIDES, PERSON_VERDICT
from facts.clock import Clock
from facts.definition import APPROVAL_STEP
from facts.measure import with_dates, with_positions
from facts.timeline import DOCUMENT
from facts.waits import INSTANCE, STEP, VISIT, wall_times, with_origin, with_visit

c = pl.col

OF_DOCUMENT = (
    *("company_id", "calendar_id", "zone", "department_id", "process"),
    *("applicant_id", "is_test"),
)


def timed_steps(
    steps: pl.DataFrame, known: pl.DataFrame, docs: pl.DataFrame, clock: Clock
) -> pl.DataFrame:
    """Steps of known instances with their document's words, visits, waits and positions."""
    of_instance = known.select(
        *INSTANCE,
        "document_id",
        "created_at",
        "is_latest",
        runs=c("status").is_in(["running", "draft"]),
    )
    mine = (
        steps.drop("company_id", "created_at")
        .join(of_instance, on=INSTANCE)
        .join(docs.select(*DOCUMENT, *OF_DOCUMENT), on=DOCUMENT, how="left")
    )
    last_round = mine.group_by(INSTANCE).agg(last_round=c("round").max())
    begun = with_origin(with_visit(mine.join(last_round, on=INSTANCE, how="left")))
    placed = with_positions(begun, clock, entered_pos="began_at", acted_pos="acted_at")
    return with_dates(placed, clock, acted_on="acted_at")


def step_rows(timed: pl.DataFrame) -> pl.DataFrame:
    """The APPROVAL_STEP fact of `timed_steps(...)`."""
    acted = c("action").is_in(ACTED).fill_null(value=False)
    return (
        timed.join(wall_times(timed), on=STEP, how="left")
        .with_columns(
            wait_minutes=pl.when(acted).then(c("acted_pos") - c("entered_pos")),
            is_acted=acted,
            is_verdict=c("action").is_in(PERSON_VERDICT).fill_null(value=False),
            is_reject=(c("action") == "reject").fill_null(value=False),
        )
        .select(c(name).cast(dtype) for name, dtype in APPROVAL_STEP.schema.items())
        .sort(STEP)
    )


def waiting(timed: pl.DataFrame) -> pl.DataFrame:
    """(source, document_id, current_node, current_actor_id, current_entered_pos): the open step of
    each document that has waited longest.

    Open steps that nobody will act on any more don't count: those of an earlier instance or round,
    of a visit already decided, or begun before the document was last given back.
    """
    action = c("action")
    any_one = (c("countersign") == "any").any()
    over = action.is_in(BREAKS).any() | (any_one & action.is_in(DECIDES).any())
    latest = timed.filter(c("is_latest") & (c("round") == c("last_round")))
    visits = latest.group_by(VISIT).agg(over=over.fill_null(value=False))
    back = timed.filter(action.is_in(["return_to_applicant", "withdraw"]))
    given = back.group_by(INSTANCE).agg(given_at=c("acted_at").max())
    open_steps = (
        latest.filter(action.is_null())
        .join(visits.filter("over"), on=VISIT, how="anti")
        .join(given, on=INSTANCE, how="left")
        .filter(c("given_at").is_null() | (c("entered_at") >= c("given_at")))
    )
    return (
        open_steps.sort("began_at", "entered_at", "seq")
        .unique(DOCUMENT, keep="first", maintain_order=True)
        .select(
            *DOCUMENT,
            current_node="node",
            current_actor_id="actor_id",
            current_entered_pos="entered_pos",
        )
    )
