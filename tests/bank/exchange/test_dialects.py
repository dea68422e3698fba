"""A file of each dialect in its exact shape comes in whole: five questions, their keys, what else it says in 备注."""

from __future__ import annotations

import pytest

from cstrain.bank.actions.bringing import How, read_file
from cstrain.bank.rules.exchange.interpret import Around, interpret
from cstrain.bank.rules.exchange.item import Item, Settings
from cstrain.bank.rules.exchange.judge import judge
from cstrain.bank.rules.known import Known, RuleFacts
from cstrain.kit.errors import Refusal
from tests.bank.exchange import fixtures as f

AROUND = Around({"淘宝时限", "红线"}, {"TK1": 1})
KNOWN = Known(rules={"TK1": RuleFacts("TK1", 1)}, points=frozenset({"淘宝时限", "红线"}), decisions=frozenset())
KEYS = [
    ("单选", ["2 天", "3 天", "7 天", "30 天"], "B"), ("多选", f.MANY, "AB"), ("判断", [], "错"), ("填空", [], "10"), ("简答", [], f.MODEL),
]  # fmt: skip


def brought(data: bytes, name: str = "题.xlsx") -> tuple[str, list[Item], list[str]]:
    read = read_file(data, name, How())
    for place, item in enumerate(read.items, start=1):
        item["题目编号"] = item["题目编号"] or f"TK-x{place:03d}"
        interpret(item, Settings(name, "TK", "红线", strict=False), AROUND)
    judged = list(judge(read.items, {}, {"TK": KNOWN}))
    assert all(one.part is not None for one in judged if not one.item.wrong)
    return read.dialect, read.items, [told.text for told in read.left_out]


FILES = {
    "卷王": f.king(), "考试宝": f.kaoshibao(), "磨题帮": f.motibang(), "网络大学": f.network(), "风控平台": f.risk(), "国家题库": f.national(),
    "sheet": f.generic(), "道一云": f.DAOYI.encode(), "问卷星": f.STAR.encode("gb18030"), "答题小博士": f.DOCTOR.encode("utf-16"),
    "易考": f.docx(f.YIKAO),
}  # fmt: skip


@pytest.mark.parametrize("dialect", FILES)
def test_every_dialect_comes_in_whole(dialect: str) -> None:
    found, items, _left_out = brought(FILES[dialect])
    assert found == dialect
    assert [told.text for item in items for told in item.wrong] == []
    told = [(item["题型"], item.options, item["正确答案"].split("；")[0].replace("十", "10")) for item in items]
    assert told == KEYS
    assert [item["题干"].replace("（）", "").replace("（  ）", "").strip() for item in items] == f.STEM
    if dialect not in ("网络大学", "问卷星"):
        assert [item["解析"] for item in items] == f.WHY


def test_what_has_no_place_of_its_own_is_kept_in_the_remarks() -> None:
    _dialect, items, _left = brought(f.risk())
    assert items[0]["备注"] == "一级纲要：规则；题目分类：必考；原编号：RC-0"
    assert (items[0]["来源"], items[0]["知识点"]) == ("TK1 第三条", "淘宝时限")
    _dialect, items, _left = brought(f.national())
    assert sorted(items[0]["备注"].split("；")) == ["一致性：5", "原编号：6F9619FF-0", "知识点路径：规则／淘宝时限"]
    assert (items[0]["难度"], items[0]["来源"]) == ("易", "教材")
    _dialect, items, left = brought(f.motibang())
    assert left == ["表头上面的说明没有收：标题 客服题；描述 入职用；用时 1000"]
    _dialect, items, _left = brought(f.king())
    assert "标签：简单 时限" in items[0]["备注"]
    assert items[4]["评分"] == "- 答出参考里的要点 【分】5"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_any_encoding(encoding: str) -> None:
    _dialect, items, _left = brought(f.csv(encoding), "题.csv")
    assert [(item["题型"], item.options, item["正确答案"]) for item in items] == KEYS


def test_bytes_in_no_known_encoding_are_refused_not_guessed() -> None:
    """IN-7: Big5 is read as what it is; bytes in no coding we know are refused."""
    big5 = f.STEM[0].replace("后", "後").replace("几", "幾").replace("没", "沒").replace("关闭", "關閉").encode("big5")
    assert "關閉" in brought(b"\xa4" * 0 + b"1." + big5 + b"\nA.3\nB.4\nANSWER: B\n", "a.txt")[1][0]["题干"]
    for data in (
        b"\xff\xfe\x00\xd8\x00",
        b"\x81\x39\xef\x30" * 90,
        bytes(range(256)) * 4,
        "题干,答案".encode("utf-16-le"),
    ):
        with pytest.raises(Refusal):
            read_file(data, "a.csv", How())


def test_aiken_and_gift() -> None:
    dialect, items, _left = brought(f.AIKEN.encode(), "a.txt")
    assert (dialect, [(item.options, item["正确答案"]) for item in items]) == ("aiken", [(f.FOUR, "B"), (f.MANY, "A")])
    dialect, items, left = brought(f.GIFT.encode(), "a.gift")
    assert dialect == "gift" and "分类" in left[0]
    assert [item["题型"] for item in items] == ["单选", "多选", "判断", "填空", "简答", "数值", "匹配"]
    assert items[0].options[0] == "2 天 【解析】别的钟。".replace("。", "")
    assert (items[0]["解析"], items[3]["正确答案"], items[5]["正确答案"]) == (f.WHY[0], "10；十", "3 个")
    assert items[6].options == ["拍下没付款 → 3 天", "平邮发货 → 30 天"]
    assert [told.text for item in items for told in item.wrong] == ["没写正确答案：写一个好的回答给阅卷人看"]
