"""Every kind of writing once, in other sentences than those of evaluation/."""

import itertools
import random
import unicodedata

import pytest
from okienko_speech.polish.normaliser import normalise
from okienko_speech.words import plain


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Karta kosztuje 82 zł.", "karta kosztuje osiemdziesiąt dwa złote"),
        ("kwota 12,05 zł", "kwota dwanaście złotych pięć groszy"),
        ("od 100 zł", "od stu złotych"),
        ("za 21 zł", "za dwadzieścia jeden złotych"),
        ("10 zł/os.", "dziesięć złotych za osobę"),
        ("do 31.03.2026 r.", "do trzydziestego pierwszego marca dwa tysiące dwudziestego szóstego roku"),
        ("w dniach 1-3 maja", "w dniach od pierwszego do trzeciego maja"),
        ("przed 2010 r.", "przed dwa tysiące dziesiątym rokiem"),
        ("między godz. 8 a 10", "między godziną ósmą a dziesięć|między godziną ósmą a dziesiątą"),
        ("po godz. 15", "po godzinie piętnastej"),
        ("śr. 10:00-18:00", "środa od dziesiątej do osiemnastej"),
        ("z 5 świadkami", "z pięcioma świadkami"),
        ("2 świadków", "dwóch świadków"),
        ("22 osoby", "dwadzieścia dwie osoby"),
        ("na 2 piętrze", "na drugim piętrze"),
        ("art. 8 ust. 3", "artykuł ósmy ustęp trzeci"),
        ("na podst. Dz.U. 2023 poz. 5", "na podstawie dziennika ustaw dwa tysiące dwudziesty trzeci pozycja pięć"),
        ("ul. Kwiatowa 1/2 m. 3", "ulica kwiatowa jeden przez dwa mieszkania trzy"),
        ("Punkt 4/5", "punkt cztery przez pięć"),
        ("Urząd przyjmie od 10 do 20 wniosków.", "urząd przyjmie od dziesięciu do dwudziestu wniosków"),
        ("Biuro czynne od 10 do 12.", "biuro czynne od dziesiątej do dwunastej"),
        ("Ma 5 lat. Drugi ma 3. Razem 8.", "ma pięć lat drugi ma trzy razem osiem"),
        ("Lubię sport. Rano biegam.", "lubię sport rano biegam"),
        ("art. 22¹ § 1", "artykuł dwudziesty drugi indeks jeden paragraf pierwszy"),
        ("10 zł za m²", "dziesięć złotych za metr kwadratowy"),
        ('on powiedział "mam 5" i wyszedł', "on powiedział mam pięć i wyszedł"),
        ("bez 2 zdjęć", "bez dwóch zdjęć"),
        ("od ul. Szkolnej", "od ulicy szkolnej"),
        ("pod nr 12", "pod numerem dwanaście"),
        ("za Jana Pawła II", "za jana pawła drugiego"),
        ("I Liceum", "pierwsze liceum"),
        ("I co dalej?", "i co dalej"),
        ("ZUS-u", "zusu"),
        ("NFZ-u", "en ef zetu"),
        ("WNIOSEK O DOWÓD", "wniosek o dowód"),
        ("mDowód", "em dowód"),
        ("300+", "trzysta plus"),
        ("3,5 km", "trzy i pół kilometra"),
        ("02-100", "zero dwa sto"),
        ("tel. 600-700-800", "telefon sześćset siedemset osiemset"),
        ("zapłać grzywnę 200 zł", "zapłać grzywnę dwustu złotych"),
        ("Opłaty 30 zł i 20 zł.", "opłaty trzydzieści złotych i dwadzieścia złotych"),
        ("nie wydano 3 kart", "nie wydano trzech kart"),
        ("Nie działa 5 wind.", "nie działa pięć wind"),
        ("rodzice 2 uczniów", "rodzice dwóch uczniów"),
        ("w 2 lub 3 ratach", "w dwóch lub trzech ratach"),
        ("3 metry", "trzy metry"),
        ("2 m", "dwa metry"),
        ("7-osobowy", "siedmioosobowy"),
        ("60-lecie", "sześćdziesięciolecie"),
        ("5- i 6-latki", "pięcio i sześciolatki"),
        ("lata 70.", "lata siedemdziesiąte"),
        ("na 16. urodziny", "na szesnaste urodziny"),
        ("w 2. i 4. środę", "w drugą i czwartą środę"),
        ("2/5 etatu", "dwie piąte etatu"),
        (
            "3 marca i 5 marca (2026: 3386 zł)",
            "trzeciego marca i piątego marca dwa tysiące dwadzieścia sześć trzy tysiące trzysta osiemdziesiąt sześć złotych",
        ),
        ("-2°C", "minus dwa stopnie celsjusza"),
        ("2-3 osoby", "od dwóch do trzech osób"),
        ("skala 1:1000", "skala jeden do tysiąca"),
        ("4 x w roku", "cztery razy w roku"),
        ("10 x 20 cm", "dziesięć na dwadzieścia centymetrów"),
        (
            "PESEL 02070803628",
            "pesel zero dwadzieścia siedem zero osiem zero trzy sześćset dwadzieścia osiem|pesel zero dwa zero siedem zero osiem zero trzy sześćset dwadzieścia osiem",
        ),
        (
            "OR.0050.12.2024",
            "o er kropka zero zero pięćdziesiąt kropka dwanaście kropka dwa tysiące dwadzieścia cztery",
        ),
        (
            "uchwała nr V/30/2024",
            "uchwała numer pięć łamane przez trzydzieści łamane przez dwa tysiące dwadzieścia cztery",
        ),
        ("do 3.V.2025 r.", "do trzeciego maja dwa tysiące dwudziestego piątego roku"),
        ("przed 6 maja", "przed szóstym maja"),
        ("o 9.15", "o dziewiątej piętnaście"),
        ("u ks. Nowaka", "u księdza nowaka"),
        ("u dr Nowak", "u doktor nowak"),
        ("ul. św. Kingi 3", "ulica świętej kingi trzy"),
        ("ww. sprawa", "wyżej wymieniona sprawa"),
        ("z 30% bonifikatą", "z trzydziestoprocentową bonifikatą"),
        ("os. starsze", "osoby starsze"),
        ("Piekary Śl.", "piekary śląskie"),
        ("61 1090 1014 0000 0712 1981 2874", None),
    ],
)
def test_reads_office_writing_as_an_official_would(written: str, spoken: str) -> None:
    heard = plain(normalise(written))
    if spoken is None:
        assert not any(character.isdigit() for character in heard)
    else:
        assert heard in spoken.split("|")


