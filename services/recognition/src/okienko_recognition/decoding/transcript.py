"""What an utterance says so far: stretches of spelling as words, with the literal reading always among them, and signs."""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.decoding.channel import TOKEN_CODE, Channel
from okienko_recognition.decoding.lexicon import ALPHABET, Lexicon
from okienko_recognition.decoding.patterns import case_numbers
from okienko_recognition.decoding.search import Found, Search, SearchLimits

Float = NDArray[np.float32]

# An utterance is remembered this far back; a question has fewer words.
MOST_PARTS = 20
# A stretch of spelling with more readings than the longest word in use has letters is several words.
MOST_READINGS = 40
# A hand that is gone for so long has ended the word; letting it down to double a letter takes about half a second.
PAUSE_SECONDS = 1.5
MOST_HYPOTHESES = 5


class Source(Enum):
    """Where a hypothesis comes from."""

    LITERAL = "LITERAL"
    LEXICON = "LEXICON"
    PATTERN = "PATTERN"
    SIGN = "SIGN"


@dataclass(frozen=True)
class Hypothesis:
    """What a part of the utterance may say.

    Attributes:
        words: Its words, in lower case; case numbers in capitals.
        confidence: Calibrated probability, 0 to 1.
        source: Where it comes from.
        is_literal: Whether it is exactly what was read letter by letter, wherever else it comes from.
    """

    words: tuple[str, ...]
    confidence: float
    source: Source
    is_literal: bool


@dataclass(frozen=True)
class Part:
    """A stretch of spelling between pauses, or one sign.

    Attributes:
        segments: Numbers of the recogniser's stretches, in order.
        hypotheses: Best first; the literal reading is one of them.
    """

    segments: tuple[int, ...]
    hypotheses: tuple[Hypothesis, ...]


