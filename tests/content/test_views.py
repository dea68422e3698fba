"""The desk's pages: they work; the wrong role gets 403; what is not there is 404; bad input 422; refused 409."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from cstrain.content import queries
from cstrain.content.forms import attachment_name
from cstrain.kit import db
from cstrain.kit import files as kept_files
from tests.cast import Cast, as_, post
from tests.content.desk import change, load, piece, rows
from tests.content.small import PDF, SMALL, files, swapped, zipped

pytestmark = [pytest.mark.data, pytest.mark.page]
LESSON, LESSON_FILE = "/content/lesson/L90", "curricula/shared/lessons/L90-clock.md"
PAGES = (
    "/content",
    LESSON,
    f"{LESSON}/edit",
    "/content/course/pay-1d/copy",
    "/content/import",
    "/content/export.zip",
)
DEEDS = (
    f"{LESSON}/edit",
    f"{LESSON}/preview",
    f"{LESSON}/take",
    f"{LESSON}/keep",
    f"{LESSON}/attach",
    f"{LESSON}/detach/plan.pdf",
    "/content/charter/charter/refresh",
    "/content/course/pay-1d/copy",
    "/content/import",
    "/content/import/load",
)


@pytest.fixture
def desk(app: Flask, client: FlaskClient, cast: Cast) -> FlaskClient:
    """The small library, and a trainer at the desk."""
    with app.app_context():
        load()
    return as_(client, cast.trainer)


def text_on(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", page, re.S)
    assert found
    return html.unescape(found[1])


def seen_on(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def form(client: FlaskClient, url: str = LESSON, **extra: Any) -> dict[str, Any]:
    """What the editor of a piece would send, with some fields changed."""
    page = client.get(f"{url}/edit").get_data(as_text=True)
    return {"text": text_on(page), "seen": seen_on(page), "change": "minor", "reason": "试一试", **extra}


def test_pages_work_and_are_shut_to_others(desk: FlaskClient, cast: Cast) -> None:
    for url in PAGES:
        assert desk.get(url).status_code == 200, url
    for who in (cast.trainee, cast.supervisor, cast.admin, cast.auditor, cast.inspector):
        as_(desk, who)
        for url in PAGES:
            assert desk.get(url).status_code == 403, (who.name, url)
        for url in DEEDS:
            assert post(desk, url).status_code == 403, (who.name, url)
    desk.get("/logout")


def test_strangers_sign_in_first(client: FlaskClient, cast: Cast) -> None:
    assert {client.get(url).status_code for url in PAGES} == {303}


def test_every_kind_has_its_page_and_its_editor(desk: FlaskClient, app: Flask) -> None:
    with app.app_context():
        found = [(one.kind.slug, one.key, one.name) for one in queries.pieces()]
    assert len(found) == len(SMALL)
    listed = desk.get("/content").get_data(as_text=True)
    for slug, key, name in found:
        assert name in listed
        if slug in ("bank", "rules"):
            assert desk.get(f"/content/{slug}/{key}").status_code == 404, "its own room has the page"
            continue
        for url in (f"/content/{slug}/{key}", f"/content/{slug}/{key}/edit"):
            assert desk.get(url).status_code == 200, url


def test_what_is_not_there_is_404(desk: FlaskClient) -> None:
    for url in ("/content/lesson/L99", "/content/nothing/L90", "/content/lesson/L99/edit", "/content/course/none/copy"):
        assert desk.get(url).status_code == 404, url
    for url in ("/content/lesson/L99/edit", "/content/lesson/L99/attach", f"{LESSON}/elsewhere"):
        assert post(desk, url).status_code in (404, 405), url
    for url in ("/content/import/load", "/content/nothing/L90/edit", "/content/rules/tmall/edit"):
        assert desk.get(url).status_code in (404, 405), "a foreign word in the place of a kind is nobody's address"
    given = {"seen": "x", "reason": "x"}
    assert post(desk, f"{LESSON}/detach/none.pdf", given).status_code == 404
    assert post(desk, "/content/import/load", {"upload": "0" * 64 + ".md", "reason": "x"}).status_code == 404


def test_the_list_is_filtered(desk: FlaskClient, app: Flask) -> None:
    only = desk.get("/content?kind=exam").get_data(as_text=True)
    assert "付款考试" in only and "付款一日课" not in only
    assert "付款以前的一座钟" in desk.get("/content?q=l90").get_data(as_text=True)
    assert "没有符合条件的内容" in desk.get("/content?q=nothing").get_data(as_text=True)
    assert "没有符合条件的内容" in desk.get("/content?origin=made_here").get_data(as_text=True)
    with app.app_context():
        change("exam", "pay-exam", "60%", "70%")
        load(swapped("curricula/pay/exam.md", "60%", "50%"))
    for origin in ("made_here", "proposed"):
        listed = desk.get(f"/content?origin={origin}").get_data(as_text=True)
        assert "付款考试" in listed and "付款一日课" not in listed


def test_lists_need_a_constant_number_of_queries(desk: FlaskClient, app: Flask) -> None:
    def asked() -> int:
        seen: list[str] = []
        with app.app_context():
            engine = db.database.engine
        event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        desk.get("/content")
        return len(seen)

    desk.get("/content")
    first = asked()
    with app.app_context():
        for number in (91, 92, 93):
            text = SMALL[LESSON_FILE].replace("L90", f"L{number}", 1)
            load(files({f"curricula/shared/lessons/L{number}-more.md": text}))
    assert asked() // 2 <= first, "the second listener counts each statement again"


# The editor ----------------------------------------------------------------------------------------------------------
def test_a_text_is_saved_as_a_new_version(desk: FlaskClient, app: Flask) -> None:
    given = form(desk)
    given["text"] = given["text"].replace("我昨天拍的", "我前天拍的").replace("\n", "\r\n")
    answer = post(desk, f"{LESSON}/edit", given)
    assert (answer.status_code, answer.location) == (303, LESSON)
    page = desk.get(LESSON).get_data(as_text=True)
    assert "v2" in page and "我<mark" in page and "试一试" in page, "the difference is there to read"
    with app.app_context():
        assert "我前天拍的" in piece("lesson", "L90").text and "\r" not in piece("lesson", "L90").text


def test_looking_writes_nothing(desk: FlaskClient, app: Flask) -> None:
    given = form(desk)
    given["text"] = given["text"].replace("【目标】说得出拍下没付款几天关闭。\n", "")
    with app.app_context():
        before = rows()
    answer = post(desk, f"{LESSON}/preview", given)
    assert answer.status_code == 200
    assert "课文开头没写【目标】" in answer.get_data(as_text=True) and "第 1 行" in answer.get_data(as_text=True)
    assert "一座钟" in post(desk, f"{LESSON}/edit", {**given, "act": "check"}).get_data(as_text=True)
    with app.app_context():
        assert rows() == before


def test_a_wrong_text_comes_back_with_its_lines(desk: FlaskClient, app: Flask) -> None:
    given = form(desk)
    bad = post(desk, f"{LESSON}/edit", {**given, "text": given["text"].replace("TQ-002", "TQ-099")})
    assert bad.status_code == 422
    assert "第 6 行：【自测】里的 TQ-099 不在题库里" in bad.get_data(as_text=True)
    assert "TQ-099" in text_on(bad.get_data(as_text=True)), "what was typed is still there"
    for broken in ({"text": ""}, {"reason": " "}, {"change": "huge"}):
        assert post(desk, f"{LESSON}/edit", {**given, **broken}).status_code == 422, broken
    renamed = post(desk, f"{LESSON}/edit", {**given, "text": given["text"].replace("L90", "L91", 1)})
    assert renamed.status_code == 422 and "类型和编号不能改" in renamed.get_data(as_text=True)
    with app.app_context():
        assert piece("lesson", "L90").number == 1


def test_a_refusal_keeps_what_was_typed(desk: FlaskClient, app: Flask) -> None:
    same = post(desk, f"{LESSON}/edit", form(desk))
    assert same.status_code == 409 and "内容没有变" in same.get_data(as_text=True)
    given = form(desk, "/content/modules/pay")
    given["text"] = given["text"].replace("## 付款", "## 付钱")
    broken = post(desk, "/content/modules/pay/edit", given)
    assert broken.status_code == 409 and "curricula/pay/pay-1d.md" in html.unescape(broken.get_data(as_text=True))
    assert "## 付钱" in text_on(broken.get_data(as_text=True))


def test_somebody_elses_save_keeps_yours_and_shows_both(desk: FlaskClient, app: Flask) -> None:
    given = form(desk)
    given["text"] = given["text"].replace("我昨天拍的", "我前天拍的")
    with app.app_context():
        change("lesson", "L90", "今天付都来得及", "今天付也来得及")
    late = post(desk, f"{LESSON}/edit", given)
    page = late.get_data(as_text=True)
    assert late.status_code == 409 and "刚刚被另一个人改过" in page
    assert "我前天拍的" in text_on(page)
    again = {**given, "text": text_on(page), "seen": seen_on(page)}
    assert post(desk, f"{LESSON}/edit", again).status_code == 303, "having seen the difference one may go on"


def test_findings_stand_with_their_line_and_the_difference_beside_them(desk: FlaskClient) -> None:
    given = form(desk)
    text = given["text"].replace("{TQ1}", "{TQ9}", 1).replace("我昨天拍的", "我前天拍的", 1)
    number = next(place for place, line in enumerate(text.split("\n"), start=1) if "{TQ9}" in line)
    for answer in (
        post(desk, f"{LESSON}/preview", {**given, "text": text}),
        post(desk, f"{LESSON}/edit", {**given, "text": text, "act": "check"}),
    ):
        page = answer.get_data(as_text=True)
        assert f'data-line="{number}"' in page and "{TQ9}" in page
        assert re.search(r"<mark[^>]*>前</mark>", page), "the difference to the version that counts"
        assert "学完能做到" in page, "as the trainee sees it"
    same = post(desk, f"{LESSON}/preview", given).get_data(as_text=True)
    assert "还没有改动" in same and "没有要改的地方" in same


def test_an_editor_that_came_back_knows_that_nothing_is_saved(desk: FlaskClient) -> None:
    given = form(desk)
    opened = desk.get(f"{LESSON}/edit").get_data(as_text=True)
    assert "data-unsaved" not in opened
    assert re.search(r'<button[^>]*value="check"[^>]*formnovalidate', opened), "looking asks for no reason"
    refused = post(desk, f"{LESSON}/edit", {**given, "text": given["text"] + "\n多写一段。\n", "reason": ""})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "data-unsaved" in page and "多写一段" in text_on(page)


def test_a_script_in_a_lesson_is_shown_not_run(desk: FlaskClient) -> None:
    """IN-1: a lesson typed at the desk is previewed as text where it is a script."""
    given = form(desk)
    bait = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    answer = post(desk, f"{LESSON}/preview", {**given, "text": given["text"] + "\n" + bait + "\n"})
    page = answer.get_data(as_text=True)
    assert "<script>alert" not in page and "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", page)
    assert "javascript:" not in re.sub(r"\[x\].*", "", page)


# Proposals and copies ------------------------------------------------------------------------------------------------
def test_a_proposal_is_shown_side_by_side_and_settled(desk: FlaskClient, app: Flask) -> None:
    url = "/content/exam/pay-exam"
    with app.app_context():
        change("exam", "pay-exam", "60%", "70%")
        load(swapped("curricula/pay/exam.md", "60%", "50%"))
    assert "1 份内容的更新在等您看" in desk.get("/content").get_data(as_text=True)
    page = desk.get(url).get_data(as_text=True)
    assert "新装入的文件里" in page and "用文件里的" in page
    seen = seen_on(page)
    assert post(desk, f"{url}/keep", {"seen": seen}).status_code == 422, "it wants a reason"
    assert post(desk, f"{url}/take", {"seen": "old", "reason": "x"}).status_code == 409
    assert post(desk, f"{url}/take", {"seen": seen, "reason": "按文件"}).status_code == 303
    with app.app_context():
        assert "50%" in piece("exam", "pay-exam").text and queries.count_open() == 0
    again = post(desk, f"{url}/take", {"seen": seen_on(desk.get(f"{url}/edit").get_data(as_text=True)), "reason": "x"})
    assert again.status_code == 409 and "已经有人处理过" in again.get_data(as_text=True)
    with app.app_context():
        change("exam", "pay-exam", "50%", "70%")
        load(swapped("curricula/pay/exam.md", "60%", "40%"))
    assert post(desk, f"{url}/keep", {"seen": "x", "reason": "留自己的"}).status_code == 303
    with app.app_context():
        assert "70%" in piece("exam", "pay-exam").text and queries.count_open() == 0


def test_a_charter_that_lags_behind_its_register_is_refreshed(desk: FlaskClient, app: Flask) -> None:
    from cstrain.bank.actions import save_rule
    from tests.content.desk import AT

    with app.app_context(), db.transaction(at=AT, by="tests", why="rule"):
        save_rule("ZQ2", "## ZQ2 离开座位\n离开以前挂忙碌。\n", at=AT, by="tests", change="minor", reason="改说法")
    page = desk.get("/content/charter/charter").get_data(as_text=True)
    assert "规则登记里的条文和这一份不一样" in page
    done = post(desk, "/content/charter/charter/refresh", {"seen": seen_on(page), "reason": "核对过"})
    assert done.status_code == 303
    assert "规则登记里的条文" not in desk.get("/content/charter/charter").get_data(as_text=True)


def test_a_course_is_copied(desk: FlaskClient) -> None:
    url = "/content/course/pay-1d/copy"
    assert "pay-x1" in desk.get(url).get_data(as_text=True)
    assert post(desk, url, {"key": "", "name": "x"}).status_code == 422
    assert post(desk, url, {"key": "pay-2d", "name": "x"}).status_code == 409
    done = post(desk, url, {"key": "pay-x1", "name": "本店一日课"})
    assert (done.status_code, done.location) == (303, "/content/course/pay-x1")
    assert "本店一日课" in desk.get(done.location).get_data(as_text=True)


# Imports -------------------------------------------------------------------------------------------------------------
def upload(client: FlaskClient, data: bytes, name: str) -> Any:
    given = {"file": (io.BytesIO(data), name)}
    return post(client, "/content/import", given, content_type="multipart/form-data")


def confirm(client: FlaskClient, page: str, **extra: str) -> Any:
    found = re.search(r'name="upload"[^>]*value="([^"]+)"', page)
    assert found
    return post(client, "/content/import/load", {"upload": found[1], "reason": "新一版", **extra})


def test_a_dry_run_writes_nothing_and_says_everything(desk: FlaskClient, app: Flask) -> None:
    source = swapped("curricula/pay/exam.md", "【满分】9 分", "【满分】10 分")
    source[LESSON_FILE] = SMALL[LESSON_FILE].replace("我昨天拍的", "我前天拍的").encode()
    with app.app_context():
        before = rows()
    answer = upload(desk, zipped(source, "店"), "店.zip")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "curricula/pay/exam.md:1" in page and "各题合计 9 分，【满分】写的是 10 分" in page
    assert "有改动" in page and "没有变化" in page
    with app.app_context():
        assert rows() == before
        assert piece("lesson", "L90").number == 1
    done = confirm(desk, page)
    assert done.status_code == 200 and "没有导入，其余的已经写入" in done.get_data(as_text=True)
    with app.app_context():
        found = piece("lesson", "L90")
        assert (found.number, found.origin) == (2, "imported")
        assert piece("exam", "pay-exam").number == 1


def test_one_file_finds_its_place(desk: FlaskClient, app: Flask) -> None:
    text = SMALL["curricula/pay/gate.md"].replace("12 月", "6 月").encode()
    page = upload(desk, text, "随便什么名字.md").get_data(as_text=True)
    assert "curricula/pay/gate.md" in page
    assert confirm(desk, page, reason="").status_code == 422
    assert confirm(desk, page).status_code == 200
    assert confirm(desk, page).status_code == 404, "an upload is loaded once"
    with app.app_context():
        assert "6 月" in piece("gate", "pay-gate").text
    same = upload(desk, text, "x.md").get_data(as_text=True)
    assert "没有要写入的" in same and 'name="upload"' not in same


def test_hostile_and_useless_uploads_are_refused(desk: FlaskClient, app: Flask) -> None:
    with app.app_context():
        before = rows()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("question_banks/x.md", b"0" * 30_000_000)
    for data, name, words in (
        (zipped({"../evil.md": b"x"}), "a.zip", "会跑到文件夹外面去"),
        (bomb.getvalue(), "b.zip", "压缩包太大"),
        (b"PK\x03\x04broken", "c.zip", "打不开"),
        (zipped({"a/curricula/x.md": b"x", "b/curricula/x.md": b"y"}), "twice.zip", "不知道用哪一个"),
        (b"MZ", "d.exe", "只收 .md"),
        (b"x" * 300_000, "e.md", "只收 .md"),
    ):
        answer = upload(desk, data, name)
        assert answer.status_code == 409 and words in answer.get_data(as_text=True), name
    assert post(desk, "/content/import").status_code == 422
    nothing = upload(desk, b"\xff\xfe\x00", "f.md")
    assert "没有能导入的内容" in nothing.get_data(as_text=True) and 'name="upload"' not in nothing.get_data(
        as_text=True
    )
    with app.app_context():
        assert rows() == before


def test_anothers_upload_is_not_ones_own(desk: FlaskClient, cast: Cast) -> None:
    text = SMALL["curricula/pay/gate.md"].replace("12 月", "6 月").encode()
    page = upload(desk, text, "x.md").get_data(as_text=True)
    as_(desk, cast.other_trainer)
    assert confirm(desk, page).status_code == 404


# Attachments and the export ------------------------------------------------------------------------------------------
def attach(client: FlaskClient, data: bytes, name: str, **extra: str) -> Any:
    seen = seen_on(client.get(LESSON).get_data(as_text=True))
    given = {"file": (io.BytesIO(data), name), "seen": seen, "reason": "补一份", **extra}
    return post(client, f"{LESSON}/attach", given, content_type="multipart/form-data")


def test_a_pdf_is_attached_served_and_taken_off(desk: FlaskClient, app: Flask) -> None:
    assert attach(desk, PDF + b"%x\n", "课上用的 讲义.pdf").status_code == 303
    page = desk.get(LESSON).get_data(as_text=True)
    assert "课上用的 讲义.pdf" in page
    with app.app_context():
        version_id = piece("lesson", "L90").version_id
    served = desk.get(f"/material/{version_id}/课上用的 讲义.pdf")
    assert served.data == PDF + b"%x\n" and served.headers["Content-Disposition"].startswith("attachment")
    off = {"seen": seen_on(page), "reason": "不用了"}
    assert post(desk, f"{LESSON}/detach/课上用的 讲义.pdf", {**off, "reason": ""}).status_code == 422
    assert post(desk, f"{LESSON}/detach/课上用的 讲义.pdf", off).status_code == 303
    assert "讲义" not in re.sub(r"<details.*?</details>", "", desk.get(LESSON).get_data(as_text=True), flags=re.S)


def test_what_is_no_attachment_is_refused(desk: FlaskClient, app: Flask) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for data, name, words in (
        (b"MZ\x90", "x.pdf", "只收 PDF"),
        (svg, "x.svg", "脚本或外部链接"),
        (PDF, ".pdf", "不能用"),
        (PDF, "长" * 90 + ".pdf", "不能用"),
    ):
        answer = attach(desk, data, name)
        assert answer.status_code == 409 and words in answer.get_data(as_text=True), name
    assert attach(desk, PDF, "x.pdf", reason="").status_code == 422
    assert attach(desk, PDF + b"%y", "x.pdf", seen="old").status_code == 409
    with app.app_context():
        assert piece("lesson", "L90").number == 1


@pytest.mark.parametrize(
    ("given", "extension", "name"),
    [
        ("C:\\课\\讲义 一.pdf", "pdf", "讲义 一.pdf"),
        ("a/b/../讲义.PDF", "pdf", "讲义.pdf"),
        ("讲义:一?.pdf", "pdf", "讲义一.pdf"),
        ("Three Days.PNG", "png", "img/three-days.png"),
        ("三天.png", "png", "img/picture.png"),
    ],
)
def test_names_of_attachments(given: str, extension: str, name: str) -> None:
    assert attachment_name(given, extension) == name


def test_pictures_get_the_name_that_texts_use(desk: FlaskClient, app: Flask) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    assert attach(desk, png, "Three Days (2).PNG").status_code == 303
    with app.app_context():
        assert "img/three-days-2.png" in piece("lesson", "L90").attachments


def test_a_film_is_served_in_parts_and_what_is_too_large_is_refused_unread(
    desk: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = b"\x00\x00\x00\x18ftypmp42" + b"0" * 5000
    assert attach(desk, film, "打包.mp4").status_code == 303
    with app.app_context():
        version_id = piece("lesson", "L90").version_id
    part = desk.get(f"/material/{version_id}/打包.mp4", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data, part.mimetype) == (206, b"ftyp", "video/mp4")
    assert part.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in part.headers["Content-Security-Policy"]
    phone = attach(desk, b"\x00\x00\x00\x18ftypheic" + b"0" * 50, "x.mp4")
    assert phone.status_code == 409 and "只收 PDF" in phone.get_data(as_text=True)
    monkeypatch.setattr(kept_files, "MOST", 4000)
    large = attach(desk, film + b"1", "长.mp4")
    assert large.status_code == 409 and "请压缩或拆开再传" in large.get_data(as_text=True)
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 4000)
    assert attach(desk, film + b"2", "更长.mp4").status_code == 413


def test_what_is_exported_comes_in_again_as_the_same_bytes(desk: FlaskClient, app: Flask) -> None:
    """Everything that was done at the desk: a text changed, a course copied, a file attached with a Chinese name."""
    with app.app_context():
        change("lesson", "L90", "我昨天拍的", "我前天拍的")
    assert post(desk, "/content/course/pay-1d/copy", {"key": "pay-x1", "name": "本店一日课"}).status_code == 303
    assert attach(desk, PDF + b"%z\n", "讲义.pdf").status_code == 303
    first = desk.get("/content/export.zip").data
    again = upload(desk, first, "cstrain.zip").get_data(as_text=True)
    assert "没有要写入的" in again
    with app.app_context():
        assert load(dict(_members(first))) and {one.origin for one in queries.pieces()} <= {"shipped", "made_here"}
    assert desk.get("/content/export.zip").data == first


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def test_the_export_is_the_kept_library(desk: FlaskClient) -> None:
    answer = desk.get("/content/export.zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files()


def test_an_english_reader_sees_english_names(desk: FlaskClient) -> None:
    post(desk, "/language", {"lang": "en"})
    assert ">Name<" in desk.get("/content").get_data(as_text=True)
