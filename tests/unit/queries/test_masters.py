"""What several sources say of one customer."""

from datetime import UTC, datetime

import polars as pl

from queries.masters import told_last

ROWS = [
    ("K1", "crm", 2019, "A", "steel"),
    ("K1", "erp", 2026, None, None),
    ("K2", "erp", 2026, "B", None),
    ("K2", "crm", 2019, "A", "paper"),
    ("K3", "erp", 2026, None, None),
]


def test_an_attribute_is_what_the_last_source_said_that_tells_it() -> None:
    columns = ("customer_id", "source", "updated_at", "level", "industry")
    rows = pl.LazyFrame(ROWS, schema=columns, orient="row").with_columns(
        updated_at=pl.col("updated_at").map_elements(
            lambda year: datetime(year, 1, 1, tzinfo=UTC), pl.Datetime("us", "UTC")
        )
    )
    told = told_last(rows, "customer_id", ("level", "industry")).sort("customer_id").collect()
    assert told.rows() == [("K1", "A", "steel"), ("K2", "B", "paper"), ("K3", None, None)]
