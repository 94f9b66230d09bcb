from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from queries.viewer import as_viewer
from state import State
from state.errors import InvalidUser, UnknownUser
from state.rows import Extent
from tests.integration.state.conftest import Clock

GOOD = "Blue-Horse-77"


def test_a_new_user_gets_a_one_time_password_that_must_be_changed(state: State) -> None:
    issued = state.users.add(" Zhang.San ", name="张三", person_id="p1")
    assert issued is not None
    user = state.users.check("zhang.san", issued)
    assert user is not None
    assert (user.username, user.must_change, user.person_id) == ("zhang.san", True, "p1")
    state.users.set_password("zhang.san", GOOD)
    assert state.users.check("zhang.san", issued) is None
    assert not state.users.get("ZHANG.SAN").must_change


@pytest.mark.parametrize("name", ["", "a b", "张三", "-x", "x" * 65, "a\nb", "a'--"])
def test_bad_user_names_are_refused(state: State, name: str) -> None:
    with pytest.raises(InvalidUser, match="user name"):
        state.users.add(name, name="N")


def test_taken_names_and_weak_passwords_are_refused(state: State) -> None:
    state.users.add("a1", name="A", password=GOOD)
    with pytest.raises(InvalidUser, match="exists"):
        state.users.add("A1", name="A", password=GOOD)
    with pytest.raises(InvalidUser, match="password"):
        state.users.set_password("a1", "short")
    assert state.users.check("a1", GOOD)


def test_passwords_are_stored_only_as_bcrypt_hashes(state: State) -> None:
    state.users.add("a1", name="A", password=GOOD)
    with state.database.read() as session:
        stored = session.execute(text("SELECT password_hash FROM users")).scalar_one()
    assert stored.startswith("$2b$")


def test_every_change_of_users_and_grants_moves_the_rights_version(state: State) -> None:
    seen = [state.rights.version()]

    def moved() -> None:
        seen.append(state.rights.version())
        assert seen[-1] > seen[-2]

    state.users.add("a1", name="A", password=GOOD)
    moved()
    grant = state.rights.grant("a1", "executive", Extent(company_id="c"), by="admin")
    moved()
    assert state.rights.grant("a1", "executive", Extent(company_id="c"), by="admin") == grant
    assert state.rights.revoke(grant)
    moved()
    assert not state.rights.revoke(grant)
    state.users.disable("a1")
    moved()
    state.users.enable("a1")
    moved()
    state.users.change("a1", person_id="p9")
    moved()
    state.users.signed_in("a1")
    assert state.rights.version() == seen[-1]


def test_rights_of_a_user_become_a_viewer_and_unknown_roles_allow_nothing(state: State) -> None:
    state.users.add("a1", name="A", password=GOOD, person_id="p1", lang="en")
    state.rights.grant("a1", "department_head", Extent(department_id="d1"), by="admin")
    state.rights.grant("a1", "emperor", by="admin")
    viewer = as_viewer(state.rights.of("a1"))
    assert [(g.role, g.department_id) for g in viewer.grants] == [("department_head", "d1")]
    assert (viewer.person_id, viewer.lang) == ("p1", "en")
    assert state.rights.holders("department_head") == ("a1",)


@pytest.mark.parametrize("disabled", [True, False])
def test_disabled_and_unknown_users_have_no_rights(state: State, disabled: bool) -> None:
    if disabled:
        state.users.add("a1", name="A", password=GOOD)
        state.users.disable("a1")
    with pytest.raises(UnknownUser):
        state.rights.of("a1")
    assert state.users.check("a1", GOOD) is None


