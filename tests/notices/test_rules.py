from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from cstrain.kit.errors import Refusal
from cstrain.kit.outgoing import Unreachable, post, require_address
from cstrain.notices.rules.hours import due, hour_text, read_hour
from cstrain.notices.rules.robots import Heard, Platform, call_of, cut, require_robot, verdict
from cstrain.notices.rules.sending import is_given_up, next_try
from cstrain.notices.rules.texts import MOST_LINES, Kind, Message, text_of

AT = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DING = "https://oapi.dingtalk.com/robot/send?access_token=x"
NONE: frozenset[str] = frozenset()


def test_hours_are_read_and_come_once_they_are_reached() -> None:
    assert [read_hour(text) for text in ("17:00", "0:05", "9：30", "24:00", "9:5", "x", "12")] == [
        1020, 5, 570, None, None, None, None,
    ]  # fmt: skip
    assert hour_text(545) == "09:05"
    hours = {"owed": 540, "exam": 541, "rule": -1, "decide": 419}
    assert due(hours, AT, SHANGHAI) == ["owed"]  # nine o'clock: one is a minute early, one two hours late


def test_signatures_are_the_platforms_own() -> None:
    """The figures come from the platforms' own example code, run once beside ours."""
    at = datetime.fromtimestamp(1700000000, UTC)
    ding = call_of(Platform.DINGTALK, DING, "SEC0", "你好", at)
    assert ding.address.endswith("&timestamp=1700000000000&sign=" + DING_SIGN)
    said = json.loads(call_of(Platform.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/x", "s0", "你好", at).body)
    assert (said["timestamp"], said["sign"]) == ("1700000000", FEISHU_SIGN)
    wecom = call_of(Platform.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "", "你好", at)
    assert json.loads(wecom.body) == {"msgtype": "text", "text": {"content": "你好"}}


DING_SIGN = "grq97xXoTUjTHFvKaCG7ayUVYZj98Kc7erzY%2BP9gZxg%3D"
FEISHU_SIGN = "K3qHBEfWGFZMwPbkWIfVAOd3/LLLWfjyoTbpQpaIheU="


@pytest.mark.parametrize(
    ("platform", "address", "secret", "code"),
    [
        (Platform.DINGTALK, "https://open.feishu.cn/robot/send?access_token=x", "s", "robot_address_of_other"),
        (Platform.FEISHU, "https://open.feishu.cn/elsewhere", "s", "robot_address_of_other"),
        (Platform.DINGTALK, DING, "", "robot_needs_secret"),
    ],
)
def test_a_robot_is_refused(platform: Platform, address: str, secret: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        require_robot(platform, address, secret, NONE)


def test_answers_are_understood() -> None:
    heard = [
        verdict(Platform.DINGTALK, 200, b'{"errcode": 0}').heard,
        verdict(Platform.DINGTALK, 200, b'{"errcode": 310000}').heard,
        verdict(Platform.FEISHU, 200, b'{"code": 19021}').heard,
        verdict(Platform.FEISHU, 200, b'{"code": 0}').heard,
        verdict(Platform.WECOM, 200, b'{"errcode": 45009}').heard,
        verdict(Platform.WECOM, 302, b"").heard,
        verdict(Platform.WECOM, 200, b"<html>").heard,
    ]
    assert heard == [Heard.TAKEN, Heard.HOPELESS, Heard.HOPELESS, Heard.TAKEN, Heard.LATER, Heard.LATER, Heard.LATER]
    assert verdict(Platform.DINGTALK, 200, b'{"errcode": 130101}').wait == timedelta(minutes=10)


def test_waits_double_and_end() -> None:
    assert [next_try(tries, AT) - AT for tries in (1, 2, 3, 30)] == [
        timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40), timedelta(minutes=30),
    ]  # fmt: skip
    assert next_try(1, AT, timedelta(minutes=10)) == AT + timedelta(minutes=10)
    assert not is_given_up(AT, AT + timedelta(days=2), system=True)
    assert is_given_up(AT, AT + timedelta(days=2), system=False)


def test_a_long_text_is_cut_between_lines() -> None:
    text = "\n".join(f"第 {number} 行" for number in range(400))
    short = cut(text, 2000)
    assert len(short.encode()) <= 2000
    assert short.endswith("行\n……")
    told = text_of(Kind.OWED, Message(tuple("x" * 99), 99), "云舟·售前", "https://a.example/")
    assert told.startswith("【云舟·售前】还没做完、还没签字的环节（99 人）\n")
    assert told.endswith(f"另有 {99 - MOST_LINES} 行，见系统\nhttps://a.example/today")


ODD = (
    "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "https://", "https:///x",
    "https://a@example.com/", "https://a:b@example.com/", "https://example.com/#x", "https://example.com:8080/",
    "https://127.0.0.1/", "https://127.1/", "https://0x7f000001/", "https://2130706433/", "https://0177.0.0.1/",
    "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/", "https://192.168.1.1/", "https://100.64.0.1/", "https://localhost/", "https://intranet/",
    "https://exa mple.com/", "https://example.com\\@127.0.0.1/", "https://例子.com/", "https://example.com:99999/",
    "https://example.com/\nX: y", "https://1.2.3.4.5/",
)  # fmt: skip


def test_no_way_in_through_the_way_out(context: Flask) -> None:
    """IN-8: schemes, numbers, names inside, accounts, ports and blanks are refused before anything is resolved."""
    for address in ODD:
        with pytest.raises(Refusal, match="address_"):
            require_address(address)
    assert require_address("https://example.com/hook?key=1").hostname == "example.com"


def test_a_public_name_that_points_inside_is_not_called(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """IN-8: what a name resolves to is looked at, and that very address is called: no second look-up to be fooled by."""
    import socket

    asked: list[str] = []

    def inside(host: str, port: int, **_more: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", port))]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    with pytest.raises(Unreachable, match="own network"):
        post("https://rebinding.example/", b"", {})
    assert asked == ["rebinding.example"]
