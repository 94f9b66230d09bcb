"""Table rows of complete chains in, fact rows out: a pure function."""

from dataclasses import dataclass

import polars as pl

from facts.approval import approval_rows, documents
from facts.approval_step import step_rows, timed_steps, waiting
from facts.definition import APPROVAL, APPROVAL_STEP, LEFT_OUT
from facts.left_out import left_out
from facts.references import References
from facts.timeline import DOCUMENT, INSTANCE, acts, instances

c = pl.col
STEP = (*INSTANCE, "seq")

APPROVAL_COLUMNS = (
    *("source", "approval_id", "company_id", "process", "title", "applicant_id", "department_id"),
    *("amount", "currency", "status", "created_at", "submitted_at", "decided_at", "closed_at"),
    *("business_no", "previous_id", "updated_at"),
)
STEP_COLUMNS = (
    *("source", "approval_id", "seq", "company_id", "created_at", "round", "node", "actor_id"),
    *("role", "action", "countersign", "entered_at", "acted_at", "updated_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The facts of some documents, and what is in no fact.

    `approval`, `approval_step` and `left_out` have the columns of their facts, sorted by key;
    `steps_left_out` are the step keys (source, approval_id, seq) of documents left out, `orphans`
    those of no known approval: they become facts once it arrives.
    """

    approval: pl.DataFrame
    approval_step: pl.DataFrame
    left_out: pl.DataFrame
    steps_left_out: pl.DataFrame
    orphans: pl.DataFrame

    @classmethod
    def empty(cls) -> "Built":
        """No facts at all."""
        step = APPROVAL_STEP.schema.to_frame()
        return cls(
            approval=APPROVAL.schema.to_frame(),
            approval_step=step,
            left_out=LEFT_OUT.schema.to_frame(),
            steps_left_out=step.select(STEP),
            orphans=step.select(STEP),
        )


def build(approvals: pl.DataFrame, steps: pl.DataFrame, references: References) -> Built:
    """The facts of complete chains, whatever the order of the rows.

    `approvals` and `steps` have (at least) the columns named above. A document whose company,
    calendar or days are unknown is left out as a whole and told; it stops no other.
    """
    steps = steps.select(STEP_COLUMNS)
    every = instances(approvals.select(APPROVAL_COLUMNS), steps)
    docs, done = documents(every, references), acts(every, steps)
    aside = left_out(docs, every, steps, done, references.clock)
    docs, known, done = (
        frame.join(aside.select(DOCUMENT), on=DOCUMENT, how="anti") if aside.height else frame
        for frame in (docs, every, done)
    )
    timed = timed_steps(steps, known, docs, references.clock)
    return Built(
        approval=approval_rows(docs, done, waiting(timed), _changed(known, timed), references),
        approval_step=step_rows(timed),
        left_out=aside,
        steps_left_out=_steps_of(
            steps, every.join(aside.select(DOCUMENT), on=DOCUMENT, how="semi")
        ),
        orphans=steps.join(every, on=INSTANCE, how="anti").select(STEP),
    )


def _changed(known: pl.DataFrame, timed: pl.DataFrame) -> pl.DataFrame:
    """The newest change of anything a document is made of."""
    rows = [frame.select(*DOCUMENT, "updated_at") for frame in (known, timed)]
    return pl.concat(rows).group_by(DOCUMENT).agg(c("updated_at").max())


def _steps_of(steps: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    return steps.join(known.select(INSTANCE), on=INSTANCE, how="semi").select(STEP)
