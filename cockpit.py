"""The command line of Yiping 一屏: `python cockpit.py --help`."""

import os

import typer

from commands import asking, doctor, people, pinning, running, setup, syncing, targets
from commands.shell import Shell

cockpit = typer.Typer(
    cls=Shell,
    help="一屏：OA、ERP、CRM 之上的管理驾驶舱 | Yiping: one screen over OA, ERP and CRM. "
    "安装目录由环境变量 COCKPIT_HOME 决定（默认 .yiping）| the home is COCKPIT_HOME.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for command in (
    setup.init,
    running.run,
    syncing.check,
    syncing.sync,
    asking.metrics,
    asking.ask,
    asking.drill,
    asking.document,
    pinning.snapshots,
    pinning.hold,
    pinning.restore,
    asking.quarantine,
    doctor.doctor,
):
    cockpit.command()(command)
cockpit.add_typer(people.users, name="users")
cockpit.add_typer(targets.targets, name="targets")

if __name__ == "__main__":
    os.umask(0o077)  # the home is its owner's alone, copied or restored elsewhere too
    cockpit()
