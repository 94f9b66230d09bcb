"""The main job in a real browser: from a figure to the one document behind it, and back."""

import re
from collections.abc import Callable
from urllib.parse import quote

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from lake.lake import Lake
from settings import Settings
from state import State
from tables.registry import TABLES
from ui.registry import PAGES

from . import stories
from .conftest import SHOTS, Cockpit, settled, sign_in
from .stories import click_bar, drawn, open_first_row

pytestmark = pytest.mark.e2e  # one file, so that one process installs one cockpit


def rows_of(cockpit: Cockpit, table: str) -> pl.DataFrame:
    """What the cockpit's lake holds of a table."""
    return Lake(Settings(home=cockpit.home).lake).store(TABLES[table]).scan().collect()


def named(cockpit: Cockpit, table: str, name: str) -> str:
    """The id of the one row with that name."""
    return rows_of(cockpit, table).filter(pl.col("name") == name).item(0, "department_id")


def linked(cockpit: Cockpit) -> tuple[str, str]:
    """Two documents linked with each other alone, each submitted once and decided."""
    approvals = rows_of(cockpit, "approvals")
    again = approvals.get_column("previous_id").drop_nulls()
    settled_once = approvals.filter(
        pl.col("status") == "approved",
        pl.col("previous_id").is_null(),
        ~pl.col("approval_id").is_in(again.implode()),
    ).get_column("approval_id")
    links = rows_of(cockpit, "document_links")
    ends = pl.concat([links.select(id=end) for end in ("from_id", "to_id")])
    once = ends.group_by("id").len().filter(pl.col("len") == 1).get_column("id")
    alone = links.filter(
        pl.col("to_id").is_in(once.implode()),
        *(pl.col(end).is_in(settled_once.implode()) for end in ("from_id", "to_id")),
    ).sort("updated_at", "to_id")
    one = alone.height // 2  # the newest link may be taken back while it is looked at
    return alone.item(one, "to_id"), alone.item(one, "from_id")


def test_from_a_figure_to_its_document_and_back(page: Page, cockpit: Cockpit) -> None:
    sign_in(page, cockpit, "executive", at="/approvals")
    drawn(page)
    click_bar(page, "panel-department", 1)
    page.wait_for_url(re.compile(r"department="))
    drawn(page)
    click_bar(page, "panel-node", 0)
    page.wait_for_url(re.compile(r"node="))
    drawn(page)
    desk = page.url
    page.screenshot(path=SHOTS / "desk_filtered.png")
    open_first_row(page)
    page.get_by_text("流转过程").wait_for()
    page.screenshot(path=SHOTS / "document.png")
    page.get_by_text("返回审批效能").click()
    page.wait_for_url(re.compile(r"/approvals\?"))
    assert page.url == desk
    drawn(page)
    node = page.locator(".st-key-node input").input_value()
    page.go_back()
    page.get_by_text("流转过程").wait_for()
    page.go_back()
    page.wait_for_url(desk)
    drawn(page)
    expect(page.locator(".st-key-node input")).to_have_value(node)
    page.go_back()
    page.wait_for_url(re.compile(r"/approvals\?department=\d+$"))
    drawn(page)
    expect(page.locator(".st-key-node input")).to_have_value("")


def test_a_card_of_the_overview_leads_to_its_desk(page: Page, cockpit: Cockpit) -> None:
    sign_in(page, cockpit, "executive")
    drawn(page)
    assert page.url.endswith("/overview")
    page.screenshot(path=SHOTS / "overview.png")
    click_bar(page, "panel-department-approval-overdue", 0)
    page.wait_for_url(re.compile(r"/approvals\?.*department=\d+.*metric=approval\.overdue"))
    page.goto(cockpit.url + "/overview")
    drawn(page)
    page.locator(".card[data-key='approval.on_time_rate']").click()
    page.wait_for_url(re.compile(r"/approvals\?.*metric=approval\.on_time_rate"))
    drawn(page)
    chosen = page.locator(".card.chosen")
    expect(chosen).to_have_attribute("data-key", "approval.on_time_rate")


