"""The end of a fiscal year: part of what a budget line has left is carried into the new year."""

from collections.abc import Mapping, Sequence
from datetime import date

from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.money_records import BudgetLine
from samples.demo.erp.planning import Key, enter_revision, is_short, rounded

CARRIED = 0.4  # share of the lines with something left that may keep part of it
KEPT = (0.4, 0.8)  # which part
OUT, IN = "JC", "JR"


def carry_forward(
    e: Enterprise, lines: Mapping[Key, Sequence[BudgetLine]], used: Mapping[Key, Mapping[str, int]]
) -> int:
    """Carry money over every turn of a year that is past; how many lines gave some."""
    carried = 0
    for key, planned in lines.items():
        if is_short(e, key):
            continue
        by_month = {line.period: line for line in planned}
        for line in planned:
            after = by_month.get(f"{int(line.period[:4]) + 1}-01")
            if not line.period.endswith("-12") or after is None:
                continue
            left = line.amount - used[key].get(line.period, 0)
            amount = rounded(left * e.rng.uniform(*KEPT))
            new_year = date(int(after.period[:4]), 1, 8)
            if amount > 0 and e.chance(CARRIED) and new_year <= e.trade.built:
                enter_revision(e, line, OUT, -amount, after, on=date(new_year.year - 1, 12, 31))
                enter_revision(e, after, IN, amount, line, on=new_year)
                carried += 1
    return carried
