"""What a fresh installation starts from."""

import datetime as dt
from functools import partial
from pathlib import Path

import pytest

from access.definition import ROLES
from connectors.config import load
from samples import profiles
from samples.demo.accounts import demo_people
from samples.demo.crm import home as crm_home
from samples.demo.crm import install as crm_install
from samples.demo.crm.generate import build as build_crm
from samples.demo.erp.generate import build as build_erp
from samples.demo.generate import build
from samples.demo.trade import trade
from tests.unit.samples.oa import one

TODAY = dt.date(2026, 11, 19)


@pytest.fixture
def small(monkeypatch):
    """A demo that is built in a second."""
    monkeypatch.setattr(
        profiles, "build", lambda path, seed, today: build(path, seed, today, approvals=1_500)
    )
    monkeypatch.setattr(profiles, "build_erp", partial(build_erp, months=1))
    monkeypatch.setattr(crm_install, "build", partial(build_crm, days=5))


def test_the_demo_is_installed_whole(tmp_path, small):
    done = profiles.install("demo", tmp_path / "home", today=TODAY)
    assert done.ticker == tmp_path / "home" / "sources" / "oa.db"
    assert done.approvals == one(done.ticker, "SELECT count(*) FROM workflow_requestbase")
    oa = next(source for source in load(done.config) if source.name == "oa")
    assert oa.check() == ()
    assert {stream.table for stream in oa.streams} == {
        "companies", "calendar", "departments", "people", "process_sla", "approvals",
        "approval_steps", "document_links",
    }  # fmt: skip


def test_the_demo_has_a_crm_with_a_secret_of_its_own(tmp_path, small):
    first, second = tmp_path / "first", tmp_path / "second"
    for home in (first, second):
        profiles.install("demo", home, today=TODAY)
        assert (home / crm_home.DATABASE).is_file()
        assert (home / crm_home.SECRET).stat().st_mode & 0o777 == 0o600
        assert crm_home.secret(home) not in (home / "sources.yaml").read_text(encoding="utf-8")
    assert crm_home.secret(first) != crm_home.secret(second)
    assert crm_home.found(first) != crm_home.found(second)


def test_the_public_data_are_installed_whole(tmp_path):
    done = profiles.install("public", tmp_path, today=TODAY)
    assert len([file for file in done.files if file.suffix == ".parquet"]) == 12 + 13
    told = [file.parent.name for file in done.files if file.name == "ATTRIBUTION.md"]
    assert sorted(told) == ["adventureworks", "bpic2020"]
    sources = load(done.config)
    assert len(sources) >= 7 + 4
    assert [problem for source in sources for problem in source.check()] == []


def test_an_empty_installation_has_no_sources(tmp_path):
    done = profiles.install("empty", tmp_path, today=TODAY)
    assert load(done.config) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


@pytest.mark.parametrize("taken", ["sources.yaml", "sources"])
def test_an_installation_is_never_overwritten(tmp_path, taken):
    (tmp_path / taken).mkdir() if taken == "sources" else (tmp_path / taken).write_text("mine")
    with pytest.raises(FileExistsError, match="exists"):
        profiles.install("demo", tmp_path, today=TODAY)
    assert [path.name for path in tmp_path.iterdir()] == [taken]
    assert taken == "sources" or (tmp_path / taken).read_text() == "mine"


def test_an_unknown_profile_is_told(tmp_path):
    with pytest.raises(ValueError, match="demo, public, empty"):
        profiles.install("toy", tmp_path, today=TODAY)  # type: ignore[arg-type]


def test_a_failed_installation_leaves_nothing(tmp_path, monkeypatch):
    def broken(path: Path, *_):
        path.parent.mkdir(parents=True)
        raise OSError("disk full")

    monkeypatch.setattr(profiles, "build", broken)
    with pytest.raises(OSError, match="disk full"):
        profiles.install("demo", tmp_path, today=TODAY)
    assert list(tmp_path.iterdir()) == []


def test_one_account_per_role_names_real_people(tmp_path, small):
    done = profiles.install("demo", tmp_path, today=TODAY)
    accounts = demo_people(tmp_path)
    assert tuple(account.role for account in accounts) == ROLES
    assert len({account.person_id for account in accounts}) == len(ROLES)
    assert len({account.user for account in accounts}) == len(ROLES)
    for account in accounts:
        known = one(
            done.ticker,
            "SELECT count(*) FROM hrmresource WHERE id = ? AND lastname = ? AND status = 1",
            account.person_id,
            account.name,
        )
        assert known == 1
    head = next(account for account in accounts if account.role == "department_head")
    assert one(
        done.ticker, "SELECT bmfzr FROM hrmdepartment WHERE id = ?", head.department_id
    ) == int(head.person_id)
    approver = next(account for account in accounts if account.role == "approver")
    acts = "SELECT count(*) FROM workflow_requestlog WHERE operator = ? AND logtype IN ('0', 'c')"
    assert one(done.ticker, acts, approver.person_id) > 50
    world = trade(profiles.SEED, TODAY)
    stories = world.stories
    keeper = next(account for account in accounts if account.role == "warehouse")
    assert keeper.warehouse_id == stories.failing.warehouse
    seller = next(account for account in accounts if account.role == "sales")
    slipping = next(c for c in world.customers if c.code == stories.slipping.customer)
    assert seller.person_id == str(slipping.owner)


def test_people_need_a_demo(tmp_path):
    with pytest.raises(FileNotFoundError, match="no demo database"):
        demo_people(tmp_path)
