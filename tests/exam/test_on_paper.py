"""Paper mode: a form is drawn, printed with sheet and key, and what stands on the sheet is entered and graded."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cstrain.bank.rules import Kind, shuffled
from cstrain.exam import actions
from cstrain.exam.models import Attempt
from cstrain.exam.rules.on_paper import LETTERS, read_letters, read_truth
from cstrain.kit import clock, db
from tests.cast import as_, post
from tests.exam.pages import asked, typed
from tests.exam.stage import DAY, Stage


def test_letters_are_read_by_the_form_they_were_printed_on() -> None:
    assert read_letters(" b ", [2, 0, 1], several=False) == 0
    assert read_letters("Ａ、C", [2, 0, 1], several=True) == [1, 2]
    assert read_letters("", [0, 1], several=True) is None
    for text, several in (("D", False), ("AB", False), ("A1", True)):
        with pytest.raises(ValueError, match=text):
            read_letters(text, [2, 0, 1], several=several)
    assert [read_truth(text) for text in ("√", "错", "x", " 对 ", "")] == [True, False, False, True, None]
    with pytest.raises(ValueError, match="也许"):
        read_truth("也许")


def on_sheet(app: Flask, attempt_id: str) -> dict[str, Any]:
    """The right answers as somebody would copy them from the sheet."""
    with app.app_context():
        seed = db.database.session.get_one(Attempt, attempt_id).seed
    found: dict[str, Any] = {}
    for place, (question, key) in asked(app, attempt_id).items():
        name, order = f"q{place}", shuffled(question, seed)
        if question.kind is Kind.SINGLE:
            found[name] = LETTERS[order.index(key)].lower()
        elif question.kind is Kind.MULTIPLE:
            found[name] = "".join(LETTERS[order.index(index)] for index in key)
        elif question.kind is Kind.JUDGEMENT:
            found[name] = "对" if key else "错"
        else:
            found |= typed(question, key, name)
    return found


@pytest.mark.data
def test_a_paper_is_printed_and_its_sheet_entered(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    trainer = as_(client, stage.cast.trainer)
    hire = as_(app.test_client(), stage.cast.trainee)
    drawn = post(trainer, "/exams/walk-exam/paper", {"employee_no": stage.cast.trainee.employee_no})
    assert drawn.status_code == 303
    attempt_id = drawn.location.split("/")[3]
    paths = {part: f"/exams/attempt/{attempt_id}/{part}" for part in ("paper", "key", "grid")}
    shown = trainer.get(paths["paper"]).text
    questions = asked(app, attempt_id)
    assert "答题纸" in shown and stage.cast.trainee.employee_no in shown
    assert "从拍下那一刻起算" not in shown and "从拍下那一刻起算" in trainer.get(paths["key"]).text
    assert all(hire.get(path).status_code == 403 for path in paths.values())
    assert "考试暂停着" in hire.get(f"/exam/{attempt_id}/1").text
    assert post(trainer, "/exams/walk-exam/paper", {"employee_no": stage.cast.trainee.employee_no}).status_code == 409
    noon.shift(DAY)
    trainer = as_(client, stage.cast.trainer)
    with app.app_context():
        assert actions.close_overdue(clock.now()) == 0
    sheet = on_sheet(app, attempt_id)
    wrong = next(f"q{place}" for place, (question, _key) in questions.items() if question.kind is Kind.SINGLE)
    refused = post(trainer, paths["grid"], {**sheet, wrong: "Z"})
    assert refused.status_code == 422 and "有 1 格读不出来" in refused.text
    assert post(trainer, paths["grid"], sheet).status_code == 303
    assert post(trainer, paths["grid"], sheet).status_code == 409
    with app.app_context():
        row = db.database.session.get_one(Attempt, attempt_id)
        assert (row.state, row.ended_by) == ("to_mark", "force")
    assert "录入纸笔答卷" in trainer.get(f"/exams/attempt/{attempt_id}").text


@pytest.mark.data
def test_a_sheet_all_right_passes(app: Flask, client: FlaskClient, stage: Stage) -> None:
    trainer = as_(client, stage.cast.trainer)
    drawn = post(trainer, "/exams/quick-exam/paper", {"employee_no": stage.cast.agent.employee_no})
    attempt_id = drawn.location.split("/")[3]
    assert post(trainer, f"/exams/attempt/{attempt_id}/grid", on_sheet(app, attempt_id)).status_code == 303
    with app.app_context():
        row = db.database.session.get_one(Attempt, attempt_id)
        assert (row.state, row.score, row.passed) == ("graded", 8, True)
    assert post(trainer, "/exams/quick-exam/paper", {"employee_no": "NOBODY"}).status_code == 409
    other = as_(app.test_client(), stage.cast.supervisor)
    assert post(other, "/exams/quick-exam/paper", {"employee_no": stage.cast.agent.employee_no}).status_code == 403
