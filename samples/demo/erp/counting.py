"""Monthly counts: a first count against the frozen book, a recount of what differs, the books
corrected by what the recount found."""

from samples.demo.erp.buying_records import APPROVED
from samples.demo.erp.enterprise import Enterprise, month_of
from samples.demo.erp.shelves import Because
from samples.demo.erp.stock_records import GAIN, Count, CountLine, Shelf
from samples.demo.moments import DAY, day_of
from samples.demo.trade import Warehouse

RECORDS = 120  # counted in a warehouse a month
MISSES = {"A": 0.012, "B": 0.025, "C": 0.045}  # shares of records beyond any tolerance
COUNT_LINE = "t_stk_countentry"


def count(e: Enterprise, moment: int, store: Warehouse, *, records: int = RECORDS) -> Count | None:
    """Count part of a warehouse; what differs is counted again a day or two later."""
    shelves = _chosen(e, store, records)
    if not shelves:
        return None
    bill = e.book.add(
        Count(id=e.book.id(Count), number=e.book.number(Count, f"PD{month_of(moment)}"),
              company=store.company, warehouse=store.code,
              period=f"{day_of(moment):%Y-%m}", day=moment // DAY, status=APPROVED,
              created=moment, modified=moment)
    )  # fmt: skip
    differ: list[tuple[Shelf, CountLine]] = []
    for seq, shelf in enumerate(shelves, start=1):
        line = _first(e, moment - 15 * (len(shelves) - seq), moment, bill, (seq, shelf))
        if line.counted != line.book:
            differ.append((shelf, line))
    e.diary.at(e.later(moment, 1, 2), recount, bill, differ)
    return bill


def recount(e: Enterprise, moment: int, bill: Count, differ: list[tuple[Shelf, CountLine]]) -> None:
    """Count again what differed; the books follow where the difference stands."""
    for shelf, first in differ:
        book = shelf.quantity
        stands = not e.chance(0.25)
        difference = first.counted - first.book if stands else 0
        again = e.book.add(
            CountLine(id=e.book.id(CountLine), count=bill.id, seq=first.seq, round=2,
                      sku=first.sku, lot=first.lot, location=first.location, abc=first.abc,
                      book=book, counted=max(book + difference, 0), unit=first.unit,
                      cost=first.cost, counter=e.rng.choice(e.people(110)),
                      at=moment, modified=moment)
        )  # fmt: skip
        because = Because(GAIN, COUNT_LINE, again.id)
        sku = e.sku[first.sku]
        e.shelves.adjust(shelf, sku, again.counted - book, moment, because)


def miss_rate(e: Enterprise, store: str, abc: str, moment: int) -> float:
    """How often a record is wrong: more in the failing warehouse since its story began."""
    story = e.trade.stories.failing
    failing = store == story.warehouse and day_of(moment) >= story.since
    return min(MISSES[abc] * (story.factor if failing else 1), 0.5)


def _chosen(e: Enterprise, store: Warehouse, records: int) -> list[Shelf]:

    if e.diary.kept:
        known = [s for s in e.shelves.everything() if s.warehouse == store.code]
    else:
        known = e.book.load(Shelf, "FSTOCKID = ? ORDER BY random() LIMIT ?", store.code, records)
    filled = [s for s in known if s.quantity > 0]
    empty = [s for s in known if s.quantity == 0]
    chosen = e.rng.sample(filled, min(records, len(filled)))
    return chosen + e.rng.sample(empty, min(2, len(empty)))


def _first(e: Enterprise, at: int, now: int, bill: Count, which: tuple[int, Shelf]) -> CountLine:
    """What the first look at a shelf found, a little before it is entered `now`."""
    seq, shelf = which
    sku = e.sku[shelf.sku]
    book, counted = shelf.quantity, shelf.quantity
    if book == 0:
        counted = e.rng.randint(1, 5) if e.chance(0.3) else 0
    elif e.chance(miss_rate(e, shelf.warehouse, sku.abc, at)):
        off = max(1, round(book * e.rng.uniform(0.06, 0.4)))
        counted = max(0, book + e.rng.choice((-1, -1, 1)) * off)
    elif book > 400 and e.chance(0.05):
        counted = book - 1  # within tolerance
    aisle = f"{'ABCDEF'[sku.id % 6]}-{sku.id // 6 % 40 + 1:02}"
    return e.book.add(
        CountLine(id=e.book.id(CountLine), count=bill.id, seq=seq, round=1, sku=sku.id,
                  lot=shelf.lot, location=aisle, abc=sku.abc, book=book, counted=counted,
                  unit=sku.unit, cost=sku.cost / 100, counter=e.rng.choice(e.people(110)),
                  at=at, modified=now)
    )  # fmt: skip
