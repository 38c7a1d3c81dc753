from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from okienko_translation.cache import Cache
from okienko_translation.engines import EngineError, PairState, Rendering, any_text
from okienko_translation.engines.fake import FakeEngine
from okienko_translation.languages import Pair
from okienko_translation.machine import LONGEST_SENTENCE, Machine
from okienko_translation.outcomes import Outcome, Sentence
from okienko_translation.reasons import Reason

PL_EN: Pair = ("pl", "en")


def translate(engine: FakeEngine, text: str, *phrases: str, least_confidence: float = 0.2) -> Outcome:
    sentence = Sentence(text, PL_EN, phrases)
    return Machine(engine, least_confidence=least_confidence).translate([sentence])[sentence]


def test_protected_parts_come_back_in_the_translation() -> None:
    engine = FakeEngine({PL_EN: {"Złóż QZ1 w QZ2.": "Submit QZ1 at QZ2."}})
    assert translate(engine, "Złóż PIT-37 w ZUS.") == Outcome("Submit PIT-37 at ZUS.", 0.9)
    assert engine.asked == ["Złóż QZ1 w QZ2."]


def test_phrases_of_the_caller_are_protected() -> None:
    engine = FakeEngine({PL_EN: {"Idź do QZ1.": "Go to QZ1."}})
    assert translate(engine, "Idź do Domu Kultury.", "Domu Kultury").text == "Go to Domu Kultury."


def test_tries_again_without_placeholders_when_one_was_lost() -> None:
    engine = FakeEngine({PL_EN: {"Złóż QZ1 tutaj.": "Submit it here.", "Złóż PIT-37 tutaj.": "Submit PIT-37 here."}})
    assert translate(engine, "Złóż PIT-37 tutaj.").text == "Submit PIT-37 here."


def test_withholds_a_translation_that_lost_a_part_both_times() -> None:
    engine = FakeEngine({PL_EN: {"Złóż QZ1 tutaj.": "Submit it here.", "Złóż PIT-37 tutaj.": "Submit PIT-36 here."}})
    assert translate(engine, "Złóż PIT-37 tutaj.") == Outcome("", reason=Reason.PARTS_LOST)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", Reason.EMPTY),
        ("Tax tax tax tax tax tax.", Reason.REPETITION),
        ("Gdzie zapłacić podatek od psa?", Reason.UNTRANSLATED),
        ("Where do I pay 17 for the dog tax?", Reason.NUMBERS),
    ],
)
def test_withholds_nonsense(output: str, reason: Reason) -> None:
    engine = FakeEngine({PL_EN: {"Gdzie zapłacić podatek od psa?": output}})
    assert translate(engine, "Gdzie zapłacić podatek od psa?") == Outcome("", reason=reason)


def test_takes_the_first_candidate_that_passes_the_checks() -> None:
    engine = FakeEngine(
        {PL_EN: {"Opłata to 17 zł.": "", "Opłata to QZ41.": "It is free.|The fee is 71.|The fee is QZ41."}}
    )
    assert translate(engine, "Opłata to 17 zł.").text == "The fee is 17 zł."


class Hopeless(FakeEngine):
    """Says of every sentence's likeliest translation that no other is likely to be better."""

    searched = 0

    def translate(
        self, sentences: Sequence[str], pair: Pair, passes: Callable[[int, str], bool] = any_text
    ) -> list[Rendering]:
        return [replace(one, is_hopeless=True) for one in super().translate(sentences, pair, passes)]

    def candidates(
        self,
        sentences: Sequence[str],
        pair: Pair,
        most: int,
        passes: Callable[[int, str], bool],
        floors: Sequence[float] = (),
    ) -> list[list[Rendering]]:
        self.searched += len(sentences)
        return super().candidates(sentences, pair, most, passes, floors)


