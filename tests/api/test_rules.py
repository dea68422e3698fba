"""Api: what is decided. Figures of RFC 8037 where there are any."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from cstrain.api import rules
from cstrain.api.forms import document
from cstrain.api.rules import Rights, TokenState
from cstrain.kit.errors import Refusal
from cstrain.records.rules import NotCanonical
from tests.api.schema import faults, resolve

AT = datetime(2026, 10, 26, 7, 0, tzinfo=UTC)
TODAY = date(2026, 10, 26)
SEED = bytes.fromhex(
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
)  # RFC 8032, 7.1, and RFC 8037, A.1
SAID = {
    "type": "clearance",
    "status": "cleared",
    "employee_no": "CS-20418",
    "version": 3,
    "scope": {"stores": ["青禾"]},
}


def after(**given: int) -> datetime:
    return AT + timedelta(**given)


# Answers --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ends", "until", "age"),
    [
        ([], after(minutes=5), 60),
        ([after(days=365)], after(minutes=5), 60),
        ([after(days=365), after(minutes=2)], after(minutes=2), 60),
        ([after(seconds=20)], after(seconds=20), 20),
        ([AT], AT, 0),
        ([after(days=-1)], after(minutes=5), 60),  # over already: nothing rests on it
    ],
)
def test_an_answer_is_used_five_minutes_and_never_past_an_end(ends: list[datetime], until: datetime, age: int) -> None:
    assert rules.usable_until(AT, ends) == until
    assert rules.max_age(AT, until) == age


def test_a_cache_keeps_nothing_that_is_over() -> None:
    assert rules.max_age(AT, after(seconds=-3)) == 0
    assert rules.max_age(AT, after(seconds=59, milliseconds=900)) == 59


def test_keys_are_written_as_the_rfc_writes_them() -> None:
    public = rules.public_key(SEED)
    key = rules.key_of(public)
    assert key["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"  # A.2
    assert key["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"  # A.3
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "EdDSA", "sig")


def verify(answer: dict[str, object]) -> None:
    signature = bytes.fromhex(str(answer["signature"]))
    Ed25519PublicKey.from_public_bytes(rules.public_key(SEED)).verify(signature, rules.signed_bytes(answer))


def test_a_sealed_answer_verifies_and_says_the_same() -> None:
    sealed = rules.sealed(SAID, SEED)
    verify(sealed)
    assert {name: sealed[name] for name in SAID} == SAID
    assert set(sealed) == {*SAID, "key_id", "signature"}


def test_no_changed_byte_says_something_else() -> None:
    """Every byte of the answer, with several values: it cannot be read, or does not verify, or says the very same."""
    sealed = rules.sealed(SAID, SEED)
    text = json.dumps(sealed, ensure_ascii=False).encode()
    passed = 0
    for place in range(len(text)):
        for flip in (1, 2, 16, 32, 128):
            changed = text[:place] + bytes([text[place] ^ flip]) + text[place + 1 :]
            try:
                answer = json.loads(changed)
                verify(answer)
            except (ValueError, KeyError, TypeError, InvalidSignature, NotCanonical):
                continue
            passed += 1
            said = {name: value for name, value in answer.items() if name != "signature"}
            assert said == {name: value for name, value in sealed.items() if name != "signature"}, changed
    assert passed <= 128, "only hex digits of the signature in the other case"


@given(st.dictionaries(st.sampled_from(["status", "employee_no", "scope"]), st.text(), min_size=1))
def test_whatever_is_asked_can_be_sealed_and_read_by_anyone(said: dict[str, str]) -> None:
    """Also a number in another normal form: what is sent is what is signed."""
    try:
        sealed = rules.sealed(said, SEED)
    except NotCanonical:
        assert any("\ud800" <= character <= "\udfff" for text in said.values() for character in text)
        return
    read = json.loads(json.dumps(sealed))
    signature = bytes.fromhex(read.pop("signature"))
    plain = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    Ed25519PublicKey.from_public_bytes(rules.public_key(SEED)).verify(signature, plain)


# Tokens ---------------------------------------------------------------------------------------------------------------
def test_a_secret_shows_its_prefix_and_holds_256_bits() -> None:
    secret = rules.make_secret("7kq2m9xa", bytes(range(32)))
    head, prefix, rest = secret.split("_", 2)
    assert (head, prefix, len(rest)) == ("cst", "7kq2m9xa", 43)
    assert urlsafe_b64decode(rest + "=") == bytes(range(32))
    assert len(rules.hashed(secret)) == 64
    assert rules.hashed(secret) != rules.hashed(secret + " ")


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ("Bearer cst_a_b", "cst_a_b"),
        ("bearer  cst_a_b ", "cst_a_b"),
        ("BEARER x", "x"),
        ("Basic cst_a_b", ""),
        ("cst_a_b", ""),
        ("Bearer", ""),
        ("", ""),
    ],
)
def test_the_secret_is_read_from_the_header_alone(header: str, secret: str) -> None:
    assert rules.bearer(header) == secret


def test_the_last_day_counts_whole_and_revoked_beats_it() -> None:
    assert rules.state_of(TODAY, None, TODAY) is TokenState.GOOD
    assert rules.state_of(date(2026, 10, 25), None, TODAY) is TokenState.EXPIRED
    assert rules.state_of(date(2027, 1, 1), AT, TODAY) is TokenState.REVOKED
    assert rules.state_of(date(2026, 1, 1), AT, TODAY) is TokenState.REVOKED


@pytest.mark.parametrize(
    ("until", "good"),
    [
        (date(2026, 10, 25), False),
        (date(2026, 10, 26), True),
        (date(2027, 10, 26), True),
        (date(2027, 10, 27), False),
    ],
)
def test_a_token_holds_a_year_at_most(until: date, good: bool) -> None:
    if good:
        rules.require_expiry(until, TODAY)
        return
    with pytest.raises(Refusal, match="token_until_out_of_range") as caught:
        rules.require_expiry(until, TODAY)
    assert caught.value.facts == {"first": "2026-10-26", "last": "2027-10-26"}


@pytest.mark.parametrize(
    ("rights", "code"),
    [
        (Rights(False, False, ("a",)), "token_opens_nothing"),
        (Rights(True, False, ()), "token_without_store"),
        (Rights(True, False, ("a", "z")), "token_without_store"),
        (Rights(False, True, ("a", "b")), ""),
    ],
)
def test_a_token_opens_something_for_stores_that_there_are(rights: Rights, code: str) -> None:
    if not code:
        rules.require_something(rights, {"a", "b", "c"})
        return
    with pytest.raises(Refusal) as caught:
        rules.require_something(rights, {"a", "b", "c"})
    assert caught.value.code == code


# The document ---------------------------------------------------------------------------------------------------------
def refs(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [each for inner in value.values() for each in refs(inner)]
    return [each for inner in value for each in refs(inner)] if isinstance(value, list) else []


def test_the_document_is_whole() -> None:
    made = document()
    assert made["openapi"].startswith("3.1.")
    for ref in refs(made):
        resolve(ref, made)
    used = {ref.rsplit("/", 1)[1] for ref in refs(made)}
    assert used == set(made["components"]["schemas"]), "every schema is used"
    operations = [each["get"] for each in made["paths"].values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    for path, item in made["paths"].items():
        named = {each["name"] for each in item["get"].get("parameters", [])}
        assert {part[1:-1] for part in path.split("/") if part.startswith("{")} == named
        assert "503" in item["get"]["responses"]
        for response in item["get"]["responses"].values():
            assert response["description"]


def test_objects_hold_what_is_described_and_nothing_else() -> None:
    for schema in document()["components"]["schemas"].values():
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) <= set(schema["properties"])


def test_a_demo_says_so() -> None:
    assert "演示" in document("演示：x")["info"]["description"]
    assert "演示" not in document()["info"]["description"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"status": "yes"}, "enum"),
        ({"signature": "00"}, "pattern"),
        ({"as_of": "2026-10-26"}, "as_of"),
        ({"version": -1}, "minimum"),
        ({"version": True}, "type"),
        ({"certificates": [{"no": "1"}]}, "missing"),
        ({"conditions": {"reason": "x"}}, "not described"),
        ({"installation": {}}, "missing"),
        ({"extra": 1}, "not described"),
    ],
)
def test_the_check_of_answers_finds_what_is_wrong(changed: dict[str, object], said: str) -> None:
    when = {"as_of": "2026-10-26T15:00:00+08:00", "answer_valid_until": "2026-10-26T15:05:00+08:00"}
    empty = {"scope": {}, "conditions": {}, "since": "", "certificate_valid_until": "", "basis": "", "certificates": []}
    frame = {"type": "clearance", "employee_no": "1", "key_id": "k", "signature": "0" * 128}
    home = {"installation": {"id": "1", "kind": "real", "name": "x"}}
    answer = {**frame, **home, **when, **empty, "status": "unknown", "version": 0, **changed}
    made = document()
    found = faults(answer, made["components"]["schemas"]["Clearance"], made)
    assert (not found) if not said else (found and all(said in each for each in found)), found
