import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from okienko_recognition.decoding.channel import TOKEN_CODE, TOKENS, Channel
from okienko_recognition.decoding.lexicon import Lexicon
from okienko_recognition.decoding.patterns import case_numbers
from okienko_recognition.decoding.resources import load_decoder
from okienko_recognition.decoding.search import Search, SearchLimits
from okienko_recognition.decoding.transcript import (
    MOST_PARTS,
    MOST_READINGS,
    Choice,
    Decoder,
    Hypothesis,
    Source,
    Transcript,
    UtteranceDecoder,
)

WORDS = (
    "anna",
    "adres",
    "dom",
    "dowód",
    "dowody",
    "meldunek",
    "mieszkanie",
    "okno",
    "szkoła",
    "urząd",
    "wanna",
    "żona",
)
CHANNEL = Channel(np.zeros((len(TOKENS), len(TOKENS)), np.float32))


@pytest.fixture(scope="module")
def small() -> Decoder:
    return Decoder(Lexicon.build(dict.fromkeys(WORDS, -2.5)), CHANNEL)


@pytest.fixture(scope="module")
def shipped() -> Decoder:
    return load_decoder()


def letter(text: str, probability: float = 0.8) -> list[Choice]:
    return [Choice(text, probability, True)]


def spell(utterance: UtteranceDecoder, *signs: Sequence[Choice] | str) -> Transcript:
    transcript = Transcript(())
    for number, sign in enumerate(signs):
        transcript = utterance.add(number, letter(sign) if isinstance(sign, str) else sign)
    return transcript


def hypotheses(decoder: Decoder, *signs: Sequence[Choice] | str) -> tuple[Hypothesis, ...]:
    (part,) = spell(decoder.start(), *signs).parts
    return part.hypotheses


def best(decoder: Decoder, *signs: Sequence[Choice] | str) -> str:
    return " ".join(hypotheses(decoder, *signs)[0].words)


def test_a_lexicon_holds_its_words_and_no_others() -> None:
    lexicon = Lexicon.build({"dom": -1.0, "domy": -2.0, "dowód": -3.0})
    assert sorted(lexicon.words()) == ["dom", "domy", "dowód"]
    assert "dom" in lexicon
    assert "do" not in lexicon
    assert "domyk" not in lexicon
    assert "" not in lexicon


def test_a_word_that_cannot_be_spelled_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be spelled"):
        Lexicon.build({"quiz": -1.0})


def test_the_shipped_lexicon_has_twenty_thousand_words_and_knows_the_towns(shipped: Decoder) -> None:
    assert len(shipped.lexicon.words()) == 20_000
    for word in ("dowód", "meldunek", "becikowe", "kowalska", "warszawa", "mickiewicza", "anna"):
        assert word in shipped.lexicon
    assert shipped.lexicon.labels.nbytes + shipped.lexicon.fans.nbytes + shipped.lexicon.weights.nbytes < 200_000


@pytest.mark.parametrize(
    ("signs", "word"),
    [
        (("d", "o", "w", "o", "d"), "dowód"),  # held still, no mark
        (("u", "r", "z", "a", "d"), "urząd"),  # rz as two letters, mark missing
        (("u", "rz", "ą", "d"), "urząd"),
        (("sz", "k", "o", "ł", "a"), "szkoła"),
        (("s", "z", "k", "o", "l", "a"), "szkoła"),
        (("w", "a", "n", "a"), "wanna"),  # the second n was not read
        (("m", "e", "l", "d", "u", "n", "k"), "meldunek"),  # a letter was not read
        (("m", "e", "l", "t", "d", "u", "n", "e", "k"), "meldunek"),  # one was read too many
        (("m", "e", "w", "d", "u", "n", "e", "k"), "meldunek"),  # one was misread
        (("m", "e", (), "d", "u", "n", "e", "k"), "meldunek"),  # one was declined
        (("d", "o", "m", "s", "z", "k", "o", "ł", "a"), "dom szkoła"),  # two words without a pause
    ],
)
def test_finds_the_word_that_was_meant(small: Decoder, signs: tuple[str, ...], word: str) -> None:
    assert best(small, *signs) == word


def test_what_was_literally_read_is_always_among_the_hypotheses(shipped: Decoder) -> None:
    for signs in ("dowod", "byzzy", "meldunekk", "wrcław"):
        found = hypotheses(shipped, *signs)
        assert [one.words for one in found if one.is_literal] == [(signs,)]
        assert len(found) <= 5


def test_a_name_that_no_lexicon_knows_stays_as_it_was_read_when_it_was_read_surely(shipped: Decoder) -> None:
    sure = [letter(text, 0.995) for text in "brzdungiewka"]
    assert best(shipped, *sure) == "brzdungiewka"


