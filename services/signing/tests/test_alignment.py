import unicodedata

import pytest
from okienko_signing.alignment import aligned
from okienko_signing.draft import draft
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.model import Lexicon


def words(line: str, text: str, *, is_polish: bool = True) -> list[str]:
    """Return gloss=word for every gloss that has a place."""
    tokens = parse_glosses(line)
    spans = aligned(tokens, text, is_polish=is_polish)
    return [
        f"{token.text}={text[span[0] : span[1]]}" for token, span in zip(tokens, spans, strict=True) if span is not None
    ]


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("DOWÓD WNIOSEK DAĆ", "Złóż wniosek o dowód.", ["WNIOSEK=wniosek", "DOWÓD=dowód", "DAĆ=Złóż"]),
        (
            "URZĄD PRZYJŚĆ | ZDJĘCIE",
            "Przyjdź do urzędu ze zdjęciem.",
            ["URZĄD=urzędu", "PRZYJŚĆ=Przyjdź", "ZDJĘCIE=zdjęciem"],
        ),
        ("DZIECKO 18 ROK", "Dziecko, które ma 18 lat.", ["DZIECKO=Dziecko", "18=18", "ROK=lat"]),
        ("NIE-WIEM GDZIE", "Nie wiesz, gdzie?", ["NIE-WIEM=Nie wiesz", "GDZIE=gdzie"]),
        ("STAROSTWO PRAWO-JAZDY", "Prawo jazdy ze starostwa.", ["PRAWO-JAZDY=Prawo jazdy", "STAROSTWO=starostwa"]),
        ("OD 8 DO 16", "Otwarte od 8:00 do 16:00.", [f"{gloss}=od 8:00 do 16:00" for gloss in ("OD", "8", "DO", "16")]),
        ("17zł", "Opłata: 17 zł.", ["17=17", "ZŁOTY=zł"]),
        ("31,50zł", "Opłata: 31,50 zł.", [f"{gloss}=31,50 zł" for gloss in ("31", "ZŁOTY", "50", "GROSZ")]),
        ("5.06.2024", "Do 5 czerwca 2024 r.", ["5=5", "CZERWIEC=czerwca", "2024=2024"]),
        ("44-000-01-00", "Tel. 44 000 01 00.", [f"{group}=44 000 01 00" for group in ("44", "000", "01", "00")]),
        ("MIEJSCE 2", "Dwa miejsca.", ["2=Dwa", "MIEJSCE=miejsca"]),
        ("ADRES #ZEGAROWA 3", "Przy ul. Zegarowej 3.", ["ZEGAROWA=Zegarowej", "3=3"]),
        ("#ZUS DZWONIĆ", "Zadzwoń do ZUS.", ["ZUS=ZUS", "DZWONIĆ=Zadzwoń"]),
    ],
)
def test_glosses_stand_for_the_words_whose_lemma_they_are(line: str, text: str, expected: list[str]) -> None:
    assert sorted(words(line, text)) == sorted(expected)


def test_what_is_not_in_the_text_or_not_certain_has_no_place() -> None:
    assert words("SAMOCHÓD", "Przyjdź do urzędu.") == []
    assert words("A " * 300, "a " * 1000) == []


def test_the_order_of_the_text_decides_between_words_that_occur_twice() -> None:
    text = "Złóż wniosek. Potem zapłać 5 zł. Drugi wniosek złóż w urzędzie i zapłać 7 zł."
    spans = aligned(parse_glosses("WNIOSEK 5 ZŁOTY | WNIOSEK 7 ZŁOTY"), text, is_polish=True)
    assert spans == ((5, 12), (27, 28), (29, 31), (39, 46), (72, 73), (74, 76))


def test_in_another_language_only_numbers_and_names_have_a_place() -> None:
    assert words("DO #ZUS 30 DZIEŃ", "Go to ZUS, do it in 30 days.", is_polish=False) == ["ZUS=ZUS", "30=30"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Złóż dowód.", (5, 10)),
        ("😀👩‍👧 Złóż dowód.", (10, 15)),
        (unicodedata.normalize("NFD", "Złóż dowód."), (7, 13)),
        ("e\u0301 👍🏽 " + unicodedata.normalize("NFD", "dowód"), (6, 12)),
    ],
)
def test_places_are_code_points_of_the_text_as_it_came(text: str, span: tuple[int, int], lexicon: Lexicon) -> None:
    assert aligned(parse_glosses("DOWÓD"), text, is_polish=True) == (span,)
    drafted = draft(text, lexicon.signs)
    assert dict(zip(drafted.line.split(), drafted.spans, strict=True))["DOWÓD"] == span
    assert unicodedata.normalize("NFC", text[span[0] : span[1]]) == "dowód"


def test_a_draft_knows_where_each_gloss_came_from(lexicon: Lexicon) -> None:
    text = "Gdzie w ul. Zegarowej jest prawo jazdy? Otwarte od 8:00 do 16:00."
    drafted = draft(text, lexicon.signs)
    written = [word for word in drafted.line.split() if word != "|"]
    found = [(word, text[start:end]) for word, (start, end) in zip(written, drafted.spans, strict=True)]
    assert ("PRAWO-JAZDY", "prawo jazdy") in found
    assert ("ULICA", "ul.") in found
    assert ("8:00-16:00", "od 8:00 do 16:00") in found
    assert found[written.index("GDZIE")] == ("GDZIE", "Gdzie")


def test_a_draft_that_is_cut_keeps_as_many_places_as_words(lexicon: Lexicon) -> None:
    drafted = draft("Urząd jest duży. Dom jest mały. Kot śpi.", lexicon.signs, longest=14)
    assert sum(word != "|" for word in drafted.line.split()) == len(drafted.spans)
