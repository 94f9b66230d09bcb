"""Whom to call at the customer a document names: told to who looks after it, else masked."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import polars as pl

from access.definition import CUSTOMER_CONTACT, Mask
from queries import masking
from queries.desk import Desk
from queries.frames import Snapshot
from queries.viewer import Known
from tables.crm import CUSTOMERS

c = pl.col
KEY = ["source", "customer_id"]
SAID = ["contact", "phone"]
NAMES = ["customer_contact", "customer_phone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted:
    """Lines with `NAMES` beside a known customer, and whether any of it is masked."""

    lines: pl.DataFrame
    hidden: bool = False


class Contacts:
    """Joins contacts to the lines of documents; who may be told is decided at every call."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def beside(
        self, viewer: Known, snapshot: Snapshot, lines: pl.DataFrame, masks: AbstractSet[Mask]
    ) -> Contacted:
        """The lines with the contact and phone of the customer each names, as far as the viewer may
        know them; `masks` are those of the document."""
        if "customer_id" not in lines.columns:
            return Contacted(lines=lines)
        known = _known(snapshot, lines.select(KEY).drop_nulls().unique())
        if known.is_empty():
            return Contacted(lines=lines)
        told = known.join(self._may_be_told(viewer, known), on=["teller", "teller_id"], how="left")
        open_ = told["is_told"].fill_null(value=False)
        masked = masking.contacts(told.select(SAID), open_, masks)
        joined = told.select(KEY).hstack(masked.rename(dict(zip(SAID, NAMES, strict=True))))
        return Contacted(
            lines=lines.join(joined, on=KEY, how="left", maintain_order="left"),
            hidden=not masked.equals(told.select(SAID)),
        )

    def _may_be_told(self, viewer: Known, known: pl.DataFrame) -> pl.DataFrame:
        """Which of the rows that tell contacts the viewer may read: by today's rights on today's
        customers, so one that was given to somebody else or deleted is told no more."""
        scope = self._desk.rights.scope(viewer, CUSTOMER_CONTACT)
        today = self._desk.snapshot().table_where(
            CUSTOMERS.name, "customer_id", frozenset(known["teller_id"])
        )
        seen = self._desk.visible(scope, today, CUSTOMERS)
        return seen.select(teller="source", teller_id="customer_id", is_told=pl.lit(True)).collect()


def _known(snapshot: Snapshot, named: pl.DataFrame) -> pl.DataFrame:
    """Per customer named (KEY) the row that tells whom to call: that of its own source, else the
    newest of another one under the same number. Columns: KEY, teller, teller_id, SAID."""
    rows = snapshot.table_where(CUSTOMERS.name, "customer_id", frozenset(named["customer_id"]))
    own = rows.collect().join(named, on=KEY, how="semi")
    told = [own.with_columns(teller="source", teller_id="customer_id", is_own=pl.lit(True))]
    numbers = frozenset(own["customer_no"].drop_nulls())
    if numbers:
        others = snapshot.table_where(CUSTOMERS.name, "customer_no", numbers).select(
            "customer_no", *SAID, "updated_at", teller="source", teller_id="customer_id"
        )
        numbered = own.select(*KEY, "customer_no").join(others.collect(), on="customer_no")
        told.append(numbered.with_columns(is_own=pl.lit(False)))
    return (
        pl.concat(
            [
                each.select(*KEY, "teller", "teller_id", *SAID, "updated_at", "is_own")
                for each in told
            ]
        )
        .filter(pl.any_horizontal(c(name).is_not_null() for name in SAID))
        .sort("is_own", "updated_at", "teller", "teller_id", descending=[True, True, False, False])
        .unique(KEY, keep="first", maintain_order=True)
    )
