"""Reports: words of Today."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

WAITING: dict[str, tuple[Any, Any]] = {
    "sign": (_l("待我签字"), _l("没有要签的。")),
    "gate": (_l("等您决定上岗"), _l("现在没有人等您决定。")),
    "levels": (_l("等您决定晋升"), _l("现在没有晋升等您决定。")),
    "confirm": (_l("等您确认的现场环节"), _l("没有要确认的。")),
    "stuck": (_l("反复答错，要辅导"), _l("没有要辅导的题。")),
    "missed": (_l("大家都错，要看题"), _l("没有大家都错的题。")),
    "mark": (_l("等着阅的试卷"), _l("没有等着阅的试卷。")),
    "questions": (_l("要核对的题"), _l("题都是新的。")),
    "review": (_l("等复核的题"), _l("没有等着复核的题。")),
    "decisions": (_l("还没定的事"), _l("该定的都定了。")),
}
