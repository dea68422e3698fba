"""Chats: quote lines with a speaker, perhaps a time, and a full-width colon. One form in stems, lessons and scenes."""

from __future__ import annotations

import re
from typing import NamedTuple

AGENT = "客服"
_QUOTE = re.compile(r"> ?(.*)")
_SAID = re.compile(r"([^\s：:>][^：:\n]{0,23}?)(?:[ \u3000]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?))?：[ \u3000]?(.*)")


class Said(NamedTuple):
    """One message. `time` is "" or `09:12`; `text` is plain text and may hold several lines."""

    speaker: str
    time: str
    text: str

    @property
    def is_agent(self) -> bool:
        """Whether our side speaks (客服, also 客服·改后)."""
        return self.speaker.startswith(AGENT)


def quoted(line: str) -> str | None:
    """What stands behind the `>` of a quote line, None for any other line."""
    found = _QUOTE.fullmatch(line)
    return found[1] if found else None


def chat(text: str) -> tuple[Said, ...]:
    """All messages of a text. A quote line without speaker continues the message above it, else it is none."""
    messages: list[Said] = []
    running = False
    for line in text.split("\n"):
        content = quoted(line)
        if content is None:
            running = False
        elif found := _SAID.fullmatch(content):
            messages.append(Said(found[1].strip(), found[2] or "", found[3].strip()))
            running = True
        elif running:
            last = messages[-1]
            messages[-1] = last._replace(text=f"{last.text}\n{content}")
    return tuple(messages)


def is_chat(lines: list[str]) -> bool:
    """Whether a block of quote lines is a chat: its first line has a speaker."""
    return bool(lines) and _SAID.fullmatch(quoted(lines[0]) or "") is not None
