"""Forms check shapes; sense belongs to the rules. CSRF is app-wide (``CSRFProtect``), not the form's."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from babel.support import Translations
from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, Length


class Form(FlaskForm):
    """A form of ours; the token is checked at the door for every changing request."""

    class Meta:
        csrf = False

        def get_translations(self, form: object) -> Any:
            return _words(str(get_locale()))


@lru_cache(maxsize=8)
def _words(locale: str) -> Any:
    """The validators' own words; read from their file once a process, not once a request."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


def stripped(value: object) -> object:
    """A filter: no blanks around text, also no full-width ones."""
    return value.strip().strip("\u3000").strip() if isinstance(value, str) else value


def line(label: Any, *, most: int = 200, required: bool = True, **extra: Any) -> Any:
    """One line of text, blanks around it removed."""
    checks: list[Callable[..., Any]] = [Length(max=most)]
    if required:
        checks.insert(0, DataRequired())
    return StringField(label, validators=checks, filters=[stripped], **extra)
