"""What a browser would send from a page: the fields of its forms as they stand."""

from __future__ import annotations

from html.parser import HTMLParser

from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from cstrain.bank.rules import Answer, Question

ASK = '{% from "bank/_question.html" import ask, shown %}'


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.data: MultiDict[str, str] = MultiDict()
        self.select = ""
        self.area: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.select = found["name"]
        elif tag == "option" and "selected" in found:
            self.data.add(self.select, found["value"])
        elif tag == "textarea":
            self.area, self.text = found["name"], ""
        elif tag == "input" and "name" in found:
            ticked = found.get("type") not in ("radio", "checkbox") or "checked" in found
            if ticked:
                self.data.add(found["name"], found.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            self.data.add(self.area, self.text.replace("\r\n", "\n").removeprefix("\n"))
            self.area = None


def fields(html: str) -> MultiDict[str, str]:
    """The data a browser would post for this page."""
    reader = _Fields()
    reader.feed(html)
    return reader.data


def asked(app: Flask, question: Question, order: object = None, answer: Answer = None, readonly: bool = False) -> str:
    with app.test_request_context("/"):
        return render_template_string(
            ASK + "{{ ask(question, order, answer, 'a', readonly) }}",
            question=question,
            order=order,
            answer=answer,
            readonly=readonly,
        )


def shown(app: Flask, question: Question, answer: Answer, **extra: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(
            ASK + "{{ shown(question, answer, **extra) }}", question=question, answer=answer, extra=extra
        )