def test_a_pasted_address_restores_filters_by_name_and_by_id(page: Page, cockpit: Cockpit) -> None:
    department = named(cockpit, "departments", "采购部")
    sign_in(page, cockpit, "executive", at="/approvals?period=上月&grain=周&process=费用报销")
    drawn(page)
    expect(page.locator(".st-key-period input")).to_have_value("上月")
    expect(page.locator(".st-key-process input")).to_have_value("费用报销")
    page.wait_for_url(re.compile(r"period=last_month.*grain=week|grain=week.*period=last_month"))
    page.goto(f"{cockpit.url}/approvals?department={department}&process=<b>no-such</b>")
    drawn(page)
    expect(page.locator(".st-key-department input")).to_have_value("采购部")
    expect(page.locator(".st-key-process input")).to_have_value("")
    said = page.locator(".st-key-in-vain")
    expect(said).to_contain_text("筛选“流程 = <b>no-such</b>”不存在")
    page.wait_for_url(re.compile(rf"/approvals\?department={department}$"))
    click_bar(page, "panel-department", 1)
    page.wait_for_url(lambda url: f"department={department}" not in url)
    drawn(page)
    page.go_back()
    expect(page.locator(".st-key-department input")).to_have_value("采购部")


def test_linked_documents_open_and_a_crafted_way_back_stays_here(
    page: Page, cockpit: Cockpit
) -> None:
    one, other = linked(cockpit)
    there = f"/document?source=oa&id={one}&back="
    sign_in(page, cockpit, "executive", at=there + "period%3Dlast_month")
    expect(page.locator(".st-key-document-links")).to_contain_text("上游")
    title = page.locator(".st-key-headline h3").inner_text()
    page.locator(".st-key-document-links a").first.click()
    page.wait_for_url(re.compile(rf"/document\?.*id={other}(&|$)"))
    expect(page.locator(".st-key-headline h3")).not_to_have_text(title)
    expect(page.locator(".st-key-document-links")).to_contain_text("下游")
    page.go_back()
    expect(page.locator(".st-key-headline h3")).to_have_text(title)
    for back in ("https://evil.example", "//evil.example", "javascript:alert(1)", "%00%ff&=&"):
        page.goto(cockpit.url + there + quote(back))
        page.get_by_text("流转过程").wait_for()
        page.get_by_text("返回审批效能").click()
        page.wait_for_url(f"{cockpit.url}/approvals")
        assert page.locator("[data-testid=stException]").count() == 0, back


def test_an_unknown_address_is_said_in_chinese(page: Page, cockpit: Cockpit) -> None:
    sign_in(page, cockpit, "executive", at="/")
    page.goto(cockpit.url + "/no-such-page?x=1")
    expect(page.get_by_role("heading", name="找不到这个页面")).to_be_visible()
    page.get_by_role("link", name="返回驾驶舱").click()
    page.wait_for_url(re.compile(r"/overview"))


def test_an_administrator_sees_no_business_data(page: Page, cockpit: Cockpit) -> None:
    sign_in(page, cockpit, "admin", at="/approvals")
    page.get_by_text("您没有查看这里的权限").wait_for()
    assert page.locator(".js-plotly-plot").count() == 0
    expect(page.get_by_role("link", name="审批效能")).to_have_count(0)
    page.goto(cockpit.url + "/data")
    page.get_by_text("华岳集团 OA").first.wait_for()
    page.screenshot(path=SHOTS / "data_admin.png")


def test_a_department_head_sees_one_department_and_its_children(
    page: Page, cockpit: Cockpit
) -> None:
    sign_in(page, cockpit, "head", at="/approvals")
    drawn(page)
    bars = page.locator("[class*='st-key-panel-department'] .js-plotly-plot .point path")
    assert 1 <= bars.count() / 2 <= 5  # a track and a bar each
    page.screenshot(path=SHOTS / "desk_head.png")


def test_the_phone_shows_the_same_desk(phone: Page, cockpit: Cockpit) -> None:
    sign_in(phone, cockpit, "executive", at="/approvals")
    drawn(phone)
    expect(phone.locator(".card")).to_have_count(6)
    wide = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert phone.evaluate(TOO_SMALL) == []
    labels = phone.locator(".xaxislayer-above .xtick text, .xaxislayer-below .xtick text")
    assert "rotate" not in str(labels.first.get_attribute("transform"))
    phone.screenshot(path=SHOTS / "desk_phone.png")


