"""Certification: pages; each is asked the litany: works, wrong role 403, not yours 404, bad input 422, refused 409."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from cstrain.certification import actions, queries
from cstrain.certification.commands import certificate_data, make_certificates
from cstrain.certification.models import Certificate, Decision, TakeOver
from cstrain.kit import clock, db, sheets, typeset
from cstrain.kit.pades import certificate_of, seal_holds
from cstrain.people.models import Grant, Person, Store
from cstrain.records import queries as record
from tests.authenticator import Device
from tests.cast import Cast, Someone, as_, post
from tests.certification import acts
from tests.certification.acts import DECIDING, MORNING
from tests.kept import kept
from tests.records.test_passkey import given

pytestmark = [pytest.mark.data, pytest.mark.page]


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def fields(html: str) -> dict[str, str]:
    """The hidden fields a form carries."""
    found = re.findall(r"<input[^>]*>", html)
    pairs = ((re.search(r'name="([^"]*)"', each), re.search(r'value="([^"]*)"', each)) for each in found)
    return {name[1]: value[1] for name, value in pairs if name and value}


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        acts.ready(cast, cast.trainee)
    return cast


@kept
def certified(app: Flask, cast: Cast) -> tuple[Cast, str]:
    with app.app_context():
        return cast, acts.certified(cast, cast.trainee).no


def form(cast: Cast, client: FlaskClient, **said: Any) -> dict[str, Any]:
    """What the page of the trainee would send, with the right evidence in it."""
    seen = fields(text(client.get(f"/gate/{cast.trainee.id}")))["seen"]
    return {"decision": "agree", "reason": "", "seen": seen, "password": cast.supervisor.password, **said}


def decisions(app: Flask) -> int:
    with app.app_context():
        return len(db.database.session.scalars(select(Decision)).all())


# The board --------------------------------------------------------------------------------------------------------
def test_the_board_shows_who_awaits_a_decision(client: FlaskClient, ready: Cast) -> None:
    shown = text(as_(client, ready.supervisor).get("/gate"))
    assert "林晓雨" in shown
    assert "看证据，做决定" in shown
    assert "条件齐全" in shown
    assert re.search(r"<b>1</b>等您决定", shown)


@pytest.mark.parametrize("part", ["trainer", "mentor", "admin", "trainee", "inspector"])
def test_the_board_is_shut_to_other_roles(client: FlaskClient, ready: Cast, part: str) -> None:
    as_(client, getattr(ready, part))
    for url in ("/gate", "/gate/export", f"/gate/{ready.trainee.id}", "/certificates", "/certificates/export"):
        assert client.get(url).status_code == 403, url
    assert post(client, f"/gate/{ready.trainee.id}", form_without_page()).status_code == 403


def form_without_page() -> dict[str, str]:
    return {"decision": "agree", "seen": "0" * 64, "password": "x"}


def test_people_of_another_team_are_not_there(app: Flask, client: FlaskClient, ready: Cast) -> None:
    as_(client, ready.other_supervisor)
    assert "林晓雨" not in text(client.get("/gate"))
    for url in (f"/gate/{ready.trainee.id}", "/gate/nobody", f"/gate/{ready.inspector.id}"):
        assert client.get(url).status_code == 404, url
    assert post(client, f"/gate/{ready.trainee.id}", form_without_page()).status_code == 404
    assert decisions(app) == 0


def test_somebody_without_a_course_has_no_gate(client: FlaskClient, ready: Cast) -> None:
    assert as_(client, ready.supervisor).get(f"/gate/{ready.second_trainee.id}").status_code == 404


def test_an_auditor_reads_and_cannot_decide(client: FlaskClient, ready: Cast) -> None:
    shown = text(as_(client, ready.auditor).get(f"/gate/{ready.trainee.id}"))
    assert 'name="password"' not in shown
    assert "您只能看" in shown
    assert post(client, f"/gate/{ready.trainee.id}", form_without_page()).status_code == 403


def in_every_state(cast: Cast) -> None:
    """Somebody ready, somebody near, somebody at the start; and agents in force, conditional, suspended, lapsed."""
    acts.ready(cast, cast.trainee)
    acts.evidence(cast, cast.second_trainee, acts.enrol(cast, cast.second_trainee), ("exam", "days"))
    acts.enrol(cast, cast.other_trainee)


def make_agents(cast: Cast, states: tuple[str, ...]) -> list[Certificate]:
    """People of the first team with a certificate in each of these states, written as rows."""
    session = db.database.session
    made = []
    with db.transaction(at=DECIDING, by="tests", why="agents"):
        for number, state in enumerate(states):
            person = Person(employee_no=f"AG-{number:03}", name=f"客服{number}", team_id=cast.presale, state="at_work")
            session.add(person)
            session.flush()
            until = date(2026, 11, 1) if state == "expired" else date(2027, 10, 25)
            made.append(
                Certificate(
                    no=f"CS-2025-{number:06}",
                    check_code="A" * 10,
                    person_id=person.id,
                    name="售前上岗证",
                    gate_key="presale-gate",
                    scope={"post": "presale", "post_name": "售前客服", "platforms": [], "stores": []},
                    conditions={"daily": 60} if state == "conditional" else {},
                    conditional=state == "conditional",
                    basis="gate",
                    clears=True,
                    valid_from=DECIDING,
                    valid_until=until,
                    state=state if state in ("suspended", "revoked") else "in_force",
                    entry_seq=1,
                )
            )
        session.add_all(made)
    return made


STATES = ("in_force", "in_force", "conditional", "suspended", "expired", "revoked")


def test_every_total_opens_to_the_lines_that_make_it(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        in_every_state(cast)
        make_agents(cast, STATES)
    as_(client, cast.supervisor)
    stats = re.findall(r'<a href="(/gate\?show=\w+)"[^>]*><b>(\d+)</b>', text(client.get("/gate")))
    assert dict(stats)["/gate?show=live"] == "2"
    assert dict(stats)["/gate?show=lapsed"] == "2"
    for url, many in stats:
        shown = text(client.get(url))
        rows = len(re.findall(r'<tr><th scope="row"', shown))
        assert rows == int(many), url


def test_the_sheet_holds_the_lines_of_the_page(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        in_every_state(cast)
        make_agents(cast, STATES)
    as_(client, cast.supervisor)
    everybody = sheets.read(client.get("/gate/export").data)
    assert [row["姓名"] for row in everybody.rows] == ["林晓雨", "王思远"]
    assert [row["上岗考试"] for row in everybody.rows] == ["43 分", "未考"]
    found = sheets.read(client.get("/gate/export?show=near&q=CS-20419").data)
    assert [(row["工号"], row["状态"]) for row in found.rows] == [("CS-20419", "差 2 项")]
    assert len(sheets.read(client.get("/gate/export?show=live").data).rows) == 2
    assert sheets.read(client.get("/gate/export?q=nobody").data).rows == []


@pytest.mark.parametrize("query", ["?q=王思", "?q=cs-20419", "?show=near", "?course=presale-10d&q=王"])
def test_the_board_is_filtered(app: Flask, client: FlaskClient, cast: Cast, query: str) -> None:
    with app.app_context():
        in_every_state(cast)
    shown = text(as_(client, cast.supervisor).get(f"/gate{query}"))
    assert "王思远" in shown
    assert "林晓雨" not in shown
    for odd in ("?page=99", "?show=everything", "?q=%25", "?team=x", "?_external=1&endpoint=x"):
        assert client.get(f"/gate{odd}").status_code == 200


@pytest.fixture
def counted(app: Flask) -> Iterator[list[str]]:
    """Statements sent to the database."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append(statement)

    with app.app_context():
        engine = db.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def crowd(cast: Cast, many: int, since: int = 0) -> None:
    """Trainees with a course and a little evidence, and as many agents."""
    for number in range(since, since + many):
        with db.transaction(at=MORNING, by="tests", why="crowd"):
            person = Person(employee_no=f"CR-{number:03}", name=f"学员{number}", team_id=cast.presale)
            db.database.session.add(person)
            db.database.session.flush()
            person_id = person.id
        one = Someone(person_id, f"CR-{number:03}", f"学员{number}", "", cast.presale)
        acts.enrol(cast, one)
        acts.fact(one, "acknowledged", "charter:charter@3", {"version": "3", "clauses": ["ZC1"]}, MORNING)


