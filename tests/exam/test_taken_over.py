"""Somebody taken over sits the real exam though no course leads them to it."""

from __future__ import annotations

from datetime import date

import pytest

from cstrain.certification import actions as certification
from cstrain.certification import queries as certificates
from cstrain.certification.actions.certificates import Issue, issue
from cstrain.certification.rules.certificate import Basis
from cstrain.certification.rules.decision import Scope
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.kit.errors import Refusal
from tests.certification.acts import GATE
from tests.exam.stage import MINUTE, NOW, Stage, answer_all, begin, submit
from tests.records.acts import Proved

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("context")]


def test_somebody_taken_over_sits_the_exam_of_their_gate(stage: Stage) -> None:
    agent, by = stage.cast.inspector, stage.cast.supervisor
    with pytest.raises(Refusal, match="not_enrolled"):
        begin(stage.quick, agent)
    with db.transaction(at=NOW, by=by.id, why="taken over"):
        certification.load_gate(read(GATE.replace("presale-exam", "quick-exam"), "gate.md"), by=by.id, at=NOW)
        scope = Scope("presale", "售前客服", (), ())
        said = Issue(agent.id, "售前上岗证", "presale-gate", scope, Basis.TAKEN_OVER, NOW, date(2099, 1, 1))
        issue(said, Proved(by.id))
    with pytest.raises(Refusal, match="not_enrolled"):
        begin(stage.walk, agent)  # an exam their gate does not ask
    later = NOW + MINUTE
    assert certificates.owed_by(agent.id, later)[0].left == ["quick-exam"]
    attempt = begin(stage.quick, agent)
    answer_all(attempt)
    assert submit(attempt).passed
    assert certificates.owed_by(agent.id, later)[0].left == []
