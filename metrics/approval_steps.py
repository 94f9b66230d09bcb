"""Where approvals wait and who turns them down: the acts on documents."""

from dataclasses import replace

from facts.definition import APPROVAL_STEP
from metrics.definition import Measure, Metric
from metrics.parts import (
    HOURS,
    NOT_A_WAIT,
    PER_CENT,
    PER_HOUR,
    PERCENT,
    STEP_BY,
    STEP_DRILL,
    TEST,
)

NODE_WAIT = Metric(
    name="approval.node_wait",
    label={"zh": "节点等待（中位数）", "en": "Node wait (median)"},
    words={
        "zh": "从到达办理人到其办理的工作时间的中位数，按办理日期；"
        "会签按人计，转交、委托延续同一次等待，"
        "自动通过和抄送不计。",
        "en": "The median working time from a step's arrival to its act, by the day of the act; "
        "countersigning counts per person, a transfer continues the same wait, automatic approvals "
        "and copies take no part.",
    },
    version=1,
    kind="distribution",
    fact=APPROVAL_STEP,
    numerator=Measure(how="median", of="wait_minutes"),
    scale=PER_HOUR,
    unit=HOURS,
    better="lower",
    when="acted_on",
    population=("is_acted",),
    exclusions=(TEST, NOT_A_WAIT),
    by=STEP_BY,
    drill=STEP_DRILL,
)
NODE_WAIT_MEAN = replace(
    NODE_WAIT,
    name="approval.node_wait_mean",
    label={"zh": "节点等待（平均）", "en": "Node wait (mean)"},
    words={
        "zh": "从到达办理人到其办理的工作时间的平均，按办理日期；会签按人计。",
        "en": "The mean working time from a step's arrival to its act, by the day of the act; "
        "countersigning counts per person.",
    },
    numerator=Measure(how="mean", of="wait_minutes"),
)
NODE_WAIT_P90 = replace(
    NODE_WAIT,
    name="approval.node_wait_p90",
    label={"zh": "节点等待（P90）", "en": "Node wait (p90)"},
    words={
        "zh": "从到达办理人到其办理的工作时间的 P90，按办理日期；会签按人计。",
        "en": "The p90 of the working time from a step's arrival to its act, by the day of the "
        "act; countersigning counts per person.",
    },
    numerator=Measure(how="quantile", of="wait_minutes", q=0.9),
)
NODE_WALL = replace(
    NODE_WAIT,
    name="approval.node_wall",
    label={"zh": "节点停留（中位数）", "en": "Time at node (median)"},
    words={
        "zh": "单据每次到达一个节点到离开的工作时间的中位数，按离开日期；并行会签只计一次。",
        "en": "The median working time from a document's arrival at a node until it leaves, by the "
        "day it left; parallel countersigning counts once.",
    },
    numerator=Measure(how="median", of="wall_minutes"),
    exclusions=(TEST,),
    population=(),
)
NODE_SHARE = replace(
    NODE_WALL,
    name="approval.node_share",
    label={"zh": "节点耗时占比", "en": "Share of time by node"},
    words={
        "zh": "单据停在某节点的工作时间占全部节点的比例，按离开日期；并行会签只计一次。",
        "en": "The working time documents stood at a node as a part of that at all nodes, by the "
        "day they left; parallel countersigning counts once.",
    },
    kind="ratio",
    numerator=Measure(how="sum", of="wall_minutes"),
    denominator=Measure(how="sum", of="wall_minutes"),
    scale=PER_CENT,
    unit=PERCENT,
    better="neither",
    share="node",
)
REJECTION_RATE = replace(
    NODE_WAIT,
    name="approval.rejection_rate",
    label={"zh": "驳回率", "en": "Rejection rate"},
    words={
        "zh": "同意或驳回的动作中，驳回的占比，按办理日期；可按角色、节点看。",
        "en": "Of the acts that approve or reject, the part that rejects, by the day of the act; "
        "to be cut by role or node.",
    },
    kind="ratio",
    numerator=Measure(how="sum", of="is_reject"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    population=("is_verdict",),
    exclusions=(TEST,),
)

METRICS = (NODE_WAIT, NODE_WAIT_MEAN, NODE_WAIT_P90, NODE_WALL, NODE_SHARE, REJECTION_RATE)
