"""Every metric by name; tests and `docs/metrics.md` walk it."""

from collections.abc import Iterable
from difflib import get_close_matches

from metrics import (
    agreement,
    agreement_history,
    approval_flow,
    approval_quality,
    approval_service,
    approval_steps,
    approval_time,
    budget,
    budget_state,
    cash,
    contract_terms,
    contracts,
    inventory_count,
    inventory_stock,
    payables,
    payables_errors,
    payables_quality,
    people,
    pipeline,
    pipeline_deals,
    purchasing_flow,
    purchasing_gaps,
    purchasing_lags,
    purchasing_price,
    purchasing_stuck,
    purchasing_time,
    receivables,
    receivables_collection,
    sales_delivery,
    sales_orders,
    sales_revenue,
    sales_stuck,
    service,
)
from metrics.definition import Metric
from metrics.errors import UnknownMetric


def _by_name(metrics: Iterable[Metric]) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for metric in metrics:
        if metric.name in found:
            raise ValueError(f"two metrics are named {metric.name}")
        found[metric.name] = metric
    return found


METRICS: dict[str, Metric] = _by_name(
    (
        *approval_time.METRICS,
        *approval_service.METRICS,
        *approval_flow.METRICS,
        *approval_quality.METRICS,
        *approval_steps.METRICS,
        *budget.METRICS,
        *budget_state.METRICS,
        *inventory_count.METRICS,
        *inventory_stock.METRICS,
        *purchasing_time.METRICS,
        *purchasing_lags.METRICS,
        *purchasing_flow.METRICS,
        *purchasing_price.METRICS,
        *purchasing_stuck.METRICS,
        *purchasing_gaps.METRICS,
        *payables.METRICS,
        *payables_quality.METRICS,
        *payables_errors.METRICS,
        *contracts.METRICS,
        *contract_terms.METRICS,
        *sales_revenue.METRICS,
        *sales_orders.METRICS,
        *sales_delivery.METRICS,
        *sales_stuck.METRICS,
        *pipeline.METRICS,
        *pipeline_deals.METRICS,
        *receivables.METRICS,
        *receivables_collection.METRICS,
        *cash.METRICS,
        *service.METRICS,
        *people.METRICS,
        *agreement.METRICS,
        *agreement_history.METRICS,
    )
)


def every_metric() -> tuple[Metric, ...]:
    """Every metric that is evaluated: those with a name people ask by, and those they divide by."""
    over = (each.over for each in METRICS.values() if each.over is not None)
    return (*METRICS.values(), *over)


def metric(name: str) -> Metric:
    """The metric of this name. Raises `UnknownMetric` with the nearest names."""
    if name in METRICS:
        return METRICS[name]
    near = get_close_matches(name, METRICS, n=3, cutoff=0.4) or list(METRICS)[:3]
    raise UnknownMetric(
        f"没有这个指标；是否想看 {'、'.join(near)}。",
        f"No metric is named {name[:60]!r}; did you mean {', '.join(near)}?",
    )
