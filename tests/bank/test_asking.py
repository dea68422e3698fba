"""How a question is asked and shown: every kind by plain fields, nothing of the key in it, and back to the answer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from cstrain.bank.forms import answer_from
from cstrain.bank.rules import Answer, Question, key_of, plain_order, shuffled
from tests import manners
from tests.bank import contents as c
from tests.bank.pages import asked, fields, shown

pytestmark = pytest.mark.data

OTHER: dict[str, Answer] = {
    "TK-001": 2,
    "TK-002": [1, 3],
    "TK-003": True,
    "TK-004": ["七", ""],
    "TK-005": ["", "直白", ""],
    "TK-006": "84.25 分",
    "TK-009": [None, 3, None, 0, 1],
    "TK-010": {"0": 3, "2": 1},
    "TK-012": {"verdict": "有尺度", "limit": "20 元"},
    "TK-014": "第一行 <b>\n第二行",
    "TK-016": {"2": True, "3": "我去催"},
}


def test_what_is_filled_in_comes_back_as_the_same_answer(app: Flask) -> None:
    for question in map(c.question, c.ALL):
        for answer in (key_of(question, c.MADE), OTHER.get(question.id), None):
            for order in (None, shuffled(question, "seed")):
                html = asked(app, question, order, answer)
                assert not manners.faults(html), html
                assert answer_from(fields(html), question, "a") == answer, question.id


def test_the_fields_of_a_case_belong_to_their_parts(app: Flask) -> None:
    question = c.question(c.CASE)
    data = fields(asked(app, question, None, {"1": "10", "2": False}))
    assert {name.split("-")[1] for name in data} == {"1", "2", "3"}


# The same texts with another key must look the same.
TWINS: list[tuple[str, str, str]] = [
    (c.SINGLE, "- × 2 天 【解析】那是未发货退款的时限。\n- √ 3 天", "- √ 2 天\n- × 3 天"),
    (c.MULTIPLE, "- √ 先道歉，问清楚是哪一单", "- × 先道歉，问清楚是哪一单"),
    (c.MULTIPLE, " 【一票否决】被骂回嘴，碰红线", ""),
    (c.JUDGEMENT, "【答案】错", "【答案】对"),
    (c.JUDGEMENT, "【一票否决】主动关闭买家订单\n", ""),
    (c.BLANKS, "【答案】10；十", "【答案】7；七"),
    (c.NUMBER, "84±0.5", "12"),
    (c.AUTHORITY, "【答案】有尺度\n【尺度】每单不超过 {客服让价上限} 元，一个订单只给一次", "【答案】不能做"),
    (c.SHORT, "【参考】平台随时会改规则；拿不准时先查规则表，不猜。", "【参考】别的"),
    (c.CLASSIFY, "申请退款后卖家没点发货 → 买家", "申请退款后卖家没点发货 → 卖家"),
    (c.CASE, "【答案】10 天", "【答案】30 天"),
]


def test_nothing_of_the_key_is_in_what_is_asked(app: Flask) -> None:
    for text, old, new in TWINS:
        assert old in text
        one, twin = c.question(text), c.question(text.replace(old, new, 1))
        order = shuffled(one, "seed")
        assert asked(app, one, order) == asked(app, twin, order), one.id


@pytest.mark.parametrize("text", [c.ORDER, c.MATCH])
def test_lists_that_are_the_key_bear_no_number_of_their_place(app: Flask, text: str) -> None:
    question = c.question(text)
    html = asked(app, question)
    texts = question.sequence or question.lefts
    places = [html.index(item) for item in texts]
    assert places != sorted(places), "not in the order of the key"
    tokens = re.findall(r'name="a-([^"]+)"', html)
    assert set(tokens) == {question.token(item) for item in texts}
    assert set(re.findall(r'<option value="([^"]*)"', html)) <= (
        {"", *map(str, range(1, 6))} | {question.token(right) for right in question.rights}
    )
    for explanation in (question.explanation, *question.notes.values()):
        assert explanation not in html


def test_explanations_are_never_asked(app: Flask) -> None:
    for text in c.ALL:
        question = c.question(text)
        html = asked(app, question)
        told = [question.explanation, question.reference, *(option.explanation for option in question.options)]
        for part in question.parts:
            told += [part.explanation, part.reference]
        assert not any(one in html for one in told if one), question.id


def test_two_items_on_one_place_stand_one_after_the_other() -> None:
    question = c.question(c.ORDER)
    name = {index: f"a-{question.token(item)}" for index, item in enumerate(question.sequence)}
    twice = MultiDict({name[0]: "1", name[1]: "1", name[2]: "2", name[3]: "5", name[4]: "5"})
    placed = answer_from(twice, question, "a")
    assert sorted(placed) == [0, 1, 2, 3, 4]
    assert set(placed[:2]) <= {0, 1, 2}
    assert answer_from(MultiDict({name[0]: "9", name[1]: "x"}), question, "a") is None


def test_fields_that_do_not_belong_here_are_left_out() -> None:
    assert answer_from(MultiDict({"a": "nonsense"}), c.question(c.SINGLE), "a") is None
    assert answer_from(MultiDict({"a": "也许", "a-limit": "5"}), c.question(c.AUTHORITY), "a") == {"limit": "5"}
    assert answer_from(MultiDict({"b": "true"}), c.question(c.JUDGEMENT), "a") is None


def test_a_read_only_question_cannot_be_answered(app: Flask) -> None:
    assert "<fieldset" in asked(app, c.question(c.SINGLE))
    assert "disabled" not in asked(app, c.question(c.SINGLE))
    assert asked(app, c.question(c.SINGLE), readonly=True).count("disabled") == 1


def test_keys_one_to_nine_stand_at_choices(app: Flask) -> None:
    assert re.findall(r"<kbd[^>]*>(\d)</kbd>", asked(app, c.question(c.MULTIPLE))) == list("12345")


def test_chats_become_bubbles_and_markup_stays_text(app: Flask) -> None:
    assert '<ol class="chat">' in asked(app, c.question(c.CASE))
    nasty = c.question(c.SINGLE.replace("√ 3 天", "√ <script>3</script>"))
    assert "<script>" not in asked(app, nasty)


# Shown


def loaded(app: Flask) -> None:
    with app.app_context():
        c.load_all()
        c.decide_all()


def test_shown_says_what_was_chosen_what_is_right_and_why(app: Flask) -> None:
    loaded(app)
    html = shown(app, c.question(c.SINGLE), 0)
    assert not manners.faults(html)
    for word in (
        "没答对",
        "您选的",
        "正确答案",
        "那是未发货退款的时限。",
        "从拍下那一刻起算",
        "拍下没付款，3 天关闭",
        "/rules/TK1",
    ):
        assert word in html, word


def test_every_kind_is_shown_with_key_and_explanation(app: Flask) -> None:
    loaded(app)
    for question in map(c.question, c.ALL):
        key = key_of(question, c.MADE)
        for answer in (key, OTHER.get(question.id), None):
            html = shown(app, question, answer)
            assert not manners.faults(html), html
            for part in question.parts or (question,):
                assert part.explanation.split("{")[0] in html
        assert ("等人阅卷" if question.needs_marker else "答对了") in shown(app, question, key), question.id


def test_shown_fills_in_what_the_firm_decided_and_says_when_it_has_not(app: Flask) -> None:
    with app.app_context():
        c.load_all()
    stem = replace(c.question(c.AUTHORITY), stem="券最多 {客服让价上限} 元。")
    assert "客服让价上限（待定）" in asked(app, stem)
    with app.app_context():
        c.decide_all()
    assert "券最多 20 元" in asked(app, stem)
    assert "每单不超过 20 元" in shown(app, c.question(c.AUTHORITY), {"verdict": "能做"})


def test_a_fatal_mistake_says_its_reason_and_partial_credit_its_share(app: Flask) -> None:
    loaded(app)
    assert "主动关闭买家订单" in shown(app, c.question(c.JUDGEMENT), True)
    assert "这是一道否决题" not in shown(app, c.question(c.JUDGEMENT), False)
    assert "得这道题的 66.6%" in shown(app, c.question(c.MATCH), {"0": 0, "1": 1})


def test_the_key_alone_can_be_shown(app: Flask) -> None:
    loaded(app)
    for text in c.ALL:
        html = shown(app, c.question(text), None, answered=False, stem=False)
        assert not manners.faults(html)
        assert not re.search("您选的|您的回答|您填的|您排在第几|没有作答", html), text


def test_letters_stand_in_the_order_that_was_asked(app: Flask) -> None:
    loaded(app)
    question: Question = c.question(c.SINGLE)
    html = shown(app, question, 1, order=[2, 1, 0])
    assert html.index("7 天") < html.index("3 天") < html.index("2 天")
    assert plain_order(question) == [0, 1, 2]
