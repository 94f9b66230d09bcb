"""Stock by warehouse, item and lot; every change leaves a move, nothing goes below zero."""

from collections.abc import Iterable
from dataclasses import dataclass

from samples.demo.erp.book import Book
from samples.demo.erp.stock_records import Move, Shelf
from samples.demo.moments import DAY, day_of
from samples.demo.trade import Sku, Warehouse


@dataclass(frozen=True, slots=True)
class Because:
    """Why goods move: the kind of move and the document line behind it; `lot` when it says so."""

    type: str
    source: str
    id: int | None
    lot: str = ""


class Shelves:
    """The books of the warehouses."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._lots: dict[tuple[str, int], dict[str, Shelf]] = {}

    def lots(self, warehouse: str, sku: int) -> dict[str, Shelf]:
        """The shelves of an item in a warehouse by lot, oldest first."""
        key = warehouse, sku
        if key not in self._lots:
            found = self.book.load(
                Shelf, "FMATERIALID = ? AND FSTOCKID = ? ORDER BY FID", sku, warehouse
            )
            self._lots[key] = {shelf.lot: shelf for shelf in found}
        return self._lots[key]

    def on_hand(self, warehouse: str, sku: int) -> int:
        """What the books say lies there."""
        return sum(shelf.quantity for shelf in self.lots(warehouse, sku).values())

    def shelf(self, store: Warehouse, sku: Sku, lot: str, moment: int) -> Shelf:
        """The shelf of a lot, new where there was none."""
        lots = self.lots(store.code, sku.id)
        if lot not in lots:
            lots[lot] = self.book.add(
                Shelf(id=self.book.id(Shelf), company=store.company, warehouse=store.code,
                      sku=sku.id, lot=lot, quantity=0, modified=moment)
            )  # fmt: skip
        return lots[lot]

    def put(
        self, store: Warehouse, sku: Sku, quantity: int, moment: int, *, because: Because
    ) -> None:
        """Put goods on a shelf; goods kept by lot get the lot of the day."""
        lot = because.lot or (f"L{day_of(moment):%y%m%d}" if sku.lots else "")
        self._move(self.shelf(store, sku, lot, moment), sku, quantity, moment, because)

    def take(
        self, store: Warehouse, sku: Sku, quantity: int, moment: int, *, because: Because
    ) -> None:
        """Take goods from the oldest lots. Raises ValueError where there are fewer."""
        if quantity > self.on_hand(store.code, sku.id):
            message = f"{store.code} has fewer than {quantity} of {sku.code}."
            raise ValueError(message)
        for shelf in list(self.lots(store.code, sku.id).values()):
            part = min(quantity, shelf.quantity)
            if part > 0:
                self._move(shelf, sku, -part, moment, because)
                quantity -= part

    def adjust(
        self, shelf: Shelf, sku: Sku, difference: int, moment: int, because: Because
    ) -> None:
        """Correct the books by what a count found."""
        if difference:
            self._move(shelf, sku, max(difference, -shelf.quantity), moment, because)

    def load_all(self) -> None:
        """Know every shelf of the database, not only those that were asked for."""
        for shelf in self.book.load(Shelf, "1 ORDER BY FID"):
            self._lots.setdefault((shelf.warehouse, shelf.sku), {})[shelf.lot] = shelf

    def balance(self) -> Iterable[Shelf]:
        """What a balance lists: shelves that hold something, the newest one of what is gone."""
        for lots in self._lots.values():
            shelves = list(lots.values())
            filled = [shelf for shelf in shelves if shelf.quantity]
            yield from filled or shelves[-1:]

    def everything(self) -> Iterable[Shelf]:
        """All shelves known here."""
        for lots in self._lots.values():
            yield from lots.values()

    def _move(self, shelf: Shelf, sku: Sku, quantity: int, moment: int, because: Because) -> None:
        shelf.quantity += quantity
        self.book.changed(shelf, moment)
        self.book.add(
            Move(id=self.book.id(Move), company=shelf.company, type=because.type,
                 warehouse=shelf.warehouse, sku=sku.id, lot=shelf.lot, quantity=quantity,
                 unit=sku.unit, cost=quantity * sku.cost, day=moment // DAY,
                 source=because.source, source_id=because.id, modified=moment)
        )  # fmt: skip
