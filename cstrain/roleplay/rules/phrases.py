"""Banned phrases and taboos (formats 6.3), scripts (6.4): reading, checking, and finding a phrase in a sentence as written.

Variants in pinyin, split or look-alike characters are not looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.reading import decisions_of
from cstrain.kit.content import Document, ListLine, Part, Problem, any_of, is_id, references_of
from cstrain.kit.content.fold import numerals
from cstrain.kit.content.keys import unknown
from cstrain.roleplay.rules.known import BannedLine, Known

LIGHT, GRAVE = "轻", "重"
GAP = "…"
WIDEST = 12  # characters a gap may stand for
SHORTEST = 2
_SILENT = re.compile(r"[\s，。！？、；：,.!?;:~～“”\"'‘’（）()【】《》—-]+")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A sentence ready for use."""

    id: str
    group: str
    text: str
    note: str = ""


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A sentence as phrases are compared: NFKC, no case, no blanks, no punctuation, numerals as digits."""
    return _SILENT.sub("", numerals(text))


@lru_cache(maxsize=4096)
def _pattern(wording: str) -> re.Pattern[str]:
    pieces = [folded(piece) for piece in wording.replace("...", GAP).split(GAP)]
    return re.compile(f".{{0,{WIDEST}}}".join(re.escape(piece) for piece in pieces if piece) or r"(?!)")


def catches(line: BannedLine, text: str) -> str:
    """The wording of the line that stands in the text outside what the line allows, or ""."""
    said = folded(text)
    for allowed in line.allowed:
        said = said.replace(folded(allowed), "\n")
    return next((wording for wording in line.wordings if _pattern(wording).search(said)), "")


def caught(lines: Iterable[BannedLine], text: str) -> list[tuple[BannedLine, str]]:
    """Every line that catches something in the text, with the wording."""
    return [(line, wording) for line in lines if (wording := catches(line, text))]


def read_phrases(document: Document) -> tuple[tuple[BannedLine, ...], Findings]:
    """The lines of a 禁语 file, and what is wrong with each."""
    found = Findings(document.file)
    _check_head(document, found)
    lines = tuple(_banned(part, line, found) for part in document.parts for line in _lines(part))
    if not lines:
        found.wrong(document.head.line, "没有禁语：一行一条，写成「- B001 说法；说法 【换成】……」")
    return lines, found


def _lines(part: Part) -> Iterator[ListLine]:
    return (line for run in part.runs for line in run)


def _check_head(document: Document, found: Findings) -> None:
    for key in ("英文名", "英文简介"):
        if not document.head.own(key):
            found.wrong(document.head.line, f"文件开头没写【{key}】：补上")
    for part in document.parts:
        if not part.own("英文名"):
            found.wrong(part.line, f"「{part.title}」没写【英文名】：补上")


def _banned(part: Part, line: ListLine, found: Findings) -> BannedLine:
    if not is_id("phrase", line.id):
        found.wrong(line.line, f"编号「{line.id}」不对：写成 B 加三四位数字，例如 B001")
    degree = line.value("程度")
    if degree not in ("", LIGHT, GRAVE):
        found.wrong(line.line, f"【程度】「{degree}」不对：写「{LIGHT}」或「{GRAVE}」")
    graded = any(other.value("程度") for other in _lines(part))
    if graded and not degree:
        found.wrong(line.line, f"「{part.title}」分了轻重，{line.id} 没写【程度】：补上")
    if not line.value("换成"):
        found.wrong(line.line, f"{line.id} 没写【换成】：写上可以换成怎么说")
    wordings = any_of(line.body.removeprefix(line.id))
    for wording in wordings:
        if len(folded(wording.replace(GAP, ""))) < SHORTEST:
            found.wrong(line.line, f"{line.id} 的「{wording}」太短：至少 {SHORTEST} 个字，不然会误伤")
    if not wordings:
        found.wrong(line.line, f"{line.id} 后面没写说法")
    return BannedLine(
        line.id, part.title, wordings, degree == GRAVE, line.value("换成"), any_of(line.value("放行")), line.line
    )


def check_phrases(document: Document, known: Known) -> tuple[Problem, ...]:
    """All problems of a 禁语 file, sorted by line. ``known.banned``: lines of the other files of this kind."""
    lines, found = read_phrases(document)
    found.problems += document.problems
    _check_twice(lines, known.banned, found)
    for line in lines:
        _check_allowed(line, found)
        for other, wording in caught([*lines, *known.banned], line.instead):
            found.wrong(line.line, f"{line.id} 的【换成】里有禁语「{wording}」（{other.id}）：换一种说法")
    return found.all


def _check_twice(lines: Sequence[BannedLine], others: Sequence[BannedLine], found: Findings) -> None:
    seen = {folded(wording): line.id for line in others for wording in line.wordings}
    for line in lines:
        for wording in line.wordings:
            first = seen.setdefault(folded(wording), line.id)
            if first != line.id or line.wordings.count(wording) > 1:
                found.wrong(line.line, f"「{wording}」在 {first} 已经有了：删掉一处")


def _check_allowed(line: BannedLine, found: Findings) -> None:
    bare = BannedLine(line.id, line.group, line.wordings, line.is_grave, line.instead)
    for allowed in line.allowed:
        if not catches(bare, allowed):
            found.wrong(line.line, f"{line.id} 的【放行】「{allowed}」本来就抓不到：删掉，或核对说法")


def read_scripts(document: Document) -> tuple[tuple[ScriptLine, ...], Findings]:
    """The sentences of a 话术 file, and what is wrong with each."""
    found = Findings(document.file)
    _check_head(document, found)
    lines = []
    for part in document.parts:
        for line in _lines(part):
            text = line.body.removeprefix(line.id).strip()
            if not is_id("script", line.id):
                found.wrong(line.line, f"编号「{line.id}」不对：写成 H 加三四位数字，例如 H001")
            if not text:
                found.wrong(line.line, f"{line.id} 后面没写话术")
            lines.append(ScriptLine(line.id, part.title, text, line.value("备注")))
    if not lines:
        found.wrong(document.head.line, "没有话术：一行一句，写成「- H001 ……」")
    return tuple(lines), found


def check_scripts(document: Document, known: Known) -> tuple[Problem, ...]:
    """All problems of a 话术 file, sorted by line."""
    lines, found = read_scripts(document)
    found.problems += document.problems
    at = {line.id: line.line for part in document.parts for line in _lines(part)}
    for one in lines:
        for banned, wording in caught(known.banned, one.text):
            found.wrong(
                at[one.id], f"{one.id} 里有禁语「{wording}」（{banned.id}）：换成「{banned.instead}」这样的说法"
            )
    if known.decisions is not None:
        named = decisions_of(document.head)
        for part in document.head.walk():
            for reference in references_of(part):
                if reference.name in named and reference.name not in known.decisions:
                    found.wrong(reference.line, unknown("决定", reference.name, sorted(known.decisions)))
    return found.all
