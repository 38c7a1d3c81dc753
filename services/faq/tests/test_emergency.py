import pytest
from okienko_faq.retrieval.emergency import detect
from okienko_faq.retrieval.emergency_words import Danger
from okienko_faq.retrieval.glosses import join


@pytest.mark.parametrize(
    "text",
    [
        "czy jest pożar",
        "Pali się dom sąsiada!",
        "czuć gaz na klatce",
        "mąż ma zawał",
        "dziecko nie oddycha",
        "człowiek leży nieprzytomny na chodniku",
        "ktoś mnie atakuje",
        "chcę się zabić",
        "nie chce mi się żyć",
        "ratunku",
        "Pomocy!",
        "wezwijcie karetkę",
        "there is a fire in my building",
        "my father is having a heart attack",
        "I want to kill myself",
        "someone has a knife",
        "call an ambulance",
        "help me please",
        "zaginęło dziecko",
    ],
)
def test_sees_danger(text: str) -> None:
    assert detect(text) is not None


@pytest.mark.parametrize(
    "glosses",
    ["POŻAR DOM", "MĄŻ BIĆ JA", "DZIECKO ODDYCHAĆ NIE", "SERCE BOLEĆ", "CZŁOWIEK NIEPRZYTOMNY ULICA", "ŻYĆ NIE CHCIEĆ"],
)
def test_sees_danger_in_signs(glosses: str) -> None:
    assert detect(join(glosses.split())) is not None


@pytest.mark.parametrize(
    "text", ["mąż mnie bije", "Partner mnie bije. Gdzie dostanę schronienie?", "my husband beats me"]
)
def test_knows_violence_at_home(text: str) -> None:
    found = detect(text)
    assert found is not None
    assert found.domestic


@pytest.mark.parametrize(
    "text",
    [
        "zaświadczenie po pożarze",
        "zasiłek celowy po pożarze domu",
        "ubezpieczenie od pożaru",
        "spalił mi się dowód osobisty",
        "sąsiad pali śmieci w piecu",
        "świadectwo pracy w straży pożarnej",
        "renta po zawale",
        "akt zgonu po wypadku",
        "adres komendy policji",
        "gdzie zgłosić przemoc w domu",
        "niebieska karta",
        "potrzebuję pomocy finansowej",
        "pomoc społeczna",
        "gdzie zgłosić zgubienie dowodu",
        "kradzież dowodu osobistego",
        "fire safety certificate",
        "where is the fire station opening hours",
        "how to pay for parking",
        "bilet dla osoby z niepełnosprawnością",
        "życie w mieście",
        "opłata za psa",
        "zabijać czas w bibliotece",
        "wypadek przy pracy",
        "jak wyrobić dowód osobisty",
    ],
)
def test_leaves_everyday_business_alone(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("w stodole się fajczy", Danger.FIRE),
        ("z mieszkania obok leci dym", Danger.FIRE),
        ("zajęły się zasłony w sypialni", Danger.FIRE),
        ("cuchnie mi gazem w łazience", Danger.FIRE),
        ("czujnik czadu wyje, a żonie słabo", Danger.FIRE),
        ("our house is burning, children inside", Danger.FIRE),
        ("kolega leży na chodniku i nic nie mówi", Danger.MEDICAL),
        ("nie mogę jej dobudzić", Danger.MEDICAL),
        ("brat spadł z drabiny i nie może wstać", Danger.MEDICAL),
        ("dziadek bełkocze", Danger.MEDICAL),
        ("odeszły mi wody", Danger.MEDICAL),
        ("pod dzieckiem na stawie zarwał się lód, wpadło", Danger.MEDICAL),
        ("wnuczek napił się wybielacza", Danger.MEDICAL),
        ("zerwany przewód leży i iskrzy", Danger.MEDICAL),
        ("he stopped breathe help", Danger.MEDICAL),
        ("beze mnie będzie wam lepiej", Danger.SUICIDE),
        ("zostawił list pożegnalny", Danger.SUICIDE),
        ("i keep cutting myself", Danger.SUICIDE),
        ("wujek leje moją siostrę", Danger.DOMESTIC),
        ("boję się wracać do domu", Danger.DOMESTIC),
        ("obcy facet grzebie przy zamku", Danger.CRIME),
        ("zniknęła mi córeczka na plaży", Danger.CRIME),
        ("we lost our toddler at the fair", Danger.CRIME),
        ("wał pękł, idzie na nas woda", Danger.ANY),
        ("sufit się zawalił, ktoś leży pod gruzami", Danger.ANY),
    ],
)
def test_words_of_danger_belong_together_in_any_order(text: str, danger: Danger) -> None:
    found = detect(text)
    assert found is not None
    assert danger in found.dangers


@pytest.mark.parametrize(
    "glosses",
    [
        "DYM DUŻO DOM",
        "DYM DOM DZIECKO ŚRODEK",
        "LEŻEĆ MAMA MÓWIĆ NIE",
        "CÓRKA PLAŻA ZGUBIĆ",
        "DOM WEJŚĆ OBCY",
        "ŻYĆ KONIEC JA",
    ],
)
def test_words_of_danger_belong_together_in_signs(glosses: str) -> None:
    assert detect(join(glosses.split())) is not None


@pytest.mark.parametrize(
    "text",
    [
        "pali mi się do pracy, gdzie szukać ofert",
        "umieram z nudów w kolejce",
        "tonę w papierach, kto pomoże",
        "fajerwerki, wolno strzelać w parku?",
        "dziecku zginęła legitymacja, zgubiło ją",
        "zgubiłam paszport dziecka",
        "ktoś chodzi po domach i sprzedaje pompy ciepła",
        "rachunek za prąd mnie poraził",
        "beze mnie się nie da załatwić?",
        "jutro mnie nie będzie w mieście",
        "I am drowning in forms",
        "dying to know when the pool opens",
        "my kids lost their library cards",
        "umiera mi telefon",
        "ojciec dziecka zniknął i nie płaci alimentów",
        "z komina sąsiada leci dym",
    ],
)
def test_figures_of_speech_and_lost_things_are_no_danger(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    ("harmless", "and_danger"),
    [("tonę w długach", "i chcę ze sobą skończyć"), ("umieram z nudów", "a w piwnicy bucha ogień")],
)
def test_a_figure_of_speech_does_not_hide_danger_beside_it(harmless: str, and_danger: str) -> None:
    assert detect(harmless) is None
    assert detect(f"{harmless} {and_danger}") is not None
