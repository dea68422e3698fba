"""Certification: what is decided, with the worked numbers of docs/rules/gate.md."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cstrain.certification.rules.asked import asked_words
from cstrain.certification.rules.board import Group, group_of
from cstrain.certification.rules.certificate import (
    ALPHABET,
    NEXT,
    Event,
    State,
    check_code,
    folded_code,
    next_state,
    number,
    standing,
    valid_until,
    warning_due,
)
from cstrain.certification.rules.checks import check_gate
from cstrain.certification.rules.decision import (
    Before,
    Conditions,
    Scope,
    last_day,
    require_conditions,
    require_here,
    require_open,
)
from cstrain.certification.rules.gate import Condition, Gate, Need, read_gate
from cstrain.certification.rules.hands import Decider, require_decider
from cstrain.certification.rules.readiness import (
    NEVER_A_CONDITION,
    Evidence,
    Sitting,
    is_ready,
    missing,
    require_may_decide,
    states,
)
from cstrain.certification.rules.redline import (
    RED_LINE_NEXT,
    RedLineEvent,
    RedLineState,
    next_red_line,
    require_second,
)
from cstrain.certification.rules.takeover import (
    TAKE_OVER_NEXT,
    Agent,
    Ground,
    Post,
    TakeOverState,
    day_of,
    next_take_over,
    plan,
    require_exam_by,
    words_of,
)
from cstrain.curriculum.rules.known import Known
from cstrain.kit.content import errors, read
from cstrain.kit.errors import Refusal
from cstrain.people.rules import PersonState
from cstrain.people.rules.sheet import Given

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 10, 26)
DECIDED = {"上岗证有效期": "12", "流利次数": "2", "流利秒数": "15"}
TEXT = """# 准入 presale-gate 售前上岗准入
【英文名】Pre-sale go-live gate
【英文简介】What must hold.
【决定人】主管 【证书】售前上岗证 【有效期】{上岗证有效期} 月

