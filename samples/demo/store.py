"""Between documents in memory and rows in the OA's tables."""

import sqlite3
from collections.abc import Iterable

from samples.demo.moments import parse, split, stamp
from samples.demo.processes import BY_ID, ROLE_IDS, Role, route, start_id
from samples.demo.records import LOG_TYPES, Document, Sign, Status, Task
from samples.demo.schema import ACTED, CANCELLED, CURRENCIES, WAITING

ACTIONS = {code: action for action, code in LOG_TYPES.items()}
ROLES: dict[int, Role] = {number: role for role, number in ROLE_IDS.items()}
CURRENCY_OF = {number: code for code, number in CURRENCIES.items()}
_REQUEST = (
    "INSERT OR REPLACE INTO workflow_requestbase VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_FORM = "INSERT OR REPLACE INTO formtable_main VALUES (?,?,?,?,?)"
_OPERATOR = "INSERT OR REPLACE INTO workflow_currentoperator VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
_LOG = "INSERT OR REPLACE INTO workflow_requestlog VALUES (?,?,?,?,?,?,?,?)"


def save(connection: sqlite3.Connection, documents: Iterable[Document]) -> None:
    """Write documents with all their tasks; what was there before is replaced."""
    requests: list[tuple[object, ...]] = []
    forms: list[tuple[object, ...]] = []
    operators: list[tuple[object, ...]] = []
    logs: list[tuple[object, ...]] = []
    for document in documents:
        requests.append(_request(document))
        forms.append(_form(document))
        for task in document.tasks:
            operators.append(_operator(document, task))
            if task.action:
                logs.append(_log(document, task))
    connection.executemany(_REQUEST, requests)
    connection.executemany(_FORM, forms)
    connection.executemany(_OPERATOR, operators)
    connection.executemany(_LOG, logs)


def _request(document: Document) -> tuple[object, ...]:
    at_start = document.place < 0 or document.status == Status.DRAFT
    node = start_id(document.process) if at_start else document.route[document.place].id
    return (
        document.id,
        document.process.id,
        document.title,
        document.number,
        document.applicant,
        document.company,
        *split(document.created),
        *split(document.submitted),
        node,
        int(document.status),
        *split(document.decided),
        *split(document.closed),
        int(document.deleted),
        stamp(document.modified),
    )


def _form(document: Document) -> tuple[object, ...]:
    amount = None if document.amount is None else f"{document.amount:.2f}"
    currency = CURRENCIES[document.currency] if document.currency else None
    return document.id, document.department, amount, currency, document.previous


def _operator(document: Document, task: Task) -> tuple[object, ...]:
    state = ACTED if task.action else WAITING if task.cancelled is None else CANCELLED
    changed = document.modified if document.deleted else task.modified
    return (
        task.id,
        document.id,
        task.seq,
        task.round,
        task.node,
        task.person,
        ROLE_IDS[task.role],
        int(task.sign),
        state,
        *split(task.received),
        task.sponsor,
        stamp(changed),
    )


def _log(document: Document, task: Task) -> tuple[object, ...]:
    return (
        task.id,
        document.id,
        task.node,
        LOG_TYPES[task.action],
        task.person,
        *split(task.acted),
        task.remark,
    )


_DOCUMENT = (
    "SELECT r.workflowid, r.requestname, r.requestmark, r.creater, r.subcompanyid, r.createdate,"
    " r.createtime, r.submitdate, r.submittime, r.currentnodeid, r.requeststatus, r.finishdate,"
    " r.finishtime, r.archivedate, r.archivetime, r.deleted, r.lastmod, f.sqbm, f.je, f.bz,"
    " f.lastrequest FROM workflow_requestbase r JOIN formtable_main f USING (requestid)"
    " WHERE r.requestid = ?"
)


def load(connection: sqlite3.Connection, request: int) -> Document:
    """One document as it stands, ready to move on."""
    row = connection.execute(_DOCUMENT, (request,)).fetchone()
    tasks = [_task(task) for task in connection.execute(_TASKS, (request,))]
    process = BY_ID[row[0]]
    amount = None if row[18] is None else float(row[18])
    nodes = route(process, amount)
    place = next((n for n, node in enumerate(nodes) if node.id == row[9]), -1)
    return Document(
        id=request,
        process=process,
        route=nodes,
        title=row[1],
        number=row[2],
        applicant=row[3],
        company=row[4],
        department=row[17],
        amount=amount,
        currency=None if row[19] is None else CURRENCY_OF[row[19]],
        created=parse(row[5], row[6]) or 0,
        submitted=parse(row[7], row[8]),
        decided=parse(row[11], row[12]),
        closed=parse(row[13], row[14]),
        status=Status(row[10]),
        deleted=bool(row[15]),
        modified=parse(*row[16].split(" ")) or 0,
        previous=row[20],
        place=place,
        round=max((t.round for t in tasks if t.action == "submit"), default=0),
        tasks=tasks,
    )


_TASKS = (
    "SELECT o.id, o.showorder, o.roundno, o.nodeid, o.userid, o.roleid, o.receivedate,"
    " o.receivetime, l.logtype, l.operatedate, l.operatetime, o.signtype, l.remark, o.isremark,"
    " o.lastmod, o.sponsor FROM workflow_currentoperator o"
    " LEFT JOIN workflow_requestlog l ON l.logid = o.id WHERE o.requestid = ? ORDER BY o.showorder"
)


def _task(row: tuple[object, ...]) -> Task:
    (key, seq, turn, node, person, role, day, clock, kind, acted_on, acted_at, sign, remark, state,
     changed, sponsor) = row  # fmt: skip
    return Task(
        id=int(str(key)),
        seq=int(str(seq)),
        round=int(str(turn)),
        node=int(str(node)),
        person=int(str(person)),
        role=ROLES[int(str(role))],
        received=parse(str(day), str(clock)) or 0,
        action=ACTIONS[str(kind)] if kind else "",
        acted=parse(str(acted_on), str(acted_at)) if acted_on else None,
        sign=Sign(int(str(sign))),
        remark=str(remark or ""),
        cancelled=parse(*str(changed).split(" ")) if state == CANCELLED else None,
        sponsor=int(str(sponsor)) if sponsor else None,
    )
