"""A small CRM: what was decided and ordered in the last eight weeks."""

import datetime as dt
import shutil

import pytest

from samples.demo.crm.generate import build
from samples.demo.moments import day_of, moment_of
from samples.demo.trade import trade

TODAY = dt.date(2026, 11, 19)  # a Thursday
SEED = 3


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("crm") / "crm.db"
    build(path, SEED, TODAY, days=56)
    return path


@pytest.fixture
def crm(built, tmp_path):
    path = tmp_path / "crm.db"
    shutil.copyfile(built, path)
    return path


@pytest.fixture(scope="session")
def world():
    return trade(SEED, day_of(moment_of(TODAY)))
