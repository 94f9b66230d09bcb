"""The one door to data for people: it can't be opened without saying who asks."""

from collections.abc import Collection, Mapping, Sequence

from access.definition import Rule
from access.rules import RULES
from metrics.period import Period
from queries.ask import Asking
from queries.catalogue import Catalogue
from queries.chain import Chain, Chains
from queries.choices import Choices
from queries.definition import (
    Answer,
    Choice,
    Document,
    Drilled,
    Explained,
    Offer,
    Page,
    Pinned,
    QuarantineView,
    Question,
    SourceState,
)
from queries.desk import Desk
from queries.documents import Documents
from queries.drill import Drilling
from queries.frames import BYTES_IN_MEMORY
from queries.installation import Installation
from queries.pins import AsOf
from queries.quarantine import Quarantines
from queries.records import Record, Records
from queries.viewer import Who
from state.rows import Run

MOST_VALUES = 100


class Door:
    """Answers for one viewer at a time; rights are read again at every call.

    Every method raises `NotAllowed` for who may not ask, `BadQuestion` for what can't be asked and
    `NothingPublished` before the first pin. Safe to share among threads.
    """

    def __init__(
        self,
        installation: Installation,
        *,
        rules: Sequence[Rule] = RULES,
        in_memory: int = BYTES_IN_MEMORY,
    ) -> None:
        """`in_memory` are the bytes of facts kept at hand; 0 reads every one from its files."""
        self._desk = Desk(installation, rules, in_memory=in_memory)
        self._asking = Asking(self._desk)
        self._drilling = Drilling(self._desk)
        self._documents = Documents(self._desk)
        self._records = Records(self._desk)
        self._chains = Chains(self._desk, self._asking)
        self._catalogue = Catalogue(self._desk)
        self._choices = Choices(self._desk)
        self._quarantines = Quarantines(self._desk)

    def ask(self, who: Who, question: Question) -> Answer:
        """One metric in one cut; also raises `Unanswerable` (mixed currencies)."""
        return self._asking.ask(who, question)

    def drill(
        self,
        who: Who,
        question: Question,
        *,
        cell: Mapping[str, str] | None = None,
        page: Page | None = None,
    ) -> Drilled:
        """The rows a cell of the answer counted, one page of them, the first 100 by default.

        `cell` maps dimensions and `period` to the values of one row of the answer; empty for all.
        """
        return self._drilling.drill(who, question, cell=cell or {}, page=page or Page())

    def document(self, who: Who, source: str, document_id: str, *, as_of: AsOf = None) -> Document:
        """One document, whole; raises `NotFound` where it is missing or not visible."""
        return self._documents.document(who, source, document_id, as_of)

    def record(
        self, who: Who, kind: str, source: str, record_id: str, *, as_of: AsOf = None
    ) -> Record:
        """One business document (an order, an invoice …); raises `NotFound` as `document`."""
        return self._records.record(who, kind, source, record_id, as_of)

    def chain(
        self, who: Who, kind: str, source: str, record_id: str, *, as_of: AsOf = None
    ) -> Chain:
        """What a document came from and what it led to; raises `NotFound` as `document`."""
        return self._chains.chain(who, kind, source, record_id, as_of)

    def freshness(self, who: Who) -> tuple[SourceState, ...]:
        """How far every source is known; anyone who may sign in may see that."""
        self._desk.reception.receive(who)
        newest = self._desk.pins.newest()
        return self._desk.sources(self._desk.snapshot() if newest else None)

    def quarantine(
        self,
        who: Who,
        *,
        source: str | None = None,
        table: str | None = None,
        limit: int = MOST_VALUES,
        offset: int = 0,
    ) -> QuarantineView:
        """Rows that may not enter: for administrators and those who see everything."""
        return self._quarantines.page(who, source=source, table=table, limit=limit, offset=offset)

    def runs(self, who: Who, *, limit: int = MOST_VALUES) -> tuple[Run, ...]:
        """The run log, newest first: for administrators and those who see everything."""
        return self._quarantines.runs(who, limit=limit)

    def metrics(self, who: Who) -> tuple[Offer, ...]:
        """Every metric, and whether this viewer may ask it."""
        return self._catalogue.metrics(who)

    def explain(self, who: Who) -> tuple[Explained, ...]:
        """Why this viewer sees what they see."""
        return self._catalogue.explain(who)

    def period(self, who: Who, text: str, *, as_of: AsOf = None) -> Period:
        """The days a period's name means (本月, 2026-W47 …) on the pin's local date."""
        return self._catalogue.period(who, text, as_of)

    def dimension_values(
        self, who: Who, dimension: str, metrics: Collection[str] = ()
    ) -> tuple[Choice, ...]:
        """What a filter may offer: values on rows this viewer may see, by name; only those behind
        `metrics` where some are named."""
        return self._choices.values(who, dimension, metrics)

    def pinned(self, who: Who, as_of: AsOf = None) -> Pinned:
        """Which pin a question with this `as_of` is answered on; anyone who may sign in may ask."""
        self._desk.reception.receive(who)
        pin = self._desk.snapshot(as_of).pin
        return Pinned(id=pin.id, at=pin.at, watermark=pin.watermark)
