"""How right the stock books are and what lies in stock, in SQL over `inventory.sql`."""

from tests.integration.recomputed import Said

BY = ("company", "warehouse", "region", "category", "abc")


def _counted(value: str, where: str = "true", *, per: tuple[str, ...] = ()) -> Said:
    by = (*BY, "counter")
    return Said(of="counted", value=value, where=where, when="day", by=by, per=per)


def _stock(value: str, where: str = "true", of: str = "stock") -> Said:
    return Said(of=of, value=value, where=where, by=(*BY, "unit"))


RECORDS = _stock("count(*)", "quantity > 0")
ISSUED = Said(of="issue", value="sum(cents) / 100", when="day", by=(*BY, "unit"))
DEAD = "quantity > 0 and days >= 180"
INVENTORY = {
    "inventory.ira": _counted("100.0 * count(*) filter (near) / count(*)"),
    "inventory.exact_rate": _counted("100.0 * count(*) filter (off = 0) / count(*)"),
    "inventory.quantity_accuracy": _counted(
        "100.0 * (1 - sum(abs(off)) / nullif(sum(book), 0))", per=("unit",)
    ),
    "inventory.value_accuracy": _counted("100.0 * (1 - sum(abs(off_cents)) / sum(book_cents))"),
    "inventory.gross_difference": _counted("sum(abs(off_cents)) / 100"),
    "inventory.net_difference": _counted("sum(off_cents) / 100"),
    "inventory.coverage": Said(
        of="counted", value="100.0 * count(*)", where="nth = 1", when="day", by=BY, over=RECORDS
    ),
    "inventory.records": RECORDS,
    "inventory.stock_value": _stock("sum(cents) / 100"),
    "inventory.issue_cost": ISSUED,
    "inventory.turnover_days": Said(
        of="stock", value="sum(cents) / 100", by=BY, over=ISSUED, mean=True, per_day=True
    ),
    "inventory.below_safety": _stock("count(*)", of="short"),
    "inventory.dead_stock": _stock("count(*)", DEAD, "idle"),
    "inventory.dead_stock_value": _stock("sum(cents) / 100", DEAD, "idle"),
}
