"""Role-play: what the room decides.

``scenario`` the values · ``lines`` ``reading`` text to values · ``flow`` where a talk can go · ``check`` what is wrong with a
scenario · ``rubric`` criteria and the score · ``critical`` what ends a scene ·
``document`` what is signed · ``phrases`` banned phrases and scripts · ``suggested`` limits before the firm has decided.
"""

from cstrain.roleplay.rules.check import check_scenario
from cstrain.roleplay.rules.critical import ALWAYS, Critical, critical_of
from cstrain.roleplay.rules.document import critical_words, document_of, result_words, share
from cstrain.roleplay.rules.flow import can_walk, reachable
from cstrain.roleplay.rules.known import BannedLine, Known
from cstrain.roleplay.rules.phrases import (
    ScriptLine,
    catches,
    caught,
    check_phrases,
    check_scripts,
    folded,
    read_phrases,
    read_scripts,
)
from cstrain.roleplay.rules.reading import read_scenario
from cstrain.roleplay.rules.rubric import LEVELS, Criterion, Judged, Rubric, check_rubric, judge, read_rubric
from cstrain.roleplay.rules.scenario import (
    Choice,
    Cost,
    Ending,
    Example,
    Jump,
    Kind,
    Point,
    Scenario,
    Turn,
    When,
)
from cstrain.roleplay.rules.suggested import suggested

__all__ = [
    "ALWAYS",
    "LEVELS",
    "BannedLine",
    "Choice",
    "Cost",
    "Criterion",
    "Critical",
    "Ending",
    "Example",
    "Judged",
    "Jump",
    "Kind",
    "Known",
    "Point",
    "Rubric",
    "Scenario",
    "ScriptLine",
    "Turn",
    "When",
    "can_walk",
    "catches",
    "caught",
    "check_phrases",
    "check_rubric",
    "check_scenario",
    "check_scripts",
    "critical_of",
    "critical_words",
    "document_of",
    "folded",
    "judge",
    "reachable",
    "read_phrases",
    "read_rubric",
    "read_scenario",
    "read_scripts",
    "result_words",
    "share",
    "suggested",
]
