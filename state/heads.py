"""What every question has to know first: one statement, without the cost of a session."""

from sqlalchemy import func, select

from state.database import Database
from state.models import InstallationModel, PinModel
from state.rows import Heads

_HEADS = select(InstallationModel.rights_version, select(func.max(PinModel.id)).scalar_subquery())


def heads(database: Database) -> Heads:
    """The heads of this moment."""
    with database.engine.connect() as connection:
        version, pin = connection.execute(_HEADS).one()
    return Heads(rights_version=version, pin=pin)
