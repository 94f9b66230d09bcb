"""users: who may sign in, and with which rights."""

from dataclasses import asdict
from typing import Annotated

import typer

from access.definition import ROLES
from commands.opening import Opened, opened
from commands.options import Language, Shape, language
from commands.places import check_place
from commands.render import Format, emit
from commands.shell import Shell, nearest, wrong
from state.errors import InvalidUser, UnknownUser
from state.rows import Extent

users = typer.Typer(
    cls=Shell, help="用户与权限 | Who may sign in, and with which rights", no_args_is_help=True
)
User = Annotated[str, typer.Argument(help="用户名 | user name")]
Company = Annotated[str | None, typer.Option("--company", help="公司编号 | company id")]
Department = Annotated[str | None, typer.Option("--department", help="部门编号 | department id")]
Region = Annotated[str | None, typer.Option("--region", help="区域编号 | region id")]
Warehouse = Annotated[str | None, typer.Option("--warehouse", help="仓库编号 | warehouse id")]
Project = Annotated[str | None, typer.Option("--project", help="项目编号 | project id")]


@users.command("list")
def list_users(form: Shape = Format.table) -> None:
    """列出用户 | List users and what they hold."""
    with opened("users list") as here:
        rows = [
            {
                "user": user.username,
                "name": user.name,
                "person": user.person_id,
                "lang": user.lang,
                "roles": [
                    _said(grant.role, grant.extent)
                    for grant in here.state.rights.grants(user.username)
                ],
                "disabled": user.disabled,
                "last_sign_in": user.last_login_at,
            }
            for user in here.state.users.list()
        ]
    emit(rows, form, title="用户 | users")


@users.command()
def add(
    user: User,
    name: Annotated[str, typer.Option("--name", help="姓名 | name of the person")],
    person: Annotated[
        str | None, typer.Option("--person", help="人员编号 | id of the person in the sources")
    ] = None,
    role: Annotated[str | None, typer.Option("--role", help="角色 | role")] = None,
    company: Company = None,
    department: Department = None,
    region: Region = None,
    warehouse: Warehouse = None,
    project: Project = None,
    lang: Language = "zh",
) -> None:
    """新增用户 | Add a user; prints a one-time password once."""
    chosen = language(lang)
    extent = _extent(company, department, region, warehouse, project)
    with opened("users add", detail={"user": user}) as here:
        if role is not None:
            _check_role(role)
            check_place(here, extent)
        try:
            password = here.state.users.add(user, name=name, person_id=person, lang=chosen)
        except InvalidUser as error:
            raise wrong("用户名或姓名不合规，或已存在。", f"{error}.") from error
        if role is not None:
            here.state.rights.grant(user, role, extent, by=here.owner.name)
    typer.echo(f"一次性密码 | one-time password: {password}")


@users.command()
def disable(user: User) -> None:
    """停用用户 | Shut a user out at once."""
    with opened("users disable", detail={"user": user}) as here, known(here, user):
        here.state.users.disable(user)
    typer.echo(f"已停用 | disabled: {user}")


@users.command()
def enable(user: User) -> None:
    """恢复用户 | Let a disabled user in again."""
    with opened("users enable", detail={"user": user}) as here, known(here, user):
        here.state.users.enable(user)
    typer.echo(f"已恢复 | enabled: {user}")


@users.command()
def grant(
    user: User,
    role: Annotated[str, typer.Argument(help="、".join(ROLES))],
    company: Company = None,
    department: Department = None,
    region: Region = None,
    warehouse: Warehouse = None,
    project: Project = None,
    remove: Annotated[bool, typer.Option("--remove", help="收回 | take it away")] = False,
) -> None:
    """授予或收回角色 | Give a role, or take it away."""
    extent = _extent(company, department, region, warehouse, project)
    detail = {"user": user, "role": role, "remove": str(remove)}
    with opened("users grant", detail=detail) as here, known(here, user):
        _check_role(role)
        here.state.users.get(user)
        if not remove:
            check_place(here, extent)
            here.state.rights.grant(user, role, extent, by=here.owner.name)
        elif not _revoke(here, user, role, extent):
            raise wrong("该用户没有这个授权。", "The user does not hold that grant.")
    done = "已收回 | taken away" if remove else "已授予 | granted"
    typer.echo(f"{done}: {_said(role, extent)} → {user}")


@users.command("reset-password")
def reset_password(user: User) -> None:
    """重置密码 | Print a new one-time password, once."""
    with opened("users reset-password", detail={"user": user}) as here, known(here, user):
        password = here.state.users.reset_password(user)
        here.state.lockout.unlock(user)
    typer.echo(f"一次性密码 | one-time password: {password}")


@users.command("set-lang")
def set_lang(user: User, lang: Annotated[str, typer.Argument(help="zh 或 en | zh or en")]) -> None:
    """设置界面语言 | Choose the language a user's screens are in."""
    chosen = language(lang, "LANG")
    detail = {"user": user, "lang": chosen}
    with opened("users set-lang", detail=detail) as here, known(here, user):
        here.state.users.change(user, lang=chosen)
    typer.echo(f"已设置 | set: {user} {chosen}")


class known:  # noqa: N801 - reads as a word in a with statement
    """Turns an unknown user into a refusal that names the nearest ones."""

    def __init__(self, here: Opened, user: str) -> None:
        self._here, self._user = here, user

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Refuse with the nearest names."""
        if isinstance(error, UnknownUser):
            names = [user.username for user in self._here.state.users.list()]
            near = nearest(self._user, names) or "—"
            raise wrong(f"没有这个用户，现有：{near}。", f"No such user; try {near}.") from error


def _check_role(role: str) -> None:
    if role not in ROLES:
        near = nearest(role, ROLES)
        raise wrong(f"没有这个角色，可用：{near}。", f"No such role; try {near}.")


def _revoke(here: Opened, user: str, role: str, extent: Extent) -> bool:
    held = here.state.rights.grants(user)
    ids = [grant.id for grant in held if (grant.role, grant.extent) == (role, extent)]
    return all(here.state.rights.revoke(each) for each in ids) and bool(ids)


def _extent(
    company: str | None,
    department: str | None,
    region: str | None,
    warehouse: str | None,
    project: str | None,
) -> Extent:
    """The extent asked for; refuses a region, warehouse or project together with anything else."""
    extent = Extent(
        company_id=company,
        department_id=department,
        region_id=region,
        warehouse_id=warehouse,
        project_id=project,
    )
    others = sum(each is not None for each in (region, warehouse, project))
    if others > 1 or (others and (company is not None or department is not None)):
        raise wrong(
            "区域、仓库、项目只能单独授权：请分几次授予。",
            "Give a region, a warehouse or a project alone: grant them one by one.",
        )
    return extent


def _said(role: str, extent: Extent) -> str:
    where = [str(part) for part in asdict(extent).values() if part]
    return f"{role}({', '.join(where)})" if where else role


__all__ = ["users"]
