"""Scenarios, rubrics, phrases and scripts: what is read from them and what is found wrong; the score of a judging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstrain.kit.content import Problem, errors, read
from cstrain.kit.errors import Refusal
from cstrain.roleplay.rules import (
    ALWAYS,
    BannedLine,
    Kind,
    Known,
    When,
    can_walk,
    catches,
    check_phrases,
    check_rubric,
    check_scenario,
    check_scripts,
    critical_of,
    critical_words,
    judge,
    reachable,
    read_phrases,
    read_rubric,
    read_scenario,
    read_scripts,
)
from tests.roleplay.scenes import (
    KNOWN,
    PHRASES,
    RUBRIC,
    SCENE,
    SCRIPTS,
    SHARED,
    phrases,
    rubric,
    rules_of,
    scene,
    scripts,
)


def said(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.line}: {problem.text}{'（提醒）' if problem.warning else ''}" for problem in problems]


def faults(old: str, new: str, known: Known = KNOWN) -> list[str]:
    """What is found after one edit of the good scenario."""
    assert old in SCENE, old
    return said(check_scenario(scene(SCENE.replace(old, new, 1)), known))


def test_the_good_scenario_is_good_and_reads_as_written() -> None:
    assert said(check_scenario(scene(), KNOWN)) == []
    found, _ = read_scenario(scene())
    assert (found.key, found.name, found.rubric, found.posts) == ("R90", "退款迟迟不到账", "small", ("售前客服",))
    assert (found.first_reply, found.reply, found.whole, found.line) == (30, 90, 480, 85)
    assert [turn.name for turn in found.turns] == ["开场", "发火", "问时限", "你说了算吗"]
    assert [one.name for one in found.endings] == ["结局·等回话", "结局·投诉"]
    assert found.decisions == ("客服让价上限",)
    assert "再等等" in found.customer_card
    assert "再等等" not in found.agent_card


def test_points_as_values() -> None:
    turn = read_scenario(scene())[0].turns[2]
    fact, limit, fatal = turn.points
    assert (fact.kind, fact.name, str(fact.figure), fact.gain) == (Kind.FACT, "最迟退款", "10 天", 20)
    assert (fact.cost.is_fatal, fact.unsaid.points, fact.condition) == (True, 10, "快递")
    assert (limit.decision, limit.unit, limit.beyond.is_fatal) == ("客服让价上限", "元", True)
    assert (fatal.kind, fatal.wordings, fatal.is_fatal) == (Kind.FATAL, ("你才", "文明用语"), True)
    assert [jump.when for jump in turn.jumps] == [When.MISSTATED, When.SCORE, When.ELSE]
    assert (turn.jumps[1].sign, turn.jumps[1].least) == ("≥", 15)


def test_choices_as_values() -> None:
    right, wrong = read_scenario(scene())[0].turns[3].choices
    assert (right.text, right.target, right.gain) == ("这一步要主管点，我现在去找他。", "结局·等回话", 15)
    assert (wrong.cost.points, wrong.explanation) == (20, "超出权限的承诺。")


def test_what_ends_a_scene() -> None:
    found = critical_of(read_scenario(scene())[0])
    assert [one.key for one in found] == [*ALWAYS, "point:最迟退款", "point:补偿", "point:回嘴"]
    fatal = critical_of(read_scenario(scene(SCENE.replace("【扣】20 【解析】", "【扣】致命 【解析】")))[0])
    assert (fatal[-1].key, critical_words(fatal[-1])) == ("choice:算，您放心。", "选了“算，您放心。”")


CASES = {
    "a key of the head": ("【首响】30 秒 ", "", "1: 文件开头没写【首响】：补上"),
    "a time without unit": ("【首响】30 秒", "【首响】30", "4: 时间「30」看不懂：写成「数字 单位」，单位用秒、分钟、小时、天、月"),
    "a line above full": ("【及格线】85 分", "【及格线】185 分", "4: 【及格线】「185 分（本库选定）」要在 1 分到 100 分之间，带单位「分」"),
    "an empty card": ("包裹昨天到仓库，还没验收。让价不超过 {客服让价上限} 元。\n", "", "9: 没有「## 客服卡」，或者它是空的：两张卡都要写"),
    "a silent customer": ("> 客户：又是等！\n", "", "21: 「发火」里客户没有开口：写一行「> 客户：……」"),
    "an unknown word": ("- 应该 共情", "- 可以 共情", "16: 不认识开头「可以」：可用：必须、应该、禁止、致命、事实、上限、转、选"),
    "no colon": ("- 必须 致歉：抱歉", "- 必须 致歉 抱歉", "15: 「必须」要写成「必须 名称：说法；说法」，中间是全角冒号"),
    "no points": ("让您久等 【分】15", "让您久等", "15: 「必须 致歉」没写【分】：在这一行末尾补上"),
    "points of nothing": ("让您久等 【分】15", "让您久等 【分】0", "15: 【分】「0」要是大于 0 的数字，例如【分】15"),
    "a key of another kind": ("理解您 【分】5", "理解您 【分】5 【说错】致命", "16: 「应该」不用【说错】：可用 【分】"),
    "an odd cost": ("【说错】致命", "【说错】归零", "30: 【说错】「归零」看不懂：写「致命」或「扣 10」"),
    "a gap at the edge": ("抱歉；让您久等", "抱歉；…久等", "15: 说法「…久等」里「…」「＋」的两边都要有字"),
    "a name twice": ("应该 共情", "应该 致歉", "16: 「开场」里第 15 行已经有「致歉」：换一个名称"),
    "no otherwise": ("- 转 犯 只叫等 → 发火\n- 转 否则 → 问时限", "- 转 犯 只叫等 → 发火", "12: 「开场」没有「转 否则 → ……」：最后一行写上"),
    "otherwise too early": (
        "- 转 犯 只叫等 → 发火\n- 转 否则 → 问时限",
        "- 转 否则 → 问时限\n- 转 犯 只叫等 → 发火",
        "19: 「开场」里「转 否则」要写在最后：它后面的轮不到",
    ),
    "an unknown condition": ("转 犯 只叫等", "转 反了 只叫等", "18: 不认识条件「反了」：可用：全部必须、缺、犯、说错、得分、超时、否则"),
    "a condition on nothing": ("转 犯 只叫等", "转 犯 只叫等等", "18: 不认识点名「只叫等等」，是不是想写「只叫等」；可用：只叫等"),
    "a condition that does not fit": ("转 犯 只叫等", "转 犯 致歉", "18: 「犯 致歉」不对：「致歉」是「必须」，「犯」只用于禁止、致命、上限"),
    "all of none": ("转 说错 最迟退款", "转 全部必须", "33: 「问时限」没有「必须」，不能用「全部必须」"),
    "a target that is not there": ("→ 发火", "→ 生气", "18: 没有「生气」这一段：在下面写出这一段"),
    "a near miss": ("选 算，您放心。 → 结局·投诉", "选 算，您放心。 → 结局·头诉", "41: 没有「结局·头诉」这一段，是不是想写「结局·投诉」"),
    "an arrow up": ("- 转 否则 → 你说了算吗", "- 转 否则 → 发火", "35: 「问时限」转到了上面的「发火」：箭头只能向下，要再问一遍就在下面另写一段"),
    "a turn nobody reaches": ("- 转 犯 只叫等 → 发火\n", "", "20: 没有哪一段转到「发火」：从上面转过来，或删掉"),
    "choices among points": ("- 必须 动手", "- 选 好 → 问时限\n- 必须 动手", "21: 「发火」里「选」和「转」、得分点混在一起：选择的一段只写「选」"),
    "a wrong figure": ("10 天 【规则】DK1", "7 天 【规则】DK1", "30: 写的是 7 天，规则 DK1（快递） 是 10 天：以规则表为准"),
    "a figure without its condition": (" 【条件】快递", "", "30: 规则 DK1 的时限看条件：写上【条件】，可用：快递；EMS、平邮"),
    "a condition the rule does not have": ("【条件】快递", "【条件】空运", "30: 规则 DK1 里没有条件「空运」：可用：快递；EMS、平邮"),
    "a rule that is not there": ("【岗位】售前客服 【规则】DK1", "【岗位】售前客服 【规则】DK9", "4: 没有规则 DK9：核对编号，或先在规则表里写上"),
    "a rule's later version": (
        "【岗位】售前客服 【规则】DK1",
        "【岗位】售前客服 【规则】DK1@2",
        "4: 引用 DK1 第 2 版，规则已是第 1 版：核对场景后改成 DK1@1（提醒）",
    ),
    "a fact without rule": ("10 天 【规则】DK1 ", "10 天 ", "30: 「事实」没写【规则】：写上这个数字出自哪一条规则"),
    "a decision that is not there": ("让价不超过 {客服让价上限}", "让价不超过 {让价上线}", "10: 不认识决定「让价上线」，是不是想写「客服让价上限」；可用：回话时限、客服让价上限"),
    "a rubric that is not there": ("【量表】small", "【量表】smal", "4: 不认识量表「smal」，是不是想写「small」；可用：small"),
    "an example that ends nowhere": ("【走到】结局·等回话", "【走到】结局·等会话", "49: 「范例·满分」走到「结局·等会话」，没有这个结局，是不是想写「结局·等回话」"),
    "a fatal example with points": ("【得分】0", "【得分】10", "56: 「范例·说错」走到致命，【得分】要写 0"),
    "an example too short": (
        "> 客服：快递最迟 10 天。\n",
        "",
        "49: 「范例·满分」有 2 句客服的话，按剧本 2 句走不到「结局·等回话」：每一轮写一句，选择的那一轮照抄选项",
    ),
    "an example that chooses what is not offered": (
        "> 客服：这一步要主管点，我现在去找他。",
        "> 客服：我去问问。",
        "49: 「范例·满分」有 3 句客服的话，按剧本 3 句走不到「结局·等回话」：每一轮写一句，选择的那一轮照抄选项",
    ),
    "no score": ("【得分】100 ", "", "49: 「范例·满分」的【得分】要是 0 到 100 的数字"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_named_at_its_line(case: str) -> None:
    old, new, expected = CASES[case]
    assert expected in faults(old, new)


def test_a_scenario_without_ending_or_example() -> None:
    bare = SCENE[: SCENE.index("## 结局·等回话")].replace("→ 结局·等回话", "→ 甲").replace("→ 结局·投诉", "→ 甲")
    found = said(check_scenario(scene(bare), KNOWN))
    assert "1: 至少要有结局（## 结局·名称）" in found
    assert "1: 至少要有范例（## 范例·名称）" in found


def test_parts_stand_in_their_order() -> None:
    turn = SCENE[SCENE.index("## 发火") : SCENE.index("## 问时限")]
    moved = SCENE.replace(turn, "") + "\n" + turn
    assert any("「发火」的位置不对" in text for text in said(check_scenario(scene(moved), KNOWN)))


def test_a_withdrawn_rule_is_a_doubt() -> None:
    assert KNOWN.rules is not None
    gone = {"DK1": replace(KNOWN.rules["DK1"], withdrawn="平台取消")}
    found = check_scenario(scene(), replace(KNOWN, rules=gone))
    assert [problem.warning for problem in found] == [True, True]


def test_what_is_not_known_is_not_checked() -> None:
    unknown = SCENE.replace("【量表】small", "【量表】other").replace("{客服让价上限} 元。", "{别的} 元。")
    assert said(check_scenario(scene(unknown), Known())) == []


def test_reach_and_walks() -> None:
    found, _ = read_scenario(scene())
    assert reachable(found) == {turn.name for turn in found.turns} | {one.name for one in found.endings}
    full = found.examples[0]
    assert can_walk(found, full)
    assert not can_walk(found, replace(full, replies=full.replies[:1]))
    assert not can_walk(found, replace(full, replies=(*full.replies, "还有")))
    assert can_walk(found, replace(full, replies=("再等等", "我来跟", "10 天", "算，您放心。"), reached="结局·投诉"))


def test_a_rubric_reads_as_written() -> None:
    assert said(check_rubric(rubric())) == []
    found, _ = read_rubric(rubric())
    assert [(one.name, one.weight, one.anchors[4]) for one in found.criteria] == [
        ("态度", 60, "让人听得出笑意"),
        ("规则", 40, "还说了结果"),
    ]


RUBRIC_CASES = {
    "weights": ("【权重】40", "【权重】30", "1: 各项【权重】加起来是 90，要正好 100"),
    "no weight": ("【权重】40", "【权重】不少", "17: 「规则」的【权重】要是 1 到 100 的整数"),
    "four levels": ("5. 还说了结果\n", "", "15: 「规则」要有五档，写成「1.」到「5.」，从差到好"),
    "a wrong number": ("5. 还说了结果", "6. 还说了结果", "15: 「规则」要有五档，写成「1.」到「5.」，从差到好"),
    "two alike": ("4. 条件也说全", "4. 数字对", "15: 「规则」有两档写得一样：写出看得见的差别"),
    "no English": ("【英文名】Rules\n", "", "15: 「规则」没写【英文名】：补上"),
}


@pytest.mark.parametrize("case", RUBRIC_CASES)
def test_each_fault_of_a_rubric(case: str) -> None:
    old, new, expected = RUBRIC_CASES[case]
    assert expected in said(check_rubric(rubric(RUBRIC.replace(old, new, 1))))


GOOD = read_rubric(rubric())[0]
LEVELS = st.fixed_dictionaries({"态度": st.integers(1, 5), "规则": st.integers(1, 5)})


def test_a_score_by_example() -> None:
    found = judge(GOOD, {"态度": 5, "规则": 3}, (), Fraction(85))
    assert (found.points, dict(found.parts)) == (84, {"态度": 60, "规则": 24})
    assert not found.passed
    assert judge(GOOD, {"态度": 5, "规则": 3}, (), Fraction(84)).passed
    fatal = judge(GOOD, {"态度": 5, "规则": 5}, ("retort",), Fraction(1))
    assert (fatal.points, fatal.earned, fatal.is_fatal, fatal.passed) == (0, 100, True, False)


def test_a_score_is_exact() -> None:
    thirds = replace(GOOD, criteria=(replace(GOOD.criteria[0], weight=67), replace(GOOD.criteria[1], weight=33)))
    assert judge(thirds, {"态度": 4, "规则": 4}, (), Fraction(80)).points == 80
    assert judge(thirds, {"态度": 4, "规则": 3}, (), Fraction(80)).points == Fraction(367, 5)


@pytest.mark.parametrize("levels", [{}, {"态度": 5}, {"态度": 5, "规则": 0}, {"态度": 6, "规则": 3}])
def test_every_criterion_needs_a_level(levels: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="levels_missing"):
        judge(GOOD, levels, (), Fraction(85))


@given(LEVELS, st.sampled_from(["态度", "规则"]), st.integers(0, 100))
def test_a_better_level_never_costs(levels: dict[str, int], name: str, line: int) -> None:
    better = {**levels, name: min(5, levels[name] + 1)}
    first, then = (judge(GOOD, one, (), Fraction(line)) for one in (levels, better))
    assert 20 <= first.points <= then.points <= 100
    assert sum(first.parts.values()) == first.points
    assert not first.passed or then.passed


@given(LEVELS, st.lists(st.sampled_from([*ALWAYS, "point:回嘴"]), min_size=1), st.integers(0, 100))
def test_a_critical_failure_is_nothing_whatever_the_levels(
    levels: dict[str, int], ticked: list[str], line: int
) -> None:
    found = judge(GOOD, levels, ticked, Fraction(line))
    assert (found.points, found.passed) == (0, False)


def test_phrases_read_as_written() -> None:
    assert said(check_phrases(phrases(), KNOWN)) == []
    lines, _ = read_phrases(phrases())
    assert [(line.id, line.wordings, line.instead) for line in lines] == [
        ("B202", ("难道…吗", "不是…了吗"), "麻烦您说说当时的情况"),
        ("B001", ("爱买不买", "爱要不要"), "我再帮您比较一下"),
    ]


def test_a_phrase_is_found_as_written_and_not_where_it_is_allowed() -> None:
    line = read_phrases(phrases())[0][0]
    assert catches(line, "您难道没有看说明书吗？") == "难道…吗"
    assert catches(line, "不是 早就发 了吗") == "不是…了吗"
    assert catches(line, "您不是本人收货了吗，需要我帮您核对一下") == ""
    assert catches(line, "难道" + "很" * 13 + "吗") == ""
    assert catches(line, "难道您") == ""


PHRASE_CASES = {
    "no replacement": (" 【换成】我再帮您比较一下", "", "9: B001 没写【换成】：写上可以换成怎么说"),
    "too short": ("爱要不要", "哼", "9: B001 的「哼」太短：至少 2 个字，不然会误伤"),
    "twice in a line": ("爱要不要", "爱买不买", "9: 「爱买不买」在 B001 已经有了：删掉一处"),
    "known elsewhere": ("爱要不要", "烦死了", "9: 「烦死了」在 B900 已经有了：删掉一处"),
    "a useless pass": ("【放行】您不是本人收货了吗", "【放行】您收到了", "8: B202 的【放行】「您收到了」本来就抓不到：删掉，或核对说法"),
    "banned instead": ("我再帮您比较一下", "难道您要我说吗", "9: B001 的【换成】里有禁语「难道…吗」（B202）：换一种说法"),
    "an odd degree": ("爱要不要", "爱要不要 【程度】中", "9: 【程度】「中」不对：写「轻」或「重」"),
    "graded by halves": ("爱要不要", "爱要不要 【程度】重", "8: 「反诘语」分了轻重，B202 没写【程度】：补上"),
    "an odd number": ("B001", "X001", "9: 编号「X001」不对：写成 B 加三四位数字，例如 B001"),
}  # fmt: skip


@pytest.mark.parametrize("case", PHRASE_CASES)
def test_each_fault_of_phrases(case: str) -> None:
    old, new, expected = PHRASE_CASES[case]
    assert expected in said(check_phrases(phrases(PHRASES.replace(old, new, 1)), KNOWN))


def test_scripts_and_their_faults() -> None:
    assert said(check_scripts(scripts(), KNOWN)) == []
    assert read_scripts(scripts())[0][0].text.startswith("让您着急了")
    banned = SCRIPTS.replace("让您着急了", "烦死了")
    assert said(check_scripts(scripts(banned), KNOWN)) == [
        "8: H001 里有禁语「烦死了」（B900）：换成「您说，我在听」这样的说法"
    ]
    undecided = SCRIPTS.replace("{回话时限}", "{回话时线}")
    assert said(check_scripts(scripts(undecided), KNOWN)) == [
        "8: 不认识决定「回话时线」，是不是想写「回话时限」；可用：回话时限、客服让价上限"
    ]


def _shipped() -> Known:
    def files(pattern: str) -> list[str]:
        return sorted(path.name for path in SHARED.glob(pattern))

    registers = [*files("rules-*.md"), "charter.md"]
    rules = {key: rule for name in registers for key, rule in rules_of((SHARED / name).read_text(), name).items()}
    decisions = read((SHARED / "decisions.md").read_bytes()).parts
    return Known(
        rules=rules,
        rubrics=frozenset(name.removeprefix("rubric-").removesuffix(".md") for name in files("rubric-*.md")),
        lessons=frozenset(path.name.split("-")[0] for path in SHARED.parent.glob("**/lessons/L*.md")),
        decisions=frozenset(part.id for part in decisions),
    )


def _banned(name: str) -> tuple[BannedLine, ...]:
    return read_phrases(read((SHARED / name).read_bytes(), name))[0]


def test_the_shipped_files_have_nothing_wrong() -> None:
    known = _shipped()
    found: list[Problem] = []
    scenes = sorted((SHARED / "scenarios").glob("R*.md"))
    assert len(scenes) >= 5
    for path in scenes:
        document = read(path.read_bytes(), path.name)
        assert not errors(document)
        found += check_scenario(document, known)
    for path in sorted(SHARED.glob("rubric-*.md")):
        found += check_rubric(read(path.read_bytes(), path.name))
    banned, taboos = _banned("banned.md"), _banned("taboos.md")
    for name, others in (("banned.md", taboos), ("taboos.md", banned)):
        found += check_phrases(read((SHARED / name).read_bytes(), name), replace(known, banned=others))
    for path in sorted(SHARED.glob("scripts-*.md")):
        found += check_scripts(read(path.read_bytes(), path.name), replace(known, banned=banned + taboos))
    assert said(found) == []


@pytest.mark.parametrize(("written", "tries"), [("", 3), ("【次数】2 次", 2), ("【次数】5", 5)])
def test_how_often_a_scene_may_be_played_officially(written: str, tries: int) -> None:
    found, problems = read_scenario(scene(SCENE.replace("【首响】", f"{written} 【首响】", 1)))
    assert (found.tries, [str(one) for one in problems.all]) == (tries, [])


@pytest.mark.parametrize("written", ["0 次", "21 次", "几次"])
def test_a_number_of_attempts_that_is_none_is_said_by_line(written: str) -> None:
    problems = read_scenario(scene(SCENE.replace("【首响】", f"【次数】{written} 【首响】", 1)))[1]
    assert [str(one) for one in problems.all] == [
        f"R90-test.md:4: 【次数】「{written}」要在 1 次到 20 次之间，例如【次数】3 次"
    ]
