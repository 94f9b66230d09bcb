"""What a look at the agreement fact makes of the disagreements known so far. Pure.

A disagreement is opened when it is seen, but counts only once it is *sure*: when every system was
read anew since, and it still was. What one system says minutes before the other is read is none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from facts.agreement_table import AGREEMENT
from tables.definition import UTC_TIME
from tables.disagreements import AGREES, DISAGREEMENTS, GONE, REDEFINED, VOID

c = pl.col
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
KEY = AGREEMENT.key
SAME = [*KEY, "seen_at"]
RECORD = ["number", "subject"]
Side = tuple[str, str]  # subject, missing_side
STATED = (
    *("source", "company_id", "state", "kind", "missing_side", "field", "fields", "left_value"),
    *("right_value", "document_type", "document_id", "department_id", "customer_id"),
    *("supplier_id", "owner_id", "counterparty_company_id", "currency", "amount_gross"),
    *("booked_currency", "booked_gross"),
)
"""What is kept of the agreement fact, as last seen."""

READ = (
    *(name for name in STATED if name != "kind"),
    *(*KEY, "left_source", "right_source", "changed_at"),
    *("is_differing", "is_missing", "is_ambiguous", "is_void", "is_intercompany"),
)
"""The columns of the agreement fact that a look needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """When and how well the agreement fact is looked at.

    `moment` is later than that of any look before. All that any system said at `horizon` has been
    read. `begun` is the moment of the first look. `before` tells to which moment each source was
    known at the look before. A key that only one system holds is no disagreement where nobody
    brings such keys from the system that lacks it: `absent` holds (subject, missing_side).
    `redefined`: the fact compares otherwise than it did then.
    """

    moment: datetime
    horizon: datetime
    begun: datetime
    before: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    absent: frozenset[Side] = frozenset()
    redefined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`rows` of DISAGREEMENTS that are new or say something else now, and the keys of those that
    turned out to be none."""

    rows: pl.DataFrame
    none: pl.DataFrame


def disagrees(absent: Iterable[Side]) -> pl.Expr:
    """True of the rows of the agreement fact that ought not to be as they are."""
    nobody_brings = pl.any_horizontal(
        pl.lit(value=False),
        *((c("subject") == subject) & (c("missing_side") == side) for subject, side in absent),
    )
    asked_for = ~c("is_intercompany") & ~nobody_brings.fill_null(value=False)
    return (c("is_differing") | (c("is_missing") & asked_for)) & ~c("is_void")


def judge(held: pl.DataFrame, seen: pl.DataFrame, look: Look) -> Judged:
    """What becomes of the open DISAGREEMENTS `held` of some keys, and of what is `seen` of them.

    `seen` are the rows of the agreement fact of those keys, with `READ`; a key that has none is
    gone.
    """
    wrong = seen.filter(disagrees(look.absent)).with_columns(kind="state")
    unclear = seen.filter(c("is_ambiguous") & ~c("is_void"))
    ended = held.join(wrong, on=KEY, how="anti").join(unclear, on=KEY, how="anti")
    changed = [
        _opened(wrong.join(held, on=KEY, how="anti"), look),
        _still(held, wrong, look),
        _unclear(held, unclear),
        _ended(ended.filter("is_sure"), seen, look),
    ]
    stamp = pl.lit(look.moment).cast(UTC_TIME)
    rows = pl.concat(_typed(part.with_columns(updated_at=stamp)) for part in changed)
    return Judged(rows=rows, none=ended.filter(~c("is_sure")).select(SAME))


def _opened(wrong: pl.DataFrame, look: Look) -> pl.DataFrame:
    moment = pl.lit(look.moment).cast(UTC_TIME)
    told = c("changed_at").is_between(_not_known_before(look), moment)
    opened = pl.when(pl.lit(not look.redefined) & told).then("changed_at").otherwise(moment)
    return wrong.with_columns(seen_at=moment, opened_at=opened, is_sure=False).with_columns(
        known_at=pl.max_horizontal("opened_at", pl.lit(look.begun).cast(UTC_TIME)),
        closed_at=pl.lit(None, UTC_TIME),
    )


def _not_known_before(look: Look) -> pl.Expr:
    """Up to when the sides of a row were known at the look before: what had come about by then was
    seen then, so a row that shows only now was changed where no clock of its own tells."""
    if not look.before:
        return pl.lit(BEGINNING)
    sides = [
        pl.when(c(side).is_not_null()).then(
            c(side).replace_strict(dict(look.before), default=BEGINNING, return_dtype=UTC_TIME)
        )
        for side in ("left_source", "right_source")
    ]
    return pl.min_horizontal(sides)


def _still(held: pl.DataFrame, wrong: pl.DataFrame, look: Look) -> pl.DataFrame:
    """Those that say something else than they did, or are sure now."""
    now = held.drop(STATED).join(wrong.select(*KEY, *STATED), on=KEY)
    read_since = c("seen_at") < pl.lit(look.horizon).cast(UTC_TIME)
    return _differing(held, now.with_columns(is_sure=c("is_sure") | read_since))


def _unclear(held: pl.DataFrame, unclear: pl.DataFrame) -> pl.DataFrame:
    """Nobody can tell whether they are put right: they stay as they were."""
    now = held.drop("state").join(unclear.select(*KEY, "state"), on=KEY)
    return _differing(held, now)


def _differing(held: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    says = [*SAME, "is_sure", *STATED]
    return now.join(held.select(says), on=says, how="anti", nulls_equal=True)


def _ended(ended: pl.DataFrame, seen: pl.DataFrame, look: Look) -> pl.DataFrame:
    """What was entered where it was missing is known by another pair of systems from then on."""
    elsewhere = seen.group_by(RECORD).agg(
        elsewhere=pl.when((c("state") == AGREES).all())
        .then(pl.lit(AGREES))
        .otherwise(pl.lit(REDEFINED))
    )
    told = seen.select(
        *KEY, now=pl.when(c("state") == AGREES).then("state").otherwise(pl.lit(VOID))
    )
    why = pl.lit(REDEFINED) if look.redefined else pl.coalesce("now", "elsewhere", pl.lit(GONE))
    closed = pl.max_horizontal("opened_at", pl.lit(look.moment).cast(UTC_TIME))
    known = ended.join(told, on=KEY, how="left").join(elsewhere, on=RECORD, how="left")
    return known.with_columns(state=why, closed_at=closed)


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    schema = DISAGREEMENTS.schema
    blank = {name: pl.lit(None, schema[name]) for name in ("deleted_at", "raw")}
    return rows.with_columns(**blank).select(c(name).cast(of) for name, of in schema.items())
