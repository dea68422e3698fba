"""Materials: the live version of each, courses as values, what a step shows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from cstrain.bank.models import Bank
from cstrain.bank.rules import filled
from cstrain.curriculum.models import Material, MaterialVersion
from cstrain.curriculum.rules import Course, Kind, ModuleFile, StepSpec, read_course, read_modules
from cstrain.kit import db
from cstrain.kit.content import Document, read
from cstrain.kit.content.refs import REFERENCE
from cstrain.kit.errors import NotYours
from cstrain.people import queries as people

KIND_OF = {"课文": "课文", "模块": "模块", "课程": "课程", "规则": "章程"}  # type of document → kind of material
TYPE_OF = {kind: written for written, kind in KIND_OF.items()}

# Names of what later rooms keep, told by them: kind of step (演练, 考试) → keys → name by key.
TITLES: dict[str, Callable[[list[str]], dict[str, str]]] = {}


@lru_cache(maxsize=512)
def _read(text: str, name: str) -> Document:
    return read(text, name)


def document(version: MaterialVersion) -> Document:
    """The version's text as a document; the same text is read once."""
    return _read(version.text, f"{version.material.key}.md")


def material(kind: str, key: str) -> Material | None:
    return db.database.session.scalar(select(Material).where(Material.kind == kind, Material.key == key))


def materials(kind: str) -> list[Material]:
    """Materials of a kind that are in use, by key."""
    query = select(Material).where(Material.kind == kind, Material.withdrawn_at.is_(None)).order_by(Material.key)
    return list(db.database.session.scalars(query))


def versions(material_id: str) -> list[MaterialVersion]:
    """All versions of a material, newest first; among them proposals that are not live."""
    query = select(MaterialVersion).where(MaterialVersion.material_id == material_id)
    return list(db.database.session.scalars(query.order_by(MaterialVersion.number.desc())))


def version(version_id: str) -> MaterialVersion:
    """One version; 404 when there is none."""
    found = db.database.session.get(MaterialVersion, version_id)
    if found is None:
        raise NotYours
    return found


def live_version(material_id: str) -> MaterialVersion | None:
    query = select(MaterialVersion).where(MaterialVersion.material_id == material_id, MaterialVersion.live)
    return db.database.session.scalar(query.order_by(MaterialVersion.number.desc()).limit(1))


def live(kind: str, keys: Iterable[str] | None = None) -> dict[str, MaterialVersion]:
    """The live version of each material of a kind in use, by key; of all of them when none is named. One query."""
    query = select(MaterialVersion).join(Material).where(Material.kind == kind, Material.withdrawn_at.is_(None))
    if keys is not None:
        query = query.where(Material.key.in_(set(keys)))
    rows = db.database.session.scalars(query.where(MaterialVersion.live).order_by(MaterialVersion.number))
    return {row.material.key: row for row in rows}


def proposals() -> list[MaterialVersion]:
    """Shipped changes to materials that were changed here and that nobody has looked at since."""
    query = select(MaterialVersion).where(~MaterialVersion.live).order_by(MaterialVersion.at)
    found = list(db.database.session.scalars(query))
    newest = {row.material_id: row.number for row in found}
    current = {row.material_id: live_version(row.material_id) for row in found}
    return [
        row
        for row in found
        if row.number == newest[row.material_id]
        and (held := current[row.material_id]) is not None
        and held.number < row.number
    ]


def lesson(key: str) -> MaterialVersion | None:
    """The live version of a lesson."""
    return live("课文", [key]).get(key)


def modules(key: str) -> ModuleFile | None:
    """The live modules file of that key as values."""
    found = live("模块", [key]).get(key)
    return read_modules(document(found))[0] if found else None


