"""What a receipt of money brought, and what of it waits for an invoice."""

import polars as pl
import pytest

from ui.record_parts import of_receipt


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([("", 100.0)], [("received_gross", 100.0), ("unapplied_gross", 100.0)]),
        (
            [("", 100.0), ("A", -120.0), ("credit note", 20.0)],
            [("received_gross", 100.0), ("unapplied_gross", 0.0)],
        ),
        ([("", 100.0), ("in dollars", None)], [("received_gross", 100.0)]),
    ],
)
def test_what_came_is_not_what_was_moved(
    entries: list[tuple[str, float | None]], told: list[tuple[str, float]]
) -> None:
    rows = pl.DataFrame(entries, {"entry_id": pl.String, "amount_gross": pl.Float64}, orient="row")
    assert of_receipt(rows) == told
