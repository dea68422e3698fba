"""Setting the pass line: blind, discussed, decided; what holds afterwards and what the record says."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.exam import actions, queries
from cstrain.exam.models import Panel
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.records import queries as facts
from tests.cast import Someone, as_, post
from tests.exam.stage import HOUR, NOW, Stage, answer_all, begin, submit
from tests.exam.test_views import text

pytestmark = [pytest.mark.data, pytest.mark.page]
WHY = "照评委的结果，误差可以接受"


def five(stage: Stage) -> list[Someone]:
    cast = stage.cast
    return [cast.trainer, cast.second_trainer, cast.mentor, cast.supervisor, cast.inspector]


def called(stage: Stage, judges: list[Someone] | None = None) -> str:
    with db.transaction(at=NOW, by=stage.cast.trainer.id, why="panel"):
        chosen = [each.id for each in judges or five(stage)]
        return actions.open_panel("quick-exam", chosen, by=stage.cast.trainer.id, at=NOW, seed="panel").id


def judged(panel_id: str, who: Someone, percents: list[int], *, done: bool = True) -> None:
    with db.transaction(at=NOW, by=who.id, why="judge"):
        given = dict(enumerate(percents, start=1))
        actions.judge(panel_id, given, by=who.id, at=NOW, done=done)


def talked(panel_id: str) -> None:
    with db.transaction(at=NOW, by="tests", why="talk"):
        actions.open_talk(panel_id, at=NOW)


def settled(stage: Stage, panel_id: str, line: Fraction, reason: str = WHY) -> Panel:
    with db.transaction(at=NOW, by=stage.cast.supervisor.id, why="settle"):
        return actions.settle_panel(panel_id, line, reason=reason, by=stage.cast.supervisor.id, at=NOW)


def test_five_judges_set_a_line(app: Flask, stage: Stage) -> None:
    """Shares of 4 questions worth 2 each: the mean of the judges' sums is 5.44, so 6 of 8."""
    with app.app_context():
        panel_id = called(stage)
        for who, percents in zip(
            five(stage), ([60, 70, 80, 50], [70, 70, 70, 70], [60, 60, 90, 60], [80, 70, 60, 60], [70, 70, 70, 70]),
            strict=True,
        ):  # fmt: skip
            judged(panel_id, who, percents)
        talked(panel_id)
        found = queries.outcome(queries.panel(panel_id))
        assert found is not None
        assert sorted(found.standard.sums) == pytest.approx([5.2, 5.4, 5.4, 5.6, 5.6])
        assert (found.standard.cut, found.line) == (pytest.approx(5.44), 6)
        panel = settled(stage, panel_id, Fraction(6))
        assert (panel.cut, panel.panel_line, panel.is_overridden, panel.judges) == ("5.44", "6", False, 5)


def through(stage: Stage, line: Fraction) -> str:
    panel_id = called(stage)
    for who in five(stage):
        judged(panel_id, who, [70, 70, 70, 70])
    talked(panel_id)
    settled(stage, panel_id, line, "人手不够，主管会议同意先降一档")
    return panel_id


def test_the_line_holds_for_attempts_that_begin_later_and_the_record_says_whose_it_is(app: Flask, stage: Stage) -> None:
    with app.app_context():
        before = begin(stage.quick, stage.cast.agent)
        assert through(stage, Fraction(4))
        after = begin(stage.quick, stage.cast.second_trainee)
        assert (before.line, after.line) == (6, 4)
        answer_all(after, wrong=(1, 2))
        submit(after)
        body = facts.facts(stage.cast.second_trainee.id, "exam_result")[-1].body
        assert (body["line"], body["passed"]) == ("4", 1)
        assert body["line_set"]["judges"] == 5
        assert (body["line_set"]["line"], body["line_set"]["decided"]) == ("6", "4")
        assert "主管会议" in body["line_set"]["reason"]
        submit(before)
        assert "line_set" not in facts.facts(stage.cast.agent.id, "exam_result")[-1].body


def test_what_is_refused(app: Flask, stage: Stage) -> None:
    with app.app_context():
        for judges, code in (
            (five(stage)[:2], "panel_size"),
            ([*five(stage)[:2], stage.cast.trainee], "judge_has_no_role"),
        ):
            with pytest.raises(Refusal, match=code):
                called(stage, judges)
        panel_id = called(stage)
        with pytest.raises(Refusal, match="panel_is_running"):
            called(stage)
        with pytest.raises(Refusal, match="figures_missing"):
            judged(panel_id, stage.cast.trainer, [60, 70])
        with pytest.raises(Refusal, match="share_out_of_range"):
            judged(panel_id, stage.cast.trainer, [60, 70, 80, 100])
        with pytest.raises(NotYours):
            judged(panel_id, stage.cast.second_supervisor, [60, 70, 80, 90])
        for who in five(stage)[:2]:
            judged(panel_id, who, [60, 70, 80, 90])
        with pytest.raises(Refusal, match="round_is_handed_in"):
            judged(panel_id, stage.cast.trainer, [61, 70, 80, 90])
        with pytest.raises(Refusal, match="judges_missing"):
            talked(panel_id)
        with pytest.raises(Refusal, match="panel_does_not_allow"):
            settled(stage, panel_id, Fraction(6))
        judged(panel_id, stage.cast.mentor, [60, 70, 80, 90])
        talked(panel_id)
        with pytest.raises(Refusal, match="round_is_handed_in"):  # did not judge blind
            judged(panel_id, stage.cast.inspector, [60, 70, 80, 90])
        for line, reason, code in ((9, WHY, "line_above_full"), (6, "好", "reason_too_short")):
            with pytest.raises(Refusal, match=code):
                settled(stage, panel_id, Fraction(line), reason)
        assert queries.settled_panel(queries.panel(panel_id).exam_id) is None


