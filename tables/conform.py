"""The gate every row passes: cast to the promise, check it, or go to quarantine with a reason.

Rows in = `rows` + `rejected` + `deletes`; nothing is dropped silently.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from tables.casting import Cast, cast
from tables.definition import Table
from tables.raw import as_json

ROW_ID, REJECT = "_row_id", "_reject"
RESERVED = frozenset({ROW_ID, REJECT})
REJECTED = pl.Schema(
    dict.fromkeys(("table", "key", "row_id", "reason", "column", "reasons", "raw"), pl.String)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Something about a column that is not as promised, with the number of rows concerned.

    `new_column`: kept after the promised columns. `changed_type`: no value of it could be read, so
    the rows went to quarantine. `rounded`: money with more than two decimals, rounded half to even.
    """

    table: str
    column: str
    kind: Literal["new_column", "changed_type", "rounded"]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformed:
    """What became of a frame.

    `rows` has the table's schema (then any new columns). `rejected` has `table, key (JSON), row_id,
    reason, column, reasons, raw`: `reason` and `column` are the first finding, `reasons` all of
    them as `word:column`, blank-separated. `deletes` holds keys of tombstones whose row can't be
    read otherwise: they still delete. `row_ids` are the identities of `rows`, in order: a
    quarantined row with one of them is mended.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    deletes: pl.DataFrame
    drift: tuple[Drift, ...]
    own_ids: pl.Series | None
    key: tuple[str, ...]

    @property
    def row_ids(self) -> pl.Series:
        """The stable identity of each accepted row."""
        return _identities(self.rows, self.key, self.own_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    word: str
    column: str
    rows: pl.Series

    @property
    def label(self) -> str:
        return f"{self.word}:{self.column}" if self.column else self.word


def conform(table: Table, frame: pl.DataFrame, *, source: str) -> Conformed:
    """`frame` cast to `table`, rows that break its promise set aside with their reasons."""
    casts = {name: _column(frame, name, dtype, source) for name, dtype in table.schema.items()}
    new = tuple(c for c in frame.columns if c not in table.schema and c not in RESERVED)
    kept = new if table.new_column == "evolve" else ()
    raw = casts["raw"].values if "raw" in casts else None
    if raw is None or raw.null_count():
        own = as_json(frame.drop(RESERVED, strict=False))
        raw = own if raw is None else raw.zip_with(raw.is_not_null(), own)
    cast_rows = pl.DataFrame(
        [(raw if name == "raw" else c.values).alias(name) for name, c in casts.items()]
        + [frame[name] for name in kept]
    )
    unread = _unreadable(table, casts)
    findings = [*_told(frame), *unread, *_judged(table, cast_rows, unread)]
    if table.new_column == "freeze":
        findings += [_all("unexpected", name, frame.height) for name in new]
    ids = cast(frame[ROW_ID], pl.String()).values if ROW_ID in frame.columns else None
    drift = _drift(table, casts, kept, frame.height)
    return _split(table, cast_rows, _source_keys(table, frame, cast_rows), ids, findings, drift)


def conform_keys(table: Table, frame: pl.DataFrame, *, source: str) -> pl.DataFrame:
    """The key columns of `frame` cast to `table`; keys no row could have are left out."""
    casts = {name: _column(frame, name, table.schema[name], source) for name in table.key}
    return pl.DataFrame([c.values.alias(name) for name, c in casts.items()]).drop_nulls()


def _column(frame: pl.DataFrame, name: str, dtype: pl.DataType, source: str) -> Cast:
    if name == "source":
        return Cast(values=pl.repeat(source, frame.height, dtype=pl.String, eager=True))
    if name not in frame.columns:
        return Cast(values=pl.repeat(None, frame.height, dtype=dtype, eager=True))
    if name == "raw" and frame.schema[name] == pl.String:
        return Cast(values=frame[name])
    return cast(frame[name], dtype)


def _told(frame: pl.DataFrame) -> list[_Finding]:
    """What the connector already knew."""
    if REJECT not in frame.columns:
        return []
    told = cast(frame[REJECT], pl.String()).values
    labels = told.drop_nulls().unique(maintain_order=True).to_list()
    return [
        _Finding(word=label.partition(":")[0], column=label.partition(":")[2], rows=told == label)
        for label in labels
    ]


def _unreadable(table: Table, casts: dict[str, Cast]) -> list[_Finding]:
    if table.changed_type == "discard":
        return []
    return [
        _Finding(word=word, column=name, rows=(c.why == word))
        for name, c in casts.items()
        if c.why is not None
        for word in c.why.drop_nulls().unique(maintain_order=True).to_list()
    ]


def _judged(table: Table, rows: pl.DataFrame, unread: list[_Finding]) -> list[_Finding]:
    """Required columns, listed words and checks; a tombstone only needs its key."""
    needed = [name for name in table.schema if name in table.required or name in table.key]
    rules = (
        [("missing", n, pl.col(n).is_null()) for n in needed]
        + [("unknown_word", n, ~pl.col(n).is_in(list(w))) for n, w in table.enums.items()]
        + [(check.reason, "", ~check.ok) for check in table.checks]
    )
    if not rows.height:
        return []
    masks = rows.select(r.fill_null(value=False).alias(str(i)) for i, (*_, r) in enumerate(rules))
    found = [
        _Finding(word=word, column=column, rows=_but_not(masks[str(i)], word, column, unread))
        for i, (word, column, _) in enumerate(rules)
        if masks[str(i)].any()
    ]
    return [finding for finding in found if finding.rows.any()]


def _but_not(rows: pl.Series, word: str, column: str, unread: list[_Finding]) -> pl.Series:
    """A value that couldn't be read is not called missing as well."""
    if word == "missing":
        for finding in unread:
            if finding.column == column:
                rows = rows & ~finding.rows.fill_null(value=False)
    return rows


