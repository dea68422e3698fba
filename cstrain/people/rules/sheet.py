"""The sheet of people: every row judged, with the column and the reason; nothing here reads or writes.

Columns: 工号 姓名 小组 店铺 入职日期 角色. A number that is known already is the same person: team and store follow the
sheet, a different name is a fault. New teams and stores are made, and the preview names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cstrain.people.rules.may import ALL_TEAMS
from cstrain.people.rules.states import PersonState, Role

COLUMNS = ("工号", "姓名", "小组", "店铺", "入职日期", "角色")
NEEDED = ("工号", "姓名")
LONGEST = {"工号": 40, "姓名": 80, "小组": 80, "店铺": 80}
MOST_PEOPLE = 5000
ROLE_WORDS = {
    "学员": None,
    "客服": None,
    "培训师": Role.TRAINER,
    "带教人": Role.MENTOR,
    "质检": Role.INSPECTOR,
    "质检员": Role.INSPECTOR,
    "主管": Role.SUPERVISOR,
    "客服主管": Role.SUPERVISOR,
    "管理员": Role.ADMINISTRATOR,
    "审计": Role.AUDITOR,
}
OF_ALL_TEAMS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True)
class Given:
    """One row as typed; ``folded`` is the number in its one form."""

    row: int
    folded: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What is known of a number: ``id`` of the person, names of team and store."""

    id: str
    name: str
    team: str
    store: str
    state: PersonState


@dataclass(frozen=True)
class Fault:
    """Row and column as the sheet shows them, and why (a key of ``words.SHEET_FAULTS`` with its facts)."""

    row: int
    column: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One good row. ``known`` is None for somebody new."""

    row: int
    employee_no: str
    name: str
    team: str
    store: str
    joined_on: date | None
    roles: tuple[Role, ...]
    known: Known | None

    @property
    def kind(self) -> str:
        """new, changed or same."""
        if self.known is None:
            return "new"
        moved = (self.team and self.team != self.known.team) or (self.store and self.store != self.known.store)
        return "changed" if moved else "same"


@dataclass(frozen=True)
class Ground:
    """What rows are judged against. ``may_make``: may make teams, stores and roles (an administrator of all teams)."""

    known: Mapping[str, Known]
    teams: frozenset[str]
    stores: frozenset[str]
    own_teams: frozenset[str] = frozenset({ALL_TEAMS})

    @property
    def may_make(self) -> bool:
        return ALL_TEAMS in self.own_teams


@dataclass(frozen=True)
class Plan:
    """What an import would do."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    new_teams: tuple[str, ...]
    new_stores: tuple[str, ...]

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]


def title_faults(titles: Iterable[str]) -> list[Fault]:
    """A sheet without its needed columns is not read any further."""
    given = set(titles)
    return [Fault(1, title, "column_missing", {"column": title}) for title in NEEDED if title not in given]


def plan(rows: Iterable[Given], ground: Ground) -> Plan:
    """Judge every row; good rows become lines, the others faults, in the order of the sheet."""
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for given in rows:
        found = [*_shape_faults(given), *_person_faults(given, ground, seen), *_role_faults(given, ground)]
        seen.setdefault(given.folded, given.row)
        faults += found
        if not found:
            lines.append(_line(given, ground))
    return Plan(
        tuple(lines),
        tuple(faults),
        tuple(dict.fromkeys(line.team for line in lines if line.team and line.team not in ground.teams)),
        tuple(dict.fromkeys(line.store for line in lines if line.store and line.store not in ground.stores)),
    )


def _shape_faults(given: Given) -> list[Fault]:
    found = [Fault(given.row, title, "cell_empty") for title in NEEDED if not given.cells.get(title)]
    for title, most in LONGEST.items():
        if len(given.cells.get(title, "")) > most:
            found.append(Fault(given.row, title, "cell_too_long", {"most": str(most)}))
    if given.cells.get("入职日期") and read_day(given.cells["入职日期"]) is None:
        found.append(Fault(given.row, "入职日期", "not_a_day", {"given": given.cells["入职日期"][:20]}))
    return found


def _person_faults(given: Given, ground: Ground, seen: Mapping[str, int]) -> list[Fault]:
    found: list[Fault] = []
    team, store = given.cells.get("小组", ""), given.cells.get("店铺", "")
    if given.folded and given.folded in seen:
        found.append(Fault(given.row, "工号", "twice_in_sheet", {"row": str(seen[given.folded])}))
    known = ground.known.get(given.folded)
    if known is not None and given.cells.get("姓名") and given.cells["姓名"] != known.name:
        found.append(Fault(given.row, "姓名", "other_name", {"name": known.name}))
    if known is not None and known.state is PersonState.LEFT:
        found.append(Fault(given.row, "工号", "has_left", {"name": known.name}))
    if not ground.may_make:
        if team not in ground.own_teams or (known is not None and known.team not in ground.own_teams):
            found.append(Fault(given.row, "小组", "not_your_team"))
        if store and store not in ground.stores:
            found.append(Fault(given.row, "店铺", "unknown_store"))
    return found


def _role_faults(given: Given, ground: Ground) -> list[Fault]:
    words = role_words(given.cells.get("角色", ""))
    strange = [word for word in words if word not in ROLE_WORDS]
    if strange:
        choices = "、".join(ROLE_WORDS)
        return [Fault(given.row, "角色", "unknown_role", {"given": strange[0][:20], "choices": choices})]
    roles = {ROLE_WORDS[word] for word in words} - {None}
    if roles and not ground.may_make:
        return [Fault(given.row, "角色", "roles_not_yours")]
    if roles - OF_ALL_TEAMS and not given.cells.get("小组"):
        return [Fault(given.row, "小组", "role_needs_team")]
    return []


def role_words(cell: str) -> list[str]:
    """``培训师、带教人`` as its words."""
    for sign in "，,;；/ ":
        cell = cell.replace(sign, "、")
    return [word for word in cell.split("、") if word]


def read_day(cell: str) -> date | None:
    """A day as sheets hold it; None for what is none."""
    try:
        return date.fromisoformat(cell.replace("/", "-").replace(".", "-")[:10])
    except ValueError:
        return _loose_day(cell)


def _loose_day(cell: str) -> date | None:
    """2026/1/5 and 2026年1月5日, as sheets hold them."""
    for sign in "/.年月":
        cell = cell.replace(sign, "-")
    pieces = cell.removesuffix("日").split("-")
    try:
        year, month, day = (int(piece) for piece in pieces)
        return date(year, month, day)
    except ValueError:
        return None


def _line(given: Given, ground: Ground) -> Line:
    cells = given.cells
    roles = tuple(dict.fromkeys(role for word in role_words(cells.get("角色", "")) if (role := ROLE_WORDS[word])))
    joined = read_day(cells["入职日期"]) if cells.get("入职日期") else None
    return Line(
        row=given.row,
        employee_no=cells["工号"],
        name=cells["姓名"],
        team=cells.get("小组", ""),
        store=cells.get("店铺", ""),
        joined_on=joined,
        roles=roles,
        known=ground.known.get(given.folded),
    )
