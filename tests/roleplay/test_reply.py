"""The reply scorer part by part: folding, concepts and negation, figures, phrases in disguise, manners, times."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from cstrain.kit.content import Malformed
from cstrain.roleplay.rules import read_phrases, read_scenario
from cstrain.roleplay.rules.reply import (
    Fault,
    Ground,
    Manner,
    Mark,
    Reply,
    Way,
    check_talks,
    fold,
    manners,
    mark_reply,
    play,
    read_transcript,
    watch,
)
from cstrain.roleplay.rules.reply.figures import figures
from cstrain.roleplay.rules.reply.finder import Finder
from tests.roleplay.scenes import RULES, SCENE, phrases, rules_of, scene

GROUND = Ground(rules_of(RULES), read_phrases(phrases())[0], {"客服让价上限": Fraction(10)})
TALK = read_scenario(scene())[0]
OPENING, AGAIN, CLOCK, WHO = TALK.turns
LINES = """# 禁语 more 更多
【英文名】More
【英文简介】For tests.

## 鄙视语
【英文名】Contempt

- B001 爱买不买；爱要不要 【程度】重 【换成】好
- B002 这都不会…吗 【程度】轻 【换成】好
- B018 快滚 【程度】重 【换成】好

## 烦躁语
【英文名】Irritation

