"""What the record decides: canonical form, the check of a chain, what holds after a correction, when one may sign."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstrain.kit.errors import Refusal
from cstrain.records.rules import (
    CORRECTABLE,
    KINDS,
    NEXT,
    Broken,
    Chain,
    Entry,
    NotCanonical,
    Opening,
    Shown,
    State,
    Why,
    canonical,
    changes,
    compose,
    effective,
    entry_of,
    first_broken,
    is_late,
    make_token,
    meaning_of,
    next_state,
    not_before,
    offset_text,
    parse,
    plain,
    read_time,
    require_token,
    right_value,
    sha256,
    step_subject,
    time_text,
    zone_of,
)
from tests.records.chains import INSTALLATION, KEY, PERSON, SAID, START, chain_of, make_chain, next_entry, with_entry

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    TEXT | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


# canonical form


@given(VALUES)
def test_canonical_form_is_read_back_and_written_the_same(value: Any) -> None:
    try:
        data = canonical(value)
    except NotCanonical:
        return  # two keys that are one in NFC
    assert json.loads(data) == plain(value)
    assert canonical(json.loads(data)) == data


@given(VALUES, VALUES)
def test_two_values_have_one_form_only_when_they_are_one(one: Any, other: Any) -> None:
    try:
        same = canonical(one) == canonical(other)
        assert same == (plain(one) == plain(other))
    except NotCanonical:
        return


def test_canonical_form_to_the_letter() -> None:
    value = {"b": [1, "é\n"], "a": {"·": 0, "Z": "林"}}
    assert canonical(value).decode() == '{"a":{"Z":"林","·":0},"b":[1,"é\\n"]}'
    assert canonical("e\u0301") == canonical("é")


@pytest.mark.parametrize(
    "value", [1.0, True, None, {"a": None}, [1.5], {1: "a"}, (1,), b"a", 2**53, "\ud800", {"é": 1, "e\u0301": 2}]
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', '{"b":1,"a":2}', '{"a":1,"a":1}', '{"a":1.0}', '{"a":NaN}', '{"a":true}', '{"a":"\\u6797"}', "[1]", "", "{", '{"a":1}\n',
     '{"a":"e\u0301"}', '{"a":1' + "0" * 5000 + "}", "[" * 100000],
)  # fmt: skip
def test_a_text_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        parse(text)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1)))
def test_a_time_has_one_spelling_that_sorts_like_it(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    assert read_time(time_text(at)) == at
    later = at + timedelta(microseconds=1)
    assert time_text(later) > time_text(at)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-19T02:26:14Z",
        "2026-10-19T02:26:14.1Z",
        "2026-10-19 02:26:14.000000Z",
        "x",
        "２026-10-19T02:26:14.000000Z",
    ],
)
def test_a_time_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        read_time(text)


@pytest.mark.parametrize("offset", ["+08:00", "-03:30", "+00:00", "+10:30"])
def test_an_offset_is_kept(offset: str) -> None:
    assert offset_text(datetime(2026, 1, 1, tzinfo=zone_of(offset))) == offset


# entries


def test_an_entry_is_read_back_as_it_was_written() -> None:
    entry = next_entry([], SAID[0], {})
    assert entry_of(entry.text) == entry
    assert entry.hash == sha256(entry.text.encode())
    assert canonical(json.loads(entry.text)).decode() == entry.text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind]])
def test_an_entry_without_what_its_kind_must_say_is_not_written(kind: str) -> None:
    fields = {
        "installation": INSTALLATION, "person": PERSON, "seq": 1, "prev": "0" * 64, "at": START, "offset": "+08:00",
        "kind": kind, "actor": PERSON, "subject": "", "body": dict.fromkeys(KINDS[kind][:-1], "x"), "method": "server",
    }  # fmt: skip
    with pytest.raises(ValueError, match=f"{kind}: lacks"):
        compose(fields, KEY)
    assert compose(fields | {"body": dict.fromkeys(KINDS[kind], "x")}, KEY).kind == kind


# the check of a chain


@pytest.mark.parametrize("length", [0, 1, 2, 12])
def test_an_untouched_chain_holds(length: int) -> None:
    assert first_broken(make_chain(length), KEY) is None


@settings(max_examples=300)
@given(st.data())
def test_one_flipped_bit_in_any_text_is_found_at_its_entry(data: st.DataObject) -> None:
    chain = make_chain(6)
    index = data.draw(st.integers(0, 5))
    text = chain.entries[index].text
    place = data.draw(st.integers(0, len(text) - 1))
    flipped = chr(ord(text[place]) ^ (1 << data.draw(st.integers(0, 6))))
    broken = first_broken(with_entry(chain, index, text=text[:place] + flipped + text[place + 1 :]), KEY)
    assert broken is not None and broken.seq == index + 1


@settings(max_examples=200)
@given(st.data())
def test_one_changed_field_in_a_rehashed_entry_is_found(data: st.DataObject) -> None:
    """Who changes an entry and computes its hash anew is found by the server's proof, or where the next one begins."""
    chain = make_chain(6)
    index = data.draw(st.integers(0, 5))
    fields = json.loads(chain.entries[index].text)
    name = data.draw(st.sampled_from(sorted(fields.keys() - {"proof", "body"})))
    fields[name] = fields[name] + 1 if isinstance(fields[name], int) else fields[name] + "0"
    text = canonical(fields).decode()
    changed = with_entry(chain, index, text=text, hash=sha256(text.encode()))
    assert first_broken(changed, KEY) is not None
    if index < 5:
        assert first_broken(changed, None) is not None


