"""Machine words that rows of business documents hold: (Chinese, English), by column."""

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

VALUES: dict[str, Words] = {
    "station": STATIONS,
    "status": STATUSES,
    "kind": KINDS,
    "entry_kind": ENTRY_KINDS,
    "severity": SEVERITIES,
    "state": AGREEMENT,
    "exception": EXCEPTIONS,
    "age_bucket": AGES,
    "overdue_bucket": AGES,
}
