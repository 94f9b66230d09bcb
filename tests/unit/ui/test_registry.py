"""The list of pages is complete, importable, and offers nobody too much."""

import importlib
from pathlib import Path

import pytest

from tables.approvals import ACTIONS, STATES
from tables.registry import TABLES
from ui import record_words, words
from ui.registry import PAGES, offered

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.url)
def test_every_page_can_be_imported_and_named(page):
    assert callable(importlib.import_module(page.module).render)
    assert page.title in words.WORDS
    assert page.section in words.WORDS


def test_every_page_file_is_registered():
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "pages").glob("*/*.py")
        if path.name != "__init__.py"
    }
    assert files == {page.module for page in PAGES}


def test_streamlit_finds_no_page_file_on_its_own():
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*/*.py")), ids=lambda p: p.stem)
def test_pages_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80


def test_an_administrator_is_offered_no_business_page():
    assert {page.url for page in offered(frozenset({"administrator"}))} == {"data"}


def test_nobody_is_offered_anything_without_a_role():
    assert offered(frozenset()) == ()


def test_every_machine_word_has_a_translation():
    assert set(words.ACTIONS) == ACTIONS
    assert set(words.STATES) == STATES
    assert set(record_words.TABLES) >= set(TABLES)
    reasons = {check.reason for table in TABLES.values() for check in table.checks}
    assert reasons <= set(record_words.REASONS)