def test_signing_out_ends_the_session(page: Page, cockpit: Cockpit) -> None:
    sign_in(page, cockpit, "auditor", at="/overview")
    drawn(page)
    page.goto(cockpit.url + "/logout")
    page.click("button[type=submit]")
    page.goto(cockpit.url + "/overview")
    assert "/login" in page.url


def test_a_language_chosen_at_the_sign_in_stays_until_it_is_changed(
    page: Page, cockpit: Cockpit
) -> None:
    sign_in(page, cockpit, "approver", at="/login?lang=en&next=/approvals%3Fperiod%3Dlast_month")
    drawn(page)
    expect(page.get_by_role("link", name="Approvals")).to_be_visible()
    expect(page.locator(".st-key-period input")).to_have_value("Last month")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("link", name="审批效能")).to_be_visible()
    expect(page.locator(".st-key-period input")).to_have_value("上月")
    page.reload()
    expect(page.get_by_role("button", name="English")).to_be_visible()


def test_a_disabled_user_is_shown_out(page: Page, cockpit: Cockpit) -> None:
    sign_in(page, cockpit, "auditor", at="/approvals?period=last_month")
    drawn(page)
    state = State.open(Settings(home=cockpit.home).state_url.get_secret_value())
    try:
        state.users.disable("auditor")
        page.wait_for_url(re.compile(r"/login\?next=/approvals(\?|%3F)period(=|%3D)last_month"))
        expect(page.locator(".js-plotly-plot")).to_have_count(0)
    finally:
        state.users.enable("auditor")
        state.close()


def test_an_open_page_follows_the_data(page: Page, cockpit: Cockpit) -> None:
    sign_in(page, cockpit, "executive", at="/approvals")
    drawn(page)
    said = page.get_by_text(re.compile(r"数据截至")).first
    before = "".join(re.findall(r"数据截至 [\d-]+ [\d:]+", said.inner_text()))
    assert before
    expect(said).to_contain_text(before)
    page.locator(".st-key-process input").click()
    page.keyboard.type("费用")
    page.evaluate("document.untouched = true")  # gone after a reload
    expect(said).not_to_contain_text(before, timeout=180_000)
    assert page.evaluate("document.untouched")
    expect(page.locator(".st-key-process input")).to_have_value("费用")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"process="))


TOO_SMALL = """() => [...document.querySelectorAll(
  '.card, .st-key-filters .react-aria-ComboBox, .st-key-filters [role=radiogroup] button')]
  .filter(each => each.getBoundingClientRect().height < 43).map(each => each.className)"""

ROLES = {
    "executive": "executive",
    "warehouse": "warehouse",
    "admin": "administrator",
}
NO = "您没有查看这里的权限"


@pytest.mark.parametrize("user", ROLES)
def test_each_page_is_drawn_or_refused(page: Page, cockpit: Cockpit, user: str) -> None:
    sign_in(page, cockpit, user)
    for spec in PAGES:
        page.goto(f"{cockpit.url}/{spec.url}")
        refused = ROLES[user] not in spec.roles
        page.wait_for_selector("[data-testid=stAlert], .st-key-headline, .card")
        settled(page)
        assert page.locator("[data-testid=stException]").count() == 0, spec.url
        assert (page.get_by_text(NO).count() > 0) == refused, spec.url
        if refused:
            assert page.locator(".js-plotly-plot, [data-testid=stDataFrame], .card").count() == 0


def test_no_address_opens_without_a_session(page: Page, cockpit: Cockpit) -> None:
    for path in ["/", "/document?source=oa&id=1", "/_stcore/host-config", "/media/x", *PAGES]:
        address = path if isinstance(path, str) else f"/{path.url}"
        page.goto(cockpit.url + address)
        assert "/login" in page.url, address


@pytest.mark.parametrize(
    "story",
    [
        stories.find_the_warehouse,
        stories.find_the_order_nobody_approved,
        stories.find_the_invoice_that_came_twice,
        stories.find_the_department_short_of_money,
        stories.find_the_customer_who_complains,
        stories.find_what_systems_say_differently,
    ],
    ids=lambda story: story.__name__,
)
def test_what_is_planted_is_found_by_clicking(
    page: Page, cockpit: Cockpit, story: Callable[[Page, Cockpit], None]
) -> None:
    sign_in(page, cockpit, "executive")
    story(page, cockpit)
