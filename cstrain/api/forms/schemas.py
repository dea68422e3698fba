"""The JSON answers as JSON Schema, 2020-12: the one place where their fields are written down.

An object holds the fields listed and no others, all of them; what there is nothing to say of is "" or {} or [], because a
signed answer knows no null.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _text(about: str, **more: Any) -> Schema:
    return {"type": "string", "description": about, **more}


def _whole(about: str, least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least, "description": about}


def _one_of(about: str, *values: str) -> Schema:
    return {"type": "string", "enum": list(values), "description": about}


def _list(items: Schema, about: str) -> Schema:
    return {"type": "array", "items": items, "description": about}


def _object(about: str, fields: Schema, but: tuple[str, ...] = ()) -> Schema:
    """All ``fields`` are there, except perhaps those in ``but``."""
    required = [name for name in fields if name not in but]
    return {
        "type": "object",
        "description": about,
        "properties": fields,
        "required": required,
        "additionalProperties": False,
    }


TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$"
NOTICE = _text("Only in a demo installation: says 演示.")
HOUSE = {"installation": ref("Installation"), "notice": NOTICE}
INSTALLATION = _object(
    "Which installation speaks.",
    {
        "id": _text("Its random id."),
        "kind": _one_of("demo: nothing here is true.", "real", "demo"),
        "name": _text("The firm."),
    },
)
SCOPE_FIELDS = {
    "post": _text("Key of the post, such as presale."),
    "post_name": _text("Its name."),
    "platforms": _list({"type": "string"}, "Platforms; none: all."),
    "stores": _list({"type": "string"}, "Names of stores; none: all."),
}
SCOPE = _object(
    "Where a certificate holds: for which post, on which platforms, in which stores. {} when not cleared.",
    SCOPE_FIELDS,
    tuple(SCOPE_FIELDS),
)
CONDITION_FIELDS = {
    "platform": _text("Only on this platform."),
    "store": _text("Only in this store."),
    "daily": _whole("Most contacts a day.", 1),
    "parallel": _whole("Most contacts at once.", 1),
    "mentor": _text("Printed name of the mentor who sits by."),
    "checks": _whole("Conversations checked a day.", 1),
    "until": _text("Last day, 2026-11-06."),
}
CONDITIONS = _object(
    "What a conditional go-live is bound to; what is not limited is left out. {}: no conditions.",
    CONDITION_FIELDS,
    tuple(CONDITION_FIELDS),
)
WHEN = {"type": "string", "format": "date-time", "pattern": TIME}
PERHAPS_WHEN = {"type": "string", "pattern": f"^$|{TIME}"}
CERTIFICATE_FIELDS = {
    "scope": ref("Scope"),
    "conditions": ref("Conditions"),
    "since": {**PERHAPS_WHEN, "description": "From when."},
    "certificate_valid_until": {**PERHAPS_WHEN, "description": "The instant it ends: midnight after its last day."},
    "basis": _text(
        "gate, renewal, 存量认定 (at work before this system) or examined (at work before, the exam passed since)."
    ),
}
CERTIFICATE = _object(
    "A certificate in force that lets its holder serve customers.",
    {"no": _text("Its number."), "name": _text("Its name."), **CERTIFICATE_FIELDS},
)
FRAME = {
    "as_of": {**WHEN, "description": "When it was asked."},
    "answer_valid_until": {
        **WHEN,
        "description": "Use the answer before this instant only: 5 minutes at most, never past the end of a certificate it rests on.",
    },
    "key_id": _text("Which key of /api/v1/keys signed it."),
    "signature": _text("Ed25519 over the canonical JSON of all other fields, hex.", pattern="^[0-9a-f]{128}$"),
}
ASKED = {"employee_no": _text("The number as it was asked for.")}
CLEARANCE = _object(
    "May this person serve customers? Only cleared means yes. scope, conditions, certificate_valid_until and basis are those "
    "of the certificate that ends last; certificates lists all that clear.",
    {
        "type": {"type": "string", "const": "clearance"},
        **HOUSE,
        **ASKED,
        "status": _one_of(
            "unknown: nobody of this token's stores has this number.", "cleared", "not_cleared", "unknown"
        ),
        **CERTIFICATE_FIELDS,
        "certificates": _list(ref("Certificate"), "Every certificate that clears."),
        "version": _whole("Rises with every change of the person and their certificates; 0 when unknown."),
        **FRAME,
    },
    ("notice",),
)
LEVEL = _object(
    "At which level of the ladder does this person stand?",
    {
        "type": {"type": "string", "const": "level"},
        **HOUSE,
        **ASKED,
        "status": _one_of(
            "on_hold: a certificate it rests on is not in force. none: no level yet.",
            "held",
            "on_hold",
            "none",
            "unknown",
        ),
        "level": _text("Code of the level."),
        "name": _text("Its name."),
        "since": _text("Its first month, 2026-10.", pattern=r"^$|^\d{4}-\d{2}$"),
        "ladder": _text("Key of the ladder."),
        "ladder_version": _whole("Which text of the ladder."),
        "basis": _text("What it rests on."),
        **FRAME,
    },
    ("notice",),
)
KEY = _object(
    "A public key as RFC 8037 writes it.",
    {
        "kty": {"type": "string", "const": "OKP"},
        "crv": {"type": "string", "const": "Ed25519"},
        "alg": {"type": "string", "const": "EdDSA"},
        "use": {"type": "string", "const": "sig"},
        "kid": _text("Its RFC 7638 thumbprint: key_id of the answers."),
        "x": _text("The 32 bytes, base64url."),
    },
)
KEYS = _object("The keys that answers are signed with.", {"keys": _list(ref("Key"), "One key."), **HOUSE}, ("notice",))
CHANGE = _object(
    "One thing that happened, as it is pushed. What comes twice has the same key.",
    {
        "key": _text("The same wherever and however often it is told."),
        "event": _one_of(
            "suspended, revoked and left are pushed ahead of the rest.",
            "certificate.issued",
            "certificate.suspended",
            "certificate.restored",
            "certificate.revoked",
            "level.changed",
            "agent.left",
        ),
        "at": {**WHEN, "description": "When it happened."},
        "employee_no": _text("Today's number."),
        "no": _text("Of a certificate: its number."),
        "name": _text("Of a certificate or a level: its name."),
        "level": _text("Of a level: its code."),
        "since": _text("Of a level: its first month, 2026-10."),
    },
    ("no", "name", "level", "since"),
)
CHANGES = _object(
    "What happened since then.",
    {
        "changes": _list(ref("Change"), "Oldest first, at most about 500."),
        "next": {**WHEN, "description": "From where to ask again; a little may come twice, with the same keys."},
        "more": {"type": "boolean", "description": "There is more: ask again at once."},
        **HOUSE,
    },
    ("notice",),
)
PROBLEM = _object(
    "No answer. installation is missing when it could not be read.",
    {"error": _whole("The HTTP status.", 400), "code": _text("What is the matter, in one word."), **HOUSE},
    ("installation", "notice"),
)
SCHEMAS: dict[str, Schema] = {
    "Clearance": CLEARANCE,
    "Level": LEVEL,
    "Certificate": CERTIFICATE,
    "Scope": SCOPE,
    "Conditions": CONDITIONS,
    "Installation": INSTALLATION,
    "Key": KEY,
    "Keys": KEYS,
    "Change": CHANGE,
    "Changes": CHANGES,
    "Problem": PROBLEM,
}
