"""Rights, filters and masks in words, for the passport. Pure."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from access.definition import Mask, Scope
from metrics.definition import Cut, Lang, Text
from metrics.dimension_list import DIMENSIONS

SHOWN_NAMES = 6
NO_CUT = Cut()

MASKS: Mapping[Mask, Text] = {
    "amount": {"zh": "金额已隐藏", "en": "Amounts are hidden"},
    "person": {"zh": "人名已隐藏", "en": "Names of people are hidden"},
    "salary": {"zh": "个人薪酬已隐藏", "en": "The pay of a person is hidden"},
    "cost": {"zh": "成本与毛利已隐藏", "en": "Costs and margins are hidden"},
    "contact": {
        "zh": "客户联系人与电话已隐藏：只有客户的负责人及其部门负责人可以查看",
        "en": "Contacts and phones of customers are hidden: only who looks after the customer, and "
        "the head of that department, may know them",
    },
}

_SEPARATOR: Text = {"zh": "、", "en": ", "}


def dimension(name: str, lang: Lang) -> str:
    """The label of a dimension; its own name where it has none."""
    return DIMENSIONS[name].label[lang] if name in DIMENSIONS else name


def masks(of: AbstractSet[Mask], lang: Lang) -> tuple[str, ...]:
    """What is hidden, in words."""
    return tuple(MASKS[mask][lang] for mask in sorted(of))


def listed(names: Iterable[str], lang: Lang) -> str:
    """A few names and how many more there are."""
    every = sorted(set(names))
    words = _SEPARATOR[lang].join(every[:SHOWN_NAMES])
    more = len(every) - SHOWN_NAMES
    if more <= 0:
        return words
    return words + (f" 等 {len(every)} 个" if lang == "zh" else f" and {more} more")


def scope(
    of: Scope, companies: Mapping[str, str], departments: Mapping[str, str], lang: Lang
) -> tuple[str, ...]:
    """The rows of a scope in words, then the reasons for it; names come from the given maps."""
    if of.denied:
        return ("不可见" if lang == "zh" else "Nothing", *_reasons(of, lang))
    parts: list[Text] = []
    if of.everything:
        parts.append({"zh": "全部数据", "en": "Everything"})
    else:
        parts.extend(_rows(of, companies, departments))
    parts.extend(_except(of, companies, departments))
    return (*(part[lang] for part in parts), *_reasons(of, lang))


EXTENTS = {
    "region_id": ("区域", "regions"),
    "customer_id": ("客户", "customers"),
    "warehouse_id": ("仓库", "warehouses"),
    "project_id": ("项目", "projects"),
}


def _rows(
    of: Scope, companies: Mapping[str, str], departments: Mapping[str, str]
) -> Iterable[Text]:
    if of.companies:
        yield _both("公司", "Companies", (companies.get(c, c) for c in of.companies))
    if of.departments:
        yield _both("部门", "Departments", (departments.get(d, d) for d in of.departments))
    for column, ids in of.extents:
        zh, en = EXTENTS.get(column, (column, column))
        yield {"zh": f"{zh} {len(ids)} 个", "en": f"{len(ids)} {en}"}
    if of.own:
        yield {"zh": "本人提交的单据", "en": "Own documents"}
    if of.acted:
        yield {"zh": "本人经办的单据", "en": "Documents acted on"}


def _except(
    of: Scope, companies: Mapping[str, str], departments: Mapping[str, str]
) -> Iterable[Text]:
    if of.denied_companies:
        yield _both("不含公司", "Except", (companies.get(c, c) for c in of.denied_companies))
    if of.denied_departments:
        yield _both("不含部门", "Except", (departments.get(d, d) for d in of.denied_departments))


def _both(zh: str, en: str, names: Iterable[str]) -> Text:
    every = tuple(names)
    return {"zh": f"{zh}：{listed(every, 'zh')}", "en": f"{en}: {listed(every, 'en')}"}


def _reasons(of: Scope, lang: Lang) -> tuple[str, ...]:
    return of.reasons_zh if lang == "zh" else of.reasons_en


def filters(
    cut: Cut, names: Mapping[str, Mapping[str, str]], lang: Lang
) -> tuple[tuple[str, str], ...]:
    """Every condition of a cut as (label, words); `names` maps a dimension's values to names."""
    found = [
        (dimension(name, lang), listed((names.get(name, {}).get(v, v) for v in values), lang))
        for name, values in cut.where
    ]
    organisation: Text = (
        {"zh": "现行", "en": "as it is now"}
        if cut.organisation == "today"
        else {"zh": "当时", "en": "as it was"}
    )
    found.append(("组织口径" if lang == "zh" else "Organisation", organisation[lang]))
    return tuple(found)
