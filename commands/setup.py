"""init: from nothing to an installation one can sign in to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from commands.opening import ORIGIN, has_key, installed, open_installation, settings
from commands.questions import ZONE
from commands.render import write_table
from commands.shell import Refused, nearest, sentences, wrong
from samples.demo.accounts import DemoAccount, demo_people
from samples.demo.goals import GOALS
from samples.profiles import PROFILES, SEED, Profile, awake, install
from settings import Settings, initialise
from state import State
from state.rows import Extent
from state.targets import Aim, Goal
from web.first import create_first_administrator
from worker import api

MANY_SEEDS = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A first sign-in; the password is for one use and printed once, kept nowhere."""

    user: str
    name: str
    role: str
    password: str


def init(
    profile: Annotated[
        str, typer.Option("--profile", help="demo、public 或 empty | what to start from")
    ] = "demo",
    seed: Annotated[
        int, typer.Option("--seed", help="演示数据种子 | seed of the demo", min=0, max=MANY_SEEDS)
    ] = SEED,
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="已安装则跳过 | do nothing when installed")
    ] = False,
) -> None:
    """安装到 COCKPIT_HOME | Install into COCKPIT_HOME and print the first sign-ins."""
    if profile not in PROFILES:
        near = nearest(profile, PROFILES)
        raise wrong(f"--profile 请写 {near}。", f"--profile is one of {', '.join(PROFILES)}.")
    of = settings()
    if is_installed(of):
        if if_missing:
            return
        raise Refused(
            f"{of.home} 里已有安装；重新开始请换一个 COCKPIT_HOME。",
            f"{of.home} holds an installation already; choose another COCKPIT_HOME.",
        )
    initialise(of)
    installed(of)
    _prepare(of, profile, seed)
    problem = _first_sync(of, profile)
    installation = open_installation(of)
    try:
        signs = first_users(installation.state, of, profile)
    finally:
        installation.state.close()
    _print(signs, of)
    if problem is not None:
        raise Refused(
            f"已安装，但首次同步没有全部完成：{problem}", "Installed; the first sync had problems."
        )


def is_installed(of: Settings) -> bool:
    """Whether an installation was finished in this home: someone can sign in."""
    if not of.home.is_dir() or not has_key(of):
        return False
    installation = open_installation(of)
    try:
        return installation.state.users.count() > 0
    finally:
        installation.state.close()


def _prepare(of: Settings, profile: Profile, seed: int) -> None:
    """Write the sources, unless an interrupted init has written them already."""
    if of.sources.exists():
        return
    typer.echo(f"正在准备数据 {profile} … | preparing", err=True)
    try:
        install(profile, of.home, seed=seed, today=datetime.now(ZONE))
        of.sources.chmod(0o600)  # people write passwords into it
    except FileExistsError as error:
        raise Refused(f"{error}", "remove it first.") from error


def _first_sync(of: Settings, profile: str) -> str | None:
    """Bring everything in once; what went wrong is told, and the worker tries again later."""
    if profile == "empty":
        return None
    typer.echo("首次同步中 … | first sync", err=True)
    with awake(of.home):
        summary = api.sync_once(of, keys=False)
    problems = [one.problem for one in summary.sources if one.problem]
    return sentences([summary.problem] if summary.problem else problems)


def first_users(state: State, of: Settings, profile: str) -> tuple[SignIn, ...]:
    """The first people: one a role for the demo, who sees and who administers else."""
    if profile == "demo":
        _aim(state)
        return tuple(_add(state, account) for account in demo_people(of.home))
    password = create_first_administrator(state, origin=ORIGIN)
    first = SignIn(user="admin", name="管理员", role="administrator", password=password)
    if profile == "empty":
        return (first,)
    return (first, _see(state, "executive", "高管"), _see(state, "auditor", "审计员"))


def _aim(state: State) -> None:
    """What the demo enterprise wants of its figures, since the year began."""
    since = state.database.now().astimezone(ZONE).date().replace(month=1, day=1)
    for wanted in GOALS:
        goal = Goal(value=wanted.value, low=wanted.low, high=wanted.high)
        aim = Aim(metric=wanted.metric, period=wanted.period)
        state.targets.set(aim, goal, valid_from=since, by="init")


def _add(state: State, account: DemoAccount) -> SignIn:
    password = state.users.add(account.user, name=account.name, person_id=account.person_id)
    state.rights.grant(
        account.user,
        account.role,
        Extent(
            company_id=account.company_id,
            department_id=account.department_id,
            warehouse_id=account.warehouse_id,
        ),
        by="init",
    )
    state.audit.add("init", "first_user", origin=ORIGIN, user=account.user, role=account.role)
    return SignIn(user=account.user, name=account.name, role=account.role, password=password or "")


def _see(state: State, role: str, name: str) -> SignIn:
    password = state.users.add(role, name=name)
    state.rights.grant(role, role, by="init")
    state.audit.add("init", "first_user", origin=ORIGIN, user=role, role=role)
    return SignIn(user=role, name=name, role=role, password=password or "")


def _print(signs: tuple[SignIn, ...], of: Settings) -> None:
    write_table(
        [
            {
                "用户 | user": sign.user,
                "姓名 | name": sign.name,
                "角色 | role": sign.role,
                "一次性密码 | one-time password": sign.password,
            }
            for sign in signs
        ],
        title=f"已安装到 | installed in {of.home}",
        note="密码只显示这一次；忘了请运行 users reset-password 用户 | "
        "shown only now; forgotten? users reset-password USER",
    )
