"""Every page for every role, in a real browser: what is theirs is drawn, the rest says no."""

import pytest
from playwright.sync_api import Page

from ui.registry import PAGES

from .conftest import Cockpit, settled, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

ROLES = {
    "executive": "executive",
    "head": "department_head",
    "approver": "approver",
    "auditor": "auditor",
    "admin": "administrator",
}
NO = "您没有查看这里的权限"


@pytest.mark.parametrize("user", ROLES)
def test_each_page_is_drawn_or_refused(page: Page, cockpit: Cockpit, user: str) -> None:
    sign_in(page, cockpit, user)
    for spec in PAGES:
        page.goto(f"{cockpit.url}/{spec.url}")
        refused = ROLES[user] not in spec.roles
        page.wait_for_selector("[data-testid=stAlert], [data-testid=stHeading], .card, .line")
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
