"""What the demo enterprise buys, makes and sells: 1,500 SKUs with class, unit, cost and price."""

import random
from dataclasses import dataclass
from typing import Literal

Category = Literal["raw", "part", "consumable", "finished", "traded", "service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sku:
    """One item. Prices are cents a `unit` without tax; `warehouses` keep it (none: a service).

    `abc` is the class by value, `use` the mean quantity a day, `safety` the stock that should
    never be gone below, `supplier` (a code) delivers it; `lots` says whether it is kept by lot.
    """

    id: int
    code: str
    name: str
    category: Category
    unit: str
    abc: Literal["A", "B", "C"]
    cost: int
    price: int
    use: int
    safety: int
    warehouses: tuple[str, ...]
    supplier: str | None
    lots: bool


# category -> code, how many, units, warehouses, median cost in CNY, names
_KINDS: dict[
    Category, tuple[str, int, tuple[str, ...], tuple[str, ...], float, tuple[str, ...]]
] = {
    "raw": ("01", 300, ("千克", "米"), ("CK01",), 28.0,
            ("45#圆钢", "不锈钢板", "铝型材", "铜棒", "合金钢管", "工程塑料")),
    "part": ("02", 350, ("件", "套"), ("CK02",), 46.0,
             ("深沟球轴承", "直线导轨", "伺服电机", "减速机", "气缸", "密封圈", "联轴器")),
    "consumable": ("03", 200, ("件", "盒"), ("CK04",), 22.0,
                   ("硬质合金刀片", "钻头", "切削液", "砂轮", "劳保手套", "包装箱")),
    "finished": ("10", 400, ("台", "套"), ("CK03", "CK05", "CK06"), 1700.0,
                 ("精密主轴", "转台", "丝杠模组", "夹具", "自动上料机", "检测工装")),
    "traded": ("20", 190, ("件", "盒"), ("CK05", "CK06"), 400.0,
               ("传感器", "工业相机", "控制器", "线缆", "工具箱")),
    "service": ("90", 60, ("项",), (), 9000.0,
                ("检测仪器", "网络设备", "维修服务", "运输服务", "咨询服务", "办公家具")),
}  # fmt: skip
_UNIT_EN = {
    "千克": "kg",
    "米": "m",
    "件": "pcs",
    "套": "set",
    "盒": "box",
    "台": "unit",
    "项": "job",
}
UNITS = tuple(_UNIT_EN.items())


def skus(seed: int, suppliers: tuple[str, ...]) -> tuple[Sku, ...]:
    """All items; `suppliers` are the codes of those who may deliver them."""
    rng = random.Random(f"skus:{seed}")
    found: list[Sku] = []
    for category in _KINDS:
        found += _kind(rng, category, 10_001 + len(found), suppliers)
    return tuple(found)


def _kind(
    rng: random.Random, category: Category, first: int, suppliers: tuple[str, ...]
) -> list[Sku]:
    code, count, units, warehouses, median, names = _KINDS[category]
    return [
        _sku(rng, category, first + n, f"{code}.{n // 100 + 1:02}.{n % 100 + 1:04}",
             names[n % len(names)], units, warehouses, median, suppliers)
        for n in range(count)
    ]  # fmt: skip


def _sku(  # noqa: PLR0913, PLR0917 - one row of a master
    rng: random.Random,
    category: Category,
    number: int,
    code: str,
    name: str,
    units: tuple[str, ...],
    warehouses: tuple[str, ...],
    median: float,
    suppliers: tuple[str, ...],
) -> Sku:
    cost = max(50, round(100 * median * rng.lognormvariate(0, 0.8)))
    abc = rng.choices(("A", "B", "C"), weights=(15, 30, 55))[0]
    use = max(1, round(rng.lognormvariate(0, 0.6) * {"A": 14, "B": 5, "C": 2}[abc]))
    made = category == "finished"
    return Sku(
        id=number,
        code=code,
        name=f"{name} {rng.choice('ABDFHKMPQ')}{rng.randint(10, 99)}-{number % 1000:03}",
        category=category,
        unit=rng.choice(units),
        abc=abc,
        cost=cost,
        price=round(cost * rng.uniform(1.34, 1.82)),
        use=use,
        safety=use * rng.choice((3, 5, 7)) if warehouses else 0,
        warehouses=warehouses,
        supplier=None if made else rng.choice(suppliers),
        lots=category in {"raw", "finished"} and rng.random() < 0.5,
    )
