"""Libraries loaded and exported again, pieces changed at the desk, proposals taken and declined."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from cstrain.bank.models import Proposal, Question, RuleVersion
from cstrain.bank.queries import rule_row
from cstrain.content import actions, queries
from cstrain.content.actions import Copy, Edit
from cstrain.content.models import ContentFile, TextProposal
from cstrain.content.rules.plan import Fate
from cstrain.curriculum import queries as curriculum
from cstrain.curriculum.models import MaterialVersion
from cstrain.kit import db
from cstrain.kit import files as kept_files
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.queries import asked
from tests.content.desk import AT, BY, change, edit, load, loaded, piece, rows, trying
from tests.content.small import BANK_HEAD, PDF, PICTURE, PLAN, SMALL, SVG, files, question, swapped

pytestmark = pytest.mark.data
LESSON_FILE, EXAM_FILE = "curricula/shared/lessons/L90-clock.md", "curricula/pay/exam.md"
CHARTER_FILE, BANK_FILE = "curricula/shared/charter.md", "question_banks/TQ-clocks.md"


def exported() -> dict[str, bytes]:
    return dict(queries.exported())


def test_load_and_export_give_the_same_bytes(context: Flask) -> None:
    assert set(load().values()) == {Fate.NEW}
    assert exported() == files()
    assert asked("及格线") is not None
    out = io.BytesIO()
    assert queries.write_zip(out) == len(files())
    with zipfile.ZipFile(out) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files()


def test_a_second_load_writes_nothing(context: Flask) -> None:
    load()
    before = rows()
    assert set(load(at=AT + timedelta(days=1)).values()) == {Fate.SAME}
    assert rows() == before
    assert {row.loaded_at for row in db.database.session.scalars(select(ContentFile))} == {AT}


def test_the_shipped_library_loads_whole_quickly_and_comes_back_byte_for_byte(context: Flask) -> None:
    started = time.process_time()
    done = actions.load_shipped(at=AT, by="prepare")
    assert time.process_time() - started < 20
    assert {one.fate for one in done} == {Fate.NEW}
    shipped = queries.shipped_files()
    assert exported() == shipped
    before = rows()
    assert actions.load_shipped(at=AT, by="prepare") == []
    assert rows() == before


def test_a_file_with_an_error_loads_nothing_and_the_others_stand(context: Flask) -> None:
    done = load(swapped(EXAM_FILE, "【满分】9 分", "【满分】10 分"))
    assert done[EXAM_FILE] is Fate.REFUSED
    assert queries.piece("exam", "pay-exam") is None
    assert queries.piece("modules", "pay") is None, "it names the exam that is not there"
    assert done[LESSON_FILE] is Fate.NEW
    assert load()[EXAM_FILE] is Fate.NEW


def test_what_a_room_refuses_leaves_nothing_of_that_file(context: Flask) -> None:
    load()
    gone = files({BANK_FILE: "\n".join([BANK_HEAD, *(question(number) for number in range(1, 6))])})
    done = {one.path: one for one in loaded(gone)}
    assert done[BANK_FILE].fate is Fate.REFUSED
    assert "文件里少了 TQ-006" in done[BANK_FILE].problems[0].text
    assert db.database.session.get(Question, "TQ-006") is not None
    assert exported() == files()


def test_a_changed_file_makes_a_version_and_keeps_the_old(context: Flask) -> None:
    load()
    done = load(swapped_lesson())
    assert done[LESSON_FILE] is Fate.CHANGED
    assert [one.number for one in queries.history("lesson", "L90")] == [2, 1]
    assert piece("lesson", "L90").origin == "shipped"
    assert exported() == swapped_lesson()


def swapped_lesson() -> dict[str, bytes]:
    return swapped(LESSON_FILE, "客户：我昨天拍的", "客户：我前天拍的")


def test_an_attachment_alone_makes_a_version(context: Flask) -> None:
    load()
    other = files({PLAN: PDF + b"%other\n"})
    assert load(other)[LESSON_FILE] is Fate.CHANGED
    assert exported() == other


# The desk ------------------------------------------------------------------------------------------------------------
KINDS = [
    ("lesson", "L90", "我昨天拍的", "我前天拍的"),
    ("modules", "pay", "T1 课文 L90 【时长】20 分钟", "T1 课文 L90 【时长】25 分钟"),
    ("course", "pay-1d", "说得出那座钟", "说得清那座钟"),
    ("exam", "pay-exam", "【最低】60%", "【最低】70%"),
    ("gate", "pay-gate", "【有效期】12 月", "【有效期】6 月"),
    ("ladder", "two", "junior 初级", "junior 初级客服"),
    ("scenario", "R90", "你拍了没付", "你拍了还没付"),
    ("rubric", "common", "5. 让人听得出笑意", "5. 听得出笑意"),
    ("phrases", "banned", "急什么急", "急什么急呢"),
    ("scripts", "soothing", "今天付都来得及", "今天付也来得及"),
    ("decisions", "decisions", "多数岗位取八成", "多数岗位都取八成"),
    ("points", "points", "Clocks of payment", "The clocks of payment"),
    ("charter", "charter", "离开以前说一声", "离开以前跟同事说一声"),
]


@pytest.mark.parametrize(("kind", "key", "old", "new"), KINDS)
def test_saving_makes_a_new_version_in_its_own_room(context: Flask, kind: str, key: str, old: str, new: str) -> None:
    load()
    before = piece(kind, key)
    made = change(kind, key, old, new, major=True)
    assert new in made.text and made.version_id != before.version_id
    assert made.origin == "made_here"
    assert "试一试" in made.reason, "why stands beside the version"
    past = queries.history(kind, key)
    assert [one.text for one in past] == [made.text, before.text], "the old text is still there"
    assert load()[queries.files()[(kind, key)].path] is Fate.SAME, "an unchanged file says nothing against it"
    assert piece(kind, key).text == made.text
    exports = exported()
    assert exports[queries.files()[(kind, key)].path].decode() == made.text


def test_a_major_change_counts_and_a_minor_one_does_not(context: Flask) -> None:
    load()
    assert change("lesson", "L90", "我昨天拍的", "我前天拍的").major == 1
    assert change("lesson", "L90", "我前天拍的", "我大前天拍的", major=True).major == 2
    assert "【版本】1.1 试一试" in change("exam", "pay-exam", "【最低】60%", "【最低】70%").text
    assert "【版本】2 试一试" in change("exam", "pay-exam", "【最低】70%", "【最低】75%", major=True).text


def test_nothing_is_saved_that_is_wrong_the_same_or_without_reason(context: Flask) -> None:
    load()
    text = piece("lesson", "L90").text
    wrong = trying("lesson", "L90", text.replace("【目标】", "【目标】\n【目标】"))
    _refused("text_has_errors", wrong, edit("lesson", "L90"))
    _refused("text_is_the_same", trying("lesson", "L90", text), edit("lesson", "L90"))
    better = trying("lesson", "L90", text.replace("我昨天", "我前天"))
    _refused("reason_needed", better, edit("lesson", "L90", reason="  "))
    breaking = trying("modules", "pay", piece("modules", "pay").text.replace("## 付款", "## 付钱"))
    assert [problem.file for problem in breaking.elsewhere] == ["curricula/pay/pay-1d.md"]
    _refused("text_breaks_others", breaking, edit("modules", "pay"))
    assert exported() == files()


def _refused(code: str, attempt: object, how: Edit) -> None:
    with pytest.raises(Refusal, match=code), db.transaction(at=AT, by=BY, why="save"):
        actions.save_text(attempt, how)  # type: ignore[arg-type]


def test_somebody_elses_save_is_not_overwritten(context: Flask) -> None:
    load()
    mine = trying("exam", "pay-exam", piece("exam", "pay-exam").text.replace("60%", "70%"))
    seen = edit("exam", "pay-exam")
    change("exam", "pay-exam", "60%", "65%")
    _refused("piece_changed_meanwhile", mine, seen)
    assert "65%" in piece("exam", "pay-exam").text


def test_each_changed_clause_of_the_charter_is_a_version_that_questions_cite(context: Flask) -> None:
    load()
    made = change("charter", "charter", "离开以前说一声", "离开以前跟同事说一声", major=True)
    rule = db.database.session.scalars(
        select(RuleVersion).where(RuleVersion.rule_id == "ZQ2").order_by(RuleVersion.seq.desc())
    ).first()
    assert rule is not None and (rule.major, rule.reason) == (2, "试一试")
    assert rule.text in made.text and "【版本】2 试一试" in made.text
    untouched = db.database.session.scalars(select(RuleVersion).where(RuleVersion.rule_id == "ZQ1")).all()
    assert len(untouched) == 1
    assert made.major == 2, "who acknowledged the old one acknowledges again"


def test_a_new_clause_may_come_and_none_may_go(context: Flask) -> None:
    load()
    text = piece("charter", "charter").text
    short = text.replace("\n## ZQ2 离开座位\n离开以前说一声。\n", "")
    _refused("clause_is_gone", trying("charter", "charter", short), edit("charter", "charter"))
    made = trying("charter", "charter", text + "\n## ZQx1 交接\n交给谁，写下来。\n")
    with db.transaction(at=AT, by=BY, why="save"):
        actions.save_text(made, edit("charter", "charter"))
    assert "ZQx1" in piece("charter", "charter").text
    assert rule_row("ZQx1") is not None


def test_a_clause_changed_in_the_register_is_taken_over_on_purpose(context: Flask) -> None:
    from cstrain.bank.actions import save_rule

    load()
    with db.transaction(at=AT, by=BY, why="rule"):
        save_rule("ZQ2", "## ZQ2 离开座位\n离开以前挂忙碌。\n", at=AT, by=BY, change="minor", reason="改说法")
    assert "挂忙碌" not in piece("charter", "charter").text
    with db.transaction(at=AT, by=BY, why="refresh"):
        actions.refresh_charter("charter", edit("charter", "charter"))
    assert "挂忙碌" in piece("charter", "charter").text
    with pytest.raises(Refusal, match="text_is_the_same"), db.transaction(at=AT, by=BY, why="refresh"):
        actions.refresh_charter("charter", edit("charter", "charter"))


# Proposals -----------------------------------------------------------------------------------------------------------
def test_a_files_change_to_what_was_changed_here_stands_beside_it(context: Flask) -> None:
    load()
    mine = change("exam", "pay-exam", "60%", "70%")
    source = swapped(EXAM_FILE, "60%", "50%")
    assert load(source)[EXAM_FILE] is Fate.PROPOSED
    assert piece("exam", "pay-exam").text == mine.text, "nothing goes live by itself"
    assert load(source)[EXAM_FILE] is Fate.SAME
    assert queries.count_open() == 1
    held = queries.proposal_for("exam", "pay-exam")
    assert held is not None and "50%" in held.text
    load(swapped(EXAM_FILE, "60%", "40%"))
    assert queries.count_open() == 1, "a newer file's proposal replaces the older one"
    states = {row.state for row in db.database.session.scalars(select(TextProposal))}
    assert states == {"open", "replaced"}


@pytest.mark.parametrize(
    ("kind", "key", "path", "words"),
    [
        ("exam", "pay-exam", EXAM_FILE, ("60%", "70%", "50%")),
        ("lesson", "L90", LESSON_FILE, ("我昨天拍的", "我前天拍的", "我大前天拍的")),
        ("charter", "charter", CHARTER_FILE, ("说一声", "说两声", "说三声")),
        ("gate", "pay-gate", "curricula/pay/gate.md", ("12 月", "6 月", "9 月")),
        ("scenario", "R90", "curricula/shared/scenarios/R90-late.md", ("你拍了没付", "你拍了还没付", "你刚拍了没付")),
    ],
)
def test_a_proposal_is_taken_or_ones_own_is_kept(
    context: Flask, kind: str, key: str, path: str, words: tuple[str, str, str]
) -> None:
    shipped, mine, newer = words
    load()
    change(kind, key, shipped, mine)
    source = swapped(path, shipped, newer)
    assert load(source)[path] is Fate.PROPOSED
    held = queries.proposal_for(kind, key)
    assert held is not None
    attempt, how = trying(kind, key, held.text), edit(kind, key)
    with db.transaction(at=AT, by=BY, why="take"):
        actions.take_proposal(attempt, how)
    assert newer in piece(kind, key).text
    assert queries.count_open() == 0
    assert load(source)[path] is Fate.SAME
    change(kind, key, newer, mine)
    assert load(swapped(path, shipped, newer + "了" if kind != "gate" else "10 月"))[path] is Fate.PROPOSED
    with db.transaction(at=AT, by=BY, why="keep"):
        actions.keep_own(kind, key, edit(kind, key))
    assert mine in piece(kind, key).text and queries.count_open() == 0
    with pytest.raises(Refusal, match="proposal_is_settled"), db.transaction(at=AT, by=BY, why="keep"):
        actions.keep_own(kind, key, edit(kind, key))


def test_a_file_that_goes_back_to_an_older_text_is_proposed_not_lost(context: Flask) -> None:
    load()
    assert load(swapped_lesson())[LESSON_FILE] is Fate.CHANGED
    assert load()[LESSON_FILE] in (Fate.PROPOSED, Fate.CHANGED)
    held = queries.proposal_for("lesson", "L90")
    assert (held is not None and held.text == SMALL[LESSON_FILE]) or piece("lesson", "L90").text == SMALL[LESSON_FILE]


def test_questions_changed_here_are_proposed_one_by_one(context: Flask) -> None:
    from cstrain.bank.actions import save_question
    from cstrain.bank.queries import latest_version

    load()
    latest = latest_version("TQ-001")
    assert latest is not None
    text = latest.text.replace("几天以后", "多少天以后")
    with db.transaction(at=AT, by=BY, why="save"):
        save_question("TQ-001", text, at=AT, by=BY, change="minor", reason="换个说法")
    both = swapped(BANK_FILE, "几天以后", "第几天")
    assert load(both)[BANK_FILE] is Fate.PROPOSED
    assert db.database.session.scalars(select(Proposal.part_id)).all() == ["TQ-001"]
    assert "多少天以后" in exported()[BANK_FILE].decode()


# Copies and attachments ----------------------------------------------------------------------------------------------
def test_a_course_is_copied_under_the_shops_own_key(context: Flask) -> None:
    load()
    with db.transaction(at=AT, by=BY, why="copy"):
        actions.copy_course("pay-1d", Copy("pay-x1", "本店一日课"), at=AT, by=BY)
    made = piece("course", "pay-x1")
    assert (made.name, made.origin, made.post) == ("本店一日课", "made_here", "pay")
    assert curriculum.course("pay-x1").course.days == 1
    assert exported()["curricula/pay/pay-x1.md"].decode() == made.text
    for key, code in (("pay-x1", "key_is_taken"), ("pay-2d", "key_not_own")):
        with pytest.raises(Refusal, match=code), db.transaction(at=AT, by=BY, why="copy"):
            actions.copy_course("pay-1d", Copy(key, "x"), at=AT, by=BY)
    with pytest.raises(NotYours), db.transaction(at=AT, by=BY, why="copy"):
        actions.copy_course("none", Copy("pay-x2", "x"), at=AT, by=BY)


def test_an_attachment_is_a_new_version_with_its_hash_inside(context: Flask) -> None:
    load()
    kept = kept_files.keep(PDF + b"%mine\n")
    with db.transaction(at=AT, by=BY, why="attach"):
        actions.attach("L90", {"排班.pdf": kept}, edit("lesson", "L90"))
    made = piece("lesson", "L90")
    assert made.attachments["排班.pdf"] == kept.sha256 and len(made.attachments) == 3
    row = db.database.session.get_one(MaterialVersion, made.version_id)
    assert row.hash != db.database.session.get_one(MaterialVersion, queries.history("lesson", "L90")[1].version_id).hash
    assert exported()["curricula/shared/lessons/attached/L90/排班.pdf"] == PDF + b"%mine\n"
    with pytest.raises(Refusal, match="text_is_the_same"), db.transaction(at=AT, by=BY, why="attach"):
        actions.attach("L90", {"排班.pdf": kept}, edit("lesson", "L90"))
    with db.transaction(at=AT, by=BY, why="detach"):
        actions.detach("L90", "排班.pdf", edit("lesson", "L90"))
    assert "排班.pdf" not in piece("lesson", "L90").attachments
    with pytest.raises(Refusal, match="picture_is_shown"), db.transaction(at=AT, by=BY, why="detach"):
        actions.detach("L90", "img/three-days.svg", edit("lesson", "L90"))
    with pytest.raises(NotYours), db.transaction(at=AT, by=BY, why="detach"):
        actions.detach("L90", "none.pdf", edit("lesson", "L90"))


def test_a_pictures_name_belongs_to_the_lesson_that_shows_it(context: Flask) -> None:
    other = SMALL[LESSON_FILE].replace("L90", "L91", 1).replace("three-days", "other-days")
    load(files({"curricula/shared/lessons/L91-other.md": other, "curricula/shared/lessons/img/other-days.svg": SVG}))
    kept = kept_files.keep(SVG.replace(b"M1 1", b"M2 2"))
    with pytest.raises(Refusal, match="picture_name_taken"), db.transaction(at=AT, by=BY, why="attach"):
        actions.attach("L90", {"img/other-days.svg": kept}, edit("lesson", "L90"))
    with db.transaction(at=AT, by=BY, why="attach"):
        actions.attach("L90", {"img/three-days.svg": kept}, edit("lesson", "L90"))
    assert exported()[PICTURE] == SVG.replace(b"M1 1", b"M2 2")


def test_an_upload_is_found_by_its_owner_alone_and_for_a_day(context: Flask) -> None:
    name = actions.keep_upload(b"# x", "a.md", by="anna", at=AT)
    assert actions.upload(name, by="anna") == b"# x"
    for wrong, who in ((name, "bert"), ("../" + name, "anna"), ("0" * 64 + ".md", "anna")):
        with pytest.raises(NotYours):
            actions.upload(wrong, by=who)
    folder = Path(context.config["INSTANCE"]) / "uploads"
    later = AT.fromtimestamp((folder / f"anna-{name}").stat().st_mtime, AT.tzinfo) + timedelta(days=1, seconds=1)
    actions.keep_upload(b"# y", "b.zip", by="anna", at=later)
    with pytest.raises(NotYours):
        actions.upload(name, by="anna")
