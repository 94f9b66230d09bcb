"""What a fresh installation starts from: the living demo, real public logs, or nothing."""

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from samples.demo.crm import install as crm
from samples.demo.crm import running
from samples.demo.erp.generate import build as build_erp
from samples.demo.generate import Built, build

Profile = Literal["demo", "public", "empty"]
PROFILES: tuple[Profile, ...] = ("demo", "public", "empty")
SEED = 7
HERE = Path(__file__).parent
DEMO_DATABASE = Path("sources") / "oa.db"
ERP_DATABASE = Path("sources") / "erp.db"
EMPTY = """\
# The sources of this installation. docs/connectors.md shows how to connect a database or a log.
sources: []
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What `install` wrote; `ticker` is the demo database to keep alive, `approvals` its size."""

    profile: Profile
    config: Path
    files: tuple[Path, ...]
    ticker: Path | None = None
    approvals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """Somebody of the demo enterprise who may sign in; `company_id` and `department_id` are the
    extent of the grant (null: the role's rule decides alone). Holds no password."""

    user: str
    name: str
    role: Literal["executive", "department_head", "approver", "auditor", "administrator"]
    person_id: str
    company_id: str | None
    department_id: str | None


def install(profile: Profile, home: Path, *, seed: int = SEED, today: date | datetime) -> Installed:
    """Write `sources.yaml` and the data it names into `home`.

    `seed` and `today` (the last moment of its history) shape the demo only. Raises ValueError for
    an unknown profile and FileExistsError where anything is installed already; nothing is
    overwritten, and a failed installation leaves no `sources.yaml` behind.
    """
    if profile not in PROFILES:
        message = f"The profile must be one of {', '.join(PROFILES)}."
        raise ValueError(message)
    config, folder = home / "sources.yaml", home / "sources"
    for taken in (config, folder):
        if taken.exists():
            message = f"{taken} exists; choose another COCKPIT_HOME or remove it first."
            raise FileExistsError(message)
    home.mkdir(parents=True, exist_ok=True)
    try:
        return _write(profile, home, seed=seed, today=today)
    except BaseException:
        config.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write(profile: Profile, home: Path, *, seed: int, today: date | datetime) -> Installed:
    config = home / "sources.yaml"
    if profile == "empty":
        config.write_text(EMPTY, encoding="utf-8")
        return Installed(profile=profile, config=config, files=())
    if profile == "public":
        return _public(home, config)
    database = home / DEMO_DATABASE
    built: Built = build(database, seed, today)
    erp = home / ERP_DATABASE
    build_erp(erp, seed, today, oa=database)
    crm.install(home, seed, today)
    config.write_text(crm.located(demo_sources(), home), encoding="utf-8")
    return Installed(
        profile=profile,
        config=config,
        files=(database, erp),
        ticker=database,
        approvals=built.approvals,
    )


def demo_sources() -> str:
    """The text of the demo's `sources.yaml`: its systems one after the other."""
    files = ("sources.yaml", "erp/source.yaml", "crm/source.yaml")
    return "\n".join((HERE / "demo" / file).read_text(encoding="utf-8") for file in files)


def _public(home: Path, config: Path) -> Installed:
    logs = home / "sources" / "bpic2020"
    shutil.copytree(HERE / "public" / "bpic2020", logs)
    text = (HERE / "public" / "sources.yaml").read_text(encoding="utf-8")
    config.write_text(text.replace("file: bpic2020/", "file: sources/bpic2020/"), encoding="utf-8")
    return Installed(profile="public", config=config, files=tuple(sorted(logs.iterdir())))


@contextmanager
def awake(home: Path) -> Generator[None]:
    """The systems of this installation that have to run to be read answer within the block.

    One that doesn't start is told by the sync like any source that is down.
    """
    with ExitStack() as stack:
        if running.is_installed(home):
            with suppress(RuntimeError):
                stack.enter_context(running.running(home))
        yield


def demo_people(home: Path) -> tuple[DemoAccount, ...]:
    """One person per role of the demo installed in `home`, as it stands now.

    The department head leads the department (below the top) with most documents, the approver is
    who acted most often in the last weeks without leading a department. Raises FileNotFoundError
    where no demo is installed.
    """
    database = home / DEMO_DATABASE
    if not database.exists():
        message = f"There is no demo database at {database}."
        raise FileNotFoundError(message)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        chief = _person(connection, _CHIEF)
        head = _person(connection, _HEAD)
        approver = _person(connection, _APPROVER)
        auditor = _person(connection, _MEMBER, "总经办")
        administrator = _person(connection, _MEMBER, "信息技术部")
    return (
        _account("executive", "executive", chief),
        _account("head", "department_head", head, company=True, department=True),
        _account("approver", "approver", approver),
        _account("auditor", "auditor", auditor),
        _account("admin", "administrator", administrator),
    )


_Row = tuple[int, str, int, int]
_CHIEF = (
    "SELECT p.id, p.lastname, p.subcompanyid1, p.departmentid FROM hrmresource p"
    " JOIN hrmdepartment d ON d.bmfzr = p.id"
    " JOIN hrmsubcompany s ON s.id = p.subcompanyid1"
    " WHERE s.supsubcomid IS NULL AND d.departmentname = '总经办'"
)
_HEAD = (
    "SELECT p.id, p.lastname, p.subcompanyid1, p.departmentid FROM hrmresource p"
    " JOIN hrmdepartment d ON d.bmfzr = p.id AND d.id = p.departmentid"
    " WHERE d.canceled = 0 AND d.supdepid IS NOT NULL ORDER BY"
    " (SELECT count(*) FROM formtable_main f WHERE f.sqbm = d.id) DESC, d.id"
)
_APPROVER = (
    "SELECT p.id, p.lastname, p.subcompanyid1, p.departmentid FROM hrmresource p"
    " JOIN (SELECT operator, count(*) AS acts FROM workflow_requestlog"
    " WHERE logtype IN ('0', 'c') AND logid > (SELECT max(logid) - 30000 FROM workflow_requestlog)"
    " GROUP BY operator) l ON l.operator = p.id"
    " WHERE p.status = 1 AND p.id NOT IN (SELECT bmfzr FROM hrmdepartment)"
    " ORDER BY l.acts DESC, p.id"
)
_MEMBER = (
    "SELECT p.id, p.lastname, p.subcompanyid1, p.departmentid FROM hrmresource p"
    " JOIN hrmdepartment d ON d.id = p.departmentid"
    " WHERE d.departmentname = ? AND d.subcompanyid1 = 1 AND p.status = 1 AND p.id <> d.bmfzr"
    " AND p.id NOT IN (SELECT userid FROM workflow_currentoperator WHERE isremark = 0)"
    " ORDER BY p.id DESC"
)


def _person(connection: sqlite3.Connection, query: str, *values: str) -> _Row:
    return connection.execute(f"{query} LIMIT 1", values).fetchone()


def _account(
    user: str,
    role: Literal["executive", "department_head", "approver", "auditor", "administrator"],
    row: _Row,
    *,
    company: bool = False,
    department: bool = False,
) -> DemoAccount:
    return DemoAccount(
        user=user,
        name=row[1],
        role=role,
        person_id=str(row[0]),
        company_id=str(row[2]) if company else None,
        department_id=str(row[3]) if department else None,
    )
