import pytest
from okienko_translation.languages import Language, other
from okienko_translation.text.facts import changed


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Masz dwa tygodnie.", "You have three weeks."),
        ("Potrzebujesz trzech zdjęć.", "You need four photos."),
        ("Masz na to 30 dni.", "You have 30 months for this."),
        ("Przyjdź w środę.", "Come on Thursday."),
        ("Nabór zaczyna się w marcu.", "Enrolment begins in May this year, not in March."),
        ("Wniosek jest potrzebny.", "The application is not needed."),
        ("Nie musisz płacić.", "You have to pay."),
        ("Wejdź na trzecie piętro.", "Go to the fourth floor."),
        ("Podpisany wniosek jest nieważny.", "An unsigned application is invalid."),
        ("Niepodpisany wniosek jest nieważny.", "A signed application is invalid."),
        ("Odśnieżony chodnik jest śliski.", "The uncleared pavement is slippery."),
        ("Mam płatny mandat.", "I have an unpaid fine."),
    ],
)
def test_notices_another_number_day_month_unit_or_not(source: str, output: str) -> None:
    assert changed(source, output, "pl", "en")
    assert changed(output, source, "en", "pl")


@pytest.mark.parametrize(
    ("polish", "english"),
    [
        ("Masz dwa tygodnie.", "You have 2 weeks."),
        ("Oboje rodzice muszą podpisać.", "Both parents must sign."),
        ("Paszport wydajemy dzieciom od 5 lat.", "We issue passports to children aged 5 or more."),
        ("Urząd jest nieczynny w niedzielę.", "The office is closed on Sunday."),
        ("Wstęp wolny.", "Admission is free."),
        ("Brakuje podpisu.", "The signature is missing."),
        ("Wniosek bez podpisu jest nieważny.", "An unsigned application is invalid."),
        ("Nikt nie podpisał niepodpisanego wniosku.", "Nobody has signed the unsigned application."),
        ("Wniosek jest niepodpisany.", "The application is not signed."),
        ("Mam zaległy rachunek.", "I have an unpaid bill."),
        ("Wziąłem urlop bezpłatny.", "I took unpaid leave."),
        ("Mogą przyjść w maju.", "They may come in May."),
        ("Przyjdź w ciągu 14 dni.", "Come within 14 days."),
    ],
)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_accepts_what_says_the_same_otherwise(polish: str, english: str, language: Language) -> None:
    source, output = (polish, english) if language == "pl" else (english, polish)
    assert not changed(source, output, language, other(language))


def test_an_hour_of_the_clock_is_no_number_of_years() -> None:
    assert changed("The deadline is at 9 a.m.", "Termin upływa o 9 lat.", "en", "pl")
    assert not changed("The deadline is at 9 a.m.", "Termin upływa o godzinie 9.", "en", "pl")
    assert not changed("Come at 9 a.m. within 14 days.", "Przyjdź o 9 w ciągu 14 dni.", "en", "pl")
