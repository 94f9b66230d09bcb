"""Machine words that rows of business documents hold: (Chinese, English), by column."""

from metrics.dimension_list import DIMENSIONS
from ui.words import STATES, Lang, pick

Words = dict[str, tuple[str, str]]

STATIONS: Words = {
    "approve": ("待审批", "to be approved"),
    "order": ("待下单", "to be ordered"),
    "receive": ("待收货", "to be received"),
    "invoice": ("待开票", "to be invoiced"),
    "pay": ("待付款", "to be paid"),
    "ship": ("待发货", "to be shipped"),
    "deliver": ("待签收", "to be delivered"),
    "collect": ("待回款", "to be collected"),
    "done": ("已完成", "done"),
    "cancelled": ("已取消", "cancelled"),
}
STATUSES: Words = {
    "draft": ("草稿", "draft"),
    "open": ("进行中", "open"),
    "closed": ("已关闭", "closed"),
    "paid": ("已付", "paid"),
    "planned": ("计划", "planned"),
    "shipped": ("已发货", "shipped"),
    "delivered": ("已签收", "delivered"),
    "returned": ("已退货", "returned"),
    "cancelled": ("已取消", "cancelled"),
    "signed": ("已签订", "signed"),
    "completed": ("已完成", "completed"),
    "terminated": ("已终止", "terminated"),
    "won": ("赢单", "won"),
    "lost": ("输单", "lost"),
    "resolved": ("已解决", "resolved"),
}
KINDS: Words = {
    "purchase": ("采购", "purchase"),
    "sales": ("销售", "sales"),
    "invoice": ("发票", "invoice"),
    "credit_note": ("红字发票", "credit note"),
    "receipt": ("收款", "receipt"),
    "payment": ("付款", "payment"),
    "issue": ("出库", "issue"),
    "transfer_in": ("调入", "transfer in"),
    "transfer_out": ("调出", "transfer out"),
    "adjustment": ("调整", "adjustment"),
    "return_in": ("退入", "return in"),
    "return_out": ("退出", "return out"),
    "expense": ("费用", "expense"),
    "revenue": ("收入", "revenue"),
    "capital": ("资本", "capital"),
    "due": ("应收", "due"),
    "received": ("已收", "received"),
    "planned": ("计划", "planned"),
    "settlement": ("核销", "settled"),
    "opening": ("期初", "opening"),
    "actual": ("实际", "actual"),
}
ENTRY_KINDS: Words = {
    "original": ("年初预算", "original budget"),
    "revision": ("预算调整", "revision"),
    "reserve": ("预占", "reserved"),
    "commit": ("占用", "committed"),
    "actual": ("实际", "actual"),
    "paid": ("已付", "paid"),
}
SEVERITIES: Words = {
    "low": ("低", "low"),
    "medium": ("中", "medium"),
    "high": ("高", "high"),
}
AGREEMENT: Words = {
    "agrees": ("一致", "agrees"),
    "differs": ("不一致", "differs"),
    "missing": ("缺失", "missing"),
    "ambiguous": ("待确认", "ambiguous"),
}
DISAGREEMENTS: Words = {
    **AGREEMENT,
    "void": ("已作废", "void"),
    "gone": ("记录已不存在", "no longer there"),
    "redefined": ("口径已变", "compared otherwise"),
}
EXCEPTIONS: Words = {
    "ordered_not_approved": ("未批先购", "ordered, not approved"),
    "paid_over_approved": ("付款超批", "paid over approved"),
}
AGES: Words = {
    "000-030": ("0–30 天", "0–30 days"),
    "031-060": ("31–60 天", "31–60 days"),
    "061-090": ("61–90 天", "61–90 days"),
    "091-180": ("91–180 天", "91–180 days"),
    "181-365": ("181–365 天", "181–365 days"),
    "366+": ("1 年以上", "over a year"),
    "not_due": ("未到期", "not due"),
}
MISMATCHES: Words = {
    "no_order": ("无订单", "no order"),
    "price": ("单价不符", "price"),
    "quantity": ("数量不符", "quantity"),
    "unit": ("单位不符", "unit"),
    "currency": ("币种不符", "currency"),
}
ERRORS: Words = {
    "paid_twice": ("重复付款", "paid twice"),
    "wrong_supplier": ("供应商错误", "wrong supplier"),
    "wrong_amount": ("金额错误", "wrong amount"),
}
RULES: Words = {
    "same_number": ("号码相同", "same number"),
    "similar_number": ("号码相近", "similar number"),
}
MOVES: Words = {
    "receipt": ("销售回款", "from customers"),
    "payment": ("采购付款", "to suppliers"),
    "salary": ("薪酬", "salaries"),
    "tax": ("税费", "taxes"),
    "loan": ("借还款", "loans"),
    "transfer": ("内部划转", "transfers"),
    "other": ("其他", "other"),
}
AGE_BANDS: Words = {
    "00-24": ("25 岁以下", "under 25"),
    "25-34": ("25–34 岁", "25–34"),
    "35-44": ("35–44 岁", "35–44"),
    "45-54": ("45–54 岁", "45–54"),
    "55+": ("55 岁及以上", "55 and over"),
}
TENURES: Words = {
    "00-01": ("不满 1 年", "under 1 year"),
    "01-03": ("1–3 年", "1–3 years"),
    "03-05": ("3–5 年", "3–5 years"),
    "05-10": ("5–10 年", "5–10 years"),
    "10+": ("10 年以上", "over 10 years"),
}
SUBJECTS: Words = {
    "customer": ("客户", "customers"),
    "order": ("订单", "orders"),
    "contract": ("合同", "contracts"),
    "payment": ("付款", "payments"),
}
SYSTEMS: Words = {
    "oa": ("OA", "OA"),
    "erp": ("ERP", "ERP"),
    "crm": ("CRM", "CRM"),
    "other": ("其他系统", "another system"),
    "crm-erp": ("CRM ↔ ERP", "CRM ↔ ERP"),
    "erp-crm": ("ERP ↔ CRM", "ERP ↔ CRM"),
    "erp-oa": ("ERP ↔ OA", "ERP ↔ OA"),
}
FIELDS: Words = {
    "name": ("名称", "name"),
    "tax_no": ("税号", "tax number"),
    "credit_limit": ("信用额度", "credit limit"),
    "owner_id": ("负责人", "owner"),
    "region_id": ("区域", "region"),
    "amount_gross": ("含税金额", "amount"),
    "currency": ("币种", "currency"),
    "party": ("往来方", "party"),
    "amount_net": ("不含税金额", "net amount"),
    "signed_on": ("签订日", "day signed"),
    "promised_on": ("承诺日", "promised day"),
}

