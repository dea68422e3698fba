"""Api: what things are called on every screen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.api.rules import TokenState
from cstrain.people.words import AUDIT_TABLES, COLUMNS

# word, icon, tone of a badge
TOKENS: dict[str, tuple[Any, str, str]] = {
    TokenState.GOOD.value: (_lp("token", "有效"), "circle-check", "ok"),
    TokenState.EXPIRED.value: (_l("已到期"), "calendar-x", "mute"),
    TokenState.REVOKED.value: (_l("已吊销"), "ban", "bad"),
}
SEES: dict[str, Any] = {"clearance": _l("能否上岗"), "level": _l("级别")}

REFUSALS: dict[str, Any] = {
    "hook_exists": _l("这个令牌已经有一个推送地址。先停掉它，再设新的。"),
    "token_is_over": _l("这个令牌已经到期或吊销，不能再设推送地址。"),
    "token_is_revoked": _l("这个令牌已经吊销了。"),
    "token_opens_nothing": _l("令牌至少要能问一样：能否上岗，或者级别。"),
    "token_until_out_of_range": _l("到期日要在 %(first)s 到 %(last)s 之间，最长一年。"),
    "token_without_store": _l("令牌至少要选一个店铺。店铺名单可能刚改过，请刷新再选。"),
}
AUDIT_TABLES.update({"api_token": _l("接口令牌"), "hook": _l("推送地址")})
COLUMNS.update(
    {
        "token_id": _l("令牌"),
        "host": _l("主机"),
        "prefix": _l("令牌前缀"),
        "secret_hash": _l("令牌"),
        "sees_clearance": _l("能问能否上岗"),
        "sees_level": _l("能问级别"),
        "issued_by": _l("由谁签发"),
        "issued_at": _l("签发时间"),
        "expires_on": _l("到期"),
        "revoked_at": _l("吊销时间"),
        "revoked_by": _l("由谁吊销"),
        "revoked_why": _l("吊销原因"),
    }
)
