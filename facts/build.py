"""Table rows of complete chains in, fact rows out: a pure function."""

from dataclasses import dataclass

import polars as pl

from facts.approval import approval_rows, documents
from facts.approval_step import step_rows, timed_steps, waiting
from facts.definition import APPROVAL, APPROVAL_STEP
from facts.references import References
from facts.timeline import DOCUMENT, INSTANCE, acts, instances

c = pl.col

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
    """The facts of some documents, and the steps that belong to no known approval.

    `approval` and `approval_step` have the columns of their facts, sorted by key; `orphans` are
    step keys (source, approval_id, seq): they become facts once their approval arrives.
    """

    approval: pl.DataFrame
    approval_step: pl.DataFrame
    orphans: pl.DataFrame

    @classmethod
    def empty(cls) -> "Built":
        """No facts at all."""
        step = APPROVAL_STEP.schema
        return cls(
            approval=APPROVAL.schema.to_frame(),
            approval_step=step.to_frame(),
            orphans=step.to_frame().select(*INSTANCE, "seq"),
        )


def build(approvals: pl.DataFrame, steps: pl.DataFrame, references: References) -> Built:
    """The facts of complete chains, whatever the order of the rows.

    `approvals` and `steps` have (at least) the columns named above. MissingCompany,
    UnknownCalendar, UnknownDay and UnknownZone say what is missing; nothing is left out.
    """
    steps = steps.select(STEP_COLUMNS)
    known = instances(approvals.select(APPROVAL_COLUMNS), steps)
    docs = documents(known, references)
    timed = timed_steps(steps, known, docs, references.clock)
    newest = known.select(*DOCUMENT, "updated_at")
    changed = (
        pl.concat([newest, timed.select(*DOCUMENT, "updated_at")])
        .group_by(DOCUMENT)
        .agg(c("updated_at").max())
    )
    return Built(
        approval=approval_rows(docs, acts(known, steps), waiting(timed), changed, references),
        approval_step=step_rows(timed),
        orphans=steps.join(known, on=INSTANCE, how="anti").select(*INSTANCE, "seq"),
    )
