"""Tables say what is there: no machine words, no empty columns, local times."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from types import SimpleNamespace

import polars as pl
import pytest

from facts.definition import APPROVAL, APPROVAL_STEP
from facts.registry import FACTS, RECIPES
from metrics.derived import derived_of
from ui import document_rows, listings, record_parts
from ui.column_words import COLUMNS
from ui.data_parts import _about, _counts, _table
from ui.document_rows import presentable
from ui.documents import NUMBER, opened
from ui.panels import _most, _note
from ui.parts import grid_height
from ui.words import say

AT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


def _desk(lang="zh"):
    return SimpleNamespace(lang=lang, zone="Asia/Shanghai", say=partial(say, lang=lang))


def test_a_column_nobody_filled_is_left_out():
    words = ("started", "work", "problem")
    assert _table(_desk(), words, [("a", "b", None)]).columns == ["开始", "工作"]
    assert _table(_desk(), words, [("a", "b", None), ("c", None, "d")]).width == 3
    assert _table(_desk("en"), words, []).height == 0


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"rows": 43682, "deletes": 0, "rejected": 2}, "更新行 43,682 · 隔离行 2"),
        ({"pin": 7}, "数据版本 7"),
        ({"missing": 1}, "缺少必填值 1"),
        ({"rows": 0}, None),
        ({}, None),
    ],
)
def test_a_runs_counts_in_words(counts, said):
    assert _counts(_desk(), counts) == said


def test_a_run_is_about_a_source_or_a_table():
    labels = {"oa": "华岳集团 OA"}
    assert _about(_desk(), "oa", labels) == "华岳集团 OA"
    assert _about(_desk(), "approval_steps", labels) == "审批步骤"
    assert _about(_desk(), "facts.approval_step.g2", labels) == "步骤事实"
    assert _about(_desk(), "else", labels) == "else"
    assert _about(_desk(), None, labels) is None


def test_documents_and_steps_have_columns_of_their_own():
    document = pl.DataFrame(
        {
            "source": ["oa"],
            "document_id": ["1"],
            "business_no": ["FY-1"],
            "status": ["approved"],
            "current_node": pl.Series([None], dtype=pl.String),
            "submitted_at": [AT],
            "working_minutes": [90],
        }
    )
    assert presentable(_desk(), APPROVAL, document).to_dicts() == [
        {
            "单号": "FY-1",
            "状态": "已通过",
            "提交时间": "2026-11-21 01:30",
            "周期（工作小时）": 1.5,
        }
    ]
    step = pl.DataFrame(
        {"document_id": ["1"], "node": ["财务初审"], "action": ["approve"], "wait_minutes": [30]}
    )
    assert presentable(_desk(), APPROVAL_STEP, step).to_dicts() == [
        {"单据编号": "1", "节点": "财务初审", "动作": "同意", "等待（工作小时）": 0.5}
    ]


def test_any_cell_of_a_row_opens_it_but_not_its_number():
    assert opened([(3, "标题")]) == 3
    assert opened([(0, "单号")]) == 0
    assert opened([(0, NUMBER)]) is None
    assert opened([]) is None


def test_what_opens_a_document_is_always_read():
    assert "document_id" in document_rows.read(APPROVAL)
    assert "document_id" in document_rows.read(APPROVAL_STEP)
    for recipe in RECIPES:
        if recipe.document[0]:
            assert recipe.document[1] in document_rows.read(recipe.fact)


def test_every_business_fact_is_listed_with_columns_it_has_and_words_for_them():
    """A fact without a listing would show an empty table behind its numbers."""
    for recipe in RECIPES:
        fact = recipe.fact
        assert listings.LISTED.get(fact.name), fact.name
        known = {*fact.schema, *derived_of(fact)}
        assert set(listings.LISTED[fact.name]) <= known, fact.name
        assert set(listings.shown(fact)) <= set(COLUMNS), fact.name
    assert set(listings.LISTED) <= set(FACTS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_columns_of_a_listing_are_called_alike(lang):
    """A table with one name twice can't be drawn at all."""
    for name in listings.LISTED:
        fact = FACTS[name]
        names = [
            document_rows._called(fact, column, _desk(lang)) for column in listings.shown(fact)
        ]
        assert len(set(names)) == len(names), (name, sorted(names))


