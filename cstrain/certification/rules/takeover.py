"""The sheet of agents already at work: every row judged, with the column and the reason; nothing here reads or writes.

Columns: 工号 岗位 范围 等级 自何时 批准人. A row becomes a certificate with basis 存量认定, without exam evidence, once
the second person named in 批准人 has approved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cstrain.certification.rules.decision import Scope
from cstrain.kit.errors import Refusal
from cstrain.people.rules import PersonState, add_months
from cstrain.people.rules.sheet import Fault, Given

COLUMNS = ("工号", "岗位", "范围", "等级", "自何时", "批准人")
NEEDED = ("工号", "岗位", "自何时", "批准人")
EVERYWHERE = frozenset({"", "全部", "不限"})
MOST_PEOPLE = 2000
MOST_MONTHS = 12  # by then each sits the real exam
GO_LIVE = frozenset({PersonState.IN_TRAINING, PersonState.REHIRED, PersonState.AT_WORK})


class TakeOverState(StrEnum):
    PREPARED = "prepared"
    APPROVED = "approved"
    DECLINED = "declined"


TAKE_OVER_NEXT: dict[tuple[TakeOverState, str], TakeOverState] = {
    (TakeOverState.PREPARED, "approve"): TakeOverState.APPROVED,
    (TakeOverState.PREPARED, "decline"): TakeOverState.DECLINED,
}


def next_take_over(state: str, event: str) -> TakeOverState:
    """The state after ``event``; refused when the row has been settled."""
    try:
        return TAKE_OVER_NEXT[(TakeOverState(state), event)]
    except KeyError:
        raise Refusal("take_over_is_settled") from None


def require_exam_by(until: date, today: date) -> None:
    """The day by which each sits the real exam lies ahead, within a year."""
    last = add_months(today, MOST_MONTHS)
    if not today < until <= last:
        raise Refusal("until_out_of_range", first=today.isoformat(), last=last.isoformat())


@dataclass(frozen=True)
class Agent:
    """Somebody a row may name. ``certificates``: names ever held here, ``waiting``: names awaiting approval;
    ``enrolled``: in a course that leads to a gate."""

    id: str
    name: str
    team_id: str
    state: PersonState
    certificates: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    enrolled: bool = False


@dataclass(frozen=True)
class Post:
    """A post as courses name it, the gate that leads to it and the certificate the gate issues."""

    key: str
    name: str
    gate_key: str
    certificate: str


@dataclass(frozen=True)
class Ground:
    """What rows are judged against.

    ``approvers``: folded number → (id, name, teams; ``*``: all); ``levels`` None: not known here.
    """

    agents: Mapping[str, Agent]
    approvers: Mapping[str, tuple[str, str, frozenset[str]]]
    posts: Mapping[str, Post]
    stores: Mapping[str, str] = field(default_factory=dict)  # name → platform
    levels: Mapping[str, str] | None = None  # name → code
    preparer: str = ""
    today: date = date.min


@dataclass(frozen=True)
class TakeOverLine:
    """One good row."""

    row: int
    agent: Agent
    post: Post
    scope: Scope
    level: str  # code, or "" when none is given
    since: date
    approver_id: str
    approver_name: str


@dataclass(frozen=True)
class TakeOverPlan:
    lines: tuple[TakeOverLine, ...]
    faults: tuple[Fault, ...]


def title_faults(titles: Iterable[str]) -> list[Fault]:
    """A sheet without its needed columns is not read any further."""
    given = set(titles)
    return [Fault(1, title, "column_missing", {"column": title}) for title in NEEDED if title not in given]


def plan(rows: Iterable[tuple[Given, str]], ground: Ground) -> TakeOverPlan:
    """Judge every row, given with the approver's folded number; good rows become lines, the others faults."""
    lines: list[TakeOverLine] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for given, approver in rows:
        found = _empty(given) or [
            *_agent_faults(given, ground, seen),
            *_post_faults(given, ground),
            *_approver_faults(given, approver, ground),
        ]
        seen.setdefault((given.folded, given.cells.get("岗位", "")), given.row)
        faults += found
        if not found:
            lines.append(_line(given, approver, ground))
    return TakeOverPlan(tuple(lines), tuple(faults))


def _empty(given: Given) -> list[Fault]:
    return [Fault(given.row, title, "cell_empty") for title in NEEDED if not given.cells.get(title)]


