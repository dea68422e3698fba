"""The pages of the record: what each answers when it works, to the wrong role, for another's, to bad input, refused."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from cstrain.kit import db
from cstrain.people.actions import show_code
from cstrain.records import actions, queries
from cstrain.records.models import RecordEntry, SignatureRequest
from tests.cast import Cast, Someone, as_, post
from tests.records.acts import ask, complete, document, enrol, sign

pytestmark = [pytest.mark.data, pytest.mark.page]
HOUR = timedelta(hours=1)


def text_of(answer: TestResponse) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


def carried(answer: TestResponse) -> list[str]:
    """The tokens of a signing page."""
    return re.findall(r'name="token" value="([^"]+)"', answer.text)


def seen(answer: TestResponse) -> TestResponse:
    """A page as every page has to be."""
    assert answer.status_code == 200, answer.status_code
    assert answer.text.count("<h1") == 1 and re.search(r"<title>[^<]+ · cstrain", answer.text)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))
    assert "style=" not in answer.text and not re.search(r"\son[a-z]+=", answer.text)
    return answer


def sign_page(client: FlaskClient, url: str = "/record/sign/day-1") -> list[str]:
    return carried(seen(client.get(url)))


def signed(app: Flask, person: Someone) -> int:
    with app.app_context():
        return len(queries.facts(person.id, "signed"))


# signing


def test_the_day_is_signed_with_one_password(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    as_(client, cast.trainee)
    page = seen(client.get("/record/sign/day-1"))
    said = text_of(page)
    for words in (
        "签第 1 天的环节",
        "本人已学完",
        "本人已到场完成",
        "林晓雨",
        "CS-20418",
        "第 4、5 号，接在第 3 号后面",
        "签字（2 个环节）",
    ):
        assert words in said, words
    answer = post(client, "/record/sign/day-1", {"token": carried(page), "password": cast.trainee.password})
    assert (answer.status_code, answer.location) == (303, "/record?signed=2")
    assert "已签字 2 个环节" in text_of(seen(client.get(answer.location)))
    with app.app_context():
        entries = queries.facts(cast.trainee.id, "signed")
        assert [entry.method for entry in entries] == ["password"] * 2
        assert queries.verdict(cast.trainee.id) is None and queries.owed([cast.trainee.id])[cast.trainee.id] == 0
    assert "没有待签字" in text_of(seen(client.get("/record/sign/day-1")))


def test_the_page_shows_all_of_the_document(client: FlaskClient, cast: Cast, owed: Any) -> None:
    said = text_of(as_(client, cast.trainee).get("/record/sign/day-1"))
    for words in ("检查题 5/5", "ab" * 32, "仓库认货", "W1"):
        assert words in said


def test_only_oneself_signs(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    as_(client, cast.trainee)
    tokens = sign_page(client)
    for other in (cast.mentor, cast.trainer, cast.second_trainee, cast.admin, cast.supervisor):
        as_(client, other)
        assert client.get(f"/record/sign/day-1?of={cast.trainee.id}").status_code == 404
        answer = post(client, "/record/sign/day-1", {"token": tokens, "password": other.password})
        assert answer.status_code == 404, other.name
    assert signed(app, cast.trainee) == 0


def test_a_page_of_another_sign_in_is_refused(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    tokens = sign_page(as_(client, cast.trainee))
    as_(client, cast.trainee)
    answer = post(client, "/record/sign/day-1", {"token": tokens, "password": cast.trainee.password})
    assert answer.status_code == 409 and "不是在这次登录里打开的" in text_of(answer)
    assert signed(app, cast.trainee) == 0


def test_without_password_or_documents(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    tokens = sign_page(as_(client, cast.trainee))
    answer = post(client, "/record/sign/day-1", {"token": tokens})
    assert answer.status_code == 422 and "请输入登录密码" in text_of(answer) and len(carried(answer)) == 2
    assert post(client, "/record/sign/day-1", {"password": cast.trainee.password}).status_code == 409
    for token in ("x", "x.y", "a.b.c", owed[0] + ".made_up_token"):
        said = {"token": token, "password": cast.trainee.password}
        assert post(client, "/record/sign/day-1", said).status_code in (404, 409), token
    assert signed(app, cast.trainee) == 0


def test_five_wrong_passwords_stop_the_signing(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    """SG-4: five wrong passwords lock signing."""
    tokens = sign_page(as_(client, cast.trainee))
    for left in (4, 3, 2, 1, 0):
        answer = post(client, "/record/sign/day-1", {"token": tokens, "password": "wrong"})
        assert answer.status_code == 409 and f"还可以试 {left} 次" in text_of(answer)
        tokens = carried(answer)
        assert len(tokens) == 2
    answer = post(client, "/record/sign/day-1", {"token": tokens, "password": cast.trainee.password})
    assert answer.status_code == 409 and "签字先停" in text_of(answer)
    assert signed(app, cast.trainee) == 0
    assert client.get("/record").status_code == 200  # learning goes on


def test_a_page_sent_twice_is_signed_once(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    said = {"token": sign_page(as_(client, cast.trainee)), "password": cast.trainee.password}
    statuses = [post(client, "/record/sign/day-1", said).status_code for _ in range(4)]
    assert statuses == [303, 409, 409, 409]
    assert signed(app, cast.trainee) == 2


def test_a_changed_document_is_shown_with_its_difference(
    app: Flask, client: FlaskClient, cast: Cast, owed: Any, now: datetime
) -> None:
    """SG-4: what changed between showing and signing is shown, and nothing is signed."""
    said = {"token": sign_page(as_(client, cast.trainee)), "password": cast.trainee.password}
    with app.app_context(), db.transaction(at=now - HOUR, by="tests", why="changed"):
        body = document("W1", now - 4 * HOUR, result="检查题 4/5", version="1.1")
        ask(cast.trainee, cast.trainee, "trainee", body, now - HOUR)
    answer = post(client, "/record/sign/day-1", said)
    assert answer.status_code == 409
    for words in ("内容改过了，没有签上", "公司与服务理念", "检查题 5/5", "检查题 4/5", "1.1"):
        assert words in text_of(answer), words
    assert signed(app, cast.trainee) == 0
    said["token"] = sign_page(client)
    assert post(client, "/record/sign/day-1", said).status_code == 303


def test_the_mentor_signs_after_the_trainee_on_their_own_device(
    app: Flask, client: FlaskClient, cast: Cast, owed: Any, now: datetime
) -> None:
    as_(client, cast.mentor)
    assert "现在没有待您签字" in text_of(seen(client.get("/record/sign")))
    with app.app_context():
        sign([db.database.session.get_one(SignatureRequest, owed[1])], cast.trainee, now - 2 * HOUR)
    answer = client.get("/record/sign")
    assert answer.status_code == 303
    page = seen(client.get(answer.location))
    assert "本人在场带教或评分" in text_of(page) and "林晓雨（CS-20418）" in text_of(page)
    answer = post(client, "/record/sign/day-1", {"token": carried(page), "password": cast.mentor.password})
    assert (answer.status_code, answer.location) == (303, "/record/sign?signed=1")
    assert "已签字 1 个环节" in text_of(seen(client.get(answer.location)))
    with app.app_context():
        assert queries.facts(cast.trainee.id, "signed")[-1].actor == cast.mentor.id


def test_the_mentor_signs_on_the_trainee_s_device_with_a_code(
    app: Flask, client: FlaskClient, cast: Cast, owed: Any, now: datetime
) -> None:
    url = f"/record/countersign/{cast.mentor.id}"
    as_(client, cast.trainee)
    assert client.get(url).status_code == 404  # the trainee comes first
    with app.app_context():
        sign([db.database.session.get_one(SignatureRequest, owed[1])], cast.trainee, now - 2 * HOUR)
        with db.transaction(at=now, by=cast.mentor.id, why="code"):
            code = show_code(cast.mentor.id, now)
    assert "用一次性代码签" in text_of(seen(client.get("/record")))
    page = seen(client.get(url))
    assert "请何静怡签字" in text_of(page)
    tokens = carried(page)
    assert post(client, url, {"token": tokens}).status_code == 422
    wrong = post(client, url, {"token": tokens, "code": "00000000" if code != "00000000" else "11111111"})
    assert wrong.status_code == 409 and "一次性代码不对" in text_of(wrong)
    assert client.get(f"/record/countersign/{cast.trainer.id}").status_code == 404
    as_(client, cast.second_trainee)
    assert post(client, url, {"token": tokens, "code": code}).status_code == 404
    as_(client, cast.trainee)
    assert post(client, url, {"token": sign_page(client, url), "code": code}).location == "/record?countersigned=1"
    with app.app_context():
        entry = queries.facts(cast.trainee.id, "signed")[-1]
        assert (entry.actor, entry.method) == (cast.mentor.id, "code")
    assert client.get(url).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    for url in ("/record", "/record/sign", "/record/sign/day-1", "/record/verify", "/record/x", "/record/x/sheet"):
        assert client.get(url).status_code == 303


# refusing


def test_a_step_is_refused_and_answered(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    url = f"/record/refuse/{owed[0]}"
    as_(client, cast.second_trainee)
    assert client.get(url).status_code == 404 and post(client, url, {"reason": "x"}).status_code == 404
    as_(client, cast.trainee)
    seen(client.get(url))
    assert post(client, url, {"reason": "　"}).status_code == 422
    assert post(client, url, {"reason": "检查题是 4/5"}).status_code == 303
    assert "检查题是 4/5" in text_of(seen(client.get("/record")))
    assert post(client, url, {"reason": "再一次"}).status_code == 409
    _answer(client, cast, f"/record/refused/{owed[0]}")
    said = text_of(seen(as_(client, cast.trainee).get("/record/sign/day-1")))
    assert "公司与服务理念" in said and "答复是：已改" in said


def _answer(client: FlaskClient, cast: Cast, url: str) -> None:
    assert as_(client, cast.trainee).get(url).status_code == 403
    assert as_(client, cast.other_trainer).get(url).status_code == 404
    as_(client, cast.trainer)
    assert "检查题是 4/5" in text_of(seen(client.get(f"/record/{cast.trainee.id}")))
    assert "检查题是 4/5" in text_of(seen(client.get(url)))
    assert client.get("/record/refused/none").status_code == 404
    assert post(client, url, {}).status_code == 422
    assert post(client, url, {"answer": "已改"}).status_code == 303
    assert post(client, url, {"answer": "已改"}).status_code == 409


# seeing


def test_who_sees_whose_record(client: FlaskClient, cast: Cast, owed: Any) -> None:
    url = f"/record/{cast.trainee.id}"
    for someone, status in (
        (cast.trainer, 200), (cast.supervisor, 200), (cast.auditor, 200), (cast.trainee, 403), (cast.mentor, 403),
        (cast.second_trainee, 403), (cast.admin, 403), (cast.inspector, 403), (cast.other_trainer, 404),
    ):  # fmt: skip
        assert as_(client, someone).get(url).status_code == status, someone.name
    assert as_(client, cast.trainer).get("/record/nobody").status_code == 404


@pytest.mark.parametrize("what", ["sheet", "entry"])
def test_one_s_own_sheet_and_entries_are_one_s_to_see(client: FlaskClient, cast: Cast, owed: Any, what: str) -> None:
    url = f"/record/{cast.trainee.id}/sheet" if what == "sheet" else f"/record/entry/{cast.trainee.id}/1"
    for someone, status in (
        (cast.trainee, 200), (cast.trainer, 200), (cast.auditor, 200), (cast.second_trainee, 404), (cast.mentor, 404),
        (cast.admin, 404), (cast.other_trainer, 404), (cast.other_trainee, 404),
    ):  # fmt: skip
        assert as_(client, someone).get(url).status_code == status, someone.name


def test_an_entry_shows_the_document_that_was_signed(
    app: Flask, client: FlaskClient, cast: Cast, owed: Any, now: datetime
) -> None:
    with app.app_context():
        (entry,) = sign([db.database.session.get_one(SignatureRequest, owed[0])], cast.trainee, now - HOUR)
    page = seen(as_(client, cast.trainee).get(f"/record/entry/{cast.trainee.id}/{entry.seq}"))
    said = text_of(page)
    for words in (
        "签字原文",
        "本人已学完",
        "检查题 5/5",
        "林晓雨",
        "CS-20418",
        "（+08:00）",
        "登录后再次输入密码",
        entry.hash[:4],
        entry.hash[-4:],
    ):
        assert words in said, words
    assert client.get(f"/record/entry/{cast.trainee.id}/99").status_code == 404


def test_the_sheet_shows_every_step_and_who_printed(client: FlaskClient, cast: Cast, owed: Any) -> None:
    said = text_of(seen(as_(client, cast.trainer).get(f"/record/{cast.trainee.id}/sheet")))
    for words in (
        "岗位培训记录表", "青禾箱包有限公司", "公司与服务理念", "仓库认货", "服务章程", "上岗考试", "待签字",
        "共 4 个环节，课时合计 590 分钟，其中 4 个还没有本人签字", "校验码", f"{cast.trainer.name}（T001）", "RS-",
    ):  # fmt: skip
        assert words in said, words
    assert client.get(f"/record/{cast.second_trainee.id}/sheet").status_code == 404  # never enrolled


def test_every_figure_opens_the_lines_that_make_it(
    app: Flask, client: FlaskClient, cast: Cast, owed: Any, now: datetime
) -> None:
    with app.app_context():
        asked = [db.database.session.get_one(SignatureRequest, one) for one in owed[:2]]
        sign(asked, cast.trainee, now - HOUR)
        with db.transaction(at=now, by="tests", why="many"):
            for _ in range(40):
                actions.record(cast.trainee.id, "resumed", at=now, by="tests", subject="s", body={})
    for someone, base in ((cast.trainee, "/record"), (cast.trainer, f"/record/{cast.trainee.id}")):
        page = seen(as_(client, someone).get(base))
        found = re.findall(r'<a href="([^"#]+)#lines"[^>]*><b>(\d+)</b>', page.text)
        assert [number for _, number in found] == ["45", "2", "0"]
        for url, number in found:
            assert _lines(client, html.unescape(url)) == int(number)


def _lines(client: FlaskClient, url: str) -> int:
    """Entries on all pages of a list."""
    counted, page = 0, 1
    while True:
        answer = client.get(f"{url}{'&' if '?' in url else '?'}page={page}")
        here = len(re.findall(r'<a href="/record/entry/', answer.text))
        counted, page = counted + here, page + 1
        if here < 30:
            return counted


def test_pages_take_the_same_queries_for_one_entry_and_for_many(
    app: Flask, client: FlaskClient, cast: Cast, now: datetime
) -> None:
    counts = []
    with app.app_context():
        enrol(cast, cast.trainee, now - 30 * HOUR)
    for round_ in range(2):
        with app.app_context():
            for number, key in enumerate(("K1", "W1", "C2", "Z1")[: 1 + 3 * round_]):
                complete(cast, cast.trainee, key, now - (20 - number - 5 * round_) * HOUR, result=f"{round_}")
        as_(client, cast.trainee)
        urls = [
            "/record",
            "/record/sign/day-1",
            f"/record/{cast.trainee.id}/sheet",
            f"/record/entry/{cast.trainee.id}/1",
        ]
        here = [_queries(app, client, url) for url in urls]
        as_(client, cast.trainer)
        counts.append([*here, _queries(app, client, f"/record/{cast.trainee.id}")])
    assert counts[0] == counts[1]


def _queries(app: Flask, client: FlaskClient, url: str) -> int:
    seen_: list[str] = []

    def note(*args: Any) -> None:
        seen_.extend([args[2]] if args[2].startswith("SELECT") else [])

    with app.app_context():
        engine = db.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        seen(client.get(url))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen_)


def test_reading_writes_nothing(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    def rows() -> Any:
        with app.app_context():
            tables = [table for table in db.Base.metadata.sorted_tables if table.name not in ("session", "session_use")]
            return [sorted(map(str, db.database.session.execute(select(table)))) for table in tables]

    trainer = as_(app.test_client(), cast.trainer)
    as_(client, cast.trainee)
    before = rows()
    for url in ("", "/sign", "/sign/day-1", f"/refuse/{owed[0]}", "/verify?number=CS-20418"):
        client.get(f"/record{url}")
    for url in ("", "/sheet"):
        seen(trainer.get(f"/record/{cast.trainee.id}{url}"))
    assert rows() == before


# putting right


def test_a_correction_by_page(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    url = f"/record/entry/{cast.trainee.id}/2/correct"
    said = {"field": "result", "right": "检查题 4/5", "reason": "抄错"}
    assert as_(client, cast.trainee).get(url).status_code == 403
    assert as_(client, cast.auditor).get(url).status_code == 403
    assert as_(client, cast.other_trainer).get(url).status_code == 404
    assert post(client, url, said).status_code == 404
    as_(client, cast.trainer)
    seen(client.get(url))
    seen(client.get(f"/record/entry/{cast.trainee.id}/1/correct"))  # nothing there to correct
    for bad in ({"field": "hash"}, {"right": ""}, {"reason": ""}, {"right": "x" * 201}):
        assert post(client, url, said | bad).status_code == 422, bad
    assert post(client, url, said | {"right": "检查题 5/5"}).status_code == 409
    answer = post(client, url, said)
    assert answer.status_code == 303
    assert "检查题 5/5 → 检查题 4/5" in text_of(seen(client.get(answer.location)))
    assert post(client, url, said).status_code == 409  # one is waiting already
    assert "有一条更正等本人确认" in text_of(client.get(f"/record/entry/{cast.trainee.id}/2"))
    page = seen(as_(client, cast.trainee).get("/record/sign/correction"))
    assert "抄错" in text_of(page) and "本人已核对更正内容" in text_of(page)
    confirmed = {"token": carried(page), "password": cast.trainee.password}
    assert post(client, "/record/sign/correction", confirmed).status_code == 303
    assert "有一条更正等本人确认" not in text_of(client.get(f"/record/entry/{cast.trainee.id}/2"))
    sheet = text_of(client.get(f"/record/{cast.trainee.id}/sheet"))
    assert "成绩原记“检查题 5/5”，更正为“检查题 4/5”" in sheet
    assert "已更正" in text_of(client.get("/record"))


# checking


def test_the_check_by_page(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    as_(client, cast.trainee)
    assert "没有被改动" in text_of(seen(client.get("/record/verify?number=CS-20418")))
    seen(client.get("/record/verify"))
    assert client.get("/record/verify?number=").status_code == 422
    assert client.get("/record/verify?number=CS-20418&code=xyz").status_code == 422
    assert client.get("/record/verify?number=CS-20419").status_code == 404
    assert client.get("/record/verify?number=nobody").status_code == 404
    with app.app_context():
        code = queries.read_entries(cast.trainee.id)[1].hash
    as_(client, cast.trainer)
    printed = client.get(f"/record/verify?number=CS-20418&code={code}")
    assert "打印时写到第 2 号，之后又写了 1 条" in text_of(printed)
    assert "不一致" in text_of(client.get(f"/record/verify?number=CS-20418&code={'0' * 64}"))


def test_a_broken_record_is_named_on_its_pages(app: Flask, client: FlaskClient, cast: Cast, owed: Any) -> None:
    from tests.records.test_tamper import by_hand

    with app.app_context(), by_hand() as connection:
        table = db.Base.metadata.tables[RecordEntry.__tablename__]
        connection.execute(table.update().where(table.c.seq == 2).values(subject="step:presale/W9@1"))
        connection.commit()
    as_(client, cast.trainer)
    for url in ("/record/verify?number=CS-20418", f"/record/{cast.trainee.id}"):
        assert "第 2 号记录对不上" in text_of(seen(client.get(url)))
