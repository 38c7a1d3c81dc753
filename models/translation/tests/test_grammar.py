"""The grammar of sentence pairs: agreement, articles, and what never may happen."""

import random
import re
import sys
from itertools import islice
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "grammar"))

import english_forms
import polish_forms
import polish_numbers
import termbase
from finishing import finish_english, finish_polish, with_articles
from generate import generate, load, render
from lexicon import Lexicon, scope_for
from synonyms import Synonyms
from template_parser import parse
from values import LexiconError

SAMPLE = list(islice(generate(5000, 7), 5000))


def rendered(folder: Path, words: str, frame: str) -> tuple[str, str]:
    """Return the pair of a grammar of one frame, whose categories have one entry each."""
    (folder / "words").mkdir()
    (folder / "frames").mkdir()
    (folder / "words" / "words.txt").write_text(words, encoding="utf-8")
    (folder / "frames" / "frames.txt").write_text(f"%frames test\n{frame}\n", encoding="utf-8")
    lexicon = Lexicon(folder)
    scope = scope_for(random.Random(1), lexicon, lexicon.frames[0])
    scope.speaker = "f"
    polish = finish_polish(lexicon.frames[0].polish.render(scope))
    return polish, finish_english(lexicon.frames[0].english.render(scope))


def test_the_same_seed_gives_the_same_pairs_and_another_seed_others() -> None:
    assert list(generate(300, 3)) == list(generate(300, 3))
    assert set(generate(300, 3)) != set(generate(300, 4))


def test_what_is_only_recognised_is_never_drawn() -> None:
    drawn, served = load(), load(serving=True)
    assert drawn.served == []
    assert len(served.served) > 1000
    assert len(served.entries["DoLife"]) > len(drawn.entries["DoLife"])
    assert "Any" not in drawn.entries


def test_not_signed_is_inflected_as_not_signed() -> None:
    assert polish_forms.adjective("niepodpisany", "pl", "gen", "m3") == "niepodpisanych"
    assert polish_forms.adjective("podpisany", "pl", "gen", "m3") == "podpisanych"
    phrase, _ = polish_forms.parse_noun_phrase("nieodśnieżony chodnik", None, False, False)
    assert phrase.forms["sg", "gen"] == "nieodśnieżonego chodnika"


def test_people_are_called_as_the_lexicon_writes_them() -> None:
    seniors, _ = polish_forms.parse_noun_phrase("seniorzy", "m1", True, False)
    assert (seniors.forms["pl", "nom"], seniors.forms["pl", "acc"]) == ("seniorzy", "seniorów")


def test_all_pairs_differ() -> None:
    assert len(set(SAMPLE)) == len(SAMPLE) == 5000
    assert len({polish for polish, _ in SAMPLE}) > 4900


def test_nothing_of_the_notation_is_left_in_a_sentence() -> None:
    for pair in SAMPLE:
        for text in pair:
            assert not re.search(r"[{}<>\[\]|*@~^=\x01]|  | [,.?!]|\.\.", text.replace("@", "", 1)), pair
            assert text.strip() == text
            assert text


def test_nothing_is_said_twice_in_a_row() -> None:
    for pair in SAMPLE:
        assert not any(re.search(r"\b([^\W\d_]{2,}) \1\b", text) for text in pair), pair


def test_the_same_figures_stand_on_both_sides() -> None:
    for polish, english in SAMPLE:
        figures = [sorted(re.findall(r"\d+", text)) for text in (polish, english)]
        assert figures[0] == figures[1], (polish, english)


