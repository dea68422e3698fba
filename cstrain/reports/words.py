"""Reports: words of Today."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.certification.words import CERTIFICATE
from cstrain.people.words import STATES

WAITING: dict[str, tuple[Any, Any]] = {
    "sign": (_l("待我签字"), _l("没有要签的。")),
    "gate": (_l("等您决定上岗"), _l("现在没有人等您决定。")),
    "levels": (_l("等您决定晋升"), _l("现在没有晋升等您决定。")),
    "confirm": (_l("等您确认的现场环节"), _l("没有要确认的。")),
    "stuck": (_l("反复答错，要辅导"), _l("没有要辅导的题。")),
    "missed": (_l("大家都错，要看题"), _l("没有大家都错的题。")),
    "mark": (_l("等着阅的试卷"), _l("没有等着阅的试卷。")),
    "questions": (_l("要核对的题"), _l("题都是新的。")),
    "review": (_l("等复核的题"), _l("没有等着复核的题。")),
    "decisions": (_l("还没定的事"), _l("该定的都定了。")),
}

LEDGER: dict[str, Any] = {
    "month": _l("月份"),
    "number": _l("工号"),
    "name": _l("姓名"),
    "team": _l("小组"),
    "store": _l("店铺"),
    "post": _l("岗位"),
    "course": _l("课程"),
    "version": _l("课程版本"),
    "cohort": _l("批次"),
    "start": _l("开始日期"),
    "first": _l("本月第一次学习"),
    "last": _l("本月最后一次学习"),
    "steps": _l("本月完成环节"),
    "minutes": _l("本月课时（分）"),
    "total": _l("累计课时（分）"),
    "trainer": _l("培训师"),
    "mentor": _l("带教人"),
    "exam": _lp("sheet", "考试"),
    "attempts": _l("本月考试次数"),
    "scores": _l("各次成绩"),
    "result": _l("最近结果"),
    "certificate": _l("本月发证"),
    "certificate_no": _l("证书编号"),
    "until": _l("证书有效到"),
    "level": _l("等级变动"),
    "level_month": _l("等级生效月"),
}
HR_TITLES: tuple[Any, ...] = (
    _l("工号"),
    _l("姓名"),
    _l("小组"),
    _l("店铺"),
    _l("人员状态"),
    _l("证书"),
    _l("证书编号"),
    _l("证书状态"),
    _l("有效从"),
    _l("有效到"),
    _l("等级"),
    _l("等级生效月"),
)


def _named(found: Any, person_id: str) -> str:
    one = found.people.get(person_id)
    return f"{one.name} {one.employee_no}" if one is not None else ""


def _of_person(person: Any, name: str) -> str:
    if name == "number":
        return str(person.employee_no)
    if name == "name":
        return str(person.name)
    held = person.team if name == "team" else person.store
    return str(held.name) if held else ""


def ledger_cell(found: Any, line: Any, name: str) -> str | int:
    """A cell of the ledger: a number where it counts something, else text."""
    if name in ("number", "name", "team", "store"):
        return _of_person(found.people[line.person_id], name)
    if name in ("minutes", "total", "attempts"):
        return int(getattr(line, name))
    if name in ("trainer", "mentor"):
        return _named(found, getattr(line, name))
    made: dict[str, Any] = {
        "month": found.month,
        "first": line.days[0] if line.days else "",
        "last": line.days[-1] if line.days else "",
        "exam": "、".join(line.exams),
        "scores": "、".join(line.scores),
        "result": "" if line.passed is None else (_l("通过") if line.passed else _l("未通过")),
        "certificate": line.certificate[0],
        "certificate_no": line.certificate[1],
        "until": line.certificate[2],
        "level": line.level[0],
        "level_month": line.level[1],
    }
    return len(line.days) if name == "steps" else str(made[name] if name in made else getattr(line, name))


def hr_line(held: Any) -> list[str]:
    """A line for the personnel office."""
    person, certificate, level = held.person, held.certificate, held.level
    head = [_of_person(person, name) for name in ("number", "name", "team", "store")]
    if certificate is None:
        told = [""] * 5
    else:
        standing, until = str(CERTIFICATE[held.standing][0]), certificate.valid_until.isoformat()
        told = [certificate.name, certificate.no, standing, held.since, until]
    return [
        *head,
        str(STATES[person.state][0]),
        *told,
        level.name if level else "",
        f"{level.since:%Y-%m}" if level else "",
    ]
