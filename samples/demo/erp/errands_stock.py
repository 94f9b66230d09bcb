"""What the shops and warehouses do at one moment."""

from samples.demo.erp import between, counting, making
from samples.demo.erp.enterprise import STORES, Enterprise
from samples.demo.erp.picking import pick, rows
from samples.demo.erp.stock_records import USED, Count, CountLine, Shelf
from samples.demo.moments import DAY, stamp
from samples.demo.trade import WAREHOUSES

_USED = "SELECT count(*) FROM t_stk_invlog WHERE FBIZTYPE = ? AND FMODIFYDATE >= ?"


def use_some(e: Enterprise, now: int) -> int:
    """The shops take a few items, until they have what a day's work needs."""
    ((today,),) = rows(e, _USED, USED, stamp(now // DAY * DAY))
    return making.use(e, now, items=6) if today < making.ISSUES else 0


def make_some(e: Enterprise, now: int) -> int:
    """Something is finished."""
    return making.make(e, now, most=1)


def supply(e: Enterprise, now: int) -> int:
    """A distribution warehouse draws what it lacks of a hundred and fifty items."""
    code = e.rng.choice(making.DISTRIBUTION)
    short = making.lacking(e, code, items=150)
    return between.supply(e, now, short, code) is not None


def settle_up(e: Enterprise, now: int) -> int:
    """What is due inside the group is paid and received."""
    return between.settle_up(e, now)


def count_some(e: Enterprise, now: int) -> int:
    """Part of a warehouse is counted."""
    store = e.rng.choice(WAREHOUSES)
    return counting.count(e, now, store, records=e.rng.randint(6, 16)) is not None


def recount_one(e: Enterprise, now: int) -> int:
    """What differed in a count of the last days is counted again."""
    bill = pick(
        e, Count, "FCREATEDATE > ? AND FCREATEDATE < ? AND EXISTS (SELECT 1 FROM t_stk_countentry l"
        " WHERE l.FID = t_stk_count.FID AND l.FROUND = 1 AND l.FACCTQTY <> l.FCOUNTQTY) AND NOT"
        " EXISTS (SELECT 1 FROM t_stk_countentry l WHERE l.FID = t_stk_count.FID"
        " AND l.FROUND = 2)",
        stamp(now - 5 * DAY), stamp(now - 1800),
    )  # fmt: skip
    if bill is None:
        return 0
    lines = e.book.load(CountLine, "FID = ? AND FROUND = 1 AND FACCTQTY <> FCOUNTQTY", bill.id)
    counting.recount(e, now, bill, [(_shelf(e, bill, line), line) for line in lines])
    return 1


def _shelf(e: Enterprise, bill: Count, line: CountLine) -> Shelf:
    return e.shelves.shelf(STORES[bill.warehouse], e.sku[line.sku], line.lot, line.at)
