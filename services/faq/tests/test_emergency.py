import pytest
from okienko_faq.retrieval.emergency import detect
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
