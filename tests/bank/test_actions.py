"""Loading, editing, settling, practising: what becomes of rows, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from cstrain.bank import actions, queries
from cstrain.bank.models import Citation, PracticeAnswer, Proposal, Question, QuestionVersion, RuleVersion
from cstrain.bank.rules import Known, check_bank
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.kit.db import AuditRow
from cstrain.kit.errors import BadInput, NotYours, Refusal
from tests.bank import contents as c
from tests.cast import Cast

pytestmark = pytest.mark.data
ON = date(2026, 11, 20)


def count(model: Any) -> int:
    return db.database.session.scalar(select(func.count()).select_from(model)) or 0


def load(bank: str, **extra: Any) -> actions.Loaded:
    with db.transaction(at=c.AT, by=c.BY, why="load"):
        return actions.load_bank(c.bank_document(bank), c.AT, c.BY, **extra)


def load_rules(rules: str) -> actions.Loaded:
    with db.transaction(at=c.AT, by=c.BY, why="load"):
        return actions.load_rules(read(rules, "rules-test.md"), c.AT, c.BY)


def save(question_id: str, old: str, new: str, **how: Any) -> QuestionVersion:
    latest = queries.latest_version(question_id)
    assert latest is not None
    assert old in latest.text
    given = {"change": "minor", "reason": "", **how}
    with db.transaction(at=c.AT, by="t001", why="save"):
        return actions.save_question(question_id, latest.text.replace(old, new, 1), at=c.AT, by="t001", **given)


def save_rule(rule_id: str, old: str, new: str, **how: Any) -> RuleVersion:
    latest = queries.rule_history(rule_id)[0]
    assert old in latest.text
    with db.transaction(at=c.AT, by="t001", why="save"):
        return actions.save_rule(rule_id, latest.text.replace(old, new, 1), at=c.AT, by="t001", **how)


def ids(versions: list[QuestionVersion]) -> list[str]:
    return [version.question_id for version in versions]


def first_problem(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return str(refused.value.facts["first"])


# Loading


def test_a_bank_comes_in_and_goes_out_byte_for_byte(context: Flask) -> None:
    loaded = c.load_all()
    assert len(loaded.new) == len(c.ALL)
    assert queries.export_bank("TK") == c.BANK
    assert queries.export_register("test") == c.RULES
    assert queries.export_register("points") == c.POINTS


def test_loading_again_changes_nothing(context: Flask) -> None:
    c.load_all()
    before = (count(QuestionVersion), count(Citation), count(RuleVersion), count(AuditRow))
    again = c.load_all()
    assert (again.new, again.changed, len(again.unchanged)) == ((), (), len(c.ALL))
    assert (count(QuestionVersion), count(Citation), count(RuleVersion), count(AuditRow)) == before


def test_a_version_keeps_text_hash_and_what_lists_need(context: Flask) -> None:
    c.load_all()
    version = queries.latest_version("TK-016")
    assert version is not None
    assert version.text == c.CASE
    assert version.inherited == {"知识点": "淘宝时限", "难度": "中", "课文": "L04", "负责": "培训师"}
    assert (version.number, version.origin, version.kind, version.is_fatal, version.needs_marker) == (
        "1", "shipped", "案例", True, True,
    )  # fmt: skip
    assert version.stem.startswith("买家 09:12：包我上周四")
    assert [(one.rule_id, one.major) for one in version.citations] == [("TK11", 1)]
    assert (version.used("point"), version.used("fact")) == (["淘宝时限"], ["F095"])
    assert queries.question_of(version) == c.question(c.CASE)


def test_versions_can_never_be_changed(context: Flask) -> None:
    c.load_all()
    for table in ("question_version", "citation", "rule_version"):
        with pytest.raises(Exception, match="append-only"):
            db.database.session.execute(text(f"DELETE FROM {table}"))
        db.database.session.rollback()


def test_a_wording_becomes_a_minor_version_without_a_number(context: Flask) -> None:
    c.load_all()
    loaded = load(c.BANK.replace("多久以后订单会自动关闭", "满多久订单会自动关闭"))
    assert loaded.changed == ("TK-001",)
    assert [one.number for one in queries.history("TK-001")] == ["1.1", "1"]


def test_another_answer_without_a_number_is_refused_and_nothing_is_written(context: Flask) -> None:
    c.load_all()
    before = count(QuestionVersion)
    faulty = c.BANK.replace("√ 3 天", "√ 4 天").replace("多久以后订单会", "满多久订单会")
    with pytest.raises(Refusal, match="content_has_errors") as refused:
        load(faulty)
    assert "TK-001 的答案变了，【版本】却没加一：改对错写「2 原因」，只改错字写「1.1 原因」" in first_problem(refused)
    assert count(QuestionVersion) == before
    assert "满多久" not in queries.export_bank("TK")


@pytest.mark.parametrize(("line", "number"), [("2 平台改为 4 天", "2"), ("1.1 错字", "1.1")])
def test_another_answer_with_a_number_is_a_major_or_declared_minor_version(
    context: Flask, line: str, number: str
) -> None:
    c.load_all()
    text_now = c.SINGLE.replace("√ 3 天", "√ 4 天") + f"【版本】{line}\n"
    assert load(c.BANK.replace(c.SINGLE, text_now)).changed == ("TK-001",)
    latest = queries.latest_version("TK-001")
    assert latest is not None
    assert (latest.number, latest.reason) == (number, line.partition(" ")[2])
    with pytest.raises(Refusal) as refused:
        load(c.BANK)
    assert "退到了 1" in first_problem(refused)


def test_an_id_that_vanished_is_refused_and_withdrawing_is_not(context: Flask) -> None:
    c.load_all()
    with pytest.raises(Refusal) as refused:
        load(c.BANK.replace(f"{c.NUMBER}\n", ""))
    assert "文件里少了 TK-006" in first_problem(refused)
    withdrawn = load(c.BANK.replace(c.NUMBER, c.NUMBER + "【状态】停用 换成 TK-007\n"))
    assert withdrawn.changed == ("TK-006",)
    row = queries.question_row("TK-006")
    assert row is not None
    assert row.state == "retired"
    back = load(c.BANK)
    assert (back.changed, db.database.session.get_one(Question, "TK-006").state) == (("TK-006",), "live")


def test_faulty_files_load_nothing_and_say_everything_at_once(context: Flask) -> None:
    with pytest.raises(Refusal) as refused:
        c.load_all(c.BANK.replace("- √ 3 天", "- × 3 天").replace("【规则】TK1 【难度】易\n", "【规则】TK9\n", 1))
    found = [one.text for one in refused.value.facts["problems"]]  # type: ignore[attr-defined]
    assert sum("没有打「√」" in one or "不认识规则「TK9」" in one for one in found) == 2
    assert count(Question) == 0


def test_what_was_changed_here_gets_a_proposal_and_is_not_overwritten(context: Flask) -> None:
    c.load_all()
    save("TK-001", "多久以后", "满多久")
    shipped = c.BANK.replace("买家拍下商品后", "买家拍下后")
    assert load(shipped).proposed == ("TK-001",)
    assert load(shipped).proposed == (), "the same text is proposed once"
    assert "满多久" in queries.export_bank("TK")
    (proposal,) = queries.proposals("TK-001")
    assert "买家拍下后" in proposal.text
    with db.transaction(at=c.AT, by="t001", why="take"):
        actions.take_proposal(proposal.id, at=c.AT, by="t001")
    latest = queries.latest_version("TK-001")
    assert latest is not None
    assert (latest.text, latest.origin, latest.number) == (proposal.text, "shipped", "1.2")
    assert queries.proposals("TK-001") == []
    with pytest.raises(Refusal, match="proposal_is_settled"), db.transaction(why="again"):
        actions.take_proposal(proposal.id, at=c.AT, by="t001")


def test_a_declined_proposal_does_not_come_back(context: Flask) -> None:
    c.load_all()
    save("TK-001", "多久以后", "满多久")
    shipped = c.BANK.replace("买家拍下商品后", "买家拍下后")
    load(shipped)
    with db.transaction(at=c.AT, by="t001", why="decline"):
        actions.decline_proposal(queries.proposals("TK-001")[0].id, at=c.AT, by="t001")
    load(c.BANK)
    assert [proposal.text for proposal in queries.proposals("TK-001")] == [c.SINGLE], "another text is another proposal"
    load(shipped)
    assert queries.proposals("TK-001") == []
    assert count(Proposal) == 2
    load(c.BANK)
    assert [proposal.text for proposal in queries.proposals("TK-001")] == [c.SINGLE], "nobody has declined this one"


def test_the_export_loads_as_unchanged(context: Flask) -> None:
    c.load_all()
    save("TK-001", "√ 3 天", "√ 4 天", change="major", reason="平台改了")
    exported = queries.export_bank("TK")
    assert "【版本】2 平台改了" in exported
    again = load(exported, origin="imported")
    assert (again.changed, again.proposed, len(again.unchanged)) == ((), (), len(c.ALL))


def test_pictures_are_inside_the_hash(context: Flask) -> None:
    shows = c.BANK.replace("> 客服 09:16：包裹昨天到仓库，还没有验收。", "> 客服：好\n\n![时间线](img/line.svg)")
    c.load_all(shows, pictures={"img/line.svg": "a" * 64, "img/other.svg": "b" * 64})
    version = queries.latest_version("TK-016")
    assert version is not None
    assert version.pictures == {"img/line.svg": "a" * 64}
    assert queries.question_of(version).image_base == f"/bank/picture/{version.id}"
    assert load(shows, pictures={"img/line.svg": "a" * 64}).changed == ()
    assert load(shows, pictures={"img/line.svg": "c" * 64}).changed == ("TK-016",)


def test_points_in_use_cannot_vanish_and_others_leave_the_list(context: Flask) -> None:
    c.load_all()
    used = c.POINTS.replace("- 服务规范／红线 【英文】Red line\n", "")
    with pytest.raises(Refusal) as refused, db.transaction(why="x"):
        actions.load_points(read(used, "points.md"), c.AT, c.BY)
    assert "文件里少了知识点「红线」" in first_problem(refused)
    more = c.POINTS + "- 销售／议价 【英文】Haggling\n"
    with db.transaction(why="x"):
        assert actions.load_points(read(more, "points.md"), c.AT, c.BY).new == ("议价",)
    with db.transaction(why="x"):
        actions.load_points(read(c.POINTS, "points.md"), c.AT, c.BY)
    assert [point.name for point in queries.points()] == ["淘宝时限", "权限", "红线"]


# Rules and staleness


def test_a_figure_without_a_number_is_refused_in_a_rule(context: Flask) -> None:
    c.load_all()
    with pytest.raises(Refusal) as refused:
        load_rules(c.RULES.replace("- 平邮 → 30 天", "- 平邮 → 20 天"))
    assert "TK11 的答案变了" in first_problem(refused)
    assert load_rules(c.RULES.replace("【复核】2027-01-15", "【复核】2027-06-15")).changed == (
        "TK1",
        "TK4",
        "TK5",
        "TK11",
    )
    row = queries.rule_row("TK1")
    assert row is not None
    assert (row.major, row.review_on) == (1, date(2027, 6, 15)), "a review is no new version of what it says"


def test_a_new_major_version_of_a_rule_makes_its_questions_stale_at_once(context: Flask) -> None:
    c.load_all()
    c.decide_all()
    assert ids(queries.live(on=ON, points=["淘宝时限"], kinds=["单选"])) == ["TK-001"]
    load_rules(c.RULES.replace("TK1 拍下没付款，3 天关闭", "TK1 拍下没付款，4 天关闭").replace(
        "【时限】3 天 【赢家】卖家", "【时限】4 天 【赢家】卖家\n【版本】2 平台公告"))  # fmt: skip
    assert ids(queries.stale_questions(ON)) == ["TK-001", "TK-003", "TK-010", "TK-011"]
    assert queries.live(on=ON, kinds=["单选"]) == []
    assert ids(queries.live(on=ON, kinds=["单选"], with_stale=True)) == ["TK-001"]
    (version,) = queries.live(on=ON, kinds=["单选"], with_stale=True)
    assert queries.standing_of([version], ON)[version.id].moved == (("TK1", 1, 2),)
    save("TK-001", "【规则】TK1", "【规则】TK1、TK1@2")
    assert "TK-001" in ids(queries.stale_questions(ON)), "the older citation decides"
    save("TK-001", "【规则】TK1、TK1@2", "【规则】TK1@2")
    assert ids(queries.live(on=ON, kinds=["单选"])) == ["TK-001"]
    assert "TK-001" not in ids(queries.stale_questions(ON))


def test_rules_past_their_review_keep_questions_out_of_papers_only(context: Flask) -> None:
    c.load_all()
    late = date(2027, 1, 16)
    assert ids(queries.live(on=date(2027, 1, 15), kinds=["单选"])) == ["TK-001"], "the day itself still counts"
    assert queries.live(on=late, kinds=["单选"]) == []
    assert ids(queries.live(on=late, kinds=["单选"], with_stale=True)) == ["TK-001"]
    (version,) = queries.live(on=late, kinds=["单选"], with_stale=True)
    assert queries.standing_of([version], late)[version.id].late == ("TK1",)


def test_a_rule_saved_here_pins_its_number_in_the_text(context: Flask) -> None:
    c.load_all()
    with pytest.raises(Refusal, match="figure_is_major"):
        save_rule("TK11", "快递 → 10 天", "快递 → 7 天", change="minor", reason="公告")
    with pytest.raises(Refusal, match="reason_needed"):
        save_rule("TK11", "快递 → 10 天", "快递 → 7 天", change="major", reason=" ")
    made = save_rule("TK11", "快递 → 10 天", "快递 → 7 天", change="major", reason="公告")
    assert made.text.endswith("- 快递 → 7 天\n- 平邮 → 30 天\n【版本】2 公告\n")
    assert ids(queries.stale_questions(ON)) == ["TK-016"]
    rule = queries.rule("TK11")
    assert rule is not None
    assert [str(limit.length) for limit in rule.limits] == ["7 天", "30 天"]
    assert queries.rule_versions([("TK11", 1), ("TK11", 2)])["TK11", 1].number == "1"


def test_a_rule_changed_here_is_not_overwritten_by_a_file(context: Flask) -> None:
    c.load_all()
    save_rule("TK11", "快递 → 10 天", "快递 → 7 天", change="major", reason="公告")
    shipped = c.RULES.replace("快递 → 10 天", "快递 → 8 天").replace("平邮 → 30 天", "平邮 → 30 天\n【版本】2 平台")
    assert load_rules(shipped).proposed == ("TK11",)
    (proposal,) = queries.proposals("TK11")
    with db.transaction(why="take"):
        actions.take_proposal(proposal.id, at=c.AT, by="t001")
    row = queries.rule_row("TK11")
    assert row is not None
    assert row.major == 3, "both sides were at 2; whoever cites either must look"
    load_rules(shipped)


# Saving


def test_a_minor_change_goes_on_and_a_major_one_starts_anew(context: Flask) -> None:
    c.load_all()
    first = save("TK-001", "多久以后", "满多久")
    assert (first.number, first.origin, first.by) == ("1.1", "made_here", "t001")
    assert "【版本】" not in first.text
    second = save("TK-001", "√ 3 天", "√ 4 天", change="major", reason="平台改为\n4 天")
    assert second.number == "2"
    assert second.text.endswith("【版本】2 平台改为 4 天\n")
    third = save("TK-001", "√ 4 天", "√ 四天", change="minor", reason="写成汉字")
    assert third.number == "2.1"
    assert third.text.endswith("【版本】2.1 写成汉字\n")
    assert [one.seq for one in queries.history("TK-001")] == [4, 3, 2, 1]


def test_touching_the_answer_needs_a_reason(context: Flask) -> None:
    c.load_all()
    for how in ({"change": "minor"}, {"change": "major"}):
        with pytest.raises(Refusal, match="reason_needed"):
            save("TK-001", "√ 3 天", "√ 4 天", **how)


def test_a_save_over_somebody_elses_version_is_refused(context: Flask) -> None:
    c.load_all()
    save("TK-001", "多久以后", "满多久", seen=1)
    with pytest.raises(Refusal, match="text_changed_meanwhile") as refused:
        save("TK-001", "满多久", "多久", seen=1)
    assert (refused.value.facts["number"], refused.value.facts["by"]) == ("1.1", "t001")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- √ 3 天", "- × 3 天", "没有打「√」"),
        ("## TK-001 单选", "## TK-002 单选", "编号不能改"),
        ("## TK-001 单选\n", "", "第一行要是标题"),
        ("## TK-001 单选", "【难度】难\n## TK-001 单选", "第一行要是标题"),
        ("【规则】TK1 ", "【规则】TK1\n\n## TK-099 判断\nx\n\n【答案】对\n【解析】y\n【规则】TK1 ", "一次只写一条"),
    ],
)
def test_faulty_texts_are_refused_with_the_line_in_the_text(context: Flask, old: str, new: str, said: str) -> None:
    c.load_all()
    with pytest.raises(Refusal, match="text_has_errors") as refused:
        save("TK-001", old, new)
    assert said in first_problem(refused)
    problems = refused.value.facts["problems"]
    assert all(1 <= one.line <= 15 for one in problems)  # type: ignore[attr-defined]


def test_the_line_of_a_problem_counts_in_the_typed_text(context: Flask) -> None:
    c.load_all()
    written = actions.check_text("TK-001", c.SINGLE.replace("【难度】易", "【难度】简单"), c.AT)
    assert [(one.line, one.text[:6]) for one in written.errors] == [(9, "不认识难度「")]
    assert written.question is not None


def test_the_editor_finds_questions_that_are_nearly_the_same(context: Flask) -> None:
    c.load_all()
    twin = c.SINGLE.replace("TK-001", "TK-x001").replace("自动关闭？", "自动关闭")
    found = [one.text for one in actions.check_text("TK-x001", twin, c.AT).problems]
    assert found == ["TK-x001 和 TK-001 的题干几乎一样：留一道，或改一个角度问"]
    assert actions.check_text("TK-001", c.SINGLE, c.AT).problems == (), "not with itself"


def test_saving_nothing_new_is_refused(context: Flask) -> None:
    c.load_all()
    with pytest.raises(Refusal, match="text_is_the_same"):
        save("TK-001", "3 天", "3 天")
    with pytest.raises(NotYours), db.transaction(why="x"):
        actions.save_question("TK-999", c.SINGLE, at=c.AT, by="t", change="minor", reason="")


def test_new_questions_get_the_firms_own_numbers(context: Flask) -> None:
    c.load_all()
    with db.transaction(at=c.AT, by="t001", why="new"):
        one = actions.add_question("TK", c.SINGLE.replace("拍下商品后", "下单后"), at=c.AT, by="t001")
        two = actions.add_question("TK", c.CASE.replace("TK-016", "TK-x001"), at=c.AT, by="t001", state="live")
    assert (one.question_id, two.question_id) == ("TK-x001", "TK-x002")
    assert "### TK-x002.3 改写" in two.text
    assert [(queries.question_row(each) or one).state for each in ("TK-x001", "TK-x002")] == ["draft", "live"]  # type: ignore[union-attr]
    exported = queries.export_bank("TK")
    assert "TK-x001" not in exported, "a file knows no drafts"
    assert exported.endswith(two.text)
    assert load(c.BANK).changed == (), "the shipped file does not miss what was made here"
    with db.transaction(at=c.AT, by="t001", why="submit"):
        actions.submit("TK-x001", at=c.AT, by="t001")
    assert "TK-x001" not in queries.export_bank("TK"), "nor what waits for review"
    with db.transaction(at=c.AT, by="t002", why="accept"):
        actions.review(["q.TK-x001.1"], {}, at=c.AT, by="t002")
    assert "TK-x001" in queries.export_bank("TK")


# States


def test_a_disputed_question_is_asked_nowhere_until_confirmed(context: Flask) -> None:
    c.load_all()
    with db.transaction(at=c.AT, by="t001", why="x"):
        actions.dispute("TK-001", reason="两种说法", at=c.AT, by="t001")
    assert queries.live(on=ON, kinds=["单选"], with_stale=True) == []
    save("TK-001", "多久以后", "满多久")
    assert queries.live(on=ON, kinds=["单选"]) == [], "a new text alone settles nothing"
    with db.transaction(at=c.AT, by="t001", why="x"):
        with pytest.raises(Refusal, match="own_work_needs_another"):
            actions.confirm("TK-001", reason="我说了算", at=c.AT, by="t001")
        actions.confirm("TK-001", reason="主管定了", at=c.AT, by="s001")
    assert ids(queries.live(on=ON, kinds=["单选"])) == ["TK-001"]
    assert [(one.event, one.reason) for one in queries.events("TK-001")] == [
        ("confirm", "主管定了"),
        ("dispute", "两种说法"),
    ]


def test_retiring_stands_in_the_text_and_can_be_undone(context: Flask) -> None:
    c.load_all()
    with db.transaction(at=c.AT, by="t001", why="x"):
        actions.retire("TK-001", reason="没人用", at=c.AT, by="t001")
    assert "【状态】停用 没人用\n" in queries.export_bank("TK")
    assert queries.live(on=ON, kinds=["单选"]) == []
    with pytest.raises(Refusal, match="question_is_retired"), db.transaction(why="x"):
        actions.dispute("TK-001", reason="x", at=c.AT, by="t001")
    with db.transaction(at=c.AT, by="t001", why="x"):
        actions.restore("TK-001", reason="又要用", at=c.AT, by="t001")
    assert queries.export_bank("TK") == c.BANK
    assert ids(queries.live(on=ON, kinds=["单选"])) == ["TK-001"]
    with pytest.raises(Refusal, match="reason_needed"), db.transaction(why="x"):
        actions.retire("TK-001", reason=" ", at=c.AT, by="t001")


# Draws and figures


def test_undecided_questions_are_kept_out_and_named_where_decisions_are_made(context: Flask) -> None:
    from cstrain.people.queries import decision_lines

    c.load_all()
    assert "TK-008" not in ids(queries.live(on=ON, with_stale=True))
    waiting = {line.asked.name: line.waiting for line in decision_lines()}
    assert waiting == {"通话上限": ["TK-008"], "客服让价上限": ["TK-012"]}
    c.decide_all()
    assert {"TK-008", "TK-012"} <= set(ids(queries.live(on=ON)))


def test_supply_counts_what_live_would_draw(context: Flask) -> None:
    c.load_all()
    c.decide_all()
    supply = queries.supply(ON)
    for (point, kind, level), found in supply.items():
        assert found == len(queries.live(on=ON, points=[point], kinds=[kind], difficulty=level))
    assert sum(supply.values()) == len(queries.live(on=ON)) == len(c.ALL)
    assert supply["淘宝时限", "单选", "易"] == 1


def test_coverage_names_facts_and_their_questions(context: Flask) -> None:
    c.load_all()
    assert queries.coverage() == {"F083": ["TK-001"], "F087": ["TK-004"], "F088": ["TK-004"], "F095": ["TK-016"]}


def test_health_counts_each_question_where_it_stands(context: Flask) -> None:
    c.load_all()
    (health,) = queries.banks(ON)
    assert (health.total, health.ready, health.undecided, health.moved, health.points) == (16, 14, 2, 0, 3)
    with db.transaction(at=c.AT, by="t", why="x"):
        actions.dispute("TK-001", reason="x", at=c.AT, by="t")
        actions.retire("TK-006", reason="x", at=c.AT, by="t")
    (health,) = queries.banks(ON)
    assert (health.count("live"), health.count("disputed"), health.count("retired"), health.ready) == (14, 1, 1, 12)
    assert queries.open_work(ON) == 1
    (late,) = queries.banks(date(2027, 2, 1))
    assert late.late == 5
    assert queries.open_work(date(2027, 2, 1)) == 6


def test_a_check_knows_what_is_loaded(context: Flask) -> None:
    c.load_all()
    known = queries.known("TK", today=ON)
    assert check_bank(c.bank_document(), known) == ()
    gone = c.bank_document(c.BANK.replace(f"{c.NUMBER}\n", ""))
    assert any("文件里少了 TK-006" in one.text for one in check_bank(gone, known))
    assert check_bank(gone, Known()) == ()


class _Statements:
    """How many statements the database was sent."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *_: object) -> None:
        self.count += 1