@pytest.mark.parametrize(
    ("words", "frame", "polish", "english"),
    [
        (
            "%np Doc\nkarta parkingowa = parking card\n",
            "{twój>Doc} {Doc} jest {gotowy>Doc}, odbierz {on>Doc.acc}. = Your {Doc} {is>Doc} ready, collect {it>Doc}.",
            "Twoja karta parkingowa jest gotowa, odbierz ją.",
            "Your parking card is ready, collect it.",
        ),
        (
            "%np Doc\nważny dowód osobisty = valid ID card\n",
            "Nie mam {Doc.gen}, przyjdę z {Doc.inst}, a w {Doc.loc} jest błąd. = I do not have {Doc.a}; {Doc.a}; {Doc.my}.",
            "Nie mam ważnego dowodu osobistego, przyjdę z ważnym dowodem osobistym, a w ważnym dowodzie osobistym jest błąd.",
            "I do not have a valid ID card; a valid ID card; my valid ID card.",
        ),
        (
            "%np Form\nwniosek = application\n%vp Do\n*złożyć/składać {Form.obj} = *submit {Form.poss}\n",
            "{Do.p1sg}, {Do.neg.p1sg}, po {Do.ger.loc}; {Do.imp}; {Do.i.neg.imp}; {Do.1pl}. = I {Do.past}, {Do.ing}, {Do.pp}.",
            "Złożyłam wniosek, nie złożyłam wniosku, po złożeniu wniosku; złóż wniosek; nie składaj wniosku; złożymy wniosek.",
            "I submitted my application, submitting my application, submitted my application.",
        ),
        (
            "%vp Do\n*zgłosić/zgłaszać [awaria wodociągu] = *report a burst pipe\n",
            "Mogę {Do.inf}, nie mogę {Do.g.inf}. = I can {Do}, I cannot {Do}.",
            "Mogę zgłosić awarię wodociągu, nie mogę zgłosić awarii wodociągu.",
            "I can report a burst pipe, I cannot report a burst pipe.",
        ),
        (
            "%num Day\ndzień = day = 12\n%num Week\ntydzień = week = 22\n",
            "Do {Day.gen}, {Day.acc}, za {Week.acc}; {Day.nom}. = {Day}, {Day.adj}, {Week}.",
            "Do 12 dni, 12 dni, za 22 tygodnie; 12 dni.",
            "12 days, 12-day, 22 weeks.",
        ),
        (
            "%np Group\nkierowcy = drivers [pl,p,m1]\n",
            "{Group} {płacić>Group.pres}, {Group} {zapłacić>Group.past}, {Group.dat} i {Group.gen}. = {Group} {is>Group}.",
            "Kierowcy płacą, kierowcy zapłacili, kierowcom i kierowców.",
            "Drivers are.",
        ),
        (
            "%np Place\nWrocław = Wrocław [name]\n%np Sort\nodpady zmieszane = mixed waste [pl,u]\n",
            "W {Place.loc} z {Sort.inst} z szkoły <chciałbym|chciałabym>. = In {Place} with {Sort.a}, a(n) {Sort.bare}.",
            "We Wrocławiu z odpadami zmieszanymi ze szkoły chciałabym.",
            "In Wrocław with mixed waste, a mixed waste.",
        ),
    ],
)
def test_words_agree(tmp_path: Path, words: str, frame: str, polish: str, english: str) -> None:
    assert rendered(tmp_path, words, frame) == (polish, english)


@pytest.mark.parametrize(
    ("count", "case", "in_words", "expected"),
    [
        (1, "acc", False, "1 dziecko"),
        (2, "acc", False, "2 dzieci"),
        (2, "acc", True, "dwoje dzieci"),
        (3, "gen", True, "trojga dzieci"),
        (5, "nom", True, "pięcioro dzieci"),
    ],
)
def test_children_are_counted_with_collective_numerals(count: int, case: str, in_words: bool, expected: str) -> None:
    phrase, _ = polish_forms.parse_noun_phrase("dziecko", None, False, False)
    assert polish_numbers.numeral(count, case, phrase, collective=True, in_words=in_words) == expected


