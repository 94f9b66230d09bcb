"""Links that a source keeps itself, from a real lake."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from facts.definition import APPROVAL_STEP
from lake.lake import Lake
from queries.edges import KEY
from queries.frames import Frames, Snapshot
from queries.nodes import Key
from queries.stated import stated
from state.rows import Pin
from tables.definition import Table
from tables.links import DOCUMENT_LINKS

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FORM: Key = ("approval", "oa", "A1")
ORDER: Key = ("purchase_order", "erp", "PO1")
RECEIPT: Key = ("goods_receipt", "erp", "GR1")
Link = tuple[Key, Key, str]
LINKS: tuple[Link, ...] = (
    (("approval", "oa", "A1-again"), ORDER, "key"),
    (ORDER, RECEIPT, "ambiguous"),
    (("approval", "oa", "A1"), ("approval", "oa", "A1-again"), "key"),
    (ORDER, ("letter", "erp", "L1"), "key"),
    (("purchase_order", "other", "PO1"), ("goods_receipt", "other", "GR9"), "key"),
)


def _rows(table: Table, *rows: dict[str, object]) -> pl.DataFrame:
    common = {"source": "oa", "created_at": NOW, "updated_at": NOW}
    full = [{name: (common | row).get(name) for name in table.schema} for row in rows]
    return pl.DataFrame(full, schema=table.schema)


def _link(link: Link) -> dict[str, object]:
    row: dict[str, object] = {"kind": "leads_to", "confidence": link[2]}
    for end, (kind, source, ident) in (("from", link[0]), ("to", link[1])):
        row |= {f"{end}_type": kind, f"{end}_source": source, f"{end}_id": ident}
    return row


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """A form that was submitted twice, the second time as A1-again."""
    lake = Lake(tmp_path)
    steps = [
        {"approval_id": each, "document_id": "A1", "seq": 1, "entered_at": NOW}
        for each in ("A1", "A1-again")
    ]
    lake.store(APPROVAL_STEP, 1).append(_rows(APPROVAL_STEP, *steps))
    lake.store(DOCUMENT_LINKS).append(_rows(DOCUMENT_LINKS, *map(_link, LINKS)))
    stores = (lake.store(APPROVAL_STEP, 1), lake.store(DOCUMENT_LINKS))
    versions = {store.name: store.version() for store in stores}
    pin = Pin(id=1, at=NOW, epoch=1, versions=versions, sources=())
    return Snapshot(pin=pin, frames=Frames(lake))


def test_a_link_of_any_instance_is_the_forms_own(snapshot: Snapshot) -> None:
    assert list(stated(snapshot, "from", {FORM: KEY})) == [(FORM, ORDER, "key")]
    assert list(stated(snapshot, "to", {ORDER: KEY})) == [(ORDER, FORM, "key")]


def test_a_link_tells_how_sure_it_is_and_only_of_documents_there_are(snapshot: Snapshot) -> None:
    assert list(stated(snapshot, "from", {ORDER: KEY})) == [(ORDER, RECEIPT, "ambiguous")]
    assert list(stated(snapshot, "to", {RECEIPT: KEY})) == [(RECEIPT, ORDER, "ambiguous")]


def test_nothing_leads_to_itself_or_to_another_systems_document(snapshot: Snapshot) -> None:
    assert list(stated(snapshot, "to", {FORM: KEY})) == []
    assert list(stated(snapshot, "from", {RECEIPT: KEY})) == []
    assert list(stated(snapshot, "from", {})) == []