@pytest.mark.parametrize("column", ["person", "prev", "at", "kind", "actor", "subject", "role"])
def test_a_changed_column_is_found(column: str) -> None:
    chain = make_chain(3)
    columns = {**chain.entries[1].columns, column: "other"}
    assert first_broken(with_entry(chain, 1, columns=columns), KEY) == Broken(2, Why.COLUMNS)


def _swapped(chain: Chain) -> Chain:
    first, second, *rest = chain.entries
    return replace(chain, entries=[second, first, *rest])


def _again(chain: Chain) -> Chain:
    return replace(chain, entries=[chain.entries[0], *chain.entries])


BREAKS: list[tuple[str, Any, Broken]] = [
    ("the first is gone", lambda c: replace(c, entries=c.entries[1:]), Broken(1, Why.GAP)),
    ("one in the middle is gone", lambda c: replace(c, entries=[*c.entries[:2], *c.entries[3:]]), Broken(3, Why.GAP)),
    ("the last is gone", lambda c: replace(c, entries=c.entries[:-1]), Broken(5, Why.GAP)),
    ("all are gone", lambda c: replace(c, entries=[]), Broken(1, Why.GAP)),
    ("two are swapped", _swapped, Broken(1, Why.GAP)),
    ("one stands twice", _again, Broken(2, Why.GAP)),
    ("the head is gone", lambda c: replace(c, head=None), Broken(1, Why.GAP)),
    ("the head lags", lambda c: replace(c, head=(4, c.entries[3].hash)), Broken(5, Why.GAP)),
    ("the head is another", lambda c: replace(c, head=(5, "0" * 64)), Broken(5, Why.HASH)),
    ("another's record", lambda c: replace(c, person="p3rs0n0000000002"), Broken(1, Why.PERSON)),
    ("another installation's", lambda c: replace(c, installation="0ther00000000000"), Broken(1, Why.PERSON)),
    ("a stored hash", lambda c: with_entry(c, 1, hash="f" * 64), Broken(2, Why.HASH)),
    ("a name is gone", lambda c: replace(c, openings={}), Broken(1, Why.COMMITMENT)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "broken"), [(act, broken) for _, act, broken in BREAKS], ids=[name for name, _, _ in BREAKS]
)
def test_the_first_broken_entry_is_named(act: Any, broken: Broken) -> None:
    assert first_broken(act(make_chain(5)), KEY) == broken