def _agent_faults(given: Given, ground: Ground, seen: Mapping[tuple[str, str], int]) -> list[Fault]:
    key = (given.folded, given.cells["岗位"])
    if key in seen:
        return [Fault(given.row, "工号", "twice_in_sheet", {"row": str(seen[key])})]
    agent = ground.agents.get(given.folded)
    if agent is None:
        return [Fault(given.row, "工号", "unknown_number")]
    if agent.state not in GO_LIVE:
        return [Fault(given.row, "工号", "not_at_work", {"name": agent.name})]
    if agent.enrolled:
        return [Fault(given.row, "工号", "is_enrolled", {"name": agent.name})]
    return _since_faults(given, ground)


def _since_faults(given: Given, ground: Ground) -> list[Fault]:
    written = given.cells["自何时"]
    since = day_of(written)
    if since is None:
        return [Fault(given.row, "自何时", "not_a_day", {"given": written[:20]})]
    return [Fault(given.row, "自何时", "day_is_ahead")] if since > ground.today else []


def _post_faults(given: Given, ground: Ground) -> list[Fault]:
    post = ground.posts.get(given.cells["岗位"])
    if post is None:
        choices = "、".join(ground.posts)
        return [Fault(given.row, "岗位", "unknown_post", {"given": given.cells["岗位"][:20], "choices": choices})]
    found = []
    agent = ground.agents.get(given.folded)
    if agent is not None and post.certificate in agent.certificates:
        found.append(
            Fault(given.row, "岗位", "certified_before", {"name": agent.name, "certificate": post.certificate})
        )
    elif agent is not None and post.certificate in agent.waiting:
        found.append(Fault(given.row, "岗位", "waits_already", {"name": agent.name}))
    strange = [word for word in words_of(given.cells.get("范围", "")) if not _is_place(word, ground)]
    if strange:
        found.append(Fault(given.row, "范围", "unknown_scope", {"given": strange[0][:20]}))
    level = given.cells.get("等级", "")
    if level and ground.levels is not None and level not in ground.levels:
        choices = "、".join(ground.levels)
        found.append(Fault(given.row, "等级", "unknown_level", {"given": level[:20], "choices": choices}))
    return found


def _approver_faults(given: Given, number: str, ground: Ground) -> list[Fault]:
    approver = ground.approvers.get(number)
    if approver is None:
        return [Fault(given.row, "批准人", "approver_unknown")]
    approver_id, name, teams = approver
    agent = ground.agents.get(given.folded)
    if agent is None:
        return []
    if approver_id == agent.id:
        return [Fault(given.row, "批准人", "approver_is_oneself")]
    if approver_id == ground.preparer:
        return [Fault(given.row, "批准人", "approver_is_preparer")]
    if "*" not in teams and agent.team_id not in teams:
        return [Fault(given.row, "批准人", "approver_may_not", {"name": name})]
    return []


def _is_place(word: str, ground: Ground) -> bool:
    return word in ground.stores or word in ground.stores.values()


def words_of(cell: str) -> list[str]:
    """Stores and platforms of one cell; 全部, 不限 and an empty cell: none, which means everywhere."""
    for sign in "，,;；/":
        cell = cell.replace(sign, "、")
    words = [word.strip() for word in cell.split("、")]
    return [word for word in words if word not in EVERYWHERE]


def day_of(cell: str) -> date | None:
    """2026-01-05, 2026/1/5 and 2026年1月5日, as sheets hold them; None for anything else."""
    for sign in "/.年月":
        cell = cell.replace(sign, "-")
    try:
        year, month, day = (int(piece) for piece in cell.split(" ")[0].removesuffix("日").split("-"))
        return date(year, month, day)
    except ValueError:
        return None


def _line(given: Given, approver: str, ground: Ground) -> TakeOverLine:
    cells = given.cells
    since, post = day_of(cells["自何时"]), ground.posts[cells["岗位"]]
    assert since is not None
    approver_id, name, _teams = ground.approvers[approver]
    level = cells.get("等级", "")
    return TakeOverLine(
        row=given.row,
        agent=ground.agents[given.folded],
        post=post,
        scope=_scope(post, words_of(cells.get("范围", "")), ground),
        level=(ground.levels or {}).get(level, level),
        since=since,
        approver_id=approver_id,
        approver_name=name,
    )


def _scope(post: Post, words: Sequence[str], ground: Ground) -> Scope:
    stores = tuple(word for word in words if word in ground.stores)
    platforms = tuple(word for word in words if word not in ground.stores)
    return Scope(post.key, post.name, platforms, stores)
