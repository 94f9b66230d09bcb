"""What lies in the bank, moved and is expected to move, said in SQL."""

from tests.integration.recomputed import Said

BY = ("company", "bank_account", "move_kind")
OVER = "day < (select asked::date from pin)"


def _moved(value: str) -> Said:
    return Said(
        of="moved", value=value, where="move_kind <> 'transfer'", when="day", by=BY,
        per=("currency",), within="inside", money="original",
    )  # fmt: skip


def _planned(value: str, where: str = "true") -> Said:
    return Said(
        of="planned", value=value, where=where, when="day", by=BY,
        per=("currency",), money="original",
    )  # fmt: skip


CASH: dict[str, Said] = {
    "cash.balance": Said(
        of="lying", value="sum(cents) / 100", by=BY, per=("currency",), money="original"
    ),
    "cash.inflow": _moved("sum(greatest(cents, 0)) / 100"),
    "cash.outflow": _moved("-sum(least(cents, 0)) / 100"),
    "cash.net_flow": _moved("sum(cents) / 100"),
    "cash.planned_net": _planned("sum(cents) / 100"),
    "cash.planned_inflow": _planned("sum(greatest(cents, 0)) / 100"),
    "cash.planned_outflow": _planned("-sum(least(cents, 0)) / 100"),
    "cash.plan_overdue": _planned("sum(cents) / 100", OVER),
}  # fmt: skip
