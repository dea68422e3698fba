"""Files that want to do harm, and files that are broken by chance: refused, quickly, with words; nothing else."""

from __future__ import annotations

import io
import os
import random
import resource
import time
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask

from cstrain.bank.actions.bringing import How, read_file
from cstrain.bank.actions.import_files import keep
from cstrain.bank.queries.exchange import exported
from cstrain.bank.queries.workbook import question_page
from cstrain.bank.rules.exchange.gift import read_gift
from cstrain.bank.rules.exchange.interpret import Around, interpret
from cstrain.bank.rules.exchange.item import Brought, Settings
from cstrain.bank.rules.exchange.moodle import read_moodle
from cstrain.bank.rules.exchange.plain import read_text
from cstrain.bank.rules.exchange.tables import read_grids
from cstrain.kit import confined, tables
from cstrain.kit.content import Malformed
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.workbook import write
from tests.bank.exchange import fixtures as f
from tests.bank.exchange.test_house import NEW, dry, load

SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)


def changed(member: str, data: bytes, book: bytes = b"") -> bytes:
    """A workbook of ours with one member of its zip replaced, or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book or f.generic())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != member:
                new.writestr(entry, old.read(entry))
        new.writestr(member, data)
    return out.getvalue()


def sheet(rows: str) -> bytes:
    return changed("xl/worksheets/sheet1.xml", SHEET.format(f"<sheetData>{rows}</sheetData>").encode())


def lying() -> bytes:
    """The directory says that a member has ten bytes."""
    data = bytearray(changed("xl/big.xml", b" " * 5_000_000))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/big.xml"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def merges() -> bytes:
    ranges = "".join(f'<mergeCell ref="A{row}:A{row + 5000}"/>' for row in range(1, 2000))
    rows = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>题干</t></is></c></row></sheetData>'
    return changed("xl/worksheets/sheet1.xml", SHEET.format(f"{rows}<mergeCells>{ranges}</mergeCells>").encode())


BOMBS: dict[str, Callable[[], bytes]] = {
    "eighty megabytes of blanks": lambda: changed("xl/worksheets/sheet1.xml", b" " * 90_000_000),
    "a million rows": lambda: sheet("".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 60_000))),
    "one cell at the far corner": lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "merged cells": merges,
    "a size that lies": lying,
    "six hundred members": lambda: _many(600),
    "no workbook in it": lambda: _many(3),
    "a zip cut off": lambda: f.generic()[:-40],
    "an entity in a word file": lambda: changed("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', f.docx("1. a")),
    "an outside entity": lambda: b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    "a text of zeros": lambda: b"\x00" * 1_000_000,
    "thirty-two megabytes": lambda: b"a" * 32_000_000,
}  # fmt: skip


SUMMED = {"eighty megabytes of blanks", "six hundred members", "thirty-two megabytes"}  # refused by sums alone


def _many(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(f"xl/{number}.xml", b"<a/>")
    return out.getvalue()


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_once(name: str) -> None:
    """IN-4: A file that would become too much is refused by its sums, or by the process that reads it."""
    data = BOMBS[name]()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN)
    at = time.process_time()
    with pytest.raises(Refusal):
        read_file(data, "题.xlsx", How())
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    if name in SUMMED:
        assert ended.ru_minflt == began.ru_minflt, "no process was begun for it"
    assert time.process_time() - at + ended.ru_utime - began.ru_utime + ended.ru_stime - began.ru_stime < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_a_reader_that_takes_too_much_brings_down_only_itself() -> None:
    """IN-4: The process in which office files are read has its own memory and time."""
    with pytest.raises(Refusal, match="file_too_heavy"):
        confined.run("tests.bank.exchange.greedy:eat", b"")


def test_macros_and_links_to_other_files_are_not_looked_at() -> None:
    """IN-4: What is no cell is dropped; a formula is the text that stands in its cell."""
    data = changed("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Auto_Open")
    data = changed("xl/externalLinks/externalLink1.xml", b"<externalLink/>", data)
    assert len(read_file(data, "题.xlsm", How()).items) == 5


def test_cells_that_begin_like_formulas_come_back_as_text(context: Flask) -> None:
    """IN-3: Nothing that goes out is a formula, and it comes in again as it was."""
    signs = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r="]
    texts = [
        f"{sign}{body}" for sign in signs for body in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://a")', "SUM(A1)")
    ]
    rows = [{**NEW, "题目编号": f"TK-{place:03d}", "题干": text} for place, text in enumerate(texts, start=101)]
    data = write([question_page(rows)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    back = tables.brought(data).grids[0].rows[2:]
    assert [row[2].replace("\r", "\n") for row in back] == [text.replace("\r", "\n") for text in texts]
    load()
    made = dry(data)
    assert made.plan.counts["refused"] == 0, [line["wrong"] for line in made.plan.lines if line["wrong"]][:3]
    assert exported("house")[1] == []


def test_no_name_leads_out_of_the_folder(context: Flask) -> None:
    """IN-6: What is kept of a file lies under an id of ours, whatever the file is called."""
    for name in ("../../x", "a/b", "..\\x", "", "a\0b", "CON", "%2e%2e", "\u202etxt.xlsx", "x" * 300):
        with pytest.raises(NotYours):
            keep(name + "/..", "file", b"")


CODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
BREAKS = ["\n", "\r\n", "\r"]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("ending", BREAKS)
def test_every_coding_and_line_break_says_the_same(coding: str, ending: str) -> None:
    """IN-7: A file says the same in every coding and with every line break; rare characters stay."""
    text = f.csv("utf-8").decode().replace("组长", "𠮷组㐂长·").replace("\r\n", ending)
    items = read_file(text.encode(coding), "题.csv", How()).items
    assert [item["题干"] for item in items] == f.STEM
    assert items[1]["选项B"] == "请𠮷组㐂长·一起接"
    assert (
        read_file("题干,答案\n编号 007 的单怎么查,007\n".encode(coding), "a.csv", How()).items[0]["正确答案"] == "007"
    )


SEEDS = [
    f.DAOYI, f.STAR, f.DOCTOR, f.YIKAO, f.AIKEN, f.GIFT,
    '<quiz><question type="multichoice"><questiontext format="html"><text>&lt;p&gt;a&lt;/p&gt;</text></questiontext>'
    '<answer fraction="100"><text>b</text></answer><answer fraction="0"><text>c</text></answer></question></quiz>',
]  # fmt: skip
MARKS = "{}[]()=~#%:\\\n_、.ABCD√×【】答案解析：；|→<>&\"'/?!-*`$\u3000\ud83d"
GRIDS = [
    [str(cell) for cell in ("题型", "题干", "选项", "A", "B", "答案", "题目编号", "难度", "规则编号")],
    ["单选", "天", "A.1|B.2", "", "x", "Ａ", "TK-1", "0.5", "TK1"],
]


def mutated(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 12)):
        at, long = chance.randrange(len(text) + 1), chance.randint(0, 30)
        deed = chance.randrange(4)
        if deed == 0:
            text = text[:at] + text[at + long :]
        elif deed == 1:
            text = text[:at] + "".join(chance.choices(MARKS, k=chance.randint(1, 8))) + text[at:]
        elif deed == 2:
            text = text[:at] + text[at : at + long] * chance.choice((2, 3, 40)) + text[at:]
        else:
            text = text[:at] + chance.choice(MARKS) * chance.choice((1, 3, 400)) + text[at:]
    return text[:20_000]


def read_mutated(chance: random.Random, number: int) -> Brought:
    which = number % 8
    if which == 7:
        rows = [
            [mutated(chance, cell)[:400] for cell in row] if chance.random() < 0.8 else row
            for row in [*GRIDS, GRIDS[1]]
        ]
        return read_grids([("a", [GRIDS[0] if chance.random() < 0.7 else rows[0], *rows[1:]])])
    text = mutated(chance, SEEDS[which])
    if which == 6:
        try:
            return read_moodle(text)
        except Malformed:
            return Brought("none")
    return read_gift(text) if which == 5 else read_text(text)


def test_readers_survive_any_file() -> None:
    """IN-7: A file changed by chance is read or refused: no crash, and never more than a second."""
    chance, slowest = random.Random(20261123), 0.0
    for number in range(50_000 if os.environ.get("CHAOS") == "1" else 5_000):
        state = chance.getstate()
        at = time.process_time()
        brought = read_mutated(chance, number)
        for item in brought.items[:3]:
            interpret(item, Settings("a", "TK", "红线", strict=number % 2 == 0), Around({"红线"}, {"TK1": 1}))
        took = time.process_time() - at
        slowest = max(slowest, took)
        assert took < 1, (number, took, hash(state))
    assert slowest < 1
