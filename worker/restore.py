"""Go back to a pin: store versions and source cursors together, under a new epoch.

Cursors go back before the stores: a crash in between leaves rows that are read again, never rows
that are skipped. What was there before is a pin of its own, so a restore can itself be undone.
"""

from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager

from facts.produce import CODE
from lake.lake import StoreName
from lake.writing import NEVER
from state.rows import Pin
from tables.registry import KEPT
from worker import aside
from worker.advance import INPUTS, advance
from worker.home import Home
from worker.locks import held
from worker.runlog import RunLog
from worker.stores import store_of

PATIENCE = 120.0  # seconds a restore waits for work in progress


def restore(home: Home, pin_id: int) -> Pin:
    """Make a pin the present again and publish that; the next syncs bring everything since anew.

    Errors: UnknownPin, VersionGone when the pin can't be read any more (nothing has changed then),
    Busy when work in progress doesn't end in time.
    """
    target = home.state.pins.get(pin_id)
    _readable(home, target)
    advance(home)  # so that the present has a pin to come back to
    run = RunLog(home, "restore")
    run.begin()
    try:
        with _alone(home):
            pin = _restore(home, target)
    except Exception:
        run.finish("恢复没有完成，请重试。The restore did not finish: run it again.")
        raise
    run.finish(None, {"from_pin": target.id, "pin": pin.id})
    return pin


def _readable(home: Home, pin: Pin) -> None:
    for name, version in pin.versions.items():
        store = store_of(home.lake, name)
        if store is not None:
            store.scan(version)


@contextmanager
def _alone(home: Home) -> Generator[None]:
    """Nobody publishes, and nobody writes for any source, while the block runs."""
    names = {source.name for source in home.sources()}
    names |= {cursor.source for cursor in home.state.cursors.list()}
    with ExitStack() as stack:
        stack.enter_context(held(home.locks, "publisher", timeout=PATIENCE))
        for name in sorted(names):
            stack.enter_context(held(home.locks, f"source {name}", timeout=PATIENCE))
        yield


def _restore(home: Home, target: Pin) -> Pin:
    before = home.state.pins.newest()
    epoch = home.state.cursors.restore(target.cursors)
    for source in target.sources:
        home.state.sources.rewind(source.source, source.watermark)
    versions = _set_back(home, target.versions)
    aside.show(home, versions, before)
    return home.state.pins.publish(
        versions,
        sources=target.sources,
        cursors=target.cursors,
        previous=before.id if before else None,
        epoch_seen=epoch,
    )


def _set_back(home: Home, wanted: Mapping[str, int]) -> dict[str, int]:
    """Every store at its version again; tables first, because facts name theirs."""
    versions: dict[str, int] = {}
    tables = [name for name in wanted if StoreName.parse(name).generation is None]
    for name in [*tables, *(name for name in wanted if name not in tables)]:
        store = store_of(home.lake, name)
        if store is None:
            continue
        if name in KEPT:  # what was seen was seen: facts catch up with it from where they stood
            versions[name] = wanted[name]
            continue
        version, consumed = wanted[name], None
        if name not in tables:
            code = store.consumed(CODE, version)
            consumed = {table: versions.get(table, NEVER) for table in INPUTS}
            consumed |= {} if code is None else {CODE: code}
        versions[name] = store.restore(version, consumed=consumed)
    return versions