def _all(word: str, column: str, height: int) -> _Finding:
    return _Finding(word=word, column=column, rows=pl.repeat(True, height, eager=True))


def _source_keys(table: Table, frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Keys for people: as cast, else as the source wrote them."""
    written = [
        rows[name]
        if name not in frame.columns or not _scalar(frame.schema[name])
        else rows[name]
        .cast(pl.String)
        .zip_with(rows[name].is_not_null(), frame[name].cast(pl.String))
        for name in table.key
    ]
    return pl.DataFrame([s.alias(n) for s, n in zip(written, table.key, strict=True)])


def _scalar(dtype: pl.DataType) -> bool:
    return dtype.is_numeric() or dtype.is_temporal() or isinstance(dtype, (pl.String, pl.Boolean))


def _identities(rows: pl.DataFrame, key: Sequence[str], own: pl.Series | None) -> pl.Series:
    """The connector's row id, else the key; null where the key is incomplete."""
    text = rows.select(pl.col(name).cast(pl.String) for name in key if name != "source")
    whole = text.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    by_key = as_json(text).to_frame("id").select(pl.when(whole).then("id"))["id"]
    return by_key if own is None else own.zip_with(own.is_not_null(), by_key)


def _split(
    table: Table,
    rows: pl.DataFrame,
    keys: pl.DataFrame,
    ids: pl.Series | None,
    findings: list[_Finding],
    drift: tuple[Drift, ...],
) -> Conformed:
    if not findings:
        none = REJECTED.to_frame()
        gone = rows.select(table.key).clear()
        return Conformed(
            rows=rows, rejected=none, deletes=gone, drift=drift, own_ids=ids, key=table.key
        )
    flags = pl.DataFrame(
        [f.rows.fill_null(value=False).alias(str(i)) for i, f in enumerate(findings)]
    )
    bad = flags.select(pl.any_horizontal(pl.all())).to_series()
    named = rows.select(pl.all_horizontal(pl.col(n).is_not_null() for n in table.key)).to_series()
    gone = bad & rows["deleted_at"].is_not_null() & named
    lost = bad & ~gone
    labels = flags.filter(lost).select(
        pl.when(str(i)).then(pl.lit(f.label)).alias(str(i)) for i, f in enumerate(findings)
    )
    own = None if ids is None else ids.filter(lost)
    return Conformed(
        rows=rows.filter(~bad),
        rejected=_rejected(table, keys.filter(lost), rows["raw"].filter(lost), own, labels),
        deletes=rows.filter(gone).select(table.key),
        drift=drift,
        own_ids=None if ids is None else ids.filter(~bad),
        key=table.key,
    )


def _rejected(
    table: Table, keys: pl.DataFrame, raw: pl.Series, ids: pl.Series | None, labels: pl.DataFrame
) -> pl.DataFrame:
    """The rows set aside; `labels` has a column per finding, null where it spares a row."""
    hashed = [
        hashlib.sha256(text.encode()).hexdigest() if known is None else known
        for known, text in zip(_identities(keys, table.key, ids), raw, strict=True)
    ]
    first = labels.select(pl.coalesce(pl.all()).alias("first"))["first"]
    every = labels.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()
    return pl.DataFrame(
        {
            "table": pl.repeat(table.name, keys.height, dtype=pl.String, eager=True),
            "key": as_json(keys),
            "row_id": pl.Series(hashed, dtype=pl.String),
            "reason": first.str.extract(r"^([^:]*)"),
            "column": first.str.extract(r"^[^:]*:(.*)$").fill_null(""),
            "reasons": every,
            "raw": raw,
        },
        schema=REJECTED,
    )


def _drift(
    table: Table, casts: dict[str, Cast], kept: Sequence[str], height: int
) -> tuple[Drift, ...]:
    new = [Drift(table=table.name, column=name, kind="new_column", rows=height) for name in kept]
    changed = [
        Drift(table=table.name, column=name, kind="changed_type", rows=c.why.count())
        for name, c in casts.items()
        if c.why is not None and c.values.null_count() == len(c.values) and c.why.count() > 1
    ]
    rounded = [
        Drift(table=table.name, column=name, kind="rounded", rows=c.rounded)
        for name, c in casts.items()
        if c.rounded
    ]
    return (*new, *changed, *rounded)
