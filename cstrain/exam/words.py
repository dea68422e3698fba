"""Exam: what things are called on screens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from cstrain.exam.rules.attempt import Event, State
from cstrain.exam.rules.standard_setting import Round
from cstrain.exam.rules.statistics.shown import Flag
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
    Event.FORCE: _l("监考人收卷"),
    Event.EXTEND: _l("加时间"),
    Event.PAUSE: _l("暂停"),
    Event.RESUME: _l("恢复"),
    Event.MARK: _l("阅卷完成"),
    Event.REOPEN: _l("重新打开"),
    Event.VOID: _l("作废"),
    Event.REGRADE: _l("改了标准答案，重新算分"),
}
ACTS = {
    Event.PAUSE: _l("暂停"),
    Event.RESUME: _l("恢复"),
    Event.EXTEND: _l("加时间"),
    Event.FORCE: _l("替学员交卷"),
    Event.REOPEN: _l("重新打开，接着答"),
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
FLAGS = {
    Flag.INVERTED: (_l("高分的人反而选错"), "triangle-alert", "bad"),
    Flag.KEY: (_l("标准答案可能不对"), "circle-help", "bad"),
    Flag.WEAK: (_l("分不出会和不会"), "scale", "warn"),
    Flag.HARD: (_l("很少有人答对"), "trending-up", "warn"),
    Flag.EASY: (_l("几乎人人答对"), "circle-check", "mute"),
    Flag.RAPID: (_l("不少人没看就答"), "timer", "warn"),
    Flag.IDLE: (_l("有选项几乎没人选"), "minus", "mute"),
    Flag.FEW: (_l("人数太少"), "users", "mute"),
}
REGRADE = {
    "asked": (_l("等批准"), "hourglass", "warn"),
    "approved": (_l("已批准"), "circle-check", "ok"),
    "declined": (_l("没有批准"), "circle-slash", "mute"),
}
APPEAL = {
    "open": (_l("等答复"), "hourglass", "warn"),
    "upheld": (_l("异议成立"), "circle-check", "ok"),
    "declined": (_l("维持原判"), "minus", "mute"),
}
PANEL = {
    Round.BLIND: (_l("各自评"), "pen-line", "info"),
    Round.TALK: (_l("讨论中"), "messages-square", "info"),
    Round.SETTLED: (_l("已定线"), "circle-check", "ok"),
    Round.DROPPED: (_l("已放弃"), "circle-slash", "mute"),
}
OPTION_WORDS = {"right": _l("对"), "wrong": _l("错"), "blank": _l("没有选")}

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
    "panel_does_not_allow": _l("这次评定现在的状态不能这样做。请回到上一页看最新的状态。"),
    "panel_is_running": _l("这门考试已经有一次评定在进行，先完成或放弃它。"),
    "panel_size": _l("评委要 %(fewest)s 到 %(most)s 位。"),
    "judge_has_no_role": _l("评委要是培训师、带教人、质检、主管这样有角色的人。学员和客服自己要考，不能评。"),
    "round_is_handed_in": _l("这一轮已经交出，不能再改。"),
    "figures_missing": _l("还有 %(count)s 道题没有填，填完再交出。"),
    "share_out_of_range": _l("每道题填 1 到 99 之间的整数。"),
    "judges_missing": _l("交出各自评的评委要有 %(least)s 位，现在 %(have)s 位。"),
    "reason_too_short": _l("原因至少写 %(least)s 个字，以后有人问起来说得清。"),
    "key_needs_an_option": _l("至少选一个对的选项。"),
    "key_is_the_same": _l("选的和现在的标准答案一样，没有要改的。"),
    "second_person_approves": _l("自己提出的改分，要另一个人批准。"),
    "regrade_is_settled": _l("这次改分已经处理过了。"),
    "regrade_has_moved": _l("名单和刚才看到的不一样了，请再看一遍再批准。"),
    "network_unreadable": _l("“%(word)s”不是一个网络。写成 10.0.0.0/8 或 192.168.1.7，几个之间空一格。"),
    "door_code_wrong": _l("现在没有用这个口令的考场。请看考场里写的六位数。"),
    "room_not_open": _l("这个考场现在不能进。请问监考人。"),
    "too_late_for_room": _l("进场时间过了。请找监考人，他可以让您进来。"),
    "not_in_this_network": _l("要在考场的网络里考。请连上考场的网络再试。"),
    "identity_not_checked": _l("请让监考人核对身份，核对以后就能开始。"),
    "enter_a_room_first": _l("这场考试要进考场考。请输入考场里写的六位口令。"),
    "attempt_is_running": _l("这位学员已经在考，不能再出一份纸笔卷。"),
    "nobody_with_that_number": _l("没有这个工号，或者不在您管的小组里。"),
    "nobody_to_act_on": _l("现在没有人能这样做。请看各人的状态。"),
    "moved_and_locked": _l("换了设备，要监考人同意。请举手。"),
    "grace_out_of_range": _l("宽限在 0 到 %(most)s 秒之间。"),
    "later_attempt_exists": _l("这位学员后来又考过一次，以前的不能重新打开。"),
    "keys_are_public": _l("这场考试的题目和答案已经公布，不能重新打开。可以作废，再给一次机会。"),
    "appeal_is_there": _l("这道题已经提过异议。"),
    "appeal_is_answered": _l("这条异议已经答复过了。"),
}

INBOX.update(
    {
        "exam_result": _l("“%(exam)s”第 %(number)s 次的结果出来了。"),
        "panel_judge": _l("请您给“%(exam)s”的及格线当评委。先各自评，互相看不到。"),
        "panel_talk": _l("“%(exam)s”的及格线开始讨论，可以看大家的评分，再改自己的。"),
        "exam_regraded": _l("“%(exam)s”第 %(number)s 次有一道题改了标准答案，成绩重新算过。"),
        "exam_appeal": _l("“%(exam)s”有一条题目异议等答复。"),
        "appeal_answered": _l("您对“%(exam)s”一道题的异议有答复了。"),
        "exam_reopened": _l("“%(exam)s”第 %(number)s 次重新打开了，可以接着答，原来的成绩不算。"),
        "exam_void": _l("“%(exam)s”第 %(number)s 次作废了，不算次数。原因可以问培训师。"),
    }
)
AUDIT_TABLES.update(
    {
        "exam": _l("考试"),
        "exam_publication": _l("考试发布"),
        "exam_resit": _l("补训后再给的机会"),
        "attempt": _l("考试作答"),
        "exam_room": _l("考场"),
        "exam_room_entry": _l("进考场"),
        "exam_panel": _l("及格线评定"),
        "exam_panel_judge": _l("及格线评委"),
        "exam_regrade": _l("改分"),
        "exam_appeal": _l("题目异议"),
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
        "on_paper": _l("纸笔"),
        "rooms_only": _l("要进场次"),
        "room_id": _l("考场"),
        "invigilator_id": _l("监考人"),
        "late_minutes": _l("可以迟到几分钟"),
        "network": _l("只许这些网络"),
        "checks_identity": _l("核对身份"),
        "counts_away": _l("记切出次数"),
        "locks_moves": _l("换设备要同意"),
        "checked_at": _l("核对身份时间"),
        "checked_by": _l("谁核对的"),
        "free_seat": _l("可以换到第几台设备"),
        "let_in_by": _l("谁让进的"),
        "paused_at": _l("暂停时间"),
        "grace": _l("宽限（秒）"),
        "reopened": _l("重新打开几次"),
        "line_num": _l("及格线（分子）"),
        "line_den": _l("及格线（分母）"),
        "decided": _l("用到的决定"),
        "score_num": _l("得分（分子）"),
        "score_den": _l("得分（分母）"),
        "passed": _l("是否通过"),
        "verdict": _l("判定"),
        "full": _l("满分"),
        "judges": _l("评委人数"),
        "cut": _l("评出的线"),
        "error": _l("标准误差"),
        "panel_line": _l("评定的及格线"),
        "line": _l("及格线"),
        "settled_at": _l("何时定的"),
        "panel_id": _l("及格线评定"),
        "blind_at": _l("交出各自评"),
        "talk_at": _l("交出讨论后的"),
        "question_version_id": _l("题目版本"),
        "right": _l("对的选项"),
        "remark": _l("说明"),
        "attempt_id": _l("考试作答"),
        "place": _l("第几题"),
        "words": _l("内容"),
        "due_on": _l("答复期限"),
        "answer": _l("答复"),
        "answered_by": _l("谁答复的"),
        "answered_at": _l("何时答复的"),
    }
)
