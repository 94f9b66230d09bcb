"""Under which contract an order is placed: one that is in force and has room for it."""

from samples.demo.erp.contracts import FRAME
from samples.demo.erp.ending import RUNNING
from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.money_records import Contract
from samples.demo.erp.picking import rows
from samples.demo.moments import DAY

_RUNNING = "FORGID = ? AND (FSUPPLIERID = ? AND FNAME LIKE ? OR FCUSTID = ?) AND FSTATE = 0"
_ORDERED = (
    "SELECT CAST(round(coalesce(sum(total), 0) * 100) AS INTEGER) FROM"
    " (SELECT FBILLALLAMOUNT AS total FROM t_pur_order WHERE FCONTRACTID = ?1"
    " AND FCANCELSTATUS = 'A' UNION ALL SELECT FALLAMOUNT FROM t_sal_order"
    " WHERE FCONTRACTID = ?1 AND FCANCELSTATUS = 'A')"
)


def bind(e: Enterprise, company: int, party: int, moment: int, amount: int) -> int | None:
    """Place an order of `amount` cents under the oldest contract with a party that can take it;
    None where there is none."""
    for contract in _running(e, company, party):
        in_force = contract.state == RUNNING and contract.starts <= moment // DAY <= contract.ends
        if in_force and _room(e, contract) >= amount:
            e.memory["room", contract.id] -= amount
            return contract.id
    return None


def _running(e: Enterprise, company: int, party: int) -> list[Contract]:
    if not e.diary.kept:
        return e.book.load(Contract, f"{_RUNNING} ORDER BY FID", company, party, f"{FRAME}%", party)
    key = "binding", company, party
    e.memory[key] = [one for one in e.memory.get(key, []) if one.state == RUNNING]
    return e.memory[key]


def _room(e: Enterprise, contract: Contract) -> int:
    """What of a contract nothing has been ordered under yet, in cents."""
    key = "room", contract.id
    if key not in e.memory:
        ordered = 0 if e.diary.kept else rows(e, _ORDERED, contract.id)[0][0]
        e.memory[key] = contract.total - ordered
    return e.memory[key]
