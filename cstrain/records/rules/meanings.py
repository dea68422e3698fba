"""What a signature says (the glossary's "What a signature says, by kind of step").

The words are part of what is signed and stand in the record as they were; they are therefore never translated. A
signature states a deed, not a state of mind.
"""

from __future__ import annotations

from cstrain.records.rules.subjects import major

STEP_KINDS = ("课文", "确认", "练习", "线下", "集训", "跟岗", "演练", "考试", "签字")
OTHER_KINDS = ("更正", "准入", "等级", "认定", "规则")  # corrections, gate, level, take-over, changed rules
ROLES = ("trainee", "mentor", "trainer", "supervisor")

OWN: dict[str, str] = {
    "课文": "本人已学完",
    "线下": "本人已到场完成",
    "集训": "本人已到场完成",
    "跟岗": "本人已到场完成",
    "练习": "本人已做完",
    "演练": "本人已亲自完成",
    "考试": "本人已参加，知悉成绩",
    "签字": "以上环节均由本人完成",
    "更正": "本人已核对更正内容",
    "规则": "本人已读完这次规则变化，并答对卡上的题",
}
BESIDE = "本人在场带教或评分"
CLOSING = "已核对完成情况"


def charter_meaning(version: str) -> str:
    return f"本人已收到并阅读全文第 {version} 版，知悉并同意遵守"


def meaning_of(step_kind: str, role: str = "trainee", version: str = "1") -> str:
    """The meaning of a signature on a step; ValueError where the meaning is the decision itself (准入, 等级)."""
    if role != "trainee":
        return CLOSING if step_kind == "签字" else BESIDE
    if step_kind == "确认":
        return charter_meaning(major(version))
    if step_kind not in OWN:
        raise ValueError(f"{step_kind}: its meaning is written by whoever asks")
    return OWN[step_kind]
