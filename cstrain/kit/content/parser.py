"""The stock Markdown parser, set up for our texts: no raw HTML, pictures and tables as the pages want them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from .refs import IMAGE_PATH


def parser(image_base: str) -> Markdown:
    """A fresh parser (they keep state); pictures are looked for below `image_base`."""
    return Markdown(
        extensions=["tables", "fenced_code", "footnotes", "sane_lists", "nl2br", _House(image_base)],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TITLE": "回到正文第 {} 条注"},
        },
        output_format="html",
    )


class _House(Extension):
    """No raw HTML, no titles by underlining, no code by indenting."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.parser.blockprocessors.deregister("setextheader")
        md.parser.blockprocessors.deregister("code")
        md.treeprocessors.register(_Placing(md, self.base), "placing", 15)


class _Placing(Treeprocessor):
    """Pictures from the media path only; tables that scroll by themselves; `#` headings below the page's own h1."""

    def __init__(self, md: Markdown, base: str) -> None:
        super().__init__(md)
        self.base = base.rstrip("/")

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag == "h1":
                element.tag = "h2"
            elif element.tag == "img":
                self._place(element)
            for index, child in enumerate(element):
                if child.tag == "table":
                    element[index] = _scrolling(child)

    def _place(self, image: Element) -> None:
        path = IMAGE_PATH.fullmatch(image.get("src", ""))
        alt = image.get("alt", "")
        image.attrib.clear()
        if path and self.base:
            image.attrib.update(src=f"{self.base}/{path[1]}", alt=alt, loading="lazy")
        else:
            image.tag, image.text = "span", alt


def _scrolling(table: Element) -> Element:
    heads = list(table.iter("th"))
    label = "、".join("".join(head.itertext()).strip() for head in heads)
    box = Element("div", {"class": "scroll-x", "tabindex": "0", "role": "region", "aria-label": f"表格：{label}"})
    box.tail, table.tail = table.tail, None
    table.set("class", "table")
    for head in heads:
        head.set("scope", "col")
    box.append(table)
    return box
