"""Bank: what things are called on every screen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.bank.rules import Difficulty, Event, Kind, QuestionState, Scoring, Verdict
from cstrain.bank.rules.exchange.life import ImportState
from cstrain.people.words import AUDIT_TABLES, INBOX

KINDS: dict[str, Any] = {
    Kind.SINGLE.value: _l("单选"),
    Kind.MULTIPLE.value: _l("多选"),
    Kind.JUDGEMENT.value: _l("判断"),
    Kind.BLANKS.value: _l("填空"),
    Kind.NUMBER.value: _l("数值"),
    Kind.ORDER.value: _l("排序"),
    Kind.MATCH.value: _l("匹配"),
    Kind.CLASSIFY.value: _l("归类"),
    Kind.AUTHORITY.value: _lp("kind of question", "权限"),
    Kind.SHORT.value: _l("简答"),
    Kind.REWRITE.value: _l("改写"),
    Kind.CASE.value: _l("案例"),
}
DIFFICULTIES: dict[str, Any] = {
    Difficulty.EASY.value: _lp("difficulty", "易"),
    Difficulty.MIDDLE.value: _lp("difficulty", "中"),
    Difficulty.HARD.value: _lp("difficulty", "难"),
}
VERDICTS: dict[str, Any] = {
    Verdict.MAY.value: _l("能做"),
    Verdict.MAY_NOT.value: _l("不能做"),
    Verdict.LIMITED.value: _l("有尺度"),
}
SCORINGS: dict[str, Any] = {
    Scoring.ALL.value: _l("全对才得分"),
    Scoring.HALF.value: _l("漏选得一半"),
    Scoring.SHARE.value: _l("按比例得分"),
    Scoring.NEIGHBOURS.value: _l("按相邻的对数得分"),
}

# word, icon, tone of a badge
STATES: dict[str, tuple[Any, str, str]] = {
    QuestionState.DRAFT.value: (_l("草稿"), "file-pen", "mute"),
    QuestionState.REVIEW.value: (_l("待复核"), "eye", "info"),
    QuestionState.LIVE.value: (_l("使用中"), "circle-check", "ok"),
    QuestionState.DISPUTED.value: (_l("有争议"), "circle-help", "hold"),
    QuestionState.RETIRED.value: (_l("已停用"), "archive", "mute"),
    "moved": (_l("规则已变"), "calendar-clock", "warn"),
    "late": (_l("规则待复核"), "clock-alert", "warn"),
    "undecided": (_l("等企业决定"), "circle-help", "info"),
    "old": (_l("该再看一遍"), "clock-alert", "warn"),
    "waiting": (_l("有改动待复核"), "eye", "info"),
    "alone": (_l("未经他人复核"), "eye", "mute"),
    "proposed": (_l("有更新待定"), "split", "info"),
    "fatal": (_l("否决题"), "ban", "bad"),
    "withdrawn": (_l("已停用"), "archive", "mute"),
}
EVENTS: dict[str, Any] = {
    Event.SUBMIT.value: _l("交去复核"),
    Event.RETURN.value: _l("退回修改"),
    Event.ACCEPT.value: _l("复核通过"),
    Event.RELEASE.value: _l("作者自行发布，未经他人复核"),
    Event.CHECK.value: _l("看过一遍，不用改"),
    Event.DISPUTE.value: _l("提出异议"),
    Event.CONFIRM.value: _l("确认答案"),
    Event.RETIRE.value: _l("停用"),
    Event.RESTORE.value: _l("恢复使用"),
}
SEEN: dict[str, Any] = {
    "easy": _l("实测偏易（85% 以上）"),
    "middle": _l("实测适中"),
    "hard": _l("实测偏难（不到 50%）"),
    "inverted": _l("高分的人反而选错"),
}
USED: dict[str, Any] = {
    "never": _l("从没考过"),
    "often": _l("考得太多（200 人次以上）"),
}
# what it is, what it means
HEALTH: dict[str, tuple[Any, Any]] = {
    "moved": (_l("引用的规则改了"), _l("已经移出试卷，三天内核对完。")),
    "late": (_l("规则过了复核日期"), _l("规则复核以前，这些题不进试卷。")),
    "disputed": (_l("有争议"), _l("试卷和练习都不出，等一个确认的答案。")),
    "inverted": (_l("高分的人反而选错"), _l("先看标准答案，再看题干有没有歧义。")),
    "old": (_l("没有规则的题，该再看一遍"), _l("试卷照常，看过就往后推 90 天。")),
    "often": (_l("考得太多"), _l("考过 200 人次以上，答案可能已经传开，换一批。")),
    "undecided": (_l("等企业决定"), _l("定下来以前不出。")),
    "warned": (_l("有出题提示"), _l("例如正确选项特别长、两个答案都说得通。")),
    "never": (_l("从没考过"), _l("不一定是坏事，看看组卷是不是抽不到。")),
}
ORIGINS: dict[str, Any] = {
    "shipped": _l("随库"),
    "imported": _lp("来处", "导入"),
    "made_here": _l("本店修改"),
}

AUDIT_TABLES.update(
    {
        "bank": _l("题库"),
        "bank_import": _l("题目导入"),
        "import_source": _l("导入的列"),
        "question": _l("题目"),
        "proposal": _l("题目更新"),
        "question_change": _l("题目改动"),
        "question_text": _l("题目检索"),
        "saved_view": _l("存下的筛选"),
        "register": _l("规则文件"),
        "rule": _l("规则"),
        "knowledge_point": _l("知识点"),
    }
)

INBOX.update(
    {
        "change_returned": _l("您交去复核的 %(question)s 退回来了：%(reason)s"),
        "dispute_settled": _l("您提出异议的 %(question)s 有了确认的答案：%(reason)s"),
        "key_changed": _l("您练过或考过的一道题（%(question)s）改了标准答案，请看确认后的答案。"),
    }
)

# word, icon, tone of a badge
IMPORT_STATES: dict[str, tuple[Any, str, str]] = {
    ImportState.WAITING.value: (_l("正在读"), "loader", "info"),
    ImportState.READY.value: (_l("等您决定"), "circle-help", "warn"),
    ImportState.FAILED.value: (_l("读不出来"), "circle-x", "bad"),
    ImportState.WRITING.value: (_l("正在写入"), "loader", "info"),
    ImportState.DONE.value: (_l("已经导入"), "circle-check", "ok"),
    ImportState.UNDOING.value: (_l("正在撤销"), "loader", "info"),
    ImportState.UNDONE.value: (_l("已经撤销"), "undo-2", "mute"),
}
OUTCOMES: dict[str, tuple[Any, str, str]] = {
    "new": (_l("新题"), "plus", "ok"),
    "changed": (_l("有改动"), "file-pen", "info"),
    "unchanged": (_l("没有变化"), "minus", "mute"),
    "duplicate": (_l("像是重复"), "copy", "warn"),
    "refused": (_l("不能导入"), "circle-x", "bad"),
}
DIALECTS: dict[str, Any] = {
    "house": _l("本系统的工作簿"),
    "sheet": _l("一般的表格"),
    "gift": "GIFT",
    "moodle-xml": "Moodle XML",
    "aiken": "Aiken",
}

REFUSALS: dict[str, Any] = {
    "nothing_ticked": _l("还没有勾题。"),
    "point_unknown": _l("没有知识点“%(name)s”，请从列表里选一个。"),
    "too_many_views": _l("最多存 %(most)s 个筛选，请先删一个。"),
    "content_has_errors": _l("%(file)s 有 %(count)s 处要改，什么都还没写入。第一处：%(first)s"),
    "decision_is_no_number": _l("“%(name)s”要是一个数字，这道题才能判分。请先改这项决定。"),
    "file_holds_no_questions": _l("这个文件里找不到题目。表格要有表头，至少有题干和答案两列。"),
    "file_too_heavy": _l("这个文件太大，或者结构不正常，没有读完。请另存成一份新的 xlsx，或拆成几份。"),
    "xml_unreadable": _l("这个 XML 文件读不出来，或者里面有不安全的声明。请从 Moodle 重新导出。"),
    "text_unreadable": _l("这个文件的文字编码认不出来。请另存为 UTF-8 再传。"),
    "import_has_refused": _l("还有 %(count)s 题不能导入。先改好，或选“只导入能导入的”。"),
    "import_is_done": _l("这次导入已经写入了。"),
    "import_is_failed": _l("这个文件读不出来，没有可以写入的。"),
    "import_is_gone": _l("文件只留 30 天，已经清掉了。请重新上传。"),
    "import_is_ready": _l("这次导入还没有写入。"),
    "import_is_stale": _l("检查以后，%(question)s 又被人改过。什么都没有写入，请再检查一遍。"),
    "import_is_undoing": _l("正在撤销，请等一等。"),
    "import_is_undone": _l("这次导入已经撤销。"),
    "import_is_waiting": _l("文件还在读，请等一等。"),
    "import_is_writing": _l("正在写入，请等一等。"),
    "figure_is_major": _l("时限、该谁动或赢家变了，这是大改：引用它的题要重新核对。请选“大改”。"),
    "points_missing": _l("要给 %(wanted)s 个要点打分，现在是 %(found)s 个。"),
    "points_out_of_range": _l("“%(text)s”最多 %(most)s 分，按 0.5 分一档给。"),
    "proposal_is_settled": _l("这个更新已经有人处理过了。请刷新页面看看。"),
    "question_is_disputed": _l("这道题有争议，先确认答案或停用。"),
    "question_is_draft": _l("这道题还是草稿，先交去复核。"),
    "question_is_review": _l("这道题正等别人复核。"),
    "own_work_needs_another": _l("这是您自己写的，要由另一个人复核。"),
    "change_is_waiting": _l("这道题有一份改动在等复核。请先处理那一份。"),
    "change_is_settled": _l("这份改动已经有人处理过了。请刷新页面看看。"),
    "question_is_live": _l("这道题正在使用中。"),
    "question_is_retired": _l("这道题已经停用。要再用，先恢复使用。"),
    "question_is_undecided": _l("这道题要等企业定下“%(names)s”才能用。"),
    "text_changed_meanwhile": _l("这道题刚刚被改过，现在是第 %(number)s 版。您的改动还在，没有丢。"),
    "text_has_errors": _l("有 %(count)s 处要改，什么都还没写入。第一处：%(first)s"),
    "text_is_the_same": _l("内容没有变，不用存新的版本。"),
}
