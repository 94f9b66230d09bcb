"""Bring facts up to date and publish: one at a time, and a new pin only when something changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from facts import inputs
from facts import rebuild as facts_rebuild
from facts.definition import APPROVAL
from facts.errors import FactError
from facts.gather import EMPTY
from facts.inputs import FactStores, recorded_versions
from facts.refresh import Refreshed, refresh
from lake.errors import LakeError, RebuildNeeded
from lake.lake import StoreName
from state.errors import PinMoved
from state.rows import Pin, PinnedSource
from tables.org import CALENDAR, COMPANIES
from tables.registry import KEPT, STORED
from worker import aside, disagreements
from worker.errors import sentence
from worker.home import Home
from worker.locks import held
from worker.runlog import RunLog

ATTEMPTS = 5
INPUTS = frozenset(table.name for table in inputs.INPUTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """The newest pin, why facts must be rebuilt as a whole, and a sentence on failure."""

    pin: Pin | None
    stale: str | None = None
    problem: str | None = None


def advance(home: Home) -> Advanced:
    """Refresh the facts for what the lake holds, then publish; the last pin stays on failure."""
    run = RunLog(home, "publish")
    newest = home.state.pins.newest()
    try:
        with held(home.locks, "publisher"):
            result = _advance(home)
    except (FactError, LakeError, OSError, PinMoved) as error:
        result = Advanced(pin=newest, problem=sentence(error))
    if result.problem is not None:
        run.finish(result.problem, once=True)
    elif result.pin is not None and (newest is None or result.pin.id != newest.id):
        run.begin()
        run.finish(None, {"pin": result.pin.id})
    return result


def _advance(home: Home) -> Advanced:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _publish(home)
        except PinMoved:  # a restore came in between
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _publish(home: Home) -> Advanced:
    # What is read first may only be older than what is read later: cursors, marks, then versions.
    epoch = home.state.cursors.epoch()
    newest = home.state.pins.newest()
    cursors = home.state.cursors.snapshot()
    sources = known_sources(home)
    if newest is None:
        _compact_tables(home)
    tables = table_versions(home)
    done, stale = _facts(home, newest, tables)
    if done is not None and disagreements.keep(home, done.versions, newest, sources, epoch):
        tables |= {name: home.lake.store(table).version() for name, table in KEPT.items()}
        done, stale = _facts(home, newest, tables)
    if done is None:
        return Advanced(pin=newest, stale=stale)
    aside.show(home, done.versions, newest)
    made_from = {name: version for name, version in done.inputs.items() if version >= 0}
    pin = home.state.pins.publish(
        tables | made_from | dict(done.versions),
        sources=sources,
        cursors=cursors,
        previous=newest.id if newest else None,
        epoch_seen=epoch,
        renew_after=home.options.renew_every,
    )
    return Advanced(pin=pin, stale=stale)


def _compact_tables(home: Home) -> None:
    """What a first load left in many small files: building facts of it all takes far less memory
    once these are one a partition."""
    for table in STORED.values():
        home.lake.store(table).compact(home.options.compaction)


def _facts(
    home: Home, newest: Pin | None, tables: Mapping[str, int]
) -> tuple[Refreshed | None, str | None]:
    """Facts of the running generation, or of the next one once that is complete."""
    until = {name: version for name, version in tables.items() if name in INPUTS}
    current = generation(newest)
    following = next_generation(home)
    if current is None:
        with held(home.locks, "rebuild"):
            return facts_rebuild.rebuild(home.lake, following, until=until), None
    if _is_ready(home, following):
        current = following
    elif _knew_nothing(home, current) and (reason := facts_rebuild.needed(home.lake, current)):
        return None, reason
    try:
        done = refresh(home.lake, current, until=until)
    except (RebuildNeeded, FactError):
        # Companies, calendars or limits may have come since: then only a rebuild knows them.
        reason = facts_rebuild.needed(home.lake, current)
        if reason is None:
            raise
        return None, reason
    return done, facts_rebuild.needed(home.lake, current)


def _knew_nothing(home: Home, current: int) -> bool:
    """Whether a generation was built before any company or calendar arrived: a refresh of it would
    set all documents of the first load aside, only for the rebuild to take them back."""
    known = recorded_versions(FactStores.of(home.lake, current))
    return EMPTY in (known[COMPANIES.name], known[CALENDAR.name])


def _is_ready(home: Home, following: int) -> bool:
    return FactStores.of(home.lake, following).complete() and _is_current(home, following)


def _is_current(home: Home, following: int) -> bool:
    return facts_rebuild.needed(home.lake, following) is None


def rebuild(home: Home) -> bool:
    """Build the next generation beside the running one, when that is stale; True when it is ready.

    Publishing goes on with the running generation meanwhile; the next `advance` switches.
    """
    newest = home.state.pins.newest()
    current = generation(newest)
    if current is None or facts_rebuild.needed(home.lake, current) is None:
        return False
    run = RunLog(home, "rebuild")
    try:
        with held(home.locks, "rebuild"):
            if generation(home.state.pins.newest()) != current:
                return True  # another process has rebuilt and switched meanwhile
            run.begin()
            done = facts_rebuild.rebuild(home.lake, next_generation(home))
    except (FactError, LakeError, OSError) as error:
        run.finish(sentence(error))
        return False
    run.finish(None, {"documents": done.documents_touched, **done.left_out})
    return True


def generation(pin: Pin | None) -> int | None:
    """The generation of facts a pin names, None before the first."""
    for name in pin.versions if pin else ():
        parsed = StoreName.parse(name)
        if parsed.table == APPROVAL.name and parsed.generation is not None:
            return parsed.generation
    return None


def next_generation(home: Home) -> int:
    """The number after every generation that any pin names."""
    named = [StoreName.parse(name) for name in home.state.pins.needed()]
    return max((one.generation for one in named if one.generation is not None), default=0) + 1


def table_versions(home: Home) -> dict[str, int]:
    """{table: newest version} of the tables that have been written."""
    versions = {name: home.lake.store(table).version() for name, table in STORED.items()}
    return {name: version for name, version in versions.items() if version >= 0}


def known_sources(home: Home) -> tuple[PinnedSource, ...]:
    """How far every source is known now."""
    return tuple(
        PinnedSource(
            source=status.source,
            label=status.label,
            watermark=status.watermark,
            complete=status.complete,
        )
        for status in home.state.sources.list()
    )
