"""An answer of the door against cells worked out by hand."""

from collections.abc import Mapping

import pytest

from queries.definition import Answer
from tests.oracle.subjects.recompute import Cell, Told


def cells_of(answer: Answer) -> dict[Cell, Told]:
    """The cells of an answer, by the values of its dimensions and the period."""
    rows = answer.rows.select(*answer.question.cut.by, "period", "value", "rows").rows()
    return {
        tuple(row[:-2]): Told(value=None if row[-2] is None else float(row[-2]), rows=row[-1])
        for row in rows
    }


def same_cells(answer: Answer, wanted: Mapping[Cell, Told]) -> None:
    """The same cells, each with as many rows and the same value; null is not 0."""
    found = cells_of(answer)
    rows = {cell: told.rows for cell, told in found.items()}
    assert rows == {cell: told.rows for cell, told in wanted.items()}
    for cell, told in wanted.items():
        value = found[cell].value
        assert (value is None) == (told.value is None), (cell, value, told)
        if told.value is not None:
            assert value == pytest.approx(told.value, rel=1e-9, abs=1e-6), cell
