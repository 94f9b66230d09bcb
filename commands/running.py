"""run: the worker, the demo's ticker and the screens, started and stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from commands.opening import has_key, installed, settings
from commands.setup import is_installed
from commands.shell import Refused
from samples.demo.crm import running as crm
from samples.profiles import DEMO_DATABASE
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15.0  # seconds a part may take to stop
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a part that ended starts again


@dataclass(slots=True)
class Part:
    """One process of the cockpit; when one that is `needed` ends the whole ends, others are
    started again, after a pause that doubles while they keep ending."""

    name: str
    command: Sequence[str]
    needed: bool
    process: subprocess.Popen[bytes] | None = field(default=None)
    pause: float = field(default=FIRST_PAUSE)
    again_at: float | None = field(default=None)

    def start(self, environment: dict[str, str]) -> None:
        """Start it in its own session, so that ^C reaches it only through us."""
        self.process = subprocess.Popen(  # noqa: S603 - fixed modules, no user text
            self.command, cwd=ROOT, env=environment, start_new_session=True
        )

    def revive(self, environment: dict[str, str], now: float) -> int | None:
        """Start it again after its pause; the exit code when it has just been found ended."""
        code = self.ended()
        if code is None:
            return None
        if self.again_at is None:
            self.again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            return code
        if now >= self.again_at:
            self.again_at = None
            self.start(environment)
        return None

    def ended(self) -> int | None:
        """Its exit code, or None while it runs."""
        return None if self.process is None else self.process.poll()

    def stop(self, deadline: float) -> None:
        """Ask it to stop; kill it at the deadline."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run(
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=1,
            max=65535,
            help="网页端口（默认 COCKPIT_PORT，否则 8501）"
            "| port of the screens (default: COCKPIT_PORT, else 8501)",
        ),
    ] = None,
) -> None:
    """启动：同步工作进程与网页 | Start the worker and the screens; ^C stops both."""
    of = settings()
    if port is not None:
        of = of.model_copy(update={"port": port})
    installed(of)
    if not is_installed(of):
        raise Refused("还没有安装完，请先运行 init。", "Not installed yet: run init first.")
    parts = parts_of(of)
    typer.echo(f"一屏 | Yiping: {address(of)}")
    typer.echo("首次登录密码见 init 的输出；忘了请运行 users reset-password 用户 | ^C 停止 stops")
    raise typer.Exit(supervise(parts, environment(of)))


def parts_of(of: Settings) -> list[Part]:
    """What has to run for this installation."""
    python = sys.executable
    screens = [python, "-m", "streamlit", "run", str(ROOT / "app.py")]
    screens += ["--server.address", of.host, "--server.port", str(of.port)]
    parts = [
        Part("worker", [python, "-m", "worker", str(of.home)], needed=False),
        Part("screens", screens, needed=True),
    ]
    demo = of.home / DEMO_DATABASE
    if demo.exists():
        command = [python, "-m", "samples.demo.tick", str(demo), "--every", str(of.demo_tick)]
        parts.append(Part("ticker", command, needed=False))
    if crm.is_installed(of.home):
        parts.insert(0, Part("crm", crm.command(of.home, every=of.demo_tick), needed=False))
    return parts


def environment(of: Settings) -> dict[str, str]:
    """The environment of the parts: ours, with the home spelled out."""
    assert has_key(of)
    return {
        **os.environ,
        "COCKPIT_HOME": str(of.home),
        "COCKPIT_PORT": str(of.port),
        # The server reads it before our code runs; the gate trusts the named proxies only.
        "FORWARDED_ALLOW_IPS": ",".join(of.trusted_proxies),
    }


def address(of: Settings) -> str:
    """Where people find the cockpit."""
    return of.public_url or f"http://{of.host}:{of.port}{of.base_path}"


def supervise(parts: Sequence[Part], environ: dict[str, str]) -> int:
    """Run all parts until a needed one ends or a signal comes; the exit code."""
    told: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for part in parts:
            part.start(environ)
        code = _wait(parts, told, environ)
    finally:
        deadline = time.monotonic() + PATIENCE
        for part in reversed(parts):
            part.stop(deadline)
        for number, handler in before.items():
            signal.signal(number, handler)
    return code


def _wait(parts: Sequence[Part], told: list[int], environ: dict[str, str]) -> int:
    while not told:
        for part in parts:
            if part.needed and part.ended() is not None:
                typer.echo(f"{part.name} 已退出（{part.ended()}）| has ended", err=True)
                return 1
            if not part.needed and (code := part.revive(environ, time.monotonic())) is not None:
                typer.echo(f"{part.name} 已退出（{code}），稍后重启 | starts again soon", err=True)
        time.sleep(0.3)
    return 0