def test_whatever_the_page_of_a_document_tells_has_a_name():
    told = (*record_parts.NUMBERS, *record_parts.HEADER, *record_parts.STAGES, *record_parts.SUMS)
    assert set(told) <= set(COLUMNS)


def test_a_row_of_a_purchase_opens_its_order_in_words_people_use():
    fact = FACTS["purchase"]
    rows = pl.DataFrame(
        {
            "source": ["erp"],
            "po_id": ["P1"],
            "po_no": ["CG-1"],
            "supplier_name": ["东方"],
            "station": ["receive"],
            "ordered_net": [Decimal("12.50")],
        }
    )
    (opens,) = document_rows.opens(fact, rows)
    assert opens is not None
    assert (opens.page, opens.query) == (
        "record",
        {"type": "purchase_order", "source": "erp", "id": "P1"},
    )
    assert presentable(_desk(), fact, rows).to_dicts() == [
        {
            "采购订单": "CG-1",
            "供应商": "东方",
            "当前站点": "待收货",
            "订单不含税金额": 12.5,
        }
    ]


def test_the_chosen_member_is_shown_even_far_down():
    rows = pl.DataFrame({"department": list("abcdef")})
    assert _most(rows, "department", None, 3)["department"].to_list() == ["a", "b", "c"]
    assert _most(rows, "department", "b", 3)["department"].to_list() == ["a", "b", "c"]
    assert _most(rows, "department", "f", 3)["department"].to_list() == ["a", "b", "f"]
    assert _most(rows, "department", "gone", 3)["department"].to_list() == ["a", "b", "c"]


def test_members_left_out_are_said():
    rows = pl.DataFrame({"department": list("abcdefghijklm")})
    assert _note(_desk(), "click_to_filter", rows.head(10), rows) == "前 10 / 共 13 · 点击可筛选"
    said = _note(_desk("en"), "click_to_open", rows.head(10), rows)
    assert said == "Top 10 of 13 · Click to see the details"
    assert _note(_desk(), "click_to_filter", rows, rows) == "点击可筛选"


def test_a_short_table_is_as_high_as_its_rows():
    assert grid_height(2, 10) < grid_height(10, 10) == grid_height(99, 10)


def test_the_page_of_a_document_says_whom_to_call_as_it_was_told():
    lines = pl.DataFrame(
        {
            "customer_phone": ["139****5678"] * 2,
            "customer_contact": ["王**"] * 2,
            "customer_name": ["东方"] * 2,
        }
    )
    assert record_parts._shared(_desk(), SimpleNamespace(lines=lines)) == [
        ("customer_name", "东方"),
        ("customer_contact", "王**"),
        ("customer_phone", "139****5678"),
    ]


@pytest.mark.parametrize("name", ["agreement", "disagreement"])
def test_a_row_about_documents_of_several_types_opens_its_own(name):
    fact = FACTS[name]
    assert {"source", "document_type", "document_id"} <= {*fact.key, *document_rows.read(fact)}
    kinds = ["sales_order", "approval", "customer", None]
    rows = pl.DataFrame(
        {"source": "erp", "document_type": kinds, "document_id": ["1", "2", "3", None]}
    )
    order, form, *others = document_rows.opens(fact, rows)
    assert order is not None
    assert (order.page, order.query["type"], order.query["id"]) == ("record", "sales_order", "1")
    assert form is not None
    assert (form.page, form.query) == ("document", {"source": "erp", "id": "2"})
    assert others == [None, None]
