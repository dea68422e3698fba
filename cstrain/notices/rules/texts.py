"""The messages to groups: Chinese, short, without scores and without anybody's result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cstrain.notices.rules.hours import Kind

MOST_LINES = 30
HEADS = {
    Kind.OWED: "还没做完、还没签字的环节",
    Kind.EXAM: "明天考试",
    Kind.DECIDE: "等着决定和确认的事",
    Kind.ENDING: "快到期的证书",
    Kind.RULE: "规则有改动，接待按新的来",
}
UNITS = {Kind.OWED: "人", Kind.EXAM: "人", Kind.DECIDE: "件", Kind.ENDING: "张", Kind.RULE: "条"}
PATHS = {
    Kind.OWED: "/today",
    Kind.EXAM: "/today",
    Kind.DECIDE: "/today",
    Kind.ENDING: "/certificates",
    Kind.RULE: "/today",
}


@dataclass(frozen=True)
class Told:
    """What one person is told in their inbox: words of ``kind`` filled with ``facts``."""

    person_id: str
    kind: str
    facts: dict[str, str]
    link: str


@dataclass(frozen=True)
class Message:
    """A team's message: its lines, how many things it is about, and who is told apart."""

    lines: tuple[str, ...]
    count: int
    told: tuple[Told, ...] = ()


def text_of(kind: Kind, message: Message, place: str, site: str) -> str:
    """The whole text. ``place``: firm and team; ``site``: the address of this system, "" when nobody has set it."""
    shown = list(message.lines[:MOST_LINES])
    if len(message.lines) > MOST_LINES:
        shown.append(f"……另有 {len(message.lines) - MOST_LINES} 行，见系统")
    lines = [f"【{place}】{HEADS[kind]}（{message.count} {UNITS[kind]}）", *shown]
    return "\n".join([*lines, *([site.rstrip("/") + PATHS[kind]] if site else [])])


def who(name: str, number: str) -> str:
    return f"{name}（{number}）"


def owed_line(name: str, undone: int, unsigned: int) -> str:
    pieces = [f"{undone} 个环节没做" if undone else "", f"{unsigned} 项待签字" if unsigned else ""]
    return f"{name}：" + "，".join(piece for piece in pieces if piece)


def decide_lines(counts: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(f"{word}：{count}" for word, count in counts if count)
