import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from state import State
from state.errors import PinMoved
from state.migrate import HEAD, MIGRATIONS
from state.models import Base


def test_migrations_build_what_the_models_say(state: State) -> None:
    with state.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_quick_check_knows_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_opening_again_keeps_everything(state: State, url: str) -> None:
    state.users.add("a1", name="A")
    with State.open(url) as again:
        assert again.users.count() == 1


def test_several_may_open_a_new_installation_at_once(url: str) -> None:
    failures: list[Exception] = []

    def open_it() -> None:
        try:
            State.open(url).close()
        except Exception as error:  # noqa: BLE001, whatever it is
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with State.open(url) as state:
        assert state.rights.version() == 1


def test_a_newer_database_is_refused(state: State, url: str) -> None:
    with state.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    with pytest.raises(RuntimeError, match="another version"):
        State.open(url)


def test_only_one_of_many_publishers_wins_and_no_count_is_lost(state: State) -> None:
    won: list[int] = []
    lost: list[PinMoved] = []

    def work(version: int) -> None:
        state.lockout.begin("name", f"10.0.0.{version}")
        try:
            won.append(state.pins.publish({"a": version}, previous=None, epoch_seen=1).id)
        except PinMoved as error:
            lost.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    with state.database.read() as session:
        everywhere = text("SELECT failures FROM attempts WHERE ip = '*'")
        assert session.execute(everywhere).scalar_one() == 8


@pytest.mark.parametrize("url_", ["", "nonsense", "sqlite://", "mysql://u:secret@h/db"])
def test_unusable_addresses_are_told_without_repeating_them(url_: str) -> None:
    with pytest.raises(ValueError, match="state_url") as caught:
        State.open(url_)
    assert "secret" not in str(caught.value)


def test_sqlite_is_wal_and_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "state.db"
    with State.open(f"sqlite:///{file}") as state, state.database.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    assert file.stat().st_mode & 0o077 == 0
