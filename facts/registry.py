"""Every fact by name, and the recipes of those that are built by groups."""

from facts.budget_cell import RECIPE as BUDGET_CELL
from facts.budget_entry import RECIPE as BUDGET_ENTRY
from facts.definition import APPROVAL, APPROVAL_STEP, CALENDAR_DAY, LEFT_OUT
from facts.recipe import Recipe
from tables.definition import Table

RECIPES: tuple[Recipe, ...] = (
    BUDGET_CELL,
    BUDGET_ENTRY,
)

FACTS: dict[str, Table] = {
    fact.name: fact
    for fact in (
        APPROVAL,
        APPROVAL_STEP,
        CALENDAR_DAY,
        LEFT_OUT,
        *(recipe.fact for recipe in RECIPES),
    )
}
