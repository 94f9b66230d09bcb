"""The orders and lines of the purchasing system, and what our tables must make of them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.chaos.truth import Row, Truth

STATES = {0: "draft", 1: "open", 2: "closed", 3: "cancelled"}
ORDER = (
    *("po_id", "po_no", "supplier_id", "status", "amount_net", "created_on", "ordered_on"),
    "updated_at",
)
LINE = ("po_line_id", "po_id", "line_no", "quantity", "price_net", "created_on", "updated_at")


@dataclass(slots=True)
class Listing:
    """The rows of one listing by id, and every good version each ever had."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    versions: dict[str, set[Row]] = field(default_factory=dict[str, set[Row]])

    def put(self, record: dict[str, Any]) -> None:
        """A new version of a row."""
        self.rows[record["id"]] = record
        told = self.versions.setdefault(record["id"], set())
        if not is_broken(record):
            told.add(mapped(record))

    def since(self, start: str | None) -> list[dict[str, Any]]:
        """Rows in the order of (modified, id)."""
        rows = sorted(self.rows.values(), key=lambda row: (row["modified"], row["id"]))
        low = None if start is None else datetime.fromisoformat(start).timestamp()
        return rows if low is None else [row for row in rows if row["modified"] >= low]

    def truth(self, table: str, columns: tuple[str, ...]) -> Truth:
        """What our table must hold of it."""
        broken = frozenset(key for key, row in self.rows.items() if is_broken(row))
        return Truth(
            source="shop",
            table=table,
            columns=columns,
            identity="id",
            rows={key: mapped(row) for key, row in self.rows.items() if key not in broken},
            versions=self.versions,
            broken=broken,
        )


def is_broken(record: dict[str, Any]) -> bool:
    """Whether a record holds what no table takes."""
    odd = record.get("state") == 99 or record.get("net") == "viel"
    return odd or record.get("quantity") in ("0", "viele")


def mapped(record: dict[str, Any]) -> Row:
    """A good record as our columns `ORDER` or `LINE`, mapped by hand."""
    born, changed = date.fromisoformat(record["born"]), moment_of(record["modified"])
    if "order" in record:
        numbers = (Decimal(record["quantity"]), Decimal(record["price"]))
        return (record["id"], record["order"], record["position"], *numbers, born, changed)
    ordered = None if record["ordered"] is None else date.fromisoformat(record["ordered"])
    words = (record["id"], record["number"], record["supplier"]["id"], STATES[record["state"]])
    return (*words, Decimal(record["net"]), born, ordered, changed)


def moment_of(seconds: int) -> datetime:
    """A moment of the shop's clock."""
    return datetime.fromtimestamp(seconds, UTC)
