"""Every canonical table, by name."""

from tables.approvals import APPROVAL_STEPS, APPROVALS, PROCESS_SLA
from tables.definition import Table
from tables.links import DOCUMENT_LINKS
from tables.org import CALENDAR, COMPANIES, DEPARTMENTS, PEOPLE

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        APPROVALS,
        APPROVAL_STEPS,
        PROCESS_SLA,
        COMPANIES,
        DEPARTMENTS,
        PEOPLE,
        CALENDAR,
        DOCUMENT_LINKS,
    )
}
