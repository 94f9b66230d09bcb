"""Grants of roles, and the one number that says whether what you know about them is current."""

from dataclasses import asdict, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from state.database import Database
from state.errors import InvalidUser, UnknownUser
from state.installation import bump_rights, rights_version
from state.models import GrantModel, UserModel
from state.rows import NO_EXTENT, Extent, GrantRow, Rights
from state.users import normal, user_row


class RightsBook:
    """Who holds which role where; what a role means is decided in `access`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def version(self) -> int:
        """One indexed row; changes whenever any user or grant changes."""
        with self._db.read() as session:
            return rights_version(session)

    def of(self, username: str) -> Rights:
        """A user's rights as of now; raises UnknownUser when unknown or disabled."""
        with self._db.read() as session:
            model = session.get(UserModel, normal(username)[:64])
            if model is None or model.disabled_at is not None:
                raise UnknownUser("there is no such user, or the user is disabled")
            return Rights(
                user=user_row(model),
                grants=self._grants(session, model.username),
                version=rights_version(session),
            )

    def grants(self, username: str) -> tuple[GrantRow, ...]:
        """A user's grants, oldest first, disabled or not."""
        with self._db.read() as session:
            return self._grants(session, normal(username))

    def grant(
        self,
        username: str,
        role: str,
        extent: Extent = NO_EXTENT,
        *,
        by: str,
    ) -> int:
        """Give a role and return the grant's id (the existing one when given already).

        Raises UnknownUser, or InvalidUser for an empty role. An unknown role allows nothing.
        """
        if not role.strip():
            raise InvalidUser("a grant needs a role")
        key = normal(username)
        with self._db.write() as session:
            if session.get(UserModel, key) is None:
                raise UnknownUser("there is no such user")
            for held in self._grants(session, key):
                if (held.role, held.extent) == (role, extent):
                    return held.id
            model = GrantModel(
                username=key,
                role=role,
                **asdict(extent),
                granted_by=by,
                granted_at=self._db.now(),
            )
            session.add(model)
            bump_rights(session)
            session.flush()
            return model.id

    def revoke(self, grant_id: int) -> bool:
        """Take a grant away; False when it was gone already."""
        with self._db.write() as session:
            model = session.get(GrantModel, grant_id)
            if model is None:
                return False
            session.delete(model)
            bump_rights(session)
            return True

    def holders(self, role: str) -> tuple[str, ...]:
        """Names of enabled users who hold a role anywhere."""
        query = (
            select(GrantModel.username)
            .join(UserModel, UserModel.username == GrantModel.username)
            .where(GrantModel.role == role, UserModel.disabled_at.is_(None))
            .distinct()
            .order_by(GrantModel.username)
        )
        with self._db.read() as session:
            return tuple(session.scalars(query))

    @staticmethod
    def _grants(session: Session, username: str) -> tuple[GrantRow, ...]:
        query = select(GrantModel).where(GrantModel.username == username).order_by(GrantModel.id)
        return tuple(
            GrantRow(
                id=model.id,
                role=model.role,
                extent=_extent(model),
                granted_by=model.granted_by,
                granted_at=model.granted_at,
            )
            for model in session.scalars(query)
        )


def _extent(model: GrantModel) -> Extent:
    return Extent(**{each.name: getattr(model, each.name) for each in fields(Extent)})
