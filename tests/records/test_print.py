"""The sheet as PDF: complete, nothing runs over, no glyph missing, sealed; a changed byte is found."""

from __future__ import annotations

import io
import json
import os
import random
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from cstrain.kit import clock, db, typeset
from cstrain.kit.pades import certificate_of, seal_holds
from cstrain.records import actions
from cstrain.records.commands.printing import (
    Print,
    attached,
    print_what_is_asked,
    remove_old_prints,
    sheet_data,
    sheet_pdf,
)
from cstrain.records.queries import sheet as sheet_of
from tests.cast import Cast, as_, post
from tests.records.acts import MORNING, complete, enrol, sign
from tests.records.test_commands import VERIFY, run
from tests.records.test_signatures import key_of

SHEETS = 200 if os.environ.get("CHAOS") == "1" else 6
AT = MORNING + timedelta(hours=6)
KEPT = os.environ.get("KEEP_SHEETS", "")  # a folder, to look at them
pytestmark = pytest.mark.skipif(not typeset._folders(), reason="needs a Chinese font: fonts-noto-cjk or FONTS")


@pytest.fixture
def printed(context: Flask, cast: Cast) -> tuple[Print, bytes]:
    key = key_of(cast.trainee)
    enrol(cast, cast.trainee)
    own, counter = complete(cast, cast.trainee, "K1", MORNING + timedelta(hours=1))
    sign([own], cast.trainee, MORNING + timedelta(hours=2), key=key)
    sign([counter], cast.mentor, MORNING + timedelta(hours=3))
    with db.transaction(at=AT, by="worker", why="seal"):
        actions.seal_records(AT)
    asked = Print(cast.trainee.row, "陈峰（T001）", AT)
    return asked, sheet_pdf(asked)


def test_the_seal_holds_until_a_byte_is_changed(context: Flask, printed: tuple[Print, bytes]) -> None:
    pdf = printed[1]
    if KEPT:
        Path(KEPT, "sheet.pdf").write_bytes(pdf)
    folder = certificate_of(Path(context.config["INSTANCE"]), "x", AT)
    assert seal_holds(pdf, folder)
    dice = random.Random(11)
    first, gap, after, _rest = (int(each) for each in re.findall(rb"/ByteRange ?\[([0-9 ]+)\]", pdf)[-1].split())
    sealed = [
        each for each in range(20, len(pdf) - 20) if not first + gap <= each < after
    ]  # not the seal's own padding
    for place in dice.sample(sealed, 8):
        changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert not seal_holds(changed, folder), place
    assert not seal_holds(pdf[:-200], folder) and not seal_holds(b"%PDF-1.7", folder)


def test_another_organisations_seal_is_not_ours(context: Flask, printed: tuple[Print, bytes], tmp_path: Path) -> None:
    assert not seal_holds(printed[1], certificate_of(tmp_path, "青禾箱包有限公司", AT))


def test_the_record_travels_in_the_pdf_and_verifies(printed: tuple[Print, bytes], tmp_path: Path) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    names = PdfFileReader(io.BytesIO(printed[1])).root["/Names"]["/EmbeddedFiles"]
    leaf = names["/Names"] if "/Names" in names else names["/Kids"][0].get_object()["/Names"]
    parts = json.loads(leaf[1].get_object()["/EF"]["/F"].get_object().data)
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    assert VERIFY.main([str(tmp_path / "out.zip")]) == 0


def test_every_signature_stands_with_all_that_makes_it_one(context: Flask, printed: tuple[Print, bytes]) -> None:
    """SG-2: printed name, number, local time with offset, UTC, meaning, method, and whether it holds."""
    asked, _pdf = printed
    made = sheet_of(asked.whose.id)
    assert made is not None
    with context.test_request_context():
        data = sheet_data(made, asked)
    mine, mentors = data["signatures"]
    assert (mine["name"], mine["number"]) == (asked.whose.name, asked.whose.employee_no)
    assert mine["local"].endswith("+08:00") and mine["utc"].endswith("Z")
    assert mine["meaning"] == "本人已到场完成" and mentors["meaning"] == "本人在场带教或评分"
    assert "密码" in mine["method"] and "本人签名" in mine["method"] and len(mine["key"]) == 16
    assert {one["state"] for one in data["signatures"]} == {"对得上"}
    assert data["point"] and data["number"] in data["qr"]
    assert "manifest.json" in json.loads(attached(asked))


