"""Builds the tables of an event log: approvals, steps, links and masters, with what is rejected."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from connectors.apply import apply, localise
from connectors.errors import Fatal
from connectors.generic.event_files import read_file
from connectors.generic.event_flow import acts, documents, meanings, unusable
from connectors.generic.event_log_config import IGNORE, EventLogConfig, Links, Master
from connectors.mapping import Column
from tables.casting import cast
from tables.conform import REJECT
from tables.definition import UTC_TIME
from tables.raw import as_json
from tables.registry import TABLES

c = pl.col
SUBMITTER = "submitter"


class LogReader:
    """Reads one log once; every table is built from the same events."""

    def __init__(self, config: EventLogConfig, folder: Path) -> None:
        self._config = config
        self._folder = folder

    def files(self) -> tuple[Path, ...]:
        """Every file the log consists of."""
        config = self._config
        names = [config.file, *([config.cases.file] if config.cases else [])]
        names += [link.file for link in config.links if link.file is not None]
        names += [entry.file for master in config.masters for entry in master.files]
        return tuple(self._folder / name for name in dict.fromkeys(names))

    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables the configuration promises."""
        source = self._read(self._config.file, told=self._config.format)
        events = self._events(source)
        bad = events.filter(c("why").is_not_null())
        kept = events.filter(c("why").is_null() & (c("word") != IGNORE))
        steps = acts(kept, self._config)
        found = documents(steps)
        cases, odd = self._cases(source, events)
        approvals = self._approvals(found, cases)
        latest = steps["time"].max() if steps.height else datetime.now(UTC)
        moment = latest if isinstance(latest, datetime) else datetime.now(UTC)
        made = {master.table: self._master(master, moment) for master in self._config.masters}
        made["approvals"] = pl.concat([approvals, odd], how="diagonal_relaxed")
        made["approval_steps"] = _with_rejected(_steps(steps, found, approvals), bad)
        if self._config.links:
            made["document_links"] = self._links(cases, moment)
        return made

    def _read(self, name: str, *, told: str | None = None) -> pl.DataFrame:
        config = self._config
        limit = config.max_megabytes * 1_000_000
        return read_file(self._folder / name, told=told, delimiter=config.delimiter, limit=limit)

    def _events(self, source: pl.DataFrame) -> pl.DataFrame:
        names = self._config.columns
        if source.height == 0 and source.width == 0:
            raise Fatal(f"{Path(self._config.file).name} holds no events.", code="empty_file")
        data = {
            "case": _text(_of(source, names.case, self._config.file)),
            "activity": _text(_of(source, names.activity, self._config.file)),
        }
        for ours, name in (
            ("resource", names.resource),
            ("role", names.role),
            ("comment", names.comment),
        ):
            given = name is not None
            data[ours] = (
                _text(_of(source, name or "", self._config.file)) if given else _none(source)
            )
        time = _of(source, names.time, self._config.file)
        data["time"], data["time_word"] = _times(time, self._config.zone)
        frame = pl.DataFrame([series.alias(name) for name, series in data.items()])
        frame = frame.with_columns(self._order(source), as_json(_plain(source)).alias("raw"))
        if REJECT in source.columns:
            frame = frame.with_columns(source[REJECT])
        told = meanings(frame["activity"], self._config)
        joined = frame.join(told, on="activity", how="left", maintain_order="left")
        return joined.with_columns(why=unusable(joined))

    def _order(self, source: pl.DataFrame) -> pl.Series:
        rows = pl.int_range(source.height, eager=True).cast(pl.Int64)
        if self._config.columns.order is None:
            return rows.alias("index")
        told = _of(source, self._config.columns.order, self._config.file)
        number = cast(told, pl.Int64()).values
        return number.zip_with(number.is_not_null(), rows).alias("index")

    def _cases(
        self, source: pl.DataFrame, events: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Attributes by `case`, and rows of the cases file that no document can use."""
        settings = self._config.cases
        if settings is None:
            first = source.with_columns(case=events["case"]).filter(c("case").is_not_null())
            return first.unique("case", keep="first", maintain_order=True), _nothing()
        rows = self._read(settings.file)
        case = _text(_of(rows, settings.case, settings.file))
        plain = _plain(rows)
        known = set(events["case"].drop_nulls())
        told = rows[REJECT] if REJECT in rows.columns else _none(rows)
        frame = pl.DataFrame(
            {
                "approval_id": case,
                "raw": as_json(plain),
                "told": told,
                "twice": ~case.is_first_distinct(),
                "known": case.is_in(list(known)),
            }
        )
        why = (
            pl.when(c("told").is_not_null())
            .then("told")
            .when(c("approval_id").is_null())
            .then(pl.lit("missing:approval_id"))
            .when("twice")
            .then(pl.lit("duplicate_case"))
            .when(~c("known"))
            .then(pl.lit("case_without_events"))
        )
        judged = frame.with_columns(why.alias(REJECT))
        odd = judged.filter(c(REJECT).is_not_null()).select("approval_id", "raw", REJECT)
        good = plain.with_columns(case=case).filter(judged[REJECT].is_null())
        return good, odd

    def _approvals(self, found: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
        rows = found.select("case", SUBMITTER).join(
            cases.drop(SUBMITTER, strict=False), on="case", how="left", maintain_order="left"
        )
        shown = rows.drop("case") if "case" not in _reads(self._config) else rows
        mapped = apply(
            TABLES["approvals"], self._config.approvals, _plain(shown), zone=self._config.zone
        )
        return found.drop(SUBMITTER).rename({"case": "approval_id"}).hstack(mapped)

    def _links(self, cases: pl.DataFrame, moment: datetime) -> pl.DataFrame:
        made = [self._link(link, cases, moment) for link in self._config.links]
        key = [name for name in TABLES["document_links"].key if name != "source"]
        return pl.concat(made, how="diagonal_relaxed").unique(
            key, keep="first", maintain_order=True
        )

    def _link(self, link: Links, cases: pl.DataFrame, moment: datetime) -> pl.DataFrame:
        rows = cases if link.file is None else self._read(link.file)
        name = link.file or (self._config.cases.file if self._config.cases else "")
        frame = pl.DataFrame(
            {
                "from_id": _text(_of(rows, link.from_column, name)),
                "to_id": _text(_of(rows, link.to_column, name)),
                "raw": as_json(_plain(rows.drop("case", strict=False))),
                REJECT: rows[REJECT] if REJECT in rows.columns else _none(rows),
            }
        )
        usable = c("from_id", "to_id").is_not_null() & ~c("from_id", "to_id").is_in(link.unusable)
        return frame.filter(pl.all_horizontal(usable) | c(REJECT).is_not_null()).with_columns(
            from_source=pl.lit(link.from_source),
            from_type=pl.lit(link.from_type),
            to_source=pl.lit(link.to_source),
            to_type=pl.lit(link.to_type),
            kind=pl.lit(link.kind),
            confidence=pl.lit(link.confidence),
            updated_at=pl.lit(moment),
        )

    def _master(self, master: Master, moment: datetime) -> pl.DataFrame:
        found = [_text(_of(self._read(f.file), f.column, f.file)) for f in master.files]
        values = pl.concat(found).drop_nulls().unique().sort().alias("value")
        rows = values.filter(~values.is_in(master.unusable)).to_frame()
        zone = self._config.zone
        frame = apply(TABLES[master.table], master.columns, rows, zone=zone, now=moment)
        return frame if "updated_at" in frame.columns else frame.with_columns(updated_at=moment)


def _reads(config: EventLogConfig) -> set[str]:
    return {name for column in config.approvals.values() for name in column.reads}


def _steps(steps: pl.DataFrame, found: pl.DataFrame, approvals: pl.DataFrame) -> pl.DataFrame:
    of_document = approvals.select(
        case="approval_id", company_id=c("company_id"), created_at="created_at"
    ).hstack(found.select("updated_at"))
    joined = steps.join(of_document, on="case", how="left", maintain_order="left")
    return joined.select(
        approval_id="case",
        seq="seq",
        company_id="company_id",
        created_at="created_at",
        round="round",
        node=pl.coalesce("node_", "role_", "activity"),
        actor_id="resource",
        role=pl.coalesce("role_", "role"),
        action="action",
        entered_at="entered_at",
        acted_at="time",
        comment="comment",
        updated_at="updated_at",
        raw="raw",
    )


def _with_rejected(steps: pl.DataFrame, bad: pl.DataFrame) -> pl.DataFrame:
    odd = bad.select(c("case").alias("approval_id"), "raw", c("why").alias(REJECT))
    return pl.concat([steps, odd], how="diagonal_relaxed") if odd.height else steps


def _times(series: pl.Series, zone: str | None) -> tuple[pl.Series, pl.Series]:
    local, odd = localise(series, Column.model_validate({"from": "time"}), zone)
    done = cast(local, UTC_TIME)
    frame = pl.DataFrame({"value": done.values})
    words = [w for w in (odd, done.why) if w is not None]
    told = [pl.lit(w) for w in words]
    why = pl.coalesce(*told, pl.when(c("value").is_null()).then(pl.lit("missing")))
    return done.values, frame.select((why + ":acted_at").alias("w"))["w"]


def _of(frame: pl.DataFrame, name: str, file: str) -> pl.Series:
    if name not in frame.columns:
        message = f"{Path(file).name} has no column {name}; correct the configuration."
        raise Fatal(message, code="no_column")
    return frame[name]


def _text(series: pl.Series) -> pl.Series:
    return cast(series, pl.String()).values


def _none(frame: pl.DataFrame) -> pl.Series:
    return pl.repeat(None, frame.height, dtype=pl.String, eager=True)


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={"approval_id": pl.String, "raw": pl.String, REJECT: pl.String})


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop(REJECT, strict=False)
