"""Who may see which rows and columns: a pure decision from rules, grants and the organisation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from access.definition import Extents, Grant, Rule, Scope, Viewer
from access.organisation import Organisation
from access.rules import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A rule that holds for a viewer, through which grant (None: everyone), and what it reaches."""

    rule: Rule
    grant: Grant | None
    everything: bool = False
    companies: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    own: bool = False
    acted: bool = False
    extents: Extents = ()

    @property
    def empty(self) -> bool:
        """Whether it reaches nothing."""
        reach = (self.everything, self.companies, self.departments, self.own, self.acted)
        return not any((*reach, self.extents))


def decide(
    viewer: Viewer, subject: str, organisation: Organisation, *, rules: Sequence[Rule] = RULES
) -> Scope:
    """The rows and columns of one subject that a viewer may see; nothing without an allow.

    Denies beat allows. Masks are denies of columns, so those of all matching rules add up.
    """
    matched = explain(viewer, subject, organisation, rules=rules)
    allows = [each for each in matched if each.rule.effect == "allow"]
    denies = [each for each in matched if each.rule.effect == "deny"]
    nothing = not allows or any(_denies_all(deny) for deny in denies)
    told = denies if nothing else matched
    if nothing:
        return Scope(
            subject=subject,
            denied=True,
            reasons_zh=_reasons(told, "zh") or ("没有规则允许查看",),
            reasons_en=_reasons(told, "en") or ("No rule allows it",),
        )
    return Scope(
        subject=subject,
        everything=any(each.everything for each in allows),
        companies=_joined(each.companies for each in allows),
        departments=_joined(each.departments for each in allows),
        own=any(each.own for each in allows),
        acted=any(each.acted for each in allows),
        extents=_merged(each.extents for each in allows),
        person_id=viewer.person_id,
        denied_companies=_joined(each.companies for each in denies),
        denied_departments=_joined(each.departments for each in denies),
        masks=frozenset(mask for each in matched for mask in each.rule.masks),
        reasons_zh=_reasons(told, "zh"),
        reasons_en=_reasons(told, "en"),
    )


def explain(
    viewer: Viewer, subject: str, organisation: Organisation, *, rules: Sequence[Rule] = RULES
) -> tuple[Matched, ...]:
    """All rules that hold for a viewer, in the order of the rules: why one can see what."""
    found: list[Matched] = []
    for rule in rules:
        if not rule.speaks_of(subject):
            continue
        grants = [grant for grant in viewer.grants if grant.role == rule.role]
        candidates: Iterable[Grant | None] = (None,) if rule.role == "*" else grants
        reached = [_reach(rule, grant, viewer, organisation) for grant in candidates]
        # A deny that cannot say whom it spares, spares nobody.
        found += [each for each in reached if rule.effect == "deny" or not each.empty]
    return tuple(found)


def _reach(rule: Rule, grant: Grant | None, viewer: Viewer, organisation: Organisation) -> Matched:
    personal = _personal(rule, grant, viewer, organisation)
    if personal is not None:
        return personal
    if grant is not None and (grant.region_id or grant.warehouse_id or grant.project_id):
        return Matched(rule=rule, grant=grant, extents=_extents(rule, grant, organisation))
    if rule.rows == "extent":
        return Matched(rule=rule, grant=grant)
    if rule.rows == "department_subtree" or (grant is not None and grant.department_id):
        return Matched(rule=rule, grant=grant, departments=_subtrees(grant, viewer, organisation))
    if grant is not None and grant.company_id:
        return Matched(rule=rule, grant=grant, companies=frozenset({grant.company_id}))
    return Matched(rule=rule, grant=grant, everything=grant is not None)


def _personal(
    rule: Rule, grant: Grant | None, viewer: Viewer, organisation: Organisation
) -> Matched | None:
    """What a rule reaches whatever the extent of the grant; None where that decides."""
    person = viewer.person_id
    match rule.rows:
        case "all":
            return Matched(rule=rule, grant=grant, everything=True)
        case "own":
            return Matched(rule=rule, grant=grant, own=person is not None)
        case "acted":
            return Matched(rule=rule, grant=grant, acted=person is not None)
        case "customer_owner":
            owned = organisation.holdings.owned_by(person) if person else {}
            return Matched(rule=rule, grant=grant, extents=_told(owned))
        case _:
            return None


def _extents(rule: Rule, grant: Grant | None, organisation: Organisation) -> Extents:
    """What a grant of a region, warehouse or project reaches; nothing when it names none."""
    if grant is None or grant.company_id or grant.department_id:
        return ()  # of two extents at once nobody can say which was meant
    found: list[dict[str, frozenset[str]]] = []
    if grant.region_id:
        within = organisation.holdings.in_region(grant.region_id)
        # Where goods lie tells nobody whose customer they are sold to.
        found.append({name: ids for name, ids in within.items() if name not in rule.apart})
    if grant.warehouse_id:
        found.append({"warehouse_id": frozenset({grant.warehouse_id})})
    if grant.project_id:
        found.append({"project_id": frozenset({grant.project_id})})
    return _merged(_told(each) for each in found)


def _told(reached: Mapping[str, frozenset[str]]) -> Extents:
    return tuple(sorted((column, ids) for column, ids in reached.items() if ids))


def _merged(parts: Iterable[Extents]) -> Extents:
    found: dict[str, frozenset[str]] = {}
    for part in parts:
        for column, ids in part:
            found[column] = found.get(column, frozenset()) | ids
    return _told(found)


def _subtrees(grant: Grant | None, viewer: Viewer, organisation: Organisation) -> frozenset[str]:
    if grant is None:
        return frozenset()
    roots = frozenset({grant.department_id}) if grant.department_id else frozenset[str]()
    if not grant.department_id and viewer.person_id is not None:
        roots = organisation.headed_by(viewer.person_id)
    reached = _joined(organisation.subtree(root) for root in roots if root)
    if not grant.company_id:
        return reached
    return frozenset(each for each in reached if organisation.company_of(each) == grant.company_id)


def _denies_all(deny: Matched) -> bool:
    return not deny.companies and not deny.departments


def _joined(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _reasons(matched: Iterable[Matched], lang: str) -> tuple[str, ...]:
    said = (each.rule.because_zh if lang == "zh" else each.rule.because_en for each in matched)
    return tuple(dict.fromkeys(said))