def test_the_command_writes_the_sheet(app: Flask, context: Flask, printed: tuple[Print, bytes], tmp_path: Path) -> None:
    db.database.session.rollback()
    out = tmp_path / "sheet.pdf"
    assert run(app, "pdf", "cs-20418", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert run(app, "pdf", "nobody", str(out)).exit_code == 1
    assert run(app, "pdf", "S001", str(out)).exit_code == 1, "never enrolled"


NAMES = (
    "林晓雨",
    "欧阳娜娜",
    "𠮷田㐂一",
    "阿卜杜拉·艾合买提江·吐尔逊",
    "Maximilian-Konstantin von Hohenzollern",
    "于",
    "司马相如" * 8,
)
RESULTS = ("检查题 5/5", "92.5 分", "认货 40/40，一次过；话术 18/20，第二次过", "", "A" * 60)
TITLES = (
    "淘宝的几座钟",
    "仓库认货：箱包、拉杆、密码锁的二十个毛病和怎么跟顾客说",
    "https://example.invalid/" + "x" * 80,
    "𠮷㐂·" * 12,
)


def made_up(seed: int) -> dict[str, Any]:
    """A sheet of up to 40 steps with long names, rare characters, long runs without a place to break."""
    dice = random.Random(seed)
    name, steps = NAMES[seed % len(NAMES)], dice.choice((1, 5, 12, 24, 40))

    def signature() -> Any:
        who = {"name": dice.choice(NAMES), "number": dice.choice(("CS-20418", "C" * 40)), "local": "2026-10-16 09:31"}
        return dice.choice((None, "待签字", who, who, who))

    rows = [
        {
            "number": number,
            "title": dice.choice(TITLES),
            "kind": "情景模拟 v12.10",
            "learned": "2026-10-16",
            "minutes": str(dice.choice((0, 45, 480))),
            "way": "自学",
            "taught": dice.choice(NAMES),
            "result": dice.choice(RESULTS),
            "own": signature(),
            "counter": signature(),
            "notes": dice.choice(
                (
                    "",
                    "补签",
                    "Z" * 90,
                    "补签；第 1 次没通过（10-14）；更正第 12 号的成绩：检查题 4/5 → 检查题 5/5（已确认）" * 3,
                )
            ),
        }
        for number in range(1, steps + 1)
    ]
    line = {
        "seq": 1234567,
        "title": TITLES[2],
        "name": name,
        "number": "C" * 40,
        "meaning": "本人已收到并阅读全文第 12 版，知悉并同意遵守",
    }
    times = {
        "local": "2026-10-16 09:31:22 +08:00",
        "utc": "2026-10-16 01:31:22 Z",
        "method": "登录后再次输入密码，本人签名",
    }
    closing = {
        "said": "本人：以上环节均由本人完成。",
        "sig": {"name": name, "number": "C" * 40, "local": "2026-10-16 09:31"},
    }
    facts = ["公司", "表单编号", "版次", "姓名", "工号", "小组 / 店铺", "入职", "培训师", "带教人"]
    return {
        "title": "岗位培训记录表", "course": "售前客服 10 日上岗课程·1 版·10 月第 2 批", "qr": QR,
        "head": {"name": name, "company": "青禾箱包有限公司"}, "facts": [[one, dice.choice((name, "", "X" * 50))] for one in facts],
        "meanings": "签字含义：" + "课文，本人已学完；" * 8, "columns": ["序", "环节与版本", "学习日期", "课时（分）", "方式", "授课人", "成绩", "本人签字", "带教人签字", "备注"],
        "rows": rows, "total": f"共 {steps} 个环节", "closing": [closing] * 3, "code": "0cc26ad0 " * 8,
        "signatures": [line | times | {"key": "ab" * 8, "state": "对得上"}] * steps, "seq": 1234567,
        "point": "123456789-" + "f" * 20, "number": "RS-7K3M-9QX2", "printed": f"打印于 2026-10-16 09:31，{name}", "note": "封好。", "demo": "演示·不作凭证" if seed % 2 else "",
    }  # fmt: skip


QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10h-10z"/></svg>'


@pytest.mark.parametrize("seed", range(SHEETS))
def test_nothing_runs_over_the_edge_and_no_glyph_is_missing(seed: int) -> None:
    data = made_up(seed)
    assert typeset.missing(json.dumps(data, ensure_ascii=False)) == set()
    pages = typeset.typeset("sheet.typ", data, "{}", form="png", ppi=72)
    pages = pages if isinstance(pages, list) else [pages]
    for number, page in enumerate(pages):
        picture = Image.open(io.BytesIO(page)).convert("L")
        wide, high = picture.size
        assert (wide, high) == (842, 595), "A4, lying"
        edge = 30  # points; the margin is 34
        for box in ((0, 0, edge, high), (wide - edge, 0, wide, high), (0, 0, wide, edge), (0, high - 14, wide, high)):
            assert picture.crop(box).getextrema()[0] > 250, (seed, number, box)
        if KEPT:
            Path(KEPT, f"{seed}-{number}.png").write_bytes(page)
    if len(data["rows"]) == 40:
        assert len(pages) >= 4


def test_a_sheet_is_asked_for_made_by_the_worker_and_fetched(client: FlaskClient, cast: Cast) -> None:
    app = client.application
    with app.app_context():
        enrol(cast, cast.trainee)
    as_(client, cast.trainee)
    asked = post(client, f"/record/{cast.trainee.id}/print")
    assert asked.status_code == 303
    waiting = client.get(asked.location).text
    assert "正在排版" in waiting and 'data-module="again"' in waiting
    assert client.get(f"{asked.location}/file").status_code == 404
    at = clock.now()
    with app.app_context():
        print_what_is_asked(at)
    done = client.get(asked.location).text
    assert "下载 PDF" in done and 'data-module="again"' not in done
    answer = client.get(f"{asked.location}/file", buffered=True)
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF-")
    for other in (cast.supervisor, cast.second_trainee):
        as_(client, other)
        assert client.get(asked.location).status_code == client.get(f"{asked.location}/file").status_code == 404
    assert post(client, f"/record/{cast.trainee.id}/print").status_code == 404, "a colleague"
    with app.app_context():
        remove_old_prints(at + timedelta(hours=25))
        assert not list(Path(app.config["INSTANCE"], "prints").glob("*"))
    as_(client, cast.trainee)
    assert "已经按规定删除" in client.get(asked.location).text
    assert client.get(f"{asked.location}/file").status_code == 404
    as_(client, cast.supervisor)
    assert post(client, f"/record/{cast.agent.id}/print").status_code == 404, "never enrolled"
    assert post(client, f"/record/{cast.trainee.id}/print").status_code == 303


def test_a_sheet_that_cannot_be_made_says_so(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    app = client.application
    with app.app_context():
        enrol(cast, cast.trainee)
    as_(client, cast.trainee)
    asked = post(client, f"/record/{cast.trainee.id}/print")
    monkeypatch.setattr(typeset, "FOLDERS", ())
    monkeypatch.setattr(typeset, "FAMILIES", ("No such font",))
    with app.app_context():
        print_what_is_asked(clock.now())
        print_what_is_asked(clock.now())
    assert "没有做成" in client.get(asked.location).text


def test_a_character_without_a_glyph_is_shown_as_wanting_and_named() -> None:
    assert typeset.missing("林晓雨 𠮷㐂· 😀") == {"😀"}
    assert typeset.printable({"a": ["林😀"]}, {"😀"}) == {"a": ["林〓"]}


def test_what_people_type_is_no_markup() -> None:
    data = made_up(0) | {"title": '#panic("x") *粗* $x$ <b> @see [link](x) \\u{1F600}'}
    assert typeset.typeset("sheet.typ", data, "{}", form="png")
