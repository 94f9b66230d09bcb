"""Rights that follow regions, warehouses, projects and customers instead of departments."""

import pytest

from access.decide import decide
from access.definition import Grant, Role, Scope, Viewer
from access.holdings import Holdings
from access.organisation import Organisation

HOLDINGS = Holdings(
    regions={"CN": frozenset({"CN", "EAST"}), "EAST": frozenset({"EAST"})},
    customers_of={"P1": frozenset({"K1", "K2"})},
    customers_in={"CN": frozenset({"K3"}), "EAST": frozenset({"K1"})},
    warehouses_in={"EAST": frozenset({"W1", "W2"})},
)
ORGANISATION = Organisation(holdings=HOLDINGS)


def scope(subject: str, role: Role, person: str | None = None, **extent: str) -> Scope:
    viewer = Viewer(
        user="u",
        name="u",
        person_id=person,
        grants=(Grant(role=role, **extent),),
        rights_version=1,
    )
    return decide(viewer, subject, ORGANISATION)


def test_a_region_reaches_what_lies_in_it_and_below() -> None:
    found = dict(scope("sales_order", "executive", region_id="CN").extents)
    assert found["customer_id"] == {"K1", "K3"}
    assert found["region_id"] == {"CN", "EAST"}
    assert found["warehouse_id"] == {"W1", "W2"}


def test_whose_customer_it_is_counts_for_sales_not_where_the_goods_lie() -> None:
    found = dict(scope("sales_order", "sales", region_id="CN").extents)
    assert found == {"customer_id": {"K1", "K3"}, "region_id": {"CN", "EAST"}}
    asked_for = dict(scope("sales_order", "sales", warehouse_id="W1").extents)
    assert asked_for == {"warehouse_id": {"W1"}}  # whoever grants that has asked for it


def test_sales_people_see_their_customers_and_no_costs() -> None:
    found = scope("revenue", "sales", person="P1")
    assert found.extents == (("customer_id", frozenset({"K1", "K2"})),)
    assert found.own
    assert found.masks == {"cost"}
    assert not found.everything


def test_a_role_says_nothing_of_other_subjects() -> None:
    assert scope("payroll", "sales", region_id="CN").denied
    assert scope("budget_cell", "warehouse", warehouse_id="W1").denied
    assert scope("stock_count", "hr").denied


def test_a_warehouse_without_an_extent_reaches_nothing() -> None:
    assert scope("stock_count", "warehouse").denied
    assert scope("stock_count", "warehouse", warehouse_id="W1").extents == (
        ("warehouse_id", frozenset({"W1"})),
    )


def test_two_extents_at_once_reach_nothing() -> None:
    """Nobody can say whether both or either was meant."""
    assert scope("stock_count", "warehouse", warehouse_id="W1", company_id="C1").denied
    assert scope("stock_count", "executive", region_id="CN", company_id="C1").denied


def test_an_executive_of_a_region_sees_only_that() -> None:
    found = scope("sales_order", "executive", region_id="EAST")
    assert not found.everything
    assert not found.companies
    assert dict(found.extents)["customer_id"] == {"K1"}


@pytest.mark.parametrize("role", ["executive", "auditor"])
def test_pay_is_shown_by_totals(role: Role) -> None:
    assert "salary" in scope("payroll", role).masks
    assert "salary" not in scope("payroll", "hr").masks
    assert "salary" not in scope("sales_order", role).masks


def test_everybody_else_sees_no_pay_but_their_own() -> None:
    found = scope("payroll", "finance", person="P1")
    assert found.own
    assert not found.everything
    assert not found.companies
