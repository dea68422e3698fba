"""The documents that are generated: docs/permissions.md, docs/schema.md, and the table at the end of docs/facts.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Table

from cstrain.content import queries as content
from cstrain.content.rules.fact_table import with_table
from cstrain.content.rules.library import read_library
from cstrain.content.rules.shelf import Around, Shelf
from cstrain.kit import db
from cstrain.people.rules import ROLE_MAY, May, Role

ROOT = Path(__file__).resolve().parent.parent
HEADS = {
    Role.TRAINER: "培训师",
    Role.MENTOR: "带教人",
    Role.INSPECTOR: "质检",
    Role.SUPERVISOR: "主管",
    Role.ADMINISTRATOR: "管理员",
    Role.AUDITOR: "审计",
}


def permissions(app: Flask) -> str:
    """The permission matrix: a line per route and method, a column per role."""
    lines = [
        "# 谁能进哪扇门",
        "",
        "由 `make docs` 写成，测试会比对。人人都是学员，自己的学习、考试、记录和签字不需要角色（`learner:own:use`）。",
        "行的范围由授权的小组决定；不归您看的一律答 404。",
        "",
        "| 路径 | 方法 | 权限 | 未登录 | 学员 | " + " | ".join(HEADS.values()) + " |",
        "|---|---|---|---|---|" + "---|" * len(HEADS),
        *sorted(_routes(app)),
        "",
    ]
    return "\n".join(lines)


def _routes(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        door = getattr(app.view_functions[rule.endpoint], "__door__")  # noqa: B009 - a mark, not a field
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        if isinstance(door, May):
            every = door is May.LEARN
            cells = ["", "✓" if every else "", *("✓" if every or door in ROLE_MAY[role] else "" for role in HEADS)]
            name = door.value
        else:
            cells, name = ["✓"] * (len(HEADS) + 2), door
        yield f"| `{rule.rule}` | {methods} | {name} | " + " | ".join(cells) + " |"


def schema() -> str:
    """Every table with its columns and constraints, in name order."""
    lines = ["# 表", "", "由 `make docs` 写成，测试会比对。"]
    marks = {mapper.class_.__tablename__: mapper.class_ for mapper in db.Base.registry.mappers}
    for table in sorted(db.Base.metadata.tables.values(), key=lambda each: each.name):
        model = marks.get(table.name)
        kind = _kind_of(model)
        lines += ["", f"## {table.name}（{kind}）", "", "| 列 | 类型 | 可空 | 指向 |", "|---|---|---|---|"]
        lines += list(_columns(table))
    return "\n".join([*lines, ""])


def _kind_of(model: Any) -> str:
    marks = (("只增不改", "__appended__"), ("随记", "__noted__"), ("可重算", "__derived__"))
    return next((word for word, mark in marks if getattr(model, mark, False)), "留痕")


def _columns(table: Table) -> Iterator[str]:
    for column in table.columns:
        keys = "、".join(sorted(key.target_fullname for key in column.foreign_keys))
        kind = repr(column.type).split("(")[0]
        yield f"| {column.name} | {kind} | {'是' if column.nullable else ''} | {keys} |"


def facts() -> str:
    """The list of facts as people wrote it, and under it which questions ask each and which lessons teach those."""
    text = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    return with_table(text, Shelf(read_library(content.shipped_files()), Around(facts=content.facts())))


def write_all(app: Flask) -> list[str]:
    """Write the documents; returns their names."""
    made = {"docs/permissions.md": permissions(app), "docs/schema.md": schema(), "docs/facts.md": facts()}
    for name, text in made.items():
        (ROOT / name).write_text(text, encoding="utf-8")
    return list(made)
