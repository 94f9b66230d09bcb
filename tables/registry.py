"""Every table of the lake, by name: what sources bring, and what the cockpit keeps itself."""

from tables import budget, contracts, crm, finance, hr, inventory, purchasing, sales
from tables.approvals import APPROVAL_STEPS, APPROVALS, PROCESS_SLA
from tables.definition import Table
from tables.disagreements import DISAGREEMENTS
from tables.links import DOCUMENT_LINKS
from tables.masters import (
    ACCOUNTS,
    BANK_ACCOUNTS,
    FX_RATES,
    PROJECTS,
    REGIONS,
    SKUS,
    SUPPLIERS,
    UNITS,
    WAREHOUSES,
)
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
        REGIONS,
        WAREHOUSES,
        UNITS,
        SKUS,
        SUPPLIERS,
        PROJECTS,
        ACCOUNTS,
        FX_RATES,
        BANK_ACCOUNTS,
        *purchasing.TABLES,
        *contracts.TABLES,
        *budget.TABLES,
        *inventory.TABLES,
        *sales.TABLES,
        *finance.TABLES,
        *crm.TABLES,
        *hr.TABLES,
    )
}
"""The canonical tables: what a source may promise."""

KEPT: dict[str, Table] = {DISAGREEMENTS.name: DISAGREEMENTS}
"""What the cockpit writes down itself: no source may promise it, no restore takes it back."""

STORED: dict[str, Table] = TABLES | KEPT
