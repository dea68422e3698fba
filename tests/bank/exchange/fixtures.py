"""One file of each dialect, in its exact shape; each holds the same five questions where its layout can."""

from __future__ import annotations

import io
import zipfile

import xlsxwriter

STEM = [
    "拍下以后几天没付款就关闭",
    "客户骂人时哪些做法可以",
    "客服可以先替买家关订单",
    "快递发货后满 ____ 天付款给卖家",
    "平台的时限为什么要先查规则表",
]
WHY = ["从拍下那一刻起算三天", "听问题不听语气", "到点系统自己会关", "快递路上快平邮慢", "写错一天就是一次错误承诺"]
MODEL = "平台随时会改规则，拿不准先查。"
FOUR = ["2 天", "3 天", "7 天", "30 天"]
MANY = ["先道歉", "请组长一起接", "回一句嘴", "拉黑客户"]


def book(**sheets: list[list[object]]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    made.close()
    return out.getvalue()


def king() -> bytes:
    """卷王: a sheet for each kind, columns by their titles, two blanks before D."""
    choice = [
        "序号",
        "题干",
        "选项 A",
        "选项 B",
        "选项 C",
        "选项  D",
        "选项 E",
        "选项 F",
        "选项 G",
        "选项 H",
        "解析",
        "分数",
        "答案",
        "标签",
    ]
    none = ["", "", "", ""]
    return book(
        单选题=[choice, [1, STEM[0], *FOUR, *none, WHY[0], 2, "B", "简单 时限"]],
        多选题=[choice, [1, STEM[1], *MANY, *none, WHY[1], 2.5, "AB", "红线"]],
        判断题=[
            ["序号", "题干", "选项 A", "选项 B", "解析", "分数", "答案", "标签"],
            [1, STEM[2], "正确", "错误", WHY[2], 1, "B", ""],
        ],
        填空题=[
            ["序号", "题干", "空 1", "空 2", "空 3", "空  4", "解析", "单空分数", "标签"],
            [1, STEM[3], "10", "", "", "", WHY[3], 1, ""],
        ],
        简答题=[["序号", "题干", "答案", "解析", "分数", "标签"], [1, STEM[4], MODEL, WHY[4], 5, ""]],
    )


def kaoshibao() -> bytes:
    """考试宝: notes in row 1, titles in row 2 with breaks and (勿删), a sheet 版本号."""
    head = ["题干（必填）", "题型 （必填）", "选项 A", "选项 B", "选项 C", "选项 D", *(f"选项{one}\n(勿删)" for one in "EFGH"), "正确答案\n（必填）",
            "解析\n（勿删）", "章节\n（勿删）", "难度"]  # fmt: skip
    none = ["", "", "", ""]
    rows = [
        ["导入须知：请勿删除表头"], head,
        [STEM[0], "单选题", *FOUR, *none, "B", WHY[0], "淘宝时限", "易"], [STEM[1], "多选题", *MANY, *none, "AB", WHY[1], "第二章", "难"],
        [STEM[2], "判断题", "对", "错", "", "", *none, "B", WHY[2], "", "中"], [STEM[3], "填空题", *none, *none, "10", WHY[3], "", ""],
        [STEM[4], "简答题", *none, *none, MODEL, WHY[4], "", ""],
    ]  # fmt: skip
    return book(Sheet1=rows, 版本号=[["20221101"]])


def motibang() -> bytes:
    """磨题帮: three rows about the paper, titles in row 4."""
    head = [
        "题干",
        "题型",
        "选择项1",
        "选择项2",
        "选择项3",
        "选择项4",
        "选择项5",
        "解析",
        "答案1",
        "答案2",
        "得分1",
        "得分2",
    ]
    return book(
        Sheet1=[
            ["标题", "客服题"],
            ["描述", "入职用"],
            ["用时", 1000],
            head,
            [STEM[0], "选择题", *FOUR, "", WHY[0], "B", "", 2, ""],
            [STEM[1], "选择题", *MANY, "", WHY[1], "A", "B", 2, ""],
            [STEM[2], "判断题", "", "", "", "", "", WHY[2], "错误", "", 1, ""],
            [STEM[3], "填空题", "", "", "", "", "", WHY[3], "10", "", 1, ""],
            [STEM[4], "简答题", "", "", "", "", "", WHY[4], MODEL, "", 5, ""],
        ]
    )


def network() -> bytes:
    """网络大学: four columns, options in one cell."""
    cells = [[f"{letter}. {text}" for letter, text in zip("ABCD", four, strict=True)] for four in (FOUR, MANY)]
    return book(
        Sheet1=[
            ["题型", "题干", "选项", "答案"],
            ["单选题", STEM[0], "$;$".join(cells[0]), "B"],
            ["多选题", STEM[1], "$;$".join(cells[1]), "AB"],
            ["判断题", STEM[2], "A. 正确$;$B. 错误", "B"],
            ["填空题", STEM[3], "", "10"],
            ["简答题", STEM[4], "", MODEL],
        ]
    )


def risk() -> bytes:
    """风控平台: outline, source of each question, options A-…|B-…, a backslash for nothing."""
    head = [
        "序号",
        "一级纲要",
        "二级纲要",
        "题目分类",
        "题型",
        "题干",
        "选项",
        "答案",
        "题目依据",
        "试题分数",
        "试题编码",
        "备注",
        "说明",
        "判断题解析",
    ]
    cells = ["|".join(f"{letter}-{text}" for letter, text in zip("ABCD", four, strict=True)) for four in (FOUR, MANY)]
    made = [
        ("单选题", cells[0], "B"),
        ("多选题", cells[1], "AB"),
        ("判断题", "\\", "错误"),
        ("填空题", "\\", "10"),
        ("简答题", "\\", MODEL),
    ]
    rows = [
        [
            place + 1,
            "规则",
            "淘宝时限",
            "必考",
            kind,
            STEM[place],
            options,
            answer,
            "TK1 第三条",
            2,
            f"RC-{place}",
            "\\",
            "\\",
            WHY[place],
        ]
        for place, (kind, options, answer) in enumerate(made)
    ]
    return book(Sheet1=[head, *rows])


def national() -> bytes:
    """国家职业技能鉴定题库: brackets half and full width in one title, six levels of points."""
    head = ["试题GUID", "题型(必填）", "题干（必填）", "答案", "选项A", "选项B", "选项C", "选项D", "选项E", "知识点一级", "知识点二级", "知识点三级",
            "知识点四级", "知识点五级", "知识点六级", "难度", "一致性", "分数", "解析", "出处"]  # fmt: skip
    tail = ["规则", "淘宝时限", "", "", "", ""]
    none = ["", "", "", "", ""]
    made = [
        ("单选题", "B", [*FOUR, ""]),
        ("多选题", "AB", [*MANY, ""]),
        ("判断题", "×", none),
        ("填空题", "10", none),
        ("简答题", MODEL, none),
    ]
    rows = [
        [f"6F9619FF-{place}", kind, STEM[place], answer, *options, *tail, "0.7", "5", 1, WHY[place], "教材"]
        for place, (kind, answer, options) in enumerate(made)
    ]
    return book(试题=[head, *rows])


def generic() -> bytes:
    """Any sheet with a head, as trainers write one."""
    head = ["序号", "题目分类", "题目难度", "所属范围", "试题", "A", "B", "C", "D", "标准答案", "答案解析"]
    none = ["", "", "", ""]
    made = [
        ("单选", FOUR, "Ｂ"),
        ("多选", MANY, "a、b"),
        ("判断", none, "F"),
        ("填空", none, "十；10"),
        ("问答题", none, MODEL),
    ]
    rows = [
        [place + 1, kind, "普通", "淘宝时限", STEM[place], *options, answer, WHY[place]]
        for place, (kind, options, answer) in enumerate(made)
    ]
    return book(题库=[head, *rows])


def csv(encoding: str) -> bytes:
    rows = [
        "题型,题干,选项A,选项B,选项C,选项D,正确答案,解析",
        f"单选题,{STEM[0]},{','.join(FOUR)},B,{WHY[0]}", f"多选题,{STEM[1]},{','.join(MANY)},AB,{WHY[1]}",
        f"判断题,{STEM[2]},,,,,错,{WHY[2]}", f"填空题,{STEM[3]},,,,,10,{WHY[3]}", f'简答题,{STEM[4]},,,,,"{MODEL}",{WHY[4]}',
    ]  # fmt: skip
    return "\r\n".join(rows).encode(encoding)


def lettered(texts: list[str], sign: str = ".") -> str:
    return "\n".join(f"{letter}{sign}{text}" for letter, text in zip("ABCD", texts, strict=True))


DAOYI = f"""[单选题]
{STEM[0]}
{lettered(FOUR)}
答案：B
解析：{WHY[0]}

[多选题]
{STEM[1]}
{lettered(MANY, "、")}
答案：A;B
解析：{WHY[1]}

[判断题]
{STEM[2]}（）
答案：错误
解析：{WHY[2]}

[填空题](系统评分)
{STEM[3]}
答案：10;十
解析：{WHY[3]}

[简答题]
{STEM[4]}
答案：{MODEL}
解析：{WHY[4]}
"""
STAR = f"""1、{STEM[0]}（ B） [单选题]
{lettered(FOUR)}

2、{STEM[1]}（ AB） [多选题]
{lettered(MANY)}

3、{STEM[2]} (错)
A.对
B.错

4、{STEM[3]} [填空题]
答案：10

5、{STEM[4]} [简答题]
答案：{MODEL}
"""
DOCTOR = f"""1.{STEM[0]}
{lettered(FOUR, "、")}
【答案】B
【解析】{WHY[0]}
2.{STEM[1]}
{lettered(MANY, "、")}
【答案】AB
【解析】{WHY[1]}
3.{STEM[2]}
【答案】错误
【解析】{WHY[2]}
4.{STEM[3]}
【答案】（10）
【解析】{WHY[3]}
5.{STEM[4]}
【答案】{MODEL}
【解析】{WHY[4]}
"""
YIKAO = f"""[单选题组]
1.{STEM[0]}[难度:0.7][分数:1]
{lettered(FOUR)}
[参考答案]B
[答案解析]{WHY[0]}
[多选题组]
2.{STEM[1]}[难度:0.3][分数:2]
{lettered(MANY)}
[参考答案]AB
[答案解析]{WHY[1]}
[判断题组]
3.{STEM[2]}[错误]
[答案解析]{WHY[2]}
[填空题组]
4.{STEM[3]}
[参考答案]10
[答案解析]{WHY[3]}
[简答题组]
5.{STEM[4]}
[参考答案]{MODEL}
[答案解析]{WHY[4]}
"""
AIKEN = f"{STEM[0]}\n{lettered(FOUR, ') ')}\nANSWER: B\n\n{STEM[1]}\n{lettered(MANY, '. ')}\nANSWER: A\n"
GIFT = f"""// a comment
$CATEGORY: 时限

::一::[markdown]{STEM[0]}{{~2 天#别的钟 =3 天 ~7 天 ~30 天 ####{WHY[0]}}}

{STEM[1]}{{~%50%先道歉 ~%50%请组长一起接 ~%-100%回一句嘴 ~%-100%拉黑客户}}

{STEM[2]}{{FALSE#到点系统自己会关}}

快递发货后满 {{=10 =十}} 天付款给卖家

{STEM[4]}{{}}

满几天{{#3:0}}

连起来{{=拍下没付款 -> 3 天 =平邮发货 -> 30 天}}
"""


def docx(text: str) -> bytes:
    """A Word file with a paragraph for each line, cut into runs as Word cuts them."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    runs = "".join(
        f"<w:p><w:r><w:t>{line[:3]}</w:t></w:r><w:r><w:t xml:space='preserve'>{line[3:]}</w:t></w:r></w:p>"
        for line in text.split("\n")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{runs}</w:body></w:document>',
        )
    return out.getvalue()
