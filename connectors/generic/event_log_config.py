"""Settings of the `event_log` connector: files, columns, and what each activity means."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from connectors.base import SourceConfig, Strict, Zone
from connectors.mapping import Columns, check_columns, check_plain
from connectors.sentences import At
from tables.approvals import ACTIONS
from tables.registry import TABLES

OWN_REJECT, CLOSE, IGNORE = "own_reject", "close", "ignore"
WORDS = ACTIONS | {OWN_REJECT, CLOSE, IGNORE}
PASSIVE = frozenset({"comment", "remind", "cc"})
DERIVED = frozenset(
    {"approval_id", "status", "created_at", "submitted_at", "decided_at", "closed_at", "updated_at"}
)


def _pattern(value: Any) -> re.Pattern[str]:
    if not isinstance(value, str) or not value:
        raise At("This must be a regular expression.")
    try:
        compiled = re.compile(value)
    except (re.error, OverflowError, RecursionError):
        raise At("This is not a valid regular expression.") from None
    unknown = set(compiled.groupindex) - {"role", "node"}
    if unknown:
        raise At("Named groups are role and node only.")
    return compiled


Pattern = Annotated[re.Pattern[str], BeforeValidator(_pattern)]


class Rule(Strict):
    """Activities that match the whole pattern mean the action; `final` approvals decide."""

    match: Pattern
    action: str
    final: bool = False

    @model_validator(mode="after")
    def _known(self) -> "Rule":
        if self.action not in WORDS:
            raise At(f"The actions are {', '.join(sorted(WORDS))}.", "action")
        if self.final and self.action not in {"approve", "auto_approve", "countersign"}:
            raise At("Only an approving act can be final.", "final")
        return self


class EventColumns(Strict):
    """Names of the columns (XES: keys; attributes of the trace carry the prefix `case:`)."""

    case: str = "case:concept:name"
    activity: str = "concept:name"
    time: str = "time:timestamp"
    resource: str | None = None
    role: str | None = None
    order: str | None = None
    comment: str | None = None


class Cases(Strict):
    """A file with one row per case and its attributes."""

    file: str = Field(min_length=1)
    case: str = Field(min_length=1)


class Links(Strict):
    """Document links from a file (default: the cases), one per row whose ids are usable."""

    file: str | None = None
    from_column: str
    from_source: str
    from_type: str
    to_column: str
    to_source: str
    to_type: str
    kind: str
    confidence: Literal["key", "rule", "ambiguous"] = "key"
    unusable: list[str] = Field(default_factory=list)


class MasterFile(Strict):
    """A file and the column whose values name departments, people or companies."""

    file: str = Field(min_length=1)
    column: str = Field(min_length=1)


class Master(Strict):
    """Rows of a master table: distinct values found in files, mapped from the column `value`."""

    table: Literal["companies", "departments", "people"]
    files: list[MasterFile] = Field(min_length=1)
    unusable: list[str] = Field(default_factory=list)
    columns: Columns


class EventLogConfig(SourceConfig):
    """One log of approvals."""

    kind: Literal["event_log"]
    file: str = Field(min_length=1)
    format: Literal["xes", "csv", "parquet"] | None = None
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    max_megabytes: int = Field(default=2048, ge=1, le=65536)
    zone: Zone | None = None
    columns: EventColumns = Field(default_factory=EventColumns)
    cases: Cases | None = None
    rules: list[Rule] = Field(min_length=1)
    otherwise: Literal["reject", "ignore", "comment"] = "reject"
    reject_then_resubmit: Literal["return_to_applicant", "reject"] = "return_to_applicant"
    own_reject_then_resubmit: Literal["comment", "withdraw"] = "comment"
    decided_by: Literal["final", "last_approve"] = "final"
    approvals: Columns
    links: list[Links] = Field(default_factory=list)
    masters: list[Master] = Field(default_factory=list)

    @model_validator(mode="after")
    def _sound(self) -> "EventLogConfig":
        self._check_approvals()
        for i, master in enumerate(self.masters):
            try:
                check_columns(TABLES[master.table], master.columns, given=("updated_at",))
                check_plain(master.columns)
            except At as error:
                raise At(error.sentence, "masters", i, *error.place) from None
        tables = [master.table for master in self.masters]
        if len(set(tables)) < len(tables):
            raise At("Each table may be derived once; list all its files there.", "masters")
        if self.links and self.cases is None and any(link.file is None for link in self.links):
            raise At("Links without a file need cases.", "links")
        if self.decided_by == "final" and not any(rule.final for rule in self.rules):
            raise At("Mark the deciding rule final, or set decided_by: last_approve.", "rules")
        return self

    def _check_approvals(self) -> None:
        own = sorted(DERIVED & set(self.approvals))
        if own:
            raise At(f"{own[0]} follows from the events; remove it.", "approvals", own[0])
        try:
            check_columns(TABLES["approvals"], self.approvals, given=DERIVED)
            check_plain(self.approvals)
        except At as error:
            raise At(error.sentence, "approvals", *error.place[1:]) from None
