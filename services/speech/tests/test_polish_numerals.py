import pytest
from okienko_speech.polish.numerals import CASES, LARGEST, Case, Gender, cardinal, collective, ordinal, plural_case


@pytest.mark.parametrize(
    ("number", "case", "gender", "spoken"),
    [
        (0, "gen", "m3", "zera"),
        (1, "nom", "f", "jedna"),
        (1, "acc", "m1", "jednego"),
        (2, "inst", "f", "dwiema"),
        (2, "nom", "m1", "dwóch"),
        (5, "nom", "m1", "pięciu"),
        (12, "gen", "m3", "dwunastu"),
        (21, "gen", "m3", "dwudziestu jeden"),
        (22, "nom", "f", "dwadzieścia dwie"),
        (104, "inst", "m3", "stu czterema"),
        (500, "gen", "m3", "pięciuset"),
        (1000, "nom", "m3", "tysiąc"),
        (2000, "loc", "m3", "dwóch tysiącach"),
        (5000, "gen", "m3", "pięciu tysięcy"),
        (22_000, "nom", "m3", "dwadzieścia dwa tysiące"),
        (1_000_001, "nom", "m3", "milion jeden"),
        (2_500_000, "nom", "m3", "dwa miliony pięćset tysięcy"),
    ],
)
def test_cardinals_take_case_and_gender(number: int, case: Case, gender: Gender, spoken: str) -> None:
    assert cardinal(number, case, gender) == spoken


@pytest.mark.parametrize(
    ("number", "case", "gender", "spoken"),
    [
        (31, "gen", "m3", "trzydziestego pierwszego"),
        (3, "gen", "f", "trzeciej"),
        (2, "nom", "f", "druga"),
        (2, "nom", "n", "drugie"),
        (100, "nom", "m3", "setny"),
        (1999, "loc", "m3", "tysiąc dziewięćset dziewięćdziesiątym dziewiątym"),
        (2000, "loc", "m3", "dwutysięcznym"),
        (2005, "gen", "m3", "dwa tysiące piątego"),
        (20, "acc", "f", "dwudziestą"),
    ],
)
def test_ordinals_inflect_only_their_last_parts(number: int, case: Case, gender: Gender, spoken: str) -> None:
    assert ordinal(number, case, gender) == spoken


def test_children_are_counted_with_collective_numerals() -> None:
    assert [collective(3, case) for case in CASES] == ["troje", "trojga", "trojgu", "troje", "trojgiem", "trojgu"]
    assert collective(5, "inst") == "pięciorgiem"


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (1, ("sg", "nom")),
        (2, ("pl", "nom")),
        (12, ("pl", "gen")),
        (22, ("pl", "nom")),
        (25, ("pl", "gen")),
        (1000, ("pl", "gen")),
    ],
)
def test_noun_agrees_with_the_number_before_it(number: int, form: tuple[str, str]) -> None:
    assert plural_case(number, "nom") == form


def test_number_out_of_range_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="Cardinals are known"):
        cardinal(LARGEST + 1)
