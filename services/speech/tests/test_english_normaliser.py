import pytest
from okienko_speech.english.normaliser import normalise
from okienko_speech.words import plain


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It costs 17 zł.", "It costs seventeen zlotys"),
        ("PLN 1,250", "one thousand two hundred fifty zlotys"),
        ("4.40 zł", "four zlotys forty groszy"),
        ("1 zł", "one zloty"),
        ("open 8:00-16:00", "open from eight AM to four PM"),
        ("at 12:00", "at noon"),
        ("call 22 443 10 25", "call two two four four three one zero two five"),
        ("0 000", "zero zero zero zero"),
        ("+48 600 123 456", "plus four eight six zero zero one two three four five six"),
        ("by 31 December 2025", "by the thirty first of December twenty twenty five"),
        ("05.06.2024", "the fifth of June twenty twenty four"),
        ("10-14 days", "ten to fourteen days"),
        ("the 2nd floor", "the second floor"),
        ("your PESEL", "your pesel"),
        ("the USC", "the U S C"),
        ("No. 5", "number five"),
        ("No. Go away.", "No Go away"),
        ("£20", "twenty pounds"),
        ("-3°C", "minus three degrees Celsius"),
        ("1/12 of the fee", "one twelfth of the fee"),
        ("ul. Polna 2/4", "ulica Polna two flat four"),
        ("Dz.U. 2016 poz. 1947", "Journal of Laws twenty sixteen poz one thousand nine hundred forty seven"),
        ("2000 residents", "two thousand residents"),
        ("Mrs Nowak", "missus Nowak"),
        ("info@miasto.pl", "info at miasto dot P L"),
    ],
)
def test_reads_what_a_polish_office_writes_in_english(written: str, spoken: str) -> None:
    assert plain(normalise(written)) == spoken


def test_polish_names_are_marked_so_that_they_are_said_the_polish_way() -> None:
    words = normalise("Go to ul. Długa today.")
    assert [word.text for word in words if word.is_foreign] == ["ulica", "Długa"]