def test_the_board_asks_the_same_for_two_and_for_two_hundred(
    app: Flask, client: FlaskClient, cast: Cast, counted: list[str]
) -> None:
    with app.app_context():
        acts.load(cast)
        crowd(cast, 2)
    as_(client, cast.supervisor)
    asked = {}
    for many in (2, 200):
        if many > 2:
            with app.app_context():
                crowd(cast, many - 2, since=2)
        counted.clear()
        shown = text(client.get("/gate"))
        asked[many] = len(counted)
        assert f"<b>{many}</b>在训" in shown
    assert asked[200] == asked[2]


# One person -------------------------------------------------------------------------------------------------------
def test_all_evidence_stands_left_each_with_its_original(client: FlaskClient, ready: Cast) -> None:
    shown = text(as_(client, ready.supervisor).get(f"/gate/{ready.trainee.id}"))
    for said in ("培训记录表逐项签字", "4 / 4", "对答如流", "43 分", "情景模拟", "已确认", "2 天"):
        assert said in shown
    for link in re.findall(r'href="(/record/[^"]+)"', shown):
        assert client.get(link).status_code == 200, link
    assert len(re.findall(r'<ul class="checks">.*?</ul>', shown, re.S)[0].split("<li")) == 7


def test_agreeing_issues_the_certificate(app: Flask, client: FlaskClient, ready: Cast) -> None:
    as_(client, ready.supervisor)
    answered = post(client, f"/gate/{ready.trainee.id}", form(ready, client))
    assert answered.status_code == 303
    assert answered.location == "/certificate/CS-2026-000001"
    assert "有效" in text(client.get(answered.location))
    with app.app_context():
        assert ready.trainee.row.state == "at_work"


