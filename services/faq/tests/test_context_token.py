import base64

import pytest
from okienko_faq.dialogue.token import LONGEST, Seal, State
from okienko_faq.retrieval.aspects import Field
from okienko_faq.retrieval.context import Context

KEY = b"a key that all replicas share"
TOLD = Context(answered=("dowod-osobisty",))
OFFERED = Context(offered=("dowod-osobisty", "dowod-zgubiony"), shown=2, rounds=1)
ASKED = Context(offered=("dowod-osobisty",), shown=1, rounds=1, fields=(Field.COST, Field.LEGAL_BASIS))
NOW = 1_800_000_000.0


def seal(now: float = NOW, key: bytes = KEY, minutes: int = 60) -> Seal:
    return Seal(key, minutes, lambda: now)


@pytest.mark.parametrize("context", [TOLD, OFFERED, Context(answered=("a", "b-c")), ASKED])
def test_another_replica_with_the_same_key_reads_it(context: Context) -> None:
    assert seal().open(seal().close(context)) == (context, State.READ)


def test_nothing_to_remember_is_no_token() -> None:
    assert seal().close(Context()) == ""
    assert seal().open("") == (Context(), State.NONE)


def test_it_expires() -> None:
    token = seal().close(TOLD)
    assert seal(NOW + 60 * 60).open(token)[1] is State.READ
    assert seal(NOW + 61 * 60).open(token) == (Context(), State.EXPIRED)


def test_another_key_does_not_read_it() -> None:
    assert seal(key=b"another").open(seal().close(TOLD)) == (Context(), State.INVALID)


def test_no_changed_character_goes_unnoticed() -> None:
    token = seal().close(OFFERED)
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        opened, state = seal().open(changed)
        # The last character carries spare bits, which say nothing.
        assert state is State.INVALID or opened == OFFERED, place


@pytest.mark.parametrize("token", ["x", "moje pytanie", "ą", "A" * (LONGEST + 1), "=" * 40, "a:dowod-osobisty", "\x00"])
def test_what_nobody_wrote_is_invalid(token: str) -> None:
    assert seal().open(token) == (Context(), State.INVALID)


def test_a_token_of_another_version_is_invalid() -> None:
    sealed = base64.urlsafe_b64decode(seal().close(TOLD) + "==")
    body = bytes([9]) + sealed[1:-16]
    token = base64.urlsafe_b64encode(body + seal()._sign(body)).decode().rstrip("=")
    assert seal().open(token) == (Context(), State.INVALID)


def test_it_stays_short_whatever_is_remembered() -> None:
    long = Context(offered=tuple(f"{'x' * 55}-{number}" for number in range(50)), shown=4, rounds=1)
    token = seal().close(long)
    assert len(token) <= LONGEST
    opened, state = seal().open(token)
    assert state is State.READ
    assert opened.offered == long.offered[: len(opened.offered)]
    assert 4 <= len(opened.offered) <= 12


def test_by_the_hour_it_stays_the_same_for_caches() -> None:
    start = NOW - NOW % 3600
    tokens = {seal(start + minute * 60).close(TOLD, by_the_hour=True) for minute in range(0, 60, 7)}
    assert len(tokens) == 1
    assert tokens != {seal(start + 3600).close(TOLD, by_the_hour=True)}


def test_it_holds_no_word_of_the_resident() -> None:
    body = base64.urlsafe_b64decode(seal().close(OFFERED) + "==")[:-16]
    assert body[10:] == b"dowod-osobisty,dowod-zgubiony"