def statements(ask: Any) -> int:
    counter = _Statements()
    engine = db.database.engine
    event.listen(engine, "before_cursor_execute", counter)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", counter)
    return counter.count


def many(factor: int) -> str:
    texts = [c.HEAD]
    for place in range(factor):
        for text_of in (c.SINGLE, c.BLANKS, c.CASE):
            number = text_of[3:9]
            texts.append(text_of.replace(number, f"TK-{100 + 3 * place + (c.SINGLE, c.BLANKS, c.CASE).index(text_of)}"))
    return "\n".join(texts)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: queries.live(on=ON, points=["淘宝时限"]),
        lambda: queries.supply(ON),
        lambda: queries.banks(ON),
        lambda: queries.standing_of(queries.live(on=ON), ON),
        lambda: queries.known("TK", today=ON),
        lambda: queries.coverage(),
    ],
    ids=["live", "supply", "banks", "standing_of", "known", "coverage"],
)
def test_queries_do_not_grow_with_the_bank(context: Flask, ask: Any) -> None:
    c.load_all(many(2))
    few = statements(ask)
    load(many(12))
    assert statements(ask) == few


# Practice


def answer(cast: Cast, question_id: str, given: Any, **how: Any) -> PracticeAnswer:
    version = queries.latest_version(question_id)
    assert version is not None
    how = {"milliseconds": 4200, "source": "step:1", "at": c.AT, **how}
    with db.transaction(at=c.AT, by=cast.trainee.id, why="practice"):
        return actions.answer_practice(cast.trainee.id, version.id, given, **how)