def test_a_conditional_decision_with_its_fields(app: Flask, client: FlaskClient, ready: Cast) -> None:
    as_(client, ready.supervisor)
    until = (clock.now() + timedelta(days=10)).date().isoformat()
    said = {"decision": "conditional", "place": "store:青禾箱包旗舰店", "daily": "60", "until": until, "reason": "稍弱"}
    shown = text(client.get(f"/gate/{ready.trainee.id}"))
    assert "青禾箱包旗舰店·天猫" in shown
    answered = post(
        client, f"/gate/{ready.trainee.id}", form(ready, client, **said, mentor=ready.mentor.id, checks="5")
    )
    assert answered.status_code == 303
    with app.app_context():
        held = db.database.session.scalars(select(Certificate)).one()
        assert held.conditions == {
            "store": "青禾箱包旗舰店",
            "daily": 60,
            "mentor": "何静怡",
            "checks": 5,
            "until": until,
        }


@pytest.mark.parametrize(
    "said",
    [
        {"decision": ""},
        {"decision": "override"},
        {"password": ""},
        {"daily": "many"},
        {"daily": "0"},
        {"until": "soon"},
        {"place": "store:别家店"},
        {"mentor": "nobody"},
        {"seen": ""},
        {"reason": "长" * 1001},
    ],
)
def test_a_faulty_decision_comes_back(app: Flask, client: FlaskClient, ready: Cast, said: dict[str, str]) -> None:
    as_(client, ready.supervisor)
    answered = post(client, f"/gate/{ready.trainee.id}", form(ready, client, **said))
    assert answered.status_code == 422
    assert decisions(app) == 0


def test_a_wrong_password_signs_nothing(app: Flask, client: FlaskClient, ready: Cast) -> None:
    as_(client, ready.supervisor)
    answered = post(client, f"/gate/{ready.trainee.id}", form(ready, client, password="wrong", reason="我写的理由"))
    assert answered.status_code == 409
    assert "还可以试 4 次" in text(answered)
    assert "我写的理由" in text(answered)
    assert decisions(app) == 0


SHUT = [
    *(("agree", part) for part in acts.PARTS),
    *(("conditional", part) for part in acts.PARTS if part not in ("days", "fluency", "scene")),
]


@pytest.mark.parametrize(("decision", "part"), SHUT)
def test_a_shut_gate_is_not_opened_by_posting(
    app: Flask, client: FlaskClient, cast: Cast, decision: str, part: str
) -> None:
    """SG-11: the page offers no form for it, and a post with the right evidence and password is refused."""
    with app.app_context():
        acts.ready(cast, cast.trainee, (part,))
    as_(client, cast.supervisor)
    until = (clock.now() + timedelta(days=10)).date().isoformat()
    said = form(cast, client, decision=decision, daily="60", until=until, reason="x")
    answered = post(client, f"/gate/{cast.trainee.id}", said)
    assert answered.status_code == 409
    assert decisions(app) == 0
    with app.app_context():
        assert queries.clearance(cast.trainee.employee_no, clock.now())["status"] == "not_cleared"


def test_evidence_that_changed_is_shown_again(app: Flask, client: FlaskClient, ready: Cast) -> None:
    as_(client, ready.supervisor)
    said = form(ready, client)
    with app.app_context():
        acts.play(ready, ready.trainee, DECIDING, scene="R03")
    answered = post(client, f"/gate/{ready.trainee.id}", said)
    assert answered.status_code == 409
    assert "证据有变化" in text(answered)
    assert decisions(app) == 0


def test_a_trainer_who_is_supervisor_too_is_told_why_not(app: Flask, client: FlaskClient, ready: Cast) -> None:
    with app.app_context():
        make_supervisor(ready, ready.trainer)
    as_(client, ready.trainer)
    shown = text(client.get(f"/gate/{ready.trainee.id}"))
    assert "要由另一位主管决定" in shown
    assert 'name="password"' not in shown
    seen = ""
    with app.app_context():
        seen = acts.seen(ready.trainee, clock.now())
    said = {"decision": "agree", "reason": "", "seen": seen, "password": ready.trainer.password}
    answered = post(client, f"/gate/{ready.trainee.id}", said)
    assert (answered.status_code, decisions(app)) == (409, 0)


def make_supervisor(cast: Cast, person: Someone) -> None:
    with db.transaction(at=MORNING, by=cast.admin.id, why="grant"):
        row = Grant(person_id=person.id, role="supervisor", team_id=cast.presale, from_on=MORNING.date())
        db.database.session.add(row)


def test_postponing_is_told_to_the_person(app: Flask, client: FlaskClient, ready: Cast) -> None:
    as_(client, ready.supervisor)
    said = form(ready, client, decision="postpone", reason="再跟岗两天")
    answered = post(client, f"/gate/{ready.trainee.id}", said)
    assert answered.status_code == 303
    assert "已暂缓上岗" in text(client.get(answered.location))
    board = text(client.get("/gate"))
    assert re.search(r"<b>0</b>等您决定", board)
    assert re.search(r"<b>1</b>已暂缓", board)
    with app.app_context():
        seq = db.database.session.scalars(select(Decision.entry_seq)).one()
    own = text(as_(client, ready.trainee).get(f"/record/entry/{ready.trainee.id}/{seq}"))
    assert "再跟岗两天" in own


