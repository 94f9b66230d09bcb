"""Keep the record of disagreements between systems; only while what the lake holds is no older than
what is known.

A system that was never read, or not since a restore, would seem to lack or contradict what the
others say. So nobody looks before all that the agreement fact compares was read to its end.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from connectors.definition import Source
from connectors.errors import ConnectorError
from facts import disagreement_record as records
from facts.agreement import AGREEMENT
from facts.agreement import RECIPE as AGREEMENT_RECIPE
from facts.agreement_table import CONTRACT, CRM, CUSTOMER, ERP, OA, ORDER, OTHER, PAYMENT
from facts.disagreement_look import Look, Side
from facts.disagreement_record import Recorded
from lake.lake import StoreName
from state.rows import Pin, PinnedSource
from tables.approvals import APPROVALS
from tables.contracts import CONTRACTS
from tables.crm import CRM_ORDERS, CUSTOMERS
from tables.definition import Table
from tables.disagreements import DISAGREEMENTS
from tables.purchasing import SUPPLIER_PAYMENTS
from tables.sales import SALES_ORDERS
from worker.home import Home

COMPARED = frozenset(table.name for table in AGREEMENT_RECIPE.tables)
BROUGHT_BY: Mapping[Side, Table] = {
    (ORDER, ERP): SALES_ORDERS,
    (ORDER, CRM): CRM_ORDERS,
    (CONTRACT, ERP): CONTRACTS,
    (CONTRACT, CRM): CRM_ORDERS,
    (CONTRACT, OA): APPROVALS,
    (PAYMENT, ERP): SUPPLIER_PAYMENTS,
    (PAYMENT, OA): APPROVALS,
}
Marks = Mapping[str, datetime]


def keep(
    home: Home,
    versions: Mapping[str, int],
    newest: Pin | None,
    sources: Sequence[PinnedSource],
    epoch: int,
) -> bool:
    """Look at the agreement fact of `versions`, which are about to be published; says whether the
    record was written. `sources` tells how far each source had been read before."""
    name = _fact(versions)
    generation = StoreName.parse(name).generation or 0
    recorded = Recorded.of(home.lake.store(DISAGREEMENTS), [each.source for each in sources])
    now = home.state.database.now()
    named = newest is not None and name in newest.versions  # else it may yet be built again
    since = recorded.since(generation) if recorded is not None and named else None
    noticed = None
    if recorded is not None and recorded.epoch != epoch:
        if recorded.noticed_epoch != epoch:
            records.notice(home.lake, epoch, now)
            return True
        noticed = recorded.noticed_at
    elif since is not None and not records.has_news(home.lake, generation, since):
        return False
    compared = _compared(home)
    known = _known(compared, sources)
    if known is None or not _caught_up(home, noticed, compared, known, now):
        return False
    look = _look(recorded, _absent(compared), known, now)
    if recorded is not None and recorded.absent != look.absent:
        since = None
    return records.record(home.lake, generation, look, epoch=epoch, sources=known, since=since)


def _look(recorded: Recorded | None, absent: frozenset[Side], known: Marks, now: datetime) -> Look:
    if recorded is None:
        return Look(moment=now, horizon=min(known.values()), begun=now, absent=absent)
    return Look(
        moment=max(now, recorded.moment + records.MICROSECOND),
        horizon=min(known.values()),
        begun=recorded.begun,
        before=recorded.sources,
        absent=absent,
        redefined=recorded.definition != records.DEFINITION,
    )


def _fact(versions: Mapping[str, int]) -> str:
    return next(name for name in versions if StoreName.parse(name).table == AGREEMENT.name)


def _compared(home: Home) -> list[Source]:
    """The sources that bring what the agreement fact compares; none where nobody can say."""
    try:
        configured = home.sources()
    except ConnectorError:  # whoever reads the configuration next says what is wrong with it
        return []
    return [source for source in configured if _brings(source) & COMPARED]


def _brings(source: Source) -> set[str]:
    return {stream.table for stream in source.streams}


def _known(compared: Sequence[Source], sources: Sequence[PinnedSource]) -> Marks | None:
    """To which moment each of them was read; None unless all were, to their end."""
    told = {source.source: source for source in sources if source.complete}
    known = {
        each.name: mark
        for each in compared
        if each.name in told and (mark := told[each.name].watermark) is not None
    }
    return known if known and len(known) == len(compared) else None


def _caught_up(
    home: Home, since: datetime | None, compared: Sequence[Source], known: Marks, now: datetime
) -> bool:
    """Whether everything was read anew `since` a restore was noticed, if one was, and deletes that
    only a comparison of keys tells had their time to be found again."""
    if since is None:
        return True
    by_keys = any(
        stream.deletes == "keys"
        for source in compared
        for stream in source.streams
        if stream.table in COMPARED
    )
    patience = home.options.reconcile_every if by_keys else timedelta()
    return min(known.values()) > since and now >= since + patience


def _absent(compared: Sequence[Source]) -> frozenset[Side]:
    """The sides whose records no connected source brings: what they lack is no disagreement."""
    brought = [name for source in compared for name in _brings(source)]
    lacking = {side for side, table in BROUGHT_BY.items() if table.name not in brought}
    alone = brought.count(CUSTOMERS.name) < 2
    return frozenset(lacking | ({(CUSTOMER, OTHER)} if alone else set()))
