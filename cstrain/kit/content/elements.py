"""XML that strangers wrote, as elements: no document types, no entities, no depth that a reader would fall into."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from .model import Malformed

DEEPEST, MOST = 60, 1_000_000


def elements(text: str) -> Element:
    """The root of an XML text; ``Malformed`` for what is no XML, too deep, too much, or declares anything."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator="}")
    parser.buffer_text = True
    counted = [0, 0]  # open, all

    def start(name: str, attributes: dict[str, str]) -> None:
        counted[0] += 1
        counted[1] += 1
        if counted[0] > DEEPEST or counted[1] > MOST:
            raise Malformed("XML 套得太深，或太大")
        builder.start(_named(name), attributes)

    def end(name: str) -> None:
        counted[0] -= 1
        builder.end(_named(name))

    def refuse(*_: object) -> int:
        raise Malformed("XML 里有文档类型或实体声明：不读")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError) as broken:
        raise Malformed(str(broken)) from broken


def _named(name: str) -> str:
    return f"{{{name}" if "}" in name else name
