"""What can go wrong in state, each named by what the caller should do about it."""


class UnknownUser(LookupError):
    """No such user, or the user is disabled: treat both alike."""


class InvalidUser(ValueError):
    """The name, role or password offered for a user breaks a rule; the message says which."""


class InvalidTarget(ValueError):
    """The goal or period offered for a target breaks a rule; the message says which."""


class StaleEpoch(RuntimeError):
    """The work began before a restore; it must be dropped and begun again."""


class PinMoved(RuntimeError):
    """Another pin was published meanwhile, or a version went backwards: look again."""


class PinHeld(RuntimeError):
    """The name already holds a pin."""


class UnknownPin(LookupError):
    """No pin has this id, or it has been thinned out."""
