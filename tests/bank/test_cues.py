"""What gives a key away, or leaves two: each doubt with a question that raises it and one that does not."""

from __future__ import annotations

import pytest

from cstrain.bank.rules import Known, RuleFacts, check_bank, lint
from cstrain.kit.content import read
from cstrain.kit.content.numbers import duration
from tests.bank import contents as c


def doubts(text: str, known: Known | None = None) -> list[str]:
    return [one.text for one in lint(c.question(text), known or Known())]


def single(stem: str, right: str, *wrong: str) -> str:
    options = "\n".join([f"- √ {right}", *(f"- × {text} 【解析】不对。" for text in wrong)])
    return f"## TK-001 单选\n{stem}\n\n{options}\n\n【解析】就是这样。\n【来源】本店\n【难度】易\n"


def statement(stem: str, answer: str) -> str:
    return f"## TK-003 判断\n{stem}\n\n【答案】{answer}\n【解析】看规则。\n【规则】TK1 【难度】易\n"


RULES = Known(rules={"TK1": RuleFacts("TK1", 1, figures=(duration("3 天"),))})


def test_words_of_the_stem_that_only_the_key_repeats_are_doubted() -> None:
    stem = "客户问规定的退货次序是哪一种，怎么答？"
    assert doubts(single(stem, "规定的退货次序我发您", "先等等", "自己看")) == [
        "TK-001 的题干和对的选项都有「规定的退货」，别的选项没有，照着字眼就能选中：换一个说法"
    ]
    assert doubts(single(stem, "规定的退货次序我发您", "规定的退货次序自己看", "先等等")) == []
    assert doubts(single(stem, "次序我发您", "先等等", "自己看")) == []


def test_what_the_customer_says_in_a_chat_may_be_taken_up_by_the_key() -> None:
    stem = "> 客户：拉链坏在同一个地方\n\n怎么接？"
    assert doubts(single(stem, "坏在同一个地方，对不起", "请您多多包涵一下", "等等吧")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "doubted"),
    [
        ("先看规则表", ("一律拒绝", "任何时候都答应"), True),
        ("先看规则表", ("一律拒绝", "问一问同事"), False),
        ("一律先看规则表", ("一律拒绝", "任何时候都答应"), False),
    ],
)
def test_absolute_words_in_wrong_options_only_are_doubted(right: str, wrong: tuple[str, ...], doubted: bool) -> None:
    found = doubts(single("客户来问，怎么办？", right, *wrong))
    assert any("把话说死" in one for one in found) is doubted


@pytest.mark.parametrize(
    ("right", "wrong", "doubted"),
    [
        ("24 小时", "1 天", True),
        ("三天", "3 天", True),
        ("满 3 天", "3 天", True),
        ("2700 元", "两千七百元", True),
        ("24 小时", "2 天", False),
        ("3 天", "3 个", False),
    ],
)
def test_a_wrong_option_that_says_the_same_quantity_as_the_key_is_doubted(
    right: str, wrong: str, doubted: bool
) -> None:
    found = doubts(single("多久？", right, wrong, "很久"))
    assert any("说的是同一个数" in one for one in found) is doubted


def test_a_distractor_of_a_matching_item_needs_its_reason() -> None:
    assert doubts(c.MATCH) == []
    bare = c.MATCH.replace(" 【解析】那是拼多多投诉的期限。", "")
    assert doubts(bare) == ["TK-010 右边多出来的「15 天」没写为什么不对：在它后面补【解析】"]


def test_a_matching_pair_that_shares_its_words_is_doubted() -> None:
    plain = "## TK-010 匹配\n连起来。\n\n- 卖家拒绝退款 → 七天\n- 拍下没付款 → 三天\n\n【解析】看规则。\n【规则】TK1 【难度】难\n"
    assert doubts(plain) == []
    assert doubts(plain.replace("→ 七天", "→ 拒绝退款后七天")) == [
        "TK-010 左边「卖家拒绝退款」和它的右边都有「拒绝退」，照着字眼就能连上：换一个说法"
    ]
    both = plain.replace("→ 七天", "→ 拒绝退款后七天").replace("→ 三天", "→ 拒绝退款前三天")
    assert doubts(both) == [], "what every right side says points to none of them"


def test_a_word_to_fill_in_that_the_stem_gives_away_is_doubted() -> None:
    text = "## TK-004 填空\n客服服务客户，主管服务 ____。\n\n【答案】客服\n【解析】就是这样。\n【规则】TK1 【难度】易\n"
    assert doubts(text) == ["TK-004 空里要填的「客服」题干里就有，照抄就对：改题干"]
    assert doubts(text.replace("客服服务", "一线服务")) == []


def test_a_stem_that_states_what_is_so_has_the_figures_of_the_cited_rule() -> None:
    wrong = doubts(statement("拍下没付款，满 4 天关闭。", "对"), RULES)
    assert wrong == ["TK-003 的题干写的是 4 天，规则 TK1 是 3 天：以规则表为准"]
    assert doubts(statement("拍下没付款，满 3 天关闭。", "对"), RULES) == []
    assert doubts(statement("拍下没付款，满 4 天关闭。", "错"), RULES) == [], "a false statement may have any figure"
    blank = (
        "## TK-004 填空\n拍下满 5 天没付款，交易 ____。\n\n【答案】关闭\n【解析】到期关闭。\n【规则】TK1 【难度】易\n"
    )
    assert any("题干写的是 5 天" in one for one in doubts(blank, RULES))


@pytest.mark.parametrize("text", ["以上都对", "以上全部正确", "上述都可以", "以上皆可", "都不对", "以上都没有"])
def test_options_that_stand_for_the_others_are_refused(text: str) -> None:
    document = read(f"{c.HEAD}\n{single('怎么办？', '先道歉', text)}", "TK-test.md")
    assert any("顺序会打乱" in one.text for one in check_bank(document, Known()) if not one.warning)


@pytest.mark.parametrize("text", ["两样都可以", "上面写着三天", "以上级的意见为准"])
def test_options_that_say_something_of_their_own_are_not(text: str) -> None:
    document = read(f"{c.HEAD}\n{single('怎么办？', '先道歉', text)}", "TK-test.md")
    assert not any("顺序会打乱" in one.text for one in check_bank(document, Known()))
