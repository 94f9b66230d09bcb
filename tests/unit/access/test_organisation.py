from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from access.organisation import Department, Organisation, organisation

DAY = date(2026, 1, 1)


def org(*departments: Department) -> Organisation:
    return Organisation(departments={each.department_id: each for each in departments})


def d(department_id: str, **more: object) -> Department:
    return Department(department_id=department_id, **more)  # type: ignore[arg-type]


def test_subtree_holds_the_department_and_all_below_but_nothing_above() -> None:
    tree = org(d("a"), d("b", parent_id="a"), d("c", parent_id="b"), d("x"))
    assert tree.subtree("a") == {"a", "b", "c"}
    assert tree.subtree("b") == {"b", "c"}


def test_head_of_a_merged_department_sees_the_old_ones_and_their_predecessors() -> None:
    tree = org(d("older", successor_id="old"), d("old", successor_id="new"), d("new"))
    assert tree.subtree("new") == {"new", "old", "older"}
    assert tree.today_of("older") == "new"


def test_children_of_a_merged_department_hang_under_its_successor() -> None:
    tree = org(d("old", successor_id="new"), d("new"), d("child", parent_id="old"))
    assert tree.subtree("new") == {"new", "old", "child"}


def test_a_right_on_a_merged_department_does_not_grow() -> None:
    tree = org(
        d("one", successor_id="new", valid_to=DAY),
        d("two", successor_id="new", valid_to=DAY),
        d("new", valid_from=DAY),
        d("child", parent_id="one"),
    )
    assert tree.subtree("one") == {"one", "child"}
    assert tree.subtree("new") == {"one", "two", "new", "child"}


def test_a_right_on_a_department_merged_into_an_existing_one_does_not_grow() -> None:
    tree = org(d("small", successor_id="big", valid_to=DAY), d("big", valid_from=date(2020, 1, 1)))
    assert tree.subtree("small") == {"small"}


def test_a_right_follows_a_renamed_department() -> None:
    tree = org(
        d("was", successor_id="is", valid_to=DAY),
        d("is", valid_from=DAY),
        d("child", parent_id="is"),
    )
    assert tree.subtree("was") == {"was", "is", "child"}


def test_a_dissolved_child_belongs_to_its_successor_only() -> None:
    tree = org(d("a"), d("b"), d("moved", parent_id="a", successor_id="b"))
    assert tree.subtree("a") == {"a"}
    assert tree.subtree("b") == {"b", "moved"}


def test_unknown_department_reaches_nothing() -> None:
    assert org(d("a")).subtree("?") == frozenset()


def test_circles_end() -> None:
    tree = org(d("a", parent_id="b", successor_id="b"), d("b", parent_id="a", successor_id="a"))
    assert tree.today_of("a") == "a"
    assert tree.subtree("a") == {
        "a",
        "b",
    }  # by parents; the circle of successors counts for nothing


def test_a_successor_counts_only_once_the_department_has_ended() -> None:
    frame = pl.DataFrame(
        {
            "department_id": ["old", "new"],
            "company_id": ["c", "c"],
            "parent_id": [None, None],
            "head_id": ["p", "q"],
            "valid_from": [None, None],
            "valid_to": [date(2026, 6, 1), None],
            "successor_id": ["new", None],
        },
        schema_overrides={"parent_id": pl.String, "valid_from": pl.Date},
    )
    people = pl.DataFrame({"person_id": ["p", "q"]})
    before = organisation(frame, people, on=date(2026, 5, 31))
    after = organisation(frame, people, on=date(2026, 6, 1))
    assert (before.today_of("old"), before.headed_by("p")) == ("old", {"old"})
    assert (after.today_of("old"), after.headed_by("p")) == ("new", frozenset())
    assert after.people == {"p", "q"}
    assert after.company_of("old") == "c"


IDS = st.sampled_from([f"d{i}" for i in range(7)])
ANY = st.dictionaries(IDS, st.tuples(st.none() | IDS, st.none() | IDS), min_size=1)


@given(ANY, IDS)
def test_any_graph_ends_and_stays_within_what_is_known(
    graph: dict[str, tuple[str | None, str | None]], root: str
) -> None:
    tree = org(*(d(each, parent_id=up, successor_id=to) for each, (up, to) in graph.items()))
    reached = tree.subtree(root)
    assert reached <= set(graph)
    assert (root in reached) == (root in graph)
    if root in graph:
        assert tree.today_of(root) in graph
