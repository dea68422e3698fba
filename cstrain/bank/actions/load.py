"""Content files into rows: idempotent, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.bank.actions.drafts import Draft, draft_of_question, draft_of_rule
from cstrain.bank.actions.writing import Act, add_question_version, add_rule_version, carried, state_after
from cstrain.bank.models import Bank, Point, Proposal, Question, QuestionVersion, Register, Rule, Use
from cstrain.bank.queries.known import kept_rules, known
from cstrain.bank.queries.standing import current
from cstrain.bank.rules import (
    Incoming,
    Kept,
    Known,
    Outcome,
    QuestionState,
    Step,
    check_bank,
    check_points,
    check_register,
    load_step,
    read_points,
)
from cstrain.kit import clock, db
from cstrain.kit.content import INHERITED, Document, Part, Problem, canonical_text
from cstrain.kit.errors import Refusal
from cstrain.people.rules import local_date


@dataclass(frozen=True)
class Loaded:
    """What a load did, in ids. ``problems`` are warnings."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Load:
    """One load under way: who, when, from where, and where each part stands in the file."""

    at: datetime
    by: str
    origin: str

    def act(self, draft: Draft) -> Act:
        return Act(self.by, self.at, draft.declared.reason, self.origin)


def require_clean(document: Document, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The warnings; refuses when there is an error, with all problems in the refusal's facts."""
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise Refusal(
            "content_has_errors", file=document.file, count=len(errors), first=str(errors[0]), problems=tuple(problems)
        )
    return tuple(problem for problem in problems if problem.warning)


def known_for(document: Document, at: datetime, origin: str, pictures: Mapping[str, str]) -> Known:
    """What the check of a bank needs before it is loaded."""
    held = known(document.id, today=local_date(at, clock.zone()))
    return replace(held, origin=origin, pictures=pictures)


@db.deed
def load_bank(
    document: Document, at: datetime, by: str, origin: str = "shipped", pictures: Mapping[str, str] | None = None
) -> Loaded:
    """Load a file of questions; rules, knowledge points and decisions are loaded before it.

    ``pictures`` maps img/x.svg to the SHA-256 under which the file is kept. A file with an error loads nothing
    (``content_has_errors``). What was changed here since becomes a proposal; unchanged texts make no version.
    """
    held = known_for(document, at, origin, pictures or {})
    doubts = require_clean(document, check_bank(document, held))
    bank = _bank(document)
    load = _Load(at, by, origin)
    done: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    rows = {row.id: row for row in db.database.session.scalars(select(Question).where(Question.bank_key == bank.key))}
    for place, part in enumerate(document.parts):
        draft = draft_of_question(part, held.pictures, _of_part(doubts, part))
        row = rows.get(part.id) or _new_question(draft, bank, place, load)
        row.place = place
        done[_load_question(row, draft, held.kept.get(part.id), load)].append(part.id)
    loaded = _loaded(done, doubts)
    _note_load(bank, loaded, load)
    return loaded


def _of_part(doubts: Sequence[Problem], part: Part) -> list[Problem]:
    """The warnings that point into this part's lines."""
    last = max(one.line + len(canonical_text(one).split("\n")) for one in part.walk())
    return [doubt for doubt in doubts if part.line <= doubt.line < last]


def _bank(document: Document) -> Bank:
    head = document.head
    bank = db.database.session.get(Bank, document.id)
    fields = {
        "name": document.name,
        "english": head.own("英文名"),
        "english_intro": head.own("英文简介"),
        "head": canonical_text(replace(head, parts=())),
        "defaults": {key: head.own(key) for key in INHERITED if head.has(key)},
        "file": document.file.rsplit("/", 1)[-1],
    }
    if bank is None:
        bank = Bank(key=document.id, **fields)  # type: ignore[arg-type]
        db.database.session.add(bank)
        db.database.session.flush()
    else:
        for name, value in fields.items():
            if getattr(bank, name) != value:
                setattr(bank, name, value)
    return bank


def _note_load(bank: Bank, loaded: Loaded, load: _Load) -> None:
    """Say on the bank's page when something last came in; a load without effect leaves no trace."""
    if loaded.new or loaded.changed:
        bank.loaded_at, bank.loaded_by = load.at, load.by
        bank.loaded_new, bank.loaded_changed = len(loaded.new), len(loaded.changed)
    db.database.session.flush()


def _new_question(draft: Draft, bank: Bank, place: int, load: _Load) -> Question:
    assert draft.question is not None
    state = state_after(QuestionState.LIVE.value, draft.question)
    row = Question(id=draft.part.id, bank_key=bank.key, place=place, state=state, **_memory(draft, load))
    db.database.session.add(row)
    db.database.session.flush()
    return row


def _load_question(row: Question, draft: Draft, kept: Kept | None, load: _Load) -> Outcome:
    step = _step(draft, kept)
    if step.outcome in (Outcome.MAJOR, Outcome.MINOR):
        row.latest += 1
    if step.outcome in (Outcome.NEW, Outcome.MAJOR, Outcome.MINOR):
        add_question_version(row, draft, step.number, load.act(draft))
    elif step.outcome is Outcome.PROPOSE:
        _propose(draft, load)
    _remember(row, draft, load)
    return step.outcome


def _step(draft: Draft, kept: Kept | None) -> Step:
    return load_step(kept, Incoming(draft.part.id, draft.hash, draft.bearing, draft.declared.number))


def _memory(draft: Draft, load: _Load) -> dict[str, Any]:
    number = ".".join(map(str, draft.declared.number))
    return {
        "loaded_hash": draft.hash,
        "loaded_bearing": draft.bearing,
        "loaded_number": number,
        "loaded_from": load.origin,
    }


def _remember(row: Question | Rule, draft: Draft, load: _Load) -> None:
    """What the next load of the file is compared with."""
    for name, value in _memory(draft, load).items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _propose(draft: Draft, load: _Load) -> None:
    """One open proposal a part: what the file says now. What a person declined is not proposed again."""
    held = db.database.session.scalars(select(Proposal).where(Proposal.part_id == draft.part.id)).all()
    for other in held:
        if other.state == "open" and other.hash != draft.hash:
            other.state = "replaced"
    same = next((one for one in held if one.hash == draft.hash), None)
    if same is None:
        db.database.session.add(
            Proposal(
                part_id=draft.part.id,
                text=draft.text,
                inherited=draft.inherited,
                pictures=draft.pictures,
                hash=draft.hash,
                origin=load.origin,
                at=load.at,
            )
        )
    elif same.state == "replaced":
        same.state = "open"


def _loaded(done: Mapping[Outcome, list[str]], doubts: tuple[Problem, ...]) -> Loaded:
    return Loaded(
        new=tuple(done[Outcome.NEW]),
        changed=tuple(done[Outcome.MAJOR] + done[Outcome.MINOR]),
        unchanged=tuple(done[Outcome.SAME] + done[Outcome.ADOPT]),
        proposed=tuple(done[Outcome.PROPOSE]),
        problems=doubts,
    )


@db.deed
def load_rules(document: Document, at: datetime, by: str, origin: str = "shipped") -> Loaded:
    """Load a file of the rule register, the charter among them; decisions are loaded before it."""
    held = known(today=local_date(at, clock.zone()))
    held = replace(held, kept=kept_rules(document.id), origin=origin)
    doubts = require_clean(document, check_register(document, held))
    register = _register(document, "rules", at)
    load = _Load(at, by, origin)
    done: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for place, part in enumerate(document.parts):
        draft = draft_of_rule(part)
        row = db.database.session.get(Rule, part.id) or _new_rule(draft, register, place, load)
        if row.register_key != register.key:
            taken = document.problem(part.line, f"规则编号 {part.id} 在「{row.register_key}」里用过了：换一个")
            require_clean(document, [taken])
        row.place = place
        done[_load_rule(row, draft, held.kept.get(part.id), load)].append(part.id)
    db.database.session.flush()
    return _loaded(done, doubts)


def _new_rule(draft: Draft, register: Register, place: int, load: _Load) -> Rule:
    assert draft.rule is not None
    memory, rule = _memory(draft, load), carried(draft.rule)
    row = Rule(id=draft.part.id, register_key=register.key, place=place, **rule, **memory)
    db.database.session.add(row)
    db.database.session.flush()
    return row


def _load_rule(row: Rule, draft: Draft, kept: Kept | None, load: _Load) -> Outcome:
    step = _step(draft, kept)
    if step.outcome in (Outcome.MAJOR, Outcome.MINOR):
        row.latest += 1
    if step.outcome in (Outcome.NEW, Outcome.MAJOR, Outcome.MINOR):
        add_rule_version(row, draft, step.number, load.act(draft))
    elif step.outcome is Outcome.PROPOSE:
        _propose(draft, load)
    _remember(row, draft, load)
    return step.outcome


def _register(document: Document, kind: str, at: datetime) -> Register:
    head = document.head
    row = db.database.session.get(Register, document.id)
    fields = {
        "name": document.name,
        "english": head.own("英文名"),
        "head": canonical_text(replace(head, parts=())),
        "defaults": {key: head.own(key) for key in INHERITED if head.has(key)},
        "file": document.file.rsplit("/", 1)[-1],
    }
    if row is None:
        row = Register(key=document.id, kind=kind, loaded_at=at, **fields)  # type: ignore[arg-type]
        db.database.session.add(row)
        db.database.session.flush()
        return row
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.loaded_at = at
    return row


@db.deed
def load_points(document: Document, at: datetime, by: str) -> Loaded:
    """Load the knowledge points; one that questions still use cannot vanish."""
    session = db.database.session
    counting = current().with_only_columns(QuestionVersion.id)
    used = session.scalars(select(Use.name).distinct().where(Use.kind == "point", Use.version_id.in_(counting)))
    doubts = require_clean(document, check_points(document, used.all()))
    _register(document, "points", at)
    held = {row.name: row for row in session.scalars(select(Point))}
    new, changed, same = [], [], []
    for point in read_points(document):
        row = held.pop(point.name, None)
        if row is None:
            session.add(Point(name=point.name, path=point.path, english=point.english, place=point.place))
            new.append(point.name)
        elif (row.path, row.english, row.place, row.listed) == (point.path, point.english, point.place, True):
            same.append(point.name)
        else:
            row.path, row.english, row.place, row.listed = point.path, point.english, point.place, True
            changed.append(point.name)
    for row in held.values():
        row.listed = False
    session.flush()
    return Loaded(tuple(new), tuple(changed), tuple(same), problems=doubts)
