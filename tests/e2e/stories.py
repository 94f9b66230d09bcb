"""What is planted in the demo, found by clicking as somebody does who doesn't know of it."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, TimeoutError, expect

from samples.demo.erp.planted import DUPLICATE, NO_APPROVAL
from samples.demo.trade import Trade, trade

from .conftest import Cockpit, settled


def drawn(page: Page) -> None:
    """Wait until the script has ended and a chart is there."""
    page.wait_for_selector(".js-plotly-plot .main-svg")
    settled(page)


def click_bar(page: Page, panel: str, at: int) -> None:
    """Click the `at`-th bar of a panel; Plotly wants the pointer to arrive first."""
    bar = page.locator(f"[class*='st-key-{panel}'] .js-plotly-plot .point path").nth(at)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    x, y = box["x"] + min(20, box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(600)
    page.mouse.click(x, y)


def open_first_row(page: Page, to: str = "document") -> None:
    """Click the first document; as a person would, again where the page was being drawn anew."""
    grid = page.locator(".st-key-documents canvas").first
    for patience in (15_000, 15_000, 60_000):
        grid.scroll_into_view_if_needed()
        page.wait_for_timeout(800)
        box = grid.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 120, box["y"] + 52)
        try:
            page.wait_for_url(re.compile(rf"/{to}\?"), timeout=patience)
        except TimeoutError:
            continue
        return
    raise AssertionError("no document was opened")


def choose_card(page: Page, metric: str) -> None:
    """Make the desk about the metric of a card."""
    page.locator(f".card[data-key='{metric}']").click()
    page.wait_for_url(re.compile(rf"metric={re.escape(metric)}"))
    drawn(page)


def click_until(page: Page, panel: str, dimension: str, value: str, *, most: int) -> None:
    """Try the first bars of a panel one after the other until one keeps `value`."""
    for at in range(most):
        click_bar(page, panel, at)
        page.wait_for_url(re.compile(rf"[?&]{dimension}=\w+"))
        drawn(page)
        if re.search(rf"[?&]{dimension}={value}(&|$)", page.url):
            return
        click_bar(page, panel, at)
        page.wait_for_url(lambda url: f"{dimension}=" not in url)
        drawn(page)
    raise AssertionError(f"{value} is not among the first {most}")


def the_trade(home: Path) -> Trade:
    """The truth behind an installed demo."""
    with closing(sqlite3.connect(f"file:{home / 'sources' / 'oa.db'}?mode=ro", uri=True)) as oa:
        facts = dict(oa.execute("SELECT name, value FROM oa_system"))
    return trade(int(facts["seed"]), date.fromisoformat(facts["built"]))


def planted(home: Path, name: str) -> set[str]:
    """The numbers of the ERP's documents that carry a story."""
    with closing(sqlite3.connect(f"file:{home / 'sources' / 'erp.db'}?mode=ro", uri=True)) as erp:
        rows = erp.execute("SELECT FSUBJECT FROM erp_story WHERE FNAME = ?", (name,))
        return {str(row[0]) for row in rows}


def _charged_twice(home: Path) -> set[str]:
    bills = planted(home, DUPLICATE)
    with closing(sqlite3.connect(f"file:{home / 'sources' / 'erp.db'}?mode=ro", uri=True)) as erp:
        known = dict(erp.execute("SELECT FBILLNO, FINVOICENO FROM t_ap_payable"))
    return {str(known[bill]) for bill in bills}


def find_the_warehouse(page: Page, cockpit: Cockpit) -> None:
    """From the overview's stock accuracy to the worst warehouse and one of its counts."""
    store = the_trade(cockpit.home).stories.failing.warehouse
    page.goto(f"{cockpit.url}/overview?period=last_month")
    drawn(page)
    page.locator(".card[data-key='inventory.ira']").click()
    page.wait_for_url(re.compile(r"/inventory\?"))
    drawn(page)
    click_bar(page, "panel-warehouse-inventory-ira", 0)
    page.wait_for_url(re.compile(rf"warehouse={store}(&|$)"))
    drawn(page)
    open_first_row(page, "record")
    expect(page.locator(".st-key-headline h3")).to_contain_text("盘点单")


def find_the_order_nobody_approved(page: Page, cockpit: Cockpit) -> None:
    """From the chain's gate to an order, whose chain begins without a form."""
    page.goto(f"{cockpit.url}/chain")
    drawn(page)
    choose_card(page, "purchase.ordered_not_approved_value")
    open_first_row(page, "record")
    chain = page.locator(".st-key-record-chain")
    expect(chain).to_contain_text("采购订单")
    expect(chain).not_to_contain_text("审批单")
    title = page.locator(".st-key-headline h3").inner_text()
    assert title.removeprefix("采购订单").strip() in planted(cockpit.home, NO_APPROVAL)


def find_the_invoice_that_came_twice(page: Page, cockpit: Cockpit) -> None:
    """From what may have been charged twice to an invoice."""
    page.goto(f"{cockpit.url}/payables")
    drawn(page)
    choose_card(page, "payable.duplicate_suspects_value")
    open_first_row(page, "record")
    title = page.locator(".st-key-headline h3").inner_text()
    assert title.removeprefix("供应商发票").strip() in _charged_twice(cockpit.home)


def find_the_department_short_of_money(page: Page, cockpit: Cockpit) -> None:
    """From a department's budget to the account that is used up: among its first five."""
    short = the_trade(cockpit.home).stories.short
    page.goto(f"{cockpit.url}/budget?period=this_year&department={short.department}")
    drawn(page)
    choose_card(page, "budget.utilisation_rate")
    click_until(page, "panel-account-budget-utilisation_rate", "account", short.account, most=5)


def find_the_customer_who_complains(page: Page, cockpit: Cockpit) -> None:
    """Among those who complain most this quarter is the one that slips."""
    world = the_trade(cockpit.home)
    code = world.stories.slipping.customer
    customer = next(one for one in world.customers if one.code == code)
    page.goto(f"{cockpit.url}/service?period=last_quarter")
    drawn(page)
    click_until(page, "panel-customer-service-complaints", "customer", str(customer.id), most=3)


def find_what_systems_say_differently(page: Page, cockpit: Cockpit) -> None:
    """From the pairs of systems to the records of one pair that differ."""
    page.goto(f"{cockpit.url}/agreement")
    drawn(page)
    grid = page.locator(".st-key-panel-pairs canvas").first
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    page.wait_for_url(re.compile(r"subject=\w+"))
    drawn(page)
    choose_card(page, "agreement.differing")
    expect(page.locator(".st-key-panel-documents")).to_contain_text("单据明细")
