"""Where the demo enterprise trades: regions, warehouses, currencies, accounts."""

from dataclasses import dataclass

GROUP, TRADING = 1, 2  # the two trading companies, as in the OA


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A sales region; `departments` are the OA departments that serve it."""

    code: str
    name: str
    name_en: str
    departments: tuple[int, ...]
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """A warehouse with the company that owns its stock and the departments that keep it."""

    code: str
    name: str
    name_en: str
    company: int
    region: str
    department: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of the tree; `kind` says what it holds, leaves alone are booked on."""

    code: str
    name: str
    name_en: str
    parent: str | None
    kind: str
    is_leaf: bool


REGIONS = (
    Region(code="HD", name="华东", name_en="East China", departments=(205,),
           cities=("上海", "苏州", "杭州", "宁波", "南京", "无锡", "合肥")),
    Region(code="HN", name="华南", name_en="South China", departments=(206,),
           cities=("深圳", "广州", "东莞", "佛山", "厦门", "珠海")),
    Region(code="HB", name="华北", name_en="North China", departments=(205,),
           cities=("北京", "天津", "青岛", "济南", "大连", "石家庄")),
    Region(code="ZX", name="中西部", name_en="Central and West", departments=(210,),
           cities=("武汉", "成都", "重庆", "西安", "长沙", "郑州")),
    Region(code="HW", name="海外", name_en="Overseas", departments=(206,),
           cities=("Singapore", "Stuttgart", "Penang", "Detroit", "Osaka")),
)  # fmt: skip
WAREHOUSES = (
    Warehouse(code="CK01", name="原材料库", name_en="Raw materials", company=1, region="HD",
              department=110),
    Warehouse(code="CK02", name="外购件库", name_en="Bought-in parts", company=1, region="HD",
              department=110),
    Warehouse(code="CK03", name="成品库", name_en="Finished goods", company=1, region="HD",
              department=110),
    Warehouse(code="CK04", name="辅料五金库", name_en="Consumables", company=1, region="HD",
              department=110),
    Warehouse(code="CK05", name="华东配送仓", name_en="Distribution East", company=2, region="HD",
              department=205),
    Warehouse(code="CK06", name="华南配送仓", name_en="Distribution South", company=2, region="HN",
              department=206),
)  # fmt: skip
CURRENCIES = ("CNY", "USD")
_TREE: tuple[tuple[str, str, str, str | None, str], ...] = (
    ("1001", "库存现金", "Cash on hand", None, "asset"),
    ("1002", "银行存款", "Cash at bank", None, "asset"),
    ("1122", "应收账款", "Accounts receivable", None, "asset"),
    ("1123", "预付账款", "Prepayments", None, "asset"),
    ("1403", "原材料", "Raw materials", None, "asset"),
    ("1405", "库存商品", "Finished goods", None, "asset"),
    ("1601", "固定资产", "Fixed assets", None, "asset"),
    ("2202", "应付账款", "Accounts payable", None, "liability"),
    ("220201", "应付货款", "Trade payables", "2202", "liability"),
    ("220202", "暂估应付", "Goods received not invoiced", "2202", "liability"),
    ("2203", "预收账款", "Advances from customers", None, "liability"),
    ("2221", "应交税费", "Taxes payable", None, "liability"),
    ("222101", "进项税额", "Input VAT", "2221", "liability"),
    ("222102", "销项税额", "Output VAT", "2221", "liability"),
    ("5001", "生产成本", "Production cost", None, "expense"),
    ("500101", "直接材料", "Direct materials", "5001", "expense"),
    ("500102", "辅助材料", "Auxiliary materials", "5001", "expense"),
    ("6001", "主营业务收入", "Revenue", None, "revenue"),
    ("6401", "主营业务成本", "Cost of sales", None, "expense"),
    ("6601", "销售费用", "Selling expenses", None, "expense"),
    ("660101", "销售差旅费", "Sales travel", "6601", "expense"),
    ("660102", "市场及招待费", "Marketing and hospitality", "6601", "expense"),
    ("660103", "运输费", "Freight", "6601", "expense"),
    ("6602", "管理费用", "Administrative expenses", None, "expense"),
    ("660201", "办公费", "Office expenses", "6602", "expense"),
    ("660202", "差旅费", "Travel", "6602", "expense"),
    ("660203", "服务费", "Services", "6602", "expense"),
    ("660204", "租赁及物业费", "Rent and property", "6602", "expense"),
    ("660205", "设备及仪器购置", "Equipment", "6602", "expense"),
    ("6603", "财务费用", "Financial expenses", None, "expense"),
)
_PARENTS = {row[3] for row in _TREE}
ACCOUNTS = tuple(
    Account(code=code, name=name, name_en=name_en, parent=parent, kind=kind,
            is_leaf=code not in _PARENTS)
    for code, name, name_en, parent, kind in _TREE
)  # fmt: skip
