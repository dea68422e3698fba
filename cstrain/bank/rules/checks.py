"""Everything wrong or doubtful in a bank: the file, each question, what it hangs on, and the version numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.known import Known
from cstrain.bank.rules.lint import alike, lint
from cstrain.bank.rules.question import Question
from cstrain.bank.rules.reading import examine
from cstrain.bank.rules.register import check_head, check_role
from cstrain.bank.rules.versions import bearing_of, check_versions, incoming_of
from cstrain.kit.content.ids import is_id
from cstrain.kit.content.keys import unknown
from cstrain.kit.content.model import Document, Part, Problem
from cstrain.kit.content.refs import references_of

MOST_QUESTIONS = 80


def check_bank(document: Document, known: Known) -> tuple[Problem, ...]:
    """Errors and warnings of a file of questions, sorted by line. A file with an error imports nothing."""
    found = Findings(document.file)
    found.problems += document.problems
    check_head(document, found)
    _check_file(document, found)
    questions: dict[str, Question] = {}
    for part in document.parts:
        found.problems += check_question(part, known, document.id, document.file)
        question, _ = examine(part)
        if question is not None:
            questions[part.id] = question
    _check_alike(questions, known.stems, found)
    if not found.errors:
        brought = [incoming_of(part, bearing_of(questions[part.id]), known.pictures) for part in document.parts]
        found.problems += check_versions(document, brought, known)
    return found.all


def check_question(part: Part, known: Known, bank: str, file: str = "") -> tuple[Problem, ...]:
    """Errors and warnings of one question, sorted by line."""
    return checked(part, known, bank, file)[1]


def checked(part: Part, known: Known, bank: str, file: str = "") -> tuple[Question | None, tuple[Problem, ...]]:
    """The question as far as it can be read, and its errors and warnings, sorted by line."""
    question, found = examine(part, file)
    if not is_id("question", part.id) or not part.id.startswith(f"{bank}-"):
        found.wrong(part.line, f"题号「{part.id}」不对：写成「{bank}-」加三位数字，例如 {bank}-001")
    check_role(part, found)
    for one in part.walk():
        _check_references(one, known, found)
    if question is not None:
        below = {one.id: one for one in part.walk()}
        for each in (question, *question.parts):
            _check_grounds(below[each.id], each, known, found)
        if not found.errors:
            found.problems += (replace(doubt, file=file) for doubt in lint(question, known))
    return question, found.all


def _check_file(document: Document, found: Findings) -> None:
    if not is_id("bank", document.id):
        found.wrong(document.head.line, f"题库编号「{document.id}」不对：写成 2 到 6 个大写字母，例如 TB")
    name = document.file.rsplit("/", 1)[-1]
    if name and not name.startswith(f"{document.id}-"):
        found.wrong(document.head.line, f"文件名要以「{document.id}-」开头：现在是 {name}")
    if len(document.parts) > MOST_QUESTIONS:
        found.wrong(
            document.parts[MOST_QUESTIONS].line,
            f"一个题库最多 {MOST_QUESTIONS} 题：现在有 {len(document.parts)} 题，分成两个文件",
        )


def _check_references(part: Part, known: Known, found: Findings) -> None:
    for reference in references_of(part):
        name = reference.name
        kind = next((kind for kind in ("rule", "lesson", "question", "subquestion") if is_id(kind, name)), "")
        held = {"rule": known.rules, "lesson": known.lessons, "question": known.questions, "subquestion": None}
        if kind:
            names = held[kind]
            if names is not None and name not in names:
                found.doubt(reference.line, f"{{{name}}} 没有这个编号：核对后改，或去掉花括号")
        elif known.decisions is not None and name not in known.decisions:
            found.wrong(reference.line, unknown("决定", name, sorted(known.decisions)))


def _check_grounds(part: Part, question: Question, known: Known, found: Findings) -> None:
    """Rules, lessons, knowledge points and facts that the question names."""
    _check_citations(part, question, known, found)
    for names, held, what, key in (
        (question.points, known.points, "知识点", "知识点"),
        (question.lessons, known.lessons, "课文", "课文"),
        (question.covers, known.facts, "事实", "覆盖"),
    ):
        for name in names if held is not None else ():
            if name not in (held or ()):
                found.wrong(_line(part, key), unknown(what, name, sorted(held or ())))


def _line(part: Part, key: str) -> int:
    written = part.attribute(key)
    return written.line if written else part.line


def _check_citations(part: Part, question: Question, known: Known, found: Findings) -> None:
    line = _line(part, "规则")
    for cited in question.citations if known.rules is not None else ():
        rule = (known.rules or {}).get(cited.id)
        if rule is None:
            found.wrong(line, unknown("规则", cited.id, sorted(known.rules or ())))
        elif cited.major > rule.major:
            found.wrong(
                line,
                f"{part.id} 引用 {cited.id} 第 {cited.major} 版，规则只到第 {rule.major} 版：改成 {_pinned(cited.id, rule.major)}",
            )
        elif rule.withdrawn:
            found.doubt(line, f"{part.id} 引用的规则 {cited.id} 已停用：换一条依据，或停用这道题")
        elif cited.major < rule.major:
            found.doubt(
                line,
                f"{part.id} 引用 {cited.id} 第 {cited.major} 版，规则已是第 {rule.major} 版：核对题目后改成 {_pinned(cited.id, rule.major)}",
            )


def _pinned(rule: str, major: int) -> str:
    return rule if major == 1 else f"{rule}@{major}"


def _check_alike(questions: Mapping[str, Question], others: Mapping[str, str], found: Findings) -> None:
    stems = {name: question.stem for name, question in questions.items() if not question.withdrawn}
    for name, other in alike(stems, others):
        found.doubt(questions[name].line, f"{name} 和 {other} 的题干几乎一样：留一道，或改一个角度问")
