"""The library as a value: what the check of the whole finds, what uploads are refused, where files belong."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date

import pytest

from cstrain.content.rules import zipped as zips
from cstrain.content.rules.blocks import reading, shown
from cstrain.content.rules.check import Checked, check_library
from cstrain.content.rules.editing import copied, declared, numbered, register_edit, require_own_key
from cstrain.content.rules.fact_table import with_table
from cstrain.content.rules.kinds import BANK, BY_SLUG, CHARTER, COURSE, EXAM, KINDS, LESSON, is_named_well, usual_path
from cstrain.content.rules.library import Entry, canonical, entry_of, read_library
from cstrain.content.rules.names import RETIRED
from cstrain.content.rules.placing import placed
from cstrain.content.rules.plan import Fate, Held, plan_load
from cstrain.content.rules.shelf import Around, Shelf, facts_in
from cstrain.content.rules.zipped import is_zip, unzipped
from cstrain.curriculum.rules import pages
from cstrain.kit.content import read, sections
from cstrain.kit.errors import Refusal
from tests.content.small import BANK as BANK_TEXT
from tests.content.small import BANK_HEAD, PDF, PICTURE, PLAN, SMALL, SVG, files, question, swapped, zipped
from tests.content.small import LESSON as LESSON_TEXT

TODAY = date(2026, 11, 22)
AROUND = Around(today=TODAY, facts=frozenset({"F001"}))
EXAM_FILE, MODULES_FILE = "curricula/pay/exam.md", "curricula/pay/modules.md"
BANK_FILE, LESSON_FILE = "question_banks/TQ-clocks.md", "curricula/shared/lessons/L90-clock.md"
DECISIONS_FILE = "curricula/shared/decisions.md"


BARE = Around(today=TODAY)


def checked(source: dict[str, bytes], around: Around = BARE) -> Checked:
    return check_library(read_library(source), around)


def said(found: Checked) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_nothing_is_wrong_in_the_small_library() -> None:
    found = checked(files())
    assert said(found) == []
    assert found.counts == {
        "courses": 1,
        "lessons": 1,
        "questions": 6,
        "questions_by_kind": {"单选": 6},
        "scenarios": 1,
        "rules": 3,
        "facts_covered": 0,
        "facts_total": 0,
    }


ERRORS = [
    (EXAM_FILE, "易 3 题 每题 3", "易 9 题 每题 1", ":9: 要 9 题，题库里「付款时限 单选 易」只有 6 题，还差 3 题"),
    (EXAM_FILE, "付款时限 单选", "付款时钟 单选", ":9: 不认识知识点「付款时钟」，是不是想写「付款时限」"),
    (EXAM_FILE, "时限 单选 易", "时限 单选题 易", ":9: 不认识题型「单选题」"),
    (EXAM_FILE, "【满分】9 分", "【满分】10 分", ":1: 各题合计 9 分，【满分】写的是 10 分"),
    (EXAM_FILE, "{及格线}", "{没有的线}", ":4: 不认识决定「没有的线」"),
    (MODULES_FILE, "课文 L90", "课文 L91", ":6: T1 要的课文 L91 没有"),
    (MODULES_FILE, "演练 R90", "演练 R91", ":9: T4 要的场景 R91 没有"),
    (MODULES_FILE, "考试 pay-exam", "考试 pay-exams", ":10: T5 要的考试 pay-exams 没有，是不是想写 pay-exam"),
    (MODULES_FILE, "TQ 3 题", "TQ 30 题", ":7: T2 要 30 题，题库 TQ 只有 6 题，还差 24 题"),
    ("curricula/pay/gate.md", "确认 charter", "确认 charters", ":8: G3 里的「charters」找不到"),
    ("curricula/pay/pay-1d.md", "准入】pay-gate", "准入】gate", ":4: 没有准入「gate」"),
    (LESSON_FILE, "TQ-002", "TQ-020", ":6: 【自测】里的 TQ-020 不在题库里"),
    (LESSON_FILE, "three-days.svg", "two-days.svg", ":15: 没有图片 img/two-days.svg"),
    (LESSON_FILE, "一句话说清楚", "用课件说清楚", ":10: 不用「课件」这个说法：写「课文」"),
    ("curricula/shared/rules-tq.md", "交易关闭\n", "交易关闭 {没有}\n", ":9: 不认识决定「没有」"),
    ("curricula/shared/charter.md", "离开以前说一声", "离开以前说一声 {TQ9}", ":11: {TQ9} 没有这个规则"),
    ("curricula/shared/scripts-soothing.md", "给您留着", "催什么催", ":9: "),
    ("curricula/shared/scenarios/R90-late.md", "期限：3 天", "期限：4 天", "写的是 4 天，规则 TQ1 是 3 天"),
    ("curricula/shared/rubric-common.md", "【权重】60", "【权重】70", "110"),
    (DECISIONS_FILE, "【建议】80 分", "【建议】30 分", ":14: 决定「及格线」的【建议】超出了【范围】"),
    (DECISIONS_FILE, "【建议】80 分 多数岗位取八成", "【建议】80 分", ":14: 决定「及格线」的【建议】没写理由"),
    (DECISIONS_FILE, "通话上限 整数", "通话上限 数字", ":6: 不认识决定的类型「数字」"),
    (DECISIONS_FILE, "【取值】由企业决定\n【建议】10", "【取值】12\n【建议】10", ":8: 【取值】只能写由企业决定"),
    (DECISIONS_FILE, "1～60", "60～1", ":8: "),
    ("question_banks/points.md", "付款时限", "付款的时限", "付款时限"),
]


@pytest.mark.parametrize(("path", "old", "new", "expected"), ERRORS)
def test_a_planted_fault_is_found_at_its_line(path: str, old: str, new: str, expected: str) -> None:
    found = checked(swapped(path, old, new))
    assert any(expected in str(problem) for problem in found.errors), said(found)


WARNINGS = [
    (LESSON_FILE, "【复核】2030-01-15", "【复核】2026-01-15", ":6: 过了复核日期 2026-01-15"),
    ("curricula/shared/rules-tq.md", "【复核】2030-01-15", "【复核】2026-01-15", ":5: 过了复核日期 2026-01-15"),
    (DECISIONS_FILE, "一通电话最长打多久。\n", "", ":6: 决定「通话上限」没写问的是什么"),
]


@pytest.mark.parametrize(("path", "old", "new", "expected"), WARNINGS)
def test_a_doubt_is_told_and_stops_nothing(path: str, old: str, new: str, expected: str) -> None:
    found = checked(swapped(path, old, new))
    assert not found.errors
    assert any(expected in str(problem) for problem in found.warnings), said(found)


def test_a_decision_that_nothing_uses_is_doubtful_unless_the_programme_asks_for_it() -> None:
    unused = swapped(LESSON_FILE, "{通话上限} 分钟", "10 分钟")
    unused["curricula/shared/charter.md"] = SMALL["curricula/shared/charter.md"].replace("{通话上限}", "10").encode()
    assert any("没有一处用到决定「通话上限」" in line for line in said(checked(unused)))
    text = SMALL[DECISIONS_FILE].replace("【单位】分钟 【用在】章程", "【单位】分钟 【用在】系统")
    assert said(checked({**unused, DECISIONS_FILE: text.encode()})) == []


def test_facts_without_a_question_are_listed_and_covered_ones_counted() -> None:
    bare = checked(files(), AROUND)
    assert said(bare) == ["docs/facts.md:1: 有 1 条事实还没有题：F001。给题目写上【覆盖】，或补题"]
    assert not bare.errors
    covered = checked(swapped(BANK_FILE, "【难度】易", "【难度】易 【覆盖】F001"), AROUND)
    assert said(covered) == []
    assert covered.counts["facts_covered"] == 1
    assert facts_in("# 事实表\n- F001 甲\n- F226 乙\n- 别的\n") == {"F001", "F226"}


def test_every_item_an_exam_may_draw_names_a_lesson_of_the_course() -> None:
    bare = SMALL[BANK_FILE].replace("【课文】L90", "").replace("【规则】TQ1 【负责】", "【规则】TQ1 【负责】")
    assert any(
        "TQ-001 没写【课文】，考试 pay-exam 会抽到它" in line for line in said(checked(files({BANK_FILE: bare})))
    )
    other = LESSON_TEXT.replace("L90", "L91", 1)
    elsewhere = SMALL[BANK_FILE].replace("【课文】L90", "【课文】L91")
    source = files({BANK_FILE: elsewhere, "curricula/shared/lessons/L91-other.md": other})
    found = checked(source)
    assert any("会抽到 TQ-001、TQ-002" in str(problem) and "课程 pay-1d" in str(problem) for problem in found.errors)
    assert any("没有课程用到课文 L91" in str(problem) for problem in found.warnings)


def test_the_lesson_that_a_question_names_speaks_of_the_rules_it_cites() -> None:
    rules = "curricula/shared/rules-tq.md"
    more = SMALL[rules] + "\n## TQ2 付款以后随时可以申请退款\n【结果】买家可以申请退款\n"
    bank = SMALL[BANK_FILE].replace("【难度】易", "【规则】TQ2 【难度】易", 1)
    found = checked(files({rules: more, BANK_FILE: bank}))
    assert said(found) == [f"{BANK_FILE}:6: TQ-001 引用 TQ2，课文 L90 没有讲到：【课文】补上讲它的那一篇"]
    lesson = LESSON_TEXT.replace("【规则】TQ1", "【规则】TQ1、TQ2").replace(
        "自动关闭 {TQ1}。", "自动关闭 {TQ1}；付了就能退 {TQ2}。"
    )
    assert said(checked(files({rules: more, BANK_FILE: bank, LESSON_FILE: lesson}))) == []
    clause = SMALL[BANK_FILE].replace("【难度】易", "【规则】ZQ2 【难度】易", 1)
    assert said(checked(files({BANK_FILE: clause}))) == [], "everybody ticks the charter"


def test_nobody_has_to_be_fluent_in_what_the_course_has_not_taught() -> None:
    gate, bank = "curricula/pay/gate.md", "question_banks/TQ-clocks.md"
    fluent = SMALL[gate] + "- G4 流利 TQ 【线】2 次，每题 15 秒内\n"
    assert said(checked(files({gate: fluent}))) == []
    other = SMALL["curricula/shared/lessons/L90-clock.md"].replace("L90", "L91")
    untaught = {
        gate: fluent,
        bank: SMALL[bank].replace("【课文】L90", "【课文】L91", 1),
        "curricula/shared/lessons/L91-clock.md": other,
    }
    told = [one for one in checked(files(untaught)).warnings if one.file == gate]
    assert [(one.line, "TQ-001、TQ-002" in one.text and "课程 pay-1d" in one.text) for one in told] == [(1, True)]


def test_a_thin_draw_and_uneven_keys_are_doubtful() -> None:
    thin = checked(swapped(EXAM_FILE, "易 3 题 每题 3 分", "易 4 题 每题 2 分").copy())
    assert any("合计 8 分" in line for line in said(thin))
    text = SMALL[EXAM_FILE].replace("【满分】9", "【满分】8").replace("易 3 题 每题 3 分", "易 4 题 每题 2 分")
    found = checked(files({EXAM_FILE: text}))
    assert [str(problem) for problem in found.errors] == []
    assert any("要 4 题，只有 6 题可抽" in str(problem) for problem in found.warnings)
    many = "\n".join([BANK_HEAD, *(question(number).replace("拍下", f"拍下第{number}单") for number in range(1, 25))])
    uneven = checked(files({BANK_FILE: many}))
    assert any("3 个选项的单选，对的选项位置不匀：第 1 个 24 次" in line for line in said(uneven))


def many_keys(right: str, others: tuple[str, ...]) -> str:
    """A bank of 24 单选 with the key at every place in turn."""
    asked = []
    for number in range(1, 25):
        options = [f"- × {other} 【解析】那是别的钟。" for other in others]
        options.insert(number % 3, f"- √ {right}")
        asked.append(
            f"## TQ-{number:03d} 单选\n第 {number} 位客户来问的第 {number * 7} 件事，怎么回他？\n\n"
            + "\n".join(options)
            + "\n\n【解析】照规则说。\n【难度】易\n"
        )
    return "\n".join([BANK_HEAD, *asked])


def test_a_bank_whose_key_is_the_longest_option_by_habit_is_doubtful() -> None:
    habit = said(checked(files({BANK_FILE: many_keys("先看规则表再答", ("照猜的答", "先不回"))})))
    assert any("24 道单选里有 24 道是对的选项最长" in line for line in habit), habit
    even = said(checked(files({BANK_FILE: many_keys("先看规则表再答", ("照自己猜的答他", "先不回"))})))
    assert not any("对的选项最长" in line for line in even)


@pytest.mark.parametrize(("true", "doubtful"), [(19, True), (12, False), (5, True)])
def test_statements_that_are_nearly_always_true_or_false_are_doubtful(true: int, doubtful: bool) -> None:
    judged = [
        f"## TQ-{number:03d} 判断\n第 {number} 位客户的第 {number * 7} 句话，照规则表来答。\n\n"
        f"【答案】{'对' if number <= true else '错'}\n【解析】看规则表。\n【难度】易\n"
        for number in range(1, 25)
    ]
    found = said(checked(files({BANK_FILE: "\n".join([BANK_HEAD, *judged])})))
    assert any(f"24 道判断里有 {true} 道是「对」" in line for line in found) is doubtful


def test_the_table_of_facts_names_questions_and_lessons_and_leaves_the_list_alone() -> None:
    bank = SMALL[BANK_FILE].replace("【难度】易", "【难度】易 【覆盖】F001", 2)
    shelf = Shelf(read_library(files({BANK_FILE: bank})), Around(facts=frozenset({"F001", "F002"})))
    listed = "# 事实表\n\n- F001 甲\n- F002 乙\n"
    written = with_table(listed, shelf)
    assert written.startswith(listed)
    assert "| F001 | TQ-001、TQ-002 | L90 |\n| F002 |  |  |\n" in written
    assert with_table(written, shelf) == written
    assert facts_in(written) == {"F001", "F002"}


def test_the_same_id_in_two_files_and_a_wrong_file_name_are_errors() -> None:
    twice = checked(files({"curricula/shared/lessons/L90-again.md": LESSON_TEXT}))
    assert any("「课文 L90」在 curricula/shared/lessons/L90-again.md 里已经有了" in line for line in said(twice))
    rules = SMALL["curricula/shared/rules-tq.md"].replace("规则 tq", "规则 tr")
    assert any("规则编号 TQ1 在" in line for line in said(checked(files({"curricula/shared/rules-tr.md": rules}))))
    named = files({LESSON_FILE: None, "curricula/shared/lessons/clock.md": LESSON_TEXT})
    assert any("文件名和第 1 行对不上：这是「课文 L90」" in line for line in said(checked(named)))
    long = checked(swapped(LESSON_FILE, "付款以前的一座钟", "钟" * 81))
    assert any("名称有 81 个字，最多 80 个" in line for line in said(long))


def test_a_text_the_grammar_refuses_is_reported_once_and_looked_at_no_further() -> None:
    found = checked(swapped(LESSON_FILE, "【目标】说得出", "【目的】说得出"))
    assert len([line for line in said(found) if line.startswith(LESSON_FILE)]) == 1
    strays = checked(files({"curricula/readme.txt": "x", "curricula/pay/empty.md": "", "curricula/.DS_Store": b"x"}))
    assert [problem.file for problem in strays.errors] == ["curricula/pay/empty.md", "curricula/readme.txt"]


def test_pictures_that_nothing_shows_are_doubtful() -> None:
    found = checked(
        files({"curricula/shared/lessons/img/unused.svg": SVG, "curricula/shared/lessons/plan.pdf": b"%PDF-"})
    )
    assert [problem.file for problem in found.warnings] == [
        "curricula/shared/lessons/img/unused.svg",
        "curricula/shared/lessons/plan.pdf",
    ]


def test_retired_words_are_the_glossarys_and_none_contains_what_replaces_it() -> None:
    for old, new in RETIRED.items():
        assert old not in new, old


def test_ids_vanished_and_answers_changed_without_a_number_are_seen_with_what_is_kept() -> None:
    from cstrain.bank.rules import Kept, bearing_of, examine, incoming_of

    library = read_library(files())
    entry = library.of(BANK)[0]
    kept = {}
    for part in entry.document.parts:
        asked, _ = examine(part)
        assert asked is not None
        one = incoming_of(part, bearing_of(asked), {})
        kept[part.id] = Kept(one.hash, one.bearing, loaded_hash=one.hash, loaded_from="shipped")
    around = Around(today=TODAY, kept={"TQ": kept})
    assert said(checked(files(), around)) == []
    gone = files({BANK_FILE: "\n".join([BANK_HEAD, *(question(number) for number in range(1, 6))])})
    assert any("文件里少了 TQ-006" in line for line in said(checked(gone, around)))
    changed = swapped(BANK_FILE, "√ 3 天", "√ 4 天")
    assert any("TQ-001 的答案变了，【版本】却没加一" in line for line in said(checked(changed, around)))


# Kinds, names, places ------------------------------------------------------------------------------------------------
def test_every_kind_has_a_name_its_own_files_bear() -> None:
    for path in SMALL:
        entry = entry_of(path, SMALL[path])
        assert isinstance(entry, Entry)
        assert is_named_well(entry.kind, entry.key, path)
        usual = usual_path(entry.kind, entry.key, entry.post)
        assert entry.kind is BANK or is_named_well(entry.kind, entry.key, usual), usual
    assert len(BY_SLUG) == len(KINDS)
    assert usual_path(COURSE, "pay-x1", "pay") == "curricula/pay/pay-x1.md"
    assert usual_path(LESSON, "Lx01") == "curricula/shared/lessons/Lx01.md"


def test_the_charter_is_known_by_its_platform() -> None:
    entry = entry_of("curricula/shared/charter.md", SMALL["curricula/shared/charter.md"])
    assert isinstance(entry, Entry)
    assert entry.kind is CHARTER
    assert isinstance(entry_of("x.md", "没有标题"), object)
    assert not isinstance(entry_of("x.md", "# 不认识 x y"), Entry)


def test_uploads_go_to_the_place_of_the_piece_they_are() -> None:
    kept = read_library(files())
    brought, moves = placed(read_library({"up/any.md": LESSON_TEXT.encode(), "up/img/three-days.svg": SVG}), kept)
    assert [entry.path for entry in brought.entries] == [LESSON_FILE]
    assert brought.entries[0].document.file == LESSON_FILE
    assert moves["up/img/three-days.svg"] == PICTURE
    new, _ = placed(read_library({"x.md": SMALL["curricula/pay/pay-1d.md"].replace("pay-1d", "pay-x2").encode()}), kept)
    assert new.entries[0].path == "curricula/pay/pay-x2.md"
    own = {"curricula/pay/late.md": SMALL[EXAM_FILE].replace("pay-exam", "late").encode()}
    assert placed(read_library(own), kept)[0].entries[0].path == "curricula/pay/late.md"
    taken = {EXAM_FILE: SMALL[EXAM_FILE].replace("pay-exam", "late").encode()}
    assert placed(read_library(taken), kept)[0].entries[0].path == "curricula/pay/late.md"


def test_attachments_belong_to_the_text_beside_which_they_lie() -> None:
    library = read_library(files())
    entry = library.of(LESSON)[0]
    assert set(library.beside(entry)) == {"img/three-days.svg", "plan.pdf"}
    other = read_library(files({PLAN: b"%PDF-1.5 other"}))
    assert library.digest(entry) != other.digest(other.of(LESSON)[0])


# What a load would do ------------------------------------------------------------------------------------------------
def _fates(source: dict[str, bytes], held: dict[tuple[str, str], Held] | None = None) -> dict[str, Fate]:
    plan = plan_load(read_library(source), read_library({}), Around(today=TODAY), held or {})
    return {line.entry.key: line.fate for line in plan.lines}


def test_a_broken_file_takes_along_what_points_at_it_and_nothing_else() -> None:
    fates = _fates(swapped(LESSON_FILE, "【目标】说得出拍下没付款几天关闭。\n", ""))
    refused = {key for key, fate in fates.items() if fate is Fate.REFUSED}
    assert refused == {"L90", "TQ", "pay-exam", "pay", "pay-gate", "pay-1d", "two"}, (
        "the bank names the lesson, the exam the bank …"
    )
    assert fates["charter"] is fates["common"] is fates["R90"] is Fate.NEW


def test_fates_by_what_is_held() -> None:
    library = read_library(files())
    same = {entry.name: Held(library.digest(entry), made_here=False) for entry in library.entries}
    assert set(_fates(files(), same).values()) == {Fate.SAME}
    mine = {**same, ("exam", "pay-exam"): Held("other", made_here=True)}
    assert _fates(files(), mine)["pay-exam"] is Fate.PROPOSED
    known = {**same, ("exam", "pay-exam"): Held("other", True, loaded=library.digest(library.of(EXAM)[0]))}
    assert _fates(files(), known)["pay-exam"] is Fate.SAME


# Zips ----------------------------------------------------------------------------------------------------------------
def test_a_zip_of_a_folder_is_read_from_the_librarys_root() -> None:
    assert unzipped(zipped(files())) == files()
    assert unzipped(zipped(files(), "shop/v2")) == files()
    assert unzipped(zipped({"L90-clock.md": b"x", "__MACOSX/._L90": b"y"})) == {"L90-clock.md": b"x"}
    assert is_zip(zipped({})) and not is_zip(b"# x")


@pytest.mark.parametrize("name", ["../x.md", "/etc/x.md", "a/../../x.md", "C:/x.md", "a\\b.md"])
def test_a_zip_that_leaves_its_folder_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="zip_leaves_folder"):
        unzipped(zipped({name: b"x"}))


def test_links_bombs_and_liars_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("question_banks/x.md")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Refusal, match="zip_has_link"):
        unzipped(out.getvalue())
    with pytest.raises(Refusal, match="zip_too_large"):
        unzipped(zipped({"x.md": b"0" * 30_000_000}))
    monkeypatch.setattr(zips, "MOST_FILES", 3)
    with pytest.raises(Refusal, match="zip_too_large"):
        unzipped(zipped(files()))
    with pytest.raises(Refusal, match="zip_unreadable"):
        unzipped(b"PK\x03\x04 not a zip")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_that_do_not_say_their_encoding_are_read_all_the_same(encoding: str) -> None:
    meant = "说明书".encode(encoding)
    data = zipped({f"attached/L90/{'Q' * len(meant)}.pdf": PDF}).replace(b"Q" * len(meant), meant)
    assert unzipped(data) == {"attached/L90/说明书.pdf": PDF}
    assert unzipped(zipped({"attached/L90/说明书.pdf": PDF})) == {"attached/L90/说明书.pdf": PDF}, "one that says UTF-8"


def test_a_name_nobody_can_read_and_a_name_twice_are_refused() -> None:
    with pytest.raises(Refusal, match="zip_name_unreadable"):
        unzipped(zipped({"QQ.md": b"x"}).replace(b"QQ", b"\xff\xff"))
    with pytest.raises(Refusal, match="zip_leaves_folder"):
        unzipped(zipped({"QQQQ/../../x.md": b"x"}).replace(b"QQQQ", "课程".encode("gb18030")))
    with pytest.raises(Refusal, match="zip_name_twice"):
        unzipped(zipped({"a/question_banks/x.md": b"x", "b/question_banks/x.md": b"y"}))


def test_a_lesson_is_shown_in_the_pages_that_trainees_turn() -> None:
    document = read(SMALL["curricula/shared/lessons/L90-clock.md"])
    assert [page.text for page in reading(document)] == [page.text for page in pages(sections(document.text))]
    assert reading(read(SMALL[EXAM_FILE])) == ()


def test_a_zip_whose_sums_lie_is_refused() -> None:
    data = bytearray(zipped({"x.md": b"0" * 500_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)  # the directory says ten bytes
    with pytest.raises(Refusal, match="zip_unreadable"):
        unzipped(bytes(data))


# Small changes to texts ----------------------------------------------------------------------------------------------
def test_the_next_version_stands_behind_the_heads_attributes() -> None:
    before = read(SMALL[EXAM_FILE])
    text = SMALL[EXAM_FILE].replace("时限\n【最低】60%", "时限\n【最低】70%")
    minor = numbered(read(text), text, before, (False, "改了  最低线"))
    assert minor.split("\n")[4] == "【版本】1.1 改了 最低线"
    assert declared(read(minor)) == (1, 1)
    major = numbered(read(minor), minor, read(minor), (True, "重来"))
    assert "【版本】2 重来" in major and "1.1" not in major
    assert numbered(read(major), major, before, (False, "x")) == major, "a text that counts on by itself is left alone"


def test_a_copied_course_is_a_first_version_under_its_own_key() -> None:
    text = SMALL["curricula/pay/pay-1d.md"].replace("【岗位】", "【版本】3 改过\n【岗位】")
    made = copied(text, "pay-x1", "本店  一日课")
    assert made.startswith("# 课程 pay-x1 本店 一日课\n")
    assert "【版本】" not in made
    require_own_key("pay-x1", False)
    for key in ("pay-1d", "PAY-x1", "pay x1", "x" * 41):
        with pytest.raises(Refusal, match="key_not_own"):
            require_own_key(key, False)
    with pytest.raises(Refusal, match="key_is_taken"):
        require_own_key("pay-x1", True)


def test_a_register_is_compared_rule_by_rule() -> None:
    old = SMALL["curricula/shared/charter.md"]
    new = old.replace("说一声。", "说一声，挂忙碌。") + "\n## ZQx1 新的一条\n写明交接。\n"
    work = register_edit(old, new)
    assert list(work.changed) == ["ZQ2"] and work.new == ("ZQx1",) and not work.gone and not work.order
    assert register_edit(new, old).gone == ("ZQx1",)


def test_blocks_follow_the_page() -> None:
    parts = shown(read(SMALL[MODULES_FILE]))
    assert [part.title for part in parts] == ["模块 pay 付款模块", "付款"]
    assert [line.id for line in parts[1].blocks[0].lines] == ["T1", "T2", "T3", "T4", "T5"]
    assert parts[0].blocks == (), "英文名 and 英文简介 are not shown"
    lesson = shown(read(LESSON_TEXT))
    assert [attribute.key for attribute in lesson[0].blocks[0].attributes][:2] == ["目标", "规则"]
    assert lesson[0].blocks[1].text.startswith("拍下没付")


def test_canonical_text_of_a_file_and_of_what_is_none() -> None:
    assert canonical(b"\xff\xfe") == ""
    assert canonical(BANK_TEXT.replace("## ", "＃＃ ").encode()) == canonical(BANK_TEXT.encode())
