"""Keep the record of disagreements: bring what is open up to what the agreement fact says.

Each look writes once, rows and how far it looked in one commit, and follows from the record and the
fact alone. So a look that a crash cut off is made by the next one, one made twice changes nothing,
and facts that are built anew or taken back neither open nor close anything by themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

import polars as pl

from facts.agreement import RECIPE as AGREEMENT_RECIPE
from facts.agreement_table import (
    AGREEMENT,
    CONTRACT,
    CRM,
    CUSTOMER,
    ERP,
    OA,
    ORDER,
    OTHER,
    PAYMENT,
)
from facts.disagreement_look import KEY, READ, RECORD, Look, Side, disagrees, judge
from facts.reading import of_keys
from lake.errors import RebuildNeeded
from lake.lake import Lake
from lake.store import Store
from tables.disagreements import DISAGREEMENTS

c = pl.col
DEFINITION = AGREEMENT_RECIPE.version
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
UNTIL = "until "  # before the name of a source
SIDES: tuple[Side, ...] = (
    *((ORDER, ERP), (ORDER, CRM), (CONTRACT, ERP), (CONTRACT, CRM), (CONTRACT, OA)),
    *((PAYMENT, ERP), (PAYMENT, OA), (CUSTOMER, OTHER)),
)
"""Who may lack what; the record keeps a bit for each, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How far the record got: `version` of the agreement fact of a `generation`, as `definition`
    says it, without the `absent` sides; the installation's `epoch`, and a later one that was
    noticed since (`noticed_epoch`, at `noticed_at`)."""

    generation: int
    version: int
    definition: int
    absent: frozenset[Side]
    epoch: int
    moment: datetime
    begun: datetime
    noticed_epoch: int
    noticed_at: datetime
    sources: Mapping[str, datetime] = field(default_factory=dict[str, datetime])

    @classmethod
    def of(cls, store: Store, sources: Iterable[str]) -> Self | None:
        """What the record says of itself; None before the first look."""

        def number(name: str) -> int:
            return store.consumed(name) or 0

        if store.consumed("moment") is None:
            return None
        known = {name: store.consumed(UNTIL + name) for name in sources}
        return cls(
            generation=number("generation"),
            version=number("version"),
            definition=number("definition"),
            absent=frozenset(s for i, s in enumerate(SIDES) if number("lacking") >> i & 1),
            epoch=number("epoch"),
            moment=_moment(number("moment")),
            begun=_moment(number("begun")),
            noticed_epoch=number("noticed_epoch"),
            noticed_at=_moment(number("noticed_at")),
            sources={name: _moment(told) for name, told in known.items() if told is not None},
        )

    def since(self, generation: int) -> int | None:
        """The version of a generation from which on what changed tells all; None where only the
        whole fact does."""
        told = (self.generation, self.definition)
        return self.version if told == (generation, DEFINITION) else None


def begun(store: Store, version: int) -> datetime | None:
    """When the record as of a version began: of a time before, it knows nothing. None while nothing
    it saw can be sure yet."""
    told = store.consumed("begun", version)
    return _moment(told) if told is not None and store.consumed("sure", version) else None


def notice(lake: Lake, epoch: int, moment: datetime) -> None:
    """Write down that the installation was restored: what facts say is older than what is known,
    until all sources were read anew."""
    numbers = {"noticed_epoch": epoch, "noticed_at": _number(moment)}
    lake.store(DISAGREEMENTS).append(DISAGREEMENTS.schema.to_frame(), consumed=numbers)


def has_news(lake: Lake, generation: int, since: int) -> bool:
    """Whether the agreement fact says anything else than at a version, or anything waits to be seen
    once more."""
    try:
        changed = lake.store(AGREEMENT, generation).changed(since)
    except RebuildNeeded:
        return True
    return not changed.is_empty() or has_unsure(lake)


def has_unsure(lake: Lake) -> bool:
    """Whether anything waits to be seen once more."""
    return not _open(lake.store(DISAGREEMENTS), "is_sure", value=False).is_empty()


def record(
    lake: Lake,
    generation: int,
    look: Look,
    *,
    epoch: int,
    sources: Mapping[str, datetime],
    since: int | None,
) -> bool:
    """Look at the agreement fact of a generation; says whether anything was written.

    `since` is the version of the fact last looked at, None to look at all of it. `sources` tells to
    which moment each source is known now.
    """
    store, fact = lake.store(DISAGREEMENTS), lake.store(AGREEMENT, generation)
    version = fact.version()
    held, seen = _looked_at(store, fact, look, since, version)
    judged = judge(held, seen, look)
    nothing = judged.rows.is_empty() and judged.none.is_empty()
    if nothing and since == version:
        return False
    # What shows at the first look may be none: nobody knows before all was read anew.
    begins_clean = store.consumed("begun") is None and judged.rows.is_empty()
    is_sure = begins_clean or look.horizon > look.begun or bool(store.consumed("sure"))
    numbers = {
        "generation": generation,
        "version": version,
        "definition": DEFINITION,
        "lacking": sum(1 << SIDES.index(side) for side in look.absent),
        "epoch": epoch,
        "moment": _number(look.moment),
        "begun": _number(look.begun),
        "sure": int(is_sure),
        **{UNTIL + name: _number(until) for name, until in sources.items()},
    }
    store.append(judged.rows, deletes=judged.none, consumed=numbers)
    return True


def _looked_at(
    store: Store, fact: Store, look: Look, since: int | None, version: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The open rows of the record that matter, and what the fact says of their keys and others."""
    try:
        keys = None if since is None else fact.changed(since, version)
    except RebuildNeeded:
        keys = None
    if keys is None:
        held = _open(store, "closed_at", value=None)
        return held, _wrong_or_held(fact, version, held, look)
    unsure = _open(store, "is_sure", value=False)
    touched = pl.concat([keys.select(KEY), unsure.select(KEY)]).unique()
    return _held(store, touched), _of(fact, touched, version)


def _wrong_or_held(fact: Store, version: int, held: pl.DataFrame, look: Look) -> pl.DataFrame:
    rows = fact.scan(version).select(READ)
    wanted = rows.join(held.select(RECORD).lazy(), on=RECORD, how="semi")
    return pl.concat([rows.filter(disagrees(look.absent)), wanted]).unique(KEY).collect()


def _of(fact: Store, keys: pl.DataFrame, version: int) -> pl.DataFrame:
    placed = keys.with_columns(_month=pl.lit("all"))  # the fact has one partition
    return of_keys(fact, placed, version).select(READ)


def _held(store: Store, keys: pl.DataFrame) -> pl.DataFrame:
    if keys.is_empty():
        return store.table.schema.to_frame()
    return store.lookup(keys).filter(c("closed_at").is_null()).collect()


def _open(store: Store, column: str, *, value: bool | None) -> pl.DataFrame:
    wanted = pl.DataFrame({column: [value]}, schema={column: store.table.schema[column]})
    return store.matching(wanted).collect()


def _number(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _moment(number: int) -> datetime:
    return EPOCH + number * MICROSECOND
