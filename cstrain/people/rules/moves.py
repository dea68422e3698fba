"""The sheet of changes of state: every row judged, with the column and the reason; nothing here reads or writes.

Columns: 工号 变动 哪天 预计到 小组 店铺 新工号 原因. One change for a person and sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cstrain.kit.errors import Refusal
from cstrain.people.rules.sheet import Fault, Given, read_day
from cstrain.people.rules.states import NEXT_STATE, PersonState, require_return

COLUMNS = ("工号", "变动", "哪天", "预计到", "小组", "店铺", "新工号", "原因")
NEEDED = ("工号", "变动", "哪天", "原因")
LONGEST = {"工号": 40, "小组": 80, "店铺": 80, "新工号": 40, "原因": 500}
TRANSFER = "transfer"
EVENTS = {
    "请假": "take_leave",
    "停训": "pause",
    "回来培训": "return_to_training",
    "回来上班": "return_to_work",
    "回到培训": "retrain",
    "离职": "leave",
    "返聘": "rehire",
    "调动": TRANSFER,
}
OF_FIRM = frozenset({"leave", "rehire", TRANSFER})  # beyond one's own team: who keeps people


@dataclass(frozen=True)
class Mover:
    """Somebody a row may name. ``left_from``: the state in which the last leave began; ``last``: day of the last change.

    ``may``: whoever asks may change the state of this person, ``may_firm``: also let them go, take them back, move them.
    """

    id: str
    name: str
    state: PersonState
    left_from: PersonState
    last: date | None
    place: tuple[str, str]  # team and store
    may: bool
    may_firm: bool


@dataclass(frozen=True)
class MoveGround:
    """What rows are judged against; ``taken``: folded numbers that are given, to whom."""

    known: Mapping[str, Mover]
    teams: frozenset[str]
    stores: frozenset[str]
    taken: Mapping[str, str]
    today: date


@dataclass(frozen=True)
class Move:
    """One good row."""

    row: int
    who: Mover
    event: str
    on: date
    until: date | None
    team: str
    store: str
    new_no: str
    reason: str


@dataclass(frozen=True)
class MovePlan:
    lines: tuple[Move, ...]
    faults: tuple[Fault, ...]


def plan_moves(rows: Iterable[Given], ground: MoveGround, folded: Mapping[int, str]) -> MovePlan:
    """Judge every row; ``folded``: row → the new number in its one form."""
    lines, faults, seen = [], [], dict[str, int]()
    for given in rows:
        found = [*_shape(given), *_who(given, ground, seen), *_places(given, ground, folded)]
        seen.setdefault(given.folded, given.row)
        if not found:
            found = _deed(given, ground)
        faults += found
        if not found:
            lines.append(_move(given, ground))
    return MovePlan(tuple(lines), tuple(faults))


def _shape(given: Given) -> list[Fault]:
    cells = given.cells
    found = [Fault(given.row, title, "cell_empty") for title in NEEDED if not cells.get(title)]
    for title, most in LONGEST.items():
        if len(cells.get(title, "")) > most:
            found.append(Fault(given.row, title, "cell_too_long", {"most": str(most)}))
    for title in ("哪天", "预计到"):
        if cells.get(title) and read_day(cells[title]) is None:
            found.append(Fault(given.row, title, "not_a_day", {"given": cells[title][:20]}))
    if cells.get("变动") and cells["变动"] not in EVENTS:
        facts = {"given": cells["变动"][:20], "choices": "、".join(EVENTS)}
        found.append(Fault(given.row, "变动", "unknown_event", facts))
    return found


def _who(given: Given, ground: MoveGround, seen: Mapping[str, int]) -> list[Fault]:
    if not given.folded:
        return []
    if given.folded in seen:
        return [Fault(given.row, "工号", "twice_in_sheet", {"row": str(seen[given.folded])})]
    who, event = ground.known.get(given.folded), EVENTS.get(given.cells.get("变动", ""), "")
    if who is None or not who.may:
        return [Fault(given.row, "工号", "nobody_of_yours")]
    if event in OF_FIRM and not who.may_firm:
        return [Fault(given.row, "变动", "event_not_yours", {"event": given.cells["变动"]})]
    return []


def _places(given: Given, ground: MoveGround, folded: Mapping[int, str]) -> list[Fault]:
    cells, found = given.cells, []
    for title, known in (("小组", ground.teams), ("店铺", ground.stores)):
        if cells.get(title) and cells[title] not in known:
            found.append(Fault(given.row, title, "unknown_place", {"given": cells[title][:40]}))
    number = folded.get(given.row, "")
    if number and number in ground.taken:
        found.append(Fault(given.row, "新工号", "number_given", {"name": ground.taken[number]}))
    return found


def _deed(given: Given, ground: MoveGround) -> list[Fault]:
    """Whether the change fits the person's state and days; asked once the row is whole."""
    who, event, on = ground.known[given.folded], EVENTS[given.cells["变动"]], read_day(given.cells["哪天"])
    assert on is not None
    until = read_day(given.cells.get("预计到", ""))
    if on > ground.today:
        return [Fault(given.row, "哪天", "day_ahead")]
    if who.last is not None and on < who.last:
        return [Fault(given.row, "哪天", "day_before_last", {"last": who.last.isoformat()})]
    if until is not None and until < on:
        return [Fault(given.row, "预计到", "until_before")]
    if event == TRANSFER:
        wanted = (given.cells.get("小组", "") or who.place[0], given.cells.get("店铺", "") or who.place[1])
        moves = who.state is not PersonState.LEFT and wanted != who.place
        return [] if moves else [Fault(given.row, "变动", "nowhere_to_go", {"name": who.name})]
    if (who.state, event) not in NEXT_STATE:
        return [Fault(given.row, "变动", "state_forbids", {"name": who.name, "state": who.state.value})]
    try:
        require_return(event, who.left_from)
    except Refusal:
        return [Fault(given.row, "变动", "was_training", {"name": who.name})]
    return []


def _move(given: Given, ground: MoveGround) -> Move:
    cells, on = given.cells, read_day(given.cells["哪天"])
    assert on is not None
    return Move(
        row=given.row,
        who=ground.known[given.folded],
        event=EVENTS[cells["变动"]],
        on=on,
        until=read_day(cells.get("预计到", "")),
        team=cells.get("小组", ""),
        store=cells.get("店铺", ""),
        new_no=cells.get("新工号", ""),
        reason=cells["原因"],
    )
