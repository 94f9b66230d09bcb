"""The group's treasury: money moves to the account that needs it before anybody borrows."""

from samples.demo.erp import cash
from samples.demo.erp.cash import ACCOUNTS, MOVED, Account, Flow, move
from samples.demo.erp.closing import LEAST
from samples.demo.erp.enterprise import Enterprise
from samples.demo.moments import DAY

WANTED = 2 * LEAST  # cents: what an account in CNY should hold
PLENTY_ABROAD, SOLD_ABROAD = 500_000_000, 200_000_000  # cents of USD: sold from so much on
SOURCE = "t_cn_transfer"


def pool(e: Enterprise, moment: int, held: dict[int, int]) -> int:
    """Sell dollars nobody needs, and fill accounts in CNY from those that hold more; how many
    transfers that made."""
    known = dict(held)
    made = sum(_sell_dollars(e, moment, account, known) for account in ACCOUNTS)
    local = [account for account in ACCOUNTS if account.currency == "CNY"]
    for poor in local:
        for rich in sorted(local, key=lambda one: (one.company != poor.company, -known[one.id])):
            lacking = WANTED - known[poor.id]
            amount = min(lacking, known[rich.id] - WANTED)
            if lacking > 0 and amount > 0:
                _transfer(e, moment, (rich, -amount), (poor, amount), known)
                made += 1
    return made


def _sell_dollars(e: Enterprise, moment: int, account: Account, known: dict[int, int]) -> int:
    if account.currency == "CNY" or known[account.id] < PLENTY_ABROAD:
        return 0
    main = cash.bank(e, account.company, "CNY", first=True)
    local = next(one for one in ACCOUNTS if one.id == main)
    received = round(SOLD_ABROAD * e.rate(account.currency, moment // DAY))
    _transfer(e, moment, (account, -SOLD_ABROAD), (local, received), known)
    return 1


def _transfer(
    e: Enterprise,
    moment: int,
    out: tuple[Account, int],
    into: tuple[Account, int],
    known: dict[int, int],
) -> None:
    for account, amount in (out, into):
        known[account.id] += amount
        move(e, moment, Flow(company=account.company, bank=account.id, type=MOVED, amount=amount,
                             source=SOURCE, source_id=None))  # fmt: skip
