"""An empty question of each kind, to write into."""

from __future__ import annotations

from cstrain.bank.rules.question import Kind

_LISTS: dict[Kind, str] = {
    Kind.SINGLE: "- √ \n- ×  【解析】\n- ×  【解析】",
    Kind.MULTIPLE: "- √ \n- √ \n- ×  【解析】",
    Kind.ORDER: "1. \n2. \n3. ",
    Kind.MATCH: "-  → \n-  → ",
    Kind.CLASSIFY: "-  → \n-  → \n-  → ",
}
_KEYS: dict[Kind, str] = {
    Kind.JUDGEMENT: "【答案】对\n",
    Kind.BLANKS: "【答案】\n",
    Kind.NUMBER: "【答案】10 天\n",
    Kind.AUTHORITY: "【答案】有尺度\n【尺度】\n【谁决定】\n",
    Kind.SHORT: "【参考】\n【评分】\n-  【分】2\n-  【分】1\n",
    Kind.REWRITE: "【参考】\n【评分】\n-  【分】2\n-  【分】1\n",
}
_CHAT = "> 买家 09:12：\n> 客服 09:13："


def skeleton(kind: Kind, question_id: str, point: str = "") -> str:
    """The text of an empty question of that kind."""
    tags = f"【规则】 【知识点】{point} 【难度】中\n"
    if kind is not Kind.CASE:
        return f"## {question_id} {kind.value}\n{_inside(kind)}{tags}"
    below = "\n".join(
        f"### {question_id}.{place} {part.value}\n{_inside(part)}"
        for place, part in enumerate((Kind.SINGLE, Kind.NUMBER), start=1)
    )
    return f"## {question_id} {kind.value}\n{_CHAT}\n\n{tags}\n{below}"


def _inside(kind: Kind) -> str:
    """Stem, list, key and explanation, each still to be written."""
    stem = "____" if kind is Kind.BLANKS else ""
    listed = f"{_LISTS[kind]}\n\n" if kind in _LISTS else ""
    return f"{stem}\n\n{listed}{_KEYS.get(kind, '')}【解析】\n"


RULE_SKELETON = """\
## {} 一句话写出这条规则
【起算】从哪一刻起算
【时限】3 天
【条件】什么情况下
【结果】到时会怎样
【该动】谁要动
【赢家】到时对谁有利
"""
