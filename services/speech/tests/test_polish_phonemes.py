import pytest
from okienko_speech.polish.normaliser import normalise
from okienko_speech.polish.phonemes import phonemes


def said(text: str) -> str:
    return " ".join(phonemes(normalise(text)))


@pytest.mark.parametrize(
    ("written", "sounds"),
    [
        ("dzień", "ʥˈɛɲ"),
        ("ziemia", "ʒˈɛmja"),
        ("pies", "pjˈɛs"),
        ("szczęście", "ʃʧˈɛɲɕʨɛ"),
        ("ząb", "zˈɔmp"),
        ("ręka", "rˈɛŋka"),
        ("wzięła", "vʒˈɛwa"),
        ("chleb", "xlˈɛp"),
        ("kwiat", "kfjˈat"),
        ("przy oknie", "pʂɨ ˈɔkɲɛ"),
        ("książka", "kɕˈɔ̃ʃka"),
        ("szkoła", "ʃkˈɔwa"),
        ("szum", "ʂˈum"),
        ("kosz", "kˈɔʂ"),
        ("prośba", "prˈɔʒba"),
        ("także", "tˈaɡʒɛ"),
        ("wtorek", "ftˈɔrɛk"),
        ("mógł", "mˈuk"),
        ("historii", "xistˈɔrji"),
        ("zaufany", "zaufˈanɨ"),
        ("auto", "ˈawtɔ"),
        ("nadzór", "nˈadzur"),
        ("podział", "pˈɔʥaw"),
        ("marznąć", "mˈarznɔɲʨ"),
        ("pięćdziesiąt", "pjɛɲʥˈɛɕɔnt"),
    ],
)
def test_spelling_becomes_sound(written: str, sounds: str) -> None:
    assert said(written) == sounds


@pytest.mark.parametrize(
    ("written", "sounds"),
    [
        ("matematyka", "matɛmˈatɨka"),
        ("urzędnika", "uʒɛndɲˈika"),
        ("zrobiliśmy", "zrɔbˈiliɕmɨ"),
        ("czterysta", "ʧtˈɛrɨsta"),
        ("USC", "u ɛs ʦˈɛ"),
        ("do urzędu", "dɔ uʒˈɛndu"),
    ],
)
def test_stress_falls_where_the_standard_puts_it(written: str, sounds: str) -> None:
    assert said(written) == sounds


def test_prepositions_take_the_voice_of_the_next_word() -> None:
    assert said("w domu z tego") == "v dˈɔmu s tˈɛɡɔ"


def test_final_consonants_are_voiceless_before_a_pause_and_voiced_before_a_voiced_word() -> None:
    assert said("jak dobrze, dowód") == "jaɡ dˈɔbʒɛ dˈɔvut"


def test_every_sound_is_in_the_alphabet_of_the_voice() -> None:
    from okienko_speech.engines.kokoro import SYMBOLS

    text = "Zażółć gęślą jaźń, pójdźże, kiń tę chmurność w głąb flaszy. Xero, quiz, vis-à-vis, Müller, façade, Žižka."
    assert set("".join(phonemes(normalise(text)))) <= set(SYMBOLS)
