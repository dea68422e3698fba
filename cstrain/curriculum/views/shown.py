"""What several pages of this room show alike: lines of steps, texts as HTML, the mark of when something was shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from flask import current_app, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from cstrain.bank import queries as bank
from cstrain.curriculum import queries
from cstrain.curriculum.models import MaterialVersion
from cstrain.curriculum.queries import Board, ShownStep
from cstrain.curriculum.rules import ATTENDED, Standing
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.own import step_url
from cstrain.curriculum.words import ACTS, DAY_STANDINGS, DONE, KINDS, STANDINGS, WEEKDAYS_SHORT
from cstrain.kit import clock
from cstrain.kit.content import references, render
from cstrain.kit.content.ids import is_id
from cstrain.kit.errors import Refusal
from cstrain.kit.web import words_of
from cstrain.people import queries as people

LONG_AGO = 24 * 3600 * 1000  # milliseconds: a page whose mark says nothing counts as slow, never as quick


def lesson_html(shown: MaterialVersion, markdown: str) -> str:
    """Safe HTML: {规则} and {课文} are links, {决定} the firm's values, pictures come from the version itself."""
    names = references(markdown)
    rules = bank.rules([name for name in names if is_id("rule", name)])
    decided = people.decided()

    def reference(name: str) -> str | None:
        if name in rules:
            url, title = url_for("bank.rule", rule_id=name), rules[name].title
            return f'<a class="ref" href="{escape(url)}" title="{escape(title)}">{escape(name)}</a>'
        if is_id("lesson", name):
            return f'<a class="ref" href="{escape(url_for("curriculum.lesson", key=name))}">{escape(name)}</a>'
        if name in decided:
            return escape(decided[name])
        return f'<span class="unset">{escape(_("%(name)s（待定）", name=name))}</span>'

    return render(markdown, refs=reference, image_base=f"/material/{shown.id}")


@dataclass(frozen=True)
class Clause:
    """A clause to be ticked, its text with the firm's values filled in."""

    id: str
    title: str
    html: str


def clauses(shown: MaterialVersion) -> list[Clause]:
    """A charter's clauses, or a lesson's sections."""
    if queries.document(shown).type == "课文":
        return [
            Clause(str(number), "、".join(section.titles) or shown.material.name, lesson_html(shown, section.text))
            for number, section in enumerate(queries.lesson_sections(shown), start=1)
        ]
    return [Clause(part.id, part.rest, lesson_html(shown, part.body)) for part in queries.clause_parts(shown)]


def step_line(one: ShownStep, board: Board, *, now: bool = False) -> dict[str, Any]:
    """The keywords of macro ``step`` for one step of one's own plan."""
    word = STANDINGS[one.standing]
    locked = one.standing is Standing.LOCKED
    icon = {Standing.OPEN: "circle", Standing.RUNNING: "circle-dot"}.get(one.standing, word[1])
    return {
        "title": one.step.title,
        "icon_name": "circle-check" if one.is_done and one.standing is not Standing.REFUSED else icon,
        "tone": "ok" if one.standing in (Standing.SIGNED, Standing.TO_SIGN) else word[2],
        "meta": step_meta(one, board),
        "url": None if locked else step_url(one.step),
        "mark": None if one.standing in (Standing.OPEN, Standing.LOCKED) else word,
        "now": now,
        "locked": locked,
    }


def step_meta(one: ShownStep, board: Board) -> str:
    """课文·约 60 分钟·学完“…”后开放."""
    parts = [str(KINDS[one.step.kind])]
    run = one.step.run
    if run is not None and run.done_at is not None and run.state == "done":
        parts.append(str(DONE[one.step.kind]) % {"at": short(run.done_at, board)})
        parts += [words] if (words := result_words(run.result)) else []
    elif run is not None and run.state == "waived":
        parts.append(_("免修：%(reason)s", reason=run.note) if run.note else _("免修"))
    else:
        parts += [one.step.duration] if one.step.duration else []
        parts += [why] if (why := waits_for(one, board)) else []
    return "·".join(parts)


def result_words(result: dict[str, Any]) -> str:
    return str(result.get("words", ""))


def short(at: datetime, board: Board) -> str:
    """09:12 of today, 10 月 16 日 09:12 of another day."""
    local = clock.local(at)
    clock_face = local.strftime("%H:%M")
    return clock_face if local.date() == board.today else f"{format_date(local.date(), _('M 月 d 日'))} {clock_face}"


def waits_for(one: ShownStep, board: Board) -> str:
    """Why a step is not open yet, or what an open one waits for."""
    if one.standing is not Standing.LOCKED:
        said = _("等带教人或培训师确认") if one.step.kind in ATTENDED else ""
    elif board.enrolment.state != "active":
        said = _("培训已结束")
    elif board.away is not None:
        said = _("暂停期间不开放")
    elif one.step.day > board.latest:
        said = _("第 %(n)s 天开放", n=one.step.day)
    else:
        titles = {each.key: each.step.title for each in board.steps}
        said = _("完成“%(first)s”后开放", first="”“".join(titles[key] for key in one.first))
    return str(said)


def day_strip(board: Board) -> list[dict[str, Any]]:
    """The days of a course for macro ``days``."""
    states = {"done": "done", "owed": "owed", "open": "now", "locked": "shut"}
    return [
        {
            "n": day.number,
            "state": "now" if day.number == board.current and day.standing == "open" else states[day.standing],
            "url": url_for("curriculum.day", number=day.number),
        }
        for day in board.days
    ]


def words_against(refusal: Refusal) -> str:
    """Why a confirmation was not taken; here nothing is signed, so a wrong password says so."""
    if refusal.code == "wrong_password":
        return str(_("密码不对，没有确认。还可以试 %(left)s 次。", left=refusal.facts["tries_left"]))
    return words_of(refusal)


def stamp(number: str, at: datetime) -> str:
    """The mark of when a question was shown, for the form that answers it."""
    return _serializer().dumps([number, int(at.timestamp() * 1000)])


def elapsed(mark: str, number: str, at: datetime) -> int:
    """Milliseconds since the question was shown; a mark that is not ours says a day."""
    try:
        shown, since = _serializer().loads(mark)
    except (BadSignature, ValueError, TypeError):
        return LONG_AGO
    return max(0, int(at.timestamp() * 1000) - int(since)) if shown == number else LONG_AGO


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="curriculum-shown")


WORDS = {
    "CURRICULUM_KINDS": KINDS,
    "CURRICULUM_WEEKDAYS": WEEKDAYS_SHORT,
    "CURRICULUM_STANDINGS": STANDINGS,
    "CURRICULUM_DAYS": DAY_STANDINGS,
    "CURRICULUM_ACTS": ACTS,
}
bp.record(lambda state: state.app.jinja_env.globals.update(WORDS))
