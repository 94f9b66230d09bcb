"""The ERP's masters: parties, items, warehouses, accounts, projects, as the trade knows them."""

from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.master_records import (
    CURRENCIES,
    Area,
    Buyer,
    Item,
    Ledger,
    Org,
    Store,
    Undertaking,
    Unit,
    Vendor,
)
from samples.demo.moments import midnight
from samples.demo.organisation import COMPANIES
from samples.demo.trade import ACCOUNTS, REGIONS, UNITS, WAREHOUSES

CATEGORIES = {"raw": "YCL", "part": "WGJ", "consumable": "FL", "finished": "CP", "traded": "SP",
              "service": "FW"}  # fmt: skip
KINDS = {"asset": 1, "liability": 2, "expense": 4, "revenue": 5}


def write_masters(e: Enterprise, moment: int) -> None:
    """Everything documents refer to, entered when the books began."""
    _places(e, moment)
    _parties(e, moment)
    for number, (name, english) in enumerate(UNITS, start=1):
        e.book.add(Unit(id=number, name=name, name_en=english, modified=moment))
    for sku in e.trade.skus:
        e.book.add(
            Item(id=sku.id, number=sku.code, name=sku.name, category=CATEGORIES[sku.category],
                 abc=sku.abc, unit=sku.unit, cost=sku.cost, price=sku.price, safety=sku.safety,
                 forbidden="A", modified=moment)
        )  # fmt: skip
    for number, one in enumerate(ACCOUNTS, start=1):
        e.book.add(
            Ledger(id=number, number=one.code, name=one.name, name_en=one.name_en,
                   parent=one.parent, type=str(KINDS[one.kind]), detail=int(one.is_leaf),
                   modified=moment)
        )  # fmt: skip
    for project in e.trade.projects:
        e.book.add(
            Undertaking(id=project.id, number=project.code, name=project.name,
                        company=project.company, department=project.department,
                        manager=project.manager, budget=project.budget,
                        starts=midnight(project.starts) // 86_400,
                        ends=midnight(project.ends) // 86_400,
                        modified=max(moment, midnight(project.starts) + 10 * 3600))
        )  # fmt: skip


def _places(e: Enterprise, moment: int) -> None:
    for company in COMPANIES:
        if not company.is_test:
            e.book.add(
                Org(id=company.id, number=f"10{company.id}", name=company.name,
                    currency=CURRENCIES["CNY"], modified=moment)
            )  # fmt: skip
    for number, region in enumerate(REGIONS, start=1):
        e.book.add(
            Area(id=number, number=region.code, name=region.name, name_en=region.name_en,
                 modified=moment)
        )  # fmt: skip
    for number, store in enumerate(WAREHOUSES, start=1):
        e.book.add(
            Store(id=number, number=store.code, name=store.name, name_en=store.name_en,
                  company=store.company, region=store.region, department=store.department,
                  keeper=e.people(store.department)[number % 3], modified=moment)
        )  # fmt: skip


def _parties(e: Enterprise, moment: int) -> None:
    for one in e.trade.suppliers:
        e.book.add(
            Vendor(id=one.id, number=one.code, name=one.name, tax_id=one.tax_id, days=one.days,
                   currency=CURRENCIES[one.currency], related=one.related_company, forbidden="A",
                   modified=moment)
        )  # fmt: skip
    people = e.trade.organisation.people
    for one in e.trade.customers:
        e.book.add(
            Buyer(id=one.id, number=one.code, name=one.name, tax_id=one.tax_id, region=one.region,
                  city=one.city, seller=one.owner, department=people[one.owner].department,
                  company=one.company, credit=one.credit_limit, days=one.days,
                  currency=CURRENCIES[one.currency], related=one.related_company, forbidden="A",
                  modified=moment)
        )  # fmt: skip
