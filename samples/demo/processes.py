"""The twelve processes of the demo: their nodes, amounts, promises and how often they happen."""

from dataclasses import dataclass, replace
from typing import Literal

Role = Literal[
    "applicant",
    "head",
    "leader",
    "accountant",
    "controller",
    "treasurer",
    "legal",
    "buyer",
    "hr",
    "seal",
    "assets",
    "quality",
    "technical",
    "sales",
    "gm",
]
ROLE_NAMES: dict[Role, str] = {
    "applicant": "申请人", "head": "部门负责人", "leader": "分管领导", "accountant": "费用会计",
    "controller": "财务主管", "treasurer": "资金主管", "legal": "法务", "buyer": "采购专员",
    "hr": "人力资源", "seal": "印章管理员", "assets": "资产管理员", "quality": "质量代表",
    "technical": "技术代表", "sales": "销售代表", "gm": "总经理",
}  # fmt: skip
ROLE_IDS: dict[Role, int] = {role: number for number, role in enumerate(ROLE_NAMES, start=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One stop of a process: who acts there, how long it usually takes (median working minutes),
    from which amount it applies, and whether several must or may sign."""

    id: int
    name: str
    roles: tuple[Role, ...]
    minutes: int
    above: int = 0
    sign: Literal["one", "all", "any"] = "one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One kind of document. `amount` is (median, spread) in CNY or None; `days` the working days
    from decision to payment or filing; `promise` the SLA in working hours before and after its
    change, or None."""

    id: int
    name: str
    code: str
    weight: float
    nodes: tuple[Node, ...]
    amount: tuple[int, float] | None
    days: float
    promise: tuple[int, int] | None
    subjects: tuple[str, ...]


def _node(
    name: str,
    *roles: Role,
    minutes: int,
    above: int = 0,
    sign: Literal["one", "all", "any"] = "one",
) -> Node:
    return Node(id=0, name=name, roles=roles, minutes=minutes, above=above, sign=sign)


def _numbered(number: int, process: Process) -> Process:
    nodes = tuple(
        replace(node, id=number * 100 + place) for place, node in enumerate(process.nodes, start=1)
    )
    return replace(process, id=number, nodes=nodes)


START = "发起申请"
HEAD = _node("部门负责人审批", "head", minutes=75)
LEADER = _node("分管领导审批", "leader", minutes=150)
CHECK = _node("财务初审", "accountant", minutes=110)
REVIEW = _node("财务复核", "controller", minutes=120)
BUDGET = _node("预算审核", "controller", minutes=130)
LAW = _node("法务审核", "legal", minutes=170)
PEOPLE_DESK = _node("人力资源审核", "hr", minutes=90)


def _above(node: Node, amount: int) -> Node:
    return replace(node, above=amount)


def _gm(amount: int) -> Node:
    return _node("总经理审批", "gm", minutes=210, above=amount)


_ALL = (
    Process(
        id=0, name="费用报销", code="FYBX", weight=19, amount=(1_450, 0.9), days=3,
        promise=(32, 24),
        nodes=(HEAD, CHECK, REVIEW, _above(LEADER, 5_000), _gm(30_000)),
        subjects=("办公用品", "业务招待", "快递物流", "会议费", "培训费", "维修费", "印刷制作"),
    ),
    Process(
        id=0, name="差旅报销", code="CLBX", weight=15, amount=(2_900, 0.7), days=3,
        promise=(32, 24),
        nodes=(HEAD, CHECK, REVIEW, _above(LEADER, 10_000)),
        subjects=("上海出差", "深圳客户拜访", "成都展会", "武汉项目实施", "北京会议", "苏州验厂"),
    ),
    Process(
        id=0, name="采购申请", code="CGSQ", weight=9, amount=(18_000, 1.2), days=0,
        promise=(40, 40),
        nodes=(
            HEAD, _node("采购询价", "buyer", minutes=240), BUDGET, _above(LEADER, 20_000),
            _gm(200_000),
        ),
        subjects=("轴承及紧固件", "刀具耗材", "包装材料", "劳保用品", "网络设备", "检测仪器"),
    ),
    Process(
        id=0, name="合同审批", code="HTSP", weight=6, amount=(120_000, 1.0), days=2,
        promise=(56, 48),
        nodes=(
            HEAD, LAW,
            _node("合同会签", "controller", "buyer", "quality", minutes=140, sign="all"),
            LEADER, _gm(300_000),
        ),
        subjects=("年度框架采购合同", "设备购置合同", "销售合同", "技术服务合同", "房屋租赁合同"),
    ),
    Process(
        id=0, name="付款申请", code="FKSQ", weight=11, amount=(46_000, 1.1), days=2,
        promise=(32, 24),
        nodes=(
            HEAD, CHECK, REVIEW, _node("资金安排", "treasurer", minutes=100), _gm(200_000),
        ),
        subjects=("货款", "设备尾款", "服务费", "预付款", "房租及物业费", "运费结算"),
    ),
    Process(
        id=0, name="用印申请", code="YYSQ", weight=7, amount=None, days=0,
        promise=(16, 16),
        nodes=(HEAD, LAW, _node("印章管理", "seal", minutes=45, sign="any")),
        subjects=("公章", "合同专用章", "法人章", "投标文件用印", "财务专用章"),
    ),
    Process(
        id=0, name="请假申请", code="QJSQ", weight=14, amount=None, days=0,
        promise=(8, 8),
        nodes=(HEAD, _node("人事备案", "hr", minutes=60, sign="any")),
        subjects=("年休假", "事假", "病假", "婚假", "陪产假", "调休"),
    ),
    Process(
        id=0, name="加班申请", code="JBSQ", weight=8, amount=None, days=0,
        promise=(8, 8),
        nodes=(HEAD, _node("人事备案", "hr", minutes=60, sign="any")),
        subjects=("赶制订单", "系统上线", "月末结账", "设备检修", "盘点"),
    ),
    Process(
        id=0, name="招聘需求", code="ZPXQ", weight=2, amount=None, days=0,
        promise=(48, 48),
        nodes=(HEAD, PEOPLE_DESK, LEADER, _gm(0)),
        subjects=("销售代表", "数控操作工", "研发工程师", "会计", "质检员", "客服专员"),
    ),
    Process(
        id=0, name="资产领用", code="ZCLY", weight=4, amount=(3_800, 0.8), days=1,
        promise=None,
        nodes=(HEAD, _node("资产核发", "assets", minutes=80, sign="any")),
        subjects=("笔记本电脑", "显示器", "工装工具", "手持扫码枪", "办公桌椅"),
    ),
    Process(
        id=0, name="项目立项", code="XMLX", weight=2, amount=(380_000, 0.9), days=1,
        promise=(72, 64),
        nodes=(
            HEAD, _node("技术评审", "technical", "quality", "buyer", minutes=260, sign="all"),
            BUDGET, LEADER, _gm(0),
        ),
        subjects=("产线自动化改造", "新品开发", "仓储系统升级", "节能改造", "检测实验室建设"),
    ),
    Process(
        id=0, name="价格审批", code="JGSP", weight=3, amount=(85_000, 1.0), days=0,
        promise=(24, 24),
        nodes=(
            HEAD, _node("价格会签", "sales", "buyer", minutes=90, sign="any"), REVIEW,
            _above(LEADER, 100_000),
        ),
        subjects=("大客户特价", "年度调价", "促销价格", "新品定价", "原材料采购价"),
    ),
)  # fmt: skip

PROCESSES: tuple[Process, ...] = tuple(
    _numbered(number, process) for number, process in enumerate(_ALL, start=11)
)
BY_ID: dict[int, Process] = {process.id: process for process in PROCESSES}
NODES: dict[int, Node] = {node.id: node for process in PROCESSES for node in process.nodes}


def start_id(process: Process) -> int:
    """The id of the node where a document is filed and comes back to."""
    return process.id * 100


def route(process: Process, amount: float | None) -> tuple[Node, ...]:
    """The nodes a document of this amount passes, in order."""
    return tuple(node for node in process.nodes if node.above == 0 or (amount or 0) > node.above)
