"""What the door answers when it does not answer: each error says why in both languages."""

from metrics.definition import Text


class DoorError(Exception):
    """A question that got no answer; `reason` is one sentence in each language."""

    def __init__(self, zh: str, en: str) -> None:
        self.reason: Text = {"zh": zh, "en": en}
        super().__init__(f"{zh} {en}")


class NotAllowed(DoorError):
    """The viewer has no right to this; nothing says whether it exists."""


class BadQuestion(DoorError):
    """The question names something that is not there, or combines things that do not go together.

    `suggestions` are the nearest right words.
    """

    def __init__(self, zh: str, en: str, *, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(zh, en)
        self.suggestions = suggestions


class NotFound(DoorError):
    """No such document for this viewer: missing and not visible are the same answer."""


class NothingPublished(DoorError):
    """No pin exists (or none as old as asked for), so there is no number to give."""


class Unanswerable(DoorError):
    """The data can't say: mixed currencies in one sum, a calendar that ends before the pin."""
