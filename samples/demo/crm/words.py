"""The vocabulary of the CRM: codes and the words people see."""

from typing import Final

from samples.demo.trade import REGIONS as PLACES

LEAD, CONTACT, SOLUTION, QUOTE, NEGOTIATION, WON, LOST = "S1", "S2", "S3", "S4", "S5", "S6", "S7"
STAGES: Final = {
    LEAD: "线索",
    CONTACT: "初步接洽",
    SOLUTION: "方案",
    QUOTE: "报价",
    NEGOTIATION: "谈判",
    WON: "赢单",
    LOST: "输单",
}
OPEN_STAGES: Final = (LEAD, CONTACT, SOLUTION, QUOTE, NEGOTIATION)
PROBABILITIES: Final = {  # percent
    LEAD: 10, CONTACT: 20, SOLUTION: 40, QUOTE: 60, NEGOTIATION: 80, WON: 100, LOST: 0,
}  # fmt: skip
REGIONS: Final = {region.code: region.name for region in PLACES}
LEVELS: Final = {"A": "战略客户", "B": "重点客户", "C": "普通客户"}
CHANNELS: Final = ("老客户", "展会", "转介绍", "拜访")
WEBSITE: Final = "官网询盘"
COMPETITORS: Final = ("恒锐精工", "东立机械", "北辰装备", "宏远工业", "科瑞达", "海外品牌")
LOSS_REASONS: Final = (
    "价格高于竞品", "交期不满足", "技术指标不符", "客户预算取消", "项目延期", "关系薄弱",
)  # fmt: skip
CATEGORIES: Final = {
    "quality": "产品质量", "delivery": "交期延误", "damage": "运输破损", "quantity": "数量短缺",
    "service": "服务态度", "invoice": "开票错误",
}  # fmt: skip
NEW, WORKING, SOLVED, VOID = "new", "processing", "solved", "void"  # of a complaint
ORDER, CONTRACT = "order", "contract"  # of an agreement
EFFECTIVE, FINISHED, CANCELLED = "effective", "finished", "cancelled"  # of an agreement