def test_sessions_live_until_idle_expired_revoked_or_disabled(state: State, clock: Clock) -> None:
    state.users.add("a1", name="A", password=GOOD)

    def new() -> str:
        return state.sessions.create("a1", ip="10.0.0.1", user_agent="x" * 999)

    token = new()
    row = state.sessions.find(token)
    assert row is not None
    assert (row.user.username, row.ip, len(row.user_agent)) == ("a1", "10.0.0.1", 300)
    clock.forward(minutes=29)
    state.sessions.touch(row.handle)
    clock.forward(minutes=29)
    assert state.sessions.find(token)
    clock.forward(minutes=2)
    assert state.sessions.find(token) is None  # idle
    state.sessions.touch(row.handle)
    assert state.sessions.find(token) is None  # and not to be woken

    token = new()
    row = state.sessions.find(token)
    assert row is not None
    for _ in range(25):
        clock.forward(minutes=29)
        state.sessions.touch(row.handle)
    assert state.sessions.find(token) is None  # past its lifetime, though never idle

    first, second = new(), new()
    handle = state.sessions.find(first).handle  # type: ignore[union-attr]
    assert state.sessions.alive([handle, "nonsense"]) == {handle}
    assert state.sessions.revoke(handle)
    assert not state.sessions.revoke(handle)
    assert state.sessions.find(first) is None
    assert state.sessions.find(second)
    state.users.disable("a1")
    assert state.sessions.find(second) is None
    state.users.enable("a1")
    assert state.sessions.find(second) is None  # enabling wakes nobody
    third, fourth = new(), new()
    row = state.sessions.find(fourth)
    assert row is not None
    assert state.sessions.revoke_user("a1", but=row.handle) == 1
    assert [each.handle for each in state.sessions.list("A1")] == [row.handle]
    assert state.sessions.find(third) is None
    state.users.reset_password("a1")
    assert state.sessions.list() == ()


def test_session_ids_are_kept_only_as_hashes(state: State) -> None:
    state.users.add("a1", name="A", password=GOOD)
    token = state.sessions.create("a1", ip="", user_agent="")
    with state.database.read() as session:
        rows = session.execute(text("SELECT * FROM sessions")).all()
    assert token not in str(rows)


@pytest.mark.parametrize("token", [None, "", "x", "x" * 5000, "' OR 1=1 --", "\0"])
def test_nonsense_is_no_session(state: State, token: str | None) -> None:
    assert state.sessions.find(token) is None


def test_old_sessions_are_forgotten(state: State, clock: Clock) -> None:
    state.users.add("a1", name="A", password=GOOD)
    state.sessions.create("a1", ip="", user_agent="")
    assert state.sessions.purge() == 0
    clock.forward(days=32)
    assert state.sessions.purge() == 1


def test_a_name_is_locked_for_one_address_only_and_the_lock_ends(
    state: State, clock: Clock
) -> None:
    for _ in range(3):
        assert state.lockout.begin("a1", "10.0.0.1").locked_until is None
    locked = state.lockout.begin("A1", "10.0.0.1").locked_until
    assert locked == clock.now + timedelta(minutes=15)
    assert state.lockout.begin("a1", "10.0.0.2").locked_until is None
    clock.forward(minutes=15, seconds=1)
    assert state.lockout.begin("a1", "10.0.0.1").locked_until is None


def test_success_clears_the_count_and_an_administrator_unlocks(state: State) -> None:
    for _ in range(2):
        state.lockout.begin("a1", "ip")
    state.lockout.clear("a1", "ip")
    for _ in range(3):
        assert state.lockout.begin("a1", "ip").locked_until is None
    assert state.lockout.begin("a1", "ip").locked_until is not None
    state.lockout.unlock("a1")
    assert state.lockout.begin("a1", "ip").locked_until is None


def test_a_name_attacked_from_everywhere_gets_slow_but_stays_open(
    state: State, clock: Clock
) -> None:
    delays = [state.lockout.begin("a1", f"10.0.0.{i}").delay for i in range(20)]
    assert delays[:10] == [0.0] * 10
    assert delays[10:] == sorted(delays[10:])
    assert delays[10] > 0
    assert max(delays) == 8.0
    clock.forward(minutes=16)
    assert state.lockout.begin("a1", "10.0.9.9").delay == 0.0
    clock.forward(hours=2)
    state.lockout.purge()
    with state.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM attempts")).scalar_one() == 0


def test_the_audit_log_can_only_grow(state: State) -> None:
    state.audit.add("owner", "as_user", origin="command line", user="lisi")
    state.audit.add("lisi", "sign_in", origin="10.0.0.1")
    assert [entry.what for entry in state.audit.list()] == ["sign_in", "as_user"]
    assert state.audit.list(who="owner")[0].detail == {"user": "lisi"}
    for change in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"), state.database.write() as session:
            session.execute(text(change))
    assert len(state.audit.list()) == 2
