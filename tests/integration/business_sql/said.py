"""Each metric of the business systems, as SQL over the tables of this package's scripts."""

from tests.integration.business_sql.said_budget import BUDGET
from tests.integration.business_sql.said_contracts import CONTRACTS
from tests.integration.business_sql.said_inventory import INVENTORY
from tests.integration.business_sql.said_payables import PAYABLES
from tests.integration.business_sql.said_purchasing import PURCHASING
from tests.integration.recomputed import Said

SCRIPTS = (
    "../demo_sql/1_rows.sql",
    "../demo_sql/2_clock.sql",
    "shared.sql",
    "budget.sql",
    "inventory.sql",
    "purchasing.sql",
    "purchasing_gaps.sql",
    "payables.sql",
    "contracts.sql",
)
"""In the order they are run: what a subject's script makes is there for those after it."""

SAID: dict[str, Said] = {**BUDGET, **INVENTORY, **PURCHASING, **PAYABLES, **CONTRACTS}