- B103 烦死了；真烦 【换成】好
- B105 刚才说过了；又来了 【换成】好 【放行】这款颜色又来了一批
- B301 说得不对；不归我管 【换成】好
"""


def marked(turn: object, text: str, ground: Ground = GROUND) -> dict[str, Mark]:
    return {mark.name: mark for mark in mark_reply(turn, text, ground)}  # type: ignore[arg-type]


def words(mark: Mark, text: str) -> list[str]:
    return [span.of(text) for span in mark.spans]


FOLDS = {
    "ＡＢｃ": "abc",
    "抱 歉*！": "抱歉",
    "沒關係，請稍等": "没关系请稍等",
    "e\u0301\u0302": "e",
    "芣": "不",
    "十天": "\ue00010\ue001天",
    "２,000 元": "\ue0002000\ue001元",
    "3.5": "\ue0003.5\ue001",
    "一百二十": "\ue000120\ue001",
    "三四天": "\ue0003\ue001\ue0004\ue001天",
    "1 0": "\ue0001\ue001\ue0000\ue001",
    "3万": "\ue00030000\ue001",
    "🐮": "牛",
}


@pytest.mark.parametrize("text", FOLDS)
def test_folding(text: str) -> None:
    assert fold(text).text == FOLDS[text]


def test_every_character_knows_where_it_stood() -> None:
    text = "亲，抱·歉！10 天"
    said = fold(text)
    assert said.span(*next((at, at + 2) for at in range(9) if said.text[at : at + 2] == "抱歉")).of(text) == "抱·歉"
    assert said.span(said.text.index("\ue000"), said.text.index("\ue001") + 1).of(text) == "10"


def test_many_words_in_one_pass() -> None:
    assert list(Finder(["天", "十天", "十", ""]).find("二十天天")) == [(2, 1, 2), (1, 1, 3), (0, 2, 3), (0, 3, 4)]


def test_a_concept_is_found_with_its_words() -> None:
    text = "真是对不起，理 解 您"
    found = marked(OPENING, text)
    assert (found["致歉"].earned, words(found["致歉"], text)) == (15, ["对不起"])  # a synonym of 抱歉
    assert (found["共情"].earned, words(found["共情"], text)) == (5, ["理 解 您"])
    assert found["只叫等"].fault is None


BOTH = {"我催一下仓库": 15, "仓库那边我在催": 15, "我催": 0, "这件事我来跟": 15}


@pytest.mark.parametrize("text", BOTH)
def test_both_in_any_order(text: str) -> None:
    assert marked(AGAIN, text)["动手"].earned == BOTH[text]


DENIED = [
    "我没什么好抱歉的",
    "我不会跟您说抱歉",
    "抱歉没有",
    "不用抱歉",
    "我不觉得抱歉",
    "没必要抱歉",
    "凭什么抱歉",
    "我为什么要抱歉",
    "抱歉就算了",
    "从来没抱歉过",
    "没打电话抱歉",
]
NOT_DENIED = [
    "不好意思，抱歉",
    "不，抱歉",
    "没关系抱歉啊",
    "要不要先跟您说声抱歉",
    "特别抱歉",
    "是我不对，抱歉",
    "不过抱歉",
]


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_does_not_count(text: str) -> None:
    found = marked(OPENING, text)["致歉"]
    assert (found.earned, found.fault) == (0, Fault.DENIED)
    assert found.spans


@pytest.mark.parametrize("text", NOT_DENIED)
def test_not_every_no_denies(text: str) -> None:
    assert marked(OPENING, text)["致歉"].earned == 15


def test_a_denial_reaches_over_a_time_of_day() -> None:
    asked = read_scenario(scene(SCENE.replace("抱歉；让您久等", ":00 前；点前")))[0].turns[0]
    assert marked(asked, "今天 18:00 前回您")["致歉"].earned == 15
    assert marked(asked, "我不会在 18:00 前回您")["致歉"].fault is Fault.DENIED
    assert marked(asked, "不行，18:00 前回您")["致歉"].earned == 15


def test_a_denied_fault_is_none() -> None:
    assert marked(OPENING, "您再等等")["只叫等"].earned == -10
    assert marked(OPENING, "不会让您再等等")["只叫等"].fault is None


FACTS = {
    "快递最迟 10 天": (None, 20),
    "快递是十天": (None, 20),
    "快递最迟240小时": (None, 20),
    "ems 10天，快递也一样": (None, 20),
    "最迟 10 天": (Fault.CONDITION, 0),
    "快递 7 天内到账": (Fault.WRONG, 0),
    "平邮 10 天": (Fault.WRONG, 0),
    "快递 30 天": (Fault.WRONG, 0),
    "平邮 30 天": (Fault.UNSAID, -10),
    "快递 10 个工作日": (Fault.WRONG, 0),
    "快递不是 7 天，是 10 天": (None, 20),
    "您都等 6 天了": (Fault.UNSAID, -10),
    "我 2 天内给您回话": (Fault.UNSAID, -10),
    "快递 10 天内给您回话": (Fault.UNSAID, -10),
    "快递不用 10 天": (Fault.UNSAID, -10),
    "快递很快": (Fault.UNSAID, -10),
    "快递 20 分钟回您": (Fault.UNSAID, -10),
}


@pytest.mark.parametrize("text", FACTS)
def test_a_figure_against_its_rule(text: str) -> None:
    found = marked(CLOCK, text)["最迟退款"]
    assert (found.fault, found.earned) == FACTS[text]
    assert found.is_fatal == (found.fault is Fault.WRONG)


def test_the_condition_may_have_been_named_by_the_customer() -> None:
    asked = replace(CLOCK, says=(CLOCK.says[0]._replace(text="我寄的快递，几天能退？"),))
    assert marked(asked, "最迟 10 天")["最迟退款"].earned == 20


PROMISES = {
    "给您便宜 10 元": None,
    "给您便宜 11 元": Fault.BEYOND,
    "便宜40给您": Fault.BEYOND,
    "补偿您五十块": Fault.BEYOND,
    "送您 20 元的券": Fault.BEYOND,
    "这单给您免单": Fault.BEYOND,
    "不能便宜 40 元": None,
    "便宜 40 元要问问主管": None,
    "满 300 减 40": None,
    "这款 399 元": None,
    "便宜一点": None,
    "再送 3 双袜子": None,
}


@pytest.mark.parametrize("text", PROMISES)
def test_a_promise_against_the_limit(text: str) -> None:
    found = marked(CLOCK, text)["补偿"]
    assert (found.fault, found.is_fatal) == (PROMISES[text], PROMISES[text] is not None)


def test_a_limit_the_firm_has_not_set_is_said_to_be_open() -> None:
    found = marked(CLOCK, "给您便宜 11 元", replace(GROUND, decisions={}))["补偿"]
    assert (found.fault, found.is_fatal) == (Fault.UNDECIDED, False)


WATCH = watch(read_phrases(phrases(LINES))[0])
CAUGHT = {
    "爱买不买": ("B001", Way.PLAIN),
    "愛買不買": ("B001", Way.PLAIN),
    "爱·买·不·买": ("B001", Way.PLAIN),
    "爱。买。不。买": ("B001", Way.PLAIN),
    "爱\u0301买不\u0336买": ("B001", Way.PLAIN),
    "噯买芣买": ("B001", Way.PLAIN),
    "爱啊买不买": ("B001", Way.PLAIN),
    "ai mai bu mai": ("B001", Way.LETTERS),
    "àimǎi 不 买": ("B001", Way.LETTERS),
    "AIMAIBUMAI": ("B001", Way.LETTERS),
    "您ambm吧": ("B001", Way.INITIALS),
    "艾买不买": ("B001", Way.SOUND),
    "爱卖不买": ("B001", Way.SOUND),
    "爱m不m": ("B001", Way.INITIALS),
    "烦s了": ("B103", Way.INITIALS),
    "烦思了": ("B103", Way.SOUND),
    "火页死了": ("B103", Way.SPLIT),
    "快氵衮": ("B018", Way.SPLIT),
    "这都不会操作嘛": ("B002", Way.PLAIN),
    "你爱要不要": ("B001", Way.PLAIN),
}
CLEAN = [
    "这款颜色又来了一批",
    "我认真烦请您核对",
    "快滚筒洗",
    "您说「爱买不买」这话，是我们没说好",
    "同事说“烦死了”，对不起",
    "我不会跟您说烦死了",
    "@爱买不买 您好",
    "这都会。不好吗",
    "我当真，烦请您再拍一张",
    "要是说得不对的话，您告诉我",
    "xxl码ok",
    "maibumai 这个牌子",
]


@pytest.mark.parametrize("text", CAUGHT)
def test_a_phrase_is_caught_however_it_is_written(text: str) -> None:
    found = WATCH.find(text)
    assert [(one.line.id, one.way) for one in found] == [CAUGHT[text]]
    assert found[0].span.of(text).strip("您吧")


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_a_phrase(text: str) -> None:
    assert [one.line.id for one in WATCH.find(text)] == []


def test_a_grave_phrase_of_contempt_ends_the_scene_and_others_cost() -> None:
    ground = replace(GROUND, banned=read_phrases(phrases(LINES))[0])
    clash = play(TALK, [Reply("抱歉，您爱买不买")], ground)
    assert (clash.points, clash.reached) == (0, "致命")
    costs = [mark for mark in mark_reply(OPENING, "抱歉，真烦", ground) if mark.kind == "禁语"]
    assert [(mark.earned, mark.fault, mark.is_fatal) for mark in costs] == [(-10, Fault.BANNED, False)]


def test_words_are_not_charged_twice() -> None:
    twice = SCENE.replace("再等等；耐心等", "再等等；真烦")
    turn = read_scenario(scene(twice))[0].turns[0]
    ground = replace(GROUND, banned=read_phrases(phrases(LINES))[0])
    assert [mark.earned for mark in mark_reply(turn, "真烦", ground)] == [0, 0, -10, 0]


def test_a_talk_by_example() -> None:
    score = play(TALK, [Reply("抱歉让您久等"), Reply("快递最迟 10 天"), Reply("算，您放心。")], GROUND)
    assert (score.earned, score.possible, score.shown, score.reached) == (15, 55, 27, "结局·投诉")
    assert [step.turn for step in score.played] == ["开场", "问时限", "你说了算吗"]


def test_a_talk_that_stops_early_and_one_that_goes_on() -> None:
    assert play(TALK, [Reply("抱歉")], GROUND).reached == ""
    more = play(TALK, [Reply("抱歉"), Reply("快递 7 天"), Reply("还有"), Reply("还有")], GROUND)
    assert (more.reached, more.shown, more.unused) == ("致命", 0, 2)


def test_a_choice_that_is_not_offered_gains_nothing() -> None:
    score = play(TALK, [Reply("抱歉"), Reply("快递 10 天"), Reply("我去问问。")], GROUND)
    assert (score.reached, score.played[-1].marks[0].fault) == ("结局·投诉", Fault.MISSING)


LATE = SCENE.replace("- 转 犯 只叫等 → 发火\n", "- 转 超时 → 发火\n")


def test_a_late_reply_is_shown_and_the_script_decides() -> None:
    late = read_scenario(scene(LATE))[0]
    score = play(late, [Reply("抱歉", 31), Reply("我来跟", 90)], GROUND)
    assert [step.turn for step in score.played] == ["开场", "发火"]
    assert [(pace.seconds, pace.most, pace.is_late) for pace in score.paces] == [(31, 30, True), (90, 90, False)]
    assert [step.target for step in play(late, [Reply("抱歉", 30)], GROUND).played] == ["问时限"]


def test_score_jumps_compare_with_the_share_so_far() -> None:
    assert TALK.turns[2].jumps[1].least == 15
    low = play(TALK, [Reply("好的"), Reply("好的")], GROUND)
    assert low.played[1].target == "你说了算吗"


def test_manners_are_found_once_with_their_words() -> None:
    replies = ["您好，我这就查", "好的", "聊完麻烦打个分，有事随时找我"]
    found = {one.manner: (one.turn, one.span.of(replies[one.turn]) if one.span else "") for one in manners(replies)}
    assert found == {
        Manner.GREETING: (0, "您好"),
        Manner.NEXT_STEP: (0, "我这就"),
        Manner.CLOSING: (2, "有事随时找我"),
        Manner.RATING: (2, "打个分"),
    }
    assert next(one.turn for one in manners(["好的", "您好"])) == -1


def test_a_transcript_with_times_and_one_without_marks() -> None:
    timed = read_transcript("> 客户 23:59：在吗\n> 客服 00:01：您好\n> 客户：嗯\n> 客服：好\n还有")
    assert [(one.text, one.seconds) for one in timed] == [("您好", 120), ("好", None)]
    assert [one.text for one in read_transcript("# 标题\n客户：在吗\n客服：您好\n客服：在的")] == ["您好", "在的"]
    with pytest.raises(Malformed):
        read_transcript("客户：在吗")


def test_an_example_that_scores_otherwise_is_named() -> None:
    told = [str(problem) for problem in check_talks(scene(SCENE.replace("【得分】100 ", "【得分】90 ")), GROUND)]
    assert told == ["R90-test.md:49: 范例·满分 写的是 90 分、结局·等回话，实际算出 100 分、结局·等回话"]
    lost = SCENE.replace("> 客服：快递最迟 10 天。", "> 客服：最迟 10 天。")
    assert [str(problem) for problem in check_talks(scene(lost), GROUND)] == [
        "R90-test.md:49: 范例·满分 写的是 100 分、结局·等回话，实际算出 63 分、结局·等回话：没说条件 最迟退款"
    ]


def test_a_gap_is_at_most_twelve_characters_wide_and_keeps_its_order() -> None:
    gapped = read_scenario(scene(SCENE.replace("抱歉；让您久等", "仓库…收到")))[0].turns[0]
    told = {
        text: marked(gapped, text)["致歉"].earned
        for text in ("仓库收到", f"仓库{'甲' * 12}收到", f"仓库{'甲' * 13}收到")
    }
    assert list(told.values()) == [15, 15, 0]
    assert marked(gapped, "收到了，仓库")["致歉"].earned == 0
    assert marked(gapped, "仓库没收到")["致歉"].fault is Fault.DENIED


def test_a_reply_that_is_all_figures_is_read_to_the_sixtieth() -> None:
    assert len(figures(fold("10天，" * 500))) == 60
