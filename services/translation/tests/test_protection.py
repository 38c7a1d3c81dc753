import pytest
from okienko_translation.languages import Language, Pair
from okienko_translation.protection import lost, protect, restore
from okienko_translation.text.spans import Kind, find

PL_EN: Pair = ("pl", "en")


@pytest.mark.parametrize(
    ("text", "part", "kind"),
    [
        ("Złóż PIT-37 w urzędzie.", "PIT-37", Kind.CODE),
        ("Formularz CEIDG-1 jest w sieci.", "CEIDG-1", Kind.CODE),
        ("Druk VAT-R złóż osobiście.", "VAT-R", Kind.CODE),
        ("Świadczenie 800+ na dziecko.", "800+", Kind.CODE),
        ("Gdzie złożyć ZUS Z-3b?", "Z-3b", Kind.CODE),
        ("Druk PIT/O złóż osobiście.", "PIT/O", Kind.CODE),
        ("Uchwała nr XII/145/2023 obowiązuje.", "XII/145/2023", Kind.CODE),
        ("Podaj PESEL 85010112345 dziecka.", "85010112345", Kind.CODE),
        ("Podaj NIP 525-000-00-00 firmy.", "525-000-00-00", Kind.CODE),
        ("Opłata: 1 922,50 zł od osoby.", "1 922,50 zł", Kind.AMOUNT),
        ("Pay PLN 1,922.50 here.", "PLN 1,922.50", Kind.AMOUNT),
        ("To jest 5% ceny.", "5%", Kind.AMOUNT),
        ("Do 31.12.2026 masz czas.", "31.12.2026", Kind.DATE),
        ("Od 2026-01-01 jest drożej.", "2026-01-01", Kind.DATE),
        ("Do 31 maja 2026 r. masz czas.", "31 maja 2026 r.", Kind.MONTH_DATE),
        ("Czynne w godz. 8.00-16.00.", "8.00-16.00", Kind.TIME),
        ("Czynne 8:00–16:00 codziennie.", "8:00–16:00", Kind.TIME),
        ("Zadzwoń: 22 443 10 25 teraz.", "22 443 10 25", Kind.PHONE),
        ("Zadzwoń: +48 123 456 789.", "+48 123 456 789", Kind.PHONE),
        ("Napisz: urzad@miasto.example.", "urzad@miasto.example", Kind.EMAIL),
        ("Wejdź na https://www.gov.pl/web/gov?a=1.", "https://www.gov.pl/web/gov?a=1", Kind.URL),
        ("Wejdź na gov.pl i zaloguj się.", "gov.pl", Kind.URL),
        ("Kod 00-950 Warszawa.", "00-950", Kind.POSTCODE),
        ("Zgodnie z art. 15b ust. 1 pkt 2 ustawy.", "art. 15b ust. 1 pkt 2", Kind.ARTICLE),
        ("Zobacz § 2 ust. 1 uchwały.", "§ 2 ust. 1", Kind.ARTICLE),
        ("Źródło: Dz.U. 2024 poz. 123 i inne.", "Dz.U. 2024 poz. 123", Kind.STATUTE),
        ("Przyjdź na ul. 3 Maja 15/4 jutro.", "ul. 3 Maja 15/4", Kind.ADDRESS),
        ("Urząd jest przy ul. J. Nowaka 4.", "ul. J. Nowaka 4", Kind.ADDRESS),
        ("Sprawa OR.5343.12.2026 trwa.", "OR.5343.12.2026", Kind.CASE_NUMBER),
        ("Zgłoś to w ZUS jutro.", "ZUS", Kind.ACRONYM),
        ("Konto 12 1234 5678 9012 3456 7890 1234 urzędu.", "12 1234 5678 9012 3456 7890 1234", Kind.ACCOUNT),
        ("To jest <b>ważne</b> dla nas.", "<b>", Kind.MARKUP),
    ],
)
def test_finds_what_no_machine_may_change(text: str, part: str, kind: Kind) -> None:
    language: Language = "en" if text.startswith("Pay") else "pl"
    assert (part, kind) in [(span.text, span.kind) for span in find(text, language)]


@pytest.mark.parametrize("text", ["W 2024 r. było drożej.", "Z 3 dzieci jest taniej.", "W 5 dni dostaniesz dowód."])
def test_a_preposition_before_a_number_is_no_code(text: str) -> None:
    assert find(text, "pl") == []


def test_raised_voices_are_no_acronyms() -> None:
    assert find("JAK WYROBIĆ DOWÓD OSOBISTY", "pl") == []
    assert find("Bring your ID card, NOT a copy.", "en") == []


def test_the_longest_given_phrase_wins() -> None:
    spans = find("Urząd Miasta Przykładowo jest tu.", "pl", ["Urząd Miasta", "Urząd Miasta Przykładowo"])
    assert [span.text for span in spans] == ["Urząd Miasta Przykładowo"]


def test_a_phrase_inside_a_word_stays_a_part_of_it() -> None:
    assert find("Lipowa i Lipowata", "pl", ["Lipowa"])[0].end == 6
    assert len(find("Lipowa i Lipowata", "pl", ["Lipowa"])) == 1


def test_the_machine_sees_placeholders_and_the_reader_the_parts() -> None:
    text = "Złóż PIT-37 do 30 kwietnia w ZUS."
    hidden = protect(text, find(text, "pl"), PL_EN)
    assert hidden.text == "Złóż QZ1 do QZ21 w QZ2."
    assert restore(hidden, "Submit QZ1 to QZ2 by QZ21.") == "Submit PIT-37 to ZUS by 30 April."
    assert restore(hidden, "Submit qz1 to QZ 2 by QZ-21.") == "Submit PIT-37 to ZUS by 30 April."


@pytest.mark.parametrize(
    "output",
    [
        "Submit QZ1 by QZ21.",
        "Submit QZ1 to QZ2 by QZ21 and QZ21.",
        "Submit QZ1 to QZ2 by QZ4.",
        "Submit QZ1 to QZ2 by QZ21, QZ4.",
        "Submit QZ1 to QZ2s by QZ21.",
        "Submit QZ1 to QZ2 by QZ21 QZ.",
    ],
)
def test_a_lost_doubled_or_altered_placeholder_is_noticed(output: str) -> None:
    text = "Złóż PIT-37 do 30 kwietnia w ZUS."
    assert restore(protect(text, find(text, "pl"), PL_EN), output) is None


def test_placeholders_never_collide_with_the_text() -> None:
    text = "Kod QZ1 i PIT-37."
    hidden = protect(text, [span for span in find(text, "pl") if span.text == "PIT-37"], PL_EN)
    assert restore(hidden, hidden.text) == text


def test_eleven_parts_are_told_apart() -> None:
    text = " i ".join(f"PIT-{number}" for number in range(20, 31))
    hidden = protect(text, find(text, "pl"), PL_EN)
    assert restore(hidden, hidden.text) == text


def test_notices_what_an_unprotected_translation_lost() -> None:
    text = "Zapłać 17 zł do 31 maja 2026 r. w USC."
    assert lost(text, "Pay 17 zł by 31 May 2026 at USC.", PL_EN) == []
    assert lost(text, "Pay 17 zł by May 31, 2026 at USC.", PL_EN) == []
    assert [span.text for span in lost(text, "Pay PLN 17 by 30 May 2026 at the office.", PL_EN)] == [
        "17 zł",
        "31 maja 2026 r.",
        "USC",
    ]
