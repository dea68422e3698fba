"""Where a reader puts what it finds wrong (errors stop an import) or doubtful (warnings stop nothing)."""

from __future__ import annotations

from cstrain.kit.content.model import Problem


class Findings:
    """Problems of one file, in the order of its lines."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, line: int, text: str) -> None:
        self.problems.append(Problem(line, text, self.file))

    def doubt(self, line: int, text: str) -> None:
        self.problems.append(Problem(line, text, self.file, warning=True))

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.all if not problem.warning)

    @property
    def all(self) -> tuple[Problem, ...]:
        return tuple(sorted(set(self.problems)))
