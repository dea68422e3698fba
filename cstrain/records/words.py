"""Records: names for people of what the room knows by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _p

from cstrain.people.words import AUDIT_TABLES, COLUMNS, INBOX
from cstrain.records.rules import Note

REFUSALS: dict[str, Any] = {
    "not_your_signature": _l("只有%(name)s本人能签这个环节。"),
    "no_chinese_font": _l(
        "这台机器上没有中文字体，记录表打印不出来。请装 fonts-noto-cjk，或者用环境变量 FONTS 指到放字体的文件夹。"
    ),
    "own_record": _l("这是您本人的记录，要由另一位来做。"),
    "already_signed": _l("这里已经签过字了，记录表上可以看到。"),
    "already_refused": _l("这个环节已经说明原因、没有签。带教人或培训师处理后会再请您签。"),
    "document_changed": _l("这个环节的内容改过了。请看差别，再签一次。"),
    "not_asked_like_this": _l("这个签字现在做不了。请回到待签字的列表再看一次。"),
    "signed_first_by_other": _l("要等%(name)s先签，之后您再签。"),
    "signed_before_deed": _l("签字要晚于所做的事。请稍等片刻再签。"),
    "sign_page_not_yours": _l("这一页不是在这次登录里打开的，没有签上。请重新打开签字页。"),
    "sign_page_too_old": _l("这一页打开超过 %(minutes)s 分钟，没有签上。请重新打开，再看一遍内容。"),
    "sign_page_used": _l("这一页已经签过一次，不会再签第二次。"),
    "nothing_to_sign": _l("没有选中要签的环节。请重新打开签字页。"),
    "clock_went_back": _l("服务器的时间比上一条记录早，暂时不能写入记录。请告诉管理员核对时间。"),
    "not_refused": _l("这个签字没有被拒签，或者已经有人处理过。"),
    "cannot_be_corrected": _l("这一项不在这里更正。考试成绩和上岗决定各有自己的更正办法。"),
    "cannot_be_voided": _l("这条记录不能作废，只能更正。"),
    "entry_is_voided": _l("这条记录已经作废。"),
    "still_here": _l("这个人没有离职，资料不能删除。"),
    "on_hold": _l("这个人的资料已被要求保留，解除以前不能删除。"),
    "not_on_hold": _l("这个人的资料没有被要求保留。"),
    "kept_until": _l("保存期限到 %(day)s，以前不能删除。"),
    "already_erased": _l("这个人的资料已经删除过了。"),
    "nobody_recorded": _l("没有找到有记录的人。请核对工号、批次和日期；您只能导出您看得到的人。"),
    "nobody_by_number": _l("没有工号 %(numbers)s，或者不归您看。"),
    "too_many_for_paper": _l("一共 %(many)s 人，一次最多 %(most)s 人。请按批次或日期分开做。"),
    "not_a_number": _l("这一项要填整数。"),
    "nothing_to_correct": _l("更正后的值和原来的一样，或者没有填。"),
    "correction_is_open": _l("这一项已有一处更正在等本人确认。"),
}

INBOX.update(
    {
        "signature_refused": _l("%(name)s没有签“%(title)s”，写了原因，等您处理。"),
        "refusal_answered": _l("“%(title)s”的原因有了答复，请再看一次，签或不签。"),
    }
)
AUDIT_TABLES.update(
    {
        "record_head": _l("记录写到哪一条"),
        "private_value": _l("记录外的姓名、原因和原文"),
        "signature_request": _l("签字请求"),
        "sheet_print": _l("做成 PDF 的记录表"),
        "paper_order": _l("审计包和成批的文件"),
        "legal_hold": _l("要求保留的资料"),
    }
)
COLUMNS.update(
    {
        "by_id": _l("由谁要的"),
        "asked_at": _l("要的时间"),
        "digest": _l("校验码"),
        "removed_at": _l("删除时间"),
        "salt": _l("随机数"),
        "site": _l("核对页的网址"),
        "asked": _l("要了什么"),
        "people": _l("哪些人"),
        "box": _l("封着的私钥"),
    }
)

KINDS: dict[str, Any] = {
    "enrolled": _l("开始培训"),
    "moved": _l("换课程版本"),
    "paused": _l("暂停培训"),
    "resumed": _l("恢复培训"),
    "waived": _l("免修"),
    "attended": _l("到场"),
    "step_done": _l("完成环节"),
    "confirmed": _l("现场确认"),
    "signed": _l("签字"),
    "refused_to_sign": _l("没有签，说明了原因"),
    "refusal_answered": _l("答复没有签的原因"),
    "acknowledged": _l("阅读章程"),
    "practice": _l("练习"),
    "fluency": _l("对答如流"),
    "roleplay": _l("情景模拟"),
    "exam_result": _l("考试成绩"),
    "red_line": _l("红线事件"),
    "red_line_settled": _l("红线事件已处理"),
    "gate_decided": _l("上岗决定"),
    "gate_withdrawn": _l("撤回上岗决定"),
    "certificate_issued": _l("发证"),
    "certificate_suspended": _l("暂停证书"),
    "certificate_restored": _l("恢复证书"),
    "certificate_revoked": _l("撤销证书"),
    "level_reached": _l("定级"),
    "level_declined": _l("没有升级"),
    "level_on_hold": _l("等级挂起"),
    "level_resumed": _l("等级恢复"),
    "state_changed": _l("人员状态变化"),
    "took_over": _l("存量认定"),
    "corrected": _l("更正"),
    "voided": _l("作废"),
    "password_reset": _l("密码重置"),
    "rights_noted": _l("权限变化"),
}
TONES: dict[str, str] = {
    "signed": "ok",
    "exam_result": "info",
    "refused_to_sign": "hold",
    "corrected": "warn",
    "voided": "mute",
    "red_line": "bad",
    "certificate_issued": "ok",
    "certificate_suspended": "hold",
    "certificate_revoked": "bad",
    "level_reached": "ok",
    "level_on_hold": "hold",
}

STEP_KINDS: dict[str, Any] = {
    "课文": _p("step", "课文"),
    "确认": _p("step", "章程"),
    "练习": _p("step", "练习"),
    "线下": _p("step", "线下"),
    "集训": _p("step", "集训"),
    "跟岗": _p("step", "跟岗"),
    "演练": _p("step", "情景模拟"),
    "考试": _p("step", "考试"),
    "签字": _p("step", "总签"),
    "更正": _p("step", "更正"),
    "准入": _p("step", "上岗准入"),
    "等级": _p("step", "等级"),
    "认定": _p("step", "存量认定"),
    "规则": _p("step", "规则变化"),
}
WAYS: dict[str, Any] = {
    "课文": _p("way", "自学"),
    "确认": _p("way", "自学"),
    "练习": _p("way", "练习"),
    "线下": _p("way", "现场"),
    "集训": _p("way", "集训"),
    "跟岗": _p("way", "跟岗"),
    "演练": _p("way", "两人演练"),
    "考试": _p("way", "闭卷机考"),
}
DONE: dict[str, Any] = {
    "课文": _p("done", "学完"),
    "确认": _p("done", "读完"),
    "练习": _p("done", "做完"),
    "线下": _p("done", "到场"),
    "集训": _p("done", "到场"),
    "跟岗": _p("done", "到场"),
    "演练": _p("done", "完成"),
    "考试": _p("done", "考完"),
}

ROLES: dict[str, Any] = {
    "trainee": _l("本人签字"),
    "mentor": _l("带教人签字"),
    "trainer": _l("培训师签字"),
    "supervisor": _l("主管签字"),
}
METHODS: dict[str, Any] = {
    "server": _l("登录后操作"),
    "password": _l("登录后再次输入密码"),
    "passkey": _l("登录后用通行密钥"),
    "code": _l("一次性代码"),
}
MARKS: dict[str, Any] = {
    "late": _l("补签"),
    "reset_by_other": _l("密码重置后 72 小时内"),
    "deputy": _p("mark", "代行"),
}
NOTES: dict[str, Any] = {
    "late": _l("补签"),
    "reset_by_other": _l("密码重置后 72 小时内签"),
    "counter_late": _l("带教人补签"),
    "counter_reset_by_other": _l("带教人在密码重置后 72 小时内签"),
    "counter_deputy": _l("代%(name)s"),
    "waived": _l("免修：%(reason)s"),
    "failed_before": _l("第 %(n)s 次 %(on)s 未通过"),
    "corrected": _l("%(field)s原记“%(wrong)s”，更正为“%(right)s”"),
    "correction_waits": _l("%(field)s有一处更正在等本人确认：“%(wrong)s”改为“%(right)s”"),
}

WHY: dict[str, Any] = {
    "form": _l("写法不对，不是本系统写出的样子"),
    "gap": _l("少了一条，或者多了一条"),
    "person": _l("不属于这个人，或者来自另一套系统"),
    "prev": _l("和上一条接不上"),
    "hash": _l("内容和写入时不一样"),
    "signature": _l("本人的签名对不上，或者该有的没有"),
    "proof": _l("服务器的证明对不上"),
    "kind": _l("种类不在清单里，或者缺了该写的内容"),
    "time goes back": _l("时间比上一条早"),
    "columns": _l("列表里用的字段和记录原文不一样"),
    "commitment": _l("当时的姓名、原因或者签字原文被改过或者缺失"),
}

LOG_FAULTS: dict[str, Any] = {
    "text": _l("封存的文字和登记的不一样"),
    "signature": _l("不是本系统签的"),
    "gap": _l("封存过的记录少了，或者次序变了"),
    "leaf": _l("封存过的一条记录或一把钥匙被换过"),
    "root": _l("封存过的内容合起来对不上"),
    "anchor": _l("外面的见证记着的封存，这里没有：历史被退回过，或者被重写过"),
}

FIELDS: dict[str, Any] = {
    "about": _l("关于"),
    "title": _l("环节"),
    "kind": _l("种类"),
    "version": _l("版本"),
    "learned_on": _l("学习日期"),
    "result": _l("成绩"),
    "meaning": _l("签字含义"),
    "answer": _l("答复"),
    "field": _l("更正的项目"),
    "wrong": _l("原来记的"),
    "right": _l("更正为"),
    "reason": _l("原因"),
    "entry": _l("记录号"),
    "role": _l("签字身份"),
    "day": _l("日期"),
    "date": _l("日期"),
    "from": _l("开始"),
    "until": _l("到"),
    "on": _l("日期"),
    "start": _l("开始日期"),
    "course": _l("课程"),
    "cohort": _l("批次"),
    "post": _l("岗位"),
    "decision": _l("决定"),
    "conditions": _l("条件"),
    "no": _l("编号"),
    "scope": _l("范围"),
    "valid_from": _l("生效"),
    "valid_until": _l("到期"),
    "basis": _l("依据"),
    "exam": _l("考试"),
    "attempt": _l("第几次"),
    "num": _l("得分"),
    "den": _l("满分"),
    "line": _l("及格线"),
    "scenario": _l("场景"),
    "level": _l("等级"),
    "ladder": _l("等级表"),
    "effective_month": _l("生效月份"),
    "clauses": _l("条款"),
    "old": _l("原来"),
    "new": _l("改为"),
    "shown_at": _l("显示时间"),
    "method": _l("方式"),
    "evidence": _l("证据"),
    "verdict": _l("结论"),
    "passed": _l("是否通过"),
    "reasons": _l("原因"),
    "sections": _l("各部分"),
    "steps": _l("环节清单"),
    "id": _l("环节号"),
    "minutes": _l("时长（分钟）"),
    "signers": _l("谁签字"),
    "trainer": _l("培训师"),
    "mentor": _l("带教人"),
    "deputy_of": _l("代谁签"),
    "actor": _l("签字人"),
    "person": _l("姓名"),
    "name": _l("姓名"),
    "number": _l("工号"),
    "team": _l("小组"),
    "store": _l("店铺"),
    "joined_on": _l("入职"),
    "company": _l("公司"),
    "text": _l("内容"),
    "since": _l("自"),
    "marks": _l("标注"),
    "step_kind": _l("种类"),
    "step": _l("环节号"),
    "link": _l("原文在"),
    "hash": _l("材料校验码"),
    "evidence_hash": _l("证据校验码"),
}


# What is signed together → (as a line of a list, as the title of the page that is signed). Rooms add their groups here.
GROUPS: dict[str, tuple[Any, Any]] = {
    "correction": (_l("更正的确认"), _l("确认更正")),
    "closing": (_l("记录表总签"), _l("签记录表总签")),
    "change": (_l("规则变化"), _l("签收规则变化")),
}


def group_title(group: str) -> str:
    """What is signed together: 第 5 天的环节."""
    kind, _dash, number = group.partition("-")
    if kind == "day" and number.isdecimal():
        return str(_("第 %(n)s 天的环节", n=number))
    return str(GROUPS[group][0] if group in GROUPS else _("其他环节"))


def sign_title(group: str) -> str:
    """The title of the page on which it is signed: 签第 5 天的环节."""
    kind, _dash, number = group.partition("-")
    if kind == "day" and number.isdecimal():
        return str(_("签第 %(n)s 天的环节", n=number))
    return str(GROUPS[group][1] if group in GROUPS else _("签其他环节"))


def grouped(digest: str) -> str:
    """A check code in groups of four, as it is read aloud and printed."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def note_words(note: Note) -> str:
    """A remark of the record sheet."""
    said = {name: labelled(value) if name == "field" else value for name, value in note.facts.items()}
    return str(NOTES[note.code] % said) if said else str(NOTES[note.code])


def in_order(given: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The lines of a document in the order in which people read them; what nobody named yet comes last."""
    places = {name: place for place, name in enumerate(FIELDS)}
    return sorted(given.items(), key=lambda item: (places.get(item[0], len(places)), item[0]))


def labelled(name: str) -> Any:
    """The name of a field for people; a field nobody named yet shows as it is."""
    return FIELDS.get(name, name)


# What is asked for about several people: kind → (word, icon).
PAPERS: dict[str, tuple[Any, str]] = {
    "pack": (_l("审计包"), "archive"),
    "cohort": (_l("成批记录表 PDF"), "file-text"),
    "certificate": (_l("上岗证书 PDF"), "award"),
    "own": (_l("我的全部资料"), "user-round"),
}


def asked_words(asked: Mapping[str, Any]) -> str:
    """What somebody asked for, in a line."""
    days = [str(asked.get(name) or "") for name in ("from", "until")]
    period = str(_("%(since)s 到 %(until)s", since=days[0] or "…", until=days[1] or "…")) if any(days) else ""
    return str(_("，")).join(str(one) for one in (asked.get("person"), asked.get("cohort"), period) if one)
