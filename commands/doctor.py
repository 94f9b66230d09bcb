"""doctor: is this installation well? Every check answers in one line."""

import os
import platform
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import typer

from commands.opening import Opened, opened
from commands.options import Shape
from commands.render import Format, emit
from commands.shell import one_line, sentences
from queries.frames import promised
from settings import KEY_FILE

Verdict = Literal["ok", "warn", "fail"]
SPACE_NEEDED = 2 * 1024**3
PACKAGES = ("polars", "deltalake", "narwhals", "streamlit", "dbos", "sqlalchemy")
PINS_OPENED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: how it is, and what to do when it is not well."""

    what: str
    verdict: Verdict
    words: str


def doctor(form: Shape = Format.table) -> None:
    """体检 | Check the home, the store, the pins, the sources and this machine."""
    with opened("doctor") as here:
        found = list(findings(here))
    rows = [{"check": f.what, "result": f.verdict, "words": f.words} for f in found]
    emit(rows, form, title="体检 | doctor")
    if any(finding.verdict == "fail" for finding in found):
        raise typer.Exit(1)


def findings(here: Opened) -> Iterator[Finding]:
    """All checks, in the order one would look; a check that breaks is itself a finding."""
    checks: tuple[tuple[str, Callable[[Opened], Finding]], ...] = (
        ("home", _home),
        ("disk", _disk),
        ("state", _state),
        ("duplicates", _duplicates),
        ("pins", _pins),
        ("sources", _sources),
        ("versions", _versions),
        ("fonts", _fonts),
    )
    for name, check in checks:
        try:
            yield check(here)
        except Exception as error:  # noqa: BLE001 - a broken check is told as a failure
            words = one_line(str(error)) or type(error).__name__
            yield Finding(what=name, verdict="fail", words=words)


def _home(here: Opened) -> Finding:
    home = here.settings.home
    for path in (home, home / KEY_FILE):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Finding(
                what="home",
                verdict="fail",
                words=f"{path} 其他人也能读，请运行 chmod go-rwx | others can read it",
            )
    if not os.access(home, os.W_OK):
        return Finding(what="home", verdict="fail", words=f"{home} 不可写 | is not writable")
    return Finding(what="home", verdict="ok", words=str(home))


def _disk(here: Opened) -> Finding:
    free = shutil.disk_usage(here.settings.home).free
    low = free < SPACE_NEEDED
    words = f"剩余 {free / 1024**3:.1f} GiB | free"
    return Finding(what="disk", verdict="warn" if low else "ok", words=words)


def _state(here: Opened) -> Finding:
    here.state.ping()
    users = here.state.users.count()
    words = f"{users} 个用户 | users"
    return Finding(what="state", verdict="ok" if users else "warn", words=words)


def _duplicates(here: Opened) -> Finding:
    newest = here.state.pins.newest()
    twice: list[str] = []
    for store, pinned in (newest.versions if newest else {}).items():
        table, generation = promised(store)
        found = here.installation.lake.store(table, generation).duplicates(pinned)
        if found.height:
            twice.append(f"{store} {found.height}")
    if twice:
        words = f"同一主键在多个分区：{', '.join(twice)} | keys alive in two partitions"
        return Finding(what="duplicates", verdict="fail", words=words)
    return Finding(what="duplicates", verdict="ok", words="没有重复主键 | no key lives twice")


def _pins(here: Opened) -> Finding:
    held = {hold.pin_id for hold in here.state.pins.holds()}
    pins = here.state.pins.list(limit=10_000)
    looked = [pin for at, pin in enumerate(pins) if at < PINS_OPENED or pin.id in held]
    broken: list[str] = []
    for pin in looked:
        for store, pinned in pin.versions.items():
            table, generation = promised(store)
            try:
                here.installation.lake.store(table, generation).scan(pinned)
            except Exception as error:  # noqa: BLE001 - each unreadable version is told
                broken.append(f"#{pin.id} {store} ({type(error).__name__})")
    if broken:
        return Finding(what="pins", verdict="fail", words="读不出 | unreadable: " + broken[0])
    words = f"{len(pins)} 个时点，查了 {len(looked)} 个 | pins, {len(looked)} opened"
    return Finding(what="pins", verdict="ok" if pins else "warn", words=words)


def _sources(here: Opened) -> Finding:
    states = here.door.freshness(here.owner)
    bad = [
        f"{s.source}: {s.problem or '不新或不完整'}" for s in states if s.stale or not s.complete
    ]
    if bad:
        return Finding(what="sources", verdict="warn", words=one_line(sentences(bad) or ""))
    return Finding(what="sources", verdict="ok", words=f"{len(states)} 个来源正常 | sources well")


def _versions(here: Opened) -> Finding:
    words = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return Finding(
        what="versions", verdict="ok", words=f"Python {platform.python_version()}, {words}"
    )


def _fonts(here: Opened) -> Finding:
    lister = shutil.which("fc-list")
    if lister is None:
        words = "没有 fontconfig，无法检查中文字体（只影响导出）| fontconfig is missing"
        return Finding(what="fonts", verdict="warn", words=words)
    found = subprocess.run(  # noqa: S603 - fixed arguments
        [lister, ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False
    )
    families = sorted({Path(line).name for line in found.stdout.splitlines() if line.strip()})
    if families:
        return Finding(what="fonts", verdict="ok", words=families[0])
    words = "没有中文字体，请安装 fonts-noto-cjk（只影响导出）| no Chinese font"
    return Finding(what="fonts", verdict="warn", words=words)
