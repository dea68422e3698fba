"""Banks as the house workbook: every field of every question in a cell, with the lists one may choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from cstrain.bank.models import Bank, Question, QuestionVersion
from cstrain.bank.queries.reading import part_of
from cstrain.bank.queries.register import points, rules
from cstrain.bank.queries.standing import latest
from cstrain.bank.rules import Difficulty, Kind, Scoring
from cstrain.bank.rules.exchange.house import rows_of, titles
from cstrain.bank.rules.exchange.item import ANSWER, EXPLANATION, ID, KIND, LEVEL, OPTION, POINT, RULE, SCORING, STEM
from cstrain.kit import db
from cstrain.kit.workbook import Page, write

QUESTIONS, HELP = "题目", "填写说明"
NEEDED = frozenset({KIND, STEM, ANSWER, EXPLANATION, POINT})
WIDTHS = {ID: 11, KIND: 8, STEM: 48, ANSWER: 16, EXPLANATION: 40, POINT: 14, "评分": 26, "备注": 20, "来源": 16}
NOTE = (
    "第 2 行是表头，从第 3 行起一题一行。蓝底的列要填。题目编号留空就是新题，由系统编号；写了编号就改那一题。"
    "删掉一行不会删题。每一列怎么填，看「填写说明」。"
)
SAMPLE = [
    {
        KIND: "单选", STEM: "买家拍下商品后一直没有付款，多久以后订单会自动关闭？", "选项A": "2 天 【解析】那是别的时限。", "选项B": "3 天",
        "选项C": "7 天", ANSWER: "B", EXPLANATION: "从拍下那一刻起算，满 3 天没付款就关闭。", LEVEL: "易",
    },
    {KIND: "判断", STEM: "买家拍下两天没付款，客服可以先替他把订单关掉。", ANSWER: "错", EXPLANATION: "到点系统自己会关。", LEVEL: "易"},
]  # fmt: skip
GUIDE: Sequence[tuple[str, str]] = (
    ("题目编号", "新题留空。改旧题时不要动它。案例的小题写成「案例的编号.1」「案例的编号.2」，排在案例下面；新案例的编号随便写一个，例如 A。"),
    ("题型", "单选、多选、判断、填空、数值、排序、匹配、归类、权限、简答、改写、案例。"),
    ("题干", "要问什么。填空题在要填的地方打四个「_」。"),
    ("选项A……", "单选、多选：一格一个选项，前面不写字母。每个选项可以带解析：「2 天 【解析】那是别的钟。」；不许选的写「回骂 【一票否决】碰红线」。"
     "排序：一格一项。匹配、归类：「左 → 右」；匹配里多出来的右边写「→ 右」。"),
    ("正确答案", "单选 B；多选 ACD；判断 对 或 错；填空一个空写一行（格子里按 Alt+回车换行），同义的用「；」隔开；"
     "数值 2700 元、84±0.5 分、介于 80～120 个；排序 BAC；匹配、归类留空；权限 能做、不能做、有尺度；简答、改写写一个好的回答。"),
    ("解析", "写一两句为什么。不写选项的字母：选项的次序会打乱。"),
    ("分数", "出卷时才定分，这一列只用来给没有评分要点的简答题。"),
    ("难度", "易、中、难。"),
    ("知识点", "写「知识点」那一页里的名称，几个用「、」隔开。"),
    ("规则编号", "写「规则」那一页里的编号，例如 TB1；规则改过，写 TB1@2。规则表里没有的，题目照收，不带规则。"),
    ("有效期至", "写成 2027-01-31。到期前要再看一遍。"),
    ("一票否决", "判断、权限：写为什么答错就不通过。单选、多选写在选项后面。"),
    ("漏选计分", "全对才得分（不写就是它）、漏选得一半、按比例、相邻对（只用在排序）。"),
    ("标签", "会记在备注里。"),
    ("限时秒", "写数字，例如 30。"),
    ("评分", "简答、改写：一行一个要点，写成「- 说对 3 天 【分】2」。"),
    ("版本", "不用填。"),
)  # fmt: skip


def export_workbook(keys: Sequence[str] = ()) -> bytes:
    """The questions of these banks (of all when none is named), drafts among them."""
    rows = [cells for key in keys or _all_banks() for cells in bank_rows(key)]
    return write([question_page(rows), *_beside()])


def _all_banks() -> list[str]:
    return list(db.database.session.scalars(select(Bank.key).order_by(Bank.key)))


def bank_rows(key: str) -> Iterable[dict[str, str]]:
    """The rows of a bank in its order."""
    held = select(QuestionVersion.text, QuestionVersion.inherited).join(Question, latest())
    for text, inherited in db.database.session.execute(
        held.where(Question.bank_key == key).order_by(Question.place, Question.id)
    ):
        yield from rows_of(part_of("题库", text, inherited))


def question_page(rows: Sequence[dict[str, str]], marks: dict[tuple[int, str], str] | None = None) -> Page:
    """The sheet of questions; ``marks``: (row as shown, title) → what is wrong there."""
    options = max((sum(title.startswith(OPTION) for title in row) for row in rows), default=0)
    columns = titles(options)
    return Page(
        QUESTIONS,
        columns,
        [[row.get(title, "") for title in columns] for row in rows],
        note=NOTE,
        needed=NEEDED,
        lists={
            KIND: [kind.value for kind in Kind],
            LEVEL: [level.value for level in Difficulty],
            SCORING: [scoring.value for scoring in Scoring],
            POINT: "知识点",
            RULE: "规则",
            "一票否决": ["是", "否"],
        },
        marks=marks or {},
        widths=WIDTHS,
    )


def template_workbook() -> bytes:
    """An empty workbook to fill in, with two questions to look at."""
    return write([question_page(SAMPLE), *_beside()])


def error_workbook(lines: Sequence[dict[str, Any]]) -> bytes:
    """The refused questions of an import with the cells that are wrong marked; mended here it can be brought again."""
    rows: list[dict[str, str]] = []
    marks: dict[tuple[int, str], str] = {}
    for line in lines:
        at = {number: len(rows) + 3 + place for place, (number, _cells) in enumerate(line["rows"])}
        for title, number, _column, text in line["wrong"]:
            key = (at.get(number, len(rows) + 3), title)
            marks[key] = "\n".join(filter(None, (marks.get(key), text)))
        rows += [cells for _number, cells in line["rows"]]
    return write([question_page(rows, marks), *_beside()])


def _beside() -> list[Page]:
    listed = [[rule_id, rule.title, rule.platform] for rule_id, rule in sorted(rules().items())]
    return [
        Page(HELP, ["列", "怎么填"], [list(line) for line in GUIDE], widths={"列": 12, "怎么填": 110}),
        Page(
            "知识点",
            ["名称", "在哪里"],
            [[point.name, point.path] for point in points()],
            widths={"名称": 20, "在哪里": 48},
        ),
        Page("规则", ["编号", "标题", "平台"], listed, widths={"标题": 48}),
    ]
