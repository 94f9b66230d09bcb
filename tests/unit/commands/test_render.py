"""What is printed: no formula for a spreadsheet, valid JSON, readable cells."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.render import as_csv, harmless, plain, shown

DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@given(
    start=st.sampled_from(DANGEROUS),
    rest=st.text(max_size=20),
    spaces=st.sampled_from(["", " ", "\u3000"]),
)
def test_no_text_cell_begins_a_formula(start: str, rest: str, spaces: str) -> None:
    assert harmless(spaces + start + rest).startswith("'")


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=9) | st.integers())))
def test_csv_reads_back(rows: list[dict[str, object]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    found = list(csv.reader(io.StringIO(as_csv(rows), newline="")))
    assert len(found) == len(rows) + 1
    for row, cells in zip(rows, found[1:], strict=True):
        wanted = ["" if row.get(c) is None else str(harmless(row[c])) for c in columns]
        assert cells == wanted


def test_numbers_stay_numbers() -> None:
    assert harmless(-5) == -5
    assert as_csv([{"x": -5}]) == '"x"\r\n-5\r\n'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("1.20"), (1, None)])
def test_json_is_always_valid(value: object) -> None:
    json.loads(json.dumps(plain({"v": value}), allow_nan=False))


def test_cells_for_people() -> None:
    assert shown(None) == "—"
    assert shown(1234.5) == "1,234.5"
    assert shown(datetime(2026, 3, 1, 16, tzinfo=UTC)) == "2026-03-02 00:00"
    assert "\x1b" not in shown("\x1b[31mred")
