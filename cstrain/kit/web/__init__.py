"""How a request is answered: one commit, then the page; errors in words; headers on everything."""

from cstrain.kit.web.app import Application, Registry, registry
from cstrain.kit.web.errors import words_of
from cstrain.kit.web.headers import is_local_only
from cstrain.kit.web.menu import MenuEntry
from cstrain.kit.web.page import Page, back, download, inline_file, page, part, wants_json, wants_part

__all__ = [
    "Application",
    "MenuEntry",
    "Page",
    "Registry",
    "back",
    "download",
    "inline_file",
    "is_local_only",
    "page",
    "part",
    "registry",
    "wants_json",
    "wants_part",
    "words_of",
]
