"""Whether what a grant reaches over exists, in the newest organisation and masters published."""

from dataclasses import dataclass
from difflib import get_close_matches

import polars as pl
import typer

from commands.opening import Opened
from commands.shell import Refused, nearest, wrong
from state.rows import Extent
from tables.registry import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Companies (id to name) and departments (id to name and company) of one pin."""

    companies: dict[str, str]
    departments: dict[str, tuple[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """Where the ids of one kind of extent are known."""

    zh: str
    en: str
    table: str
    key: str


MASTERS = {
    "region_id": Master(zh="区域编号", en="region", table="regions", key="region_id"),
    "warehouse_id": Master(zh="仓库编号", en="warehouse", table="warehouses", key="warehouse_id"),
    "project_id": Master(zh="项目编号", en="project", table="projects", key="project_id"),
}


def check_place(here: Opened, extent: Extent) -> None:
    """Refuse an id nobody has (exit 2); while nothing of its kind is known, only warn."""
    _check_organisation(here, extent.company_id, extent.department_id)
    for name, master in MASTERS.items():
        given = getattr(extent, name)
        if given is not None:
            _check_master(here, given, master)


def _check_master(here: Opened, given: str, master: Master) -> None:
    rows = _newest(here, master.table, master.key, "name")
    known = {str(each): str(name or each) for each, name in rows}
    if not known:
        _warn()
    elif given not in known:
        raise _unknown(master.zh, master.en, given, known)


def _check_organisation(here: Opened, company: str | None, department: str | None) -> None:
    if company is None and department is None:
        return
    places = _places(here)
    if not places.companies and not places.departments:
        _warn()
        return
    if company is not None and company not in places.companies:
        raise _unknown("公司编号", "company", company, places.companies)
    if department is None:
        return
    if department not in places.departments:
        names = {each: name for each, (name, _) in places.departments.items()}
        raise _unknown("部门编号", "department", department, names)
    owner = places.departments[department][1]
    if company is not None and owner not in {None, company}:
        raise wrong(
            f"部门 {department} 属于公司 {owner}，不属于 {company}。",
            f"Department {department} belongs to company {owner}, not to {company}.",
        )


def _places(here: Opened) -> Places:
    companies = {
        str(each): str(name or each)
        for each, name in _newest(here, "companies", "company_id", "name")
    }
    departments = {
        str(each): (str(name or each), None if company is None else str(company))
        for each, name, company in _newest(
            here, "departments", "department_id", "name", "company_id"
        )
    }
    # a source may name its companies only where it lists departments
    told = {company: company for _, company in departments.values() if company is not None}
    return Places(companies=told | companies, departments=departments)


def _newest(here: Opened, table: str, key: str, *others: str) -> list[tuple[object, ...]]:
    """Columns of a table in the newest pin, one row a key; nothing where it isn't published."""
    pin = here.state.pins.newest()
    version = None if pin is None else pin.versions.get(table)
    if version is None:
        return []
    rows = here.installation.lake.store(TABLES[table]).scan(version).sort("updated_at")
    return rows.unique(key, keep="last").select(pl.col(key, *others)).sort(key).collect().rows()


def _unknown(zh: str, en: str, given: str, known: dict[str, str]) -> Refused:
    """The ids nearest to what was given, or those whose name it is."""
    by_name = {name: each for each, name in known.items()}
    meant = [by_name[name] for name in get_close_matches(given, by_name, n=3, cutoff=0.6)]
    near = ", ".join(dict.fromkeys(meant)) or nearest(given, list(known)) or "—"
    return wrong(f"没有这个{zh}，可用：{near}。", f"No {en} has this id; try {near}.")


def _warn() -> None:
    typer.echo(
        "提醒：还没有同步过组织架构或主数据，无法核对这个编号。 | "
        "Warning: no organisation or masters have been synced yet, so this id can't be checked.",
        err=True,
    )
