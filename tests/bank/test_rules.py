"""Questions as content writes them: what is read, what is refused and with which words, what is doubted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cstrain.bank.rules import (
    NEXT,
    Event,
    Kind,
    Known,
    QuestionState,
    RuleFacts,
    Scoring,
    Verdict,
    alike,
    bearing_of,
    check_bank,
    check_points,
    check_register,
    difference,
    examine,
    examine_rule,
    grade,
    key_of,
    lint,
    next_state,
    read_points,
    read_question,
    with_status,
    with_version,
)
from cstrain.kit.content import Malformed, read
from cstrain.kit.content.numbers import Quantity
from cstrain.kit.errors import Refusal
from tests.bank import contents as c

ROOT = Path(__file__).resolve().parents[2]


def problems(text: str, known: Known | None = None) -> list[str]:
    """Errors and warnings of a bank holding one question, as `line: text`."""
    document = read(f"{c.HEAD}\n{text}", "TK-test.md")
    return [f"{one.line}: {one.text}" for one in check_bank(document, known or Known())]


def errors(text: str, known: Known | None = None) -> list[str]:
    document = read(f"{c.HEAD}\n{text}", "TK-test.md")
    return [one.text for one in check_bank(document, known or Known()) if not one.warning]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


# Reading


def test_every_kind_is_read() -> None:
    kinds = {c.question(text).kind for text in c.ALL}
    assert kinds == set(Kind)


def test_a_choice_keeps_marks_explanations_and_forbidden_options() -> None:
    found = c.question(c.MULTIPLE)
    assert [option.is_right for option in found.options] == [True, True, True, False, False]
    assert found.options[3].fatal == "被骂回嘴，碰红线"
    assert found.options[3].explanation == "回嘴就是冲突。"
    assert found.scoring is Scoring.HALF
    assert (found.points, found.source, found.is_fatal) == (("红线",), "本店", True)


def test_head_defaults_reach_the_question_and_its_own_win() -> None:
    found = c.question(c.SINGLE)
    assert (found.points, found.difficulty, found.lesson, found.covers) == (("淘宝时限",), "易", "L04", ("F083",))
    assert [str(one) for one in found.citations] == ["TK1"]
    pinned = c.question(changed(c.SINGLE, "【规则】TK1", "【规则】TK1@2"))
    assert (pinned.citations[0].id, pinned.citations[0].major) == ("TK1", 2)


def test_matching_keeps_distractors_and_their_reasons() -> None:
    found = c.question(c.MATCH)
    assert found.rights == ("3 天", "10 天", "30 天", "15 天")
    assert found.pairing == (0, 1, 2)
    assert found.notes == {"15 天": "那是拼多多投诉的期限。"}


def test_authority_finds_the_figure_of_its_measure() -> None:
    found = c.question(c.AUTHORITY).authority
    assert found is not None
    assert found.verdict is Verdict.LIMITED
    assert found.figure is not None
    assert (found.figure.decision, found.figure.unit) == ("客服让价上限", "元")
    assert c.question(c.AUTHORITY).decisions == ("客服让价上限",)


def test_a_case_hands_its_rules_down_and_keeps_its_parts() -> None:
    found = c.question(c.CASE)
    assert [part.id for part in found.parts] == ["TK-016.1", "TK-016.2", "TK-016.3"]
    assert all(str(part.citations[0]) == "TK11" for part in found.parts)
    assert (found.needs_marker, found.is_fatal) == (True, True)
    assert found.stem.startswith("> 买家 09:12：")


def test_rule_and_lesson_references_are_no_decisions() -> None:
    text = changed(c.SINGLE, "交易关闭 {TK1}", "交易关闭 {TK1} {L04} {TK-002} {包邮门槛}")
    assert c.question(text).decisions == ("包邮门槛",)


def test_a_faulty_part_is_malformed() -> None:
    part = read(f"{c.HEAD}\n{changed(c.SINGLE, '√', '×')}").parts[0]
    with pytest.raises(Malformed, match="没有打「√」的选项"):
        read_question(part)


# What is refused, in which words

REFUSED = [
    (c.SINGLE, "TK-001 单选", "TK-001 单选题", "不认识题型「单选题」，是不是想写「单选」"),
    (c.SINGLE, "TK-001 单选", "TK-001", "TK-001 没写题型：写成「## TK-001 单选」"),
    (c.SINGLE, "TK-001", "TB-001", "题号「TB-001」不对：写成「TK-」加三位数字"),
    (c.SINGLE, "- × 2 天", "- √ 2 天", "TK-001 是单选，第 9、10 行都打了「√」：只留一个，或把题型改成多选"),
    (c.SINGLE, "- √ 3 天", "- × 3 天", "TK-001 没有打「√」的选项"),
    (c.SINGLE, "- √ 3 天", "- √ 2 天", "选项「2 天」和第 9 行一样：改掉一个"),
    (c.SINGLE, "- √ 3 天", "- √ 以上都对", "选项不能写「以上都对」"),
    (c.SINGLE, "- √ 3 天", "- √ A. 3 天", "选项里不写字母 A、B、C"),
    (c.SINGLE, "- √ 3 天\n", "- √ 3 天\n\n", "选项断开了：选项之间不留空行"),
    (c.SINGLE, "- √ 3 天", "- 3 天", "「3 天」没标对错"),
    (c.SINGLE, "- √ 3 天", "- √ 3 天 【分】2", "【分】不能写在选项后面"),
    (c.SINGLE, "- √ 3 天", "- √ 3 天 【一票否决】x", "打「√」的选项不能一票否决"),
    (c.SINGLE, "从拍下那一刻起算", "A 项错在天数", "解析里写了「A 项」：选项没有字母"),
    (c.SINGLE, "【解析】从", "【答案】3 天\n【解析】从", "单选不用【答案】：答案就是清单本身"),
    (c.SINGLE, "【规则】TK1 【难度】易", "【一票否决】红线\n【规则】TK1 【难度】易", "单选不用【一票否决】：写到不许选的那个选项后面"),
    (c.SINGLE, "【难度】易", "【难度】简单", "不认识难度「简单」"),
    (c.SINGLE, "【规则】TK1 ", "【规则】TK-1 ", "「TK-1」不是规则编号"),
    (c.SINGLE, "【覆盖】F083", "【覆盖】83", "「83」不是事实编号：写成 F083"),
    (c.SINGLE, "【覆盖】F083", "【限时】很快", "时间「很快」看不懂"),
    (c.SINGLE, "【解析】从拍下那一刻起算，满 3 天没付款，交易关闭 {TK1}。\n", "", "TK-001 没写【解析】"),
    (c.MULTIPLE, "- √ 请组长一起接\n- √ 记下来，下班前登记", "- × 请组长一起接\n- × 记下来", "TK-002 是多选，却只有 1 个「√」"),
    (c.MULTIPLE, "漏选得一半", "相邻对", "不认识多选的计分「相邻对」"),
    (c.MULTIPLE, "漏选得一半", "漏选一半", "是不是想写「漏选得一半」"),
    (c.JUDGEMENT, "【答案】错", "【答案】不对", "判断的【答案】只有「对」和「错」"),
    (c.JUDGEMENT, "【答案】错\n", "", "TK-003 没写【答案】"),
    (c.JUDGEMENT, "【答案】错", "【答案】错\n【答案】对", "TK-003 的【答案】只能有一行"),
    (c.JUDGEMENT, "【答案】错", "【答案】错\n【尺度】x", "判断不用【尺度】"),
    (c.BLANKS, "【答案】30；三十；30天\n", "", "题干有 2 个空，【答案】有 1 行"),
    (c.BLANKS, "【答案】10；十", "【答案】7～10", "「7～10」是要学员照写，还是一个范围"),
    (c.BLANKS, "【答案】10；十", "【答案】介于 很少", "看不懂"),
    (c.BLANKS, "____", "（空）", "题干有 1 个空，【答案】有 2 行"),
    (c.ANY_ORDER, "不限顺序", "随便", "不认识空位「随便」"),
    (c.NUMBER, "84±0.5 分", "84±0.5", "少了单位"),
    (c.NUMBER, "84±0.5 分", "很多 分", "看不懂"),
    (c.NUMBER, "【来源】本店\n", "【来源】本店\n【一票否决】x\n", "数值不用【一票否决】：只有判断、权限和选项可以一票否决"),
    (c.ORDER, "3. 买家寄回", "4. 买家寄回", "排序要从 1 起一个接一个编号：这一行是「4.」，应该是「3.」"),
    (c.ORDER, "2. 卖家同意，并要求退货\n3. 买家寄回商品，点“退货”\n4. 卖家确认收到退货\n5. ", "2. ", "只有 2 项：排序至少 3 项"),
    (c.ORDER, "3. 买家寄回商品，点“退货”", "3. 买家提交退款申请", "每一项只写一次"),
    (c.MATCH, "平邮发货后没有动作 → 30 天", "平邮发货后没有动作 → 3 天", "匹配是一对一，多对一请把题型改成归类"),
    (c.MATCH, "- 快递发货后没有动作 → 10 天", "- 快递发货后没有动作 10 天", "里没有「→」"),
    (c.MATCH, "快递发货后没有动作", "拍下后没付款", "左边每一项只写一次"),
    (c.CLASSIFY, "- 拍下没付款 → 卖家", "- → 卖家", "归类的每一行都要有条目"),
    (c.CLASSIFY, "没点发货 → 买家\n- 退货后卖家没确认 → 买家", "没点发货 → 卖家\n- 退货后卖家没确认 → 卖家", "只有一个类别"),
    (c.AUTHORITY, "【答案】有尺度", "【答案】有限度", "不认识权限「有限度」，是不是想写「有尺度」"),
    (c.AUTHORITY, "【尺度】每单不超过 {客服让价上限} 元，一个订单只给一次\n", "", "没写【尺度】"),
    (c.AUTHORITY, "【谁决定】超过上限找当班组长\n", "", "没写【谁决定】"),
    (c.FORBIDDEN, "【答案】不能做", "【答案】不能做\n【尺度】10 元", "【尺度】只用在「有尺度」"),
    (c.SHORT, "【参考】平台随时会改规则；拿不准时先查规则表，不猜。\n", "", "没写【参考】"),
    (c.SHORT, "【分】1.5", "【分】1.2", "要点的分「1.2」"),
    (c.SHORT, " 【分】1.5", "", "要点的分没写：写成「【分】2」，最小一档是 0.5"),
    (c.CASE, "### TK-016.2", "### TK-016.1", "小题编号「TK-016.1」不对"),
    (c.CASE, "### TK-016.2", "### TK-017.2", "小题编号「TK-017.2」不对"),
    (c.CASE, "### TK-016.2 判断", "### TK-016.2 案例", "案例里面不能再套案例"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new", "said"), REFUSED, ids=[row[3][:24] for row in REFUSED])
def test_what_is_wrong_is_refused_with_the_cure(text: str, old: str, new: str, said: str) -> None:
    assert not errors(text), "the text itself is clean"
    found = errors(changed(text, old, new))
    assert any(said in one for one in found), found


def test_a_case_needs_two_parts_and_other_kinds_have_none() -> None:
    start, mark, _rest = c.CASE.partition("### TK-016.2")
    assert any("至少要有 2 道小题" in one for one in errors(start))
    stray = f"{c.JUDGEMENT}\n### TK-003.1 判断\nx\n\n【答案】对\n【解析】y\n"
    assert mark
    assert any("只有案例下面有「###」小题" in one for one in errors(stray))


def test_problems_point_at_their_line_and_are_sorted() -> None:
    faulty = changed(changed(c.SINGLE, "- √ 3 天", "- × 3 天"), "【难度】易", "【难度】简单")
    found = [one for one in problems(faulty) if "难度" in one or "√" in one]
    assert [one.partition(":")[0] for one in found] == ["9", "14"]


def test_a_question_stands_on_a_rule_a_lesson_or_a_source() -> None:
    bare = c.NUMBER.replace("【来源】本店\n", "")
    assert not errors(bare), "the head names a lesson"
    document = read(f"{c.HEAD.replace('【课文】L04 ', '')}\n{bare}", "TK-test.md")
    assert any("TK-006 没写依据" in one.text for one in check_bank(document, Known()))


def test_the_head_is_checked() -> None:
    text = c.BANK.replace("【英文名】Test bank\n", "").replace("【负责】培训师", "【负责】培训主管")
    found = [one.text for one in check_bank(read(text, "XX-test.md"), Known())]
    assert any("没写【英文名】" in one for one in found)
    assert any("不认识角色「培训主管」" in one for one in found)
    assert any("文件名要以「TK-」开头" in one for one in found)


def test_a_bank_holds_at_most_eighty_questions() -> None:
    many = [c.JUDGEMENT.replace("TK-003", f"TK-{place:03d}") for place in range(1, 82)]
    found = check_bank(read("\n".join([c.HEAD, *many]), "TK-test.md"), Known())
    assert [one.text for one in found if not one.warning] == ["一个题库最多 80 题：现在有 81 题，分成两个文件"]


# What a question hangs on

KNOWN = Known(
    rules={
        "TK1": RuleFacts("TK1", 1, figures=(Quantity(Fraction(3), "天"),)),
        "TK4": RuleFacts("TK4", 2, figures=(Quantity(Fraction(10), "天"),)),
        "TK5": RuleFacts("TK5", 1, figures=(Quantity(Fraction(30), "天"),), withdrawn=True),
    },
    points=frozenset({"淘宝时限", "权限"}),
    lessons=frozenset({"L04"}),
    decisions=frozenset({"通话上限"}),
    facts=frozenset({"F083"}),
    questions=frozenset({"TK-001"}),
)


def test_unknown_rules_points_lessons_facts_and_decisions_are_refused_with_the_near_miss() -> None:
    text = changed(
        c.SINGLE, "【规则】TK1 【难度】易 【覆盖】F083", "【规则】TK7 【知识点】淘宝时间 【课文】L05 【覆盖】F084"
    )
    found = errors(changed(text, "{TK1}", "{通话时长上限}"), KNOWN)
    assert any("不认识规则「TK7」" in one for one in found)
    assert any("不认识知识点「淘宝时间」，是不是想写「淘宝时限」" in one for one in found)
    assert any("不认识课文「L05」" in one for one in found)
    assert any("不认识事实「F084」" in one for one in found)
    assert any("不认识决定「通话时长上限」，是不是想写「通话上限」" in one for one in found)


def test_a_citation_of_an_older_version_is_stale_and_of_a_newer_one_is_wrong() -> None:
    said = "TK-004 引用 TK4 第 1 版，规则已是第 2 版：核对题目后改成 TK4@2"
    facts = Known(rules=KNOWN.rules)
    assert any(said in one for one in problems(c.BLANKS, facts))
    assert not errors(c.BLANKS, facts), "a stale citation still loads"
    assert not any("规则已是" in one for one in problems(changed(c.BLANKS, "TK4、", "TK4@2、"), facts))
    assert any("规则只到第 2 版" in one for one in errors(changed(c.BLANKS, "TK4、", "TK4@3、"), facts))
    assert any("TK5 已停用" in one for one in problems(c.BLANKS, facts))


def test_unknown_references_by_id_are_only_doubted() -> None:
    text = changed(c.SINGLE, "{TK1}", "{TK-009} {L09}")
    facts = Known(rules=KNOWN.rules, lessons=KNOWN.lessons, questions=KNOWN.questions)
    assert not errors(text, facts)
    assert sum("没有这个编号" in one for one in problems(text, facts)) == 2


# Doubts


def doubts(text: str, known: Known | None = None) -> list[str]:
    return [one.text for one in lint(c.question(text), known or Known())]


def test_clean_questions_raise_no_doubt() -> None:
    facts = Known(rules={"TK1": KNOWN.rules["TK1"]}) if KNOWN.rules else Known()
    assert doubts(c.SINGLE, facts) == []


def test_a_key_that_is_the_longest_option_by_far_is_doubted() -> None:
    longer = changed(c.SINGLE, "√ 3 天", "√ 从买家拍下的那一刻起满 3 天没有付款")
    assert any("比别的长出一截" in one for one in doubts(longer))
    assert not any("比别的长出一截" in one for one in doubts(changed(c.SINGLE, "√ 3 天", "√ 满 3 天")))


@pytest.mark.parametrize(
    ("stem", "doubted"),
    [
        ("哪种情况不能不道歉？", True),
        ("没有谁不需要交接，对吗？", True),
        ("客服是不是可以不回话？", False),
        ("买家没有确认收货，也没有申请退款。", False),
        ("不管客户说什么都不回嘴。", False),
        ("“不拍照我怎么判断”不妥在哪里？", False),
    ],
)
def test_double_negatives(stem: str, doubted: bool) -> None:
    text = changed(c.JUDGEMENT, "买家拍下两天没付款，客服可以先替他把订单关掉。", stem)
    assert any("双重否定" in one for one in doubts(text)) is doubted


def test_distractors_without_explanation_are_doubted() -> None:
    found = doubts(changed(c.SINGLE, " 【解析】那是未发货退款的时限。", ""))
    assert found == ["TK-001 有 1 个错的选项没写为什么错：在选项后面补【解析】"]


def test_figures_that_the_cited_rule_does_not_have_are_doubted() -> None:
    facts = Known(rules=KNOWN.rules)
    found = doubts(changed(c.SINGLE, "√ 3 天", "√ 4 天"), facts)
    assert found == ["TK-001 的答案写的是 4 天，规则 TK1 是 3 天：以规则表为准"]
    assert any("解析写的是 5 天" in one for one in doubts(changed(c.SINGLE, "满 3 天", "满 5 天"), facts))
    assert not doubts(changed(c.SINGLE, "满 3 天", "满 6 天"), facts), "3 + 3: a sum of the rule's figures"


def test_banned_phrases_in_what_is_right_are_doubted() -> None:
    facts = Known(banned=("难道…吗", "急什么急"))
    bad = changed(c.REWRITE, "【参考】麻烦您拍张照片给我", "【参考】难道就不能拍张照片吗")
    assert any("禁语「难道…吗」" in one for one in doubts(bad, facts))
    assert not doubts(c.REWRITE, facts)


def test_nearly_equal_stems_are_found_within_a_bank_and_against_others() -> None:
    one, other = (
        "买家拍下商品后一直没有付款，多久以后订单会自动关闭？",
        "买家拍下商品后一直没有付款，多久以后订单会自动关闭",
    )
    assert list(alike({"TK-001": one, "TK-009": other}, {})) == [("TK-009", "TK-001")]
    assert list(alike({"TK-001": one}, {"AB-001": other})) == [("TK-001", "AB-001")]
    assert list(alike({"TK-001": one, "TK-002": "客户在对话里辱骂您，哪些做法是允许的？"}, {})) == []


# Versions


def test_moving_an_option_or_wording_around_the_answer_does_not_bear_on_it() -> None:
    kept = bearing_of(c.question(c.SINGLE))
    moved = c.SINGLE.replace("- √ 3 天\n", "").replace("\n\n【解析】从", "\n- √ 3 天\n\n【解析】从")
    assert bearing_of(c.question(moved)) == kept
    assert bearing_of(c.question(changed(c.SINGLE, "多久以后", "满多久"))) == kept


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (c.SINGLE, "× 2 天", "× 4 天"),
        (c.MULTIPLE, "漏选得一半", "按比例"),
        (c.MULTIPLE, " 【一票否决】被骂回嘴，碰红线", ""),
        (c.JUDGEMENT, "【答案】错", "【答案】对"),
        (c.JUDGEMENT, "【一票否决】主动关闭买家订单\n", ""),
        (c.BLANKS, "10；十", "10"),
        (c.ANY_ORDER, "【空位】不限顺序 ", ""),
        (c.NUMBER, "84±0.5", "84±1"),
        (c.ORDER, "1. 买家提交退款申请\n2. 卖家同意，并要求退货", "1. 卖家同意，并要求退货\n2. 买家提交退款申请"),
        (c.MATCH, "→ 15 天", "→ 16 天"),
        (c.AUTHORITY, "一个订单只给一次", "一天只给一次"),
        (c.SHORT, "【分】1.5", "【分】2"),
        (c.CASE, "【答案】10 天", "【答案】11 天"),
    ],
)
def test_whatever_answers_bears_on_the_answer(text: str, old: str, new: str) -> None:
    assert bearing_of(c.question(text)) != bearing_of(c.question(changed(text, old, new)))


def test_the_version_line_is_set_replaced_and_stands_before_the_parts() -> None:
    once = with_version(c.SINGLE, (2, 0), "平台改为 4 天")
    assert once == c.SINGLE + "【版本】2 平台改为 4 天\n"
    assert with_version(once, (2, 1), "换字") == c.SINGLE + "【版本】2.1 换字\n"
    case = with_version(c.CASE, (2, 0), "x")
    assert "【规则】TK11\n【版本】2 x\n\n### TK-016.1" in case
    assert c.question(case).parts == c.question(c.CASE).parts
    assert with_status(with_status(c.SINGLE, "没人用"), "") == c.SINGLE
    assert c.question(with_status(c.SINGLE, "没人用")).withdrawn == "没人用"


def test_the_difference_shows_what_changed_inside_a_line() -> None:
    lines = difference("一\n二\n快递 10 天\n四\n五\n", "一\n二\n快递 7 天\n四\n五\n")
    assert [line.kind for line in lines] == ["skip", "same", "gone", "new", "same", "skip"]
    assert [text for text, is_changed in lines[2].pieces if is_changed] == ["10"]
    assert [text for text, is_changed in lines[3].pieces if is_changed] == ["7"]


# States


def pairs() -> Iterator[tuple[QuestionState, Event]]:
    return ((state, event) for state in QuestionState for event in Event)


@pytest.mark.parametrize(("state", "event"), list(pairs()))
def test_every_pair_of_state_and_event(state: QuestionState, event: Event) -> None:
    if (state, event) in NEXT:
        assert next_state(state, event) is NEXT[state, event]
    else:
        with pytest.raises(Refusal, match=f"question_is_{state.value}"):
            next_state(state, event)


def test_a_disputed_question_comes_back_only_when_confirmed() -> None:
    ways = {
        event
        for (state, event), after in NEXT.items()
        if state is QuestionState.DISPUTED and after is QuestionState.LIVE
    }
    assert ways == {Event.CONFIRM}


# The register


def rule_errors(old: str, new: str) -> list[str]:
    return [
        one.text
        for one in check_register(read(changed(c.RULES, old, new), "rules-test.md"), Known())
        if not one.warning
    ]


def test_rules_are_read_with_their_clock() -> None:
    document = read(c.RULES, "rules-test.md")
    assert check_register(document, Known()) == ()
    rules = {part.id: examine_rule(part)[0] for part in document.parts}
    assert [(limit.condition, str(limit.length)) for limit in rules["TK11"].limits] == [
        ("快递", "10 天"),
        ("平邮", "30 天"),
    ]
    one = rules["TK1"]
    assert (one.start, one.mover, one.winner, one.review_on) == ("买家拍下", "买家", "卖家", date(2027, 1, 15))
    assert [str(figure) for figure in one.figures] == ["3 天"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("【来源】测试\n", "", "没有【来源】"),
        ("【截至】2026-01-01 ", "", "没有【截至】"),
        ("【负责】培训师", "【负责】经理", "不认识角色「经理」"),
        ("## TK1 ", "## TK-1 ", "规则编号「TK-1」不对"),
        ("【起算】买家拍下\n", "", "没写【起算】"),
        ("【该动】买家 【时限】3 天", "【时限】3 天", "没写【该动】"),
        ("【时限】3 天", "【时限】4 天", "规则 TK1 标题写的是 3 天，时限是 4 天"),
        ("【时限】3 天", "【时限】3 周", "时间「3 周」看不懂"),
        ("【结果】交易关闭\n", "", "没写【结果】也没有正文"),
        ("- 平邮 → 30 天", "- 快递 → 30 天", "同一个条件写了两个时限"),
    ],
)
def test_faulty_rules_are_refused(old: str, new: str, said: str) -> None:
    assert any(said in one for one in rule_errors(old, new)), rule_errors(old, new)


def test_a_rule_past_its_review_is_doubted_once_at_the_head() -> None:
    found = check_register(read(c.RULES, "rules-test.md"), Known(today=date(2027, 2, 1)))
    assert [(one.line, one.warning) for one in found] == [(5, True)]
    assert "过了复核日期 2027-01-15" in found[0].text
    assert check_register(read(c.RULES, "rules-test.md"), Known(today=date(2027, 1, 15))) == ()


def test_points_have_levels_english_and_unique_names() -> None:
    document = read(c.POINTS, "points.md")
    assert check_points(document) == ()
    assert [row.name for row in read_points(document)] == ["淘宝时限", "权限", "红线"]
    for old, new, said in (
        (" 【英文】Authority", "", "没写【英文】"),
        ("服务规范／权限", "服务规范／淘宝时限", "在第 5 行已经有了"),
        ("服务规范／权限", "服务规范/权限", "要用全角「／」"),
        ("服务规范／权限", "一／二／三／权限", "最多三级"),
    ):
        found = [one.text for one in check_points(read(changed(c.POINTS, old, new), "points.md"))]
        assert any(said in one for one in found), found
    assert any("文件里少了知识点「议价」" in one.text for one in check_points(document, ["议价"]))


# The banks of this repository


class _Ten(dict[str, str]):
    """A firm that answers every question of content with 10."""

    def get(self, name: str, default: object = None) -> str:  # type: ignore[override]
        return "10"


@pytest.mark.parametrize("path", sorted((ROOT / "question_banks").glob("*-*.md")), ids=lambda path: path.stem)
def test_every_shipped_question_reads_and_its_key_earns_everything(path: Path) -> None:
    document = read(path.read_bytes(), path.name)
    assert document.parts
    for part in document.parts:
        question, found = examine(part, path.name)
        assert not found.errors, found.errors
        assert question is not None
        fraction = grade(question, key_of(question, _Ten()), _Ten()).fraction
        assert fraction == (None if question.needs_marker else 1), question.id
