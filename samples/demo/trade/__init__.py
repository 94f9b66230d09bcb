"""What ERP and CRM of the demo enterprise know alike: masters, sales orders, stories.

All of it is a pure function of (seed, day of the build): `trade(seed, built)`.
"""

from samples.demo.trade.disagreements import Disagreement
from samples.demo.trade.goods import UNITS, Sku
from samples.demo.trade.orders import SalesLine, SalesOrder, opportunity_number
from samples.demo.trade.parties import GROUP_CUSTOMER, GROUP_SUPPLIER, Customer, Supplier
from samples.demo.trade.places import (
    ACCOUNTS,
    CURRENCIES,
    GROUP,
    REGIONS,
    TRADING,
    WAREHOUSES,
    Account,
    Region,
    Warehouse,
)
from samples.demo.trade.projects import Project
from samples.demo.trade.rates import Rate, rate
from samples.demo.trade.stories import TradeStories
from samples.demo.trade.world import MONTHS, Trade, trade

__all__ = [
    "ACCOUNTS", "CURRENCIES", "GROUP", "GROUP_CUSTOMER", "GROUP_SUPPLIER", "MONTHS", "REGIONS",
    "TRADING", "UNITS", "WAREHOUSES", "Account", "Customer", "Disagreement", "Project", "Rate",
    "Region", "SalesLine", "SalesOrder", "Sku", "Supplier", "Trade", "TradeStories", "Warehouse",
    "opportunity_number", "rate", "trade",
]  # fmt: skip
