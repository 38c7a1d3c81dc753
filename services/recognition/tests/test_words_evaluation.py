from pathlib import Path

import numpy as np
import pytest
from hands import TEMPLATES, ScriptedClassifier
from okienko_recognition.decoding import evaluation
from okienko_recognition.decoding.channel import TOKENS, Channel
from okienko_recognition.decoding.lexicon import Lexicon
from okienko_recognition.decoding.transcript import Decoder
from okienko_recognition.evaluation import Recordings
from okienko_recognition.reading import Reader, ReadingLimits

CLASSIFIER = ScriptedClassifier()
READER = Reader(CLASSIFIER.shapes, ReadingLimits())
DECODER = Decoder(
    Lexicon.build(dict.fromkeys(("sasanka", "macierz", "nasiona", "las"), -1.0)),
    Channel(np.zeros((len(TOKENS), len(TOKENS)), np.float32)),
)


def recorded(letters: str) -> Recordings:
    hands = tuple(TEMPLATES[letter][None] for letter in letters)
    return Recordings(hands, tuple(letters))


def test_long_words_are_spelled_from_recorded_letters_and_decoded() -> None:
    known = evaluation.read_recordings(recorded("asneio"), CLASSIFIER, READER)
    assert evaluation.tokens("macierz", known) is None
    with pytest.raises(ValueError, match="more letters"):
        evaluation.spell_words(DECODER, {"x": known["a"]}, seed=0)
    spelled = evaluation.spell_words(DECODER, known, seed=0)
    assert [item.word for item in spelled] == ["nasiona"]
    metrics = evaluation.measure_words(spelled)
    assert (metrics["words_right"], metrics["words_count"]) == (1.0, 1.0)


def test_a_digraph_is_one_sign_where_it_was_recorded() -> None:
    assert evaluation.tokens("rzeka", {"rz": [], "r": [], "z": [], "e": [], "k": [], "a": []}) == ["rz", "e", "k", "a"]
    assert evaluation.tokens("rzeka", {"r": [], "z": [], "e": [], "k": [], "a": []}) == ["r", "z", "e", "k", "a"]


def test_signers_are_kept_apart_where_the_file_names_them(tmp_path: Path) -> None:
    path = tmp_path / "letters.npz"
    np.savez(path, signer=np.array(["p", "q", "p"]))
    apart = evaluation._by_signer(path, recorded("ase"))
    assert {signer: recordings.labels for signer, recordings in apart.items()} == {"p": ("a", "e"), "q": ("s",)}
    np.savez(path, label=np.array(["a"]))
    assert list(evaluation._by_signer(path, recorded("ase"))) == [""]
