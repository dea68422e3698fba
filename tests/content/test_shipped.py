"""What ships: the library is whole, every part of it has its English, and what is to be handled with care says so."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import lru_cache

import pytest

from cstrain.content import queries
from cstrain.content.rules.check import Checked, check_library
from cstrain.content.rules.kinds import (
    BANK,
    COURSE,
    GATE,
    KINDS,
    LADDER,
    LESSON,
    PHRASES,
    RULES,
    SCENARIO,
    SCRIPTS,
    Kind,
)
from cstrain.content.rules.library import Library, read_library
from cstrain.content.rules.shelf import Around, Shelf
from cstrain.kit.content.refs import numbered_lines
from cstrain.roleplay.rules import read_scripts

ON = date(2026, 11, 22)
HAN = re.compile(r"[一-鿿]")


@lru_cache(maxsize=1)
def library() -> Library:
    return read_library(queries.shipped_files())


@lru_cache(maxsize=1)
def checked() -> Checked:
    return check_library(library(), Around(ON, queries.facts()))


@lru_cache(maxsize=1)
def shelf() -> Shelf:
    return Shelf(library(), Around(ON, queries.facts()))


def test_nothing_is_wrong_or_doubtful() -> None:
    assert [str(problem) for problem in checked().problems] == []
    counts = checked().counts
    assert counts["facts_covered"] == counts["facts_total"] == 226
    assert len(shelf().live) >= 600


def test_every_lesson_scene_course_and_ladder_is_there() -> None:
    assert {f"L{number:02d}" for number in range(1, 39)} <= {entry.key for entry in library().of(LESSON)}
    assert {entry.key for entry in library().of(SCENARIO)} == {f"R{number:02d}" for number in range(1, 46)}
    courses = {entry.key for entry in library().of(COURSE)}
    assert {"presale-7d", "presale-10d", "presale-15d", "aftersale-7d", "aftersale-10d", "courier-7d"} <= courses
    assert {"leader-3d", "supervisor-5d", "qc-3d", "trainer-2d", "weekly-product", "weekly-rules"} <= courses
    assert {"refresher-peak", "refresher-cross"} <= courses
    assert {entry.key for entry in library().of(LADDER)} == {"five", "three"}


def test_questions_are_of_every_kind_and_of_spread_difficulty() -> None:
    asked = [one.question for one in shelf().live.values()]
    assert len({question.kind for question in asked}) == 12
    spread = Counter(question.difficulty for question in asked)
    assert len(spread) == 3 and min(spread.values()) >= 0.15 * len(asked)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.slug != "decisions"], ids=lambda kind: kind.slug)
def test_every_head_bears_an_english_name_and_summary(kind: Kind) -> None:
    entries = library().of(kind)
    assert entries
    for entry in entries:
        for key in ("英文名", "英文简介"):
            written = entry.document.head.own(key)
            assert written and not HAN.search(written), (entry.path, key)


def test_the_language_library_is_large_enough() -> None:
    classes: Counter[str] = Counter()
    for lines in shelf().banned_lines.values():
        classes.update(line.group for line in lines if line.instead)
    assert all(classes[name] >= 25 for name in ("鄙视语", "烦躁语", "反诘语", "否定语")), classes
    assert all(classes[name] >= 15 for name in ("忌专业", "忌直白", "忌批评")), classes
    said = Counter(
        (entry.key, line.group) for entry in library().of(SCRIPTS) for line in read_scripts(entry.document)[0]
    )
    assert sum(count for (key, _group), count in said.items() if key == "soothing") >= 28
    assert all(count >= 2 for count in said.values()), said
    assert {"平日", "月份", "节日", "活动"} <= {group for key, group in said if key == "greetings"}
    assert library().of(PHRASES)


def test_every_platform_rule_has_a_date_a_source_an_owner_and_a_review() -> None:
    for entry in library().of(RULES):
        for key in ("来源", "平台", "截至", "复核", "负责"):
            assert entry.document.head.own(key), (entry.path, key)


# What one merchant does and others should look at first: named in a text, marked in the same text for the firm's review.
WITH_CARE = {
    "dismissal for a quarrel": r"口角.{0,12}(辞退|开除)|(辞退|开除).{0,12}口角",
    "bottom elimination": r"末位淘汰",
    "twenty days of messages": r"连.{0,4}二十天|二十天.{0,8}问候",
    "flooding a review page": r"长回复|十几段",
    "a rating asked for every time": r"每次对话结束都发|每次都发",
    "other people's templates": r"(同行|别家).{0,12}模板",
}
MARKED = re.compile(r"企业.{0,8}复核|【当心】|【备注】|问过?人事")


@pytest.mark.parametrize("practice", WITH_CARE.values(), ids=WITH_CARE)
def test_practices_to_teach_with_care_are_marked_wherever_they_are_named(practice: str) -> None:
    named = 0
    for entry in library().entries:
        parts = entry.document.parts if entry.kind in (BANK, RULES) else (entry.document.head,)
        for part in parts:
            text = "\n".join(line for one in part.walk() for _number, line in numbered_lines(one))
            if re.search(practice, text):
                named += 1
                assert MARKED.search(text), (entry.path, part.title)
    assert named


def test_no_gate_and_no_ladder_asks_for_what_is_only_to_be_known() -> None:
    for entry in (*library().of(GATE), *library().of(LADDER)):
        text = "\n".join(line for part in entry.document.head.walk() for _number, line in numbered_lines(part))
        assert not any(re.search(practice, text) for practice in WITH_CARE.values()), entry.path
