import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from payments.hash_chain import FIRST, canonical, chain_hash, content_hash, link_hash

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
    max_leaves=20,
)


@given(PLAIN)
def test_any_program_that_writes_json_gets_the_same_bytes(content):
    by_python = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert canonical(content) == by_python.encode()


def test_ids_times_and_money_are_written_as_texts_and_whole_numbers():
    content = {"id": UUID(int=1), "at": datetime(2017, 10, 2, tzinfo=UTC), "net": Money(160, "EUR")}

    assert canonical(content) == (
        b'{"at":"2017-10-02T00:00:00Z","id":"00000000-0000-0000-0000-000000000001",'
        b'"net":{"amount":160,"currency":"EUR"}}'
    )


@pytest.mark.parametrize("content", [1.0, [1.5], {"net": {"amount": 1.0}}])
def test_a_float_is_refused(content):
    with pytest.raises(TypeError, match=r"^a float has no place in a hash$"):
        canonical(content)


def test_a_link_is_the_hash_of_two_hashes():
    content = hashlib.sha256(b"content").digest()
    expected = hashlib.sha256(bytes(32) + content).hexdigest()

    assert content_hash(b"content") == content.hex()
    assert link_hash(FIRST, content.hex()) == expected
    assert chain_hash(FIRST, b"content") == expected


@pytest.mark.parametrize("previous", ["", "00", FIRST[2:], FIRST + "00"])
def test_what_is_no_hash_is_refused(previous):
    with pytest.raises(ValueError, match=r"^a hash has 64 hexadecimal digits$"):
        chain_hash(previous, b"content")


@pytest.mark.parametrize("previous", [FIRST[1:], "x" * 64])
def test_what_is_not_hexadecimal_is_refused(previous):
    with pytest.raises(ValueError, match="hexadecimal"):
        chain_hash(previous, b"content")


@given(st.lists(st.binary(max_size=5), min_size=2, max_size=8), st.data())
def test_every_hash_after_a_change_is_another(contents, data):
    place = data.draw(st.integers(0, len(contents) - 1))
    changed = [*contents]
    changed[place] += b"!"

    before, after = hashes(contents), hashes(changed)

    assert before[:place] == after[:place]
    assert all(ours != theirs for ours, theirs in zip(before[place:], after[place:], strict=True))


def hashes(contents):
    chain = [FIRST]
    for content in contents:
        chain.append(chain_hash(chain[-1], content))
    return chain[1:]
