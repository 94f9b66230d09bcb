"""Executor ids are stable over restarts and distinct between living processes."""

from pathlib import Path

from worker.slots import executors, taken


def test_two_living_workers_have_different_ids(tmp_path: Path) -> None:
    with (
        taken(tmp_path, prefix="w", version="1") as first,
        taken(tmp_path, prefix="w", version="1") as second,
    ):
        assert first != second


def test_a_restarted_worker_finds_its_id_again(tmp_path: Path) -> None:
    with taken(tmp_path, prefix="w", version="1") as first:
        pass
    with taken(tmp_path, prefix="renamed", version="2") as second:
        assert second == first


def test_who_lives_and_who_is_gone_is_known(tmp_path: Path) -> None:
    with taken(tmp_path, prefix="w", version="1") as first:
        with taken(tmp_path, prefix="w", version="2") as second:
            pass
        known = {e.executor_id: (e.alive, e.version) for e in executors(tmp_path, mine="nobody")}
    assert known == {first: (True, "1"), second: (False, "2")}


def test_a_torn_slot_file_starts_anew(tmp_path: Path) -> None:
    (tmp_path / "executor-0.json").write_text('{"executor_id": "w')
    with taken(tmp_path, prefix="w", version="1") as mine:
        assert mine == "w-0"
