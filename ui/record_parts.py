"""The parts of a business document's page."""

from datetime import date
from typing import Any, Literal

import polars as pl
import streamlit as st

from facts.unapplied_receipt import UNAPPLIED_RECEIPT
from queries.nodes import NUMBERS as KNOWN_BY
from queries.nodes import TERM, term_state
from queries.records import Record
from ui import document_rows, headline
from ui.column_words import COLUMNS
from ui.desk import Desk
from ui.headline import Badge
from ui.numbers import DASH, figure
from ui.parts import grid_height, labelled
from ui.record_words import DOCUMENTS
from ui.value_words import TERMS, VALUES
from ui.words import pick

Colour = Literal["green", "red", "blue", "gray"]
_COLOURS: dict[str, Colour] = {
    "done": "green",
    "paid": "green",
    "won": "green",
    "resolved": "green",
    "cancelled": "gray",
    "lost": "red",
    "delivered": "green",
    "returned": "gray",
    "settled": "green",
    "overdue": "red",
    "void": "gray",
}
NUMBERS = (
    *("po_no", "shipment_no", "order_no", "request_no", "invoice_no", "payment_no", "receipt_no"),
    *("contract_no", "count_no", "document_no", "opportunity_no", "complaint_no", "number"),
)
HEADER = (
    *("company_name", "department_name", "supplier_name", "customer_name", "customer_contact"),
    *("customer_phone", "owner_name", "buyer_name", "applicant_name", "shipper_name"),
    *("warehouse_name", "project_name", "name"),
    *("title", "status", "approval_no"),
)
STAGES = (
    *("requested_on", "approved_on", "ordered_on", "promised_on", "received_complete_on"),
    *("shipped_complete_on", "delivered_complete_on", "invoiced_on", "invoiced_complete_on"),
    *("shipped_on", "delivered_on", "received_on", "paid_on", "due_on", "settled_on"),
    *("paid_complete_on", "signed_on", "ends_on", "created_on"),
    *("responded_on", "resolved_on", "closed_on"),
)
SUMS = (
    *("amount_gross", "amount_net", "ordered_net", "received_net", "invoiced_net", "paid_gross"),
    *("held_net", "due_gross", "settled_gross", "collected_gross", "open_gross", "amount"),
)


def title(desk: Desk, record: Record) -> str:
    """What kind of document it is, and its number."""
    first = record.lines.row(0, named=True)
    names = ("contract_no",) if record.type == TERM else (KNOWN_BY.get(record.type, ""), *NUMBERS)
    number = next((first[name] for name in names if first.get(name)), record.record_id)
    term = f" · {first['name']}" if record.type == TERM and first["name"] else ""
    return f"{pick(DOCUMENTS, record.type, desk.lang)} {number}{term}"


def badges(desk: Desk, record: Record) -> tuple[Badge, ...]:
    """Where its lines stand."""
    if record.type == TERM:
        state = term_state(record.lines.row(0, named=True), desk.today)
        return ((pick(TERMS, state, desk.lang), _COLOURS.get(state, "blue")),)
    for name in ("station", "stage", "status"):
        if name in record.lines.columns:
            words = record.lines[name].drop_nulls().unique().sort().to_list()[:3]
            return tuple(
                (pick(VALUES.get(name, {}), word, desk.lang), _COLOURS.get(word, "blue"))
                for word in words
            )
    return ()


def facts(desk: Desk, record: Record) -> None:
    """What all lines share, and what they add up to."""
    with st.container(border=True, key="record-facts"):
        grid = st.grid(5, min_column_width=140, gap="small")
        for name, value in [*_shared(desk, record), *_totals(record)]:
            labelled(grid.container(gap="xxsmall"), _called(desk, name), value)
        headline.masks_notice(desk, record.masks)


def stages(desk: Desk, record: Record) -> None:
    """The days of its way, from the first line that reached each to the last."""
    reached = [(name, *_days(record.lines, name)) for name in STAGES]
    known = [(name, first, last) for name, first, last in reached if first is not None]
    if not known:
        return
    with st.container(border=True, key="record-stages"):
        st.markdown(f"**{desk.say('stages')}**")
        grid = st.grid(6, min_column_width=120, gap="small")
        for name, first, last in sorted(known, key=lambda each: each[1] or date.max):
            days = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} – {last:%m-%d}"
            labelled(grid.container(gap="xxsmall"), _called(desk, name), days)


def lines(desk: Desk, record: Record) -> None:
    """The document's lines, as the desk lists them."""
    with st.container(border=True, key="record-lines"):
        st.markdown(f"**{desk.say('lines')}** · {record.total:,} {desk.say('rows')}")
        shown = document_rows.presentable(desk, record.fact, record.lines)
        st.dataframe(
            shown.to_arrow(),
            hide_index=True,
            placeholder=DASH,
            height=grid_height(shown.height, 12),
            column_config={
                name: st.column_config.NumberColumn(format="%,.2f")
                for name, dtype in shown.schema.items()
                if dtype == pl.Float64
            },
            alt=desk.say("lines"),
        )


def _shared(desk: Desk, record: Record) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in HEADER:
        if name not in record.lines.columns:
            continue
        values = record.lines[name].drop_nulls().unique()
        if values.len() == 1:
            words = VALUES.get(name)
            word = str(values[0])
            found.append((name, pick(words, word, desk.lang) if words else word))
    return found


def _totals(record: Record) -> list[tuple[str, str]]:
    """Sums over the lines, where they are in one currency."""
    has = record.lines.columns
    if "currency" not in has or record.lines["currency"].drop_nulls().n_unique() != 1:
        return []
    currency = record.lines["currency"].drop_nulls()[0]
    if record.fact is UNAPPLIED_RECEIPT:
        return [(n, f"{figure(a, 2)} {currency}") for n, a in of_receipt(record.lines)]
    found: list[tuple[str, str]] = []
    for name in SUMS:
        if name in has and record.lines[name].null_count() < record.lines.height:
            total: Any = record.lines[name].cast(pl.Float64).sum()
            found.append((name, f"{figure(float(total), 2)} {currency}"))
    return found


def of_receipt(entries: pl.DataFrame) -> list[tuple[str, float]]:
    """What came (the entry that is no application), and what of it is applied to no invoice yet;
    nothing of the latter where an application is of an amount nobody knows."""
    money = entries["entry_id"] == ""
    told: list[tuple[str, float]] = []
    for name, rows in (("received_gross", entries.filter(money)), ("unapplied_gross", entries)):
        amounts = rows["amount_gross"].cast(pl.Float64)
        if not amounts.has_nulls():
            told.append((name, float(amounts.sum())))
    return told


def _days(rows: pl.DataFrame, name: str) -> tuple[date | None, date | None]:
    """The first and last day; of what is complete only once every line is."""
    if name not in rows.columns or (name.endswith("_complete_on") and rows[name].has_nulls()):
        return None, None
    first, last = rows[name].min(), rows[name].max()
    return (
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
    )


def _called(desk: Desk, name: str) -> str:
    return pick(COLUMNS, name, desk.lang)