@pytest.mark.parametrize(
    ("following", "expected"),
    [("ID card", "an"), ("PESEL number", "a"), ("hour", "an"), ("European card", "a"), ("8-day", "an"), ("unit", "a"),
     ("EU citizen", "an"), ("application", "an"), ("used car", "a"), ("unemployed person", "an")],
)  # fmt: skip
def test_the_article_follows_the_sound(following: str, expected: str) -> None:
    assert english_forms.article(following) == expected


@pytest.mark.parametrize(
    ("singular", "expected"),
    [("copy of a birth certificate", "copies of a birth certificate"), ("child", "children"), ("tax", "taxes"),
     ("power of attorney", "powers of attorney"), ("policeman", "policemen"), ("nursery", "nurseries")],
)  # fmt: skip
def test_the_noun_before_a_preposition_takes_the_plural(singular: str, expected: str) -> None:
    assert english_forms.plural(singular) == expected


@pytest.mark.parametrize(
    ("base", "form", "expected"),
    [("deal", "past", "dealt"), ("apply", "3", "applies"), ("file", "ing", "filing"), ("pay", "pp", "paid"),
     ("re-register", "past", "re-registered"), ("log", "ing", "logging"), ("watch", "3", "watches")],
)  # fmt: skip
def test_english_verbs_take_their_forms(base: str, form: str, expected: str) -> None:
    assert english_forms.verb(base, form) == expected


def test_a_slot_on_one_side_only_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"frames\.txt, line 2: .*Doc stands on one side only"):
        rendered(tmp_path, "%np Doc\npaszport = passport\n", "Mam {Doc.acc}. = I have it.")


def test_an_unknown_category_and_an_unknown_word_are_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no category 'Dok'"):
        rendered(tmp_path, "%np Doc\npaszport = passport\n", "Mam {Dok.acc}. = I have {Dok.a}.")
    with pytest.raises(polish_forms.UnknownFormError, match="'gwąbel'"):
        polish_forms.parse_noun_phrase("gwąbel", None, False, False)


def test_every_frame_can_be_rendered_many_times() -> None:
    lexicon, rng = load(), random.Random(11)
    for frame in lexicon.frames:
        for _ in range(2):
            assert all(render(frame, lexicon, rng)), frame.text


def test_wordings_of_the_same_meaning_are_picked_on_one_side_alone() -> None:
    scope = scope_for(random.Random(5), load(), load().frames[0])
    template = parse("(a|b) {1:x|y}{1:x|y}", english=False)
    texts = {template.render(scope) for _ in range(50)}
    assert {text[0] for text in texts} == {"a", "b"}
    assert len({text[2:] for text in texts}) == 1


def test_written_articles_are_put_right_where_the_next_word_changed() -> None:
    assert with_articles("A elevator, a hour and an car.") == "An elevator, an hour and a car."


def test_other_wordings_are_put_in_now_and_then(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("# none\nen\tcannot\tcan't\npl\tbo\tponieważ\n", encoding="utf-8")
    synonyms, rng = Synonyms(tmp_path / "synonyms.txt"), random.Random(2)
    varied = [synonyms.vary(("Nie mogę, bo pada. Obok.", "I cannot. Cannot."), rng) for _ in range(400)]
    assert 8 < sum(english == "I can't. Cannot." for _, english in varied) < 60
    assert 8 < sum(polish == "Nie mogę, ponieważ pada. Obok." for polish, _ in varied) < 60
    assert len(set(varied)) >= 3


def test_the_termbase_is_what_the_lexicon_says_and_holds_no_term_twice() -> None:
    lines = termbase.TERMBASE.read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 == len(termbase.terms()) >= 800
    assert len({tuple(term[:2]) for term in termbase.terms()}) == len(termbase.terms())


def test_there_are_enough_frames_for_every_topic() -> None:
    topics: dict[str, int] = {}
    for frame in load().frames:
        topics[frame.topic] = topics.get(frame.topic, 0) + 1
    assert sum(topics.values()) >= 600
    assert len(topics) >= 20