def test_the_other_readings_of_a_letter_decide_between_words(small: Decoder) -> None:
    doubtful = [Choice("m", 0.5, True), Choice("w", 0.45, True)]
    assert best(small, "d", "o", doubtful) == "dom"
    assert best(small, "d", "o", doubtful, "ó", "d") == "dowód"


def test_confidence_grows_with_what_was_read_and_never_exceeds_one(small: Decoder) -> None:
    unsure = hypotheses(small, *(letter(text, 0.3) for text in "meldunek"))[0].confidence
    sure = hypotheses(small, *(letter(text, 0.9) for text in "meldunek"))[0].confidence
    assert 0 < unsure < sure <= 1
    assert sum(one.confidence for one in hypotheses(small, *"okn")) <= 1.0001


def test_phrases_of_the_page_are_likelier_and_bring_words_of_their_own(small: Decoder) -> None:
    signs = [letter(text, 0.5) for text in ("z", "g", "i", "e", "r", "s", "k", "a")]
    assert best(small, *signs) != "zgierska"
    hinted = spell(small.start(["Ulica Zgierska 5"]), *signs).parts[0].hypotheses
    assert hinted[0].words == ("zgierska",)
    assert hinted[0].source is Source.LEXICON


def test_a_pause_ends_the_word_and_a_short_dip_does_not(small: Decoder) -> None:
    utterance = small.start()
    for number, sign in enumerate("dom"):
        utterance.watch(number, has_hand=True)
        utterance.add(number, letter(sign))
    utterance.watch(3.0, has_hand=False)
    assert len(utterance.add(3, letter("y")).parts) == 1
    utterance.watch(4.0, has_hand=True)
    utterance.watch(5.6, has_hand=False)
    parts = utterance.add(4, letter("a")).parts
    assert [part.segments for part in parts] == [(0, 1, 2, 3), (4,)]


def test_signs_and_spelled_words_mix_in_one_utterance(small: Decoder) -> None:
    sign = [Choice("DOWÓD", 0.9, False), Choice("ADRES", 0.05, False)]
    parts = spell(small.start(), sign, "a", "n", "n", "a", sign).parts
    assert [part.hypotheses[0].words for part in parts] == [("DOWÓD",), ("anna",), ("DOWÓD",)]
    assert [part.hypotheses[0].source for part in parts] == [Source.SIGN, Source.LEXICON, Source.SIGN]


def test_digits_and_letters_become_a_case_number_beside_the_literal_reading(small: Decoder) -> None:
    signs = [*(letter(text) for text in "usc"), *([Choice(text, 0.9, False)] for text in ("5361", "12", "2026"))]
    found = hypotheses(small, *signs)
    assert (found[0].words, found[0].source) == (("USC.5361.12.2026",), Source.PATTERN)
    assert [one.words for one in found if one.is_literal] == [("usc5361122026",)]


@pytest.mark.parametrize(
    ("signs", "numbers"),
    [
        ("gk12326", ["GK/123/26"]),
        ("usc5361122026", ["USC.5361.12.2026", "USC.536.112.2026"]),
        ("2026", []),
        ("adres", []),
    ],
)
def test_case_numbers_are_put_together_as_offices_write_them(signs: str, numbers: list[str]) -> None:
    assert case_numbers(list(signs)) == numbers


def test_an_endless_utterance_keeps_its_last_parts_only(small: Decoder) -> None:
    utterance = small.start()
    for number in range(MOST_READINGS * (MOST_PARTS + 3)):
        transcript = utterance.add(number, letter("a"))
    assert len(transcript.parts) == MOST_PARTS
    assert all(len(part.segments) <= MOST_READINGS for part in transcript.parts)


def test_the_beam_stays_narrow_and_keeps_its_history_small(shipped: Decoder) -> None:
    search = Search(shipped.lexicon, SearchLimits(beam=64))
    for sign in itertools.islice(itertools.cycle("meldunek"), 60):
        search.push(CHANNEL.hear([(sign, 0.6)]))
    assert len(search._nodes) <= 64
    assert len(search._rows) <= 64


def test_a_reading_that_says_nothing_leaves_every_letter_as_likely() -> None:
    assert not CHANNEL.hear([]).any()


def test_measured_confusions_make_the_confused_letter_likelier() -> None:
    confusions = np.zeros((len(TOKENS), len(TOKENS)), np.float32)
    confusions[TOKEN_CODE["n"], TOKEN_CODE["u"]] = 50
    heard = Channel(confusions).hear([("n", 0.9)])
    assert heard[TOKEN_CODE["u"]] > heard[TOKEN_CODE["y"]] + 1
