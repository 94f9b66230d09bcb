"""Each metric of the business systems, as SQL over the tables of this package's scripts."""

from tests.integration.business_sql.said_agreement import AGREEMENT
from tests.integration.business_sql.said_budget import BUDGET
from tests.integration.business_sql.said_cash import CASH
from tests.integration.business_sql.said_contracts import CONTRACTS
from tests.integration.business_sql.said_crm import PIPELINE, SERVICE
from tests.integration.business_sql.said_inventory import INVENTORY
from tests.integration.business_sql.said_payables import PAYABLES
from tests.integration.business_sql.said_people import PEOPLE
from tests.integration.business_sql.said_purchasing import PURCHASING
from tests.integration.business_sql.said_receivable import RECEIVABLE
from tests.integration.business_sql.said_sales import SALES
from tests.integration.recomputed import Said

SCRIPTS = (
    "../demo_sql/1_rows.sql",
    "../demo_sql/2_clock.sql",
    "shared.sql",
    "budget.sql",
    "inventory.sql",
    "purchasing.sql",
    "purchasing_gaps.sql",
    "purchasing_stays.sql",
    "payables.sql",
    "contracts.sql",
    "periods.sql",
    "sales.sql",
    "sales_stays.sql",
    "receivable.sql",
    "cash.sql",
    "crm.sql",
    "people.sql",
    "agreement.sql",
    "agreement_record.sql",
)
"""In the order they are run: what a subject's script makes is there for those after it."""

EARLIER = ("../demo_sql/1_rows.sql", "../demo_sql/2_clock.sql", "shared.sql", "agreement.sql")
"""Those that also tell what the systems held before the last day."""

SAID: dict[str, Said] = {
    **BUDGET,
    **INVENTORY,
    **PURCHASING,
    **PAYABLES,
    **CONTRACTS,
    **SALES,
    **RECEIVABLE,
    **CASH,
    **PIPELINE,
    **SERVICE,
    **PEOPLE,
    **AGREEMENT,
}
