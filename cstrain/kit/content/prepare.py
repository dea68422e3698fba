"""What has to happen to Chinese text before Markdown sees it (formats section 7).

Whatever Markdown would misread is swapped for a token, one character of a private plane, and swapped back behind it:
blanks, {references}, hash signs of #话题#, asterisks between digits, whole chats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from .chat import Said, chat, is_chat, quoted
from .model import unescaped
from .refs import BLANK, REFERENCE
from .tidy import FENCE

FIRST_TOKEN, LAST_TOKEN = 0xF0000, 0xFFFFD
TOKENS = re.compile("[\U000f0000-\U000ffffd]")
Refs = Callable[[str], object | None]

_LIST = re.compile(r"(?:[-*+]|[0-9]{1,3}\.) +\S")
_HASHES = re.compile(r"((?:[ >]|[-*+] |[0-9]{1,3}\. )*)(#+)(?=[^#\s])")
_HEADING = re.compile(r"#{1,6} ")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[*_]+(?=\d)")
_DEEP = re.compile(r"((?:(?:>|(?:[-*+]|[0-9]{1,3}\.)(?= )) *){4})((?:>|[-*+]|[0-9]{1,3}\.).*)")
_CROWDED = {"[": 300, "]": 300, "!": 1000, "*": 1000, "_": 1000, "`": 1000, "<": 1000, "\\": 1000, "&": 1000}


class Stash:
    """Tokens and what they stand for: HTML in text, plain characters inside an attribute."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.by_token: dict[str, tuple[str, str]] = {}
        self.blanks = 0

    def put(self, html: str, plain: str) -> str:
        """The token for this pair; the plain text itself once 65,000 are in use."""
        if (html, plain) not in self.held:
            if FIRST_TOKEN + len(self.held) > LAST_TOKEN:
                return plain
            token = chr(FIRST_TOKEN + len(self.held))
            self.held[html, plain] = token
            self.by_token[token] = (html, plain)
        return self.held[html, plain]

    def literal(self, text: str) -> str:
        """Tokens for characters that Markdown must leave alone."""
        return "".join(self.put(escape(sign), sign) for sign in text)


def prepared(text: str, stash: Stash, refs: Refs | None) -> str:
    """Markdown that the stock parser reads as its author meant it. Fences are left alone."""
    out: list[str] = []
    for fenced, lines in _chunks(TOKENS.sub("", text).split("\n")):
        out += lines if fenced else _spaced(_chats(_marked(lines, stash, refs), stash))
    return "\n".join(out)


def swapped_inline(text: str, stash: Stash, refs: Refs | None) -> str:
    """Blanks and references of one line as tokens."""

    def reference(found: re.Match[str]) -> str:
        html = refs(found[1].strip()) if refs else None
        return found[0] if html is None else stash.put(str(html), found[0])

    def blank(found: re.Match[str]) -> str:
        stash.blanks += 1
        return stash.put(f'<span class="blank">{found[0]}</span>', found[0])

    return BLANK.sub(blank, REFERENCE.sub(reference, text))


def _chunks(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """The lines in runs outside and inside of fences; a fence that is never closed is text."""
    runs: list[tuple[bool, list[str]]] = [(False, [])]
    fence = ""
    closed = _closed(lines)
    for number, line in enumerate(lines):
        if not fence and number in closed:
            fence = closed[number]
            runs.append((True, []))
            runs[-1][1].append(line)
        else:
            runs[-1][1].append(line)
            if fence and line.rstrip() == fence:
                fence = ""
                runs.append((False, []))
    return runs


def _closed(lines: list[str]) -> dict[int, str]:
    """The lines that open a fence which is closed further down, and the fence."""
    opens: dict[str, int] = {}
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        bare = line.rstrip()
        if bare in opens:
            found[opens.pop(bare)] = bare
        elif fence := FENCE.match(line):
            opens.setdefault(fence[1], number)
    return found


def _marked(lines: list[str], stash: Stash, refs: Refs | None) -> list[str]:
    """Line by line: tokens instead of what would be misread."""
    out: list[str] = []
    for line in lines:
        line = swapped_inline(unescaped(line), stash, refs)
        line = _shallow(line, stash)
        line = _BETWEEN_DIGITS.sub(lambda found: stash.literal(found[0]), line)
        out.append(_hashes(line, stash))
    return _uncrowded(out, stash)


def _shallow(line: str, stash: Stash) -> str:
    """At most four quotes or lists inside each other on one line; Markdown recurses at each."""
    deep = _DEEP.match(line)
    return deep[1] + stash.literal(deep[2][:1]) + deep[2][1:] if deep else line


def _hashes(line: str, stash: Stash) -> str:
    if _HEADING.match(line):
        head, title = line.split(" ", 1)
        return f"{head} {title.replace('#', stash.literal('#'))}"
    found = _HASHES.match(line)
    return found[1] + stash.literal(found[2]) + line[found.end() :] if found else line


def _uncrowded(lines: list[str], stash: Stash) -> list[str]:
    """Paragraphs with hundreds of brackets are no Markdown but bait on which the parser spends minutes."""
    out: list[str] = []
    start = 0
    for end in range(len(lines) + 1):
        if end == len(lines) or not lines[end].strip():
            paragraph = "\n".join(lines[start : end + 1])
            for sign, most in _CROWDED.items():
                if paragraph.count(sign) > (20 if sign in "[]!" and _is_bait(paragraph) else most):
                    paragraph = paragraph.replace(sign, stash.literal(sign))
            out += paragraph.split("\n") if start <= end and start < len(lines) else []
            start = end + 1
    return out


def _is_bait(paragraph: str) -> bool:
    """Whether brackets are left open, or stand in each other, by the dozen."""
    return (
        abs(paragraph.count("[") - paragraph.count("]")) > 20
        or paragraph.count("](") - paragraph.count(")") > 20
        or "[[[" in paragraph
    )


def _chats(lines: list[str], stash: Stash) -> list[str]:
    """Blocks of quote lines with a speaker become one token each, with blank lines around it."""
    out: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if quoted(line) is not None:
            block.append(line)
            continue
        if block:
            out += ["", _bubbles(block, stash), ""] if is_chat(block) else ["", *block, ""]
            block = []
        out.append(line)
    return out[:-1]


def _bubbles(block: list[str], stash: Stash) -> str:
    said = chat("\n".join(block))
    html = "\n".join(_bubble(message, stash) for message in said)
    return stash.put(f'<ol class="chat">\n{html}\n</ol>', "")


def _bubble(message: Said, stash: Stash) -> str:
    who = "·".join(filter(None, (message.speaker, message.time)))
    text = escape(message.text).replace("\n", "<br>")
    kind = "msg me" if message.is_agent else "msg"
    inner = f'<li class="{kind}"><span class="faint">{escape(who)}</span><p>{text}</p></li>'
    return TOKENS.sub(lambda found: stash.by_token[found[0]][0], inner)


def _spaced(lines: list[str]) -> list[str]:
    """Blank lines where Markdown needs one and people write none: before a list and before a table."""
    out: list[str] = []
    kind = ""
    for line in lines:
        above = out[-1] if out else ""
        found = _LIST.match(line)
        new = ("1" if line[0].isdigit() else line[0]) if found else ""
        starts_list = bool(new) and new != kind
        starts_table = line.startswith("|") and not above.startswith("|")
        if above.strip() and (starts_list or starts_table):
            out.append("")
        if new or not line.startswith(" "):
            kind = new
        out.append(line)
    return out