def test_what_is_beyond_hope_is_searched_only_in_other_words() -> None:
    sentences = {"Opłata to QZ41.": "It is free.|The fee is QZ41.", "Nie musi Pan czekać.": ""}
    engine = Hopeless({PL_EN: {**sentences, "Nie musisz czekać.": "You do not have to wait."}})
    assert translate(engine, "Opłata to 17 zł.").reason
    assert engine.searched == 0
    assert translate(engine, "Nie musi Pan czekać.").text == "You do not have to wait."
    assert engine.searched == 1


def test_says_it_in_other_words_where_the_model_did_not_know_the_first() -> None:
    engine = FakeEngine({PL_EN: {"Nie musi Pan czekać.": "", "Nie musisz czekać.": "You do not have to wait."}})
    assert translate(engine, "Nie musi Pan czekać.").text == "You do not have to wait."


def test_withholds_what_the_model_is_unsure_of() -> None:
    engine = FakeEngine({PL_EN: {"Gdzie jest kasa?": "Where is the cash desk?"}}, confidence=0.3)
    assert translate(engine, "Gdzie jest kasa?", least_confidence=0.31).reason is Reason.UNSURE
    assert translate(engine, "Gdzie jest kasa?", least_confidence=0.3).text == "Where is the cash desk?"


def test_says_that_there_is_no_model() -> None:
    assert translate(FakeEngine({}), "Gdzie jest kasa?").reason is Reason.NO_MODEL
    assert Machine(FakeEngine({})).recall(Sentence("Gdzie?", PL_EN, ())) == Outcome("", reason=Reason.NO_MODEL)


def test_refuses_a_sentence_that_the_model_would_cut() -> None:
    machine = Machine(FakeEngine({PL_EN: {}}))
    known = machine.recall(Sentence("a" * (LONGEST_SENTENCE + 1), PL_EN, ()))
    assert known is not None
    assert known.reason is Reason.TOO_LONG


def test_asks_the_engine_once_for_a_repeated_sentence_and_never_again() -> None:
    engine = FakeEngine({PL_EN: {"Gdzie jest kasa?": "Where is the cash desk?"}})
    machine = Machine(engine)
    sentence = Sentence("Gdzie jest kasa?", PL_EN, ())
    assert machine.recall(sentence) is None
    machine.translate([sentence, sentence])
    assert machine.recall(sentence) == Outcome("Where is the cash desk?", 0.9)
    assert engine.asked == ["Gdzie jest kasa?"]


def test_a_new_model_forgets_what_the_old_one_wrote() -> None:
    class Versions(FakeEngine):
        revision = "1"

        def pairs(self) -> Mapping[Pair, PairState]:
            return {PL_EN: PairState(self.revision, "")}

    engine = Versions({PL_EN: {"Gdzie jest kasa?": "Where is the cash desk?"}})
    machine = Machine(engine)
    sentence = Sentence("Gdzie jest kasa?", PL_EN, ())
    machine.translate([sentence])
    assert machine.recall(sentence) is not None
    engine.revision = "2"
    assert machine.recall(sentence) is None


def test_a_failing_model_is_told_and_not_remembered() -> None:
    class Failing(FakeEngine):
        def translate(
            self, sentences: Sequence[str], pair: Pair, passes: Callable[[int, str], bool] = any_text
        ) -> list[Rendering]:
            raise EngineError("The translation model failed.")

    machine = Machine(Failing({PL_EN: {}}))
    sentence = Sentence("Gdzie jest kasa?", PL_EN, ())
    assert machine.translate([sentence])[sentence].reason is Reason.MODEL_FAILED
    assert machine.recall(sentence) is None


def test_the_cache_forgets_the_least_recently_used() -> None:
    cache: Cache[int] = Cache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c"), len(cache)) == (1, None, 3, 2)


def test_a_cache_without_room_keeps_nothing() -> None:
    cache: Cache[int] = Cache(0)
    cache.put("a", 1)
    assert cache.get("a") is None
