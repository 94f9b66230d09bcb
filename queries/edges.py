"""Edges between documents: what leads to what, and how sure that is.

Each maker here gives a function that finds the edges at some documents, reading no more of a table
than may hold them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from facts.contract_cover import CONTRACT_COVER
from queries.frames import Snapshot

c = pl.col
KEY, RULE, AMBIGUOUS = "key", "rule", "ambiguous"
EDGE = ("from_source", "from_id", "to_source", "to_id", "confidence")

End = Literal["from", "to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which edges are wanted: those that begin (`from`) or end (`to`) at documents with these ids.

    Ids are of any source, so more may be found than asked for, never fewer.
    """

    end: End
    ids: frozenset[str]


Edges = Callable[[Snapshot, Sought], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """Where one end of edges is told: the column of its document, and of the word both ends hold.

    `lines` is a table, or a fact where `is_fact`; of rows that name documents of several types only
    those that name one `of` a type count.
    """

    lines: str
    document: str
    word: str
    is_fact: bool = False
    of: str = ""

    def rows(
        self, snapshot: Snapshot, end: End, column: str, values: frozenset[str]
    ) -> pl.LazyFrame:
        """(source, id, word) of the lines with one of some values in a column."""
        read = snapshot.fact_where if self.is_fact else snapshot.table_where
        told = read(self.lines, column, values)
        if self.of:
            told = told.filter(c("document_type") == self.of)
        names = {f"{end}_source": "source", f"{end}_id": self.document, "word": self.word}
        return told.select(**{name: c(column) for name, column in names.items()}).drop_nulls()


def named(table: str, from_column: str, to_column: str) -> Edges:
    """Edges that one table names itself, by ids of its own source."""
    columns: dict[End, str] = {"from": from_column, "to": to_column}

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        rows = snapshot.table_where(table, columns[sought.end], sought.ids)
        return rows.drop_nulls([from_column, to_column]).select(
            from_source="source",
            from_id=from_column,
            to_source="source",
            to_id=to_column,
            confidence=pl.lit(KEY),
        )

    return edges


def covered(kind: str) -> Edges:
    """Edges from a term of a contract to the payments of a type that cover it: nobody wrote that
    down, it follows from the order in which terms fall due."""
    columns: dict[End, str] = {"from": "contract_term_id", "to": "document_id"}

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        rows = snapshot.fact_where(CONTRACT_COVER.name, columns[sought.end], sought.ids)
        return rows.filter(c("document_type") == kind).select(
            from_source="source",
            from_id="contract_term_id",
            to_source="source",
            to_id="document_id",
            confidence=pl.lit(RULE),
        )

    return edges


def through(table: str, from_column: str, line: str, lines: str, to_column: str) -> Edges:
    """Edges by lines: documents of `lines` name the line of another document's `table`."""
    above = _Side(lines=table, document=from_column, word=line)
    return _by_line(above, _Side(lines=lines, document=to_column, word=line))


def moved(kind: str, table: str, from_column: str, line: str) -> Edges:
    """Edges to stock moves, which name the line of the document that moved the goods and say of
    which type that is."""
    above = _Side(lines=table, document=from_column, word=line)
    below = _Side(lines="stock_moves", document="move_id", word="document_id", of=kind)
    return _by_line(above, below)


def _by_line(above: _Side, below: _Side) -> Edges:
    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        of_one_source = _meeting(snapshot, above, below, sought).filter(
            c("from_source") == c("to_source")
        )
        return of_one_source.select(*EDGE[:-1], confidence=pl.lit(KEY))

    return edges


def approved(table: str, to_column: str) -> Edges:
    """Edges from the OA form whose number a document names; a number that several forms have leads
    to all of them, and says so."""
    forms = _Side(lines="approval", document="document_id", word="business_no", is_fact=True)
    named = _Side(lines=table, document=to_column, word="approval_no")

    def edges(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
        joined = _meeting(snapshot, forms, named, sought)
        several = c("from_id").n_unique().over("word") > 1
        doubt = pl.when(several).then(pl.lit(AMBIGUOUS)).otherwise(pl.lit(KEY))
        return joined.select(*EDGE[:-1], confidence=doubt)

    return edges


_OPPORTUNITIES = _Side(lines="opportunities", document="opportunity_id", word="opportunity_no")
_ORDERS = _Side(lines="sales_orders", document="order_id", word="opportunity_no")


def won(snapshot: Snapshot, sought: Sought) -> pl.LazyFrame:
    """Edges from an opportunity to the order that names it; the number is all both have."""
    joined = _meeting(snapshot, _OPPORTUNITIES, _ORDERS, sought)
    return joined.select(*EDGE[:-1], confidence=pl.lit(RULE))


def _meeting(snapshot: Snapshot, above: _Side, below: _Side, sought: Sought) -> pl.LazyFrame:
    """All pairs of both sides that hold a word of the sought documents: (from_source, from_id,
    to_source, to_id, word). Of whole tables only what may hold such a word is read."""
    near = above if sought.end == "from" else below
    words = near.rows(snapshot, sought.end, near.document, sought.ids).select("word").unique()
    known = frozenset(words.collect()["word"].to_list())
    return above.rows(snapshot, "from", above.word, known).join(
        below.rows(snapshot, "to", below.word, known), on="word"
    )
