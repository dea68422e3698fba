"""The look's macros: what each writes, in each of its states."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest
from flask import render_template_string
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from tests.kit.markup import ROOT, UI, Tree, bare, manners, render


class Everything(FlaskForm):
    no = StringField("工号", [InputRequired("请填写工号，例如 CS-20418")])
    password = PasswordField("密码")
    until = DateField("到期", default=date(2026, 11, 6))
    kind = SelectField("题型", choices=[SelectChoice("a", "单选")])
    decision = RadioField(
        "决定", [InputRequired("请选一项")], choices=[SelectChoice("y", "同意上岗"), SelectChoice("n", "暂缓上岗")]
    )
    stores = SelectMultipleField("店铺", choices=[SelectChoice("1", "旗舰店")], option_widget=widgets.CheckboxInput())
    fatal = BooleanField("一票否决", [InputRequired("请勾上")])
    why = TextAreaField("理由", description="写进记录，不印在证书上。")
    file = FileField("文件")


# icons


def test_the_inlined_shapes_are_those_of_the_vendored_files() -> None:
    with bare().app_context():
        shapes = bare().jinja_env.get_template("macros/lucide.html").module.shapes  # type: ignore[attr-defined]
    files = {}
    for file in (ROOT / "static/vendor/lucide").glob("*.svg"):
        inner = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.S)
        assert inner
        files[file.stem] = re.sub(r"\s*/>", "/>", re.sub(r"\s+", " ", inner[1])).replace("/> <", "/><").strip()
    assert shapes == files
    assert list(shapes) == sorted(shapes)


def test_an_icon_beside_words_is_silent_and_one_alone_says_its_name() -> None:
    silent, alone = render("{{ ui.icon('lock') }}{{ ui.icon('lock', '未开放') }}").all("svg")
    assert silent["aria-hidden"] == "true" and silent["role"] is None
    assert (alone["role"], alone["aria-label"], alone["aria-hidden"]) == ("img", "未开放", None)


def test_an_unknown_icon_fails_loudly() -> None:
    with pytest.raises(KeyError):
        render("{{ ui.icon('no-such-icon') }}")


# forms


@pytest.mark.parametrize(
    "sent", [{}, {"no": "CS-1", "decision": "y", "fatal": "y", "kind": "a", "until": "2026-11-06"}]
)
def test_every_kind_of_field_ties_label_hint_and_error(sent: dict[str, str]) -> None:
    with bare().test_request_context("/", method="POST", data=sent):
        form = Everything(meta={"csrf": False})
        assert form.validate() is bool(sent)
        root = Tree(
            render_template_string(
                UI + "{{ ui.error_summary(form) }}{% for f in form %}{{ ui.field(f, hint='一句话') }}{% endfor %}",
                form=form,
            )
        ).root
    manners(root)
    ids = {e["id"] for e in root.all()}
    for name in ("no", "decision", "fatal"):
        told = root.one(id=name)
        wanted = f"{name}-hint" if sent else f"{name}-hint {name}-error"
        assert told["aria-describedby"] == wanted
        assert told["aria-invalid"] == (None if sent else "true")
    links = [a["href"] or "" for a in root.all("a")]
    assert ("#decision-0" in links) is not bool(sent)
    assert {link.removeprefix("#") for link in links} <= ids
    assert bool(root.all(role="alert")) is not bool(sent)


def test_radios_are_a_named_group_of_whole_rows() -> None:
    with bare().test_request_context("/"):
        root = Tree(
            render_template_string(UI + "{{ ui.field(form.decision) }}", form=Everything(meta={"csrf": False}))
        ).root
    group = root.one("fieldset", role="radiogroup", aria_required="true")
    assert group.one("legend").text == "决定"
    assert [label.one("input", type="radio")["value"] for label in group.all("label", class_="choice")] == ["y", "n"]


def test_a_date_has_its_plain_words_beside_it() -> None:
    with bare().test_request_context("/"):
        form = Everything(meta={"csrf": False})
        usual, own = (
            Tree(render_template_string(UI + source, form=form)).root
            for source in (
                "{{ ui.field(form.until) }}",
                "{{ ui.field(form.until, words='即 {m} 月 {d} 日（{w}）24:00 止') }}",
            )
        )
    assert usual.one("p", id="until-words").text == "即 2026 年 11 月 6 日（周五）"
    assert own.one("p", id="until-words").text == "即 11 月 6 日（周五）24:00 止"
    assert own.one("input")["aria-describedby"] == "until-words"


def test_the_summary_counts_what_is_to_be_mended_and_names_each() -> None:
    with bare().test_request_context("/", method="POST", data={"kind": "a", "no": "CS-1"}):
        form = Everything(meta={"csrf": False})
        form.validate()
        form.form_errors = ["两次填的密码不一样。"]
        root = Tree(render_template_string(UI + "{{ ui.error_summary(form) }}", form=form)).root
    assert root.one("strong").text == f"有 {1 + len([f for f in form if f.errors])} 处要改，什么都还没写入。"
    assert "决定：请选一项" in [a.text for a in root.all("a")]


def test_further_attributes_reach_the_control() -> None:
    with bare().test_request_context("/"):
        form = Everything(meta={"csrf": False})
        root = Tree(
            render_template_string(
                UI + "{{ ui.field(form.password, autocomplete='current-password') }}{{ ui.field(form.why, rows=6) }}",
                form=form,
            )
        ).root
    assert root.one("input")["autocomplete"] == "current-password"
    assert (root.one("textarea")["rows"], root.one("textarea")["class"]) == ("6", "input")
    assert root.one("p", id="why-hint").text == "写进记录，不印在证书上。"


def test_buttons_say_their_state_and_why_they_are_shut() -> None:
    root = render(
        "{{ ui.button('签字', 'go wide', 'pen-line') }}{{ ui.button('去签字', href='/sign', aria_label='去签字：第 5 天') }}"
        "{{ ui.button('标记', pressed=true) }}{{ ui.button('交卷', id='end', why='还有 2 题没传到服务器') }}{{ ui.button('提交', busy=true) }}"
    )
    manners(root)
    sign, mark, shut, busy = root.all("button")
    assert (sign["type"], sign["class"]) == ("submit", "btn go wide")
    assert root.one("a", class_="btn")["aria-label"] == "去签字：第 5 天"
    assert mark["aria-pressed"] == "true" and busy["aria-busy"] == "true"
    assert (shut["type"], shut["aria-disabled"]) == ("button", "true"), "without script it must not send"
    assert root.one("p", id=shut["aria-describedby"] or "").text == "还有 2 题没传到服务器"


def test_a_choice_is_one_row() -> None:
    root = render(
        "{{ ui.choice('q', 'a', '<b>', key=1) }}{% call ui.choice('q', 'b', checked=true) %}<b>B</b>{% endcall %}"
    )
    first, second = root.all("label", class_="choice")
    assert first.one("kbd")["aria-hidden"] == "true" and "<b>" in first.text
    assert "checked" in second.one("input").attrs and second.all("b")


# states


def test_a_badge_is_icon_word_and_tone() -> None:
    badge = render("{{ ui.badge('已签字', 'signature', 'ok') }}").one("span", class_="badge")
    assert (badge["data-tone"], badge.text, len(badge.all("svg"))) == ("ok", "已签字", 1)


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("second", "2026-10-19 10:26:14（+08:00）"),
        ("minute", "2026-10-19 10:26"),
        ("day", "2026-10-19"),
        ("clock", "10:26:14"),
        ("short", "10 月 19 日 10:26"),
    ],
)
def test_a_time_carries_its_offset(style: str, shown: str) -> None:
    time = render("{{ ui.timestamp(AT, style) }}", style=style).one("time")
    assert (time["datetime"], time.text) == ("2026-10-19T10:26:14+08:00", shown)


@pytest.mark.parametrize(
    ("done", "total", "arc"), [(1, 7, "14.3 100"), (0, 7, None), (0, 0, None), (7, 7, "100.0 100")]
)
def test_the_ring_says_what_its_arc_shows(done: int, total: int, arc: str | None) -> None:
    ring = render("{{ ui.ring(done, total, '已完成') }}", done=done, total=total).one("svg")
    assert (ring["role"], ring.text) == ("img", f"{done}/{total}")
    assert [circle["stroke-dasharray"] for circle in ring.all("circle", class_="v")] == ([arc] if arc else [])


def test_days_say_their_state_in_words() -> None:
    strip = render(
        "{{ ui.days([{'n': 1, 'state': 'done', 'url': '/1'}, {'n': 2, 'state': 'owed'}, {'n': 3, 'state': 'now'}, {'n': 4, 'state': 'shut'}]) }}"
    )
    assert [li.one("span", class_="vh").text for li in strip.all("li")] == [
        "第 1 天，已学完",
        "第 2 天，待签字",
        "第 3 天，今天",
        "第 4 天，未开放",
    ]
    assert strip.one("li", aria_current="step")["class"] == "now"


@pytest.mark.parametrize(
    ("left", "face", "tone"),
    [
        (3661, "1:01:01", None),
        (600, "10:00", None),
        (599, "09:59", "warn"),
        (60, "01:00", "warn"),
        (59, "00:59", "bad"),
    ],
)
def test_the_clock_changes_tone_and_speaks_by_itself_only_with_a_deadline(
    left: int, face: str, tone: str | None
) -> None:
    timer = render("{{ ui.clock(left) }}", left=left).one(role="timer")
    clock = timer.one("span", class_="clock")
    assert (clock.text, clock["data-tone"], timer["data-module"]) == (face, tone, None)
    live = render("{{ ui.clock(left, 1, 2) }}", left=left).one(role="timer")
    assert (live["data-module"], live["data-now"], live["data-ends"]) == ("clock", "1", "2")
    assert live.one(role="status").text == ""


def test_a_stopped_clock_says_so() -> None:
    assert render("{{ ui.clock(99, 1, 2, paused=true) }}").one("span", class_="clock").text == "已暂停"


def test_the_saved_sign_shows_the_receipt_and_holds_the_words_for_script() -> None:
    root = render("{{ ui.saved('saved', '10:12:07') }}")
    sign = root.all("div", role="status")[0]
    assert " ".join(sign.text.split()) == "已保存 10:12:07"
    assert [t["data-saved-as"] for t in root.all("template") if t["data-saved-as"]] == [
        "saving",
        "saved",
        "waiting",
        "failed",
    ]
    assert render("{{ ui.saved() }}").all("div", role="status")[0].text == ""


# lists


def test_steps_lock_with_a_reason_and_mark_the_current() -> None:
    root = render(
        "{{ ui.steps([{'title': '甲', 'icon_name': 'circle-dot', 'url': '/a', 'now': true, 'mark': ('进行中', 'hourglass', 'info')},"
        " {'title': '乙', 'icon_name': 'lock', 'url': '/b', 'locked': true, 'meta': '学完上一个环节后开放'}]) }}"
    )
    now, locked = root.one("ol", class_="steps").all("li")
    assert (now["aria-current"], now.one("a")["href"], now.one("span", class_="badge").text) == ("step", "/a", "进行中")
    assert not locked.all("a") and locked.one("p").text == "学完上一个环节后开放"


def test_checks_link_each_fact_to_its_original() -> None:
    row = render(
        "{{ ui.checks([{'title': '上岗考试', 'figure': '86 分', 'icon_name': 'circle-check', 'tone': 'ok', 'why': '及格线 80', 'url': '/x', 'act': '看答卷'}]) }}"
    ).one("li")
    assert (row.one("a").text, row.one("span", class_="num").text, row.one("span", class_="why").text) == (
        "看答卷：上岗考试",
        "86 分",
        "及格线 80",
    )


def test_figures_link_to_their_lists() -> None:
    strip = render(
        "{{ ui.stats([{'value': 3, 'label': '等您决定', 'url': '/g', 'current': true}, {'value': 0.78, 'label': '信度'}], '整卷') }}"
    ).one("nav", aria_label="整卷")
    assert strip.one("a")["aria-current"] == "true" and strip.one("div").one("b").text == "0.78"
    assert render("{{ ui.stats([{'value': 1, 'label': '甲'}], '乙') }}").one("section", class_="stats")


def test_filters_are_a_get_form_with_a_button() -> None:
    form = render(
        "{% call ui.filters('筛选题目', class_='cap') %}{{ ui.search_box('q', '搜', '退款') }}{{ ui.pick('n', '题型', [('', '全部'), (2, '单选')], '2') }}{% endcall %}"
    ).one("form", role="search")
    assert (form["method"], form["class"], form.one("button").text) == ("get", "cap filters", "筛选")
    assert form.one("input")["value"] == "退款"
    assert [o.text for o in form.all("option") if "selected" in o.attrs] == ["单选"]


def test_the_pager_counts_and_keeps_the_filters() -> None:
    source = "{{ ui.pager(page, '题') }}"
    many = SimpleNamespace(page=24, pages=47, total=470, per_page=10)
    bar = render(source, "/bank?q=退款&kind=a&kind=b&page=24&_scheme=javascript&endpoint=x", page=many).one("nav")
    assert bar.all("span")[0].text == "第 231–240 题，共 470 题"
    assert [li.text for li in bar.all("li")] == ["上一页", "1", "…", "22", "23", "24", "25", "26", "…", "47", "下一页"]
    assert bar.one("a", aria_current="page").text == "24"
    assert (
        bar.one("a", rel="next")["href"]
        == "/bank?q=%E9%80%80%E6%AC%BE&kind=a&kind=b&_scheme=javascript&endpoint=x&page=25"
    )
    last = render(source, page=SimpleNamespace(page=1, pages=1, total=3, per_page=10))
    assert (last.one("nav").text.strip(), last.all("a")) == ("第 1–3 题，共 3 题", [])
    assert "共 0 题" in render(source, page=SimpleNamespace(page=1, pages=0, total=0, per_page=10)).text


def test_each_cell_of_the_sheet_says_all_of_it() -> None:
    root = render(
        "{{ ui.sheet([{'n': 1, 'url': '/1', 'answered': true, 'flagged': true}, {'n': 2, 'url': '/2', 'waiting': true}, {'n': 3, 'url': '/3', 'current': true}]) }}{{ ui.sheet_legend() }}"
    )
    cells = root.one("ol").all("a")
    assert [c.one("span", class_="vh").text for c in cells] == [
        "第 1 题：已答，已标记",
        "第 2 题：等待上传",
        "第 3 题：未答",
    ]
    assert [c["class"] for c in cells] == ["a f", "wait", None]
    assert cells[2]["aria-current"] == "true" and len(root.one("ul").all("li")) == 4


def test_the_heat_map_prints_every_figure_and_says_not_learnt_in_words() -> None:
    root = render(
        "{{ ui.heat([('林晓雨', [95, 75, 60, 40, 39, none])], ['甲', '乙', '丙', '丁', '戊', '己'], '掌握程度') }}"
    )
    assert [(td["data-h"], td.text) for td in root.all("td")] == [
        ("4", "95%"),
        ("3", "75%"),
        ("2", "60%"),
        ("1", "40%"),
        ("0", "39%"),
        ("0", "未学"),
    ]
    assert root.one("div", tabindex="0", role="region")["aria-label"] == "掌握程度"
    assert {th["scope"] for th in root.all("th")} == {"col", "row"}


def test_the_timeline_and_the_ladder_keep_their_order() -> None:
    line = render(
        "{{ ui.timeline([{'at': AT, 'text': '通过', 'tone': 'ok', 'url': '/x'}, {'at': AT, 'text': '开始'}]) }}"
    ).one("ol", class_="timeline")
    assert [li["data-tone"] for li in line.all("li")] == ["ok", "mute"] and len(line.all("time")) == 2
    steps = (
        render("{{ ui.ladder([{'name': '普通', 'count': 0}, {'name': '金牌', 'text': '带教'}], '等级') }}")
        .one("ol", class_="ladder")
        .all("li")
    )
    assert [li.one("h2").text for li in steps] == ["普通", "金牌"] and steps[0].one("p", class_="big").text == "0 人"


# evidence, talk, what is said


def test_a_signature_prints_who_when_and_how_and_folds_the_code() -> None:
    root = render(
        "{% call ui.paper('p', '签字内容') %}{{ ui.sig('林晓雨', 'CS-20418', AT, '本人已学完', '密码重新验证', late=true, check_code='7c1e') }}{% endcall %}"
    )
    manners(root)
    sig = root.one("section", class_="paper").one("div", class_="sig")
    assert sig.one("span", class_="name").text == "林晓雨" and sig.one("time").text.endswith("（+08:00）")
    assert sig.one("span", class_="badge").text == "补签" and "本人已学完" in sig.text
    assert sig.one("details", class_="code").one("span", class_="hash").text == "7c1e"


def test_a_marked_word_keeps_its_number_beside_its_last_character() -> None:
    root = render(
        "{{ ui.chat([{'who': '您', 'mine': true, 'text': '好', 'at': AT, 'why': [{'n': 1, 'tone': 'ok', 'points': '+4', 'text': '先认同'}, {'tone': 'warn', 'points': '0', 'text': '慢'}]}]) }}{{ ui.mark('买得划算', 1, 'ok') }}"
    )
    assert root.one("mark")["data-tone"] == "ok" and root.one("mark").one("span", class_="nowrap").text == "算1"
    assert root.one("li", class_="me").one("time").text == "10:26:14"
    assert [li.all("b")[0].text for li in root.one("ol", class_="why").all("li")] == ["1", "–"]


def test_banner_empty_toast_and_dialog() -> None:
    root = render(
        "{{ ui.banner('bad', '没有通过。', '<10 分', role='alert', href='/x', act='看错题') }}{{ ui.empty('coffee', '今天的都学完了', act='去签字', href='/s') }}"
        "{{ ui.toast('已移动') }}{% call ui.dialog('d', '交卷？') %}<p>不能再改</p>{% endcall %}"
    )
    manners(root)
    alert = root.one(role="alert")
    assert alert["data-tone"] == "bad" and alert.one("strong").text == "没有通过。" and "没有通过。<10 分" in alert.text
    assert root.one("div", class_="empty").one("a").text == "去签字"
    assert root.one("dialog", aria_labelledby="d-title").one("h2").text == "交卷？"


def test_one_import_brings_every_macro() -> None:
    with bare().app_context():
        offered = set(vars(bare().jinja_env.get_template("macros/ui.html").module))
    inner = {"attrs", "date_words", "described_by", "below", "choice_group", "tick_box", "error_link", "clock_face"}
    for file in ("icon", "form", "say", "state", "list", "evidence", "talk"):
        made = set(
            re.findall(r"{% macro (\w+)\(", (ROOT / f"templates/macros/{file}.html").read_text(encoding="utf-8"))
        )
        assert made - inner <= offered, file
