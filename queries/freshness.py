"""How far every source is known at a pin, and what is wrong with it now."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from queries.definition import SourceState
from state import State
from state.rows import Pin, PinnedSource, SourceStatus

# For a source whose configuration is not known; many are read once a day.
STALE_AFTER = timedelta(hours=26)


def states(state: State, pin: Pin | None) -> tuple[SourceState, ...]:
    """Every source the installation knows, as of `pin` (its watermark) and now (its problem)."""
    quarantined: dict[str, int] = {}
    for (source, _, _), rows in state.quarantine.counts().items():
        quarantined[source] = quarantined.get(source, 0) + rows
    return judged(pin, state.sources.list(), quarantined, state.database.now())


def judged(
    pin: Pin | None,
    statuses: Iterable[SourceStatus],
    quarantined: Mapping[str, int],
    now: datetime,
) -> tuple[SourceState, ...]:
    """The states, by name; a source without status was pinned once and has left since."""
    pinned = {source.source: source for source in pin.sources} if pin else {}
    known = {status.source: status for status in statuses}
    return tuple(
        _state(name, pinned.get(name), known.get(name), quarantined.get(name, 0), now)
        for name in sorted({*pinned, *known})
    )


def _state(
    name: str,
    pinned: PinnedSource | None,
    status: SourceStatus | None,
    quarantined: int,
    now: datetime,
) -> SourceState:
    synced = status.last_ok_at if status else None
    problem = status.last_error if status else None
    patience = (status.stale_after if status else None) or STALE_AFTER
    late = synced is None or now - synced > patience
    return SourceState(
        source=name,
        label=_label(name, pinned, status),
        watermark=pinned.watermark if pinned else None,
        synced_at=synced,
        complete=pinned.complete if pinned else False,
        stale=late or problem is not None,
        problem=problem,
        quarantined=quarantined,
    )


def _label(name: str, pinned: PinnedSource | None, status: SourceStatus | None) -> str:
    if status is not None:
        return status.label
    return pinned.label if pinned else name
