"""The one reader of content files: question banks, lessons, courses, scenarios and all that hangs on them.

It takes text or bytes and gives values; it opens no file and knows no room. ``read`` → ``Document`` → ``write`` is
byte for byte ``tidy``; whatever is wrong stands in ``Document.problems``, all at once. What a question, a course or
a scenario means is decided by the rooms, on top of this.

``keys`` the table of keys · ``model`` the values · ``lines`` one line at a time · ``tidy`` canonical text · ``read``
``checks`` ``structure`` ``decode`` text to values · ``write`` ``standard`` values to text · ``ids`` ``versions``
``refs`` ``chat`` ``numbers`` ``fold`` small grammars · ``changes`` two versions · ``prepare`` ``parser`` ``render``
safe HTML.
"""

from .changes import (
    QUESTION,
    Bearing,
    Change,
    Difference,
    changes,
    difference,
    part_ids,
    refusal,
    vanished,
    vanished_problems,
)
from .chat import Said, chat
from .decode import LIMIT
from .fold import chinese_number, fold_answer, numerals, typed_quantity
from .ids import PATTERNS, Citation, citation, is_id, made_here, parent_id
from .keys import INHERITED, KNOWN, ON_LIST, SHAPES, TYPES, Shape, nearest, unknown
from .model import (
    Attribute,
    AttributeLine,
    Document,
    Item,
    ListLine,
    Malformed,
    Part,
    Problem,
    Text,
    inherited,
    unescaped,
)
from .numbers import (
    Numeric,
    Origin,
    Quantity,
    Setting,
    bare_range,
    day,
    duration,
    limit,
    number,
    number_text,
    numeric,
    percentage,
    quantity,
    setting,
    span,
)
from .read import errors, read, read_again
from .refs import Image, Reference, all_of, any_of, blanks, images_of, references, references_of
from .render import Section, plain, render, sanitised, sections
from .standard import escaped_body, escaped_text, standard
from .tidy import tidy
from .versions import Status, Version, former_names, parse_status, parse_version, status_of, version_of
from .write import canonical_text, part_hash, write

__all__ = [
    "INHERITED",
    "KNOWN",
    "LIMIT",
    "ON_LIST",
    "PATTERNS",
    "QUESTION",
    "SHAPES",
    "TYPES",
    "Attribute",
    "AttributeLine",
    "Bearing",
    "Change",
    "Citation",
    "Difference",
    "Document",
    "Image",
    "Item",
    "ListLine",
    "Malformed",
    "Numeric",
    "Origin",
    "Part",
    "Problem",
    "Quantity",
    "Reference",
    "Said",
    "Section",
    "Setting",
    "Shape",
    "Status",
    "Text",
    "Version",
    "all_of",
    "any_of",
    "bare_range",
    "blanks",
    "canonical_text",
    "changes",
    "chat",
    "chinese_number",
    "citation",
    "day",
    "difference",
    "duration",
    "errors",
    "escaped_body",
    "escaped_text",
    "fold_answer",
    "former_names",
    "images_of",
    "inherited",
    "is_id",
    "limit",
    "made_here",
    "nearest",
    "number",
    "number_text",
    "numerals",
    "numeric",
    "parent_id",
    "parse_status",
    "parse_version",
    "part_hash",
    "part_ids",
    "percentage",
    "plain",
    "quantity",
    "read",
    "read_again",
    "references",
    "references_of",
    "refusal",
    "render",
    "sanitised",
    "sections",
    "setting",
    "span",
    "standard",
    "status_of",
    "tidy",
    "typed_quantity",
    "unescaped",
    "unknown",
    "vanished",
    "vanished_problems",
    "version_of",
    "write",
]
