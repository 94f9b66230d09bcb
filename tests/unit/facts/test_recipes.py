"""Facts of recipes: a refresh after any change equals building everything anew."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facts.definition import LEFT_OUT
from facts.produce import build_fact, refresh_fact
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from lake.lake import Lake
from tables.definition import Table
from tables.masters import SUPPLIERS
from tables.parts import QUANTITY
from tables.purchasing import GOODS_RECEIPTS, PURCHASE_ORDER_LINES, PURCHASE_ORDERS
from tests.unit.facts.world import calendar, calendar_rows, references

c = pl.col
NOW = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = date(2026, 3, 2)

TOY = Table(
    name="toy",
    cursor=None,
    key=("source", "po_id", "po_line_id"),
    partition="created_on",
    schema=pl.Schema(
        {
            "source": pl.String,
            "po_id": pl.String,
            "po_line_id": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "created_on": pl.Date,
            "ordered_on": pl.Date,
            "supplier": pl.String,
            "received": QUANTITY,
        }
    ),
)


def _toy(rows: Rows, references: References) -> pl.DataFrame:
    received = (
        rows["goods_receipts"].group_by("source", "po_line_id").agg(received=c("quantity").sum())
    )
    names = rows["suppliers"].select("supplier_id", supplier="name")
    return (
        rows["purchase_order_lines"]
        .join(
            rows["purchase_orders"].select(
                "source", "po_id", "ordered_on", "supplier_id", "calendar_id"
            ),
            on=["source", "po_id"],
        )
        .join(received, on=["source", "po_line_id"], how="left")
        .join(names, on="supplier_id", how="left")
    )


RECIPE = Recipe(
    fact=TOY,
    group=("source", "po_id"),
    root=Part(table=PURCHASE_ORDERS, columns=("company_id", "supplier_id", "ordered_on")),
    parts=(
        Part(
            table=PURCHASE_ORDER_LINES,
            columns=("company_id", "created_on"),
            joins={"po_id": "po_id"},
        ),
        Part(
            table=GOODS_RECEIPTS,
            columns=("quantity",),
            joins={"po_line_id": "po_line_id"},
            of="purchase_order_lines",
        ),
        Part(table=SUPPLIERS, columns=("name",), joins={"supplier_id": "supplier_id"}, across=True),
    ),
    build=_toy,
    days=("ordered_on",),
)


class World:
    """A lake whose purchasing tables change row by row."""

    def __init__(self, root: Path) -> None:
        self.lake = Lake(root)
        self.clock = NOW

    def write(self, table: Table, *rows: dict[str, Any], dead: bool = False) -> None:
        """Upsert (or delete) rows."""
        self.clock += timedelta(minutes=1)
        said: dict[str, Any] = {
            "source": "erp",
            "company_id": "c1",
            "updated_at": self.clock,
            "raw": "{}",
        }
        said["deleted_at"] = self.clock if dead else None
        full = [dict.fromkeys(table.schema) | said | row for row in rows]
        self.lake.store(table).append(pl.DataFrame(full, schema=table.schema))

    def order(self, number: int, **said: Any) -> None:
        """An order; its month follows from its number."""
        row = {"po_id": f"P{number}", "supplier_id": "S1", "status": "open", "currency": "CNY"}
        created = FIRST + timedelta(days=25 * number)
        row |= {"created_on": created, "ordered_on": created}
        self.write(PURCHASE_ORDERS, row | said)

    def line(self, order: int, number: int, *, dead: bool = False, **said: Any) -> None:
        """A line of an order."""
        row = {"po_line_id": f"L{order}-{number}", "po_id": f"P{order}", "unit": "EA"}
        row |= {"quantity": Decimal(10), "created_on": FIRST + timedelta(days=25 * order)}
        self.write(PURCHASE_ORDER_LINES, row | said, dead=dead)

    def receipt(self, name: str, line: str, quantity: int, *, dead: bool = False) -> None:
        """Goods received on a line."""
        row = {"receipt_line_id": name, "receipt_id": name, "po_line_id": line, "unit": "EA"}
        row |= {"quantity": Decimal(quantity), "created_on": FIRST, "received_on": FIRST}
        self.write(GOODS_RECEIPTS, row, dead=dead)

    def supplier(self, key: str, name: str, source: str = "crm") -> None:
        """A supplier, told by another source."""
        self.write(SUPPLIERS, {"source": source, "supplier_id": key, "name": name})

    def versions(self) -> dict[str, int]:
        """The newest table versions."""
        return {table.name: self.lake.store(table).version() for table in RECIPE.tables}

    def refreshed(self) -> pl.DataFrame:
        """The fact after a refresh."""
        refresh_fact(self.lake, 1, RECIPE, self.versions(), known())
        return self.rows(1)

    def built(self) -> pl.DataFrame:
        """The fact built anew."""
        for table in (TOY, LEFT_OUT):
            self.lake.remove(f"facts.{table.name}.g2")
        build_fact(self.lake, 2, RECIPE, self.versions(), known())
        return self.rows(2)

    def rows(self, generation: int, fact: Table = TOY) -> pl.DataFrame:
        """What a generation holds, in order."""
        return self.lake.store(fact, generation).scan().collect().sort(fact.key)

    def aside(self, generation: int = 1) -> list[tuple[str, str]]:
        """What stands aside, and why."""
        rows = self.rows(generation, LEFT_OUT)
        return rows.select("document_id", "reason").rows()


def known() -> References:
    """Company c1 with a calendar of 2026."""
    return references(days=calendar(calendar_rows(last=date(2027, 12, 31))))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_rows_of_every_part_reach_the_fact(world: World) -> None:
    world.supplier("S1", "东方")
    world.order(1)
    world.line(1, 1)
    world.receipt("R1", "L1-1", 4)
    world.receipt("R2", "L1-1", 3)
    (row,) = world.refreshed().to_dicts()
    assert (row["supplier"], row["received"]) == ("东方", Decimal(7))


def test_a_change_of_any_part_reaches_the_fact(world: World) -> None:
    world.supplier("S1", "东方")
    for number in (1, 2):
        world.order(number)
        world.line(number, 1)
        world.receipt(f"R{number}", f"L{number}-1", 4)
    world.refreshed()
    world.supplier("S1", "西方")
    world.receipt("R2", "L2-1", 0, dead=True)
    rows = world.refreshed()
    assert rows["supplier"].to_list() == ["西方", "西方"]
    assert rows["received"].to_list() == [Decimal(4), None]
    world.line(1, 1, dead=True)
    assert world.refreshed()["po_line_id"].to_list() == ["L2-1"]


def test_a_receipt_moved_to_another_line_leaves_the_first(world: World) -> None:
    world.order(1)
    world.order(2)
    world.line(1, 1)
    world.line(2, 1)
    world.receipt("R", "L1-1", 4)
    world.refreshed()
    world.receipt("R", "L2-1", 4)
    assert world.refreshed()["received"].to_list() == [None, Decimal(4)]


def test_nothing_is_written_where_nothing_changed(world: World) -> None:
    world.order(1)
    world.line(1, 1)
    world.refreshed()
    version = world.lake.store(TOY, 1).version()
    world.lake.store(PURCHASE_ORDERS).compact(force=True)
    world.refreshed()
    assert world.lake.store(TOY, 1).version() == version


def test_an_unknown_company_stands_aside_until_it_is_known(world: World) -> None:
    world.order(1, company_id="c9")
    world.line(1, 1)
    assert world.refreshed().is_empty()
    assert world.aside() == [("P1", "unknown_company")]
    world.order(1)
    assert world.refreshed().height == 1
    assert world.aside() == []


def test_a_day_no_calendar_knows_stands_aside_alone(world: World) -> None:
    world.order(1, ordered_on=date(2031, 1, 1))
    world.order(2)
    world.line(1, 1)
    world.line(2, 1)
    assert world.refreshed()["po_id"].to_list() == ["P2"]
    assert world.aside() == [("P1", "unknown_day")]
    assert world.rows(1, LEFT_OUT).row(0, named=True)["day"] == date(2031, 1, 1)
    world.order(1)
    assert world.refreshed()["po_id"].to_list() == ["P1", "P2"]
    assert world.aside() == []


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("order", "line", "dead line", "receipt", "dead receipt", "supplier")),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=8,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rounds=st.lists(ACTS, min_size=1, max_size=3))
def test_a_refresh_equals_building_anew(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, int, int]]]
) -> None:
    world = World(tmp_path_factory.mktemp("lake"))
    world.order(0)
    world.line(0, 0)
    for acts in rounds:
        for act, one, other in acts:
            _do(world, act, one, other)
        refreshed = world.refreshed()
        assert refreshed.equals(world.built())
        assert world.aside(1) == world.aside(2)


def _do(world: World, act: str, one: int, other: int) -> None:
    match act:
        case "order":
            world.order(one, supplier_id=f"S{other}", company_id="c9" if other == 2 else "c1")
        case "line" | "dead line":
            world.line(one, other, dead=act == "dead line")
        case "supplier":
            world.supplier(f"S{one}", f"name {other}")
        case _:
            world.receipt(f"R{one}", f"L{other}-{one % 2}", one + 1, dead=act == "dead receipt")