TERMS: Words = {
    "settled": ("已结清", "settled"),
    "overdue": ("已逾期", "overdue"),
    "not_due": ("未到期", "not due"),
    "void": ("不再执行", "no longer binding"),
    "unknown": ("结清情况未知", "settlement unknown"),
}
"""Where a term of a contract stands: what no column holds, but its day and today tell."""

VALUES: dict[str, Words] = {
    "station": STATIONS,
    "status": {**STATES, **STATUSES},
    "kind": KINDS,
    "entry_kind": ENTRY_KINDS,
    "severity": SEVERITIES,
    "state": DISAGREEMENTS,
    "disagreement_kind": AGREEMENT,
    "exception": EXCEPTIONS,
    "age_bucket": AGES,
    "overdue_bucket": AGES,
    "mismatch": MISMATCHES,
    "error": ERRORS,
    "rule": RULES,
    "move_kind": MOVES,
    "age_band": AGE_BANDS,
    "tenure_band": TENURES,
    "subject": SUBJECTS,
    "pair": SYSTEMS,
    "missing_side": SYSTEMS,
    "field": FIELDS,
}


def told(dimension: str, lang: Lang) -> dict[str, str]:
    """Every word of a dimension that only the instant gives, such as how old something is."""
    return {word: pick(VALUES[dimension], word, lang) for word in VALUES[dimension]}


def spelled(dimension: str, value: str, label: str, lang: Lang) -> str:
    """What a dimension's machine word is called; `label` where it is a name of its own."""
    known = VALUES.get(DIMENSIONS[dimension].column, {}) if dimension in DIMENSIONS else {}
    return pick(known, value, lang) if value in known else label