# Withdrawal -------------------------------------------------------------------------------------------------------
def test_a_decision_is_withdrawn_on_its_own_page(app: Flask, client: FlaskClient, certified: tuple[Cast, str]) -> None:
    cast, no = certified
    url = f"/gate/{cast.trainee.id}/withdraw"
    as_(client, cast.supervisor)
    assert no in text(client.get(url))
    assert post(client, url, {"reason": "", "password": "x"}).status_code == 422
    assert post(client, url, {"reason": "看错了", "password": "x"}).status_code == 409
    answered = post(client, url, {"reason": "看错了", "password": cast.supervisor.password})
    assert answered.status_code == 303
    assert "决定已撤回" in text(client.get(answered.location))
    assert client.get(url).status_code == 404
    with app.app_context():
        assert cast.trainee.row.state == "in_training"


def test_nobody_withdraws_anothers_decision(client: FlaskClient, certified: tuple[Cast, str]) -> None:
    cast, _ = certified
    url = f"/gate/{cast.trainee.id}/withdraw"
    for part, status in (("second_supervisor", 404), ("other_supervisor", 404), ("trainer", 403), ("auditor", 403)):
        as_(client, getattr(cast, part))
        assert client.get(url).status_code == status, part
        assert post(client, url, {"reason": "x", "password": "x"}).status_code == status, part


# Certificates -----------------------------------------------------------------------------------------------------
def test_the_list_of_certificates(app: Flask, client: FlaskClient, certified: tuple[Cast, str]) -> None:
    cast, no = certified
    with app.app_context():
        make_agents(cast, STATES)
    as_(client, cast.supervisor)
    shown = text(client.get("/certificates"))
    assert no in shown
    stats = re.findall(r'<a href="(/certificates\?show=\w+)"[^>]*><b>(\d+)</b>', shown)
    assert sum(int(many) for _, many in stats) == 7
    for url, many in stats:
        page = text(client.get(url))
        assert len(re.findall(r'<tr><th scope="row"', page)) == int(many), url
        exported = sheets.read(client.get(url.replace("/certificates", "/certificates/export")).data)
        assert len(exported.rows) == int(many), url
    assert no not in text(client.get("/certificates?q=AG-001"))
    assert no in text(client.get("/certificates?q=林晓&name=售前上岗证"))
    assert no not in text(as_(client, cast.other_supervisor).get("/certificates"))


def test_who_may_see_a_certificate(client: FlaskClient, certified: tuple[Cast, str]) -> None:
    cast, no = certified
    seen = {"trainee": 200, "supervisor": 200, "auditor": 200, "second_trainee": 404, "trainer": 404, "admin": 404}
    for part, status in {**seen, "other_supervisor": 404}.items():
        as_(client, getattr(cast, part))
        for url in (f"/certificate/{no}", f"/certificate/{no}/print"):
            assert client.get(url).status_code == status, (part, url)
    assert client.get("/certificate/CS-2026-999999").status_code == 404


