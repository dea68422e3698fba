"""Reading and writing content files: the grammar, the round trip, and every error the grammar itself reports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cstrain.kit import content

CASES = Path(__file__).parent / "content_cases"
PILOT = sorted((CASES / "pilot").glob("*.md"))
ROOT = Path(__file__).parents[2]
IN_REPO = [*sorted((ROOT / "question_banks").rglob("*.md")), *sorted((ROOT / "curricula").rglob("*.md"))]


def found(text: str, name: str = "f.md") -> list[str]:
    return [str(problem) for problem in content.read(text, name).problems]


def bank(body: str) -> str:
    return f"# 题库 TB 淘宝交易时限\n【规则】TB1 【难度】中\n\n{body}"


# --- round trip -------------------------------------------------------------------------------------------------


def test_the_pilot_is_whole() -> None:
    assert len(PILOT) == 27


@pytest.mark.parametrize("path", PILOT, ids=lambda path: path.stem)
def test_a_pilot_file_comes_back_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()
    document = content.read(data, path.name)
    assert document.problems == ()
    assert content.write(document).encode() == data
    assert content.tidy(data.decode()).encode() == data
    assert content.read(content.write(document)) == document


@pytest.mark.parametrize("path", IN_REPO, ids=lambda path: path.stem)
def test_every_file_in_the_repository_is_tidy_and_comes_back(path: Path) -> None:
    data = path.read_bytes()
    assert content.tidy(data.decode()).encode() == data, f"flask content tidy {path.name}"
    assert content.write(content.read(data, path.name)).encode() == data


def test_bytes_and_text_read_the_same() -> None:
    text = PILOT[0].read_text(encoding="utf-8")
    assert content.read(text) == content.read(text.encode()) == content.read("\ufeff" + text)


# --- what a document says ---------------------------------------------------------------------------------------


def tb() -> content.Document:
    return content.read((CASES / "pilot" / "TB-taobao-clocks.md").read_bytes(), "TB-taobao-clocks.md")


def test_the_head() -> None:
    document = tb()
    assert (document.type, document.id, document.name) == ("题库", "TB", "淘宝／天猫交易时限")
    assert document.head.value("英文名") == "Taobao / Tmall trade clocks"
    assert document.head.own("课文") == "L04"
    assert [part.id for part in document.parts][:3] == ["TB-001", "TB-002", "TB-003"]
    assert len(document.parts) == 15
    assert len(list(document.walk())) == 18


def test_options_with_their_marks_and_reasons() -> None:
    part = tb().part("TB-001")
    assert part is not None
    assert (part.level, part.id, part.rest) == (2, "TB-001", "单选")
    assert part.text == "买家拍下商品后一直没有付款，交易条件也没改过。多久以后订单会自动关闭？"
    assert [(line.marker, line.body, bool(line.value("解析"))) for line in part.lines] == [
        ("×", "2 天", True),
        ("√", "3 天", False),
        ("×", "5 天", True),
        ("×", "7 天", True),
    ]
    assert part.line == 6
    assert [line.line for line in part.lines] == [9, 10, 11, 12]
    assert part.attribute("解析").line == 14  # type: ignore[union-attr]


def test_only_the_answer_repeats() -> None:
    part = tb().part("TB-004")
    assert part is not None
    assert part.values("答案") == ("10；十", "30；三十")
    assert content.any_of(part.values("答案")[0]) == ("10", "十")
    assert content.blanks(part.text) == 2


def test_pairs_and_a_distractor_without_a_left_side() -> None:
    part = tb().part("TB-007")
    assert part is not None
    assert part.lines[0].pair == ("拍下后没付款", "3 天")
    assert part.lines[5].pair == ("", "15 天")
    assert {line.marker for line in part.lines} == {"→"}


def test_numbered_lines() -> None:
    part = tb().part("TB-009")
    assert part is not None
    assert [line.number for line in part.lines] == [1, 2, 3, 4, 5]
    assert part.lines[0].marker == "1."


def test_a_case_its_chat_and_its_parts() -> None:
    part = tb().part("TB-011")
    assert part is not None
    said = content.chat(part.text)
    assert [message.speaker for message in said] == ["买家", "买家", "客服", "买家", "客服"]
    assert said[0].time == "09:12"
    assert said[2].is_agent
    assert not said[0].is_agent
    assert [image.path for image in content.images_of(part)] == ["img/tb-return-line.svg"]
    assert [below.id for below in part.parts] == ["TB-011.1", "TB-011.2", "TB-011.3"]


def test_points_of_a_rubric_block_are_list_lines() -> None:
    part = tb().part("TB-011.3")
    assert part is not None
    points = part.attribute("评分")
    assert points is not None
    assert [(line.body, line.value("分")) for line in points.lines] == [
        ("说清现在正在做什么", "2"),
        ("给出具体的回复时间", "2"),
        ("没有承诺权限以外的结果", "1"),
    ]
    assert [line.line for line in points.lines] == [149, 150, 151]


def test_inheritance_from_the_head_and_from_a_case() -> None:
    document = tb()
    first, sub = document.part("TB-001"), document.part("TB-011.1")
    assert first is not None
    assert sub is not None
    assert content.inherited(first) == {"知识点": "淘宝时限", "课文": "L04", "负责": "培训主管"}
    assert first.value("难度") == "易"
    assert sub.value("知识点") == "退货退款"
    assert sub.value("规则") == "TB11"
    assert sub.value("课文") == "L04"
    assert sub.own("规则") == ""
    assert "覆盖" not in content.inherited(sub)


def test_what_is_not_in_the_list_is_not_inherited() -> None:
    part = content.read(
        "# 题库 TB 名\n【平台】淘宝 【时限】3 天\n【说明】x\n\n## TB-001 判断\n题\n\n【答案】对\n"
    ).parts[0]
    assert content.inherited(part) == {"平台": "淘宝"}


def test_a_lesson_body_belongs_to_the_author() -> None:
    document = content.read((CASES / "pilot" / "L04-taobao-clocks.md").read_bytes(), "L04.md")
    assert document.parts == ()
    assert document.head.value("自测") == "TB-001、TB-003、TB-004、TB-008"
    assert document.text.startswith("客户问「还要几天」")
    assert "【小结】……写在正文里没关系" in document.text
    assert document.text.endswith("#双11 期间另有临时规则，以当天公告为准。")
    assert "TB1b" in content.references(document.text)


def test_a_lesson_may_hold_what_would_be_wrong_elsewhere() -> None:
    text = (
        "# 课文 L01 名\n【时长】40 分钟\n\n【不认识】正文。\n解析：正文。\n\n【规则】正文。\n\n#### 小标题\n\n* 星号\n"
    )
    document = content.read(text, "L01.md")
    assert document.problems == ()
    assert content.write(document) == text
    assert document.head.own("规则") == ""


def test_text_after_attributes_and_lists_before_them() -> None:
    document = content.read((CASES / "pilot" / "R13-slow-refund.md").read_bytes(), "R13.md")
    example, opening = document.part("范例·满分"), document.part("开场")
    assert example is not None
    assert opening is not None
    assert example.own("走到") == "结局·等回话"
    assert len(content.chat(example.text)) == 3
    assert [line.body for line in opening.lines][-1] == "转 否则 → 问时限"
    assert opening.lines[0].value("分") == "15"
    assert opening.lines[-1].pair == ("转 否则", "问时限")


def test_lists_inside_the_text_are_text_and_the_last_one_is_the_answer() -> None:
    part = content.read(bank("## TB-001 单选\n两种寄法：\n\n- 快递\n- 平邮\n\n哪种快？\n\n- √ 快递\n- × 平邮\n")).parts[
        0
    ]
    assert part.text == "两种寄法：\n\n- 快递\n- 平邮\n\n哪种快？"
    assert [line.body for line in part.lines] == ["快递", "平邮"]
    assert len(part.runs) == 2
    assert part.body.endswith("- √ 快递\n- × 平邮")


def test_a_list_with_text_below_it_is_not_the_answer() -> None:
    part = content.read(bank("## TB-001 单选\n题\n\n- √ 快递\n- × 平邮\n\n还有话。\n")).parts[0]
    assert part.lines == ()
    assert len(part.runs[0]) == 2


def test_a_block_ends_at_the_next_attribute_and_keeps_its_lines() -> None:
    part = content.read(bank("## TB-001 简答\n题\n\n【参考】一\n\n二\n- 三\n【解析】四\n【覆盖】F001\n")).parts[0]
    assert part.own("参考") == "一\n\n二\n- 三"
    assert part.own("解析") == "四"
    assert part.own("覆盖") == "F001"
    assert part.lines == ()


def test_escaped_brackets_are_text() -> None:
    part = content.read(bank("## TB-001 单选\n\\【小结】先看这个\n\n- √ 写【签字】的人\n- × 写\\【签字】的人\n")).parts[
        0
    ]
    assert part.text == "\\【小结】先看这个"
    assert part.lines[0].value("签字") == "的人"
    assert part.lines[1].body == "写【签字】的人"
    assert part.lines[1].attributes == ()


def test_unknown_brackets_on_a_list_line_are_text() -> None:
    document = content.read(bank("## TB-001 单选\n题\n\n- √ 【现货】包 【规格】大 【解析】对\n- × 【尺码】小\n"))
    assert document.problems == ()
    assert [line.body for line in document.parts[0].lines] == ["【现货】包 【规格】大", "【尺码】小"]


def test_a_fence_hides_what_is_in_it_but_not_the_next_title() -> None:
    text = bank("## TB-001 判断\n```\n【不认识】x\n## TB-002 判断\n")
    assert [problem.split(": ")[1][:6] for problem in found(text)] == ["代码围栏没有"]
    whole = content.read(bank("## TB-001 判断\n```\n【不认识】x\n- √ y\n# z\n```\n\n【答案】对\n"))
    assert whole.problems == ()
    assert whole.parts[0].own("答案") == "对"
    assert whole.parts[0].runs == ()


def test_an_open_fence_ends_at_the_next_title() -> None:
    document = content.read(bank("## TB-001 判断\n```\n【规则】TB2\n\n## TB-002 判断\n题\n\n【答案】对\n"), "f.md")
    assert [problem.line for problem in document.problems] == [5]
    assert document.parts[0].own("规则") == ""
    assert document.parts[1].own("答案") == "对"


def test_text_around_attributes_is_joined_by_one_blank_line() -> None:
    part = content.read(bank("## TB-001 判断\n甲\n【难度】易\n\n【规则】TB1\n\n乙\n丙\n【课文】L04\n丁\n")).parts[0]
    assert part.text == "甲\n\n乙\n丙\n\n丁"


def test_a_block_leaves_out_the_blank_lines_below_it() -> None:
    part = content.read(bank("## TB-001 判断\n题\n\n【解析】甲\n\n【规则】TB1\n")).parts[0]
    assert part.attribute("解析") == content.Attribute("解析", "甲")


def test_an_attribute_written_empty_is_not_inherited() -> None:
    part = content.read(bank("## TB-001 判断\n题\n\n【规则】\n")).parts[0]
    assert part.value("规则") == ""
    assert part.value("难度") == "中"
    assert content.inherited(part) == {"难度": "中"}


def test_a_sentence_may_name_a_key() -> None:
    assert found(bank("## TB-001 判断\n题，见【规则】\n\n【来源】没写【规则】的题\n【解析】写上【难度】 就好\n")) == []


def test_names_are_unique_on_their_level_only() -> None:
    assert found("# 课程 presale-10d 名\n\n## 仓库\n\n### 仓库\n- 仓库一天\n") == []


def test_ids_or_whole_titles() -> None:
    modules = content.read((CASES / "pilot" / "modules.md").read_bytes())
    decisions = content.read((CASES / "pilot" / "decisions.md").read_bytes())
    course = content.read((CASES / "pilot" / "presale-10d.md").read_bytes())
    assert modules.parts[1].id == "仓库一天"
    assert modules.parts[1].lines[0].id == "K1"
    assert (decisions.parts[0].id, decisions.parts[0].rest) == ("及格线", "整数")
    assert course.parts[0].parts[1].id == "第 2～3 天 仓库"
    assert course.part("第 4 天 平台的钟") is not None


# --- what it costs ----------------------------------------------------------------------------------------------


def test_a_part_and_its_hash() -> None:
    document = tb()
    part = document.part("TB-003")
    assert part is not None
    text = content.canonical_text(part)
    assert text.startswith("## TB-003 判断\n")
    assert text.endswith("【规则】TB1b 【难度】易 【覆盖】F084\n")
    assert re.fullmatch("[0-9a-f]{64}", content.part_hash(part))
    assert content.part_hash(part) == content.part_hash(part, content.inherited(part))
    assert content.part_hash(part) != content.part_hash(part, {})


def test_the_hash_of_a_part_follows_what_it_inherits_and_nothing_else() -> None:
    text = (CASES / "pilot" / "TB-taobao-clocks.md").read_text(encoding="utf-8")
    before = tb()

    def hashes(document: content.Document) -> dict[str, str]:
        return {part.id: content.part_hash(part) for part in document.walk()}

    other_lesson = content.read(text.replace("【课文】L04", "【课文】L05", 1))
    assert all(old != new for old, new in zip(hashes(before).values(), hashes(other_lesson).values(), strict=True))
    harder = content.read(text.replace("【难度】中", "【难度】难", 1))
    changed = {key for key, value in hashes(harder).items() if value != hashes(before)[key]}
    assert "TB-006" in changed  # takes 难度 from the head
    assert "TB-001" not in changed  # writes its own
    renamed = content.read(text.replace("# 题库 TB 淘宝／天猫交易时限", "# 题库 TB 别的名字", 1))
    assert hashes(renamed) == hashes(before)


def test_the_hash_does_not_depend_on_the_order_of_what_is_inherited() -> None:
    one = content.read("# 题库 TB 名\n【规则】TB1 【难度】中\n\n## TB-001 判断\n题\n").parts[0]
    other = content.read("# 题库 TB 名\n【难度】中 【规则】TB1\n\n## TB-001 判断\n题\n").parts[0]
    assert content.part_hash(one) == content.part_hash(other)


def test_the_hash_does_not_depend_on_how_it_was_typed() -> None:
    canonical = content.read(bank("## TB-001 单选\n题\n\n- √ 甲\n- × 乙\n\n【解析】丙\n")).parts[0]
    typed = content.read(bank("＃＃　TB-001 单选  \r\n题\r\n\r\n\r\n·✓甲\r\n* ❌ 乙\r\n\r\n［解析］ 丙\r\n")).parts[0]
    assert content.part_hash(canonical) == content.part_hash(typed)


# --- snippets as people type them -------------------------------------------------------------------------------

NAIVE = (CASES / "naive.txt").read_text(encoding="utf-8").splitlines()


def test_there_are_thirty_two_snippets() -> None:
    assert len(NAIVE) == len(set(NAIVE)) == 32


@pytest.mark.parametrize("snippet", NAIVE)
def test_a_snippet_is_kept_as_typed(snippet: str) -> None:
    text = bank(
        f"## TB-001 单选\n题面：{snippet}\n> 买家：{snippet}\n\n- × {snippet} 【解析】{snippet}\n- √ {snippet}甲\n\n"
        f"【答案】{snippet}\n【解析】见{snippet}\n"
    )
    document = content.read(text, "f.md")
    part = document.parts[0]
    assert document.problems == ()
    assert content.write(document) == text
    assert part.lines[0].body == snippet
    assert part.lines[0].value("解析") == snippet
    assert part.lines[1].body == f"{snippet}甲"
    assert part.own("答案") == snippet
    assert content.chat(part.text)[0].text == snippet
