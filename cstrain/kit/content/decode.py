"""Bytes to text, and what may not be in a file at all."""

from __future__ import annotations

import re

from .model import Problem

LIMIT = 200 * 1024
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\uffff]")
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decoded(source: str | bytes) -> tuple[str, list[Problem]]:
    """The text of a file, or "" and the reason why there is none (too long, not UTF-8, unseen characters)."""
    try:
        data = source.encode() if isinstance(source, str) else source
    except UnicodeEncodeError as broken:
        return "", [Problem(broken.object.count("\n", 0, broken.start) + 1, "这里有半个字符：请删掉重打")]
    if len(data) > LIMIT:
        return "", [Problem(1, f"文件有 {len(data) // 1024} KB，最多 {LIMIT // 1024} KB：请分成几个文件")]
    if data.startswith(_OTHER_MARKS):
        return "", [Problem(1, "文件是 UTF-16 编码：请另存为 UTF-8")]
    try:
        text = data.decode()
    except UnicodeDecodeError as broken:
        return "", [Problem(data.count(b"\n", 0, broken.start) + 1, _not_utf8(data))]
    return text, _unseen(text.removeprefix("\ufeff"))


def _not_utf8(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "文件不是 UTF-8 编码：请另存为 UTF-8"
    return "文件不是 UTF-8 编码，像是 GBK：请另存为 UTF-8"


def _unseen(text: str) -> list[Problem]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [
        Problem(number, f"有看不见的字符 U+{ord(found[0]):04X}：请删掉，再重打它两边的字")
        for number, line in enumerate(lines, 1)
        if (found := _UNSEEN.search(line))
    ]
