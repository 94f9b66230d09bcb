"""Whom to call at the customers of documents, as each user should read it."""

from queries.records import Record
from queries.words import MASKS
from tests.oracle.subjects.enterprise import CUSTOMERS, ELSEWHERE, MOVED
from tests.oracle.subjects.masked import HIDDEN
from tests.oracle.subjects.rules import User, may_be_told
from tests.oracle.subjects.world import OLD

MASKED: dict[str, str] = {
    "王小明": "王**",
    "王大明": "王**",
    "欧阳询": "欧**",
    "李四": "李**",
    "13900000001": "139****0001",
    "+86 138-0000-0002": "861****0002",
    "0755-8888999": "075****8999",
}
"""What is told of a contact or a number to who may not know it, written down by hand."""
NAMES = ("customer_contact", "customer_phone")

Called = tuple[str | None, str | None]


def check(user: User, found: Record, masks: frozenset[str], pin: int) -> None:
    """The contacts beside the lines of a record, and the notice that some are hidden."""
    if "customer_id" not in found.fact.schema:
        assert not set(NAMES) & set(found.lines.columns)
        return
    customers = found.lines["customer_id"].to_list()
    wanted = [expected(user, each, masks, pin) for each in customers]
    assert told(found) == wanted
    altered = [one != known(each, pin) for one, each in zip(wanted, customers, strict=True)]
    assert (MASKS["contact"]["zh"] in found.masks) == any(altered)


def told(found: Record) -> list[Called]:
    """What the lines of a record say, nothing where nothing is known."""
    if NAMES[0] not in found.lines.columns:
        return [(None, None)] * found.lines.height
    return found.lines.select(NAMES).rows()


def known(customer: str | None, pin: int) -> Called:
    """Whom to call at a customer as of a pin; K3 is known to the CRM only."""
    of = ELSEWHERE.get(str(customer)) or (CUSTOMERS if pin == OLD else MOVED).get(str(customer))
    return (None, None) if of is None else of.call


def expected(user: User, customer: str | None, masks: frozenset[str], pin: int) -> Called:
    """What a user should read, with the rights of today on the customer of today."""
    today = ELSEWHERE.get(str(customer)) or MOVED.get(str(customer))
    plain = today is not None and may_be_told(user, today)
    contact, phone = (_as_told(each, masks, plain=plain) for each in known(customer, pin))
    return contact, phone


def _as_told(value: str | None, masks: frozenset[str], *, plain: bool) -> str | None:
    if value is None:
        return None
    if "person" in masks:
        return HIDDEN
    return value if plain else MASKED[value]
