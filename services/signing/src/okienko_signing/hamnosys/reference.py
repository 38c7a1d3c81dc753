"""Measures the importer over a whole dictionary: what is read, what is made, and how it looks when it is performed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

import numpy as np

from okienko_signing.engine.compiler import SignError, SignMotion, compile_sign
from okienko_signing.engine.path import Track
from okienko_signing.engine.utterance import Piece, perform
from okienko_signing.hamnosys.errors import HamnosysError
from okienko_signing.hamnosys.files import Written
from okienko_signing.hamnosys.ledger import SILENT
from okienko_signing.hamnosys.measures import Measures, measure
from okienko_signing.hamnosys.symbols import KINDS, Token, text_of
from okienko_signing.hamnosys.translation import Translation, translate
from okienko_signing.lexicon.model import Lexicon

CHECKED_PER_SYMBOL: Final = 2
"""Entries in which each symbol is exchanged for another of its kind, to see that the motion changes."""
_TRIES: Final = 4


@dataclass(frozen=True)
class Result:
    """What became of a dictionary."""

    metrics: dict[str, float]
    ignored: list[tuple[str, int]]
    """Symbols that the motion does not show, with the number of entries that have them."""
    failures: list[str]


def evaluate_entries(entries: Sequence[Written], lexicon: Lexicon) -> Result:
    """Read, make, perform and measure every entry."""
    made: list[Translation] = []
    measures: list[Measures] = []
    ignored: Counter[str] = Counter()
    failures: list[str] = []
    parsed = 0
    for written in entries:
        try:
            tokens = written.tokens()
            translation = translate(written.gloss, tokens, "reference", written.where)
        except HamnosysError as error:
            failures.append(f"{written.where} '{written.gloss}': {error}")
            continue
        parsed += text_of(tuple(translation.tree.tokens())) == text_of(tokens)
        if translation.ignored:
            ignored.update({token.name for token in translation.ignored})
            lost = ", ".join(f"symbol {token.position} '{token.name}'" for token in translation.ignored)
            failures.append(f"{written.where} '{written.gloss}': would lose {lost}")
            continue
        try:
            motion = _motion(translation, lexicon)
        except SignError as error:
            failures.append(str(error))
            continue
        made.append(translation)
        performed = perform([Piece(motion, translation.sign.non_manual)], lexicon.handshapes["relaxed"])
        assert translation.sign.score is not None
        measures.append(measure(translation.sign.score, motion, performed))
    changed, checked = _substituted(made, lexicon)
    errors = [error for one in measures for error in one.contact_errors]
    gaps = [gap for one in measures for gap in one.touch_gaps] or [0.0]
    metrics = {
        "reference_entries": float(len(entries)),
        "parsed": parsed / max(len(entries), 1),
        "compiled": len(made) / max(len(entries), 1),
        "substitutions_that_show": changed / max(checked, 1),
        "reference_contacts": float(len(errors)),
        "reference_contact_error_cm": 100.0 * float(np.median(errors)) if errors else 0.0,
        "reference_contact_error_p95_cm": 100.0 * float(np.percentile(errors, 95)) if errors else 0.0,
        "reference_touch_gap_cm": 100.0 * float(np.median(gaps)),
        "reference_touch_gap_p10_cm": 100.0 * float(np.percentile(gaps, 10)),
        "reference_touch_gap_p90_cm": 100.0 * float(np.percentile(gaps, 90)),
        "reference_inside": sum(one.inside for one in measures) / max(sum(one.frames for one in measures), 1),
        "reference_joint_limit_violations": float(sum(one.beyond for one in measures)),
        "reference_wrist_peak_speed_m_s": max((one.fastest for one in measures), default=0.0),
    }
    return Result(metrics, ignored.most_common(), failures)


def _motion(translation: Translation, lexicon: Lexicon) -> SignMotion:
    return compile_sign(translation.sign, replace(lexicon, handshapes={**lexicon.handshapes, **translation.shapes}))


def _substituted(made: Sequence[Translation], lexicon: Lexicon) -> tuple[int, int]:
    """Return in how many entries another symbol makes another motion, and in how many that was tried.

    The ledger says what a translation claims to have used; this asks the motion itself.
    """
    random = Random(4)  # noqa: S311 - a sample, not a secret
    where: dict[str, list[tuple[tuple[Token, ...], int]]] = {}
    for translation in made:
        tokens = tuple(translation.tree.tokens())
        for index, token in enumerate(tokens):
            if token.kind not in SILENT:
                where.setdefault(token.name, []).append((tokens, index))
    changed, checked = 0, 0
    for name, places in sorted(where.items()):
        siblings = [other for other, kind in KINDS.items() if kind is KINDS[name] and other != name]
        for tokens, index in random.sample(places, min(CHECKED_PER_SYMBOL, len(places))):
            shown = _shows(tokens, index, random.sample(siblings, min(_TRIES, len(siblings))), lexicon)
            changed += shown is True
            checked += shown is not None
    return changed, checked


def _shows(tokens: tuple[Token, ...], index: int, others: Sequence[str], lexicon: Lexicon) -> bool | None:
    """Return whether another symbol changes the motion; None if no other is possible there."""
    before = _motion(translate("", tokens, ""), lexicon)
    found = None
    for other in others:
        exchanged = (*tokens[:index], Token(other, index + 1), *tokens[index + 1 :])
        try:
            after = _motion(translate("", exchanged, ""), lexicon)
        except (HamnosysError, SignError):
            continue
        if not _same(before, after):
            return True
        found = False
    return found


def _same(one: SignMotion, two: SignMotion) -> bool:
    if len(one.right) != len(two.right) or (one.left is None) is not (two.left is None):
        return False
    pairs = [(one.right, two.right)] + ([(one.left, two.left)] if one.left and two.left else [])
    return all(_same_track(a, b) for a, b in pairs)


def _same_track(one: Track, two: Track) -> bool:
    return (
        np.allclose(one.wrists, two.wrists, atol=1e-6)
        and np.allclose(one.rotations, two.rotations, atol=1e-6)
        and np.allclose(one.angles, two.angles, atol=1e-4)
    )
