"""What one run through a listing has shown, so that it neither circles nor ends too early."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connectors.errors import Retriable
from connectors.generic.moment_formats import Mark
from connectors.generic.rest_paging import half, stuck


@dataclass(slots=True, kw_only=True)
class Loop:
    """What one listing has shown: its pages, the things on them, how many it declared."""

    whole: bool  # from its first page on
    pages: set[int] = field(default_factory=set[int])
    things: set[int] = field(default_factory=set[int])
    rows: int = 0
    total: int | None = None
    newest: Mark | None = None

    def meet(self, texts: Sequence[str], total: int | None) -> None:
        """Take note of a page. Raises Fatal for one seen before, Retriable for a shrunk listing."""
        prints = [hash(text) for text in texts]
        if len(set(prints)) < len(prints):  # equal rows of one page are several
            prints = [hash((text, n)) for text, n in zip(texts, _repeats(texts), strict=True)]
        page = hash(tuple(prints))
        if prints and page in self.pages:
            raise stuck()
        self.pages.add(page)
        self.rows += len(prints)
        if total is None:
            return
        if self.total is not None and total < self.total:
            raise Retriable(
                "The listing shrank while it was read; later.", code="moved", alone=True
            )
        self.total = total
        self.things.update(prints)

    def close(self) -> None:
        """Nothing declared is missing. Raises Retriable."""
        if self.whole and self.total is not None and len(self.things) < self.total:
            raise half()


def _repeats(texts: Sequence[str]) -> Iterator[int]:
    """How often each text came before."""
    seen = Counter[str]()
    for text in texts:
        yield seen[text]
        seen[text] += 1
