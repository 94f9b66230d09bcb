"""People who can sign in; every change bumps the rights version."""

import re
import unicodedata

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from state import passwords
from state.database import Database
from state.errors import InvalidUser, UnknownUser
from state.installation import bump_rights
from state.models import SessionModel, UserModel
from state.rows import Lang, User

# ASCII, because the name travels in a header.
USERNAME = re.compile(r"[a-z0-9][a-z0-9_.@-]{0,63}")
LANGS = ("zh", "en")


def normal(username: str) -> str:
    """The one spelling of a user name: no full-width forms, no capitals, no spaces around."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def user_row(model: UserModel) -> User:
    """A stored user without the password hash."""
    return User(
        username=model.username,
        name=model.name,
        person_id=model.person_id,
        lang="en" if model.lang == "en" else "zh",
        disabled=model.disabled_at is not None,
        must_change=model.must_change,
        created_at=model.created_at,
        last_login_at=model.last_login_at,
    )


class Users:
    """Add, list, disable and check users."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self,
        username: str,
        *,
        name: str,
        password: str | None = None,
        person_id: str | None = None,
        lang: Lang = "zh",
    ) -> str | None:
        """Create a user; without a password, return a one-time password that must be changed.

        Raises InvalidUser for a bad or taken name or a weak password.
        """
        key = normal(username)
        if not USERNAME.fullmatch(key):
            raise InvalidUser(
                "a user name has 1 to 64 of a-z 0-9 . @ - _ and begins with a letter or digit"
            )
        if not name.strip() or lang not in LANGS:
            raise InvalidUser("a user needs a name, and zh or en as language")
        if password is not None:
            _refuse_weak(password, key)
        issued = passwords.one_time() if password is None else None
        secret_hash = passwords.hashed(issued or password or "")
        now = self._db.now()
        with self._db.write() as session:
            if session.get(UserModel, key) is not None:
                raise InvalidUser(f"the user {key} exists already")
            session.add(
                UserModel(
                    username=key,
                    name=name.strip()[:200],
                    password_hash=secret_hash,
                    person_id=person_id,
                    lang=lang,
                    must_change=issued is not None,
                    password_at=now,
                    created_at=now,
                )
            )
            bump_rights(session)
        return issued

    def get(self, username: str) -> User:
        """One user, disabled or not; raises UnknownUser."""
        with self._db.read() as session:
            return user_row(self._find(session, username))

    def list(self) -> tuple[User, ...]:
        """All users by name."""
        with self._db.read() as session:
            models = session.scalars(select(UserModel).order_by(UserModel.username))
            return tuple(user_row(model) for model in models)

    def count(self) -> int:
        """How many users there are."""
        with self._db.read() as session:
            return session.execute(select(func.count()).select_from(UserModel)).scalar_one()

    def check(self, username: str, password: str) -> User | None:
        """The user when the password fits and the account is open; takes equally long otherwise."""
        with self._db.read() as session:
            model = session.get(UserModel, normal(username)[:64])
        fits = passwords.matches(password, model.password_hash if model else None)
        if model is None or not fits or model.disabled_at is not None:
            return None
        return user_row(model)

    def set_password(self, username: str, password: str) -> None:
        """Store a password the user chose; raises InvalidUser when weak, UnknownUser."""
        _refuse_weak(password, normal(username))
        self._store_password(username, password, must_change=False)

    def reset_password(self, username: str) -> str:
        """Replace the password by a one-time one, end all sessions; raises UnknownUser."""
        issued = passwords.one_time()
        self._store_password(username, issued, must_change=True)
        return issued

    def disable(self, username: str) -> None:
        """Shut a user out; living sessions end at once; raises UnknownUser."""
        with self._db.write() as session:
            model = self._find(session, username)
            model.disabled_at = model.disabled_at or self._db.now()
            self._end_sessions(session, model.username)
            bump_rights(session)

    def enable(self, username: str) -> None:
        """Let a disabled user in again; raises UnknownUser."""
        with self._db.write() as session:
            self._find(session, username).disabled_at = None
            bump_rights(session)

    def change(
        self,
        username: str,
        *,
        name: str | None = None,
        person_id: str | None = None,
        lang: Lang | None = None,
    ) -> None:
        """Change what is given, leave the rest; an empty `person_id` removes it."""
        with self._db.write() as session:
            model = self._find(session, username)
            model.name = (name or "").strip()[:200] or model.name
            model.lang = lang or model.lang
            if person_id is not None:
                model.person_id = person_id or None
            bump_rights(session)

    def signed_in(self, username: str) -> None:
        """Note the time of a sign-in."""
        with self._db.write() as session:
            self._find(session, username).last_login_at = self._db.now()

    def _store_password(self, username: str, password: str, *, must_change: bool) -> None:
        secret_hash = passwords.hashed(password)
        with self._db.write() as session:
            model = self._find(session, username)
            model.password_hash = secret_hash
            model.must_change = must_change
            model.password_at = self._db.now()
            if must_change:
                self._end_sessions(session, model.username)
            bump_rights(session)

    def _end_sessions(self, session: Session, username: str) -> None:
        session.execute(
            update(SessionModel)
            .where(SessionModel.username == username, SessionModel.revoked_at.is_(None))
            .values(revoked_at=self._db.now())
        )

    @staticmethod
    def _find(session: Session, username: str) -> UserModel:
        model = session.get(UserModel, normal(username)[:64])
        if model is None:
            raise UnknownUser("there is no such user")
        return model


def _refuse_weak(password: str, username: str) -> None:
    wrong = passwords.problems(password, username)
    if wrong:
        raise InvalidUser("the password needs: " + "; ".join(problem.en for problem in wrong))
