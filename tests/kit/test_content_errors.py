"""Every error the grammar itself reports: where, what, and how to put it right."""

from __future__ import annotations

import pytest

from cstrain.kit import content


def found(text: str, name: str = "f.md") -> list[str]:
    return [str(problem) for problem in content.read(text, name).problems]


def bank(body: str) -> str:
    return f"# 题库 TB 淘宝交易时限\n【规则】TB1 【难度】中\n\n{body}"


ERRORS = [
    ("", 1, "第 1 行要是标题：写成「# 类型 编号 名称」，例如「# 题库 TB 淘宝交易时限」"),
    ("买家拍下\n", 1, "第 1 行要是标题：写成「# 类型 编号 名称」，例如「# 题库 TB 淘宝交易时限」"),
    ("# 题苦 TB 名\n", 1, "不认识类型「题苦」，是不是想写「题库」；可用：题库、知识点、规则、决定、课文"),
    ("# 题库 TB\n", 1, "标题没写全：写成「# 题库 编号 名称」"),
    ("# 题库 淘宝 名\n", 1, "编号「淘宝」只能用英文字母、数字和「-」"),
    (bank("# 题库 PD 名\n"), 4, "「# 」只能是文件的第一行：这一级用「##」；要当文字写，请去掉 # 后面的空格"),
    (bank("##\n"), 4, "标题是空的：写上编号和名称，或删掉这一行"),
    (bank("#### TB-001 单选\n"), 4, "标题只有「##」和「###」两级：减少 # 的个数"),
    (bank("### TB-001.1 单选\n"), 4, "「### TB-001.1 单选」上面没有「##」：先写「##」那一级，或减一个 #"),
    (bank("## TB-001 判断\n\n## TB-001 判断\n"), 6, "编号「TB-001」在第 4 行已经用过：换一个"),
    (bank("## 第一题 判断\n"), 4, "编号「第一题」只能用英文字母、数字、「-」和「.」，后面空一格再写别的"),
    (bank("## TB-001 判断\n题\n\n解析：因为\n"), 7, "「解析：」要写成【解析】"),
    (bank("## TB-001 判断\n题\n\n答案:错\n"), 7, "「答案:」要写成【答案】"),
    (bank("## TB-001 判断\n题\n\n[解析] 因为\n"), 7, "「[解析]」要写成【解析】"),
    (bank("## TB-001 判断\n题\n\n  【解析】因为\n"), 7, "「【解析】」前面不能有空格：要顶格写"),
    (bank("## TB-001 单选\n题\n\n - √ 3 天\n"), 7, "「- √ 」前面不能有空格：要顶格写"),
    (bank("## TB-001 单选\n题\n\n-√ 3 天\n"), 7, "「-」后面少了一个空格：写成「- √ 」"),
    (bank("## TB-001 判断\n题\n\n-\n\n"), 7, "这一行只有「-」：写上内容，或删掉这一行"),
    (bank("## TB-001 判断\n【解晰】因为\n"), 5, "不认识【解晰】，是不是想写【解析】；要当文字写，请写成 \\【解晰】"),
    (bank("## TB-001 判断\n【小结】因为\n"), 5, "不认识【小结】；要当文字写，请写成 \\【小结】"),
    (bank("## TB-001 判断\n【解析 因为\n"), 5, "「【」没有配上「】」：补上；要当文字写，请写成 \\【"),
    (bank("## TB-001 判断\n【难度】易 【时间】3 天\n"), 5, "不认识【时间】，是不是想写【时"),
    (bank("## TB-001 判断\n【难度】易 【解析】因为\n"), 5, "【解析】要另起一行，不能接在【难度】后面"),
    (bank("## TB-001 判断\n【答案】对 【规则】TB1\n"), 5, "【答案】要独占一行：【规则】另起一行"),
    (bank("## TB-001 判断\n【英文】True\n"), 5, "【英文】只写在列表行的末尾：接在「- ……」后面"),
    (bank("## TB-001 判断\n【难度】易 【英文】x\n"), 5, "【英文】只写在列表行的末尾：接在「- ……」后面"),
    (bank("## TB-001 判断\n【规则】\n"), 5, "【规则】后面是空的：写上内容，或删掉这一项"),
    (bank("## TB-001 判断\n【答案】\n"), 5, "【答案】后面是空的：写上内容，或删掉这一项"),
    (bank("## TB-001 判断\n【规则】TB1\n【规则】TB2\n"), 6, "【规则】第 5 行已经写过：合成一项"),
    (bank("## TB-001 判断\n【规则】TB1 【规则】TB2\n"), 5, "【规则】这一行已经写过：合成一项"),
    (
        bank("## TB-001 单选\n- √ 甲 【难度】易\n"),
        5,
        "【难度】不能写在列表行里：另起一行；要当文字写，请写成 \\【难度】",
    ),
    (
        bank("## TB-001 单选\n- √ 甲 【解释】乙\n"),
        5,
        "不认识【解释】，是不是想写【解析】；要当文字写，请写成 \\【解释】",
    ),
    (bank("## TB-001 单选\n- √ 甲 【一票否绝】乙\n"), 5, "不认识【一票否绝】，是不是想写【一票否决】；要当文字写"),
    (bank("## TB-001 单选\n- √ 甲 【解析】\n"), 5, "【解析】后面是空的：写上内容，或删掉"),
    (bank("## TB-001 判断\n题\n---\n"), 6, "「---」紧跟在文字下面会变成标题：在它上面空一行，或删掉"),
    (bank("## TB-001 判断\n> 买家 09:12: 在吗\n"), 5, "对话里说话人后面的冒号要用全角：「:」改成「：」"),
    (bank("## TB-001 判断\n```\nx\n"), 5, "代码围栏没有收尾：在代码后面另起一行，写上同样的几个「`」"),
    (bank("## TB-001 判断\n![](img/a.svg)\n"), 5, "图片 img/a.svg 没写说明文字：在「![」和「]」之间写上图里有什么"),
    (bank("## TB-001 判断\n![图](pics/A.gif)\n"), 5, "图片路径「pics/A.gif」不对：写成 img/文件名.svg"),
    (bank("## TB-001 判断\n【版本】2\n"), 5, "【版本】2 没写原因：写成「2 原因」"),
    (
        bank("## TB-001 判断\n【版本】第二版\n"),
        5,
        "【版本】「第二版」看不懂：改对错写「2 原因」，只改错字写「1.1 原因」",
    ),
    (bank("## TB-001 判断\n【状态】草稿\n"), 5, "【状态】「草稿」不能写在文件里：只有「停用 原因」"),
    (bank("## TB-001 判断\n【状态】停用\n"), 5, "【状态】停用没写原因：写成「停用 原因」"),
    (
        bank("## TB-001 判断\n【复核】2027/1/5\n"),
        5,
        "日期「2027/1/5」看不懂，是不是想写「2027-01-05」：写成 2027-01-15 这样",
    ),
    (bank("## TB-001 判断\n【截至】2027-02-30\n"), 5, "日期「2027-02-30」不存在：请核对年、月、日"),
    (bank("## TB-001 判断\n零\u200b宽\n"), 5, "有看不见的字符 U+200B：请删掉，再重打它两边的字"),
    ("# 模块 presale 名\n## 甲\n- W1 线下 x\n\n## 甲\n- W2 线下 y\n", 5, "标题「甲」在第 2 行已经用过：换一个"),
    (
        "# 模块 presale 名\n## 甲\n- W1 线下 x\n- W1 线下 y\n",
        4,
        "编号「W1」在第 3 行已经用过：换一个，用过的编号不再用",
    ),
    ("# 课文 L01 名\n【解析】x\n\n正文\n", 2, "课文开头不用【解析】：要当正文写，请在前面空一行"),
    ("# 课文 L01 名\n【小姐】x\n\n正文\n", 2, "不认识【小姐】"),
    ("# 课文 L01 名\n【时长】1 天\n\n正文\n===\n", 5, "「===」紧跟在文字下面会变成标题：在它上面空一行，或删掉"),
    ("# 课文 L01 名\n\n正文\n\n# 大标题\n", 5, "「# 」只能是文件的第一行：要当文字写，请去掉 # 后面的空格"),
]