@dataclass(frozen=True)
class LaidOut:
    """A course ready to be taken: its version, its plan, the modules behind it and the versions its steps show."""

    version: MaterialVersion
    course: Course
    modules: MaterialVersion
    pinned: dict[str, MaterialVersion]

    def shows(self, spec: StepSpec) -> MaterialVersion | None:
        """The lesson or charter that the step shows."""
        return self.pinned.get(spec.targets[0]) if spec.kind in (Kind.LESSON, Kind.ACKNOWLEDGE) else None

    def major(self, spec: StepSpec) -> int:
        """What asks for a new signature: the shown material's major version, else that of the modules and the module."""
        shown = self.shows(spec)
        return shown.major if shown else self.modules.major + spec.module_major - 1

    def hash(self, spec: StepSpec) -> str:
        """What exactly is signed: the shown material, else the step's own line."""
        shown = self.shows(spec)
        return shown.hash if shown else hashlib.sha256(spec.written.encode()).hexdigest()


def courses() -> list[Material]:
    """Courses that people can be enrolled in."""
    return materials("课程")


def course(key: str) -> LaidOut:
    """The live version of a course, laid out over the live modules of its post; 404 when there is none."""
    found = live("课程", [key]).get(key)
    if found is None:
        raise NotYours
    return lay_out(found)


def lay_out(found: MaterialVersion) -> LaidOut:
    text = document(found)
    module_key = text.head.own("模块")
    module_version = live("模块", [module_key]).get(module_key)
    laid, problems = read_course(text, read_modules(document(module_version))[0] if module_version else None)
    if laid is None or module_version is None:
        raise ValueError(f"a live course with problems: {problems[0]}")
    return LaidOut(found, laid, module_version, _pinned(laid))


def _pinned(laid: Course) -> dict[str, MaterialVersion]:
    shown = [step.spec for step in laid.steps if step.spec.kind in (Kind.LESSON, Kind.ACKNOWLEDGE)]
    keys = [spec.targets[0] for spec in shown]
    return {**live("课文", keys), **live("章程", [s.targets[0] for s in shown if s.kind is Kind.ACKNOWLEDGE])}


def step_titles(specs: Iterable[StepSpec], shown: Callable[[StepSpec], MaterialVersion | None]) -> dict[str, str]:
    """What each step is called on the sheet, by its id: the lesson's name, the banks' names, the words of the line."""
    listed = list(specs)
    banks = _bank_names({key for spec in listed if spec.kind is Kind.PRACTICE for key in spec.targets})
    names = {
        kind: TITLES[kind.value]([spec.targets[0] for spec in listed if spec.kind is kind])
        for kind in (Kind.ROLEPLAY, Kind.EXAM)
        if kind.value in TITLES
    }
    decided = people.decided()
    return {spec.id: _printed(_title(spec, shown(spec), banks, names), decided) for spec in listed}


def _printed(title: str, decided: Mapping[str, str]) -> str:
    """A title as people read it: the firm's values in it, and no word on who chose a figure."""
    filled_in = REFERENCE.sub(lambda found: f"{found[1].strip()}（待定）", filled(title, decided))
    return filled_in.replace("（本库选定）", "")[:200]


def _title(
    spec: StepSpec, shown: MaterialVersion | None, banks: dict[str, str], names: dict[Kind, dict[str, str]]
) -> str:
    if shown is not None:
        return shown.material.name
    if spec.kind is Kind.PRACTICE:
        return f"{'、'.join(banks.get(key, key) for key in spec.targets)}练习 {spec.count} 题"
    if spec.kind is Kind.ROLEPLAY:
        return f"情景模拟：{names.get(spec.kind, {}).get(spec.targets[0], spec.targets[0])}"
    if spec.kind is Kind.EXAM:
        return names.get(spec.kind, {}).get(spec.targets[0], f"上岗考试 {spec.targets[0]}")
    return spec.content


def _bank_names(keys: set[str]) -> dict[str, str]:
    if not keys:
        return {}
    return dict(db.database.session.execute(select(Bank.key, Bank.name).where(Bank.key.in_(keys))).all())


def post_steps(post: str) -> dict[str, StepSpec]:
    """Every step of a post by its id, from its live modules files."""
    query = select(Material.key).where(Material.kind == "模块", Material.post == post, Material.withdrawn_at.is_(None))
    found: dict[str, StepSpec] = {}
    for row in live("模块", db.database.session.scalars(query).all()).values():
        found.update(read_modules(document(row))[0].steps)
    return found
