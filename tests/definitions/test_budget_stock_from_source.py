"""Budgets and stock recomputed by SQL from the ERP's own fields, not through our tables."""

from datetime import date

import polars as pl
import pytest

from facts import budget_cell, budget_entry, stock_balance, stock_count, stock_move
from tests.definitions.erp_source import TODAY, Both, both
from tests.definitions.test_sales_from_source import KEPT, same

c = pl.col
MODULES = (budget_cell, budget_entry, stock_balance, stock_count, stock_move)
NAMES = (
    *("t_bm_execute", "t_bm_budget", "t_bm_adjust", "t_stk_count", "t_stk_countentry"),
    *("t_stk_balance", "t_stk_invlog"),
)
SHARE = "case FABC when 'A' then 0.002 when 'B' then 0.01 else 0.05 end"
WITHIN = f"abs(FCOUNTQTY - FACCTQTY) <= FACCTQTY * {SHARE}"
COUNTED = f"""t_stk_countentry e join t_stk_count h on h.FID = e.FID
    where e.FROUND = 1 and {KEPT.format("e.FENTRYID", "stock_counts")}"""
SPENT = f"t_bm_execute where {KEPT.format('FID', 'budget_entries')}"


@pytest.fixture(scope="module", params=[7, 20261])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    recipes = [module.RECIPE for module in MODULES]
    return both(tmp_path_factory.mktemp("erp"), request.param, recipes, NAMES)


def at(fact: pl.DataFrame, on: date) -> pl.DataFrame:
    """The rows open at the end of a day."""
    return fact.filter((c("opens_on") <= on) & (c("closes_on").is_null() | (c("closes_on") > on)))


@pytest.mark.parametrize(
    ("column", "kind"), [("reserve", "YZ"), ("commit", "ZY"), ("actual", "SJ"), ("paid", "FK")]
)
def test_what_uses_a_budget_by_department_and_period(world: Both, column: str, kind: str) -> None:
    rows = world.fact("budget_entry").filter(entry_of="entry", entry_kind=column)
    query = f"""select FDEPTID::varchar, FPERIOD, sum(FAMOUNT) from {SPENT} and FKIND = '{kind}'
        group by 1, 2"""
    same(rows.group_by("department_id", "period").agg(c(column).sum()), world.told(query))


def test_the_revised_budget_of_each_department(world: Both) -> None:
    rows = world.fact("budget_entry").group_by("department_id").agg(c("revised").sum())
    query = f"""select b.FDEPTID::varchar, sum(b.FBUDGETAMOUNT + coalesce(a.more, 0))
        from t_bm_budget b left join (select FLINEID, sum(FAMOUNT) as more from t_bm_adjust
        where {KEPT.format("FID", "budget_revisions")} group by 1) a on a.FLINEID = b.FID
        where {KEPT.format("b.FID", "budget_lines")} group by 1"""
    same(rows.filter(c("revised") != 0), [row for row in world.told(query) if row[1]])


def test_what_is_available_of_each_line_today(world: Both) -> None:
    cells = at(world.fact("budget_cell"), TODAY).filter("is_budgeted")
    ours = cells.group_by("department_id", "account_id", "period").agg(c("available").sum())
    query = f"""with used as (select FDEPTID, FACCOUNTID, FPERIOD, sum(FAMOUNT) as used from {SPENT}
        and FKIND <> 'FK' group by 1, 2, 3), more as (select FLINEID, sum(FAMOUNT) as more
        from t_bm_adjust where {KEPT.format("FID", "budget_revisions")} group by 1)
        select b.FDEPTID::varchar, b.FACCOUNTID, b.FPERIOD, any_value(coalesce(used, 0)) * -1
        + sum(b.FBUDGETAMOUNT + coalesce(more, 0)) from t_bm_budget b
        left join used u using (FDEPTID, FACCOUNTID, FPERIOD) left join more m on m.FLINEID = b.FID
        where {KEPT.format("b.FID", "budget_lines")} and b.FYEAR = '{TODAY.year}'
        group by 1, 2, 3"""
    same(ours, world.told(query))


def test_first_counts_right_and_exact_by_warehouse(world: Both) -> None:
    rows = world.fact("stock_count").filter("is_first").group_by("warehouse_id")
    for column, ok in (("is_within_tolerance", WITHIN), ("is_exact", "FCOUNTQTY = FACCTQTY")):
        query = f"select h.FSTOCKID, count(*) filter ({ok}) from {COUNTED} group by 1"
        same(rows.agg(c(column).sum()), world.told(query))
    same(rows.agg(pl.len()), world.told(f"select h.FSTOCKID, count(*) from {COUNTED} group by 1"))


def test_differences_and_book_by_unit(world: Both) -> None:
    rows = world.fact("stock_count").filter("is_first").group_by("unit")
    for column, number in (
        ("absolute_difference", "abs(FCOUNTQTY - FACCTQTY)"),
        ("book_quantity", "FACCTQTY"),
    ):
        query = f"select FUNIT, sum({number}) from {COUNTED} group by 1"
        same(rows.agg(c(column).sum()), world.told(query))


def test_the_value_of_stock_at_the_newest_balance(world: Both) -> None:
    held = at(world.fact("stock_balance"), TODAY)
    ours = held.group_by("warehouse_id").agg(c("amount").sum())
    query = f"""select FSTOCKID, sum(FENDAMOUNT) from t_stk_balance b where FPERIODEND =
        (select max(FPERIODEND) from t_stk_balance x where x.FSTOCKID = b.FSTOCKID)
        and {KEPT.format("FID", "stock_balances")} group by 1"""
    same(ours, world.told(query))


def test_the_cost_of_issues_by_month(world: Both) -> None:
    rows = world.fact("stock_move").filter("is_issue")
    month = c("moved_on").dt.strftime("%Y-%m")
    query = f"""select substr(FDATE, 1, 7), -sum(FCOST) from t_stk_invlog
        where FBIZTYPE in ('XSCK', 'SCLL', 'NBCK') and {KEPT.format("FLOGID", "stock_moves")}
        group by 1"""
    same(rows.group_by(month).agg(c("issue_amount").sum()), world.told(query))
