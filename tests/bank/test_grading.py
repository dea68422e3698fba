"""What answers are worth: the figures of docs/rules/grading.md, and laws that hold for every question."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstrain.bank.rules import (
    SHUFFLE,
    Answer,
    Blank,
    Kind,
    Option,
    Question,
    Scoring,
    grade,
    is_answer,
    is_answered,
    is_order,
    key_of,
    marked,
    plain_order,
    shuffled,
    whole,
)
from cstrain.kit.errors import BadInput, Refusal
from tests.bank import contents as c

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rules" / "grading.md"
MADE = c.MADE
settings.register_profile("bank", max_examples=80, deadline=None)
settings.load_profile("bank")


def worth(text: str, answer: Answer) -> str:
    """The share an answer earns, as 1/2; "?" where a person must mark."""
    fraction = grade(c.question(text), answer, MADE).fraction
    return "?" if fraction is None else str(fraction)


def with_scoring(text: str, scoring: str) -> Question:
    chosen = next(one for one in Scoring if one.value == scoring)
    return replace(c.question(text), scoring=chosen)


# Worked figures, kind by kind


def test_single_choice() -> None:
    assert [worth(c.SINGLE, answer) for answer in (1, 0, 2, None)] == ["1", "0", "0", "0"]


@pytest.mark.parametrize(
    ("scoring", "chosen", "share"),
    [
        ("全对才得分", [0, 1, 2], "1"),
        ("全对才得分", [0, 1], "0"),
        ("漏选得一半", [0, 1], "1/2"),
        ("漏选得一半", [0], "1/2"),
        ("漏选得一半", [0, 1, 4], "0"),
        ("按比例", [0, 1], "2/3"),
        ("按比例", [0], "1/3"),
        ("按比例", [0, 1, 2, 4], "0"),
        ("按比例", [], "0"),
    ],
)
def test_multiple_choice(scoring: str, chosen: list[int], share: str) -> None:
    assert str(grade(with_scoring(c.MULTIPLE, scoring), chosen, MADE).fraction) == share


def test_forbidden_options_are_fatal_and_leaving_one_out_is_not() -> None:
    question = c.question(c.MULTIPLE)
    chosen = grade(question, [0, 1, 2, 3], MADE)
    assert (chosen.fatal_wrong, chosen.reason, chosen.fraction) == (True, "被骂回嘴，碰红线", 0)
    for harmless in ([0, 1], [0, 1, 2, 4], None, []):
        assert grade(question, harmless, MADE).fatal_wrong is False


def test_judgement_is_fatal_when_wrong_and_not_when_left_open() -> None:
    question = c.question(c.JUDGEMENT)
    assert (grade(question, True, MADE).fatal_wrong, grade(question, True, MADE).reason) == (True, "主动关闭买家订单")
    assert grade(question, False, MADE).fatal_wrong is False
    assert grade(question, None, MADE).fatal_wrong is False


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        (["10", "30"], "1"),
        (["１０", "三十"], "1"),
        ([" 十 。", "30 天"], "1"),
        (["10", "20"], "1/2"),
        (["30", "10"], "0"),
        (["", "30天"], "1/2"),
        (["10", ""], "1/2"),
        (["10天", "30"], "1/2"),  # 10天 is not among the wordings of the first blank
    ],
)
def test_blanks(typed: list[str], share: str) -> None:
    assert worth(c.BLANKS, typed) == share


def test_blanks_in_any_order_find_each_wording_a_place() -> None:
    assert worth(c.ANY_ORDER, ["批评", "行话", "直白"]) == "1"
    assert worth(c.ANY_ORDER, ["专业", "术语", "直接"]) == "1", "专业 fits the third blank, 术语 only the first"
    assert worth(c.ANY_ORDER, ["专业", "专业", "专业"]) == "2/3", "two blanks take it, each once"
    assert worth(c.ANY_ORDER, ["热情", "行话", ""]) == "1/3"


@pytest.mark.parametrize(
    ("text", "typed", "share"),
    [
        (c.NUMBER, "84", "1"),
        (c.NUMBER, "83.5 分", "1"),
        (c.NUMBER, "84.51", "0"),
        (c.NUMBER, "八十四", "1"),
        (c.NUMBER, "84 元", "0"),
        (c.NUMBER, "差不多", "0"),
        (c.BETWEEN, "80", "1"),
        (c.BETWEEN, "120个", "1"),
        (c.BETWEEN, "79.9", "0"),
        (c.DECIDED, "10", "1"),
        (c.DECIDED, "十分钟", "1"),
        (c.DECIDED, "11", "0"),
    ],
)
def test_numbers(text: str, typed: str, share: str) -> None:
    assert worth(text, typed) == share


def test_what_the_firm_has_not_decided_cannot_be_graded() -> None:
    with pytest.raises(Refusal, match="question_is_undecided") as refused:
        grade(c.question(c.DECIDED), "10", {})
    assert refused.value.facts == {"names": "通话上限"}
    with pytest.raises(Refusal, match="decision_is_no_number"):
        grade(c.question(c.DECIDED), "10", {"通话上限": "看情况"})


@pytest.mark.parametrize(
    ("scoring", "order", "share"),
    [
        ("相邻对", [0, 1, 2, 3, 4], "1"),
        ("相邻对", [1, 2, 3, 4, 0], "3/4"),
        ("相邻对", [4, 3, 2, 1, 0], "0"),
        ("相邻对", [0, 1, None, None, None], "1/4"),
        ("按比例", [0, 1, 2, 4, 3], "3/5"),
        ("按比例", [1, 2, 3, 4, 0], "0"),
        ("全对才得分", [0, 1, 2, 4, 3], "0"),
    ],
)
def test_orders(scoring: str, order: list[int | None], share: str) -> None:
    assert str(grade(with_scoring(c.ORDER, scoring), order, MADE).fraction) == share


def test_pairs_and_classes() -> None:
    assert worth(c.MATCH, {"0": 0, "1": 1, "2": 2}) == "1"
    assert worth(c.MATCH, {"0": 0, "1": 3, "2": 2}) == "2/3"
    assert worth(c.MATCH, {"0": 0}) == "1/3"
    assert str(grade(with_scoring(c.MATCH, "全对才得分"), {"0": 0, "1": 1}, MADE).fraction) == "0"
    assert worth(c.CLASSIFY, {"0": 0, "1": 0, "2": 1, "3": 0}) == "3/4"


def test_authority_needs_the_figure_with_the_verdict() -> None:
    assert worth(c.AUTHORITY, {"verdict": "有尺度", "limit": "20"}) == "1"
    assert worth(c.AUTHORITY, {"verdict": "有尺度", "limit": "20元"}) == "1"
    assert worth(c.AUTHORITY, {"verdict": "有尺度", "limit": "50"}) == "0"
    assert worth(c.AUTHORITY, {"verdict": "有尺度"}) == "0"
    assert worth(c.AUTHORITY, {"verdict": "能做", "limit": "20"}) == "0"
    shared = with_scoring(c.AUTHORITY, "按比例")
    assert str(grade(shared, {"verdict": "有尺度"}, MADE).fraction) == "1/2"
    assert str(grade(shared, {"verdict": "不能做", "limit": "20"}, MADE).fraction) == "0"


def test_authority_is_fatal_by_its_verdict() -> None:
    question = c.question(c.FORBIDDEN)
    assert grade(question, {"verdict": "能做"}, MADE).reason == "越权同意退款"
    assert grade(question, {"verdict": "有尺度", "limit": "5"}, MADE).fatal_wrong is True
    assert grade(question, {"verdict": "不能做"}, MADE).fatal_wrong is False
    assert grade(question, {"limit": "5"}, MADE).fatal_wrong is False, "no verdict given"


def test_open_answers_wait_for_a_marker_who_gives_steps_of_a_half() -> None:
    question = c.question(c.SHORT)
    assert grade(question, "规则会改，先查规则表", MADE).fraction is None
    given = [Fraction(3, 2), Fraction(1), Fraction(0)]
    assert marked(question, given) == Fraction(5, 6)
    with pytest.raises(Refusal, match="points_out_of_range"):
        marked(question, [Fraction(2), Fraction(1), Fraction(0)])
    with pytest.raises(Refusal, match="points_out_of_range"):
        marked(question, [Fraction(5, 4), Fraction(1), Fraction(0)])
    with pytest.raises(Refusal, match="points_missing"):
        marked(question, given[:2])


def test_a_case_weighs_its_parts_alike_and_waits_for_its_marker() -> None:
    question = c.question(c.CASE)
    graded = grade(question, {"1": "10", "2": False, "3": "我已经在催"}, MADE)
    assert graded.fraction is None
    assert {place: one.fraction for place, one in graded.parts.items()} == {"1": 1, "2": 1, "3": None}
    assert whole(question, graded, {}) is None
    assert whole(question, graded, {"3": Fraction(1, 2)}) == Fraction(5, 6)
    assert grade(question, {"2": True}, MADE).reason == "越权承诺退款"
    closed = replace(question, parts=question.parts[:2])
    assert grade(closed, {"1": "10"}, MADE).fraction == Fraction(1, 2)


def test_answers_of_another_shape_are_no_answers() -> None:
    for text, answer in (
        (c.SINGLE, 3), (c.SINGLE, True), (c.SINGLE, "1"), (c.MULTIPLE, [1, 0]), (c.MULTIPLE, [0, 0]),
        (c.JUDGEMENT, 1), (c.BLANKS, ["10"]), (c.NUMBER, 84), (c.ORDER, [0, 0, 1]), (c.ORDER, [0, 1, 2, 3, 4, 5]),
        (c.MATCH, {"0": 4}), (c.MATCH, {"9": 0}), (c.AUTHORITY, {"verdict": "也许"}), (c.SHORT, "x" * 4001),
        (c.CASE, {"9": "x"}), (c.CASE, [1]),
    ):  # fmt: skip
        assert not is_answer(c.question(text), answer), (text, answer)
        with pytest.raises(BadInput):
            grade(c.question(text), answer, MADE)


@pytest.mark.parametrize("text", c.ALL, ids=[text[3:9] for text in c.ALL])
def test_the_key_earns_everything_and_nothing_earns_nothing(text: str) -> None:
    question = c.question(text)
    key = key_of(question, MADE)
    assert is_answer(question, key)
    assert is_answered(question, key)
    assert json.loads(json.dumps(key)) == key
    graded = grade(question, key, MADE)
    assert graded.fraction == (None if question.needs_marker else 1)
    assert not graded.fatal_wrong
    empty = grade(question, None, MADE)
    assert (empty.answered, empty.fatal_wrong) == (False, False)
    assert empty.fraction == (None if question.needs_marker else 0)


# Laws

flags = st.lists(st.booleans(), min_size=2, max_size=7).filter(any)
scorings = st.sampled_from([Scoring.ALL, Scoring.HALF, Scoring.SHARE])


def choice(rights: list[bool], scoring: Scoring) -> Question:
    options = tuple(Option(f"选项 {place}", right) for place, right in enumerate(rights))
    return Question("TK-900", Kind.MULTIPLE, "题", scoring=scoring, options=options)


@given(flags, scorings, st.data())
def test_choices_stay_within_bounds_and_more_of_the_right_never_costs(
    rights: list[bool], scoring: Scoring, data: st.DataObject
) -> None:
    question = choice(rights, scoring)
    chosen = data.draw(st.sets(st.integers(0, len(rights) - 1)))
    share = grade(question, sorted(chosen), {}).fraction
    assert share is not None
    assert 0 <= share <= 1
    assert grade(question, key_of(question, {}), {}).fraction == 1
    for index, right in enumerate(rights):
        more = grade(question, sorted(chosen | {index}), {}).fraction
        assert more is not None
        if right:
            assert more >= share
        elif index not in chosen:
            assert more <= share


@given(flags, scorings, st.data(), st.randoms(use_true_random=False))
def test_the_order_of_options_does_not_matter(
    rights: list[bool], scoring: Scoring, data: st.DataObject, chance: Any
) -> None:
    question = choice(rights, scoring)
    chosen = data.draw(st.sets(st.integers(0, len(rights) - 1)))
    places = list(range(len(rights)))
    chance.shuffle(places)
    moved = replace(question, options=tuple(question.options[place] for place in places))
    there = sorted(places.index(index) for index in chosen)
    assert grade(question, sorted(chosen), {}).fraction == grade(moved, there, {}).fraction


words = st.lists(st.sampled_from("甲乙丙丁戊"), min_size=1, max_size=3, unique=True)


@given(st.lists(words, min_size=1, max_size=5), st.data())
def test_blanks_in_any_order_take_the_best_placing_and_one_more_right_word_never_costs(
    keys: list[list[str]], data: st.DataObject
) -> None:
    blanks = tuple(Blank(tuple(key)) for key in keys)
    question = Question("TK-901", Kind.BLANKS, "____", scoring=Scoring.SHARE, blanks=blanks, any_order=True)
    typed = data.draw(st.lists(st.sampled_from("甲乙丙丁戊己"), min_size=len(keys), max_size=len(keys)))
    share = grade(question, typed, {}).fraction
    assert share == Fraction(_best(keys, typed), len(keys))
    fixed = grade(replace(question, any_order=False), typed, {}).fraction
    assert fixed is not None
    assert share is not None
    assert fixed <= share <= 1
    assert grade(question, [key[0] for key in keys], {}).fraction is not None


def _best(keys: list[list[str]], typed: list[str]) -> int:
    """The largest number of words that find a blank of their own, by trying everything."""
    if not typed:
        return 0
    word, rest = typed[0], typed[1:]
    found = [_best([*keys[:place], [], *keys[place + 1 :]], rest) + 1 for place, key in enumerate(keys) if word in key]
    return max([_best(keys, rest), *found])


@given(st.integers(3, 8), st.sampled_from([Scoring.ALL, Scoring.SHARE, Scoring.NEIGHBOURS]), st.data())
def test_orders_stay_within_bounds_and_only_the_right_one_earns_everything(
    count: int, scoring: Scoring, data: st.DataObject
) -> None:
    sequence = tuple(f"第 {place} 步" for place in range(count))
    question = Question("TK-902", Kind.ORDER, "题", scoring=scoring, sequence=sequence)
    given_order = data.draw(st.permutations(range(count)))
    share = grade(question, list(given_order), {}).fraction
    assert share is not None
    assert 0 <= share <= 1
    assert (share == 1) == (list(given_order) == list(range(count)))


@given(st.text(max_size=30))
def test_whatever_is_typed_gets_a_grade(typed: str) -> None:
    for text in (c.NUMBER, c.BETWEEN, c.DECIDED):
        assert grade(c.question(text), typed, MADE).fraction in (0, 1)
    assert grade(c.question(c.BLANKS), [typed, typed], MADE).fraction in (0, Fraction(1, 2))


# Shuffles


@given(st.text(max_size=20), st.sampled_from(c.ALL))
def test_a_shuffle_is_a_permutation_and_the_same_every_time(seed: str, text: str) -> None:
    question = c.question(text)
    order = shuffled(question, seed)
    assert is_order(question, order)
    assert order == shuffled(question, seed)
    if question.kind is Kind.ORDER:
        assert order != sorted(order), "never shown in its right order"


# Computed apart from the code, from the words in rules/shuffle.py.
GOLDEN = {
    "TK-001": [0, 2, 1],
    "TK-002": [2, 1, 4, 0, 3],
    "TK-009": [1, 4, 0, 3, 2],
    "TK-010": {"lefts": [2, 1, 0], "rights": [3, 2, 0, 1]},
    "TK-016": {"1": [], "2": [], "3": []},
}


def test_shuffles_are_the_same_in_every_process_and_year() -> None:
    assert SHUFFLE == "sha256-1", "a changed shuffle needs a new name"
    found = {c.question(text).id: shuffled(c.question(text), "2026-11-20/1") for text in c.ALL}
    assert {name: found[name] for name in GOLDEN} == GOLDEN
    script = (
        "import json; from tests.bank import contents as c; from cstrain.bank.rules import shuffled;"
        "print(json.dumps(shuffled(c.question(c.MULTIPLE), '2026-11-20/1')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=DOCUMENT.parents[2], capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == GOLDEN["TK-002"]


def test_an_ordering_is_never_shown_in_its_right_order() -> None:
    question = c.question(c.ORDER.replace("4. 卖家确认收到退货\n5. 退款到买家账户\n", ""))
    shown = {tuple(shuffled(question, str(seed))) for seed in range(200)}
    assert len(shown) == 5
    assert (0, 1, 2) not in shown


def test_every_order_of_three_comes_up_about_equally_often() -> None:
    question = c.question(c.SINGLE)
    counts: dict[tuple[int, ...], int] = {}
    for seed in range(6000):
        order = tuple(shuffled(question, str(seed)))
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 6
    assert all(900 <= count <= 1100 for count in counts.values()), counts


def test_what_is_not_shuffled_for_a_person_still_gives_nothing_away() -> None:
    assert plain_order(c.question(c.SINGLE)) == [0, 1, 2]
    assert plain_order(c.question(c.ORDER)) != [0, 1, 2, 3, 4]
    assert not is_order(c.question(c.SINGLE), [0, 1])
    assert not is_order(c.question(c.MATCH), [0, 1, 2])
