"""ask, drill, document, metrics, quarantine: what people see, through the one door."""

from dataclasses import asdict, fields
from typing import Annotated, Any

import typer

from commands.answers import answer_json, answer_rows, note, passport_json, title
from commands.opening import Opened, opened
from commands.options import (
    AsOf,
    AsUser,
    By,
    First,
    Grain,
    Language,
    Last,
    Name,
    Period,
    Shape,
    Then,
    Where,
    language,
)
from commands.questions import Against, Options, moment_or_pin, question
from commands.render import Format, emit, pairs, write_json, write_table
from commands.shell import wrong
from queries.currency import named_by_row
from queries.definition import Document, Drilled, Page
from queries.errors import NotFound

MAIN = ("document_id", "title", "process", "status", "department_name", "applicant_name")
OF_STEPS = ("document_id", "node", "action", "actor_name", "department_name", "process")
MORE = ("amount", "currency", "submitted_on", "decided_on", "acted_on", "age_minutes")


def ask(
    metric: Name,
    by: By = None,
    where: Where = None,
    period: Period = None,
    grain: Grain = None,
    start: First = None,
    end: Last = None,
    compare: Annotated[
        Against | None, typer.Option("--compare", help="环比 prev、同比 year | compare with")
    ] = None,
    as_of: AsOf = None,
    then: Then = False,
    as_user: AsUser = None,
    form: Shape = Format.table,
    lang: Language = "zh",
) -> None:
    """查询一个指标 | Ask one metric: a number with its passport."""
    options = Options(
        metric=metric,
        by=by or (),
        where=where or (),
        period=period,
        grain=grain,
        start=start,
        end=end,
        compare=compare,
        as_of=as_of,
        then=then,
    )
    with opened("ask", as_user=as_user, lang=language(lang), detail={"metric": metric}) as here:
        asked = question(options, here.door, here.who)
        answer = named_by_row(here.door.ask(here.who, asked))
    if form is Format.json:
        write_json(answer_json(answer, options))
        return
    labelled = form is Format.table
    rows = answer_rows(answer, labelled=labelled, lang=language(lang))
    emit(rows, form, title=title(answer), note=note(answer))


def drill(
    metric: Name,
    where: Where = None,
    period: Period = None,
    start: First = None,
    end: Last = None,
    order: Annotated[
        str | None, typer.Option("--order", help="排序列，前加 - 倒序 | column, - descending")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="行数 | rows", min=1, max=100_000)] = 100,
    offset: Annotated[int, typer.Option("--offset", help="跳过行数 | rows to skip", min=0)] = 0,
    as_of: AsOf = None,
    then: Then = False,
    as_user: AsUser = None,
    form: Shape = Format.table,
    lang: Language = "zh",
) -> None:
    """打开一个数背后的单据 | List the documents behind a number."""
    options = Options(
        metric=metric,
        where=where or (),
        period=period,
        start=start,
        end=end,
        as_of=as_of,
        then=then,
    )
    with opened("drill", as_user=as_user, lang=language(lang), detail={"metric": metric}) as here:
        asked = question(options, here.door, here.who)
        page = Page(limit=limit, offset=offset, order=order)
        found = here.door.drill(here.who, asked, page=page)
    rows = found.rows.to_dicts()
    if form is Format.json:
        write_json(
            {
                "metric": found.passport.metric,
                "version": found.passport.version,
                "total": found.total,
                "rows": rows,
                "passport": passport_json(found.passport),
            }
        )
    elif form is Format.csv:
        emit(rows, form)
    else:
        _drill_table(found)


def _drill_table(found: Drilled) -> None:
    wanted = (*(OF_STEPS if "node" in found.rows.columns else MAIN), *MORE)
    shown = found.rows.select([name for name in wanted if name in found.rows.columns])
    write_table(
        shown.to_dicts(),
        title=found.passport.metric,
        note=f"共 {found.total} 行，显示 {shown.height} 行 | {found.total} rows, "
        f"{shown.height} shown",
    )