def test_the_print_says_what_it_must_and_nothing_more(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        acts.ready(cast, cast.trainee)
        said = acts.LIMITED
        no = acts.decide(cast.trainee, cast.supervisor, "conditional", conditions=said, reason="淘宝时限稍弱")[1].no  # type: ignore[union-attr]
    shown = text(as_(client, cast.trainee).get(f"/certificate/{no}/print"))
    for word in (
        "林晓雨",
        "CS-20418",
        "售前客服",
        "青禾箱包旗舰店",
        "60 人",
        "有条件上岗",
        "2026 年 11 月 6 日 24:00",
        no,
    ):
        assert word in shown, word
    for word in ("43", "淘宝时限稍弱", "校验码", "86"):
        assert word not in re.sub(r"<svg.*?</svg>|<[^>]+>", "", shown, flags=re.S), word
    assert "沈国栋" in shown
    assert "盖章处" in shown


def test_suspending_needs_a_reason_and_works_at_once(
    app: Flask, client: FlaskClient, certified: tuple[Cast, str]
) -> None:
    cast, no = certified
    as_(client, cast.supervisor)
    assert client.get(f"/certificate/{no}/suspend").status_code == 200
    assert post(client, f"/certificate/{no}/suspend", {"reason": " "}).status_code == 422
    assert post(client, f"/certificate/{no}/suspend", {"reason": "投诉核查"}).status_code == 303
    with app.app_context():
        assert queries.clearance(cast.trainee.employee_no, clock.now())["status"] == "not_cleared"
    shown = text(client.get(f"/certificate/{no}"))
    assert "投诉核查" in shown
    assert "这张证书已暂停" in shown
    assert post(client, f"/certificate/{no}/suspend", {"reason": "再一次"}).status_code == 409


@pytest.mark.parametrize("event_", ["restore", "revoke"])
def test_restoring_and_revoking_are_signed(
    app: Flask, client: FlaskClient, certified: tuple[Cast, str], event_: str
) -> None:
    cast, no = certified
    as_(client, cast.supervisor)
    post(client, f"/certificate/{no}/suspend", {"reason": "投诉核查"})
    url = f"/certificate/{no}/{event_}"
    assert client.get(url).status_code == 200
    assert post(client, url, {"reason": "", "password": "x"}).status_code == 422
    assert post(client, url, {"reason": "查清了", "password": "x"}).status_code == 409
    said = {"reason": "查清了", "password": cast.supervisor.password}
    assert post(client, url, said).status_code == 303
    with app.app_context():
        state = db.database.session.scalars(select(Certificate.state)).one()
        assert state == {"restore": "in_force", "revoke": "revoked"}[event_]
    assert post(client, url, said).status_code == 409


def test_who_may_move_a_certificate(client: FlaskClient, certified: tuple[Cast, str]) -> None:
    cast, no = certified
    for part, status in (("trainer", 403), ("auditor", 403), ("trainee", 403), ("other_supervisor", 404)):
        as_(client, getattr(cast, part))
        for verb in ("suspend", "restore", "revoke"):
            assert client.get(f"/certificate/{no}/{verb}").status_code == status, (part, verb)
            answered = post(client, f"/certificate/{no}/{verb}", {"reason": "x", "password": "x"})
            assert answered.status_code == status, (part, verb)
    assert as_(client, cast.supervisor).get("/certificate/CS-2026-999999/suspend").status_code == 404


# Verification -----------------------------------------------------------------------------------------------------
def code_of(app: Flask, no: str) -> str:
    with app.app_context():
        return db.database.session.scalars(select(Certificate.check_code).where(Certificate.no == no)).one()


def test_a_stranger_verifies_a_certificate(app: Flask, client: FlaskClient, certified: tuple[Cast, str]) -> None:
    _, no = certified
    code = code_of(app, no)
    assert client.get("/verify").status_code == 200
    shown = client.get(f"/verify/{no}?c={code}")
    assert shown.status_code == 200
    said = text(shown)
    for word in ("这张证书现在有效", "林**", "CS-***18", "售前客服", "2027 年 10 月 25 日 24:00", "核验时间"):
        assert word in said, word
    for word in ("林晓雨", "CS-20418", "43"):
        assert word not in re.sub(r"<[^>]+>", "", said), word
    assert "这张证书现在有效" in text(client.get(f"/verify?no={no.lower()}&c={code[:5].lower()}-{code[5:]}"))
    assert client.get("/verify?no=&c=").status_code == 200
    assert client.get(f"/verify?no={no}&c=").status_code == 422


def test_the_code_on_the_print_leads_to_the_verdict(
    app: Flask, client: FlaskClient, certified: tuple[Cast, str]
) -> None:
    cast, no = certified
    with app.test_request_context():
        link = url_for("certification.verify", no=no, c=code_of(app, no), _external=True)
    assert link.endswith(f"/verify/{no}?c={code_of(app, no)}")
    assert "<svg" in text(as_(client, cast.trainee).get(f"/certificate/{no}/print"))


@pytest.mark.parametrize(
    ("verb", "word"),
    [("suspend", "现在暂停"), ("revoke", "已经撤销")],
)
def test_the_verdict_follows_the_certificate(
    app: Flask, client: FlaskClient, certified: tuple[Cast, str], verb: str, word: str
) -> None:
    cast, no = certified
    with app.app_context(), db.transaction(at=clock.now(), by=cast.supervisor.id, why=verb):
        act = {"suspend": actions.suspend, "revoke": actions.revoke}[verb]
        act(no, reason="内部原因", by=cast.supervisor.id, at=clock.now())
    shown = text(client.get(f"/verify/{no}?c={code_of(app, no)}"))
    assert word in shown
    assert "内部原因" not in shown
    assert "现在有效" not in shown


def test_a_wrong_code_and_an_unknown_number_look_alike(
    app: Flask, client: FlaskClient, certified: tuple[Cast, str], counted: list[str]
) -> None:
    _, no = certified
    answers, asked = [], []
    for number in (no, "CS-2026-777777"):
        counted.clear()
        answered = client.get(f"/verify/{number}?c=ABCDEFGHJK")
        answers.append((answered.status_code, re.sub(r"\d", "#", text(answered).replace(number, "NO"))))
        asked.append(len(counted))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert asked[0] == asked[1]


def test_guessing_codes_is_shut_after_five(app: Flask, client: FlaskClient, certified: tuple[Cast, str]) -> None:
    _, no = certified
    code = code_of(app, no)
    for number in range(5):
        assert client.get(f"/verify/{no}?c=ABCDEFGH{number}K").status_code == 404
    assert client.get(f"/verify/{no}?c={code}").status_code == 429
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    assert client.get(f"/verify/{no}?c={code}", environ_base=elsewhere).status_code == 200


# Red lines --------------------------------------------------------------------------------------------------------
def reported(app: Flask, cast: Cast) -> str:
    with app.app_context(), db.transaction(at=DECIDING, by=cast.supervisor.id, why="report"):
        made = actions.record_red_line(
            cast.trainee.id,
            on=date(2026, 10, 20),
            told="10:42 与买家争吵",
            second_id=cast.inspector.id,
            by=cast.supervisor.id,
            at=DECIDING,
        )
        return made.id


def test_recording_a_red_line(app: Flask, client: FlaskClient, ready: Cast) -> None:
    as_(client, ready.supervisor)
    assert client.get("/redline/new").status_code == 200
    shown = text(client.get("/redline/new?number=cs-20418"))
    assert "林晓雨" in shown
    assert "方磊" in shown
    said = {"number": "CS-20418", "on": "2026-10-20", "told": "10:42 与买家争吵", "second": ready.inspector.id}
    assert post(client, "/redline/new", {**said, "told": ""}).status_code == 422
    assert post(client, "/redline/new", {**said, "second": ready.supervisor.id}).status_code == 422
    assert post(client, "/redline/new", {**said, "number": ""}).status_code == 422
    assert post(client, "/redline/new", {**said, "number": "CS-30001"}).status_code == 404
    ahead = (clock.now() + timedelta(days=2)).date().isoformat()
    assert post(client, "/redline/new", {**said, "on": ahead}).status_code == 409
    answered = post(client, "/redline/new", said)
    assert answered.status_code == 303
    assert "等第二人确认" in text(client.get(answered.location))
    assert "林晓雨" in text(client.get("/redline"))
    assert "林晓雨" not in text(as_(client, ready.other_supervisor).get("/redline"))


def test_the_second_person_confirms_with_a_password(app: Flask, client: FlaskClient, ready: Cast) -> None:
    url = f"/redline/{reported(app, ready)}"
    as_(client, ready.inspector)
    assert "请您核对" in text(client.get(url))
    assert post(client, f"{url}/confirm", {"password": ""}).status_code == 422
    assert post(client, f"{url}/confirm", {"password": "x"}).status_code == 409
    assert post(client, f"{url}/confirm", {"password": ready.inspector.password}).status_code == 303
    assert post(client, f"{url}/confirm", {"password": ready.inspector.password}).status_code == 409
    with app.app_context():
        assert len(record.facts(ready.trainee.id, "red_line")) == 1
    as_(client, ready.supervisor)
    assert "还没处理完" in text(client.get(f"/gate/{ready.trainee.id}"))
    assert post(client, f"{url}/settle", {"reason": ""}).status_code == 422
    assert post(client, f"{url}/settle", {"reason": "谈话、复训 L10"}).status_code == 303
    assert "谈话、复训 L10" in text(client.get(url))
    assert post(client, f"{url}/settle", {"reason": "又一次"}).status_code == 409


def test_the_second_person_does_not_confirm(app: Flask, client: FlaskClient, ready: Cast) -> None:
    url = f"/redline/{reported(app, ready)}"
    assert post(as_(client, ready.inspector), f"{url}/dismiss").status_code == 303
    with app.app_context():
        assert record.facts(ready.trainee.id, "red_line") == []
    assert post(client, f"{url}/dismiss").status_code == 409


def test_who_sees_a_red_line(app: Flask, client: FlaskClient, ready: Cast) -> None:
    url = f"/redline/{reported(app, ready)}"
    seen = {"supervisor": 200, "second_supervisor": 200, "inspector": 200, "trainee": 404, "trainer": 404, "admin": 404}
    for part, status in {**seen, "other_supervisor": 404}.items():
        as_(client, getattr(ready, part))
        assert client.get(url).status_code == status, part
        if part != "inspector":
            assert post(client, f"{url}/confirm", {"password": "x"}).status_code == 404, part
            assert post(client, f"{url}/dismiss").status_code == 404, part
    for part, status in (("inspector", 403), ("other_supervisor", 404)):
        assert post(as_(client, getattr(ready, part)), f"{url}/settle", {"reason": "x"}).status_code == status
    for url in ("/redline", "/redline/new"):
        assert as_(client, ready.trainer).get(url).status_code == 403
    assert as_(client, ready.supervisor).get("/redline/nothing").status_code == 404


# Take-over --------------------------------------------------------------------------------------------------------
TITLES = ("工号", "岗位", "范围", "等级", "自何时", "批准人")
GOOD = ("CS-10007", "售前客服", "青禾箱包旗舰店", "", "2024-03-01", "S001")


def upload(client: FlaskClient, *rows: tuple[str, ...], until: str = "2027-04-30") -> TestResponse:
    data = sheets.write(TITLES, rows)
    return post(client, "/takeover", {"sheet": (io.BytesIO(data), "存量.xlsx"), "until": until})


@kept
def loaded(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        acts.load(cast)
    return cast


def test_taking_over_by_sheet(app: Flask, client: FlaskClient, loaded: Cast) -> None:
    as_(client, loaded.admin)
    assert client.get("/takeover").status_code == 200
    assert sheets.read(client.get("/takeover/template.xlsx").data).titles == list(TITLES)
    preview = upload(client, GOOD)
    assert preview.status_code == 200
    assert "赵一鸣" in text(preview)
    said = {"rows": unescape(fields(text(preview))["rows"]), "until": "2027-04-30"}
    with app.app_context():
        assert db.database.session.scalars(select(TakeOver)).all() == []
    answered = post(client, "/takeover/confirm", said)
    assert answered.status_code == 303
    assert "已准备 1 人" in text(client.get(answered.location))
    assert post(client, "/takeover/confirm", said).status_code == 409
    as_(client, loaded.supervisor)
    shown = text(client.get("/takeover/approve"))
    assert "赵一鸣" in shown
    row = re.findall(r'name="row" value="(\w+)"', shown)[0]
    assert post(client, "/takeover/approve", {"row": row, "password": ""}).status_code == 422
    assert post(client, "/takeover/approve", {"password": loaded.supervisor.password}).status_code == 422
    assert post(client, "/takeover/approve", {"row": row, "password": "x"}).status_code == 409
    assert post(client, "/takeover/approve", {"row": row, "password": loaded.supervisor.password}).status_code == 303
    with app.app_context():
        assert queries.clearance("CS-10007", clock.now())["basis"] == "存量认定"
        no = db.database.session.scalars(select(Certificate.no)).one()
    assert "没有上岗考试的成绩" in text(client.get(f"/certificate/{no}"))
    assert "按存量认定发证" in text(client.get(f"/certificate/{no}/print"))
    assert post(client, "/takeover/approve", {"row": row, "password": loaded.supervisor.password}).status_code == 409


def test_exchanging_the_certificate_after_the_real_exam(app: Flask, client: FlaskClient, loaded: Cast) -> None:
    as_(client, loaded.admin)
    said = {"rows": unescape(fields(text(upload(client, GOOD)))["rows"]), "until": "2027-04-30"}
    post(client, "/takeover/confirm", said)
    as_(client, loaded.supervisor)
    row = re.findall(r'name="row" value="(\w+)"', text(client.get("/takeover/approve")))[0]
    post(client, "/takeover/approve", {"row": row, "password": loaded.supervisor.password})
    with app.app_context():
        no = db.database.session.scalars(select(Certificate.no)).one()
    url = f"/certificate/{no}/renew"
    for who, status in ((loaded.trainer, 403), (loaded.other_supervisor, 404), (loaded.supervisor, 200)):
        assert as_(client, who).get(url).status_code == status
    assert "请在 2027-04-30 前通过上岗考试" in text(as_(client, loaded.agent).get("/today"))
    as_(client, loaded.supervisor)
    assert "签字并换发" not in text(client.get(url))
    assert post(client, url, {"password": loaded.supervisor.password}).status_code == 409
    with app.app_context():
        acts.sit(loaded.agent, 45, clock.now())
    assert "签字并换发" in text(client.get(url))
    assert post(client, url, {"password": ""}).status_code == 422
    assert "密码" in text(post(client, url, {"password": "x"}))
    answered = post(client, url, {"password": loaded.supervisor.password})
    assert answered.status_code == 303 and no not in answered.location
    assert "存量认定后通过考试" in text(client.get(answered.location))
    assert "上岗考试已通过" in text(client.get(f"{answered.location}/print"))
    assert post(client, url, {"password": loaded.supervisor.password}).status_code == 404


def test_faulty_rows_are_named_by_cell(client: FlaskClient, loaded: Cast) -> None:
    as_(client, loaded.admin)
    answered = upload(client, GOOD, ("CS-77777", "售前客服", "", "", "2024-03-01", "S001"), (*GOOD[:5], "A001"))
    assert answered.status_code == 422
    said = text(answered)
    assert "第 3 行 A 列" in said
    assert "没有这个工号" in said
    assert "第 4 行 A 列" in said
    assert 'name="rows"' not in said


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01", "2029-01-01"])
def test_the_exam_of_a_take_over_has_a_day(client: FlaskClient, loaded: Cast, until: str) -> None:
    assert upload(as_(client, loaded.admin), GOOD, until=until).status_code == 422


def test_what_no_preview_has_sent(client: FlaskClient, loaded: Cast) -> None:
    as_(client, loaded.admin)
    for rows in ("", "x", "[1]", '[["工号"],[["a","b"]]]'):
        assert post(client, "/takeover/confirm", {"rows": rows, "until": "2027-04-30"}).status_code == 400
    assert post(client, "/takeover", {"until": "2027-04-30"}).status_code == 422


def prepared(app: Flask, cast: Cast) -> str:
    sheet = sheets.Sheet(list(TITLES), [sheets.Row(2, dict(zip(TITLES, GOOD, strict=True)))])
    with app.app_context(), db.transaction(at=DECIDING, by=cast.admin.id, why="prepare"):
        made = actions.prepare_take_over(
            sheet, until=date(2027, 4, 30), by=cast.admin.id, at=DECIDING, teams=frozenset({"*"})
        )
        return made[0].id


def test_declining_a_take_over(app: Flask, client: FlaskClient, loaded: Cast) -> None:
    url = f"/takeover/{prepared(app, loaded)}/decline"
    as_(client, loaded.supervisor)
    assert client.get(url).status_code == 200
    assert post(client, url, {"reason": ""}).status_code == 422
    assert post(client, url, {"reason": "已转岗"}).status_code == 303
    assert post(client, url, {"reason": "已转岗"}).status_code == 409
    assert "已转岗" in text(as_(client, loaded.admin).get("/takeover?show=declined"))


def test_who_takes_over_and_who_approves(app: Flask, client: FlaskClient, loaded: Cast) -> None:
    row = prepared(app, loaded)
    for part in ("supervisor", "trainer", "trainee", "auditor"):
        as_(client, getattr(loaded, part))
        assert client.get("/takeover").status_code == 403
        assert upload(client, GOOD).status_code == 403
        assert post(client, "/takeover/confirm", {"rows": "[]"}).status_code == 403
    for part, status in (("admin", 403), ("trainer", 403), ("second_supervisor", 404), ("other_supervisor", 404)):
        as_(client, getattr(loaded, part))
        said = {"row": row, "password": getattr(loaded, part).password}
        assert post(client, "/takeover/approve", said).status_code == status, part
        assert client.get(f"/takeover/{row}/decline").status_code == status, part
        assert post(client, f"/takeover/{row}/decline", {"reason": "x"}).status_code == status, part
    with app.app_context():
        assert db.database.session.scalars(select(Certificate)).all() == []


def test_a_stores_platform_can_be_a_condition(app: Flask, client: FlaskClient, ready: Cast) -> None:
    with app.app_context(), db.transaction(at=MORNING, by="tests", why="store"):
        db.database.session.add(Store(name="青禾拼多多店", platform="拼多多"))
    as_(client, ready.supervisor)
    until = (clock.now() + timedelta(days=10)).date().isoformat()
    said = form(ready, client, decision="conditional", place="platform:拼多多", until=until, reason="先上一个平台")
    assert post(client, f"/gate/{ready.trainee.id}", said).status_code == 303
    with app.app_context():
        told = queries.clearance(ready.trainee.employee_no, clock.now())
        assert told["scope"]["platforms"] == ["拼多多"]
        assert told["conditions"] == {"platform": "拼多多", "until": until}


def test_times_shown_are_local(client: FlaskClient, certified: tuple[Cast, str]) -> None:
    cast, no = certified
    shown = text(as_(client, cast.supervisor).get(f"/certificate/{no}"))
    assert "2026-10-26 14:00" in shown


# By passkey -------------------------------------------------------------------------------------------------------
def touched(ready: Cast, client: FlaskClient, device: Device, **said: Any) -> tuple[dict[str, Any], TestResponse]:
    """The decision shown as a document, answered by the device: what the page would send, and the page."""
    first = {"decision": "agree", "reason": "证据齐全", "how": "passkey", "password": "", **said}
    shown = post(client, f"/gate/{ready.trainee.id}", form(ready, client, **first))
    told = re.search(r'data-passkey="([^"]+)"', text(shown))
    assert told, text(shown)
    carried = {name: unescape(value) for name, value in fields(text(shown)).items() if name != "csrf_token"}
    return carried | {"answer": device.get(unescape(told[1]))}, shown


def test_the_gate_is_decided_by_passkey(app: Flask, client: FlaskClient, ready: Cast) -> None:
    """SG-4: the decision is shown as a document, the device signs its hash, the entry holds both; changed, it is refused."""
    device = given(app, ready.supervisor, Device())
    as_(client, ready.supervisor)
    assert "用通行密钥签" in text(client.get(f"/gate/{ready.trainee.id}"))
    sent, shown = touched(ready, client, device)
    assert "已核对以上证据，同意上岗" in text(shown) and "证据齐全" in text(shown)
    for changed in (
        {"reason": "别的理由"},
        {"id": "0" * 16},
        {"salt": "00" * 16},
        {"salt": "x"},
        {"decision": "postpone"},
    ):
        assert post(client, f"/gate/{ready.trainee.id}", sent | changed).status_code == 409, changed
    assert decisions(app) == 0
    answered = post(client, f"/gate/{ready.trainee.id}", sent)
    assert answered.status_code == 303 and answered.location.startswith("/certificate/")
    assert post(client, f"/gate/{ready.trainee.id}", sent).status_code == 409, "a touch counts once"
    with app.app_context():
        entry = record.facts(ready.trainee.id, "gate_decided")[-1]
        assert (entry.method, entry.actor) == ("passkey", ready.supervisor.id)
        assert record.private(entry)["document"]["body"]["reason"] == "证据齐全"
        assert record.verdict(ready.trainee.id) is None
        assert record.facts(ready.trainee.id, "certificate_issued")[-1].method == "server"


# As PDF -----------------------------------------------------------------------------------------------------------
@pytest.mark.skipif(not typeset._folders(), reason="needs a Chinese font: fonts-noto-cjk or FONTS")
def test_a_certificate_as_pdf(app: Flask, client: FlaskClient, certified: tuple[Cast, str]) -> None:
    cast, no = certified
    asked = post(as_(client, cast.trainee), f"/certificate/{no}/pdf", {})
    assert asked.status_code == 303
    with app.app_context():
        make_certificates(clock.now())
    assert "上岗证书 PDF" in text(client.get(asked.location))
    answer = client.get(f"{asked.location}/file")
    data = answer.data
    answer.close()
    assert seal_holds(data, certificate_of(Path(app.config["INSTANCE"]), "x", clock.now()))
    with app.app_context():
        held = queries.by_number(no)
        assert held is not None
        said = str(certificate_data(held, "https://x.example/verify"))
    assert "林晓雨" in said and "分" not in said.replace("部分", ""), "no score on it"
    assert post(as_(client, cast.second_trainee), f"/certificate/{no}/pdf", {}).status_code == 404
    assert client.get(asked.location).status_code == 404
