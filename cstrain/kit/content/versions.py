"""【版本】【状态】【曾用名】: what a part says about its own history."""

from __future__ import annotations

import re
from typing import NamedTuple

from .model import Malformed, Part
from .refs import all_of

_VERSION = re.compile(r"([1-9][0-9]{0,3})(?:\.([0-9]{1,4}))?(?:[ \u3000]+(\S.*))?")


class Version(NamedTuple):
    """Major (re-opens steps, starts new statistics) and declared minor version; `reason` is "" for the first."""

    major: int = 1
    minor: int = 0
    reason: str = ""

    @property
    def number(self) -> tuple[int, int]:
        """What is compared: (2, 0) comes after (1, 3)."""
        return (self.major, self.minor)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}" if self.minor else str(self.major)


class Status(NamedTuple):
    """Whether the part is withdrawn (停用), and why."""

    withdrawn: bool = False
    reason: str = ""


def parse_version(text: str) -> Version:
    """`2 平台改为 4 天` is major, `1.1 补充换算` minor; the reason is compulsory. Else `Malformed`."""
    found = _VERSION.fullmatch(text.strip())
    if not found:
        raise Malformed(f"【版本】「{text}」看不懂：改对错写「2 原因」，只改错字写「1.1 原因」")
    if not found[3]:
        raise Malformed(f"【版本】{found[0]} 没写原因：写成「{found[0]} 原因」")
    return Version(int(found[1]), int(found[2] or 0), found[3].strip())


def parse_status(text: str) -> Status:
    """`停用 原因`; other states live in the database and are `Malformed` here, as is a withdrawal without reason."""
    word, _, reason = text.strip().partition(" ")
    if word != "停用":
        raise Malformed(f"【状态】「{text}」不能写在文件里：只有「停用 原因」")
    if not reason.strip():
        raise Malformed("【状态】停用没写原因：写成「停用 原因」")
    return Status(True, reason.strip())


def version_of(part: Part) -> Version:
    """The version the part declares; 1.0 when it declares none. `Malformed` only where `read` reported a problem."""
    return parse_version(part.own("版本")) if part.has("版本") else Version()


def status_of(part: Part) -> Status:
    """Whether the part is withdrawn. `Malformed` only where `read` reported a problem."""
    return parse_status(part.own("状态")) if part.has("状态") else Status()


def former_names(part: Part) -> tuple[str, ...]:
    """Names the part had before, from 【曾用名】."""
    return all_of(part.own("曾用名"))
