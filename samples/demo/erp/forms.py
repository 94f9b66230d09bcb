"""What the OA approved and the ERP carries out: requests, contracts, payments, claims."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from samples.demo.moments import parse, stamp
from samples.demo.processes import BY_ID, PROCESSES
from samples.demo.schema import CURRENCIES

REQUEST, CONTRACT, PAYMENT, EXPENSES, TRAVEL = "CGSQ", "HTSP", "FKSQ", "FYBX", "CLBX"
CARRIED_OUT = (REQUEST, CONTRACT, PAYMENT, EXPENSES, TRAVEL)
_CURRENCY = {number: code for code, number in CURRENCIES.items()}
_FLOWS = ",".join(str(p.id) for p in PROCESSES if p.code in CARRIED_OUT)
_APPROVED = (
    "SELECT r.requestmark, r.workflowid, r.requestname, r.subcompanyid, f.sqbm, r.creater, f.je,"  # noqa: S608 - constants
    " f.bz, r.submitdate, r.submittime, r.finishdate, r.finishtime, r.archivedate, r.archivetime,"
    " p.requestmark FROM workflow_requestbase r JOIN formtable_main f USING (requestid)"
    " LEFT JOIN workflow_relation d ON d.requestid = r.requestid"
    " LEFT JOIN workflow_requestbase p ON p.requestid = d.relrequestid"
    f" WHERE r.workflowid IN ({_FLOWS}) AND r.requeststatus = 2 AND r.deleted = 0"
    " AND r.subcompanyid IN (1, 2) AND f.je IS NOT NULL"
    " AND r.finishdate || ' ' || r.finishtime > ? AND r.finishdate || ' ' || r.finishtime <= ?"
    " AND r.requestid NOT IN (SELECT rowkey FROM oa_repair WHERE done = 0)"
    " GROUP BY r.requestid ORDER BY r.finishdate, r.finishtime, r.requestid"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An approved form: its business number, what it is about, and the moments of its life.

    `amount` in cents of `currency`, tax included; `closed` is when the OA saw it carried out;
    `related` the number of the form it follows from.
    """

    number: str
    code: str
    subject: str
    company: int
    department: int
    applicant: int
    amount: int
    currency: str
    submitted: int
    decided: int
    closed: int | None
    related: str | None


def approved(oa: Path, after: int, until: int) -> Iterator[Form]:
    """Forms decided after one moment and until another, in the order of their decisions."""
    with closing(sqlite3.connect(f"file:{oa}?mode=ro", uri=True, timeout=30)) as connection:
        for row in connection.execute(_APPROVED, (stamp(after), stamp(until))):
            decided = parse(row[10], row[11])
            assert decided is not None
            yield Form(
                number=row[0],
                code=BY_ID[row[1]].code,
                subject=row[2].split("-")[1],
                company=row[3],
                department=row[4],
                applicant=row[5],
                amount=round(float(row[6]) * 100),
                currency=_CURRENCY[row[7]],
                submitted=parse(row[8], row[9]) or decided,
                decided=decided,
                closed=parse(row[12], row[13]),
                related=row[14],
            )
