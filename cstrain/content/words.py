"""Content: what things are called on every screen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.content.rules.plan import Fate
from cstrain.people.words import AUDIT_TABLES, COLUMNS, INBOX

KINDS: dict[str, Any] = {
    "decisions": _l("由企业决定的事项"),
    "rules": _l("平台规则"),
    "charter": _lp("content", "章程"),
    "points": _l("知识点"),
    "bank": _l("题库"),
    "phrases": _l("禁语"),
    "scripts": _l("话术"),
    "rubric": _l("评分量表"),
    "lesson": _lp("content", "课文"),
    "scenario": _l("情景模拟"),
    "exam": _l("考试"),
    "gate": _l("上岗准入"),
    "ladder": _l("等级"),
    "modules": _l("模块"),
    "course": _l("课程"),
}
ORIGINS: dict[str, Any] = {
    "shipped": _l("随库"),
    "imported": _lp("来处", "导入"),
    "made_here": _l("本店修改"),
}

# word, icon, tone of a badge
FATES: dict[str, tuple[Any, str, str]] = {
    Fate.NEW: (_l("新增"), "plus", "ok"),
    Fate.CHANGED: (_l("有改动"), "file-pen", "info"),
    Fate.SAME: (_l("没有变化"), "minus", "mute"),
    Fate.PROPOSED: (_l("有更新待定"), "split", "warn"),
    Fate.REFUSED: (_l("不能导入"), "circle-x", "bad"),
}
PROPOSED: tuple[Any, str, str] = (_l("有更新待定"), "split", "info")

FIGURES: dict[str, Any] = {
    "characters": _l("%(count)s 个汉字"),
    "sections": _l("%(count)s 节"),
    "modules": _l("%(count)s 个模块"),
    "steps": _l("%(count)s 个环节"),
    "days": _l("%(count)s 天"),
    "questions": _l("%(count)s 题"),
    "points": _l("满分 %(count)s 分"),
    "conditions": _l("%(count)s 项条件"),
    "endings": _l("%(count)s 个结局"),
    "decisions": _l("%(count)s 项决定"),
    "levels": _l("%(count)s 级"),
}

CHANGE_DAYS: dict[str, tuple[Any, str, str]] = {
    "open": (_l("处理中"), "hourglass", "info"),
    "published": (_l("卡片已发"), "send", "warn"),
    "closed": (_l("已结束"), "circle-check", "ok"),
}

INBOX["change_card"] = _l("规则变了：%(title)s。请读卡片，答 3 题，再签收。")
AUDIT_TABLES.update(
    {
        "content_file": _l("内容文件"),
        "text_proposal": _l("内容更新"),
        "change_day": _l("规则变更日"),
        "change_rule": _l("规则变更日的规则"),
        "change_reader": _l("规则卡片的读者"),
    }
)
COLUMNS.update(
    {
        "path": _l("路径"),
        "loaded": _l("装入时的校验码"),
        "loaded_at": _l("装入时间"),
        "loaded_by": _l("由谁装入"),
        "attachments": _l("附件"),
        "digest": _l("校验码"),
        "origin": _l("来处"),
        "settled_at": _l("处理时间"),
        "settled_by": _l("由谁处理"),
    }
)

REFUSALS: dict[str, Any] = {
    "no_new_products": _l("这些商品都出过题了，没有写入什么。"),
    "card_has_no_reader": _l("没有人碰到这些规则。要发给所有人，请选“在训和在岗的所有人”。"),
    "card_needs_three": _l("卡片要带 %(count)s 道题，请选够再发。"),
    "card_question_not_ready": _l("选的题里有一道现在不能用。请刷新页面重新选。"),
    "change_day_is_closed": _l("这个变更日已经结束。"),
    "change_day_is_open": _l("卡片还没有发。"),
    "change_day_is_published": _l("卡片已经发了，规则和题不能再换。"),
    "rule_unknown": _l("没有规则 %(names)s。请核对编号，或先在规则登记里新增。"),
    "rules_not_changed": _l("先改规则再发卡片。还没改的：%(names)s。"),
    "attachment_name_unfit": _l("文件名“%(name)s”不能用。请改成 80 个字以内、不带斜杠的名称再传。"),
    "clause_is_gone": _l("章程里少了 %(ids)s。不用的条文请写【状态】停用 原因，不要删。"),
    "key_is_taken": _l("编号 %(key)s 已经有了，请换一个。"),
    "key_not_own": _l("编号“%(key)s”不能用。本店的编号用小写字母、数字和“-”，并且单有一段以 x 开头，例如 presale-x1。"),
    "picture_is_shown": _l("正文里还在用 %(name)s。先在正文里去掉那一行，再取下。"),
    "picture_name_taken": _l("图片名 %(name)s 已经给别的课文用了，内容不一样。请换个文件名再传。"),
    "piece_changed_meanwhile": _l("“%(name)s”刚刚被另一个人改过，现在是第 %(number)s 版。您的改动还在，没有丢。"),
    "text_breaks_others": _l("这样改，别处有 %(count)s 个地方会出错，什么都还没写入。第一处：%(first)s"),
    "upload_unreadable": _l("只收 .md 文件，或者装着它们的 .zip。请换一个文件再传。"),
    "zip_has_link": _l("压缩包里的“%(name)s”是快捷方式（链接），不是文件本身。请放进原来的文件再打包。"),
    "zip_leaves_folder": _l("压缩包里的“%(name)s”会跑到文件夹外面去，没有打开。请重新打包。"),
    "zip_name_twice": _l("压缩包里有两个“%(name)s”，不知道用哪一个。请留下一个再打包。"),
    "zip_name_unreadable": _l("压缩包里的文件名“%(name)s”认不出来。请把文件名改成字母和数字，或用 UTF-8 重新打包。"),
    "zip_too_large": _l("压缩包太大：最多 %(files)s 个文件，解开后不超过 %(megabytes)s MB。请拆开再传。"),
    "zip_unreadable": _l("这个压缩包打不开，或者加了密码。请重新打包成 zip 再传。"),
}

PRODUCT_FAULTS: dict[str, Any] = {
    "column_missing": _l("没有“%(column)s”这一列。"),
    "empty": _l("这一格不能空。"),
    "twice": _l("和第 %(row)s 行是同一个货号。"),
    "too_little": _l("只填了 %(have)s 项说明，要 %(need)s 项才出得了五道题。"),
    "too_long": _l("太长了，最多 %(most)s 个字。"),
    "too_many": _l("一次最多 %(most)s 个商品，分几张表传。"),
}
