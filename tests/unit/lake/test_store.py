"""What a store promises, one promise a test."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from lake.compact import Policy
from lake.errors import BadBatch, Busy, Fatal, TypeChanged, VersionGone
from lake.lake import Lake, StoreName
from lake.store import Store
from lake.writing import locked
from tables.definition import MONEY, UTC_TIME
from tests.unit.lake.model import DOC, FACT, MASTER, at, doc, frame, key_frame, month

c = pl.col


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(tmp_path / "lake", timeout=5)


@pytest.fixture
def store(lake) -> Store:
    return lake.store(DOC)


def notes(store: Store, version: int | None = None) -> dict[str, str]:
    rows = store.scan(version).select("doc_id", "note").collect()
    return dict(rows.iter_rows())


def append(store: Store, *rows, **more) -> int:
    return store.append(frame(store.table, list(rows)), **more)


class TestNewest:
    def test_a_store_never_written_is_empty_and_stays_unwritten(self, store):
        assert store.version() == -1
        assert store.scan().collect().is_empty()
        assert dict(store.scan(-1).collect_schema()) == dict(DOC.schema)
        assert not store.path.exists()

    def test_types_survive(self, store):
        append(store, doc(3, 1))
        row = store.scan().collect().row(0, named=True)
        assert row["amount"] == Decimal("3.10")
        assert row["updated_at"] == at(1)
        assert store.scan().collect().schema["amount"] == MONEY

    @pytest.mark.parametrize("compacted", [False, True])
    def test_a_late_old_row_does_not_win(self, store, compacted):
        append(store, doc(1, 5, "new"))
        if compacted:
            store.compact(force=True)
        append(store, doc(1, 4, "late"))
        assert notes(store) == {"d1": "new"}
        store.compact(force=True)
        assert notes(store) == {"d1": "new"}

    def test_of_equal_times_the_later_batch_wins(self, store):
        append(store, doc(1, 5, "first"))
        store.compact(force=True)
        append(store, doc(1, 5, "second"))
        assert notes(store) == {"d1": "second"}

    def test_of_equal_times_in_a_batch_the_later_row_wins(self, store):
        append(store, doc(1, 5, "first"), doc(1, 5, "second"), doc(1, 4, "older"))
        assert notes(store) == {"d1": "second"}

    def test_a_row_without_cursor_is_the_oldest(self, store):
        append(store, doc(1, 0, "known"))
        append(store, doc(1, None, "unknown"), doc(2, None, "only"))
        store.compact(force=True)
        append(store, doc(2, None, "again"))
        assert notes(store) == {"d1": "known", "d2": "again"}

    def test_without_a_cursor_the_later_batch_wins(self, lake):
        store = lake.store(FACT, 2)
        append(store, doc(1, 9))
        store.compact(force=True)
        append(store, doc(1, 3))
        assert store.scan().collect()["updated_at"].to_list() == [at(3)]

    def test_replaying_a_batch_changes_nothing(self, store):
        rows = [doc(n, n, f"n{n}") for n in range(6)]
        append(store, *rows)
        before = notes(store)
        append(store, *rows)
        assert notes(store) == before


class TestDeletes:
    @pytest.mark.parametrize("compactions", [0, 1, 2])
    def test_a_late_old_row_does_not_resurrect(self, store, compactions):
        append(store, doc(1, 1, "a"), doc(2, 1, "b"))
        append(store, doc(1, 5, deleted=True))
        for _ in range(compactions):
            store.compact(force=True)
        append(store, doc(1, 4, "late"))
        assert notes(store) == {"d2": "b"}
        store.compact(force=True)
        assert notes(store) == {"d2": "b"}

    def test_a_missing_key_is_deleted_at_the_version_it_had(self, store):
        append(store, doc(1, 5, "a"), doc(2, 5, "b"))
        append(store, deletes=key_frame([1]))
        store.compact(force=True)
        append(store, doc(1, 4, "late"))
        assert notes(store) == {"d2": "b"}
        append(store, doc(1, 5, "back"))
        assert notes(store) == {"d1": "back", "d2": "b"}

    def test_a_row_of_the_same_call_outlives_its_delete(self, store):
        append(store, doc(1, 5, "a"))
        append(store, doc(1, 5, "b"), deletes=key_frame([1]))
        assert notes(store) == {"d1": "b"}

    def test_deleting_what_is_not_there_is_nothing(self, store):
        version = append(store, doc(1, 5, "a"))
        assert append(store, deletes=key_frame([7])) == version

    def test_a_key_moves_when_its_old_month_is_named(self, lake):
        store = lake.store(FACT, 0)
        append(store, doc(1, 1))
        moved = frame(FACT, [doc(1, 2) | {"created_at": month(2)}])
        store.append(moved)
        assert store.duplicates()["months"].to_list() == [["2026-02", "2026-03"]]
        old = key_frame([1]).with_columns(pl.lit(month(1)).cast(UTC_TIME).alias("created_at"))
        store.append(moved, deletes=old)
        assert store.duplicates().is_empty()
        assert store.locate(key_frame([1]))["_month"].to_list() == ["2026-03"]

    def test_a_key_in_two_months_of_one_batch_lives_in_the_newer(self, store):
        append(store, doc(1, 1, "old"), doc(1, 2, "new") | {"created_at": month(2)})
        assert notes(store) == {"d1": "new"}
        assert store.duplicates().is_empty()

    def test_a_delete_can_t_name_a_partition_that_is_no_month(self, store):
        deletes = key_frame([1]).with_columns(_month=pl.lit("x' or 1=1 --"))
        with pytest.raises(BadBatch, match="no month"):
            append(store, deletes=deletes)


class TestRefusals:
    def test_null_keys_and_partitions(self, store):
        with pytest.raises(BadBatch, match="1 rows without doc_id"):
            append(store, doc(1, 1) | {"doc_id": None})
        with pytest.raises(BadBatch, match="1 rows without created_at"):
            append(store, doc(1, 1) | {"created_at": None})
        assert notes(store) == {}

    def test_a_missing_column(self, store):
        with pytest.raises(BadBatch, match="columns missing: note"):
            store.append(frame(DOC, [doc(1, 1)]).drop("note"))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("amount", pl.lit(1.5)),
            ("note", pl.lit(1)),
            ("updated_at", pl.lit(month(1)).dt.replace_time_zone(None)),
            ("created_at", pl.lit(date(2026, 1, 1))),
        ],
    )
    def test_a_changed_type_loses_nothing(self, store, name, value):
        append(store, doc(1, 1, "kept"))
        with pytest.raises(TypeChanged, match=name):
            store.append(frame(DOC, [doc(2, 2)]).with_columns(value.alias(name)))
        assert notes(store) == {"d1": "kept"}

    @pytest.mark.parametrize(
        "value",
        [
            pl.lit("a").cast(pl.Categorical),
            pl.lit("a").cast(pl.Enum(["a"])),
            pl.duration(hours=1),
            pl.lit(month(1)).dt.replace_time_zone(None),
            pl.lit(1).cast(pl.UInt32),
        ],
    )
    def test_types_that_do_not_travel(self, store, value):
        with pytest.raises(TypeChanged, match="extra"):
            store.append(frame(DOC, [doc(1, 1)]).with_columns(extra=value))

    @pytest.mark.parametrize("name", ["_seq", "_other", "a b", "Note", "x;y"])
    def test_names_that_do_not_travel(self, store, name):
        with pytest.raises(BadBatch):
            store.append(frame(DOC, [doc(1, 1)]).with_columns(pl.lit("v").alias(name)))

    def test_a_busy_store(self, lake, store):
        impatient = Lake(lake.root, timeout=0.05).store(DOC)
        with locked(lake.root / "locks" / "doc.lock", "doc", 1), pytest.raises(Busy):
            append(impatient, doc(1, 1))
        append(impatient, doc(1, 1))

    def test_unknown_versions(self, store):
        append(store, doc(1, 1))
        for version in (99, -2):
            with pytest.raises(VersionGone):
                store.scan(version)
        with pytest.raises(VersionGone):
            store.restore(99)
        with pytest.raises(VersionGone):
            store.clean([99], timedelta(0))


class TestEvolution:
    def test_a_new_column_is_null_before_it_came(self, store):
        first = append(store, doc(1, 1, "a"))
        store.compact(force=True)
        rows = frame(DOC, [doc(4, 2)]).with_columns(级别=pl.lit("高"), empty=pl.lit(None))
        store.append(rows)
        append(store, doc(7, 3))  # a batch without it stays welcome
        for _ in range(2):
            seen = dict(store.scan().select("doc_id", "级别").collect().iter_rows())
            assert seen == {"d1": None, "d4": "高", "d7": None}
            assert store.schema().names() == [*DOC.schema, "级别"]
            store.compact(force=True)
        assert dict(store.scan(first).collect_schema()) == dict(DOC.schema)
        with pytest.raises(TypeChanged):
            store.append(rows.with_columns(级别=pl.lit(3)))

    def test_a_column_added_to_the_definition(self, lake, tmp_path):
        old = lake.store(MASTER)
        old.append(_masters(["a"]))
        wider = _with_column(MASTER, "grade", pl.Int64)
        new = lake.store(wider)
        assert new.scan().collect()["grade"].to_list() == [None]
        new.append(_masters(["a", "b"]).with_columns(grade=pl.lit(7, pl.Int64)))
        assert new.scan().collect()["grade"].to_list() == [7, 7]

    def test_a_type_changed_in_the_definition(self, lake):
        lake.store(MASTER).append(_masters(["a"]))
        narrowed = _with_column(MASTER, "name", pl.Int64)
        with pytest.raises(TypeChanged, match=r"master\.name is stored as String"):
            lake.store(narrowed).scan()


class TestVersions:
    def test_consumed_is_committed_with_the_rows(self, store):
        append(store, doc(1, 1), consumed={"approvals": 17, "steps": 3})
        append(store, doc(2, 1))
        last = append(store, consumed={"approvals": 18})
        assert (store.consumed("approvals"), store.consumed("steps")) == (18, 3)
        assert store.consumed("approvals", last - 1) == 17
        assert store.consumed("other") is None

    def test_restore_takes_back_rows_and_consumed_and_can_be_undone(self, store):
        first = append(store, doc(1, 1, "a"))
        last = append(store, doc(1, 2, "b"), doc(2, 2, "b"), consumed={"up": 5})
        back = store.restore(first)
        assert notes(store) == {"d1": "a"}
        assert store.consumed("up") is None
        assert store.epoch() == 1
        assert set(store.changed(last, back)["doc_id"]) == {"d1", "d2"}
        append(store, doc(1, 1, "after"))
        assert notes(store)["d1"] == "after"
        store.restore(last, consumed={"up": 2})
        assert notes(store) == {"d1": "b", "d2": "b"}
        assert store.consumed("up") == 2

    def test_restore_to_before_the_first_write(self, store):
        assert store.restore(-1) == -1
        last = append(store, doc(1, 1, "a"), consumed={"up": 5})
        back = store.restore(-1)
        assert notes(store) == {}
        assert store.consumed("up") is None
        assert store.changed(last, back)["doc_id"].to_list() == ["d1"]
        store.restore(last)
        assert notes(store) == {"d1": "a"}
        assert store.consumed("up") == 5

    def test_consumed_survives_checkpoints(self, store):
        first = append(store, doc(1, 1), consumed={"early": 4})
        for number in range(45):
            append(store, doc(1, number))
        assert list((store.path / "_delta_log").glob("*.checkpoint.parquet"))
        store.restore(first)
        assert store.consumed("early") == 4

    def test_changed_names_deleted_keys_and_survives_compaction(self, store):
        first = append(store, doc(1, 1), doc(2, 1), doc(3, 1))
        append(store, doc(2, 2), deletes=key_frame([1]))
        store.compact(force=True)
        found = store.changed(first)
        assert dict(found.select("doc_id", "_month").iter_rows()) == {
            "d1": "2026-02",
            "d2": "2026-03",
        }
        assert set(store.changed(-1)["doc_id"]) == {"d1", "d2", "d3"}
        assert store.changed(store.version()).is_empty()
        with pytest.raises(ValueError, match="backwards"):
            store.changed(3, 1)

    def test_months_prune(self, store):
        append(store, *(doc(n, 1, str(n)) for n in range(9)))
        store.compact(force=True)
        append(store, doc(1, 2, "x"))
        some = store.scan(months=["2026-02"]).collect()
        assert set(some["doc_id"]) == {"d1", "d4", "d7"}
        assert store.scan(months=[]).collect().is_empty()
        assert "2026-01" not in store.scan(months=["2026-02"]).explain()

    @pytest.mark.parametrize("compacted", [False, True])
    def test_lookup_is_a_scan_of_some_keys(self, store, compacted):
        append(store, *(doc(n, 5, "old") for n in range(9)))
        append(store, doc(1, 6, deleted=True), doc(2, 6, deleted=True))
        store.compact(force=True)
        append(store, doc(0, 6, "new"), doc(3, 4, "late"), doc(1, 4, "late"))
        if compacted:
            store.compact(force=True)
        keys = key_frame([0, 1, 2, 3, 4, 77])
        expected = {"d0": "new", "d3": "old", "d4": "old"}
        assert dict(store.lookup(keys).select("doc_id", "note").collect().iter_rows()) == expected
        assert store.lookup(keys).collect_schema() == store.scan().collect_schema()
        placed = keys.with_columns(_month=pl.lit("2026-01"))
        assert set(store.lookup(placed).collect()["doc_id"]) == {"d0", "d3"}
        assert store.lookup(key_frame([])).collect().is_empty()
        assert store.lookup(keys.select("source").unique()).collect().height == 7
        with pytest.raises(BadBatch, match="note"):
            store.lookup(keys.with_columns(note=pl.lit("x")))

    def test_the_policy_decides(self, store):
        append(store, *(doc(n, 1) for n in range(30)))
        assert store.compact(Policy(rows=11)) == 0
        assert store.compact(Policy(rows=10)) == 3
        append(store, doc(0, 2))
        assert store.compact(Policy(rows=1)) == 0  # 1 of 10 is not more than 10 %
        append(store, doc(3, 2))
        assert store.compact(Policy(rows=1)) == 1
        for cursor in range(3, 6):
            append(store, doc(0, cursor))
        assert store.compact(Policy(files=2)) == 1
        assert [m.base_rows for m in store.months()] == [10, 10, 10]


DATED = replace(DOC, schema=pl.Schema({**DOC.schema, "due_on": pl.Date}))


def dated(number: int, cursor: int, due: date | None) -> dict[str, object]:
    return doc(number, cursor) | {"due_on": due}


class TestMonthsWithin:
    """Partitions are skipped by the first and last days in the log, never one too many."""

    JANUARY = (date(2026, 1, 1), date(2026, 2, 1))

    @pytest.fixture
    def dated_store(self, lake) -> Store:
        store = lake.store(DATED)
        rows = [dated(0, 1, date(2026, 1, 31)), dated(1, 1, date(2026, 2, 1)), dated(2, 1, None)]
        append(store, *rows)
        return store

    def test_ends_are_exclusive_and_open_ends_are_open(self, dated_store):
        months = [f"{month(number):%Y-%m}" for number in range(3)]
        within = dated_store.months_within
        assert within({"due_on": self.JANUARY}) == {months[0], months[2]}  # nulls: not known
        assert within({"due_on": (date(2026, 2, 1), None)}) == {months[1], months[2]}
        assert within({"due_on": (None, None)}) == set(months)
        assert within({}) == set(months)
        assert within({"updated_at": self.JANUARY}) == set(months)  # no date, so not known

    def test_a_change_keeps_its_partition_with_all_its_files(self, dated_store):
        """The row moved out of the range; the scan must see that, not the row it replaced."""
        dated_store.compact(force=True)
        append(dated_store, dated(0, 2, date(2026, 3, 5)))
        march = (date(2026, 3, 1), date(2026, 4, 1))
        for days, found in ((march, ["d0"]), (self.JANUARY, [])):
            months = dated_store.months_within({"due_on": days})
            assert f"{month(0):%Y-%m}" in months
            rows = dated_store.scan(months=months).filter(c("due_on").is_between(*days))
            assert rows.collect()["doc_id"].to_list() == found


class TestLake:
    def test_names_and_generations(self, lake):
        append(lake.store(DOC), doc(1, 1))
        append(lake.store(FACT, 3), doc(1, 1))
        append(lake.store(FACT, 12), doc(1, 1))
        assert lake.store(FACT, 3).name == "facts.doc.g3"
        assert lake.names() == ["doc", "facts.doc.g12", "facts.doc.g3"]
        assert lake.generations(FACT) == [3, 12]
        lake.remove("facts.doc.g3")
        assert lake.generations(FACT) == [12]
        again = lake.store(FACT, 3)
        assert again.version() == -1
        append(again, doc(2, 1))
        assert again.scan().collect()["doc_id"].to_list() == ["d2"]

    def test_what_is_remembered_of_a_version_is_not_taken_for_another(self, lake, store):
        first = append(store, doc(1, 1))
        store.remember("few", first, key_frame([1]))
        second = append(store, doc(2, 1))
        known = Lake(lake.root).store(DOC).remembered("few", first)
        assert known is not None
        assert known.equals(key_frame([1]))
        assert store.remembered("few", second) is None
        assert store.remembered("other", first) is None
        lake.remove(store.name)
        append(store, doc(3, 1))
        assert store.remembered("few", first) is None

    @pytest.mark.parametrize("name", ["", "../up", "facts.a", "facts.a.gx", "A", "a/b", "a.b"])
    def test_names_that_are_none(self, name):
        with pytest.raises(Fatal):
            StoreName.parse(name)


def _masters(names: list[str]) -> pl.DataFrame:
    rows = [{"source": "s", "id": n, "name": name} for n, name in enumerate(names)]
    return frame(MASTER, [dict.fromkeys(MASTER.schema) | row for row in rows])


def _with_column(table, name, dtype):
    from dataclasses import replace

    return replace(table, schema=pl.Schema(dict(table.schema) | {name: dtype}))
