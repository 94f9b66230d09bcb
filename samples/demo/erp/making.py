"""The shop floor and the buyers: what is used, what is made, what must be ordered again."""

from collections import defaultdict

from samples.demo.erp import between
from samples.demo.erp.buying import call_off
from samples.demo.erp.enterprise import STORES, Enterprise
from samples.demo.erp.shelves import Because
from samples.demo.erp.stock_records import MADE, OPENING, USED
from samples.demo.moments import DAY, day_of
from samples.demo.trade import GROUP_SUPPLIER, Sku, Warehouse

ISSUES = 110  # items the shops take on a working day
HOME = {"raw": "CK01", "part": "CK02", "consumable": "CK04", "finished": "CK03"}
DISTRIBUTION = ("CK05", "CK06")
THRIFTY = 0.85  # shares of issues that leave part of the safety stock alone
REVIEW = 2  # working days between two looks of the buyers at one supplier's items


def open_books(e: Enterprise, moment: int) -> None:
    """What lay on the shelves when the books began."""
    because = Because(OPENING, "t_stk_init", None)
    for sku in e.trade.skus:
        for code in sku.warehouses:
            days = e.rng.uniform(6, 22) if code in HOME.values() else e.rng.uniform(2, 8)
            quantity = sku.safety + round(sku.use * days)
            e.shelves.put(STORES[code], sku, quantity, moment, because=because)


def use(e: Enterprise, moment: int, *, items: int = ISSUES) -> int:
    """The shops take what a day's work needs; how many items that was."""
    taken = 0
    for sku in e.rng.sample(_bought(e), items):
        store = STORES[HOME[sku.category]]
        wish = max(1, round(sku.use * len(_bought(e)) / ISSUES * e.rng.uniform(0.5, 1.5)))
        kept = sku.safety // 2 if e.chance(THRIFTY) else 0
        quantity = min(wish, e.shelves.on_hand(store.code, sku.id) - kept)
        if quantity > 0:
            e.shelves.take(store, sku, quantity, moment, because=Because(USED, "t_prd_pick", None))
            taken += 1
    return taken


def make(e: Enterprise, moment: int, *, most: int = 12) -> int:
    """Finish what the warehouse lacks most; how many items."""
    store = STORES[HOME["finished"]]
    made = 0
    for sku in e.rng.sample(_finished(e), 160):
        if made < most and e.shelves.on_hand(store.code, sku.id) < sku.safety + 4 * sku.use:
            because = Because(MADE, "t_prd_instock", None)
            e.shelves.put(store, sku, round(sku.use * e.rng.uniform(8, 16)), moment,
                          because=because)  # fmt: skip
            made += 1
    return made


def reorder(e: Enterprise, moment: int) -> int:
    """The buyers look at some suppliers' items and call off what runs low; how many orders."""
    turn = (moment // DAY) % REVIEW
    wanted: dict[tuple[int, int], list[tuple[Sku, int, str]]] = defaultdict(list)
    for sku, store, supplier in _stocked(e):
        if supplier % REVIEW != turn:
            continue
        lead = e.supplier[supplier].lead
        level = sku.safety + sku.use * (lead + 5)
        coming = e.memory.get(("coming", store.code, sku.id), 0)
        if e.shelves.on_hand(store.code, sku.id) + coming < level and coming == 0:
            quantity = max(2, round(sku.use * (e.rng.uniform(6, 11) + lead * 0.2)))
            wanted[store.company, supplier].append((sku, quantity, store.code))
    made = 0
    for (_, supplier), goods in sorted(wanted.items()):
        for start in range(0, len(goods), 6):
            part = goods[start : start + 6]
            e.diary.at(e.later(moment, 0, 0.6), call_off, e.supplier[supplier], part)
            made += 1
            for sku, _, store in part:
                wait = e.supplier[supplier].lead + 4
                e.memory["coming", store, sku.id] = 1_000_000
                e.diary.at(moment + wait * DAY, _look_again, store, sku.id)
    return made


def supply_distribution(e: Enterprise, moment: int) -> int:
    """The distribution warehouses draw finished goods from the maker; how many sales that made."""
    made = 0
    for code in DISTRIBUTION:
        made += between.supply(e, moment, lacking(e, code), code) is not None
    return made


def lacking(e: Enterprise, code: str, *, items: int | None = None) -> list[tuple[Sku, int]]:
    """What a distribution warehouse lacks of finished goods (or of some drawn items)."""
    finished = _finished(e)
    looked_at = e.rng.sample(finished, items) if items else finished
    short = [
        (sku, round(sku.use * e.rng.uniform(5, 9)))
        for sku in looked_at
        if e.shelves.on_hand(code, sku.id) < sku.safety * 0.6 + sku.use * 2
    ]
    e.rng.shuffle(short)
    return short


def is_day_of_supply(moment: int) -> bool:
    """Distribution is supplied on Mondays and Thursdays."""
    return day_of(moment).weekday() in {0, 3}


def _look_again(e: Enterprise, moment: int, store: str, sku: int) -> None:
    e.memory.pop(("coming", store, sku), None)


def _bought(e: Enterprise) -> list[Sku]:
    if ("bought",) not in e.memory:
        kinds = {"raw", "part", "consumable"}
        e.memory["bought",] = [sku for sku in e.trade.skus if sku.category in kinds]
    return e.memory["bought",]


def _finished(e: Enterprise) -> list[Sku]:
    if ("finished",) not in e.memory:
        e.memory["finished",] = [sku for sku in e.trade.skus if sku.category == "finished"]
    return e.memory["finished",]


def _stocked(e: Enterprise) -> list[tuple[Sku, Warehouse, int]]:
    """What is bought for stock: item, warehouse, supplier."""
    if ("stocked",) not in e.memory:
        ids = {s.code: s.id for s in e.trade.suppliers if s.code != GROUP_SUPPLIER}
        e.memory["stocked",] = [
            (sku, STORES[code], ids[sku.supplier])
            for sku in e.trade.skus
            if sku.supplier and sku.warehouses
            for code in sku.warehouses
        ]
    return e.memory["stocked",]