def test_the_discussion_changes_figures_and_the_blind_ones_stay(app: Flask, stage: Stage) -> None:
    with app.app_context():
        panel_id = called(stage)
        for who in five(stage)[:3]:
            judged(panel_id, who, [60, 60, 60, 60])
        talked(panel_id)
        judged(panel_id, stage.cast.trainer, [90, 60, 60, 60])
        found = queries.outcome(queries.panel(panel_id))
        assert found is not None
        assert found.figures[stage.cast.trainer.id][1] == 90
        assert queries.figures_of(panel_id, ["blind"])[stage.cast.trainer.id][1] == 60


def test_pages(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """Called, judged, discussed, decided; nobody sees another's figures while it is blind."""
    as_(client, stage.cast.trainer)
    assert "请评委来定" in text(client, "/exams/quick-exam/line")
    unknown = post(client, "/exams/quick-exam/line", {"judges": "T001 X999"})
    assert unknown.status_code == 422
    assert "X999" in unknown.get_data(as_text=True)
    numbers = "\n".join(each.employee_no for each in five(stage))
    answer = post(client, "/exams/quick-exam/line", {"judges": numbers})
    assert answer.status_code == 303
    panel_id = str(answer.location).rsplit("/", 1)[1]
    for number, who in enumerate(five(stage)):
        as_(client, who)
        assert "各自评，别人看不到您的数" in text(client, f"/judge/{panel_id}")
        wrong = post(client, f"/judge/{panel_id}", {"s1": "120", "done": "yes"})
        assert (wrong.status_code, "填 1 到 99" in wrong.get_data(as_text=True)) == (422, True)
        given = {f"s{place}": str(60 + number) for place in range(1, 5)}
        assert post(client, f"/judge/{panel_id}", {**given, "done": "yes"}).status_code == 303
        assert "大家评" not in text(client, f"/judge/{panel_id}")
    as_(client, stage.cast.trainer)
    assert "5 位交出，共 5 位" in text(client, f"/exams/line/{panel_id}")
    assert post(client, f"/exams/line/{panel_id}/talk").status_code == 303
    page = text(client, f"/exams/line/{panel_id}")
    assert "60–64" in page
    assert "人数太少" in page  # nobody has sat it yet
    as_(client, stage.cast.mentor)
    assert "大家评 60 到 64" in text(client, f"/judge/{panel_id}")
    as_(client, stage.cast.supervisor)
    assert post(client, f"/exams/line/{panel_id}/settle", {"line": "", "reason": ""}).status_code == 422
    answer = post(client, f"/exams/line/{panel_id}/settle", {"line": "4", "reason": WHY})
    assert answer.status_code == 303
    assert "和评委的不同" in text(client, f"/exams/line/{panel_id}")
    assert "改定为 4 分" in text(client, "/exams/quick-exam/line")


def test_who_may_not(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        panel_id = called(stage)
    for person, url, status in (
        (stage.cast.trainee, "/exams/quick-exam/line", 403),
        (stage.cast.inspector, f"/exams/line/{panel_id}", 403),
        (stage.cast.trainee, f"/judge/{panel_id}", 404),
        (stage.cast.second_supervisor, f"/judge/{panel_id}", 404),
        (stage.cast.trainer, "/exams/nothing/line", 404),
        (stage.cast.trainer, "/exams/line/nothing", 404),
    ):
        as_(client, person)
        text(client, url, status)


def test_a_panel_is_given_up(app: Flask, stage: Stage) -> None:
    with app.app_context():
        panel_id = called(stage)
        with db.transaction(at=NOW + HOUR, by=stage.cast.trainer.id, why="drop"):
            actions.drop_panel(panel_id, reason="评委来不齐", by=stage.cast.trainer.id, at=NOW + HOUR)
        assert queries.running_panel(queries.panel(panel_id).exam_id) is None
        assert called(stage) != panel_id


def test_the_evidence_says_that_another_line_was_decided(app: Flask) -> None:
    from cstrain.certification.views.sentences import line_words

    said = {
        "panel": "p",
        "judges": 5,
        "cut": "5.44",
        "error": "0.21",
        "line": "6",
        "decided": "4",
        "reason": "人手不够",
    }
    with app.test_request_context():
        assert line_words(said) == "5 位评委评的及格线是 6，改定为 4，原因：人手不够"
        del said["decided"]
        assert line_words(said) == "及格线由 5 位评委评定，误差 ±0.21"
