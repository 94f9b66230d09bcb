"""Who of the demo enterprise may sign in: one person a role, chosen from the people there are."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from access.definition import Role
from samples.demo.trade import Trade, trade

OA, ERP = Path("sources") / "oa.db", Path("sources") / "erp.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """Somebody of the demo enterprise who may sign in; company, department and warehouse are the
    extent of the grant (null: the role's rule decides alone). Holds no password."""

    user: str
    name: str
    role: Role
    person_id: str
    company_id: str | None = None
    department_id: str | None = None
    warehouse_id: str | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody as the OA knows them."""

    id: int
    name: str
    company: int
    department: int


_READ = "SELECT p.id, p.lastname, p.subcompanyid1, p.departmentid FROM hrmresource p"
_CHIEF = (
    "JOIN hrmdepartment d ON d.bmfzr = p.id"
    " JOIN hrmsubcompany s ON s.id = p.subcompanyid1"
    " WHERE s.supsubcomid IS NULL AND d.departmentname = '总经办'"
)
_HEAD = (
    "JOIN hrmdepartment d ON d.bmfzr = p.id AND d.id = p.departmentid"
    " WHERE d.canceled = 0 AND d.supdepid IS NOT NULL ORDER BY"
    " (SELECT count(*) FROM formtable_main f WHERE f.sqbm = d.id) DESC, d.id"
)
_APPROVER = (
    "JOIN (SELECT operator, count(*) AS acts FROM workflow_requestlog"
    " WHERE logtype IN ('0', 'c') AND logid > (SELECT max(logid) - 30000 FROM workflow_requestlog)"
    " GROUP BY operator) l ON l.operator = p.id"
    " WHERE p.status = 1 AND p.id NOT IN (SELECT bmfzr FROM hrmdepartment)"
    " ORDER BY l.acts DESC, p.id"
)
_MEMBER = (
    "JOIN hrmdepartment d ON d.id = p.departmentid"
    " WHERE d.departmentname = ? AND d.subcompanyid1 = 1 AND p.status = 1 AND p.id <> d.bmfzr"
    " AND p.id NOT IN (SELECT userid FROM workflow_currentoperator WHERE isremark = 0)"
    " ORDER BY p.id DESC"
)
_BUYER = (
    "JOIN (SELECT FPURCHASERID AS id, count(*) AS orders FROM erp.t_pur_order GROUP BY 1)"
    " o ON o.id = p.id WHERE p.status = 1 ORDER BY o.orders DESC, p.id"
)
_KEEPER = (
    "JOIN erp.t_bd_stock s ON s.FKEEPERID = p.id WHERE p.status = 1"
    " ORDER BY s.FNUMBER = ? DESC, s.FNUMBER"
)
_SELLER = "WHERE p.status = 1 AND p.id = ?"


def demo_people(home: Path) -> tuple[DemoAccount, ...]:
    """One person per role of the demo installed in `home`, as it stands now.

    The department head leads the department (below the top) with most documents, the approver is
    who acted most often in the last weeks without leading a department, the buyer who ordered
    most; the keeper and the seller look after the warehouse and the customer of the planted
    stories. Raises FileNotFoundError where no demo is installed.
    """
    for database in (home / OA, home / ERP):
        if not database.exists():
            message = f"There is no demo database at {database}."
            raise FileNotFoundError(message)
    with closing(sqlite3.connect(f"file:{home / OA}?mode=ro", uri=True)) as connection:
        connection.execute("ATTACH DATABASE ? AS erp", (f"file:{home / ERP}?mode=ro",))
        return _chosen(connection, _trade(connection))


def _chosen(connection: sqlite3.Connection, world: Trade) -> tuple[DemoAccount, ...]:
    taken: set[int] = set()

    def pick(query: str, *values: object) -> Employee:
        found = _first(connection, query, values, taken)
        taken.add(found.id)
        return found

    stories = world.stories
    customer = next(c for c in world.customers if c.code == stories.slipping.customer)
    seller = pick(_SELLER, customer.owner)
    store = stories.failing.warehouse
    keeper = pick(_KEEPER, store)
    chief, head = pick(_CHIEF), pick(_HEAD)
    approver, buyer = pick(_APPROVER), pick(_BUYER)
    auditor, accountant = pick(_MEMBER, "总经办"), pick(_MEMBER, "会计核算部")
    personnel, administrator = pick(_MEMBER, "人力资源部"), pick(_MEMBER, "信息技术部")
    return (
        _account("executive", "executive", chief),
        _account("head", "department_head", head, department=True),
        _account("approver", "approver", approver),
        _account("auditor", "auditor", auditor),
        _account("buyer", "buyer", buyer),
        _account("warehouse", "warehouse", keeper, store=store),
        _account("finance", "finance", accountant),
        _account("sales", "sales", seller),
        _account("hr", "hr", personnel),
        _account("admin", "administrator", administrator),
    )


def _trade(connection: sqlite3.Connection) -> Trade:
    facts = dict(connection.execute("SELECT name, value FROM oa_system"))
    return trade(int(facts["seed"]), date.fromisoformat(facts["built"]))


def _first(
    connection: sqlite3.Connection, query: str, values: tuple[object, ...], taken: Collection[int]
) -> Employee:
    """The first that a query finds and nobody has chosen yet."""
    for row in connection.execute(f"{_READ} {query}", values):
        found = Employee(*row)
        if found.id not in taken:
            return found
    message = "The demo has nobody left for one of its roles; install it anew."
    raise LookupError(message)


def _account(
    user: str, role: Role, who: Employee, *, department: bool = False, store: str | None = None
) -> DemoAccount:
    return DemoAccount(
        user=user,
        name=who.name,
        role=role,
        person_id=str(who.id),
        company_id=str(who.company) if department else None,
        department_id=str(who.department) if department else None,
        warehouse_id=store,
    )
