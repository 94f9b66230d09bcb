"""Reading the rows with some values: what a scan with a semi-join gives, and fewer files."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lake.lake import Lake
from lake.prune import months_holding
from lake.snapshot import shared
from lake.store import Store
from tests.unit.lake.model import DOC, doc, frame

WORDS = ("a", "b", "k", "ka", "键", "龥" * 12, "龥" * 40, "z" * 40, "z" * 40 + "a", None)

changes = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=5),
        st.integers(min_value=0, max_value=5),
        st.sampled_from(WORDS),
        st.sampled_from(["write", "delete", "compact"]),
    ),
    min_size=1,
    max_size=14,
)


def written(lake: Lake, steps: list[tuple[int, int, str | None, str]]) -> Store:
    """A store after some batches of one row, deletions and compactions."""
    store = lake.store(DOC)
    for number, clock, word, how in steps:
        if how == "compact" and store.version() >= 0:
            store.compact(force=True)
            continue
        row = doc(number, clock, deleted=how == "delete") | {"note": word}
        store.append(frame(DOC, [row]))
    return store


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=changes, wanted=st.lists(st.sampled_from(WORDS), max_size=4))
def test_it_gives_what_a_scan_and_a_semi_join_give(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[int, int, str | None, str]],
    wanted: list[str | None],
) -> None:
    store = written(Lake(tmp_path_factory.mktemp("lake")), steps)
    words = pl.DataFrame({"note": wanted}, schema={"note": pl.String}).unique()
    for values in (words, words.with_columns(source=pl.lit("oa"))):
        scan = store.scan().join(values.lazy(), on=values.columns, how="semi", nulls_equal=True)
        got = store.matching(values).collect().sort(DOC.key)
        assert got.equals(scan.collect().sort(DOC.key))


def test_partitions_that_hold_none_of_the_values_are_not_read(tmp_path: Path) -> None:
    store = Lake(tmp_path).store(DOC)
    store.append(frame(DOC, [doc(number, 1, f"note{number % 3}") for number in range(6)]))
    snapshot = shared(store.path, store.name).at()
    months = {file.month for file in snapshot.files}
    assert len(months) == 3
    assert len(months_holding(snapshot, pl.DataFrame({"note": ["note0"]}))) == 1
    assert months_holding(snapshot, pl.DataFrame({"note": ["note0", None]})) == months
    assert months_holding(snapshot, pl.DataFrame({"note": ["nothing"]})) == frozenset()