def test_a_changed_name_is_found_and_an_erased_one_is_not_a_fault() -> None:
    chain = make_chain(3)
    digest = entry_of(chain.entries[2].text).commitments["reason"]
    was = chain.openings[digest]
    for changed in (
        Opening(was.salt, canonical("今年做过")),
        Opening(b"0" * 16, was.value),
        Opening(None, None),
        Opening(was.salt, None, erased=True),
    ):
        assert first_broken(replace(chain, openings={**chain.openings, digest: changed}), KEY) == Broken(
            3, Why.COMMITMENT
        )
    erased = {**chain.openings, digest: Opening(None, None, erased=True)}
    assert first_broken(replace(chain, openings=erased), KEY) is None


def _last_rewritten(chain: Chain, key: bytes = KEY, **changed: Any) -> Chain:
    """The last entry written anew by somebody who knows ``key``."""
    fields = json.loads(chain.entries[-1].text)
    fields |= changed
    entry = compose({**{n: fields[n] for n in fields if n not in ("v", "proof")}, "at": read_time(fields["at"])}, key)
    kept = [*chain.entries[:-1], chain_of([entry], {}).entries[0]]
    return replace(chain, entries=kept, head=(len(kept), entry.hash))


def test_time_does_not_go_back() -> None:
    chain = make_chain(3)
    back = time_text(START + timedelta(hours=2) - timedelta(microseconds=1))
    assert first_broken(_last_rewritten(chain, at=back), KEY) == Broken(3, Why.TIME)
    assert first_broken(_last_rewritten(chain, at=time_text(START + timedelta(hours=2))), KEY) is None


def test_an_entry_the_server_did_not_write_is_found_only_with_its_key() -> None:
    forged = _last_rewritten(make_chain(3), key=b"k" * 32)
    assert first_broken(forged, KEY) == Broken(3, Why.PROOF)
    assert first_broken(forged, None) is None


@settings(max_examples=200)
@given(VALUES)
def test_the_check_never_fails_on_what_it_does_not_know(value: Any) -> None:
    try:
        text = canonical(value).decode()
    except NotCanonical:
        return
    assert first_broken(with_entry(make_chain(2), 1, text=text, hash=sha256(text.encode())), KEY) is not None


@settings(max_examples=200)
@given(st.sampled_from(sorted(json.loads(make_chain(1).entries[0].text))), VALUES)
def test_any_value_in_any_field_is_judged(name: str, value: Any) -> None:
    fields = json.loads(make_chain(1).entries[0].text)
    same = fields[name] == value
    try:
        text = canonical(fields | {name: value}).decode()
    except NotCanonical:
        return
    broken = first_broken(with_entry(make_chain(1), 0, text=text, hash=sha256(text.encode())), KEY)
    assert (broken is None) == same


# what holds


def _entries(*said: tuple[str, str, dict[str, Any]]) -> list[Entry]:
    found: list[Entry] = []
    for one in said:
        found.append(next_entry(found, one, {}))
    return found


DONE = {
    "step": "T1",
    "title": "时限",
    "kind": "课文",
    "version": "1",
    "hash": "0",
    "result": "5/5",
    "learned_on": "2026-10-12",
}
SIGNED = {
    "document": "0",
    "title": "更正",
    "meaning": "本人已核对更正内容",
    "role": "trainee",
    "step_kind": "更正",
    "shown_at": "x",
}


def _mended(confirmed: bool) -> list[Entry]:
    mend = {"entry": 1, "field": "result", "wrong": "5/5", "right": "4/5", "reason": "x"}
    said = [("step_done", "step:presale/T1@1", DONE), ("corrected", "entry:1", mend)]
    return _entries(*said, *([("signed", "entry:2", SIGNED)] if confirmed else []))


def test_a_correction_holds_once_it_is_confirmed() -> None:
    assert effective(_mended(confirmed=False))[0].body["result"] == "5/5"
    now = effective(_mended(confirmed=True))[0]
    assert now.body["result"] == "4/5"
    assert json.loads(now.text)["body"]["result"] == "5/5"  # what was written stays


def test_a_voided_entry_does_not_hold() -> None:
    entries = _entries(SAID[0], SAID[1], ("voided", "entry:1", {"entry": 1, "reason": "x"}))
    assert [entry.seq for entry in effective(entries)] == [2, 3]


