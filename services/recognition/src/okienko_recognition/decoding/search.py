"""Beam search for the words of a lexicon that a row of readings most likely spells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.decoding.channel import PAIRS, SINGLES
from okienko_recognition.decoding.lexicon import Lexicon, Nodes

Float = NDArray[np.float32]
Numbers = NDArray[np.int64]

BEGINS_PAIR: NDArray[np.bool_] = np.array([(row >= 0).any() for row in PAIRS])


@dataclass(frozen=True)
class SearchLimits:
    """Costs are natural logarithms of probabilities.

    Attributes:
        beam: Hypotheses kept after each reading. With half of the letters misread, 96 to 256 find 94.8 % of the words and 512
            find 95.2 %, for 0.5, 0.8 and 1.1 ms a letter.
        dropped: A letter of the word was not read: one in twenty. Where one in twenty is dropped and another inserted, 87.5 % of
            left-out signers' words are found (80 % with -4.5), and none is lost where nothing is.
        doubled: The second of two equal letters was not read: a slide or a dip is easily missed.
        inserted: A reading belongs to no letter.
        next_word: A word ends and another begins without a pause.
        prior: Exponent on the words' probabilities: people spell names and rare words, not the commonest.
        most_words: Words in one stretch.
    """

    beam: int = 128
    dropped: float = -3.0
    doubled: float = -1.2
    inserted: float = -3.0
    next_word: float = -4.0
    prior: float = 0.6
    most_words: int = 4


@dataclass(frozen=True)
class Found:
    """Words and the logarithm of their joint probability with the readings."""

    words: tuple[str, ...]
    score: float


class Search:
    """Goes through a lexicon reading by reading; holds at most `limits.beam` hypotheses."""

    def __init__(self, lexicon: Lexicon, limits: SearchLimits | None = None) -> None:
        self._lexicon, self._limits = lexicon, limits or SearchLimits()
        self._nodes: Nodes = np.zeros(1, np.int32)
        self._scores: Float = np.zeros(1, np.float32)
        # Number of the row of finished words before the open one.
        self._before: Numbers = np.zeros(1, np.int64)
        self._rows: list[tuple[str, ...]] = [()]

    def push(self, heard: Float) -> None:
        """Take the (36,) log-likelihoods of one reading."""
        limits, lexicon = self._limits, self._lexicon
        nodes, scores, before = self._with_next_words()
        skipped, places = lexicon.children(nodes)
        again = lexicon.labels[skipped] == lexicon.labels[nodes[places]]
        costs = np.where(again, limits.doubled, limits.dropped).astype(np.float32)
        start = self._pruned(
            np.concatenate((nodes, skipped)),
            np.concatenate((scores, scores[places] + costs)),
            np.concatenate((before, before[places])),
        )
        one, at = lexicon.children(start[0])
        opened, at_open = self._pairs(one, at)
        second, within = lexicon.children(opened)
        pair = PAIRS[lexicon.labels[opened][within], lexicon.labels[second]]
        kept = pair >= 0
        double, at_double = second[kept], at_open[within[kept]]
        stay = len(self._nodes)
        self._nodes, self._scores, self._before = self._pruned(
            np.concatenate((self._nodes, one, double)),
            np.concatenate(
                (
                    self._scores + np.float32(limits.inserted),
                    start[1][at] + heard[SINGLES[lexicon.labels[one]]],
                    start[1][at_double] + heard[pair[kept]],
                )
            ),
            np.concatenate((self._before[:stay], start[2][at], start[2][at_double])),
        )
        self._forget_rows()

    def best(self, most: int) -> list[Found]:
        """Return the likeliest words so far, best first, counting a last letter that was not read."""
        lexicon, limits = self._lexicon, self._limits
        skipped, places = lexicon.children(self._nodes)
        again = lexicon.labels[skipped] == lexicon.labels[self._nodes[places]]
        costs = np.where(again, limits.doubled, limits.dropped).astype(np.float32)
        nodes = np.concatenate((self._nodes, skipped))
        scores = np.concatenate((self._scores, self._scores[places] + costs)) + limits.prior * lexicon.scores[nodes]
        before = np.concatenate((self._before, self._before[places]))
        found: dict[tuple[str, ...], float] = {}
        for place in np.argsort(-scores, kind="stable")[: 2 * most]:
            if not np.isfinite(scores[place]):
                break
            words = (*self._rows[before[place]], lexicon.word(int(nodes[place])))
            found.setdefault(words, float(scores[place]))
        return [Found(words, score) for words, score in found.items()][:most]

    def _pairs(self, nodes: Nodes, places: Numbers) -> tuple[Nodes, Numbers]:
        """Return the nodes whose letter begins a digraph."""
        begins = BEGINS_PAIR[self._lexicon.labels[nodes]]
        return nodes[begins], places[begins]

    def _with_next_words(self) -> tuple[Nodes, Float, Numbers]:
        """Return the hypotheses, and beside them the likeliest ones whose word ends here."""
        limits = self._limits
        ends = self._scores + limits.prior * self._lexicon.scores[self._nodes] + limits.next_word
        likeliest = [int(k) for k in np.argsort(-ends, kind="stable")[:4] if np.isfinite(ends[k])]
        jumps = [k for k in likeliest if len(self._rows[self._before[k]]) < limits.most_words - 1]
        rows = []
        for k in jumps:
            rows.append(len(self._rows))
            self._rows.append((*self._rows[self._before[k]], self._lexicon.word(int(self._nodes[k]))))
        return (
            np.concatenate((self._nodes, np.zeros(len(jumps), np.int32))),
            np.concatenate((self._scores, ends[jumps].astype(np.float32))),
            np.concatenate((self._before, np.array(rows, np.int64))),
        )

    def _pruned(self, nodes: Nodes, scores: Float, before: Numbers) -> tuple[Nodes, Float, Numbers]:
        """Keep the best of equal hypotheses, then the best of all by what their words may still become."""
        outlook = scores + self._limits.prior * self._lexicon.outlook[nodes]
        if len(nodes) > 3 * self._limits.beam:
            kept = np.argpartition(-outlook, 3 * self._limits.beam)[: 3 * self._limits.beam]
            nodes, scores, before, outlook = nodes[kept], scores[kept], before[kept], outlook[kept]
        order = np.argsort(-outlook, kind="stable")
        key = before[order] * len(self._lexicon.labels) + nodes[order]
        _, firsts = np.unique(key, return_index=True)
        chosen = order[np.sort(firsts)[: self._limits.beam]]
        return nodes[chosen], scores[chosen], before[chosen]

    def _forget_rows(self) -> None:
        """Drop rows of words that no hypothesis goes on from."""
        used, renamed = np.unique(self._before, return_inverse=True)
        self._rows = [self._rows[k] for k in used]
        self._before = renamed.astype(np.int64)
