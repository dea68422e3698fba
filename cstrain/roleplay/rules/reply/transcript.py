"""A talk in a file: quote lines as in the examples of a scene, or plain lines, the agent's marked 客服."""

from __future__ import annotations

import re

from cstrain.kit.content import Malformed, chat
from cstrain.kit.content.chat import Said
from cstrain.roleplay.rules.reply.talk import Reply

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
DAY = 86400


def read_transcript(text: str) -> tuple[Reply, ...]:
    """What the agent said, message by message, with the seconds since the customer where both have a time; else `Malformed`.

    Agent's messages that follow one another without the customer between are separate replies.
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    if not any(line.startswith(">") for line in lines):
        lines = [f"> {line}" if line and not line.startswith(("#", "【")) else "" for line in lines]
    replies: list[Reply] = []
    asked: int | None = None
    for said in chat("\n".join(lines)):
        if said.is_agent:
            replies.append(Reply(said.text, _took(asked, _clock(said))))
        elif _clock(said) is not None:
            asked = _clock(said)
    if not replies:
        raise Malformed("没有客服的话：每一轮写一行「> 客服：……」")
    return tuple(replies)


def _clock(said: Said) -> int | None:
    found = _TIME.fullmatch(said.time)
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0) if found else None


def _took(asked: int | None, answered: int | None) -> int | None:
    """Over midnight too."""
    return None if asked is None or answered is None else (answered - asked) % DAY
