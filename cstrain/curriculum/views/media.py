"""Files that materials show: pictures, PDFs, films, each from the version that shows it."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from cstrain.curriculum import queries
from cstrain.curriculum.views.blueprint import bp
from cstrain.kit.files import fetch
from cstrain.kit.web import download, inline_file
from cstrain.people.doors import needs
from cstrain.people.rules import May

FOR_EVER = "private, max-age=31536000, immutable"  # a version never changes what it shows


@bp.get("/material/<version_id>/<path:name>")
@needs(May.LEARN)
def material(version_id: str, name: str) -> Any:
    """A PDF is kept as a file, because a sandboxed page may not run a reader; the rest is shown in place."""
    shown = queries.attachment(version_id, name)
    data = fetch(shown.sha256)
    as_file = shown.mimetype == "application/pdf"
    plain = name.rsplit("/", 1)[-1]
    answer: Response = (download if as_file else inline_file)(data, plain, shown.mimetype)
    answer.headers["Cache-Control"] = FOR_EVER
    answer.set_etag(shown.sha256)
    return answer.make_conditional(request.environ, accept_ranges=True, complete_length=len(data))
