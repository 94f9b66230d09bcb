"""How errands find the documents they act on."""

from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.sheet import R

LOOKED_AT = 200  # of the newest records
_OPEN = "FCLOSESTATUS = 'A' AND FCANCELSTATUS = 'A' AND FDOCUMENTSTATUS = 'C'"


def pick(e: Enterprise, kind: type[R], where: str, *values: object) -> R | None:
    """A random record among the newest that satisfy a condition (a constant of ours)."""
    key = kind.SHEET.columns[0]
    found = e.book.load(kind, f"{where} ORDER BY {key} DESC LIMIT {LOOKED_AT}", *values)
    return e.rng.choice(found) if found else None


def pick_open(e: Enterprise, kind: type[R], where: str, *values: object) -> R | None:
    """A random bill that is approved, neither closed nor cancelled, and satisfies a condition."""
    return pick(e, kind, f"{_OPEN} AND {where}", *values)


def rows(e: Enterprise, query: str, *values: object) -> list[tuple[int, ...]]:
    """What a query (a constant of ours) finds, everything new included."""
    connection = e.book.connection
    if connection is None:
        return []
    e.book.write(connection)
    return connection.execute(query, values).fetchall()
