"""check and sync: the sources."""

from typing import Annotated

import typer

from commands.opening import opened
from commands.options import Shape
from commands.render import Format, emit
from commands.shell import Refused, nearest, one_line, sentences, wrong
from connectors.errors import ConfigError
from worker import api
from worker.home import UnknownSource
from worker.notes import words


def check(
    source: Annotated[str | None, typer.Argument(help="来源名 | a source's name")] = None,
    form: Shape = Format.table,
) -> None:
    """检查来源的配置与连接 | Check sources.yaml and every connection."""
    with opened("check") as here:
        try:
            found = api.check(here.settings, source)
        except (UnknownSource, ConfigError) as error:
            raise refused(error) from error
    rows = [
        {"source": name, "ok": not problems, "problem": sentences(problems)}
        for name, problems in found.items()
    ]
    emit(rows, form, title="来源 | sources")
    if any(not row["ok"] for row in rows):
        raise typer.Exit(1)


def sync(
    once: Annotated[bool, typer.Option("--once", help="同步一次 | sync once")] = False,
    source: Annotated[str | None, typer.Option("--source", help="只同步它 | only it")] = None,
    form: Shape = Format.table,
) -> None:
    """同步来源并发布 | Sync the sources now, refresh facts and publish a pin."""
    if not once:
        raise wrong(
            "请写 sync --once；持续同步由 run 启动的工作进程负责。",
            "Write sync --once; run starts the worker that syncs all the time.",
        )
    with opened("sync") as here:
        try:
            summary = api.sync_once(here.settings, source)
        except (UnknownSource, ConfigError) as error:
            raise refused(error) from error
    rows = [
        {
            "source": one.source,
            "rows": one.counts.rows,
            "deletes": one.counts.deletes,
            "rejected": one.counts.rejected,
            "problem": one.problem,
            "note": words(one.counts.anew, one.counts.duplicates),
        }
        for one in summary.sources
    ]
    pin = "—" if summary.pin is None else f"#{summary.pin.id}"
    emit(rows, form, title=f"已发布时点 | pin {pin}")
    if not summary.ok:
        problem = sentences([summary.problem or "见上表。"])
        raise Refused(f"没有全部完成：{problem}", "Not everything worked: see above.")


def refused(error: UnknownSource | ConfigError) -> Refused:
    """A wrong source name or configuration, as one sentence."""
    if isinstance(error, UnknownSource):
        near = nearest(error.name, error.names) or "—"
        return wrong(f"没有这个来源，可用：{near}。", f"No such source; there are: {near}.")
    first = error.problems[0]
    more = len(error.problems) - 1
    others = f"（另有 {more} 处）" if more else ""
    return Refused(f"来源配置有误{others}：{one_line(str(first))}", "fix sources.yaml as it says.")
