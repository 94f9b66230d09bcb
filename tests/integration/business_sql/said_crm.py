"""Opportunities, complaints and surveys of the CRM, said in SQL."""

from tests.integration.recomputed import Said

WHERE = ("company", "department", "customer", "customer_level", "industry")
BY = (*WHERE, "owner")
DEAL_BY = (*BY, "stage")
MONEY = "sum({}) / 100"


def _deals(value: str, when: str, where: str, *by: str) -> Said:
    return Said(of="deal_time", value=value, where=where, when=when, by=(*DEAL_BY, *by))


def _amounts(value: str, where: str) -> Said:
    return Said(
        of="deal_time", value=value, where=where, when="closed", by=DEAL_BY,
        per=("currency",), money="original",
    )  # fmt: skip


def _open(value: str, where: str = "true") -> Said:
    return Said(of="phases", value=value, where=where, by=DEAL_BY)


def _value(value: str) -> Said:
    return Said(of="phases", value=value, by=DEAL_BY, per=("currency",), money="original")


def _complaints(value: str, when: str | None) -> Said:
    return Said(of="complaints", value=value, when=when, where=f"{when or 'raised'} is not null",
                by=(*BY, "complaint_kind", "severity"))  # fmt: skip


def _answers(value: str) -> Said:
    return Said(of="surveys", value=value, when="answered_on", by=WHERE)


PIPELINE: dict[str, Said] = {
    "pipeline.value": _value(MONEY.format("cents")),
    "pipeline.weighted": _value("sum(round_even(cents * probability / 100, 0)) / 100"),
    "pipeline.open": _open("count(*)"),
    "pipeline.slipped": _open("count(*)", "expected < period_end.day"),
    "pipeline.stage_time": Said(of="phases", value="median(worked)", when="left_on", by=DEAL_BY),
    "pipeline.stage_time_calendar": Said(
        of="phases", value="median(gap)", when="left_on", by=DEAL_BY
    ),
    "pipeline.win_rate": _deals(
        "100.0 * count(*) filter (won) / count(*)", "closed", "won or lost"
    ),
    "pipeline.win_rate_value": _amounts(
        "100.0 * coalesce(sum(cents) filter (won), 0) / sum(cents)", "won or lost"
    ),
    "pipeline.average_deal": _amounts("sum(cents) / 100 / count(*)", "won"),
    "pipeline.sales_cycle": _deals("median(gap)", "closed", "won"),
    "pipeline.sales_cycle_working": _deals("median(worked)", "closed", "won"),
    "pipeline.created": _deals("count(*)", "created", "true"),
    "pipeline.won": _deals("count(*)", "closed", "won"),
    "pipeline.won_value": _amounts(MONEY.format("cents"), "won"),
    "pipeline.lost": _deals("count(*)", "closed", "lost", "lost_reason"),
}  # fmt: skip
SERVICE: dict[str, Said] = {
    "service.complaints": _complaints("count(*)", "raised"),
    "service.complaint_rate": Said(
        of="faults",
        when="day",
        by=("company", "customer", "customer_level", "industry"),
        value="100.0 * sum(is_complaint::int) / nullif(sum((not is_complaint)::int), 0)",
        having="bool_or(is_complaint)",
    ),
    "service.first_response": _complaints("median(response) / 60", "answered"),
    "service.first_response_p90": _complaints("quantile_cont(response, 0.9) / 60", "answered"),
    "service.resolution": _complaints("median(resolution) / 60", "resolved_on"),
    "service.resolution_p90": _complaints("quantile_cont(resolution, 0.9) / 60", "resolved_on"),
    "service.open_complaints": _complaints("count(*)", None),
    "service.satisfaction": _answers("avg(score)"),
    "service.top_box": _answers("100.0 * count(*) filter (score = 5) / count(*)"),
    "service.answers": _answers("count(*)"),
    "service.response_rate": Said(
        of="surveys", value="100.0 * count(answered_on) / count(*)", when="asked_on", by=WHERE
    ),
}
