"""The one row that counts: every change of rights, every restore."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from state.models import InstallationModel

THE_ROW = 1


def bump_rights(session: Session) -> None:
    """Tell every process that what it knows about rights is old."""
    session.execute(
        update(InstallationModel).values(rights_version=InstallationModel.rights_version + 1)
    )


def rights_version(session: Session) -> int:
    """The number of changes of users and grants so far."""
    return session.execute(select(InstallationModel.rights_version)).scalar_one()


def epoch(session: Session, *, lock: bool = False) -> int:
    """The number of restores so far; `lock` keeps others from changing it in this transaction."""
    query = select(InstallationModel.epoch)
    return session.execute(query.with_for_update() if lock else query).scalar_one()


def next_epoch(session: Session) -> int:
    """Begin a new epoch and return it."""
    session.execute(update(InstallationModel).values(epoch=InstallationModel.epoch + 1))
    return epoch(session)
