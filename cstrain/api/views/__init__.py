"""JSON for other systems under /api/v1, and the administrators' page of tokens."""

from flask_babel import lazy_gettext as _l

from cstrain.api.views import answers, tokens
from cstrain.api.views.blueprint import bp, v1
from cstrain.kit.web import MenuEntry
from cstrain.people.rules import May

bp.register_blueprint(v1)
MENU = [MenuEntry("api.token_list", _l("接口令牌"), "key-round", may=May.TOKENS_KEEP, order=104)]

__all__ = ["MENU", "answers", "bp", "tokens"]