def document(
    document_id: Annotated[str, typer.Argument(help="单据编号 | the document's id")],
    source: Annotated[str | None, typer.Option("--source", help="来源系统 | source")] = None,
    as_of: AsOf = None,
    as_user: AsUser = None,
    form: Shape = Format.table,
    lang: Language = "zh",
) -> None:
    """打开一张单据 | Open one document: header, timeline, links, due state."""
    pin = moment_or_pin(as_of)
    detail = {"document": document_id}
    with opened("document", as_user=as_user, lang=language(lang), detail=detail) as here:
        found = _document(here, document_id, source, pin)
    if form is Format.json:
        write_json({name.name: _value(found, name.name) for name in fields(found)})
    elif form is Format.csv:
        emit([asdict(step) for step in found.steps], form)
    else:
        _document_table(found)


def _document(here: Opened, document_id: str, source: str | None, pin: Any) -> Document:
    """The document in the source named, or in the only one that has it."""
    if source is not None:
        return here.door.document(here.who, source, document_id, as_of=pin)
    found: list[Document] = []
    missing: NotFound | None = None
    for state in here.door.freshness(here.who):
        try:
            found.append(here.door.document(here.who, state.source, document_id, as_of=pin))
        except NotFound as error:
            missing = error
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(each.source for each in found)
        raise wrong(f"多个来源都有它，请加 --source：{names}。", f"Add --source, one of {names}.")
    raise missing or NotFound("没有这张单据，或您无权查看。", "There is no such document.")


def _value(found: Document, name: str) -> Any:
    value = getattr(found, name)
    if isinstance(value, tuple):
        return [each if isinstance(each, str) else asdict(each) for each in value]
    return asdict(value) if name == "due" else value


def _document_table(found: Document) -> None:
    shown = ("title", "process", "status", "company_name", "department_name", "applicant_name")
    more = ("amount", "currency", "submitted_at", "decided_at", "closed_at", "current_node")
    head = [(name, found.header.get(name)) for name in (*shown, *more)]
    head += [("due", found.due.state), ("due_at", found.due.due_at)]
    write_table(pairs(head), title=f"{found.source} · {found.document_id}")
    steps = [
        {
            "节点 | node": step.node,
            "办理人 | actor": step.actor,
            "动作 | action": step.action or "等待 | waiting",
            "到达 | entered": step.entered_at,
            "办理 | acted": step.acted_at,
            "等待分钟 | wait": step.wait_minutes,
        }
        for step in found.steps
    ]
    write_table(steps)
    if found.links:
        write_table([asdict(link) for link in found.links])


def metrics(as_user: AsUser = None, form: Shape = Format.table, lang: Language = "zh") -> None:
    """列出指标 | List the metrics and what they mean."""
    chosen = language(lang)
    with opened("metrics", as_user=as_user, lang=chosen) as here:
        offers = here.door.metrics(here.who)
    rows = [
        {
            "name": offer.metric.name,
            "label": offer.metric.label[chosen],
            "kind": offer.metric.kind,
            "unit": offer.metric.unit[chosen],
            "by": list(offer.metric.by),
            "allowed": offer.allowed,
            "words": offer.metric.words[chosen],
        }
        for offer in offers
    ]
    if form is Format.table:
        rows = [{key: row[key] for key in ("name", "label", "kind", "unit")} for row in rows]
    emit(rows, form, title="指标 | metrics")


def quarantine(
    source: Annotated[str | None, typer.Option("--source", help="来源 | source")] = None,
    table: Annotated[str | None, typer.Option("--table", help="表 | table")] = None,
    limit: Annotated[int, typer.Option("--limit", help="行数 | rows", min=1, max=1000)] = 100,
    as_user: AsUser = None,
    form: Shape = Format.table,
    lang: Language = "zh",
) -> None:
    """查看隔离区 | Rows that may not enter, and why."""
    with opened("quarantine", as_user=as_user, lang=language(lang)) as here:
        view = here.door.quarantine(here.who, source=source, table=table, limit=limit)
    rows = [asdict(row) for row in view.rows]
    if form is Format.table:
        for row in rows:
            row.pop("raw")
    emit(rows, form, title=f"隔离区 | quarantine: {view.total}")
