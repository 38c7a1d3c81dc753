"""Values made by chance: dates, times, amounts, rooms, phone numbers, codes, invented streets and people."""

import random
from collections.abc import Callable

_MONTHS = (
    ("stycznia", "January"), ("lutego", "February"), ("marca", "March"), ("kwietnia", "April"), ("maja", "May"),
    ("czerwca", "June"), ("lipca", "July"), ("sierpnia", "August"), ("września", "September"),
    ("października", "October"), ("listopada", "November"), ("grudnia", "December"),
)  # fmt: skip
_STREETS = (
    "Długa", "Krótka", "Polna", "Leśna", "Ogrodowa", "Szkolna", "Kolejowa", "Ratuszowa", "Lipowa", "Klonowa", "Słoneczna",
    "Kwiatowa", "Mickiewicza", "Kościuszki", "Sienkiewicza", "Prusa", "Zamkowa", "Młyńska", "Wodna", "Sportowa", "Parkowa",
    "Nowa", "Stawowa", "Wiśniowa", "Mostowa", "Targowa", "Łąkowa", "Piaskowa", "Rzemieślnicza", "Cicha",
)  # fmt: skip
_AMOUNTS = (
    "5 zł", "10 zł", "17 zł", "22 zł", "30 zł", "34 zł", "50 zł", "61 zł", "70 zł", "84 zł", "100 zł", "140 zł", "150 zł", "160 zł",
    "200 zł", "215,84 zł", "250 zł", "300 zł", "340 zł", "500 zł", "598 zł", "800 zł", "1000 zł", "1500 zł", "1922 zł", "5000 zł",
    "66,50 zł", "12,50 zł", "2,40 zł", "3,50 zł", "4,40 zł", "1 200 zł", "13,50 zł", "48 zł", "39 zł", "120 zł", "98 zł",
)  # fmt: skip
_FORMS = (
    "CEIDG-1", "PIT-37", "PIT-36", "PIT-11", "PIT-2", "PIT-28", "VAT-R", "DO-1", "DN-1", "IN-1", "PCC-3", "SD-Z2", "SD-3", "DT-1",
    "IR-1", "IL-1", "ZUS ZUA", "ZUS DRA", "Z-3", "NIP-2", "KRS-W3", "B-3", "PB-1", "PB-2", "ERP-6", "US-7", "Z-15A",
)  # fmt: skip
_USERS = (
    "urzad",
    "sekretariat",
    "kontakt",
    "podatki",
    "kancelaria",
    "meldunki",
    "odpady",
    "usc",
    "biuro",
    "swiadczenia",
    "drogi",
)
_HOSTS = ("przykladowo.example", "miasto.example", "gmina-lipowa.example", "starostwo.example", "mops.example")
_UNITS = ("SO", "PO", "GK", "OŚ", "USC", "WKD", "AB", "GN", "FN", "KD", "OR")


def _date(rng: random.Random) -> tuple[str, str]:
    month = rng.randrange(12)
    day = rng.randint(1, 28 if month == 1 else 30)
    polish, english = f"{day} {_MONTHS[month][0]}", f"{day} {_MONTHS[month][1]}"
    if rng.random() < 0.35:
        year = rng.randint(2023, 2029)
        return f"{polish} {year} r.", f"{english} {year}"
    return polish, english


def _same(make: Callable[[random.Random], str]) -> Callable[[random.Random], tuple[str, str]]:
    def both(rng: random.Random) -> tuple[str, str]:
        text = make(rng)
        return text, text

    return both


def _hour(rng: random.Random) -> str:
    return f"{rng.randint(7, 20)}:{rng.choice(('00', '00', '00', '30', '15', '45'))}"


def _period(rng: random.Random) -> tuple[str, str]:
    first, last = sorted(rng.sample(range(12), 2))
    start, end = rng.randint(1, 28), rng.randint(1, 28)
    return (
        f"od {start} {_MONTHS[first][0]} do {end} {_MONTHS[last][0]}",
        f"from {start} {_MONTHS[first][1]} to {end} {_MONTHS[last][1]}",
    )


def _hours(rng: random.Random) -> str:
    return f"{rng.randint(6, 9)}:{rng.choice(('00', '30'))}–{rng.randint(14, 20)}:{rng.choice(('00', '30'))}"


def _room(rng: random.Random) -> str:
    return str(rng.choice((rng.randint(1, 48), rng.randint(101, 130), rng.randint(201, 225)))) + rng.choice(
        ("",) * 9 + ("A",)
    )


def _phone(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return f"{rng.choice((12, 22, 32, 41, 58, 61, 71, 85, 89))} {rng.randint(200, 899)} {rng.randint(10, 99)} {rng.randint(10, 99)}"
    return f"{rng.randint(500, 799)} {rng.randint(100, 999)} {rng.randint(100, 999)}"


def _address(rng: random.Random) -> str:
    return f"ul. {rng.choice(_STREETS)} {rng.randint(1, 120)}" + (
        f"/{rng.randint(1, 40)}" if rng.random() < 0.2 else ""
    )


def _article(rng: random.Random) -> str:
    text = f"art. {rng.randint(3, 130)}"
    if rng.random() < 0.5:
        text += f" ust. {rng.randint(1, 6)}"
        if rng.random() < 0.3:
            text += f" pkt {rng.randint(1, 8)}"
    return text


def _case(rng: random.Random) -> str:
    return f"{rng.choice(_UNITS)}.{rng.randint(1000, 7999)}.{rng.randint(1, 400)}.{rng.randint(2024, 2028)}"


def _account(rng: random.Random) -> str:
    return f"{rng.randint(10, 99)} " + " ".join(f"{rng.randint(0, 9999):04d}" for _ in range(6))


INVENTED: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "Date": _date,
    "Hour": _same(_hour),
    "Period": _period,
    "Opens": _same(lambda rng: f"{rng.randint(6, 10)}:{rng.choice(('00', '30'))}"),
    "Closes": _same(lambda rng: f"{rng.randint(13, 20)}:{rng.choice(('00', '30'))}"),
    "Hours": _same(_hours),
    "Room": _same(_room),
    "Phone": _same(_phone),
    "Email": _same(lambda rng: f"{rng.choice(_USERS)}@{rng.choice(_HOSTS)}"),
    "Site": _same(
        lambda rng: f"www.{rng.choice(_HOSTS)}" + rng.choice(("", "/odpady", "/podatki", "/wizyty", "/eurzad"))
    ),
    "Amount": _same(lambda rng: rng.choice(_AMOUNTS)),
    "Percent": _same(
        lambda rng: rng.choice(("1%", "2%", "5%", "10%", "15%", "20%", "25%", "30%", "50%", "80%", "90%", "0,5%"))
    ),
    "Address": _same(_address),
    "Street": _same(lambda rng: f"ul. {rng.choice(_STREETS)}"),
    "FormCode": _same(lambda rng: rng.choice(_FORMS)),
    "Article": _same(_article),
    "Journal": _same(lambda rng: f"Dz.U. {rng.randint(1996, 2026)} poz. {rng.randint(11, 2400)}"),
    "Case": _same(_case),
    "Account": _same(_account),
    "Line": _same(lambda rng: str(rng.randint(1, 199))),
    "Year": _same(lambda rng: str(rng.randint(2019, 2029))),
    "Number": _same(lambda rng: str(rng.randint(2, 60))),
    "Plate": _same(lambda rng: f"{rng.choice(('KR', 'WX', 'PO', 'GD', 'LU', 'DW'))} {rng.randint(10000, 99999)}"),
}
