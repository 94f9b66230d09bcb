"""Who is employed and what that costs, said in SQL."""

from tests.integration.recomputed import Said

BY = ("company", "department", "level", "position")
AT = "of_grain = period_end.grain and of_period = period_end.period"
ENOUGH = "case when count(distinct person) >= 5 then {} end"


def _moves(when: str, where: str) -> Said:
    return Said(of="employed", value="count(*)", where=where, when=when, by=BY)


def _paid(value: str) -> Said:
    return Said(
        of="pay", value=ENOUGH.format(value), when="day", by=BY, per=("currency",),
        money="original",
    )  # fmt: skip


PEOPLE: dict[str, Said] = {
    "people.headcount": Said(
        of="staff", value="count(*)", where=AT, by=(*BY, "age_band", "tenure_band")
    ),
    "people.joins": _moves("joined", "is_join"),
    "people.leaves": _moves("left_on", "is_leave"),
    "people.resignations": _moves("left_on", "is_leave and leave_type = 1"),
    "people.turnover_rate": Said(
        of="turned", value="100.0 * sum(leaves) / nullif(sum(half), 0)", where=AT, by=BY,
        having="sum(leaves) > 0",
    ),
    "people.payroll": _paid("sum(cents) / 100"),
    "people.pay_per_person": _paid("sum(cents) / 100 / count(distinct (person, day))"),
}  # fmt: skip
