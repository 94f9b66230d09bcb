"""The values a filter can offer a viewer: those of a dimension on the rows they may see."""

from collections.abc import Collection, Iterable, Iterator

import polars as pl

from access.definition import Scope
from metrics.dimension_list import DERIVED_COLUMNS, DIMENSIONS, place
from metrics.registry import METRICS, every_metric
from queries.basis import Basis
from queries.cache import Kept
from queries.definition import Choice
from queries.desk import Desk
from queries.errors import BadQuestion, NotAllowed, NothingPublished
from queries.frames import Snapshot
from queries.rights import check_dimensions
from queries.viewer import Known, Who
from tables.definition import Table

SUBJECTS: tuple[Table, ...] = tuple({each.fact.name: each.fact for each in every_metric()}.values())
# found by drilling, or known only at an instant: not picked from a list
TOO_MANY = frozenset({"document", *DERIVED_COLUMNS})
KEPT_LISTS = 512
Key = tuple[object, ...]
Allowed = tuple[tuple[Table, Scope], ...]


class Choices:
    """Lists of values, of every subject a viewer may ask about; kept by scopes and pin."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: Kept[Key, tuple[Choice, ...]] = Kept(KEPT_LISTS)

    def values(self, who: Who, dimension: str, metrics: Collection[str] = ()) -> tuple[Choice, ...]:
        """The values of a dimension on rows this viewer may see now, by name: those behind
        `metrics`, or of every subject.

        Raises `BadQuestion` for what is no dimension to filter by, `NotAllowed` where no subject
        that has it may be asked about.
        """
        viewer = self._desk.reception.receive(who)
        allowed = self._allowed(viewer, _subjects_of(dimension, metrics))
        for _, scope in allowed:
            check_dimensions(scope, frozenset({dimension}))
        scopes = tuple(scope for _, scope in allowed)
        key = (dimension, scopes, self._desk.snapshot().pin.id, viewer.lang)
        return self._kept.get(key, lambda: self._listed(viewer, allowed, dimension))

    def _allowed(self, viewer: Known, subjects: tuple[Table, ...]) -> Allowed:
        """The subjects that may be asked about; raises `NotAllowed` where none may be."""
        found: list[tuple[Table, Scope]] = []
        refused: list[NotAllowed] = []
        for subject in subjects:
            try:
                found.append((subject, self._desk.rights.allowed(viewer, subject.name)))
            except NotAllowed as error:
                refused.append(error)
        if not found:
            raise refused[0]
        return tuple(found)

    def _listed(self, viewer: Known, allowed: Allowed, dimension: str) -> tuple[Choice, ...]:
        snapshot = self._desk.snapshot()
        basis = self._desk.basis(snapshot)
        found = pl.collect_all(
            _distinct(self._desk.visible(scope, rows, subject), subject, dimension, basis)
            for subject, scope, rows in _published(snapshot, allowed)
        )
        values = {str(value) for each in found for value in each["value"]}
        names = basis.directories[viewer.lang].of_dimension(dimension)
        choices = [Choice(value=each, label=names.get(each, each)) for each in values]
        return tuple(sorted(choices, key=lambda choice: (choice.label, choice.value)))


def _published(
    snapshot: Snapshot, allowed: Iterable[tuple[Table, Scope]]
) -> Iterator[tuple[Table, Scope, pl.LazyFrame]]:
    """The rows of the facts that the pin has; an older one may lack some."""
    for subject, scope in allowed:
        try:
            yield subject, scope, snapshot.fact(subject.name)
        except NothingPublished:
            continue


def _distinct(rows: pl.LazyFrame, subject: Table, dimension: str, basis: Basis) -> pl.LazyFrame:
    """The values of a dimension on some rows, each once, in the column `value`."""
    known, where = DIMENSIONS[dimension], place(DIMENSIONS[dimension], subject)
    assert where is not None
    column, value = where.column, pl.col(where.column)
    if known.today:
        departments = basis.departments.lazy().select(
            pl.col("department_id").alias(column), today=known.today
        )
        rows = rows.join(departments, on=column, how="left")
        value = pl.coalesce("today", column)
    elif where.via is not None:
        told = basis.masters[where.via.master].select(column, told=where.via.attribute)
        rows = rows.join(told, on=column, how="left")
        value = pl.col("told")
    return rows.select(value.alias("value")).unique().drop_nulls()


def _subjects_of(dimension: str, metrics: Collection[str]) -> tuple[Table, ...]:
    """The subjects that have a dimension; raises `BadQuestion` where none can have it."""
    meant = {METRICS[name].fact.name for name in metrics if name in METRICS}
    subjects = [each for each in SUBJECTS if not meant or each.name in meant]
    offered = {
        name: tuple(each for each in subjects if place(known, each) is not None)
        for name, known in DIMENSIONS.items()
        if name not in TOO_MANY
    }
    if offered.get(dimension):
        return offered[dimension]
    names = ", ".join(name for name, subjects in offered.items() if subjects)
    raise BadQuestion(
        f"没有“{dimension[:40]}”这个可筛选的维度，可用：{names}。",
        f"There is no dimension {dimension[:40]!r} to filter by; there are {names}.",
    )
