"""People: what things are called on every screen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.people.rules import PersonState, Role

ROLES: dict[str, Any] = {
    Role.TRAINER.value: _l("培训师"),
    Role.MENTOR.value: _l("带教人"),
    Role.INSPECTOR.value: _l("质检"),
    Role.SUPERVISOR.value: _l("主管"),
    Role.ADMINISTRATOR.value: _l("管理员"),
    Role.AUDITOR.value: _lp("role", "审计"),
}

# word, icon, tone of a badge
STATES: dict[str, tuple[Any, str, str]] = {
    PersonState.IN_TRAINING.value: (_l("在训"), "hourglass", "info"),
    PersonState.AT_WORK.value: (_l("在岗"), "circle-check", "ok"),
    PersonState.ON_LEAVE.value: (_l("请假"), "coffee", "mute"),
    PersonState.PAUSED.value: (_l("停训"), "circle-pause", "hold"),
    PersonState.LEFT.value: (_l("离职"), "log-out", "mute"),
    PersonState.REHIRED.value: (_l("返聘"), "rotate-ccw", "info"),
}

EVENTS: dict[str, Any] = {
    "go_live": _l("上岗"),
    "retrain": _l("回到培训"),
    "take_leave": _l("请假"),
    "pause": _l("停训"),
    "leave": _l("离职"),
    "rehire": _l("返聘"),
    "return_to_training": _l("回来接着培训"),
    "return_to_work": _l("回来上班"),
}

SESSION_ENDS: dict[str, Any] = {
    "logout": _l("退出登录"),
    "closed": _l("本人结束"),
    "password": _l("改了密码"),
    "reset": _l("密码被重置"),
    "grants": _l("角色有变动"),
    "disabled": _l("账号停用"),
    "left": _l("离职"),
}

# Rooms add their own by AUDIT_TABLES.update(...).
AUDIT_TABLES: dict[str, Any] = {
    "person": _l("人员"),
    "team": _l("小组"),
    "store": _l("店铺"),
    "grant_of_role": _l("角色授权"),
    "session": _lp("table", "登录"),
    "installation": _l("本系统"),
    "decision_text": _l("决定的题面"),
    "inbox_item": _l("消息"),
    "one_time_code": _l("一次性代码"),
    "person_key": _l("签名钥匙"),
    "passkey": _l("通行密钥"),
    "job": _l("后台工作"),
}
AUDIT_CHANGES: dict[str, Any] = {
    "insert": _l("新增"),
    "update": _l("修改"),
    "delete": _l("删除"),
}
COLUMNS: dict[str, Any] = {
    "employee_no": _l("工号"),
    "name": _l("姓名或名称"),
    "team_id": _l("小组"),
    "store_id": _l("店铺"),
    "state": _l("状态"),
    "joined_on": _l("入职日期"),
    "disabled_at": _l("停用时间"),
    "password_hash": _l("密码"),
    "password_is_own": _l("密码是本人设的"),
    "password_set_at": _l("密码设置时间"),
    "reset_at": _l("重置时间"),
    "reset_by": _l("由谁重置"),
    "language": _l("语言"),
    "theme": _l("明暗"),
    "version": _l("第几次修改"),
    "platform": _l("平台"),
    "person_id": _l("人员"),
    "role": _l("角色"),
    "from_on": _l("从"),
    "until_on": _l("到"),
    "deputy_of_id": _l("代谁"),
    "given_by": _l("由谁授权"),
    "given_at": _l("授权时间"),
    "ended_at": _l("结束时间"),
    "ended_by": _l("由谁结束"),
    "ended_why": _l("为何结束"),
    "started_at": _l("开始时间"),
    "address": _l("网络地址"),
    "agent": _l("浏览器"),
    "kind": _l("种类"),
    "id": _l("编号"),
    "text": _l("内容"),
    "hash": _l("校验码"),
    "place": _l("排在第几"),
    "gone": _l("文件里已没有"),
    "question": _l("问题"),
    "unit": _l("单位"),
    "low": _l("最低"),
    "high": _l("最高"),
    "used_in": _l("用在"),
    "suggestion": _l("建议"),
    "ground": _l("理由"),
    "caution": _l("当心"),
    "options": _l("选项"),
    "key": _l("关键词"),
    "facts": _l("内容"),
    "link": _l("链接"),
    "at": _l("时间"),
    "read_at": _l("读到时间"),
    "made_at": _l("生成时间"),
    "expires_at": _l("失效时间"),
    "used_at": _l("使用时间"),
    "used_for": _l("用于"),
    "code_hash": _l("代码"),
    "public": _l("公钥"),
    "credential": _l("密钥编号"),
    "rp": _l("用在哪个网址"),
    "counter": _l("设备计数"),
    "is_held": _l("签字停着"),
    "released_at": _l("放行时间"),
    "released_by": _l("由谁放行"),
    "body": _l("内容"),
    "due": _l("何时做"),
    "tries": _l("试了几次"),
    "done_at": _l("做完时间"),
    "trouble": _l("遇到的问题"),
    "created_at": _l("建立时间"),
}

# Messages: kind -> words filled by the message's facts. Rooms add theirs by INBOX.update(...).
INBOX: dict[str, Any] = {
    "password_was_reset": _l("您的密码被%(name)s重置了。如果不是您要求的，请马上告诉主管。"),
    "signing_is_held": _l("%(name)s的密码重置后设了新密码，签字先停着。请您当面确认是本人，再放行。"),
    "signing_released": _l("您的签字已经放行，可以签了。"),
    "passkey_added": _l("您的账号加了一把通行密钥：%(name)s。如果不是您加的，请马上停用，并告诉主管。"),
    "passkey_ended": _l("您的通行密钥“%(name)s”已经停用。以前用它签的字仍然有效。"),
    "role_given": _l("您有了新角色：%(role)s。"),
    "role_ended": _l("您不再是%(role)s。"),
}

PASSWORD_FAULTS: dict[str, Any] = {
    "too_short": _l("还不到 10 位。"),
    "too_long": _l("最多 128 位。"),
    "too_simple": _l("这个密码太容易猜到，请换一个。"),
    "holds_own_name": _l("密码里除了工号或姓名几乎没有别的，请换一个。"),
    "not_the_same": _l("两次输入的不一样，请再输一次。"),
    "same_as_before": _l("请设一个和现在不同的密码。"),
    "wrong": _l("现在的密码不对。"),
}

SETUP_FAULT = _l("一次性代码不对。它印在启动 cstrain 的那个窗口里。")

SHEET_FAULTS: dict[str, Any] = {
    "column_missing": _l("表格第 1 行里没有“%(column)s”这一列。请用模板，或把列名改成“%(column)s”。"),
    "cell_empty": _l("这一格不能空着。"),
    "cell_too_long": _l("太长了，最多 %(most)s 个字。"),
    "not_a_day": _l("“%(given)s”看不出是哪一天，写成 2026-01-05 这样。"),
    "twice_in_sheet": _l("这个工号在第 %(row)s 行已经有了，请删掉一行。"),
    "other_name": _l("这个工号已经是“%(name)s”的。核对工号；如果是改名，请先在人员页里改。"),
    "has_left": _l("%(name)s已经离职。如果回来上班，请先在人员页里办返聘。"),
    "not_your_team": _l("这个小组不归您管，请交给管理全部小组的管理员导入。"),
    "unknown_store": _l("没有这个店铺。请先请管理员建好，或把名称改对。"),
    "unknown_role": _l("没有“%(given)s”这个角色。可以写：%(choices)s。"),
    "roles_not_yours": _l("角色要由管理全部小组的管理员给，这一格请空着。"),
    "role_needs_team": _l("这个角色要跟着小组走，请填上小组。"),
}

REFUSALS: dict[str, Any] = {
    "account_is_shut": _l("%(name)s的账号已经停用。先启用，再做这一步。"),
    "code_is_spent": _l("这个一次性代码用过了，或者过了 3 分钟。请对方再显示一个。"),
    "day_before_last_change": _l("上一次变动是 %(last)s，这一次不能早于那天。"),
    "day_is_ahead": _l("%(day)s 还没到。到了那天再登记。"),
    "decision_is_empty": _l("“%(name)s”还没有填。"),
    "decision_not_a_number": _l("“%(name)s”要填数字，单位是%(unit)s。"),
    "decision_not_an_option": _l("“%(name)s”只能从这几个里选：%(options)s。"),
    "decision_out_of_range": _l("“%(name)s”要在 %(low)s 到 %(high)s %(unit)s之间。"),
    "decision_too_long": _l("“%(name)s”最多写 %(most)s 个字。"),
    "decision_unknown": _l("没有“%(name)s”这项决定。"),
    "deputy_needs_end": _l("代理要写明到哪天为止。"),
    "deputy_of_no_role": _l("被代理的人在那个小组没有这个角色，所以没有什么可以代。"),
    "deputy_of_oneself": _l("不能代理自己。"),
    "file_is_active": _l("这张 SVG 图片里有脚本或外部链接，不能上传。请导出成 PNG 再传。"),
    "file_kind_unknown": _l("只收 PDF、PNG、JPG、WebP、SVG 和 MP4。请换一种格式再传。"),
    "file_too_large": _l("文件超过 %(most)s MB，请压缩或拆开再传。"),
    "has_left": _l("%(name)s已经离职。如果回来上班，请办返聘。"),
    "installation_exists": _l("这里已经装好了，不能再装一次。"),
    "last_administrator": _l("这是最后一位管理全部小组的管理员。先把管理员角色给另一个人，再做这一步。"),
    "name_is_taken": _l("已经有叫“%(name)s”的了，请换一个名称。"),
    "number_is_taken": _l("工号 %(number)s 是%(name)s的，不能再给别人。"),
    "passkey_counts_back": _l(
        "“%(name)s”的计数没有往前走，可能有人复制了它，没有签上。请停用这把密钥，用密码签，并告诉管理员。"
    ),
    "passkey_is_known": _l("这把通行密钥已经加过了。"),
    "passkey_not_right": _l("这次通行密钥没有对上，没有签上。可以再试一次，或者输登录密码。"),
    "passkey_page_too_old": _l("这一页打开超过 10 分钟，或者不是在这次登录里打开的。请重新打开再加。"),
    "passkey_unknown": _l("这把通行密钥不是您的，或者已经停用，没有签上。可以输登录密码。"),
    "period_is_backwards": _l("结束的日期比开始还早，请改一下。"),
    "reason_needed": _l("请写明原因。"),
    "role_not_here": _l("您只能给自己管的小组授权。"),
    "sheet_has_faults": _l("有 %(rows)s 行不能导入，什么都还没有写入。"),
    "sheet_is_empty": _l("表格是空的。第 1 行写列名，从第 2 行起每行一个人。"),
    "sheet_too_large": _l("表格太大：最多 %(rows)s 行、%(columns)s 列。请拆开再传。"),
    "sheet_unreadable": _l("这个文件读不出来。请另存为 xlsx 或 UTF-8 的 csv 再传。"),
    "release_needs_second": _l("要由另一个人放行：不能是%(name)s本人，也不能是重置密码的人。"),
    "signing_is_held": _l("您的密码由别人重置过，签字先停着，要另一位负责人当面确认后放行。不影响接着学。"),
    "signing_not_held": _l("%(name)s的签字没有停，不用放行。"),
    "signing_locked": _l("密码连续输错 5 次，签字先停 %(minutes)s 分钟。不影响接着学。"),
    "state_does_not_allow": _l("现在的状态不能这样改。请刷新页面，看看最新的状态。"),
    "too_many_passkeys": _l("一个人最多 %(most)s 把通行密钥。请先停用不用的。"),
    "too_many_people": _l("一次最多导入 %(most)s 人，请拆开再传。"),
    "too_many_tries": _l("试得太多了，请过 %(minutes)s 分钟再试。"),
    "was_not_at_work": _l("请假以前还在培训，所以只能回来接着培训。"),
    "wrong_code": _l("一次性代码不对。还可以试 %(tries_left)s 次。"),
    "wrong_password": _l("密码不对，没有签上。还可以试 %(tries_left)s 次。"),
}