def test_practice_answers_are_graded_and_kept_for_ever(context: Flask, cast: Cast) -> None:
    c.load_all()
    kept = answer(cast, "TK-010", {"0": 0, "1": 1})
    assert (kept.num, kept.den, kept.milliseconds, kept.source) == (2, 3, 4200, "step:1")
    assert answer(cast, "TK-014", "规则会改").num is None
    assert answer(cast, "TK-001", None, milliseconds=-5).milliseconds == 0
    with pytest.raises(Exception, match="append-only"):
        db.database.session.execute(text("UPDATE practice_answer SET num = 3"))
    db.database.session.rollback()


def test_practice_refuses_what_cannot_be_graded(context: Flask, cast: Cast) -> None:
    c.load_all()
    with pytest.raises(Refusal, match="question_is_undecided"):
        answer(cast, "TK-008", "10")
    with pytest.raises(BadInput):
        answer(cast, "TK-001", "1")
    with pytest.raises(NotYours), db.transaction(why="x"):
        actions.answer_practice(cast.trainee.id, "nothing", 1, at=c.AT, milliseconds=0, source="x")
    assert count(PracticeAnswer) == 0


def test_tallies_keep_the_first_score_and_the_last(context: Flask, cast: Cast) -> None:
    c.load_all()
    for given in (0, 2, 1):
        answer(cast, "TK-001", given)
    answer(cast, "TK-003", False)
    answer(cast, "TK-003", True, source="drill")
    tally = queries.practice(cast.trainee.id, "step:1")["TK-001"]
    assert (tally.times, tally.right, tally.first_is_right, tally.last_is_right) == (3, 1, False, True)
    counts = queries.practice_counts(cast.trainee.id, ["TK", "ZZ"])
    assert (counts["TK"].answered, counts["TK"].right_at_first, counts["TK"].right_at_last) == (2, 1, 1)
    assert counts["ZZ"].answered == 0
    assert len(queries.practice_answers([cast.trainee.id], banks=["TK"])) == 5
    assert queries.practice_answers([cast.second_trainee.id]) == []


def test_a_slow_page_counts_as_a_day_at_most(context: Flask, cast: Cast) -> None:
    c.load_all()
    assert answer(cast, "TK-001", 1, milliseconds=10**12).milliseconds == timedelta(days=1) // timedelta(milliseconds=1)
