"""People who do not exist, for tests that look for traces of them."""

from dataclasses import dataclass

from hypothesis import strategies as st

FIRST_NAMES = [
    "Anna",
    "Piotr",
    "Katarzyna",
    "Krzysztof",
    "Małgorzata",
    "Andrzej",
    "Agnieszka",
    "Tomasz",
    "Barbara",
    "Paweł",
    "Ewa",
    "Jan",
    "Zdzisław",
    "Grażyna",
    "Wojciech",
    "Łucja",
    "Żaneta",
    "Bożena",
    "Stanisław",
    "Mariusz",
    "Oliwia",
    "Kacper",
    "Oleksandr",
    "Svitlana",
    "John",
    "Emily",
    "Nguyen",
]
SURNAMES = [
    "Nowak",
    "Kowalska",
    "Wiśniewski",
    "Wójcik",
    "Kamińska",
    "Lewandowski",
    "Zielińska",
    "Szymański",
    "Woźniak",
    "Dąbrowska",
    "Kozłowski",
    "Mazur",
    "Jankowska",
    "Krawczyk",
    "Piotrowski",
    "Grabowska",
    "Zając",
    "Pawłowski",
    "Michalska",
    "Król",
    "Wieczorek",
    "Jabłońska",
    "Wróbel",
    "Szczepaniak",
    "Brzęczyszczykiewicz",
    "Smith",
    "Johnson",
    "Kovalenko",
    "Tran",
]
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


@dataclass(frozen=True)
class Trace:
    """Something that identifies a person, and what of it must not be found."""

    written: str
    secrets: tuple[str, ...]


@st.composite
def pesels(draw: st.DrawFn) -> Trace:
    digits = draw(st.lists(st.integers(0, 9), min_size=10, max_size=10))
    check = -sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 10
    number = "".join(map(str, [*digits, check]))
    spaced = draw(
        st.sampled_from([number, f"{number[:6]} {number[6:]}", "-".join([number[:2], number[2:6], number[6:]])])
    )
    return Trace(f"{draw(st.sampled_from(['PESEL ', 'pesel: ', 'mój numer pesel to ', '']))}{spaced}", (number, spaced))


@st.composite
def phones(draw: st.DrawFn) -> Trace:
    number = str(draw(st.integers(100_000_000, 999_999_999)))
    grouped = draw(
        st.sampled_from(
            [
                number,
                f"{number[:3]} {number[3:6]} {number[6:]}",
                f"{number[:3]}-{number[3:6]}-{number[6:]}",
                f"({number[:2]}) {number[2:5]} {number[5:7]} {number[7:]}",
            ]
        )
    )
    prefix = draw(st.sampled_from(["", "+48 ", "0048", "tel. ", "mój telefon "]))
    return Trace(prefix + grouped, (number, grouped, number[-6:]))


@st.composite
def addresses(draw: st.DrawFn) -> Trace:
    local = draw(st.from_regex(r"[a-z]{3,9}[._-]?[a-z0-9]{2,9}", fullmatch=True))
    host = draw(st.sampled_from(["poczta.example", "mail.example.pl", "urzad-miasta.example"]))
    return Trace(f"{local}@{host}", (local, host))


@st.composite
def accounts(draw: st.DrawFn) -> Trace:
    digits = "".join(map(str, draw(st.lists(st.integers(0, 9), min_size=26, max_size=26))))
    grouped = " ".join([digits[:2], *(digits[start : start + 4] for start in range(2, 26, 4))])
    written = draw(st.sampled_from([digits, grouped, f"PL{digits}", f"PL {grouped}"]))
    return Trace(f"konto {written}", (digits, grouped, digits[-8:]))


@st.composite
def cases(draw: st.DrawFn) -> Trace:
    department = draw(st.from_regex(r"[A-Z]{2,4}(-[IVX]{1,3})?", fullmatch=True))
    number = draw(st.integers(100, 9999))
    year = draw(st.integers(2015, 2029))
    written = f"{department}.{number}.{draw(st.integers(1, 99))}.{year}"
    return Trace(f"sprawa {written}", (written, f".{number}.", f"{department}."))


@st.composite
def documents(draw: st.DrawFn) -> Trace:
    letters = draw(st.from_regex(r"[A-Z]{2,3}", fullmatch=True))
    digits = str(draw(st.integers(100_000, 9_999_999)))
    space = draw(st.sampled_from(["", " "]))
    return Trace(f"numer {letters}{space}{digits}", (digits, letters + digits))


_SAID = {
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "en": "zero one two three four five six seven eight nine",
}


@st.composite
def spoken_numbers(draw: st.DrawFn) -> Trace:
    """A number as it is dictated or signed: a word a digit, or hundreds and tens."""
    digits = draw(st.lists(st.integers(0, 9), min_size=6, max_size=11))
    spoken = [_SAID[draw(st.sampled_from(["pl", "en"]))].split()[digit] for digit in digits]
    tens = ["osiemdziesiąt", "pięćset", "dwadzieścia", "sto"]
    words = draw(st.sampled_from([spoken, [*tens[: len(spoken) % 4 + 1], *spoken]]))
    between = draw(st.sampled_from([" ", ", ", "-"]))
    written = between.join(words)
    return Trace(
        f"{draw(st.sampled_from(['pesel ', 'TELEFON MÓJ ', 'numer konta ', '']))}"
        f"{draw(st.sampled_from([written, written.upper()]))}",
        tuple(words),
    )


@st.composite
def spelled_names(draw: st.DrawFn) -> Trace:
    """A surname in finger spelling, as the page sends it and as people type it; with a first name or by itself."""
    last = draw(st.sampled_from([name for name in SURNAMES if len(name) > 3]))
    between = draw(st.sampled_from(["-", " ", ".", ", ", " - ", "|", "+", "_"]))
    spelled = between.join(draw(st.sampled_from([last.upper(), last.lower()])))
    introduction = draw(
        st.sampled_from(["NAZYWAĆ-SIĘ {}", "JA NAZYWAĆ SIĘ {}", "nazywam się {}", "my name is {}", "pan {}", "{}"])
    )
    # By itself a spelled word of the town's answers is taken for that word.
    return Trace(introduction.format(spelled), (last, spelled, between.join(last[1:].lower())))


@st.composite
def names(draw: st.DrawFn) -> Trace:
    first, last = draw(st.sampled_from(FIRST_NAMES)), draw(st.sampled_from(SURNAMES))
    if draw(st.booleans()):
        last = f"{last}-{draw(st.sampled_from(SURNAMES))}"
    introduction = draw(
        st.sampled_from(["nazywam się {}", "mam na imię {}", "my name is {}", "pan {}", "jestem {}", "I am {}", "{}"])
    )
    name = f"{first} {last}"
    # Without any introduction a name shows by its capitals.
    written = name if introduction == "{}" else draw(st.sampled_from([name, name.lower(), name.upper()]))
    return Trace(introduction.format(written), (first, *last.split("-")))


TRACES = st.one_of(
    pesels(), phones(), addresses(), accounts(), cases(), documents(), names(), spoken_numbers(), spelled_names()
)
