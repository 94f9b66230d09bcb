"""Every fact by name, and the recipes of those that are built by groups."""

from facts.definition import APPROVAL, APPROVAL_STEP, CALENDAR_DAY, LEFT_OUT
from facts.recipe import Recipe
from tables.definition import Table

RECIPES: tuple[Recipe, ...] = ()

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
