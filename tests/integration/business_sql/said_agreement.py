"""Whether systems agree, said in SQL."""

from tests.integration.recomputed import Said

BY = ("subject", "systems", "company", "department", "owner")
AGE = "max(period_end.day - opens)"
KEPT = "is_key and is_comparable and not void and state <> 'ambiguous'"
DIFFERS = "state = 'differs' and not void"
MISSING = "state = 'missing' and not void and not inside"


def _pairs(value: str, where: str, *by: str) -> Said:
    return Said(of="pair", value=value, where=where, by=(*BY, *by))


def _amounts(value: str, where: str, *by: str) -> Said:
    return Said(
        of="pair", value=f"sum({value}) / 100", where=where, by=(*BY, *by), per=("currency",),
        money="original",
    )  # fmt: skip


def _record(value: str, *, ended: bool) -> Said:
    """Of what the cockpit wrote down: by the day it was put right, or still to be."""
    by = (*BY, "disagreement_kind", "field", "missing_side")
    if not ended:
        return Said(of="episode", value=value, by=by)
    return Said(of="episode", value=value, where="is_right", when="closes", by=by)


AGREEMENT: dict[str, Said] = {
    "agreement.consistency_rate": _pairs(
        "100.0 * sum(agrees_everywhere::int) / count(*)", KEPT
    ),
    "agreement.compared": _pairs("count(*)", KEPT),
    "agreement.differing": _pairs("count(*)", DIFFERS, "field"),
    "agreement.differing_value": _amounts("gross", DIFFERS, "field"),
    "agreement.difference": _amounts("difference", DIFFERS, "field"),
    "agreement.differing_age": _pairs(AGE, DIFFERS, "field"),
    "agreement.unmatched": _pairs("count(*)", MISSING, "missing_side"),
    "agreement.unmatched_value": _amounts("gross", MISSING, "missing_side"),
    "agreement.unmatched_age": _pairs(AGE, MISSING, "missing_side"),
    "agreement.ambiguous": _pairs("count(*)", "state = 'ambiguous' and not void"),
    "agreement.reconciliation_time": _record("median(minutes) / 1440", ended=True),
    "agreement.reconciliation_time_p90": _record(
        "quantile_cont(minutes, 0.9) / 1440", ended=True
    ),
    "agreement.reconciled": _record("count(*)", ended=True),
    "agreement.open_episodes": _record("count(*)", ended=False),
}  # fmt: skip
