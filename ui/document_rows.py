"""How the rows behind a number are shown, and which document each of them opens."""

from dataclasses import dataclass

import polars as pl

from facts.definition import APPROVAL
from facts.registry import RECIPES
from tables.definition import Table
from ui import listings
from ui.column_words import COLUMNS, COLUMNS_OF
from ui.desk import Desk
from ui.value_words import VALUES
from ui.words import ACTIONS, STATES, pick

_DOCUMENT = {
    "business_no": "business_no",
    "title": "title",
    "process": "process",
    "department_name": "department",
    "applicant_name": "applicant",
    "amount": "amount",
    "status": "status",
    "current_node": "current_node",
    "submitted_at": "submitted_at",
    "decided_at": "decided_at",
    "hours": "working_hours",
}
_STEP = {
    "document_id": "document_id",
    "process": "process",
    "department_name": "department",
    "applicant_name": "applicant",
    "node": "node",
    "actor_name": "actor",
    "action": "action",
    "entered_at": "entered_at",
    "acted_at": "acted_at",
    "hours": "wait_hours",
}
_APPROVALS = (
    *("document_id", "business_no", "title", "process", "department_id", "applicant_id", "amount"),
    *("currency", "status", "current_node", "submitted_at", "decided_at", "working_minutes"),
    *("node", "actor_id", "action", "entered_at", "acted_at", "wait_minutes"),
)
_TIMES = ("submitted_at", "decided_at", "entered_at", "acted_at")
_DOCUMENTS = {recipe.fact.name: recipe.document for recipe in RECIPES if recipe.document[0]}
_TYPES = frozenset(kind for kind, _ in _DOCUMENTS.values())
_OF_ANY_TYPE = ("document_type", "document_id", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """The page a row leads to, and what it is asked for there."""

    page: str
    query: dict[str, str]


def read(fact: Table) -> tuple[str, ...]:
    """The columns of a fact to ask for: those shown, and the one that names the document."""
    if fact.name in LISTED_BY_HAND:
        return tuple(name for name in _APPROVALS if name in fact.schema)
    document = _DOCUMENTS.get(fact.name)
    naming = [] if document is None else [document[1]]
    if _of_several_types(fact):
        naming = [*_OF_ANY_TYPE]
    return tuple(dict.fromkeys([*naming, *listings.read(fact)]))


LISTED_BY_HAND = frozenset({"approval", "approval_step"})


def opens(fact: Table, rows: pl.DataFrame) -> list[Opens | None]:
    """What each row opens; None where a row is no document of its own."""
    if fact.name in LISTED_BY_HAND:
        pairs = rows.select("source", "document_id").iter_rows()
        return [Opens(page="document", query={"source": s, "id": d}) for s, d in pairs]
    if _of_several_types(fact):
        named = rows.select(_OF_ANY_TYPE).iter_rows()
        return [_of_type(str(kind), str(each), str(source)) for kind, each, source in named]
    document = _DOCUMENTS.get(fact.name)
    if document is None or document[1] not in rows.columns:
        return [None] * rows.height
    kind, column = document
    return [
        Opens(page="record", query={"type": kind, "source": str(source), "id": str(each)})
        for source, each in rows.select("source", column).iter_rows()
    ]


def _of_several_types(fact: Table) -> bool:
    """Whether each row of a fact says itself which document it is about."""
    return fact.name not in _DOCUMENTS and set(_OF_ANY_TYPE) <= set(fact.schema)


def _of_type(kind: str, document_id: str, source: str) -> Opens | None:
    """Where a document of a type opens; nowhere where no page tells of such."""
    if kind == APPROVAL.name:
        return Opens(page="document", query={"source": source, "id": document_id})
    if kind not in _TYPES:
        return None
    return Opens(page="record", query={"type": kind, "source": source, "id": document_id})


def presentable(desk: Desk, fact: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns people read, in their language and zone; a column nobody filled is left out."""
    if fact.name in LISTED_BY_HAND:
        return _of_approvals(desk, rows)
    columns = [
        _told(desk, rows[name], name).alias(_called(fact, name, desk))
        for name in listings.shown(fact)
        if name in rows.columns and rows[name].null_count() < rows.height
    ]
    return pl.DataFrame(columns)


def _called(fact: Table, name: str, desk: Desk) -> str:
    both = COLUMNS_OF.get(fact.name, {}).get(name) or COLUMNS[name]
    return both[0 if desk.lang == "zh" else 1]


def _told(desk: Desk, values: pl.Series, name: str) -> pl.Series:
    if values.dtype.is_decimal():
        return values.cast(pl.Float64)
    words = VALUES.get(name)
    if words is None or values.dtype != pl.String:
        return values
    return values.replace({word: pick(words, word, desk.lang) for word in words})


def _of_approvals(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    has = set(rows.columns)
    ready = rows.with_columns(
        *(
            pl.col(name).dt.convert_time_zone(desk.zone).dt.strftime("%Y-%m-%d %H:%M")
            for name in _TIMES
            if name in has
        ),
        *(
            pl.col(name).replace({word: pick(words, word, desk.lang) for word in words})
            for name, words in (("status", STATES), ("action", ACTIONS))
            if name in has
        ),
        *(
            (pl.col(name) / 60).alias("hours")
            for name in ("working_minutes", "wait_minutes")
            if name in has
        ),
        *(pl.col(name).cast(pl.Float64) for name in ("amount",) if name in has),
    )
    shown = _STEP if "wait_minutes" in has else _DOCUMENT
    return ready.select(
        pl.col(name).alias(desk.say(word))
        for name, word in shown.items()
        if name in ready.columns and ready.get_column(name).null_count() < ready.height
    )
