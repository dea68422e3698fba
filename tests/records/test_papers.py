"""Files about several people, and the page where a printed sheet is checked by whoever holds it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.kit import clock, db, typeset
from cstrain.kit.pades import certificate_of, seal_holds
from cstrain.records import queries
from cstrain.records.commands.papers import make_what_is_ordered, remove_old_papers
from tests.cast import Cast, as_, post
from tests.records.acts import complete, enrol, sign
from tests.records.test_commands import VERIFY
from tests.records.test_views import seen, text_of

PAPERS = "/record/papers"
HOUR = timedelta(hours=1)
needs_fonts = pytest.mark.skipif(not typeset._folders(), reason="needs a Chinese font: fonts-noto-cjk or FONTS")


@pytest.fixture
def enrolled(app: Flask, cast: Cast, now: Any) -> Cast:
    with app.app_context():
        for someone in (cast.trainee, cast.second_trainee):
            enrol(cast, someone, now - 5 * HOUR)
        sign(complete(cast, cast.trainee, "W1", now - 4 * HOUR), cast.trainee, now - 3 * HOUR)
    return cast


def work(app: Flask, at: Any = None) -> None:
    with app.app_context():
        make_what_is_ordered(at or clock.now())


def ordered(client: FlaskClient, **said: str) -> str:
    answer = post(client, PAPERS, {"kind": "pack", **said})
    assert answer.status_code == 303, text_of(answer)
    return str(answer.location)


def fetched(client: FlaskClient, where: str) -> bytes:
    answer = client.get(f"{where}/file")
    data = answer.data
    answer.close()
    assert answer.status_code == 200
    return data


def test_an_audit_pack_in_one_press(app: Flask, client: FlaskClient, enrolled: Cast, tmp_path: Path) -> None:
    as_(client, enrolled.auditor)
    where = ordered(client, cohort="10 月第 2 批")
    assert "正在做" in text_of(seen(client.get(where)))
    assert client.get(f"{where}/file").status_code == 404
    work(app)
    said = text_of(seen(client.get(where)))
    assert "2 人缺东西，排在前面" in said and "林晓雨" in said and "没有证书" in said
    (tmp_path / "pack.zip").write_bytes(fetched(client, where))
    assert VERIFY.main([str(tmp_path / "pack.zip")]) == 0
    assert "可以下载" in text_of(client.get(PAPERS))
    assert as_(client, enrolled.trainer).get(where).status_code == 404, "another's"


def test_only_people_one_may_see_are_in_it(app: Flask, client: FlaskClient, enrolled: Cast) -> None:
    as_(client, enrolled.other_trainer)
    assert post(client, PAPERS, {"kind": "pack", "numbers": "CS-20418"}).status_code == 409
    assert post(client, PAPERS, {"kind": "pack", "cohort": "10 月第 2 批"}).status_code == 409
    as_(client, enrolled.trainer)
    assert post(client, PAPERS, {"kind": "pack", "numbers": "nobody"}).status_code == 409
    where = ordered(client, numbers="CS-20418, cs-20419")
    work(app)
    assert fetched(client, where)
    with app.app_context(), db.transaction(at=clock.now(), by="tests", why="moves away"):
        enrolled.trainee.row.team_id = enrolled.aftersale
    assert client.get(f"{where}/file").status_code == 404


def test_a_paper_is_gone_after_a_day(app: Flask, client: FlaskClient, enrolled: Cast) -> None:
    as_(client, enrolled.auditor)
    where = ordered(client, numbers="CS-20418")
    work(app)
    with app.app_context():
        remove_old_papers(clock.now() + timedelta(hours=25))
    assert client.get(f"{where}/file").status_code == 404
    assert "按规定删除" in text_of(client.get(where))


@needs_fonts
def test_a_cohort_prints_as_one_file(app: Flask, client: FlaskClient, enrolled: Cast) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    as_(client, enrolled.trainer)
    where = ordered(client, kind="cohort", cohort="10 月第 2 批")
    work(app)
    data = fetched(client, where)
    assert seal_holds(data, certificate_of(Path(app.config["INSTANCE"]), "x", clock.now()))
    assert int(PdfFileReader(io.BytesIO(data)).root["/Pages"]["/Count"]) == 4, "a sheet and its signatures for each"


# the public page


def printed(app: Flask, cast: Cast) -> dict[str, str]:
    with app.app_context():
        return {"n": queries.sheet_number(cast.trainee.id), "c": queries.end_of(cast.trainee.id)}


def test_whoever_holds_the_sheet_may_check_it(app: Flask, client: FlaskClient, enrolled: Cast) -> None:
    """SG-7: the page of the sheet's code says what the verifier says, masked and without a score."""
    said = text_of(seen(client.get("/record/check", query_string=printed(app, enrolled))))
    assert "这张记录表和系统里的记录一致" in said and "林**" in said
    for hidden in ("林晓雨", "CS-20418", "5/5", "检查题"):
        assert hidden not in said
    with app.app_context(), db.database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            for line in (
                connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            ):
                connection.exec_driver_sql(f'DROP TRIGGER "{line}"')
        connection.exec_driver_sql(
            "UPDATE record_entry SET text = replace(text, '检查题 5/5', '检查题 9/9') WHERE seq = 2"
        )
    said = text_of(client.get("/record/check", query_string=printed(app, enrolled)))
    assert "这份记录被改动过" in said and "第 2 号记录" in said


def test_without_the_check_code_nothing_is_said(app: Flask, client: FlaskClient, enrolled: Cast) -> None:
    good = printed(app, enrolled)
    other = printed(app, enrolled) | {"n": "RS-0000-0000"}
    assert client.get("/record/check").status_code == 200
    for wrong in (good | {"c": "0" * 64}, other, good | {"c": "x"}, {"n": good["n"]}):
        answer = client.get("/record/check", query_string=wrong)
        assert answer.status_code == 404 and "没有这张记录表，或者校验码不对" in text_of(answer)
    assert client.get("/record/check", query_string=good).status_code == 200
    for _ in range(6):
        client.get("/record/check", query_string=other)
    assert client.get("/record/check", query_string=good).status_code == 429, "guessing is shut after five"


def test_the_sheet_leads_to_the_page(client: FlaskClient, enrolled: Cast) -> None:
    assert "/record/check" in client.get("/record/check").text
    assert as_(client, enrolled.trainee).get(f"/record/{enrolled.trainee.id}/sheet").status_code == 200


def test_a_column_to_sign_by_hand_on_request(client: FlaskClient, enrolled: Cast) -> None:
    as_(client, enrolled.trainee)
    plain = client.get(f"/record/{enrolled.trainee.id}/sheet").text
    asked = client.get(f"/record/{enrolled.trainee.id}/sheet?hand=1").text
    assert '<td class="hand">' not in plain and asked.count('<td class="hand">') == 4
