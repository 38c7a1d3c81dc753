"""A small generated town for all tests."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from faq_databases import database, location, postgresql
from faq_layers import KINDS, WriteLayers, dump
from okienko_faq.content.loading import load
from okienko_faq.content.model import Pack
from okienko_faq.dialogue.dialogue import Dialogue
from okienko_faq.engines.hashing import HashingEmbedder
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.retriever import Retriever

__all__ = ["database", "location", "postgresql"]


@pytest.fixture(scope="session", autouse=True)
def _vectors_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the embeddings of invented packs out of the folder of the Okienko that is installed here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OKIENKO_FAQ_VECTORS", str(tmp_path_factory.mktemp("vectors-of-tests") / "faq-vectors.npz"))
        yield


HOURS = [{"day": 1, "opens": "08:00", "closes": "16:00"}]
TOWN = {
    "id": "miasteczko",
    "name": "Miasteczko",
    "time_zone": "Europe/Warsaw",
    "office": "ratusz",
    "interpreter": {"url": "https://miasteczko.example/pjm", "hours": HOURS},
    "emergency": {"number": "112", "pl": "Zadzwoń pod numer 112.", "en": "Call 112."},
}
PLACES = [
    {
        "id": "ratusz",
        "pl": {"name": "Ratusz", "note": "Parter."},
        "en": {"name": "Town hall", "note": "Ground floor."},
        "address": "Rynek 1, 00-000 Miasteczko",
        "phone": "44 000 00 00",
        "email": "ratusz@miasteczko.example",
        "hours": HOURS,
    }
]
TOPICS = [
    {"id": "dokumenty", "icon": "id-card", "pl": "Dokumenty", "en": "Documents"},
    {"id": "pomoc", "icon": "hands", "pl": "Pomoc", "en": "Support"},
]


def text(question: str, title: str, short: str, aliases: list[str]) -> dict[str, Any]:
    return {
        "question": question,
        "title": title,
        "short": short,
        "easy": ["Pierwsze proste zdanie.", "Drugie proste zdanie."],
        "steps": ["Krok pierwszy.", "Krok drugi."],
        "cost": "0 zł",
        "duration": "30 dni",
        "aliases": aliases,
    }


def entry(
    entry_id: str, topic: str, pl: dict[str, Any], en: dict[str, Any] | None, glosses: list[str]
) -> dict[str, Any]:
    values = {
        "id": entry_id,
        "topic": topic,
        "icon": "id-card",
        "checked": "2026-11-24",
        "sources": [{"title": "Ustawa o dowodach osobistych", "provision": "art. 5"}],
        "places": ["ratusz"],
        "related": [],
        "pl": pl,
        "gloss_aliases": glosses,
        "pjm": "URZĄD IŚĆ",
    }
    return values | ({"en": en} if en else {})


def _entries() -> dict[str, dict[str, Any]]:
    made = [
        entry(
            "dowod-osobisty",
            "dokumenty",
            text(
                "Jak wyrobić dowód osobisty?",
                "Dowód osobisty",
                "Złóż wniosek o dowód w dowolnym urzędzie gminy. Dowód dostaniesz w ciągu 30 dni.",
                ["chcę dostać nowy dowód osobisty", "gdzie złożyć wniosek o dowód", "ile się czeka na dowód"],
            ),
            text(
                "How do I get an ID card?",
                "ID card",
                "Apply for the ID card at any municipal office. You get it within 30 days.",
                ["get an identity card", "apply for a new ID card", "how long does an ID card take"],
            ),
            ["DOWÓD OSOBISTY WYROBIĆ JAK"],
        ),
        entry(
            "dowod-zgubiony",
            "dokumenty",
            text(
                "Zgubiłem dowód osobisty. Co robić?",
                "Zgubiony dowód",
                "Zgłoś utratę dowodu od razu, w urzędzie albo przez internet. Stary dowód zostanie unieważniony.",
                ["skradziono mi dowód", "zgubiony dowód osobisty", "unieważnić dowód po kradzieży"],
            ),
            text(
                "I have lost my ID card. What do I do?",
                "Lost ID card",
                "Report the loss at once, at the office or online. The old card is cancelled.",
                ["my identity card was stolen", "report a lost ID card", "cancel my identity card"],
            ),
            ["DOWÓD ZGUBIĆ CO ROBIĆ"],
        ),
        entry(
            "oplata-za-smieci",
            "dokumenty",
            text(
                "Ile płacę za śmieci?",
                "Opłata za śmieci",
                "Opłata za odpady zależy od liczby mieszkańców. Złóż deklarację w urzędzie miasta.",
                ["stawka za odpady od osoby", "deklaracja śmieciowa", "kiedy zapłacić za wywóz śmieci"],
            ),
            None,
            ["ŚMIECI PŁACIĆ ILE"],
        ),
        entry(
            "numery-alarmowe",
            "pomoc",
            text(
                "Jaki jest numer alarmowy?",
                "Numery alarmowe",
                "W niebezpieczeństwie zadzwoń pod numer 112. Osoby głuche mogą użyć aplikacji Alarm112.",
                ["numer na pogotowie", "telefon na straż pożarną", "jak wezwać karetkę"],
            ),
            text(
                "What is the emergency number?",
                "Emergency numbers",
                "In danger call 112. Deaf people can use the Alarm112 app.",
                ["ambulance phone number", "fire brigade number", "how to call 112"],
            ),
            ["POGOTOWIE NUMER JAKI"],
        ),
        entry(
            "przemoc-domowa",
            "pomoc",
            text(
                "Gdzie zgłosić przemoc w domu?",
                "Przemoc domowa",
                "Pomoc dostaniesz w ośrodku pomocy społecznej. Możesz tam dostać schronienie.",
                ["niebieska karta", "pomoc dla ofiar przemocy", "znęcanie się w rodzinie"],
            ),
            text(
                "Where do I report violence at home?",
                "Domestic violence",
                "The social welfare centre helps. You can get shelter there.",
                ["blue card procedure", "help for victims of violence", "abuse in the family"],
            ),
            ["DOM PRZEMOC POMOC GDZIE"],
        ),
    ]
    ids = [values["id"] for values in made]
    for number, values in enumerate(made):
        values["related"] = [ids[(number + 1) % len(ids)]]
    made[0] |= {"featured": 1, "title_pjm": "DOWÓD OSOBISTY"}
    made[3] |= {"featured": 2, "title_pjm": "POMOC NUMER"}
    return {values["id"]: values for values in made}


ENTRIES = _entries()
WritePack = Callable[..., Path]


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """Write the town, changed by `change(town, topics, places, entries)`, and return its folder."""

    def write(change: Callable[[Any, Any, Any, Any], object] | None = None) -> Path:
        town, topics, places, entries = copy.deepcopy((TOWN, TOPICS, PLACES, ENTRIES))
        if change:
            change(town, topics, places, entries)
        folder = tmp_path / "miasteczko"
        (folder / "entries").mkdir(parents=True, exist_ok=True)
        for name, value in (("town", town), ("topics", topics), ("places", places)):
            dump(folder / f"{name}.yaml", value)
        for name, value in entries.items():
            dump(folder / "entries" / f"{name}.yaml", value)
        return folder

    return write


@pytest.fixture
def write_layers(tmp_path: Path) -> WriteLayers:
    """Write the answers as a national pack and a town that extends it; return the town's folder.

    `overlay` is laid over "dowod-osobisty"; `town` goes into town.yaml, `place` into the town's only place; `national`
    changes the national "dowod-osobisty"; `related` is what all other answers are related to.
    """

    def write(
        overlay: dict[str, Any] | None = None,
        town: dict[str, Any] | None = None,
        national: Callable[[dict[str, Any]], object] | None = None,
        place: dict[str, Any] | None = None,
        related: str = "",
    ) -> Path:
        folder, base = tmp_path / "miasteczko", tmp_path / "kraj"
        entries = copy.deepcopy(ENTRIES)
        if national:
            national(entries["dowod-osobisty"])
        about = {"id": "kraj", "name": "Kraj", "places": KINDS, "emergency": TOWN["emergency"]}
        dump(base / "pack.yaml", about)
        dump(base / "topics.yaml", TOPICS)
        for name, value in entries.items():
            if related and name != "dowod-osobisty":
                value["related"] = [related if name != related else "dowod-osobisty"]
            dump(base / "entries" / f"{name}.yaml", value)
        own = {key: value for key, value in TOWN.items() if key != "emergency"}
        dump(folder / "town.yaml", own | {"extends": "kraj"} | (town or {}))
        dump(folder / "places.yaml", [PLACES[0] | (place or {})])
        (folder / "entries").mkdir(exist_ok=True)
        if overlay:
            dump(folder / "overlays" / "dowod-osobisty.yaml", overlay)
        return folder

    return write


@pytest.fixture
def pack(write_pack: WritePack) -> Pack:
    return load(write_pack())


@pytest.fixture
def dialogue(retriever: Retriever) -> Dialogue:
    return Dialogue(retriever, ["dowod-osobisty", "numery-alarmowe"])


@pytest.fixture
def retriever(pack: Pack) -> Retriever:
    return Retriever([from_pack_entry(entry) for entry in pack.entries], weights.load(), HashingEmbedder())
