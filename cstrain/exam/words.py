"""Exam: what things are called on screens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from cstrain.exam.rules.attempt import Event, State
from cstrain.people.words import AUDIT_TABLES, COLUMNS, INBOX

ATTEMPT = {
    State.OPEN: (_l("进行中"), "hourglass", "info"),
    State.PAUSED: (_l("已暂停"), "circle-pause", "hold"),
    State.TO_MARK: (_l("待阅卷"), "pen-line", "info"),
    State.VOID: (_l("作废"), "circle-slash", "mute"),
}
PASSED = (_l("通过"), "circle-check", "ok")
FAILED = (_l("未通过"), "circle-x", "bad")
TIMED_OUT = (_l("超时自动交卷"), "clock", "mute")  # over, and not yet closed
FATAL = (_l("一票否决"), "ban", "bad")
MOVES = {
    Event.SUBMIT: _l("交卷"),
    Event.EXPIRE: _l("到时间自动交卷"),
    Event.PAUSE: _l("暂停"),
    Event.RESUME: _l("恢复"),
    Event.MARK: _l("阅卷完成"),
    Event.REOPEN: _l("重新打开"),
    Event.VOID: _l("作废"),
}
REFUSED = {
    "time_is_up": _l("到时间以后才收到"),
    "attempt_is_closed": _l("交卷以后才收到"),
    "attempt_is_paused": _l("暂停时收到"),
    "key_used_for_another_answer": _l("保存编号重复"),
    "newer_answer_elsewhere": _l("另一个页面有更新的答案"),
}
REASONS = {
    "fatal": _l("有否决题答错"),
    "line": _l("总分没到及格线"),
    "section": _l("有一段没到本段最低线"),
}

REFUSALS = {
    "attempt_does_not_allow": _l("这次考试现在的状态不能这样做。请回到上一页看最新的状态。"),
    "attempt_is_paused": _l("考试暂停着，监考人恢复以后才能接着答。"),
    "attempt_is_closed": _l("这次考试已经交卷，不能再改答案。"),
    "time_is_up": _l("时间到了，到点前保存的答案已交上。"),
    "retraining_first": _l("已经考了 %(used)s 次，没有剩下的次数。请先补训，培训师可以再给一次机会。"),
    "wait_before_next": _l("离上一次考试的间隔还没到。%(until)s 起可以再考。"),
    "line_undecided": _l("及格线还没有选定。由企业决定（%(decision)s），选定后才能考。"),
    "bank_is_short": _l("题库里「%(point)s」要 %(wanted)s 题，只有 %(found)s 题，抽不出一份试卷。请告诉培训师。"),
    "line_above_full": _l("及格线 %(line)s 分比满分 %(full)s 分还高，没有人能通过。请改及格线或试卷。"),
    "period_is_over": _l("结束时间要晚于现在。"),
    "newer_answer_elsewhere": _l("这道题在另一个页面有更新的答案，这里的没有收。请打开这道题看看，再改。"),
    "key_used_for_another_answer": _l("同一个保存编号送来了不同的答案，没有存。请刷新后再答。"),
    "answer_does_not_fit": _l("这个答案太长，或者不属于这份试卷，没有存。"),
    "exam_not_open": _l("这场考试现在没有开放。"),
    "exam_is_passed": _l("这场考试已经通过，不用再考。"),
    "exam_to_mark": _l("上一次的试卷还在阅卷，出了结果再说。"),
    "exam_has_problems": _l("考试文件还有问题，什么都还没写入。第一处：%(first)s"),
    "not_your_own_paper": _l("不能给自己的试卷阅卷。"),
    "mark_out_of_range": _l("给分超出了这道题的分值。"),
}

INBOX.update(
    {
        "exam_result": _l("“%(exam)s”第 %(number)s 次的结果出来了。"),
        "exam_void": _l("“%(exam)s”第 %(number)s 次作废了，不算次数。原因可以问培训师。"),
    }
)
AUDIT_TABLES.update(
    {
        "exam": _l("考试"),
        "exam_publication": _l("考试发布"),
        "exam_resit": _l("补训后再给的机会"),
        "attempt": _l("考试作答"),
    }
)
COLUMNS.update(
    {
        "exam_id": _l("考试"),
        "publication_id": _l("发布"),
        "version_id": _l("考试版本"),
        "post": _l("岗位"),
        "opens_at": _l("开放从"),
        "closes_at": _l("开放到"),
        "withdrawn_at": _l("关闭时间"),
        "seed": _l("抽题种子"),
        "chance": _l("抽题规则"),
        "deadline": _l("截止"),
        "line_num": _l("及格线（分子）"),
        "line_den": _l("及格线（分母）"),
        "decided": _l("用到的决定"),
        "score_num": _l("得分（分子）"),
        "score_den": _l("得分（分母）"),
        "passed": _l("是否通过"),
        "verdict": _l("判定"),
    }
)