def test_every_word_points_to_what_it_reads() -> None:
    text = "Opłata: 17 zł, do 31 marca."
    assert [(text[word.start : word.end], word.text) for word in normalise(text)] == [
        ("Opłata", "opłata"),
        ("17", "siedemnaście"),
        ("zł", "złotych"),
        ("do", "do"),
        ("31", "trzydziestego"),
        ("31", "pierwszego"),
        ("marca", "marca"),
    ]


def test_offsets_count_the_callers_characters_even_when_letters_are_decomposed() -> None:
    text = unicodedata.normalize("NFD", "Złóż wniosek 👍 już dziś")
    words = normalise(text)
    assert [unicodedata.normalize("NFC", text[word.start : word.end]) for word in words] == [
        "Złóż",
        "wniosek",
        "już",
        "dziś",
    ]
    assert [word.text for word in words] == ["złóż", "wniosek", "już", "dziś"]


def test_full_stop_of_an_abbreviation_does_not_end_a_sentence() -> None:
    marks = {word.text: word.mark for word in normalise("Przyjdź np. w piątek na ul. Rynek 1. Weź dowód.")}
    assert marks["przykład"] == ""
    assert marks["ulicę"] == ""
    assert marks["jeden"] == "."


def test_full_stop_of_an_abbreviation_at_the_end_of_a_sentence_ends_it() -> None:
    words = normalise("Ustawa z 2010 r. Nowa ustawa.")
    assert [word.mark for word in words if word.text == "roku"] == ["."]


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n\n", "😀😀", "\x00", "...", "<b></b>", "///", "––", "§", "№", "Привіт", "a" * 5000, "1" * 5000, "1.1.1.1.1", "12:99",
     "99.99.9999", "MMMMMM", "zł zł zł", "@@@", "http://", "1-1-1-1", "0-0", "½", "٣", "²"],
)  # fmt: skip
def test_nothing_makes_it_fail_and_no_digit_is_left_unread(text: str) -> None:
    words = normalise(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert not any(character in "0123456789" for word in words for character in word.text)


def test_random_mixtures_keep_ranges_in_order_and_in_the_text() -> None:
    chance = random.Random(7)
    pieces = [
        "17",
        " ",
        "zł",
        ".",
        ",",
        "-",
        "8:00",
        "art.",
        "ul.",
        "XXI",
        "PESEL",
        "a",
        "ż",
        "\n",
        "/",
        "31",
        "marca",
        "r.",
        "@",
        "pl",
        "%",
        "(",
        ")",
        "+48",
        "2024",
        "m²",
    ]
    for _ in range(300):
        text = "".join(chance.choice(pieces) for _ in range(chance.randint(1, 14)))
        words = normalise(text)
        ranges = [(word.start, word.end) for word in words]
        assert all(0 <= start < end <= len(text) for start, end in ranges), text
        for before, after in itertools.pairwise(ranges):
            assert before == after or before[1] <= after[0], (text, ranges)
