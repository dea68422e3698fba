"""The three platforms' group robots: how each wants its message, its signature, and how it says no.

Sources: open.dingtalk.com (自定义机器人安全设置), open.feishu.cn (自定义机器人使用指南), developer.work.weixin.qq.com (群机器人).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlsplit

from cstrain.kit.errors import Refusal


class Platform(StrEnum):
    DINGTALK = "dingtalk"
    WECOM = "wecom"
    FEISHU = "feishu"


HOSTS = {
    Platform.DINGTALK: ("oapi.dingtalk.com", "/robot/send"),
    Platform.WECOM: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send"),
    Platform.FEISHU: ("open.feishu.cn", "/open-apis/bot/v2/hook/"),
}
MOST_BYTES = {Platform.DINGTALK: 18_000, Platform.WECOM: 2_000, Platform.FEISHU: 18_000}
A_MINUTE = {Platform.DINGTALK: 20, Platform.WECOM: 20, Platform.FEISHU: 100}  # messages a robot takes
# DingTalk shuts a robot for ten minutes that was too quick; the others for the rest of the minute.
PENANCE = {Platform.DINGTALK: 600, Platform.WECOM: 60, Platform.FEISHU: 60}
TOO_QUICK = {Platform.DINGTALK: {130101, 410100}, Platform.WECOM: {45009}, Platform.FEISHU: {11232, 9499}}
# Wrong signature, word or address: trying again alters nothing until somebody looks.
HOPELESS = {
    Platform.DINGTALK: {310000, 300001, 400101},
    Platform.WECOM: {93000, 40058},
    Platform.FEISHU: {19021, 19022, 19024},
}


@dataclass(frozen=True)
class Call:
    """What is posted: address, body, headers."""

    address: str
    body: bytes
    headers: Mapping[str, str]


def require_robot(platform: Platform, address: str, secret: str, inside: frozenset[str]) -> None:
    """The address is the platform's own (or one the machine allows), and signed where the platform can sign.

    Refusals ``robot_address_of_other``, ``robot_needs_secret``.
    """
    host, path = HOSTS[platform]
    parts = urlsplit(address)
    if parts.hostname not in inside and (parts.hostname != host or not parts.path.startswith(path)):
        raise Refusal("robot_address_of_other", host=host)
    if platform is not Platform.WECOM and not secret:
        raise Refusal("robot_needs_secret")


def call_of(platform: Platform, address: str, secret: str, text: str, at: datetime) -> Call:
    """The message as the platform takes it, signed with the time of sending."""
    said = cut(text, MOST_BYTES[platform])
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if platform is Platform.DINGTALK:
        stamp = str(int(at.timestamp() * 1000))
        sign = quote(_signature(secret.encode(), f"{stamp}\n{secret}".encode()), safe="")
        joint = "&" if urlsplit(address).query else "?"
        address = f"{address}{joint}timestamp={stamp}&sign={sign}"
        return Call(address, _json({"msgtype": "text", "text": {"content": said}}), headers)
    if platform is Platform.FEISHU:
        stamp = str(int(at.timestamp()))
        signed = {"timestamp": stamp, "sign": _signature(f"{stamp}\n{secret}".encode(), b"")}
        return Call(address, _json({**signed, "msg_type": "text", "content": {"text": said}}), headers)
    return Call(address, _json({"msgtype": "text", "text": {"content": said}}), headers)


def _signature(key: bytes, said: bytes) -> str:
    return base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def cut(text: str, most: int) -> str:
    """At most so many bytes, at the end of a line."""
    if len(text.encode()) <= most:
        return text
    lines, kept = text.split("\n"), ""
    for line in lines:
        if len((kept + line).encode()) > most - 8:
            break
        kept += line + "\n"
    return kept + "……"


class Heard(StrEnum):
    """What an answer means."""

    TAKEN = "taken"
    LATER = "later"
    HOPELESS = "hopeless"


@dataclass(frozen=True)
class Verdict:
    heard: Heard
    why: str = ""
    wait: timedelta = timedelta(0)  # the least before the next try


def verdict(platform: Platform, status: int, body: bytes) -> Verdict:
    """Platforms answer 200 also when they say no; the number inside counts."""
    if status == 429:
        return Verdict(Heard.LATER, "429", timedelta(seconds=PENANCE[platform]))
    if status != 200:
        return Verdict(Heard.LATER, f"HTTP {status}")
    try:
        told = json.loads(body)
        number = int(told.get("errcode", told.get("code", told.get("StatusCode", -1))))
    except (ValueError, TypeError, AttributeError):
        return Verdict(Heard.LATER, "?")
    if number == 0:
        return Verdict(Heard.TAKEN)
    if number in TOO_QUICK[platform]:
        return Verdict(Heard.LATER, str(number), timedelta(seconds=PENANCE[platform]))
    return Verdict(Heard.HOPELESS if number in HOPELESS[platform] else Heard.LATER, str(number))
