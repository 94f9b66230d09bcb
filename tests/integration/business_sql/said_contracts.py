"""Contracts and what becomes of them, in SQL over `contracts.sql`."""

from tests.integration.recomputed import Said

BY = ("kind", "company", "department", "owner", "supplier", "customer")
DAYS = "ends - period_end.day"


def _signed(value: str, where: str = "true", *, per: tuple[str, ...] = ()) -> Said:
    return Said(
        of="contract_money", value=value, where=where, when="signed", by=BY, per=per,
        money="original" if per else "group",
    )  # fmt: skip


def _in_force(where: str = "true") -> Said:
    return Said(of="in_force", value="count(*)", where=where, by=BY)


def _due(part: str, kind: str) -> Said:
    where = f"past and state <> 2 and kind = '{kind}'"
    return Said(
        of="term", value=f"100 * sum({part}) / sum(amount)", where=where, when="due", by=BY,
        per=("currency",), money="original",
    )  # fmt: skip


def _late(value: str, *, per: tuple[str, ...] = ()) -> Said:
    return Said(
        of="late_term", value=value,
        by=(*BY, "overdue_bucket"), per=per, within="inside" if per else "false",
        money="original" if per else "group",
    )  # fmt: skip


CURRENCY = ("currency",)
DIFFERS = "100.0 * count(*) filter (gross <> allowed * 100) / count(*)"
CONTRACTS = {
    "contract.signed": _signed("count(*)"),
    "contract.signed_value": Said(
        of="contract_money", value="sum(net) / 100", when="signed", by=BY, per=CURRENCY,
        within="inside", money="original",
    ),
    "contract.fulfilment": _signed("100 * sum(delivered) / sum(net)", "ordered", per=CURRENCY),
    "contract.invoiced_share": _signed("100 * sum(charged) / sum(gross)", per=CURRENCY),
    "contract.amount_differs_rate": _signed(DIFFERS, "allowed_currency = currency"),
    "contract.in_force": _in_force(),
    **{
        f"contract.expiring_{days}": _in_force(f"{DAYS} between 0 and {days}")
        for days in (30, 60, 90)
    },
    "contract.received_by_plan": _due("settled", "sales"),
    "contract.paid_by_plan": _due("settled", "purchase"),
    "contract.received_in_time": _due("in_time", "sales"),
    "contract.terms_overdue": _late("sum(open) / 100", per=CURRENCY),
    "contract.terms_overdue_age": _late("max(late)"),
}  # fmt: skip