@dataclass(frozen=True)
class Transcript:
    """The whole utterance so far, at most its last `MOST_PARTS` parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Choice:
    """One reading of a segment.

    Attributes:
        text: The letter, number or gloss.
        probability: 0 to 1.
        is_letter: Whether it is a letter of the finger alphabet.
    """

    text: str
    probability: float
    is_letter: bool


@dataclass(frozen=True)
class Weighing:
    """How hypotheses of different sources are weighed against each other.

    Attributes:
        unknown_word: Log-probability that a spelled word is in no lexicon.
        letter: Log-probability of each letter of such a word: a name looks like Polish, so less than 32 letters are likely.
        pattern: Log-probability of a case number, where digits were signed.
        temperature: Divisor of the scores that makes confidence match how often the best hypothesis is right. Chosen on words of
            left-out signers: calibration error up to 0.03 at 1.0, 0.04 at 1.1, 0.06 at 1.6, whether 92 % or 52 % of the letters are right.
    """

    unknown_word: float = math.log(0.15)
    letter: float = math.log(1 / 14)
    pattern: float = math.log(0.7)
    temperature: float = 1.0


@dataclass(frozen=True)
class Decoder:
    """What all streams share: the lexicon, how letters are confused, how hypotheses are weighed."""

    lexicon: Lexicon
    channel: Channel
    limits: SearchLimits = field(default_factory=SearchLimits)
    weighing: Weighing = field(default_factory=Weighing)

    def start(self, phrases: Iterable[str] = ()) -> "UtteranceDecoder":
        """Begin an utterance; words of `phrases` are likelier than others, and known even where the lexicon lacks them."""
        return UtteranceDecoder(self, hinted_lexicon(phrases))


def hinted_lexicon(phrases: Iterable[str]) -> Lexicon | None:
    """Return a lexicon of the words of some phrases, each as likely as the other; None when there are none."""
    words = {word for phrase in phrases for word in "".join(_letters_only(phrase)).split() if len(word) > 2}
    return Lexicon.build(dict.fromkeys(words, -math.log(max(len(words), 1)))) if words else None


def _letters_only(phrase: str) -> Iterable[str]:
    return (letter if letter in ALPHABET else " " for letter in phrase.lower())


class _Spelling:
    """The stretch of spelling that is still growing."""

    def __init__(self, decoder: Decoder, hinted: Lexicon | None) -> None:
        self._decoder = decoder
        self._searches = [Search(decoder.lexicon, decoder.limits)]
        if hinted:
            self._searches.append(Search(hinted, decoder.limits))
        self.segments: list[int] = []
        self._literal: list[str] = []
        self._literal_score = 0.0
        self._has_numbers = False

    def add(self, segment: int, choices: Sequence[Choice]) -> None:
        self.segments.append(segment)
        letters = [(choice.text, choice.probability) for choice in choices if choice.is_letter]
        heard = self._decoder.channel.hear(letters)
        for search in self._searches:
            search.push(heard)
        if choices:
            self._literal.append(choices[0].text)
            self._has_numbers |= not choices[0].is_letter
            if choices[0].is_letter:
                self._literal_score += float(heard[TOKEN_CODE[choices[0].text]])

    def part(self) -> Part:
        return Part(tuple(self.segments), self._hypotheses())

    def _hypotheses(self) -> tuple[Hypothesis, ...]:
        weighing = self._decoder.weighing
        literal = "".join(self._literal)
        scored: dict[tuple[str, ...], tuple[float, Source]] = {}
        if self._has_numbers:
            scored[(literal,)] = (math.log(1 - math.exp(weighing.pattern)), Source.LITERAL)
            for rank, number in enumerate(case_numbers(self._literal)):
                scored[(number,)] = (weighing.pattern - 1.5 * rank, Source.PATTERN)
            return _weighed(scored, literal, 1.0)
        for found in self._found():
            before = scored.get(found.words, (-math.inf, Source.LEXICON))[0]
            scored[found.words] = (float(np.logaddexp(before, found.score)), Source.LEXICON)
        if literal:
            unknown = weighing.unknown_word + len(literal) * weighing.letter + self._literal_score
            known = scored.get((literal,))
            scored[(literal,)] = (
                (float(np.logaddexp(known[0], unknown)), known[1]) if known else (unknown, Source.LITERAL)
            )
        return _weighed(scored, literal, weighing.temperature)

    def _found(self) -> Iterable[Found]:
        # Words of the page are one kind of word, all others another: each starts with half of the probability.
        share = -math.log(len(self._searches))
        for search in self._searches:
            yield from (Found(found.words, found.score + share) for found in search.best(2 * MOST_HYPOTHESES))


def _weighed(
    scored: dict[tuple[str, ...], tuple[float, Source]], literal: str, temperature: float
) -> tuple[Hypothesis, ...]:
    """Turn scores into probabilities, keep the best and the literal one."""
    if not scored:
        return ()
    order = sorted(scored, key=lambda words: -scored[words][0])
    scores = np.array([scored[words][0] for words in order]) / temperature
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    ranked = [
        Hypothesis(words, float(share), scored[words][1], words == (literal,))
        for words, share in zip(order, shares, strict=True)
    ]
    kept = ranked[:MOST_HYPOTHESES]
    if literal and not any(one.is_literal for one in kept):
        kept[-1:] = [one for one in ranked if one.is_literal]
    return tuple(kept)


class UtteranceDecoder:
    """Decodes one utterance, reading by reading; memory does not grow with its length."""

    def __init__(self, decoder: Decoder, hinted: Lexicon | None = None) -> None:
        self._decoder, self._hinted = decoder, hinted
        self._closed: deque[Part] = deque(maxlen=MOST_PARTS - 1)
        self._open: _Spelling | None = None
        self._seen_at: float | None = None

    def watch(self, seconds: float, *, has_hand: bool) -> None:
        """Take note of a frame: a hand that stays away has ended the word."""
        if self._seen_at is not None and seconds - self._seen_at >= PAUSE_SECONDS:
            self._close()
        if has_hand:
            self._seen_at = seconds

    def add(self, segment: int, choices: Sequence[Choice]) -> Transcript:
        """Take a final reading, best choice first; none when it was declined."""
        if choices and not choices[0].is_letter and not choices[0].text.isdecimal():
            self._close()
            self._closed.append(_sign(segment, choices))
            return self._transcript()
        if self._open is not None and len(self._open.segments) >= MOST_READINGS:
            self._close()
        if self._open is None:
            self._open = _Spelling(self._decoder, self._hinted)
        self._open.add(segment, choices)
        return self._transcript()

    def _close(self) -> None:
        if self._open is not None:
            self._closed.append(self._open.part())
            self._open = None

    def _transcript(self) -> Transcript:
        growing = (self._open.part(),) if self._open else ()
        parts = (*self._closed, *growing)
        return Transcript(tuple(part for part in parts if part.hypotheses))


def _sign(segment: int, choices: Sequence[Choice]) -> Part:
    return Part(
        (segment,),
        tuple(
            Hypothesis((choice.text,), choice.probability, Source.SIGN, is_literal=place == 0)
            for place, choice in enumerate(choices[:MOST_HYPOTHESES])
        ),
    )
