"""A dry run: what an import would do to the banks, worked out without a write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from cstrain.bank.actions.drafts import draft_of_question
from cstrain.bank.actions.save import MADE_HERE, next_number
from cstrain.bank.models import Bank, Question, QuestionChange, QuestionVersion
from cstrain.bank.queries.known import known
from cstrain.bank.queries.reading import part_of
from cstrain.bank.queries.standing import latest
from cstrain.bank.rules import QuestionState, examine, with_version
from cstrain.bank.rules.exchange.headers import place_of
from cstrain.bank.rules.exchange.house import TITLE_OF, rows_of
from cstrain.bank.rules.exchange.interpret import Around
from cstrain.bank.rules.exchange.item import ID, RULE, STEM, Brought, Item, Settings
from cstrain.bank.rules.exchange.judge import Judged
from cstrain.bank.rules.exchange.made import Made, made_of, packed, settle, taken_over
from cstrain.bank.rules.exchange.twins import Twins
from cstrain.kit import clock, confined, db
from cstrain.kit.content import Part, is_id
from cstrain.people.rules import local_date

OUTCOMES = ("new", "changed", "unchanged", "duplicate", "refused")
APART, AT_ONCE = "cstrain.bank.rules.exchange.made:settle_apart", 1700  # questions judged by one process at a time
MOST_TWINS = 20_000  # questions of a bank that stems are compared with
Line = dict[str, Any]


@dataclass
class Plan:
    """What would become of each item, in the order of the file. Plain values: kept as JSON until it is done."""

    lines: list[Line] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: sum(line["outcome"] == name for line in self.lines) for name in OUTCOMES}


@dataclass(frozen=True)
class Given:
    """What a plan is made for: how the file is read, when, and pictures already kept (name in texts → SHA-256)."""

    settings: Settings
    at: datetime
    by: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[int, int], None] = lambda _done, _all: None


def plan(brought: Brought, given: Given) -> Plan:
    """Judge every item against all that is loaded; writes nothing."""
    planning = _Planning(given)
    made = Plan(left_out=[(one.title, one.text) for one in brought.left_out])
    planning.number(brought.items)
    by_bank: dict[str, list[Item]] = {}
    for item in brought.items:
        by_bank.setdefault(item[ID].partition("-")[0], []).append(item)
    lines: dict[int, Line] = {}
    for key, items in by_bank.items():
        for some in planning.judged(key, items):
            lines |= {id(one.item): planning.line(one) for one in some}
            given.progress(len(lines), len(brought.items))
    made.lines = [lines[id(item)] for item in brought.items]
    return made


class _Planning:
    """One plan under way."""

    def __init__(self, given: Given) -> None:
        self.given, self.settings = given, given.settings
        held = known(today=local_date(given.at, clock.zone()))
        self.known = replace(held, stems={}, pictures=dict(given.pictures))
        rules = {rule_id: facts.major for rule_id, facts in (held.rules or {}).items()}
        names = frozenset(held.decisions or ()) | (held.questions or frozenset())
        self.around = Around(held.points or frozenset(), rules, names)
        self.banks = {bank.key: bank for bank in db.database.session.scalars(select(Bank))}
        changes = select(QuestionChange.question_id, QuestionChange.by).where(QuestionChange.state == "open")
        self.waiting: dict[str, str] = dict(db.database.session.execute(changes).all())
        self.unnumbered: set[int] = set()  # items that may be questions we have, under a number they do not say
        self.seen: dict[str, Item] = {}
        self.twins: dict[str, Twins] = {}
        self.same: dict[tuple[str, str], str] = {}
        self.kept: dict[str, tuple[Question, QuestionVersion]] = {}

    def number(self, items: Sequence[Item]) -> None:
        """Give each item its number: its own, or the next that the firm gives in the bank that was chosen."""
        following: dict[str, int] = {}
        taken = {item[ID] for item in items}
        for item in items:
            if not is_id("question", item[ID]):
                self._next(item, following, taken)
            elif item[ID].partition("-")[0] not in self.banks:
                item.refuse(ID, f"没有编号是 {item[ID].partition('-')[0]} 的题库：改编号，或留空")
            elif item[ID] in self.seen:
                item.refuse(ID, f"编号 {item[ID]} 在第 {self.seen[item[ID]].row} 行用过了：换一个，或留空")
            self.seen.setdefault(item[ID], item)

    def _next(self, item: Item, following: dict[str, int], taken: set[str]) -> None:
        key = self.settings.bank
        if key not in self.banks:
            item.refuse(ID, "没写题目编号，也没选题库：选一个题库再检查")
            return
        self.unnumbered.add(id(item))
        if key not in following:
            following[key] = int(next_number(key).partition("-x")[2])
        while (number := f"{key}-x{following[key]:03d}") in taken:
            following[key] += 1
        following[key] += 1
        for part in item.parts:
            part[ID] = number + part[ID][len(item[ID]) :]
        item[ID] = number

    def judged(self, key: str, items: list[Item]) -> Iterator[list[Judged]]:
        """Items judged, batch by batch; many of them in confined processes, two at a time."""
        bank = self.banks.get(key)
        head = bank.defaults if bank else {}
        for item in items:
            for name, text in head.items():
                if not item[TITLE_OF[name]]:
                    item[TITLE_OF[name]] = text  # what the head of the bank says holds for an empty cell
        if bank is not None:
            self._hold(key, items)
        how = (self.settings, self.around, self.known)
        if len(items) <= AT_ONCE:
            yield settle(items, key, head, how)
            return
        batches = [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
        with ThreadPoolExecutor(2) as pool:
            told = pool.map(lambda batch: confined.run(APART, packed(batch, key, head, how)), batches)
            for batch, found in zip(batches, told, strict=True):
                yield taken_over(batch, found)

    def _hold(self, key: str, items: list[Item]) -> None:
        """The questions of the bank that an item may be, and what stems are compared with."""
        rows = select(Question, QuestionVersion).join(QuestionVersion, latest()).where(Question.bank_key == key)
        count = db.database.session.scalar(select(func.count()).where(Question.bank_key == key)) or 0
        if count > MOST_TWINS:
            numbers = [item[ID] for item in items if id(item) not in self.unnumbered]
            rows = rows.where(Question.id.in_(numbers[:MOST_TWINS]))
        twins = self.twins[key] = Twins()
        for row, version in db.database.session.execute(rows):
            self.kept[row.id] = (row, version)
            if row.state != "retired":
                twins.add(row.id, version.stem)
                self.same.setdefault((version.bearing, version.stem), row.id)

    def line(self, one: Judged) -> Line:
        """What becomes of an item, as it is shown and, when it is written, everything that is written."""
        item = one.item
        line: Line = {
            "sheet": item.sheet, "row": item.row, "id": item[ID], "kind": item["题型"], "stem": item[STEM][:120],
            "told": _told(item, "told"), "wrong": _told(item, "wrong"), "like": "", "diff": [], "outcome": "refused",
            "rows": [[each.row, each.cells] for each in (item, *item.parts)],
        }  # fmt: skip
        if line["wrong"] or one.made is None:
            line["raw"] = _raw(item)
            return line
        line["doubts"] = one.said or [problem.text for problem in one.doubts]
        self._settle(line, one, one.made)
        return line

    def _settle(self, line: Line, one: Judged, made: Made) -> None:
        values, number = made["values"], one.item[ID]
        held, key = self.kept.get(number), number.partition("-")[0]
        if held is not None:
            self._upsert(line, one, held)
            return
        if id(one.item) in self.unnumbered and (same := self.same.get((values["bearing"], values["stem"]))):
            line |= {"outcome": "unchanged", "id": same}
            return
        line["like"] = self.twins[key].find(values["stem"])
        line["outcome"] = "duplicate" if line["like"] else "new"
        self.twins[key].add(number, values["stem"])
        self.same.setdefault((values["bearing"], values["stem"]), number)
        line["draft"] = any(each.title == RULE for each in one.item.told)
        origin = "imported" if "-x" in number else MADE_HERE
        line["write"] = self._written(made, tuple(made["number"]), origin)

    def _written(self, made: Made, number: tuple[int, ...], origin: str = MADE_HERE) -> dict[str, Any]:
        return written(made, (number[0], number[1]), self._reason, origin)

    @property
    def _reason(self) -> str:
        return f"导入 {self.settings.file}"[:200]

    def _upsert(self, line: Line, one: Judged, held: tuple[Question, QuestionVersion]) -> None:
        """A question that we have: the same in every cell, or a new version of it."""
        row, version = held
        part = part_of("题库", one.text, self._inherited(one))
        line["diff"] = _difference(part_of("题库", version.text, version.inherited), part)
        line["outcome"] = "changed" if line["diff"] else "unchanged"
        if not line["diff"]:
            return
        if trouble := self._closed(row):
            line |= {"outcome": "refused", "wrong": [(ID, one.item.row, _column(one.item, ID), trouble)], "raw": {}}
            return
        pictures = {**version.pictures, **self.known.pictures}
        draft = draft_of_question(part, pictures)
        number, text = (version.major, version.minor + 1), draft.text
        major = draft.bearing != version.bearing
        if major:
            number = (version.major + 1, 0)
            part = part_of("题库", with_version(draft.text, number, self._reason), draft.inherited)
        line["write"] = self._written(made_again(part, pictures, len(line["doubts"])), number)
        line["write"] |= {"before": version.seq, "text": text, "change": "major" if major else "minor"}

    def _inherited(self, one: Judged) -> dict[str, str]:
        assert one.made is not None
        return dict(one.made["values"]["inherited"])

    def _closed(self, row: Question) -> str:
        """Why nobody can change this question now, or ""."""
        if row.state == QuestionState.RETIRED.value:
            return f"{row.id} 已经停用：要改它，先恢复使用"
        if self.waiting.get(row.id, self.given.by) != self.given.by:
            return f"{row.id} 有别人的一份改动在等复核：先处理那一份"
        return ""


def _told(item: Item, what: str) -> list[tuple[str, int, str, str]]:
    """(title, row, column, sentence) of an item and its parts."""
    return [
        (one.title, each.row, _column(each, one.title), one.text)
        for each in (item, *item.parts)
        for one in getattr(each, what)
    ]


def _raw(item: Item) -> dict[str, str]:
    """What stands in the cells that are wrong: letter and row → text, to be mended."""
    found = {}
    for each in (item, *item.parts):
        for letter in {_column(each, one.title) for one in each.wrong} - {""}:
            place = place_of(letter)
            found[f"{letter}{each.row}"] = each.raw[place] if place < len(each.raw) else ""
    return found


def _column(item: Item, title: str) -> str:
    return item.columns.get(title, "")


def _difference(old: Part, new: Part) -> list[tuple[str, str, str]]:
    """(title, before, now) of every cell that is not the same; cells of a case's parts bear their number."""
    before, now = ({row[ID]: row for row in rows_of(one)} for one in (old, new))
    found = []
    for number in dict.fromkeys([*before, *now]):
        was, is_ = before.get(number, {}), now.get(number, {})
        name = "" if number == new.id else f"{number} "
        found += [
            (name + title, was.get(title, ""), is_.get(title, ""))
            for title in dict.fromkeys([*was, *is_])
            if was.get(title, "") != is_.get(title, "")
        ]
    return found


def made_again(part: Part, pictures: Mapping[str, str], warnings: int = 0) -> Made:
    """What the version row of a text would hold."""
    question, _ = examine(part)
    assert question is not None
    return made_of(part, question, pictures, warnings)


def written(made: Made, number: tuple[int, int], reason: str, origin: str) -> dict[str, Any]:
    """Everything a version row and its links hold, as plain values."""
    values = {**made["values"], "major": number[0], "minor": number[1], "origin": origin, "reason": reason}
    links = {name: made[name] for name in ("citations", "uses", "withdrawn")}
    return {"values": values, **links, "before": 0}


__all__ = ["OUTCOMES", "Given", "Line", "Plan", "made_again", "plan", "written"]