- G1 记录表 全部环节由学员本人签字
- G2 天数 7
- G3 确认 charter
- G4 流利 TB、PD 【线】{流利次数} 次，每题 {流利秒数} 秒内
- G5 考试 presale-exam
- G6 演练 R02、R03、R13 【至少】2 【线】85 分（本库选定）
- G7 证书 售前基础证
"""


def gate(text: str = TEXT, **decided: str) -> Gate:
    found, problems = read_gate(read(text, "gate.md"), {**DECIDED, **decided})
    assert not problems
    return found


def sitting(status: str = "passed") -> Sitting:
    return Sitting(status, Fraction(43), Fraction(50), Fraction(40))


WHOLE = Evidence(
    steps=28,
    signed=28,
    beside=9,
    beside_asked=9,
    closing=2,
    closing_asked=2,
    days=10,
    acknowledged={"charter": "3"},
    fluent={"G4": (120, 120)},
    exams={"presale-exam": sitting()},
    roleplays={"R02": Fraction(91), "R03": Fraction(85)},
    certificates=frozenset({"售前基础证"}),
)
# What takes one condition away, by the condition it takes away; the last two stand beside the conditions.
LACKS: dict[str, dict[str, object]] = {
    "G1": {"signed": 27},
    "G2": {"days": 6},
    "G3": {"acknowledged": {}},
    "G4": {"fluent": {"G4": (119, 120)}},
    "G5": {"exams": {"presale-exam": sitting("failed")}},
    "G6": {"roleplays": {"R02": Fraction(91)}},
    "G7": {"certificates": frozenset()},
    "red line": {"red_lines": 1},
}
HARD = {"G1", "G3", "G5", "G7", "red line"}


def lacking(names: tuple[str, ...]) -> Evidence:
    found = WHOLE
    for name in names:
        found = replace(found, **LACKS[name])  # type: ignore[arg-type]
    return found


def may(evidence: Evidence, decision: str, held: Gate | None = None) -> str:
    """ "" when the decision can be made, else the code that refuses it."""
    try:
        require_may_decide(held or gate(), evidence, decision)
    except Refusal as refusal:
        return refusal.code
    return ""


SUBSETS = [each for many in range(len(LACKS) + 1) for each in itertools.combinations(LACKS, many)]


def test_only_the_full_set_opens_the_gate() -> None:
    """SG-11: all 2^8 combinations of what may be missing."""
    assert len(SUBSETS) == 256
    opened = [names for names in SUBSETS if is_ready(gate(), lacking(names))]
    agreed = [names for names in SUBSETS if not may(lacking(names), "agree")]
    assert opened == agreed == [()]


def test_no_exam_red_line_or_signature_is_ever_a_condition() -> None:
    """SG-11: whatever else is missing, one hard item shuts the conditional way too; soft ones alone do not."""
    for names in SUBSETS:
        refused = may(lacking(names), "conditional")
        assert bool(refused) == bool(HARD & set(names)), names
        assert not may(lacking(names), "postpone")


def test_an_open_decision_of_the_firm_keeps_everybody_out() -> None:
    open_gate, _ = read_gate(read(TEXT, "gate.md"), {"流利次数": "2", "流利秒数": "15"})
    assert open_gate.undecided == ("上岗证有效期",)
    assert not is_ready(open_gate, WHOLE)
    assert may(WHOLE, "agree", open_gate) == may(WHOLE, "conditional", open_gate) == "gate_undecided"
    assert may(WHOLE, "postpone", open_gate) == ""


def test_a_gate_that_says_nothing_opens_for_nobody() -> None:
    empty = Gate("x", "空", "主管", "证", 12, ())
    assert not is_ready(empty, WHOLE)
    assert may(WHOLE, "agree", empty) == may(WHOLE, "conditional", empty) == "gate_says_nothing"


def test_a_decision_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(ValueError, match="override"):
        require_may_decide(gate(), WHOLE, "override")


@pytest.mark.parametrize(
    ("changed", "why", "done", "wanted"),
    [
        ({"signed": 26, "owed": 2}, "owed", 26, 28),
        ({"signed": 26}, "steps_left", 26, 28),
        ({"signed": 27, "refused": 1, "owed": 1}, "refused", 27, 28),
        ({"beside": 8}, "beside_left", 28, 28),
        ({"closing": 1}, "closing_left", 28, 28),
        ({"steps": 0, "signed": 0}, "steps_left", 0, 0),
    ],
)
def test_the_sheet_says_what_is_missing(changed: dict[str, int], why: str, done: int, wanted: int) -> None:
    found = states(gate(), replace(WHOLE, **changed))[0]
    assert (found.is_met, found.why, found.done, found.wanted) == (False, why, done, wanted)


def test_refused_signatures_shut_even_a_full_sheet() -> None:
    assert not states(gate(), replace(WHOLE, refused=1))[0].is_met


@pytest.mark.parametrize(("status", "why"), [("failed", "exam_failed"), ("fatal", "exam_fatal")])
def test_a_failed_exam_says_how(status: str, why: str) -> None:
    found = states(gate(), replace(WHOLE, exams={"presale-exam": sitting(status)}))[4]
    assert (found.is_met, found.why) == (False, why)
    assert states(gate(), replace(WHOLE, exams={}))[4].why == "exam_none"


def test_scenes_count_at_the_line_and_not_below() -> None:
    """85 of 100 counts, 84.9 does not; a scored scene without its signatures is a missing signature."""
    at_line = replace(WHOLE, roleplays={"R02": Fraction(85), "R13": Fraction(85)})
    below = replace(WHOLE, roleplays={"R02": Fraction(85), "R13": Fraction(849, 10)})
    assert states(gate(), at_line)[5].is_met
    assert (states(gate(), below)[5].why, states(gate(), below)[5].done) == ("scenes_left", 1)
    unsigned = replace(below, unsigned_roleplays=1)
    assert states(gate(), unsigned)[5].why == "scenes_unsigned"
    assert may(below, "conditional") == ""
    assert may(unsigned, "conditional") == "never_a_condition"


def test_one_of_several_certificates_will_do_where_the_gate_says_so() -> None:
    either = gate(TEXT.replace("证书 售前基础证", "证书 售前基础证；售后基础证"))
    assert not either.lets_live
    assert missing(either, WHOLE) == []
    other = replace(WHOLE, certificates=frozenset({"售后基础证"}))
    assert missing(either, other) == []
    assert [state.why for state in missing(gate(), other)] == ["certificate_missing"]
    none = states(either, replace(WHOLE, certificates=frozenset()))[-1]
    assert (none.is_met, none.done, none.wanted) == (False, 0, 1)
    assert asked_words(either.conditions[-1].targets) == "售前基础证或售后基础证"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("证书 售前基础证", "证书 售前基础证；售后的证", "gate.md:12: G7 里的「售后的证」找不到"),
        (
            "证书 售前基础证",
            "证书 售前基础证；售前基础证",
            "gate.md:12: G7 的「售前基础证；售前基础证」要写两张不同的证书",
        ),
        ("证书 售前基础证", "证书 售前基础证；", "gate.md:12: G7 的「售前基础证；」要写两张不同的证书"),
        (
            "考试 presale-exam",
            "考试 presale-exam；other",
            "gate.md:10: G5 里用了「；」：只有「证书」能写几张里有一张就行",
        ),
    ],
)
def test_faults_in_one_of_several_are_found_at_their_line(old: str, new: str, expected: str) -> None:
    known = Known(charters=frozenset({"charter"}), banks={"TB": 1, "PD": 1}, exams=frozenset({"presale-exam"}))
    found = check_gate(read(TEXT.replace(old, new), "gate.md"), known, {"售前基础证", "售后基础证"})
    assert any(str(problem).startswith(expected) for problem in found), found


def test_only_a_gate_with_its_own_exam_lets_people_live() -> None:
    bare = TEXT.replace("- G7 证书 售前基础证\n", "")
    assert not gate().lets_live
    assert gate(bare).lets_live
    assert not gate(bare.replace("- G5 考试 presale-exam\n", "")).lets_live


def test_what_is_never_a_condition() -> None:
    assert {Need.SHEET, Need.EXAM, Need.ACKNOWLEDGED, Need.CERTIFICATE} == NEVER_A_CONDITION


# Content --------------------------------------------------------------------------------------------------------------
def test_a_gate_is_read_with_its_decisions() -> None:
    found = gate()
    assert (found.key, found.certificate, found.months, found.undecided) == ("presale-gate", "售前上岗证", 12, ())
    assert [each.need.value for each in found.conditions] == ["记录表", "天数", "确认", "流利", "考试", "演练", "证书"]
    fluent = found.of(Need.FLUENT)[0]
    assert (fluent.targets, fluent.times, fluent.seconds) == (("TB", "PD"), 2, 15)
    scenes = found.of(Need.ROLEPLAY)[0]
    assert (scenes.least, scenes.line) == (2, Fraction(85))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- G2 天数 7", "- G2 天树 7", "不认识条件「天树」"),
        ("- G2 天数 7", "- 天数 7", "条件要写成「G1 类型 内容」"),
        ("- G2 天数 7", "- G1 天数 7", "G1 写了两次"),
        ("【至少】2 ", "【至少】4 ", "【至少】4 不对"),
        ("【至少】2 ", "【至少】两 ", "【至少】两 不对"),
        ("【线】85 分（本库选定）", "", "G6 演练 缺【线】"),
        ("{流利次数} 次，每题 {流利秒数} 秒内", "两次", "【线】要写成"),
        ("- G5 考试 presale-exam", "- G5 考试", "G5 考试 后面要写是哪一个"),
        ("【证书】售前上岗证 ", "", "准入开头没写【证书】"),
        ("{上岗证有效期} 月", "0 月", "【有效期】要在 1 到"),
    ],
)
def test_what_is_wrong_with_a_gate_is_said_at_its_line(old: str, new: str, said: str) -> None:
    assert old in TEXT
    document = read(TEXT.replace(old, new), "gate.md")
    problems = [*document.problems, *read_gate(document, DECIDED)[1]]
    assert any(said in problem.text for problem in problems), problems


def test_a_decision_in_words_is_no_figure() -> None:
    _, problems = read_gate(read(TEXT, "gate.md"), {**DECIDED, "流利次数": "见说明"})
    assert "不是数字" in problems[0].text


def test_what_a_gate_names_must_exist() -> None:
    known = Known(
        charters=frozenset({"charter"}),
        banks={"TB": 10, "PD": 10},
        exams=frozenset({"presale-exams"}),
        scenarios=frozenset({"R02", "R03"}),
        decisions=frozenset({"上岗证有效期", "流利次数"}),
    )
    found = [problem.text for problem in check_gate(read(TEXT, "gate.md"), known, {"售前基础证"})]
    assert any("G5 里的「presale-exam」找不到，是不是想写「presale-exams」" in text for text in found)
    assert any("G6 里的「R13」找不到" in text for text in found)
    assert any("没有「流利秒数」这项决定" in text for text in found)
    assert len(found) == 3
    assert check_gate(read(TEXT, "gate.md"), Known()) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("curricula/*/gate.md")), ids=lambda path: path.parent.name)
def test_shipped_gates_are_sound(path: Path) -> None:
    document = read(path.read_text(encoding="utf-8"), path.name)
    found, problems = read_gate(document, {})
    assert not errors(document)
    assert not problems
    assert found.certificate
    needs = {each.need for each in found.conditions}
    assert Need.SHEET in needs
    assert not found.lets_live or {Need.EXAM, Need.ACKNOWLEDGED} <= needs


# The decision ---------------------------------------------------------------------------------------------------------
LIMITED = Conditions(store="青禾箱包旗舰店", daily=60, until=date(2026, 11, 6))


def refused(decision: str, conditions: Conditions) -> str:
    try:
        require_conditions(decision, conditions, gate(), TODAY)
    except Refusal as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("decision", "conditions", "code"),
    [
        ("conditional", LIMITED, ""),
        ("conditional", Conditions(), "conditions_needed"),
        ("conditional", replace(LIMITED, until=None), "conditions_needed"),
        ("conditional", Conditions(until=date(2026, 11, 6)), "conditions_needed"),
        ("conditional", replace(LIMITED, until=TODAY), "until_out_of_range"),
        ("conditional", replace(LIMITED, until=date(2027, 10, 25)), ""),
        ("conditional", replace(LIMITED, until=date(2027, 10, 26)), "until_out_of_range"),
        ("conditional", replace(LIMITED, daily=1001), "ceiling_out_of_range"),
        ("conditional", replace(LIMITED, parallel=-1), "ceiling_out_of_range"),
        ("agree", Conditions(), ""),
        ("agree", LIMITED, "conditions_not_asked"),
        ("postpone", LIMITED, "conditions_not_asked"),
    ],
)
def test_conditions_of_a_decision(decision: str, conditions: Conditions, code: str) -> None:
    assert refused(decision, conditions) == code


def test_how_long_a_certificate_lasts() -> None:
    """The worked numbers of docs/rules/gate.md."""
    assert valid_until(date(2026, 10, 26), 12) == date(2027, 10, 25)
    assert valid_until(date(2027, 1, 31), 1) == date(2027, 2, 27)
    assert last_day("agree", Conditions(), gate(), TODAY) == date(2027, 10, 25)
    assert last_day("conditional", LIMITED, gate(), TODAY) == date(2026, 11, 6)


def test_only_what_was_set_is_a_condition() -> None:
    assert LIMITED.plain == {"store": "青禾箱包旗舰店", "daily": 60, "until": "2026-11-06"}
    assert Scope("presale", "售前客服").plain == {
        "post": "presale", "post_name": "售前客服", "platforms": [], "stores": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (Before(), ""),
        (Before("postpone"), ""),
        (Before("conditional", "in_force"), ""),
        (Before("conditional", "suspended"), "suspended_first"),
        (Before("conditional", "revoked"), "certificate_was_revoked"),
        (Before("agree", "in_force"), "decided_already"),
        (Before("agree", "revoked"), "certificate_was_revoked"),
        (Before(ended_on=date(2025, 10, 26)), ""),
        (Before(ended_on=date(2025, 10, 25)), "evidence_is_old"),
    ],
)
def test_one_enrolment_leads_to_one_certificate(before: Before, code: str) -> None:
    try:
        require_open(before, gate(), TODAY)
        found = ""
    except Refusal as refusal:
        found = refusal.code
    assert found == code


@pytest.mark.parametrize("state", list(PersonState))
def test_only_people_who_are_here_go_live(state: PersonState) -> None:
    here = state in (PersonState.IN_TRAINING, PersonState.REHIRED, PersonState.AT_WORK)
    if here:
        require_here(state.value)
    else:
        with pytest.raises(Refusal, match="person_not_here"):
            require_here(state.value)


def test_whoever_had_a_hand_does_not_decide() -> None:
    require_decider(Decider("boss"), "trainee")
    require_decider(Decider("boss", ("coached",), relaxed=True), "trainee")
    with pytest.raises(Refusal, match="had_a_hand"):
        require_decider(Decider("boss", ("coached",)), "trainee")
    with pytest.raises(Refusal, match="own_gate"):
        require_decider(Decider("trainee", relaxed=True), "trainee")


# The certificate ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, Event)))
def test_every_move_of_a_certificate(state: State, event: Event) -> None:
    if (state, event) in NEXT:
        assert next_state(state.value, event) is NEXT[state, event]
    else:
        with pytest.raises(Refusal, match="certificate_does_not_allow"):
            next_state(state, event)


def test_what_ended_never_comes_back() -> None:
    assert not [pair for pair in NEXT if pair[0] in (State.REVOKED, State.REPLACED)]
    assert len(NEXT) == 5


@pytest.mark.parametrize(
    ("state", "today", "conditional", "word", "clears"),
    [
        (State.IN_FORCE, date(2026, 10, 26), False, "in_force", True),
        (State.IN_FORCE, date(2027, 9, 24), False, "in_force", True),
        (State.IN_FORCE, date(2027, 9, 25), False, "ending", True),
        (State.IN_FORCE, date(2027, 10, 25), False, "ending", True),
        (State.IN_FORCE, date(2027, 10, 26), False, "expired", False),
        (State.IN_FORCE, date(2027, 10, 25), True, "conditional", True),
        (State.IN_FORCE, date(2027, 10, 26), True, "expired", False),
        (State.SUSPENDED, date(2026, 10, 26), False, "suspended", False),
        (State.SUSPENDED, date(2028, 1, 1), False, "suspended", False),
        (State.REVOKED, date(2026, 10, 26), False, "revoked", False),
        (State.REPLACED, date(2026, 10, 26), True, "replaced", False),
    ],
)
def test_what_a_certificate_is_worth_on_a_day(
    state: State, today: date, conditional: bool, word: str, clears: bool
) -> None:
    found = standing(state, date(2027, 10, 25), today, has_conditions=conditional)
    assert (found.word, found.clears) == (word, clears)


def test_numbers_and_check_codes() -> None:
    assert number(2026, 123) == "CS-2026-000123"
    codes = {check_code(b"k" * 32, number(2026, serial)) for serial in range(2000)}
    assert len(codes) == 2000
    assert all(len(code) == 10 and set(code) <= set(ALPHABET) for code in codes)
    assert check_code(b"k" * 32, "CS-2026-000001") != check_code(b"j" * 32, "CS-2026-000001")
    assert folded_code(" ab2d-efgh jk ") == "AB2DEFGHJK"
    assert not set("01IO") & set(ALPHABET)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2027, 7, 26), None),
        (date(2027, 7, 27), 90),
        (date(2027, 8, 25), 90),
        (date(2027, 8, 26), 60),
        (date(2027, 9, 25), 30),
        (date(2027, 10, 18), 7),
        (date(2027, 10, 25), 7),
        (date(2027, 10, 26), None),
    ],
)
def test_when_people_are_told_that_a_year_ends(today: date, due: int | None) -> None:
    assert warning_due(date(2026, 10, 26), date(2027, 10, 25), today) == due


def test_a_short_certificate_is_announced_once() -> None:
    start, until = date(2026, 10, 26), date(2026, 11, 9)
    found = [warning_due(start, until, date.fromordinal(start.toordinal() + day)) for day in range(16)]
    assert found == [None] * 7 + [7] * 8 + [None]


# Red lines, take-overs, the board -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("state", "event"), list(itertools.product(RedLineState, RedLineEvent)))
def test_every_move_of_a_red_line(state: RedLineState, event: RedLineEvent) -> None:
    if (state, event) in RED_LINE_NEXT:
        assert next_red_line(state.value, event) is RED_LINE_NEXT[state, event]
    else:
        with pytest.raises(Refusal, match="red_line_does_not_allow"):
            next_red_line(state.value, event)


def test_a_red_line_needs_three_people() -> None:
    require_second("a", "b", "c")
    for reporter, second, person in (("a", "a", "c"), ("a", "b", "a"), ("a", "b", "b")):
        with pytest.raises(Refusal):
            require_second(reporter, second, person)


@pytest.mark.parametrize(("state", "event"), list(itertools.product(TakeOverState, ("approve", "decline"))))
def test_a_take_over_is_settled_once(state: TakeOverState, event: str) -> None:
    if (state, event) in TAKE_OVER_NEXT:
        assert next_take_over(state.value, event) is TAKE_OVER_NEXT[state, event]
    else:
        with pytest.raises(Refusal, match="take_over_is_settled"):
            next_take_over(state.value, event)


POST = Post("presale", "售前客服", "presale-gate", "售前上岗证")
GROUND = Ground(
    agents={
        "1": Agent("a1", "赵一鸣", "t1", PersonState.AT_WORK),
        "2": Agent("a2", "钱二", "t1", PersonState.ON_LEAVE),
        "3": Agent("a3", "孙三", "t1", PersonState.IN_TRAINING, enrolled=True),
        "4": Agent("a4", "李四", "t1", PersonState.AT_WORK, certificates=frozenset({"售前上岗证"})),
        "5": Agent("a5", "周五", "t1", PersonState.AT_WORK, waiting=frozenset({"售前上岗证"})),
        "6": Agent("s1", "沈国栋", "t1", PersonState.AT_WORK),
    },
    approvers={
        "s001": ("s1", "沈国栋", frozenset({"t1"})),
        "s002": ("s2", "杜雅琴", frozenset({"t2"})),
        "s009": ("s9", "全权", frozenset({"*"})),
        "a001": ("adm", "周敏", frozenset({"*"})),
    },
    posts={"售前客服": POST},
    stores={"青禾箱包旗舰店": "天猫"},
    levels={"普通客服": "ordinary"},
    preparer="adm",
    today=TODAY,
)
GOOD = {"工号": "1", "岗位": "售前客服", "自何时": "2024/3/1", "批准人": "S001"}


def judged(**cells: str) -> list[str]:
    given = {**GOOD, **cells}
    return [fault.code for fault in plan([(Given(2, given["工号"], given), given["批准人"].casefold())], GROUND).faults]


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({}, []),
        ({"范围": "青禾箱包旗舰店、天猫", "等级": "普通客服"}, []),
        ({"范围": "全部"}, []),
        ({"工号": ""}, ["cell_empty"]),
        ({"工号": "9"}, ["unknown_number"]),
        ({"工号": "2"}, ["not_at_work"]),
        ({"工号": "3"}, ["is_enrolled"]),
        ({"工号": "4"}, ["certified_before"]),
        ({"工号": "5"}, ["waits_already"]),
        ({"工号": "6"}, ["approver_is_oneself"]),
        ({"岗位": "售后客服"}, ["unknown_post"]),
        ({"范围": "隔壁店"}, ["unknown_scope"]),
        ({"等级": "超级客服"}, ["unknown_level"]),
        ({"自何时": "三月"}, ["not_a_day"]),
        ({"自何时": "2026-10-27"}, ["day_is_ahead"]),
        ({"批准人": "S777"}, ["approver_unknown"]),
        ({"批准人": "S002"}, ["approver_may_not"]),
        ({"批准人": "S009"}, []),
        ({"批准人": "A001"}, ["approver_is_preparer"]),
    ],
)
def test_every_row_of_a_take_over_is_judged(cells: dict[str, str], codes: list[str]) -> None:
    assert judged(**cells) == codes


def test_the_same_person_twice_in_a_sheet() -> None:
    rows = [(Given(number, "1", GOOD), "s001") for number in (2, 3)]
    found = plan(rows, GROUND)
    assert [(fault.row, fault.code, fault.facts["row"]) for fault in found.faults] == [(3, "twice_in_sheet", "2")]
    assert (found.lines[0].since, found.lines[0].approver_id) == (date(2024, 3, 1), "s1")


def test_words_and_days_of_a_sheet() -> None:
    assert words_of("青禾箱包旗舰店，天猫; 全部/不限") == ["青禾箱包旗舰店", "天猫"]
    assert day_of("2026年1月5日") == day_of("2026.1.5") == day_of("2026-01-05 00:00:00") == date(2026, 1, 5)
    assert day_of("2026-13-01") is None


def test_the_exam_of_a_take_over_lies_within_a_year() -> None:
    require_exam_by(date(2027, 10, 26), TODAY)
    for until in (TODAY, date(2027, 10, 27)):
        with pytest.raises(Refusal, match="until_out_of_range"):
            require_exam_by(until, TODAY)


def test_groups_of_the_board() -> None:
    assert group_of(True, 0, is_postponed=False) is Group.READY
    assert group_of(True, 0, is_postponed=True) is Group.POSTPONED
    assert [group_of(False, lacks, is_postponed=False) for lacks in (1, 3, 4, 7)] == [
        Group.NEAR, Group.NEAR, Group.TRAINING, Group.TRAINING,
    ]  # fmt: skip


def test_missing_names_every_condition_in_the_gates_order() -> None:
    nothing = Evidence()
    assert [state.condition.id for state in missing(gate(), nothing)] == ["G1", "G2", "G3", "G4", "G5", "G6", "G7"]
    assert Condition("G1", Need.SHEET, "").targets == ()
