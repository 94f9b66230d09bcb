"""From events to acts: what each event of a case meant, and what became of the document.

One event is one step. See docs/connectors.md for the reasons behind each rule.
"""

import polars as pl

from connectors.generic.event_log_config import CLOSE, IGNORE, OWN_REJECT, PASSIVE, EventLogConfig
from tables.conform import REJECT

c = pl.col
_DECISIVE = {
    "submit": "running",
    "return_to_applicant": "running",
    "reject": "rejected",
    "withdraw": "withdrawn",
    "revoke": "revoked",
}


def meanings(activities: pl.Series, config: EventLogConfig) -> pl.DataFrame:
    """One row per distinct activity: `activity, word, final, node_, role_` by the first rule."""
    rows = [_meaning(name, config) for name in activities.unique().drop_nulls().to_list()]
    schema = {"activity": pl.String, "word": pl.String, "final": pl.Boolean}
    return pl.DataFrame(
        rows, schema=schema | {"node_": pl.String, "role_": pl.String}, orient="row"
    )


def _meaning(
    name: str, config: EventLogConfig
) -> tuple[str, str | None, bool, str | None, str | None]:
    for rule in config.rules:
        match = rule.match.fullmatch(name)
        if match is not None:
            groups = match.groupdict()
            return name, rule.action, rule.final, groups.get("node"), groups.get("role")
    fallback = {"reject": None, "ignore": IGNORE, "comment": "comment"}[config.otherwise]
    return name, fallback, False, None, None


def acts(events: pl.DataFrame, config: EventLogConfig) -> pl.DataFrame:
    """Events (`case, activity, time, word, final, index` …) in order, with what they did.

    Adds `action`, `state` (what a decisive act made of the document), `seq`, `round`, `entered_at`.
    """
    ordered = events.sort("case", "time", "index", nulls_last=True)
    submit = (c("word") == "submit").cast(pl.Int64)
    total = submit.sum().over("case")
    done = submit.cum_sum().over("case")
    resubmitted = total > done
    action = (
        pl.when(c("word") == OWN_REJECT)
        .then(
            pl.when(resubmitted)
            .then(pl.lit(config.own_reject_then_resubmit))
            .otherwise(pl.lit("withdraw"))
        )
        .when((c("word") == "reject") & resubmitted)
        .then(pl.lit(config.reject_then_resubmit))
        .when(c("word") == CLOSE)
        .then(pl.lit("comment"))
        .otherwise(c("word"))
    )
    acted = ordered.with_columns(action=action, round=pl.max_horizontal(done, pl.lit(1)))
    flows = ~c("action").is_in(list(PASSIVE))
    before = pl.when(flows).then("time").forward_fill().shift(1).over("case")
    own = (c("action") == "submit") | ~flows | before.is_null()
    return acted.with_columns(
        seq=pl.int_range(1, pl.len() + 1).over("case"),
        entered_at=pl.when(own).then("time").otherwise(before),
        state=_state(config),
    )


def _state(config: EventLogConfig) -> pl.Expr:
    decides = c("final") if config.decided_by == "final" else pl.lit(value=True)
    approving = c("action").is_in(["approve", "auto_approve", "countersign"])
    plain = c("action").replace_strict(_DECISIVE, default=None, return_dtype=pl.String)
    return pl.when(approving & decides).then(pl.lit("approved")).otherwise(plain)


def documents(steps: pl.DataFrame) -> pl.DataFrame:
    """One row per case: its state after the last decisive act, and its moments."""
    decided = c("state").is_in(["approved", "rejected"])
    by_case = steps.group_by("case", maintain_order=True).agg(
        status=c("state").drop_nulls().last(),
        created_at=c("time").min(),
        submitted_at=c("time").filter(c("word") == "submit").min(),
        decided=c("time").filter(decided).last(),
        closed_at=c("time").filter(c("word") == CLOSE).max(),
        updated_at=c("time").max(),
        submitter=c("resource").filter(c("word") == "submit").first(),
    )
    by_case = by_case.with_columns(c("status").fill_null("draft"))
    holds = c("status").is_in(["approved", "rejected", "revoked"])
    return by_case.with_columns(decided_at=pl.when(holds).then("decided")).drop("decided")


def unusable(events: pl.DataFrame) -> pl.Expr:
    """Why an event is no act, as a word; null for good ones."""
    told = [c(REJECT)] if REJECT in events.columns else []
    return pl.coalesce(
        *told,
        pl.when(c("case").is_null()).then(pl.lit("missing:approval_id")),
        pl.when(c("activity").is_null()).then(pl.lit("missing:action")),
        pl.when(c("word").is_null()).then(pl.lit("unmatched_activity:action")),
        c("time_word"),
    )