@pytest.mark.parametrize(("text", "line", "words"), ERRORS, ids=range(len(ERRORS)))
def test_an_error_says_where_what_and_how(text: str, line: int, words: str) -> None:
    problems = found(text)
    assert any(problem.startswith(f"f.md:{line}: {words}") for problem in problems), problems
    assert len(problems) == 1, problems


def test_all_errors_at_once_by_line_of_the_file_as_it_was_handed_in() -> None:
    text = "# 题库 TB 名\n\n\n\n## TB-001 判断\n解析：x\n\n\n【小结】y\n【版本】3\n"
    assert [problem.line for problem in content.read(text).problems] == [6, 9, 10]


def test_what_is_wrong_stays_in_the_text() -> None:
    text = bank("## TB-001 判断\n【小结】因为\n解析：因为\n【难度】易 【时间】3 天\n")
    assert content.write(content.read(text)) == text


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        ("# 题库 TB 名\n题\n".encode("gbk"), 1, "文件不是 UTF-8 编码，像是 GBK：请另存为 UTF-8"),
        ("# 题库 TB 名\n".encode("utf-16"), 1, "文件是 UTF-16 编码：请另存为 UTF-8"),
        ("# 题库 TB 名\n\n".encode() + b"\xff\xff", 3, "文件不是 UTF-8 编码：请另存为 UTF-8"),
        (b"# \xe9\xa2\x98" + b"x" * 200 * 1024, 1, "文件有 200 KB，最多 200 KB：请分成几个文件"),
    ],
)
def test_what_is_no_text_is_refused_whole(data: bytes, line: int, words: str) -> None:
    document = content.read(data, "f.md")
    assert [str(problem) for problem in document.problems] == [f"f.md:{line}: {words}"]
    assert content.write(document) == ""


def test_half_a_character_is_refused() -> None:
    assert found("# 题库 TB 名\n\ud800\n") == ["f.md:2: 这里有半个字符：请删掉重打"]


def test_a_file_of_exactly_the_limit_is_read() -> None:
    text = "# 题库 TB 名\n" + "x" * (content.LIMIT - 17) + "\n"
    assert len(text.encode()) == content.LIMIT
    assert found(text) == []


def test_warnings_stop_nothing() -> None:
    document = content.read(bank("## TB-001 判断\n题\n"), "f.md")
    warning = document.problem(5, "答案最长", warning=True)
    assert str(warning) == "f.md:5: 答案最长"
    assert content.errors(document) == ()


def test_an_unknown_name_comes_with_an_offer() -> None:
    kinds = ("单选", "多选", "判断")
    assert (
        content.unknown("题型", "单选题", kinds) == "不认识题型「单选题」，是不是想写「单选」；可用：单选、多选、判断"
    )
    assert content.unknown("题型", "问卷", kinds) == "不认识题型「问卷」：可用：单选、多选、判断"
    assert content.nearest("语言和红线", ["语言与红线", "淘宝时限"]) == "语言与红线"
    assert content.nearest("xyz", ["语言与红线"]) == ""
