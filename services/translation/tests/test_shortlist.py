"""The pieces that are weighed, of a vocabulary made here and of the models that Okienko ships."""

import io
import math
from pathlib import Path

import pytest
import sentencepiece
from okienko_translation.engines import loaded
from okienko_translation.engines.loaded import LoadedModel
from okienko_translation.engines.package import inspect
from okienko_translation.engines.shortlist import Shortlist
from okienko_translation.settings import TranslationSettings

SHIPPED = Path(__file__).parents[3] / TranslationSettings.model_fields["shipped_packages"].default
POLISH, ENGLISH = ["wniosek", "kasa", "opłata", "Adam"], ["form", "desk", "fee", "Adam"]


@pytest.fixture(scope="module")
def tokeniser() -> sentencepiece.SentencePieceProcessor:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*POLISH, *ENGLISH] * 20),
        model_writer=model,
        model_type="unigram",
        vocab_size=40,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def needed(tokeniser: sentencepiece.SentencePieceProcessor, words: list[str]) -> set[str]:
    return {piece for word in words for piece in tokeniser.encode(word, out_type=str)}


def test_leaves_out_what_only_the_source_needs(tokeniser: sentencepiece.SentencePieceProcessor) -> None:
    shortlist = Shortlist.of(tokeniser, POLISH, ENGLISH)
    assert needed(tokeniser, ["wniosek", "opłata"]) & shortlist.left_out
    assert not needed(tokeniser, [*ENGLISH, "Desk", "FORM"]) & shortlist.left_out


def test_what_a_source_has_may_be_copied(tokeniser: sentencepiece.SentencePieceProcessor) -> None:
    shortlist = Shortlist.of(tokeniser, POLISH, ENGLISH)
    always, *copied = shortlist.mapping().decode().splitlines()
    key, _, pieces = always.partition("\t")
    assert key == ""
    assert set(pieces.split(" ")) == set(shortlist.pieces) - shortlist.left_out
    assert sorted(copied) == sorted(f"{piece}\t{piece}" for piece in shortlist.left_out)


def test_nothing_is_left_out_where_a_package_does_not_tell_its_words(
    tokeniser: sentencepiece.SentencePieceProcessor,
) -> None:
    shortlist = Shortlist.of(tokeniser, [], [])
    assert not shortlist.left_out
    assert shortlist.whole(-0.5) == -0.5


@pytest.mark.parametrize(
    ("pair", "texts"),
    [
        ("pl_en", ["Gdzie mogę złożyć wniosek o dowód osobisty?", "Proszę przyjść w poniedziałek."]),
        ("en_pl", ["Where can I apply for an ID card?", "Please come on Monday."]),
    ],
)
def test_the_models_write_the_same_as_without_and_are_as_sure(
    pair: str, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = inspect(SHIPPED / f"translate-{pair}.argosmodel")
    quick = LoadedModel(package, 1).translate(texts)
    monkeypatch.setattr(loaded, "read_words", lambda _package: ([], []))
    whole = LoadedModel(package, 1).translate(texts)
    assert [one.text for one in quick] == [one.text for one in whole]
    for one, other in zip(quick, whole, strict=True):
        assert math.isclose(one.confidence or 0, other.confidence or 0, abs_tol=0.03)
