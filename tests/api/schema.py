"""As much of JSON Schema as the API's document uses; a keyword that is not known here is a fault, never passed over."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

KINDS: dict[str, type] = {"string": str, "integer": int, "array": list, "object": dict}


def faults(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> list[str]:
    """Everything in ``value`` that ``schema`` does not allow."""
    found = []
    for keyword, said in schema.items():
        found += [f"{at}: {each}" for each in _check(keyword, said, value, schema)]
    if "$ref" in schema:
        found += faults(value, resolve(schema["$ref"], document), document, at)
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                found += faults(value[name], inner, document, f"{at}.{name}")
    if isinstance(value, list) and "items" in schema:
        for place, item in enumerate(value):
            found += faults(item, schema["items"], document, f"{at}[{place}]")
    return found


def resolve(ref: str, document: dict[str, Any]) -> dict[str, Any]:
    found: Any = document
    for part in ref.removeprefix("#/").split("/"):
        found = found[part]
    assert isinstance(found, dict)
    return found


def _check(keyword: str, said: Any, value: Any, schema: dict[str, Any]) -> list[str]:
    match keyword:
        case "type":
            good = isinstance(value, KINDS[said]) and not isinstance(value, bool)
        case "const":
            good = value == said
        case "enum":
            good = value in said
        case "pattern":
            good = isinstance(value, str) and re.search(said, value) is not None
        case "format":
            assert said == "date-time"
            good = datetime.fromisoformat(value).tzinfo is not None
        case "minimum":
            good = value >= said
        case "minLength":
            good = len(value) >= said
        case "required":
            return [f"{name} is missing" for name in said if name not in value]
        case "additionalProperties":
            assert said is False
            return [f"{name} is not described" for name in value if name not in schema["properties"]]
        case "description" | "properties" | "items" | "$ref":
            good = True
        case _:
            raise AssertionError(f"unknown keyword {keyword}")
    return [] if good else [f"{value!r} against {keyword} {said!r}"]
