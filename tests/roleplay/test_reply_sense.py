"""What a sentence means by what it names: denied as its topic, affirmed twice over, a time by any name, words a phrase is only cut
out of, words of somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from cstrain.roleplay.rules.reply import Way, fold, mark_reply, watch
from cstrain.roleplay.rules.reply.deadline import deadlines
from tests.roleplay.shipped import ground, scenes

ROOT = Path(__file__).resolve().parents[2]

DENIED = [
    ("R12", "问时限", "主管今天不在", "谁来定"),
    ("R03", "松动", "加固这种工艺我们不做", "答疑"),
    ("R01", "再挑", "礼盒早没有了", "给办法"),
    ("R02", "再骂", "单号我暂时不查", "找问题"),
    ("R29", "收尾", "登记就不登了", "记下来"),
    ("R24", "怕没下文", "登记不登记都一样", "登记留名"),
    ("R13", "发火", "现在就催？没必要", "动手"),
    ("R04", "肩带", "最长到不了 110", "答长度"),
    ("R16", "问原因", "不止一次", "一次机会"),
    ("R22", "给办法", "不上门取", "取件"),
    ("R13", "要准话", "四点前给不了您答复", "时间"),
]
AFFIRMED = [
    ("R13", "发火", "不是不催，我现在就打电话催", "动手"),
    ("R12", "开场", "没什么不可以，您随时可以申请退款", "能申请"),
    ("R13", "开场", "抱歉没跟您说清楚", "致歉"),
    ("R15", "开场", "原因是吊牌没了", "说原因"),
    ("R02", "讲问题", "您选的配色还没补上，缺一个", "讲原因"),
    ("R16", "想办法", "不会不管，换一个行不行", "有别的路"),
    ("R01", "找茬", "我重新拍几张没修过的给您", "接着聊"),
    ("R03", "再砍", "每天摊下来不到一块钱", "换算"),
    ("R13", "要准话", "一刻钟后给您回话", "时间"),
    ("R13", "要准话", "三点半给您打电话", "时间"),
    ("R19", "开价", "我这就报一下主管", "往上报"),
]


def gained(key: str, turn: str, text: str, name: str) -> bool:
    asked = next(one for one in scenes()[key].turns if one.name == turn)
    return next(one for one in mark_reply(asked, text, ground()) if one.name == name).fault is None


@pytest.mark.parametrize(("key", "turn", "text", "name"), DENIED)
def test_what_is_named_to_be_denied_does_not_count(key: str, turn: str, text: str, name: str) -> None:
    assert not gained(key, turn, text, name)


@pytest.mark.parametrize(("key", "turn", "text", "name"), AFFIRMED)
def test_what_only_looks_denied_counts(key: str, turn: str, text: str, name: str) -> None:
    assert gained(key, turn, text, name)


@pytest.mark.parametrize(
    ("said", "counts"), [("不会超过 24 小时", True), ("48 小时", False), ("最晚第 24 小时自动退", True)]
)
def test_at_most_so_long_is_so_long(said: str, counts: bool) -> None:
    assert gained("R17", "问时限", said, "签收后时限") == counts


TIMES = {
    "三点半给您回话": 1,
    "18:00前": 1,
    "下班之前": 1,
    "一刻钟后": 1,
    "等了三个小时了": 0,
    "第6天": 0,
    "拍了40分钟了": 0,
}


@pytest.mark.parametrize("text", TIMES)
def test_times_by_any_name(text: str) -> None:
    assert len(deadlines(fold(text).text.replace("您", "你"))) == TIMES[text]


HARMLESS = [
    "这双羊毛病房拖鞋很软",
    "素质真低碳生活帆布袋有货",
    "电脑子母扣有货",
    "这个都没听说过的客户很多，我解释一下",
    "不归我们管的那一段，我也替您去问",
    "您担心便宜没好货，我把用料拍给您看",
    "前面同事问您自己不会看吗，我向您道歉",
    "概不负责四个字我们不说",
    "绝对没有下次，这次是我们漏检",
    "退不了的几种情况我列给您",
    "您不符合尺码表的话，我给您订做",
    "有事别问我同事了，直接找我",
    "页面明明写着包邮却收了运费，是我们的错",
    "没这规定，您放心拆",
    "仓库今天忙着呢，我多叫了两个人给您打包",
    "碰上您真高兴",
]
CAUGHT = [
    "亲，爱买不买",
    "真烦人",
    "赶快滚",
    "这么简单的事情还要问",
    "您就是不想付款",
    "这不归我们管，您放心等着",
    "zhe bu gui wo guan",
    "mei wan mei liao",
    "pian yi mei hao huo",
    "受bu liao您",
    "nin ping shen me",
    "您kan着ban",
    "尔心有病吧",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_a_banned_phrase(text: str) -> None:
    assert [one.line.id for one in watch(ground().banned).find(text)] == []


@pytest.mark.parametrize("text", CAUGHT)
def test_what_is_one_is_caught(text: str) -> None:
    assert watch(ground().banned).find(text)


def test_no_sentence_of_the_courses_sounds_like_a_banned_phrase() -> None:
    """Tens of thousands of ordinary sentences: what is caught there in disguise would be a false alarm."""
    files = [*(ROOT / "curricula").rglob("*.md"), *(ROOT / "question_banks").rglob("*.md")]
    lines = [
        line
        for file in files
        if file.stem not in ("banned", "taboos")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 10_000
    found = [
        (one.wording, one.span.of(line))
        for line in lines
        for one in watch(ground().banned).find(line)
        if one.way is not Way.PLAIN
    ]
    assert found == []
