from okienko_speech.phrases import FIRST, LONGEST, split
from okienko_speech.polish.normaliser import normalise
from okienko_speech.words import plain


def cut(text: str) -> list[tuple[str, str]]:
    return [(plain(phrase.words), phrase.ending) for phrase in split(normalise(text))]


def test_every_sentence_is_a_phrase() -> None:
    assert cut("Dzień dobry. W czym pomóc?") == [("dzień dobry", "sentence"), ("w czym pomóc", "sentence")]


def test_empty_line_ends_a_paragraph() -> None:
    assert [ending for _, ending in cut("Tytuł\n\nTreść.")] == ["paragraph", "sentence"]


def test_long_first_sentence_is_cut_at_a_comma_so_that_sound_begins_soon() -> None:
    text = "Jeśli zgubisz dowód osobisty, zgłoś to jak najszybciej w dowolnym urzędzie gminy albo przez internet."
    first, rest = cut(text)
    assert first == ("jeśli zgubisz dowód osobisty", "clause")
    assert rest[1] == "sentence"


def test_second_sentence_is_not_cut_for_speed() -> None:
    text = "Tak. Jeśli zgubisz dowód osobisty, zgłoś to jak najszybciej w dowolnym urzędzie gminy albo przez internet."
    assert len(cut(text)) == 2


def test_sentence_without_commas_never_grows_beyond_what_a_voice_can_carry() -> None:
    phrases = split(normalise("bardzo " * 200))
    assert all(sum(len(word.text) + 1 for word in phrase.words) <= LONGEST for phrase in phrases)
    assert sum(len(phrase.words) for phrase in phrases) == 200
    assert FIRST < LONGEST


def test_single_word_longer_than_the_limit_is_still_spoken() -> None:
    assert len(split(normalise("a" * 400))) == 1


def test_nothing_to_say_gives_no_phrase() -> None:
    assert split(normalise("… !!! 😀")) == []