def test_a_right_value_has_the_form_of_the_wrong_one() -> None:
    entry = _entries(("step_done", "s", DONE))[0]
    assert right_value(entry, "result", "4/5") == "4/5"
    play = {"scenario": "R13", "version": "1", "num": 80, "den": 100, "fatal": 0, "method": "m", "evidence": "e"}
    number = _entries(("roleplay", "s", play))[0]
    assert right_value(number, "num", "90") == 90
    for wrong, code in (
        (("num", "neunzig"), "not_a_number"),
        (("num", "80"), "nothing_to_correct"),
        (("den", "9"), "cannot_be_corrected"),
    ):
        with pytest.raises(Refusal, match=code):
            right_value(number, *wrong)
    assert all(kind in KINDS and fields.keys() <= set(KINDS[kind]) for kind, fields in CORRECTABLE.items())


# signing


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", ["sign", "refuse", "withdraw"])
def test_every_pair_of_state_and_event(state: State, event: str) -> None:
    if (state, event) in NEXT:
        assert next_state(state.value, event) is NEXT[state, event]
        return
    with pytest.raises(Refusal):
        next_state(state.value, event)


SHOWN = Shown("s" * 64, "signer", "request", "d" * 64, "本人已学完")


def test_a_token_is_good_for_what_was_shown_and_ten_minutes() -> None:
    token = make_token(KEY, SHOWN, START, "n0")
    assert require_token(KEY, SHOWN, token, START + timedelta(minutes=10)) == START
    with pytest.raises(Refusal, match="sign_page_too_old"):
        require_token(KEY, SHOWN, token, START + timedelta(minutes=10, seconds=1))
    with pytest.raises(Refusal, match="sign_page_too_old"):
        require_token(KEY, SHOWN, token, START - timedelta(minutes=2))


@pytest.mark.parametrize("name", ["session_id", "signer_id", "request_id", "digest", "meaning"])
def test_a_token_is_good_for_nothing_else(name: str) -> None:
    token = make_token(KEY, SHOWN, START, "n0")
    with pytest.raises(Refusal, match="sign_page_not_yours"):
        require_token(KEY, replace(SHOWN, **{name: "other"}), token, START)


@given(st.text(max_size=120))
def test_a_made_up_token_is_refused(token: str) -> None:
    with pytest.raises(Refusal):
        require_token(KEY, SHOWN, token.encode(errors="replace").decode(), START)


def test_late_is_another_day_than_that_of_learning() -> None:
    document = {"body": {"learned_on": "2026-10-16"}}
    assert not is_late(document, date(2026, 10, 16))
    assert is_late(document, date(2026, 10, 17))
    assert not is_late({"body": {}}, date(2026, 10, 17))


def test_the_time_of_an_entry_never_goes_back() -> None:
    later = START + timedelta(seconds=1)
    assert not_before(START, None) == START
    assert not_before(later, START) == later
    assert not_before(START, later) == later
    with pytest.raises(Refusal, match="clock_went_back"):
        not_before(START, START + timedelta(minutes=2))


def test_changes_name_what_differs() -> None:
    old = {"title": "时限", "meaning": "本人已学完", "body": {"version": "1", "result": "5/5"}}
    new = {"title": "时限", "meaning": "本人已学完", "body": {"version": "2", "result": "5/5"}}
    assert changes(old, new) == [("version", "1", "2")]


def test_what_a_signature_says() -> None:
    assert meaning_of("确认", "trainee", "3.1") == "本人已收到并阅读全文第 3 版，知悉并同意遵守"
    assert meaning_of("演练", "mentor") == "本人在场带教或评分"
    assert meaning_of("签字", "trainer") == "已核对完成情况"
    with pytest.raises(ValueError, match="准入"):
        meaning_of("准入")


def test_subjects_of_steps() -> None:
    assert step_subject("presale", "T1", "2.3") == "step:presale/T1@2"
    assert step_subject("presale", "K1", 1, 2) == "step:presale/K1@1#2"
