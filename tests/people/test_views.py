"""The pages: they work; the wrong role gets 403; what is not yours is 404; bad input 422; refused 409."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cstrain.kit import clock, db, jobs
from cstrain.kit.content import read
from cstrain.kit.sheets import XLSX
from cstrain.kit.sheets import read as read_sheet
from cstrain.kit.sheets import write as write_sheet
from cstrain.people import actions, queries
from cstrain.people.models import DecisionValue, Person, Session
from tests.cast import Cast, Someone, as_, post
from tests.people.test_rules import FILE

pytestmark = [pytest.mark.data, pytest.mark.page]
TODAY = datetime.now(UTC).date().isoformat()
EVERYBODY = ("admin", "trainer", "mentor", "supervisor", "inspector", "auditor", "trainee")
WHO_MAY: dict[str, set[str]] = {
    "/account": set(EVERYBODY),
    "/password": set(EVERYBODY),
    "/inbox": set(EVERYBODY),
    "/account/code": {"trainer", "mentor"},
    "/people": {"admin", "trainer", "supervisor", "inspector", "auditor"},
    "/people/new": {"admin"},
    "/people/import": {"admin"},
    "/people/import/template.xlsx": {"admin"},
    "/teams": {"admin"},
    "/stores": {"admin"},
    "/decisions": {"admin", "trainer", "supervisor", "auditor"},
    "/audit": {"admin", "auditor"},
    "/audit/export": {"admin", "auditor"},
}


@pytest.mark.parametrize("url", WHO_MAY)
def test_pages_open_to_their_roles_and_to_nobody_else(client: FlaskClient, cast: Cast, url: str) -> None:
    assert client.get(url).status_code == 303, "a stranger signs in first"
    for part in EVERYBODY:
        as_(client, getattr(cast, part))
        assert client.get(url).status_code == (200 if part in WHO_MAY[url] else 403), part


def test_deeds_are_shut_to_other_roles(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.auditor)
    who = cast.trainee.id
    for url in (
        "/people/new",
        "/people/import",
        "/people/import/confirm",
        f"/people/{who}/edit",
        f"/people/{who}/number",
        f"/people/{who}/state",
        f"/people/{who}/grants",
        f"/people/{who}/password",
        f"/people/{who}/shut",
        f"/people/{who}/open",
        "/teams",
        "/stores",
        "/decisions/adopt",
        "/decisions/x",
        "/account/code",
    ):
        assert post(client, url, {}).status_code == 403, url


def test_a_person_of_another_team_is_not_there(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.supervisor)
    for path in ("", "/edit"):
        assert client.get(f"/people/{cast.other_trainee.id}{path}").status_code == (404 if not path else 403)
    assert client.get("/people/0000000000000000").status_code == 404
    given = {"event": "take_leave", "on": TODAY, "reason": "x"}
    assert post(client, f"/people/{cast.other_trainee.id}/state", given).status_code == 404
    assert post(client, f"/people/{cast.admin.id}/state", given).status_code == 404, "no team: not of mine"
    assert cast.other_trainee.name not in client.get("/people").text
    assert cast.trainee.name in client.get("/people").text


# -- signing in


def sign_in(client: FlaskClient, number: str, password: str, **more: str) -> int:
    return post(client, "/login", {"number": number, "password": password, **more}).status_code


def test_signing_in_with_the_number_in_any_writing(client: FlaskClient, cast: Cast) -> None:
    for number in ("CS-20418", "cs-20418", "ＣＳ－20418", " cs-20418 "):
        assert sign_in(client, number, cast.trainee.password) == 303
        assert client.get("/account").status_code == 200
        assert post(client, "/logout").status_code == 303


def test_the_page_goes_where_one_wanted_and_never_to_another_site(client: FlaskClient, cast: Cast) -> None:
    wanted = client.get("/people?q=x&page=2").location
    assert wanted == "/login?next=/people?q%3Dx%26page%3D2"
    page = client.get(wanted).text
    found = re.search(r'id="next" name="next"[^>]*value="([^"]*)"', page)
    assert found is not None
    target = found[1].replace("&amp;", "&")
    given = {"number": "A001", "password": cast.admin.password}
    assert post(client, "/login", given | {"next": target}).location == "/people?q=x&page=2"
    for evil in (
        "///evil.example",
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:x",
        "/a\nb",
        "x",
    ):
        post(client, "/logout")
        answer = post(client, "/login", given | {"next": evil})
        assert answer.location == "/", evil


def test_a_wrong_try_says_the_same_of_everybody(client: FlaskClient, cast: Cast) -> None:
    with client.application.app_context(), db.transaction(why="x"):
        actions.shut_account(cast.second_trainer.id, at=clock.now())

    def said(number: str) -> tuple[int, str]:
        answer = post(client, "/login", {"number": number, "password": "wrong"})
        plain = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", answer.text)
        return answer.status_code, plain.replace(number, "N")

    told = {said(number) for number in ("T001", "T002", "Z999")}
    assert len(told) == 1
    assert next(iter(told))[0] == 422
    assert "还可以试 4 次" in next(iter(told))[1]


def test_five_wrong_tries_and_a_quarter_of_an_hour(client: FlaskClient, cast: Cast) -> None:
    codes = [sign_in(client, number, "wrong") for number in ("T001", "t001", "Ｔ001", " T001", "T 001")]
    assert codes == [422, 422, 422, 422, 429]
    assert sign_in(client, "T001", cast.trainer.password) == 429, "the right one has to wait too"
    assert sign_in(client, "T002", cast.second_trainer.password) == 303, "others do not"
    unknown = [sign_in(client.application.test_client(), "Z9", "wrong") for _ in range(6)]
    assert unknown == [422, 422, 422, 422, 429, 429]


def test_a_shut_account_and_an_old_first_password_do_not_open(client: FlaskClient, cast: Cast) -> None:
    with client.application.app_context():
        with db.transaction(at=clock.now() - timedelta(days=31), by="x", why="x"):
            old = actions.reset_password(cast.trainee.id, by=cast.admin.id, at=clock.now() - timedelta(days=31))
        with db.transaction(why="x"):
            actions.shut_account(cast.trainer.id, at=clock.now())
    assert sign_in(client, "CS-20418", old) == 422
    assert sign_in(client, "T001", cast.trainer.password) == 422


def test_the_first_password_opens_only_the_page_to_change_it(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    answer = post(client, f"/people/{cast.trainee.id}/password")
    found = re.search(r"<code>([0-9a-z-]{14})</code>", answer.text)
    assert found is not None
    first = found[1]
    assert sign_in(client, "CS-20418", cast.trainee.password) == 422, "the old one is gone"
    assert sign_in(client, "CS-20418", first.upper()) == 303
    for url in ("/account", "/people", "/", "/inbox"):
        assert client.get(url).location == "/password"
    assert post(client, "/account/looks", {"language": "en", "theme": "dark"}).location == "/password"
    assert "现在的密码" not in client.get("/password").text
    new = {"password": "晴天骑车去买菜和花儿", "again": "晴天骑车去买菜和花儿"}
    for given, words in (
        ({"password": "short", "again": "short"}, "还不到 10 位"),
        (new | {"again": "x"}, "不一样"),
        ({"password": first, "again": first}, "和现在不同"),
        ({"password": "", "again": ""}, "请填写"),
    ):
        refused = post(client, "/password", given)
        assert refused.status_code == 422
        assert words in refused.text
    assert post(client, "/password", new).status_code == 303
    assert client.get("/account").status_code == 200
    jobs_done(client)
    assert "被周敏重置了" in client.get("/inbox").text


def jobs_done(client: FlaskClient) -> None:
    with client.application.app_context():
        jobs.run_due(clock.now())


def test_changing_ones_own_password_asks_for_the_present_one(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainee)
    new = {"password": "晴天骑车去买菜和花儿", "again": "晴天骑车去买菜和花儿"}
    wrong = post(client, "/password", new | {"current": "wrong"})
    assert (wrong.status_code, "现在的密码不对" in wrong.text) == (422, True)
    same = {"current": cast.trainee.password, "password": cast.trainee.password, "again": cast.trainee.password}
    assert post(client, "/password", same).status_code == 422
    assert post(client, "/password", new | {"current": cast.trainee.password}).status_code == 303
    for _ in range(4):
        post(client, "/password", new | {"current": "wrong"})
    assert post(client, "/password", new | {"current": "wrong"}).status_code == 422
    locked = post(client, "/password", new | {"current": new["password"], "password": "x" * 3 + "abcdefg-7"})
    assert locked.status_code in (409, 422)


def test_logging_out_forgets(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainee)
    answer = post(client, "/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/account").status_code == 303
    assert post(client, "/logout").status_code == 303, "also without a session"


# -- one's own account


def test_looks_are_kept_and_shown(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainee)
    assert post(client, "/account/looks", {"language": "en", "theme": "dark"}).status_code == 303
    page = client.get("/account").text
    assert '<html lang="en" data-theme="dark">' in page
    assert post(client, "/account/looks", {"language": "fr", "theme": "dark"}).status_code == 422
    answer = post(client, "/language", {"lang": "zh-CN", "next": "/inbox"})
    assert answer.location == "/inbox"
    assert '<html lang="zh-CN"' in client.get("/account").text
    assert post(client, "/language", {"lang": "xx", "next": "//evil.example"}).location == "/"


def test_a_stranger_reads_the_sign_in_page_in_english(client: FlaskClient, cast: Cast) -> None:
    post(client, "/language", {"lang": "en", "next": "/login"})
    assert '<html lang="en"' in client.get("/login").text


def test_other_sessions_can_be_ended_one_or_all(client: FlaskClient, cast: Cast) -> None:
    others = [client.application.test_client() for _ in range(3)]
    for other in others:
        as_(other, cast.trainee)
    as_(client, cast.trainee)
    page = client.get("/account").text
    ends = re.findall(r'action="(/account/sessions/[0-9a-f]{64}/end)"', page)
    assert len(ends) == 3
    assert post(client, ends[0]).status_code == 303
    assert sorted(other.get("/account").status_code for other in others) == [200, 200, 303]
    assert post(client, "/account/sessions/end").status_code == 303
    assert [other.get("/account").status_code for other in others] == [303, 303, 303]
    assert client.get("/account").status_code == 200
    stranger = as_(others[0], cast.trainer)
    with client.application.app_context():
        mine = db.database.session.scalar(select(Session.id).where(Session.person_id == cast.trainee.id))
    assert post(stranger, f"/account/sessions/{mine}/end").status_code == 404


def test_a_mentor_shows_a_code_with_its_picture(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.mentor)
    assert "<svg" in client.get("/account/code").text
    page = post(client, "/account/code").text
    assert re.search(r"\d{4} \d{4}", page)
    assert 'class="qr"' in page


# -- people


def test_the_list_filters_and_pages(client: FlaskClient, cast: Cast) -> None:
    with client.application.app_context(), db.transaction(why="many"):
        for number in range(60):
            actions.add_person(f"N{number:03}", f"新人{number}", team=cast.presale, by="x", at=clock.now())
    as_(client, cast.admin)
    first = client.get("/people").text
    assert "第 1–50 人，共 75 人" in first
    assert client.get("/people?page=2").text.count('class="t"') == 25
    assert client.get("/people?page=99").status_code == 200
    assert client.get("/people?page=x&team='&state=--").status_code == 200
    found = client.get("/people?q=林晓").text
    assert "林晓雨" in found
    assert "王思远" not in found
    assert "林晓雨" in client.get("/people?q=ｃｓ-20418").text
    assert "没有符合条件的人" in client.get("/people?q=%25").text, "a wild card is a character"
    for filtered in ("", "?q=林晓", "?state=at_work", "?q=%25"):
        rows = read_sheet(client.get(f"/people/export.xlsx{filtered}").data).rows
        said = re.search(r'<p class="soft">(\d+) 人', client.get(f"/people{filtered}").text)
        assert said and len(rows) == int(said[1]), filtered
    assert read_sheet(client.get("/people/export.xlsx?q=林晓").data).rows[0]["工号"] == "CS-20418"
    assert "孙可欣" not in client.get(f"/people?team={cast.presale}").text
    assert "林晓雨" not in client.get("/people?state=at_work").text


def test_the_list_costs_a_constant_number_of_queries(app: Flask, client: FlaskClient, cast: Cast) -> None:
    from sqlalchemy import event

    as_(client, cast.admin)
    seen: list[str] = []
    with app.app_context():
        engine = db.database.engine
        event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))

        def cost(url: str) -> int:
            client.get(url)
            seen.clear()
            assert client.get(url).status_code == 200
            return len(seen)

        urls = ["/people", "/audit", "/decisions", "/inbox", "/account", "/teams", f"/people/{cast.trainee.id}"]
        before = {url: cost(url) for url in urls}
        with db.transaction(why="many"):
            actions.load_decisions(read(FILE))
            for number in range(30):
                person, _ = actions.add_person(f"N{number}", "甲", team=None, by=cast.admin.id, at=clock.now())
                actions.keep_team(f"组{number}")
                actions.tell(
                    cast.admin.id, "role_given", f"{number}", facts={"role": "mentor"}, link="", at=clock.now()
                )
                actions.grant_role(
                    cast.trainee.id, "mentor", team=cast.presale, from_on=date(2026, 1, 1), by=person.id, at=clock.now()
                )
        jobs.run_due(clock.now())
        after = {url: cost(url) for url in urls}
    for url in urls:
        assert after[url] <= before[url] + 2, url
        assert after[url] <= 25, url


def test_a_new_person_gets_a_slip(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    given = {"employee_no": "CS-9", "name": "新人", "team": cast.presale, "store": "", "joined_on": TODAY}
    slip = post(client, "/people/new", given)
    assert slip.status_code == 200
    assert re.search(r"<code>[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}</code>", slip.text)
    taken = post(client, "/people/new", given)
    assert taken.status_code == 409
    assert "工号 CS-9 是新人的" in taken.text
    for bad in ({"name": "　 "}, {"employee_no": ""}, {"team": "x"}, {"joined_on": "昨天"}, {"name": "长" * 81}):
        assert post(client, "/people/new", given | {"employee_no": "CS-10"} | bad).status_code == 422, bad


def test_a_person_is_edited_on_a_fresh_page_only(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    url = f"/people/{cast.trainee.id}/edit"
    found = re.search(r'name="version"[^>]*value="(\d+)"', client.get(url).text)
    assert found is not None
    given = {"name": "林小雨", "team": cast.aftersale, "store": "", "joined_on": TODAY, "version": found[1]}
    assert post(client, url, given | {"name": ""}).status_code == 422
    assert post(client, url, given).status_code == 303
    stale = post(client, url, given | {"name": "林大雨"})
    assert (stale.status_code, "刚才有人" in stale.text) == (409, True)
    with client.application.app_context():
        row = cast.trainee.row
        assert (row.name, row.team_id, row.store_id) == ("林小雨", cast.aftersale, None)


def test_a_number_is_changed_with_a_reason(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    url = f"/people/{cast.trainee.id}/number"
    assert post(client, url, {"new_no": "CS-1"}).status_code == 422
    assert post(client, url, {"new_no": "T001", "why": "x"}).status_code == 409
    assert post(client, url, {"new_no": "CS-1", "why": "重新编号"}).status_code == 303
    assert sign_in(client.application.test_client(), "CS-1", cast.trainee.password) == 303


def test_state_is_changed_by_the_team_and_employment_by_the_firm(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainer)
    url = f"/people/{cast.trainee.id}/state"
    page = client.get(f"/people/{cast.trainee.id}").text
    assert 'value="take_leave"' in page
    for shut in ("leave", "go_live", "rehire"):
        assert f'value="{shut}"' not in page
        assert post(client, url, {"event": shut, "on": TODAY, "reason": "x"}).status_code == 422, shut
    given = {"event": "take_leave", "on": TODAY, "reason": "家里有事"}
    assert post(client, url, given | {"reason": ""}).status_code == 422
    assert post(client, url, given | {"on": "2999-01-01"}).status_code == 409
    assert post(client, url, given).status_code == 303
    assert post(client, url, given).status_code == 422, "not offered any more"
    as_(client, cast.admin)
    page = client.get(f"/people/{cast.trainee.id}").text
    assert "家里有事" in page
    assert 'value="go_live"' not in page
    assert post(client, url, {"event": "leave", "on": TODAY, "reason": "合同到期"}).status_code == 303
    assert "账号已停用" in client.get(f"/people/{cast.trainee.id}").text


def test_roles_are_given_and_ended(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    url = f"/people/{cast.trainee.id}/grants"
    given = {"role": "mentor", "scope": cast.presale, "from_on": TODAY}
    assert post(client, url, given | {"role": "owner"}).status_code == 422
    assert post(client, url, given | {"deputy_of": "没有"}).status_code == 422
    assert post(client, url, given | {"deputy_of": "M001"}).status_code == 409, "a deputy needs an end"
    assert post(client, url, given).status_code == 303
    page = client.get(f"/people/{cast.trainee.id}").text
    found = re.search(rf'action="(/people/{cast.trainee.id}/grants/[0-9a-z]+/end)"', page)
    assert found is not None
    other = found[1].replace(cast.trainee.id, cast.trainer.id)
    assert post(client, other).status_code == 404, "the grant is somebody else's"
    assert post(client, found[1]).status_code == 303
    jobs_done(client)
    told = as_(client, cast.trainee).get("/inbox").text
    assert "您有了新角色：带教人。" in told
    assert "您不再是带教人。" in told


def team_administrator(client: FlaskClient, cast: Cast) -> Someone:
    """The mentor administers the pre-sale team, and nothing beyond it."""
    with client.application.app_context(), db.transaction(why="x"):
        actions.grant_role(
            cast.mentor.id, "administrator", team=cast.presale, from_on=date(2026, 1, 1), by="x", at=clock.now()
        )
    as_(client, cast.mentor)
    return cast.mentor


def test_an_administrator_of_one_team_stays_in_it(client: FlaskClient, cast: Cast) -> None:
    team_administrator(client, cast)
    given = {"role": "administrator", "scope": "", "from_on": TODAY}
    assert post(client, f"/people/{cast.trainee.id}/grants", given).status_code == 422, (
        "all teams is not theirs to give"
    )
    given["scope"] = cast.aftersale
    assert post(client, f"/people/{cast.trainee.id}/grants", given).status_code == 422
    new = {"employee_no": "X1", "name": "甲", "team": "", "store": ""}
    assert post(client, "/people/new", new).status_code == 422
    assert post(client, "/people/new", new | {"team": cast.aftersale}).status_code == 422
    assert post(client, "/people/new", new | {"team": cast.presale}).status_code == 200
    assert post(client, f"/people/{cast.other_trainee.id}/password").status_code == 404
    assert post(client, f"/people/{cast.admin.id}/password").status_code == 404
    for url in ("/teams", "/stores", "/audit", "/audit/export"):
        assert client.get(url).status_code == 403, url
    with client.application.app_context():
        grant = queries.grants_of(cast.auditor.id)[0].id
    assert post(client, f"/people/{cast.auditor.id}/grants/{grant}/end").status_code == 404


def test_a_team_administrator_cannot_end_a_grant_over_all_teams(client: FlaskClient, cast: Cast) -> None:
    team_administrator(client, cast)
    with client.application.app_context(), db.transaction(why="x"):
        grant = actions.grant_role(
            cast.trainee.id, "auditor", team=None, from_on=date(2026, 1, 1), by="x", at=clock.now()
        )
        grant_id = grant.id
    assert post(client, f"/people/{cast.trainee.id}/grants/{grant_id}/end").status_code == 409


def test_accounts_are_shut_and_opened(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    assert post(client, f"/people/{cast.trainee.id}/shut").status_code == 303
    assert post(client, f"/people/{cast.trainee.id}/password").status_code == 409
    assert post(client, f"/people/{cast.trainee.id}/open").status_code == 303
    assert sign_in(client, "CS-20418", cast.trainee.password) == 303


# -- the sheet

TITLES = ["工号", "姓名", "小组", "店铺", "入职日期", "角色"]


def upload(client: FlaskClient, data: bytes, name: str = "people.xlsx") -> tuple[int, str]:
    answer = post(client, "/people/import", {"sheet": (io.BytesIO(data), name)}, content_type="multipart/form-data")
    return answer.status_code, answer.text


def test_the_template_imports_itself(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    answer = client.get("/people/import/template.xlsx")
    assert answer.mimetype == XLSX
    assert read_sheet(answer.data).titles == TITLES


def test_a_sheet_is_previewed_then_confirmed(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    data = write_sheet(TITLES, [("0042", "张三", "新小组", "", "2026-10-01", "带教人"), ("CS-20419", "王思远")])
    status, page = upload(client, data)
    assert status == 200
    assert "小组 新小组" in page
    with client.application.app_context():
        assert queries.by_number("0042") is None, "a preview writes nothing"
    found = re.search(r'name="rows" value="([^"]*)"', page)
    assert found is not None
    rows = found[1].replace("&#34;", '"')
    slips = post(client, "/people/import/confirm", {"rows": rows})
    assert slips.status_code == 200
    assert slips.text.count("<code>") == 1
    again = post(client, "/people/import/confirm", {"rows": rows})
    assert (again.status_code, again.text.count("<code>")) == (200, 0)
    for forged in ("", "x", "[]", "[[],[1]]", '[["工号"],[["a","b"]]]', '{"a":1}', "[1,2]"):
        assert post(client, "/people/import/confirm", {"rows": forged}).status_code == 400, forged
    twice = rows.replace("0042", "0042x").replace("CS-20419", "0042x")
    assert post(client, "/people/import/confirm", {"rows": twice}).status_code == 409


def test_a_preview_names_row_and_column(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    data = write_sheet(TITLES, [("CS-1", "甲"), ("CS-20418", "林小雨"), ("CS-2", "乙", "", "", "昨天")])
    status, page = upload(client, data)
    assert status == 422
    assert "第 3 行 B 列" in page
    assert "第 4 行 E 列" in page
    assert 'name="rows"' not in page
    status, page = upload(client, "姓名\n甲\n".encode(), "a.csv")
    assert (status, "“工号”" in page) == (422, True)


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 409), (b"PK\x03\x04rubbish", 409), (b"\x00\x01\x02\x00", 409), ("工号,姓名\n".encode("gb18030"), 200)],
)
def test_strange_files(client: FlaskClient, cast: Cast, data: bytes, status: int) -> None:
    as_(client, cast.admin)
    assert upload(client, data)[0] == status
    assert post(client, "/people/import", {}).status_code == 422


# -- teams and stores


def test_teams_and_stores_are_kept(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    assert post(client, "/teams", {"name": "质检组"}).status_code == 303
    assert "质检组" in client.get("/teams").text
    assert post(client, "/teams", {"name": " "}).status_code == 422
    assert "售前接待组" in client.get(f"/teams?edit={cast.presale}").text
    assert post(client, "/teams", {"name": "质检组", "edited": cast.presale}).status_code == 409
    assert post(client, "/teams", {"name": "售前一组", "edited": cast.presale}).status_code == 303
    assert post(client, "/teams", {"name": "x", "edited": "nothing"}).status_code == 404
    assert post(client, "/stores", {"name": "二店", "platform": "京东"}).status_code == 303
    assert post(client, "/stores", {"name": "", "platform": "京东"}).status_code == 422
    edited = {"name": "一店", "platform": "淘宝", "edited": cast.store}
    assert post(client, "/stores", edited).status_code == 303
    page = client.get(f"/stores?edit={cast.store}").text
    assert "一店" in page
    assert "淘宝" in page


# -- decisions


def test_decisions_are_made_on_their_page(client: FlaskClient, cast: Cast) -> None:
    with client.application.app_context(), db.transaction(why="load"):
        actions.load_decisions(read(FILE))
    as_(client, cast.supervisor)
    page = client.get("/decisions").text
    assert "多数岗位考试取八成" in page
    for name in ("及格线", "红线处理办法", "交接表"):
        assert client.get(f"/decisions/{name}").status_code == 200
    assert client.get("/decisions/没有").status_code == 404
    url = "/decisions/及格线"
    assert post(client, url, {"value": "85", "reason": ""}).status_code == 422
    assert post(client, url, {"value": "50", "reason": "x"}).status_code == 409
    assert post(client, url, {"value": "85", "reason": "更严"}).status_code == 303
    assert post(client, "/decisions/红线处理办法", {"value": "辞退", "reason": "x"}).status_code == 422
    assert "沈国栋" in client.get(url).text
    assert post(client, "/decisions/adopt", {"reason": ""}).status_code == 422
    assert post(client, "/decisions/adopt", {"reason": "先按建议来"}).status_code == 303
    with client.application.app_context():
        assert queries.decided() == {"及格线": "85", "红线处理办法": "先谈话再处理", "交接表": "四样写全"}
    as_(client, cast.trainer)
    assert 'name="value"' not in client.get(url).text
    assert post(client, url, {"value": "60", "reason": "x"}).status_code == 403


# -- audit and inbox


def test_the_trail_and_its_sheet_show_the_same(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    post(client, "/teams", {"name": "质检组"})
    as_(client, cast.second_admin)
    post(client, "/teams", {"name": "培训组"})
    as_(client, cast.auditor)
    both = client.get("/audit?table=team").text
    assert "质检组" in both
    assert "周敏（A001）" in both
    mine = client.get("/audit?table=team&who=a001").text
    assert "质检组" in mine
    assert "培训组" not in mine
    sheet = read_sheet(client.get("/audit/export?table=team&who=a001").data)
    assert {row["谁"] for row in sheet.rows} == {"周敏（A001）"}
    assert "质检组" in {row["现在"] for row in sheet.rows}
    assert "没有符合条件的变更" in client.get("/audit?last=2020-01-01").text
    assert client.get(f"/audit?first={TODAY}&row={cast.presale}").status_code == 200
    assert client.get("/audit?first=x&who=nobody&table='&page=0&endpoint=x&_external=1").status_code == 200


def test_messages_are_read_one_or_all(client: FlaskClient, cast: Cast) -> None:
    with client.application.app_context(), db.transaction(why="x"):
        for key, link in (("a", "/people"), ("b", "//evil.example"), ("c", "")):
            facts = {"role": "trainer"}
            actions.tell(cast.trainer.id, "role_given", key, facts=facts, link=link, at=clock.now())
    jobs_done(client)
    as_(client, cast.trainer)
    page = client.get("/inbox").text
    assert "3 条没读" in page
    urls = re.findall(r'action="(/inbox/[0-9a-z]{16}/read)"', page)
    assert {post(client, url).location for url in urls[:3]} == {"/people", "/inbox"}
    assert "都读过了" in client.get("/inbox").text
    assert post(client, "/inbox/read").status_code == 303
    assert post(as_(client, cast.trainee), urls[0]).status_code == 404


def test_home_is_the_first_page_of_ones_menu(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainee)
    answer = client.get("/")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200


# -- the first start


def test_setup_opens_once_with_the_code_from_the_console(app: Flask, client: FlaskClient) -> None:
    from hashlib import sha256

    assert client.get("/setup").status_code == 404
    with app.app_context(), db.transaction(why="first start"):
        made = actions.found_installation("real", "cstrain", clock.now())
        made.setup_code_hash = sha256(b"abcd1234").hexdigest()
    assert "/setup" in client.get("/login").text
    good = {"code": "ABCD1234 ", "firm": "青禾", "number": "A001", "name": "周敏"}
    good |= {"password": "晴天骑车去买菜和花儿", "again": "晴天骑车去买菜和花儿"}
    for bad in ({"code": "x"}, {"password": "short"}, {"again": "x"}, {"firm": ""}):
        assert post(client, "/setup", good | bad).status_code == 422, bad
    assert post(client, "/setup", good).status_code == 303
    assert "青禾" in client.get("/people").text or client.get("/people").status_code == 200
    assert client.get("/setup").status_code == 404
    assert post(client, "/setup", good).status_code == 404
    with app.app_context():
        assert db.database.session.scalar(select(func.count()).select_from(Person)) == 1
        assert db.database.session.scalar(select(func.count()).select_from(DecisionValue)) == 0


def test_the_setup_code_cannot_be_guessed_for_long(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), db.transaction(why="first start"):
        actions.found_installation("real", "cstrain", clock.now()).setup_code_hash = "0" * 64
    given = {
        "firm": "x",
        "number": "A1",
        "name": "x",
        "password": "晴天骑车去买菜和花儿",
        "again": "晴天骑车去买菜和花儿",
    }
    codes = [post(client, "/setup", given | {"code": str(guess)}).status_code for guess in range(6)]
    assert codes == [422] * 5 + [429]
