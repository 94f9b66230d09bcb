"""How budgets are used and moved, in SQL over `budget.sql`."""

from tests.integration.recomputed import Said

BY = ("company", "department", "account")


def _used(value: str, where: str = "not earns") -> Said:
    return Said(of="budget_move", value=value, where=where, when="ends", by=BY)


def _share(of: str, plan: str = "revised") -> str:
    return f"100.0 * sum({of}) / nullif(sum({plan}), 0)"


def _moved(kind: str) -> Said:
    of = f"kind = '{kind}'"  # of what is to be earned as of what may be spent
    return Said(of="budget_move", value="sum(moved) / 100", where=of, when="day", by=BY)


def _cell(value: str, where: str = "not earns") -> Said:
    return Said(of="budget_cell", value=value, where=where, by=BY)


OVERSPENT = "not earns and budgeted and available < 0"
BUDGET = {
    "budget.execution_rate": _used(_share("actual")),
    "budget.execution_of_original": _used(_share("actual", "original")),
    "budget.revenue_execution_rate": _used(_share("actual"), "earns"),
    "budget.utilisation_rate": _used(_share("actual + commit + reserve")),
    "budget.revised": _used("sum(revised) / 100"),
    "budget.actual": _used("sum(actual) / 100"),
    "budget.committed": _used("sum(commit) / 100"),
    "budget.reserved": _used("sum(reserve) / 100"),
    "budget.unbudgeted": _used("sum(actual) / 100", "not earns and outside and kind = 'SJ'"),
    "budget.transferred_in": _moved("DR"),
    "budget.transferred_out": _moved("DC"),
    "budget.carried_in": _moved("JR"),
    "budget.carried_out": _moved("JC"),
    "budget.available": _cell("sum(available) / 100"),
    "budget.overspent_lines": _cell("count(*)", OVERSPENT),
    "budget.overspend": _cell("-sum(available) / 100", OVERSPENT),
    "budget.pace": _cell("100 * sum(spent - revised * elapsed) / nullif(sum(revised), 0)"),
}
