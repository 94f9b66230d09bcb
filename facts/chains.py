"""Which approvals are one document: instances chained by `previous_id`."""

from collections.abc import Mapping

import polars as pl

Approval = tuple[str, str]  # source, approval_id

c = pl.col
KEY = ("source", "approval_id")
SCHEMA = pl.Schema(
    {"source": pl.String, "approval_id": pl.String, "document_id": pl.String, "depth": pl.Int64}
)


def chains(approvals: pl.DataFrame) -> pl.DataFrame:
    """(source, approval_id, document_id, depth) of every approval, one row each.

    A document is the tree of approvals that lead back to one root; its id is the root's, `depth`
    the number of resubmissions between. A `previous_id` that names no living approval begins a
    document of its own; a circle is cut before its earliest created member.
    """
    here = approvals.select(*KEY, "previous_id", "created_at")
    before = here.select("source", previous_id="approval_id")
    linked = here.filter(c("previous_id").is_not_null()).join(
        before, on=["source", "previous_id"], how="semi"
    )
    parents = {(s, a): (s, p) for s, a, p in linked.select(*KEY, "previous_id").iter_rows()}
    born = {(s, a): (at, a) for s, a, at in linked.select(*KEY, "created_at").iter_rows()}
    cut_circles(parents, born)
    placed = pl.DataFrame(
        [(*node, root[1], depth) for node, (root, depth) in roots(parents).items()],
        schema=SCHEMA,
        orient="row",
    )
    return (
        here.select(KEY)
        .join(placed, on=KEY, how="left")
        .select(*KEY, c("document_id").fill_null(c("approval_id")), c("depth").fill_null(0))
    )


def cut_circles(parents: dict[Approval, Approval], born: Mapping[Approval, object]) -> None:
    """Remove from `parents` the link of the earliest born member of every circle."""
    done: set[Approval] = set()
    for start in sorted(parents):
        path: dict[Approval, None] = {}
        node = start
        while node in parents and node not in done and node not in path:
            path[node] = None
            node = parents[node]
        if node in path:
            members = list(path)
            circle = members[members.index(node) :]
            del parents[min(circle, key=lambda member: born[member])]  # type: ignore[return-value,arg-type]
        done.update(path)


def roots(parents: Mapping[Approval, Approval]) -> dict[Approval, tuple[Approval, int]]:
    """Root and depth of every approval that has a parent; `parents` holds no circle."""
    found: dict[Approval, tuple[Approval, int]] = {}
    for start in parents:
        path: list[Approval] = []
        node = start
        while node in parents and node not in found:
            path.append(node)
            node = parents[node]
        root, depth = found.get(node, (node, 0))
        for member in reversed(path):
            depth += 1
            found[member] = (root, depth)
    return found
