"""GIFT and Moodle XML: what the format carries comes back the same, and what it does not is listed."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from cstrain.bank import queries
from cstrain.bank.actions import importing
from cstrain.bank.actions.bringing import How, read_file
from cstrain.bank.actions.import_pictures import anew
from cstrain.bank.actions.importing import Wish
from cstrain.bank.actions.planning import Given
from cstrain.bank.queries.exchange import exported
from cstrain.bank.rules import Kind, Question, read_question
from cstrain.bank.rules.exchange.carried import named
from cstrain.bank.rules.exchange.gift import write_gift
from cstrain.bank.rules.exchange.interpret import Around, interpret
from cstrain.bank.rules.exchange.item import Settings
from cstrain.bank.rules.exchange.judge import judge
from cstrain.bank.rules.exchange.moodle import write_moodle
from cstrain.bank.rules.known import Known
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.kit.errors import Refusal
from tests.bank.contents import AT, BY, load_all

ROOT = Path(__file__).resolve().parents[3]


def shipped() -> list[Question]:
    found = []
    for path in sorted((ROOT / "question_banks").glob("[A-Z]*-*.md")):
        found += [read_question(part) for part in read(path.read_bytes(), path.name).parts]
    return found


def carried(question: Question, form: str) -> tuple[object, ...]:
    """What both sides can say of a question."""
    kind = {Kind.CLASSIFY: Kind.MATCH, Kind.REWRITE: Kind.SHORT}.get(question.kind, question.kind)
    pairs = [(left, question.rights[right]) for left, right in zip(question.lefts, question.pairing, strict=True)]
    number = question.number and (question.number.low, question.number.high, question.number.unit)
    options = [
        (" ".join(one.text.split()), one.is_right, " ".join(one.explanation.split())) for one in question.options
    ]
    reference = question.reference if form == "moodle" else ""
    wordings = question.blanks[0].wordings if question.blanks else ()
    stem = "\n".join(line.strip() for line in named(question.stem).split("\n"))
    return (
        question.id,
        kind,
        stem,
        options,
        question.truth,
        wordings,
        number,
        sorted(pairs),
        set(question.rights),
        reference,
    )


@pytest.mark.parametrize("form", ["gift", "moodle"])
def test_every_shipped_question_that_is_carried_comes_back(form: str) -> None:
    questions = shipped()
    text, lost = write_gift(questions) if form == "gift" else write_moodle(questions)
    items = read_file(text.encode(), "a.gift" if form == "gift" else "a.xml", How()).items
    left = {line.partition("：")[0] for line in lost if "没有导出" in line}
    kept = {one.id: one for one in questions if one.id not in left}
    assert [item["题目编号"] for item in items] == list(kept)
    assert len(kept) > 450
    points = {one: Known(points=frozenset({"红线"})) for one in {name.partition("-")[0] for name in kept}}
    for item in items:
        item.cells.pop("备注", None)
        if item["题型"] == "简答" and form == "gift":
            item["正确答案"] = "x"
        interpret(item, Settings("a", "TK", "红线", strict=False), Around({"红线"}))
        assert not item.wrong, (item["题目编号"], item.wrong)
        judged = next(iter(judge([item], {}, points)))
        again = read_question(judged.part) if judged.part else None
        assert again is not None, item.wrong
        now, was = carried(again, form), carried(kept[item["题目编号"]], form)
        assert now[:-1] == was[:-1], (now, was)
        assert form == "gift" or now[-1] == was[-1]


def test_what_is_not_carried_is_listed(context: Flask) -> None:
    load_all()
    data, lost = exported("gift", ["TK"])
    assert b"TK-009" not in data
    assert "TK-009：这种题型（排序）写不进去，没有导出" in lost
    assert any("一票否决" in line for line in lost)
    assert all(line.startswith("TK-") for line in lost)


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (8, 8), "red").save(out, kind, exif=exif)
    return out.getvalue()


def moodle(kind: str, inside: str, more: str = "") -> str:
    return f"""<question type="{kind}"><name><text>n</text></name><questiontext format="html"><text><![CDATA[{inside}]]></text>{more}</questiontext>
    <answer fraction="0"><text>2 天</text></answer><answer fraction="100"><text>3 天</text><feedback><text>对</text></feedback></answer></question>"""


def test_moodle_with_pictures_and_kinds_we_do_not_have(context: Flask) -> None:
    load_all()
    file = f'<file name="a b.png" path="/" encoding="base64">{base64.b64encode(picture()).decode()}</file>'
    first = moodle(
        "multichoice",
        '<p>看图，几天&nbsp;关闭？</p><img src="@@PLUGINFILE@@/a%20b.png" alt="钟">'.replace("%20", " "),
        file,
    )
    data = f"<?xml version='1.0'?><quiz>{first}{moodle('ddmarker', '拖一下这几个标记')}</quiz>".encode()
    made = importing.dry_run(data, "a.xml", Wish("TK", point="红线"), Given(Settings(), AT, BY))
    assert [(line["outcome"]) for line in made.plan.lines] == ["new", "refused"]
    assert "不支持的题型「拖放标记」" in made.plan.lines[1]["wrong"][0][3]
    db.database.session.rollback()
    with db.transaction(at=AT, by=BY, why="test"):
        importing.write_at_once(made, "a.xml", Wish("TK"), at=AT, by=BY)
    version = queries.latest_version("TK-x001")
    assert version is not None
    assert "![钟](img/m-" in version.text
    assert len(version.pictures) == 1
    out, _lost = exported("moodle-xml", ["TK"])
    assert b"@@PLUGINFILE@@/m-" in out and b"<file" in out


def test_pictures_are_written_anew_or_refused() -> None:
    """IN-5: a picture loses what else stood in its file; one too large, cut, active or under a false name is refused."""
    for kind, ending in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")):
        assert b"secret place" in picture(kind)
        assert b"secret place" not in anew(picture(kind), ending)
    huge = io.BytesIO()
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    for data, ending in (
        (huge.getvalue(), "png"),
        (picture()[:60], "png"),
        (picture(), "jpg"),
        (b"<svg onload='x()'></svg>", "svg"),
    ):
        with pytest.raises(Refusal):
            anew(data, ending)


@pytest.mark.parametrize(
    "bad",
    [
        '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha">]><quiz>&a;</quiz>',
        '<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>',
        "<quiz>" + "<a>" * 100_000,
        "<quiz><question",
    ],
)
def test_xml_that_declares_anything_is_refused(bad: str) -> None:
    with pytest.raises(Refusal, match="xml_unreadable"):
        read_file(bad.encode(), "a.xml", How())
