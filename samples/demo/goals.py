"""What the demo enterprise wants of its figures: targets of the group, in each metric's unit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGoal:
    """A target of the group: one `value`, or a band from `low` to `high`; `period` empty is any."""

    metric: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    period: str = ""


GOALS: tuple[DemoGoal, ...] = (
    DemoGoal(metric="approval.on_time_rate", value=90),
    DemoGoal(metric="approval.cycle_time", value=16),
    DemoGoal(metric="approval.return_rate", value=10),
    DemoGoal(metric="sales.revenue", value=40_000_000, period="month"),
    DemoGoal(metric="sales.revenue", value=480_000_000, period="year"),
    DemoGoal(metric="sales.gross_margin_rate", value=30),
    DemoGoal(metric="sales.on_time_to_customer", value=90),
    DemoGoal(metric="pipeline.win_rate", value=40),
    DemoGoal(metric="receivable.collection_rate", value=95),
    DemoGoal(metric="receivable.dso", value=75),
    DemoGoal(metric="purchase.on_time_delivery", value=90),
    DemoGoal(metric="purchase.reject_rate", value=1),
    DemoGoal(metric="payable.three_way_match_rate", value=97),
    DemoGoal(metric="inventory.ira", value=97),
    DemoGoal(metric="inventory.turnover_days", value=90),
    DemoGoal(metric="budget.pace", low=-15, high=5),
    DemoGoal(metric="service.complaint_rate", value=5),
    DemoGoal(metric="service.satisfaction", value=4.2),
    DemoGoal(metric="agreement.consistency_rate", value=99.5),
)
