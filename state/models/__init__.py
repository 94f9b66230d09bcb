"""The tables of the state database; migrations build them, a test holds the two together."""

from state.models.base import Base
from state.models.operations import (
    CursorModel,
    HoldModel,
    PinModel,
    QuarantineModel,
    RunModel,
    SourceModel,
)
from state.models.people import (
    AttemptModel,
    AuditModel,
    GrantModel,
    InstallationModel,
    SessionModel,
    UserModel,
)
from state.models.targets import TargetModel

__all__ = [
    "AttemptModel",
    "AuditModel",
    "Base",
    "CursorModel",
    "GrantModel",
    "HoldModel",
    "InstallationModel",
    "PinModel",
    "QuarantineModel",
    "RunModel",
    "SessionModel",
    "SourceModel",
    "TargetModel",
    "UserModel",
]
