"""Write the glossary that the service ships: the termbase's fixed names of documents, offices, payments and procedures.

python models/translation/grammar/glossary.py --memory .local/translation/memory

A glossary is enforced, so only terms of two or more words with one established translation are taken; phrases that anyone may say otherwise
("dym z komina") stay out, and so do terms that the town's own translators rendered otherwise more than once in ten. English wordings of `synonyms.txt` are admitted beside the preferred one.
"""

import argparse
import csv
import re
import sys
from collections import Counter
from pathlib import Path

from okienko_translation.glossary.csv_file import write_csv
from okienko_translation.glossary.entry import Entry
from okienko_translation.glossary.glossary import Glossary
from okienko_translation.languages import PAIRS
from okienko_translation.memory.alignment import trusted
from okienko_translation.memory.tmx import Unit, read
from termbase import TERMBASE

FOLDER = Path(__file__).resolve().parent
GLOSSARY = FOLDER.parent / "glossary.csv"
# What begins a fixed term though a preposition follows: "podatek od nieruchomości".
_FIXED = re.compile(
    r"^(?:podatek|zezwolenie|pozwolenie|prawo|odpis|zaświadczenie|orzeczenie|deklaracja|pełnomocnictwo|przejście|inspektor|fundusz)\b"
)
_LOOSE = re.compile(r" (?:w|we|z|ze|do|na|dla|od|po|przy|o|za|pod|bez|i) ")
_NOT_FIXED = re.compile(
    r"^(?:star|now|używan|złaman|zniszczon|źle|zepsut|wrak|kopia|oryginał|brak|pism|wizyta|koszt|dzień|numer|data|miejsce|liczba|mój|"
    r"zgłoszenie|zmiana|remont|segregacja|skrzynka|butelki|rysunek|pies|pusty|duż|mał|hałas|zwierz|nieodśnieżon|zalan|zatkan|adres|termin|"
    r"lekarz|kasa|imię|drugi|nieczynn|nieoświetlon|bezpańsk|porzucon|ważn|nieważn|dziura|godzin|szkoła|strona|oferta|wymiana|"
    r"naprawa|odbiór|zbiórka|kradzież|utrata|własn|palenie|kierownik|zastępca|osob|obywatel|umowa|rodzaj|sposób|wysokość)"
)
# Other terms for the same that are right too, Polish and English.
_ADMITTED = {
    "dowód osobisty": ("dowód", "ID|identity card"),
    "wiadomość SMS": ("SMS|esemes", "SMS"),
    "rachunek bankowy": ("konto bankowe|rachunek|konto", "account"),
    "samochód ciężarowy": ("ciężarówka", "heavy goods vehicle"),
    "przystanek autobusowy": ("przystanek", "stop"),
    "urząd miejski": ("urząd miasta|urząd gminy|urząd", "town hall|office"),
    "urząd stanu cywilnego": ("USC", "civil registry office|register office|civil registry"),
    "dowód tożsamości": ("dokument tożsamości", "identity document|ID"),
    "opłata roczna": ("roczna opłata", "yearly fee"),
    "rejestracja pojazdu": ("zarejestrować pojazd", "registering a vehicle|register a vehicle"),
    "zaświadczenie o niekaralności": ("", "certificate of no criminal record|clean criminal record certificate"),
    "prawo jazdy": ("", "driver's licence|driving license|licence"),
    "odpady segregowane": ("śmieci segregowane|odpady posegregowane", "separated waste"),
    "pracownik socjalny": ("", "welfare officer"),
    "straż miejska": ("", "municipal guard"),
    "wózek inwalidzki": ("wózek", "wheelchair user"),
    "działalność gospodarcza": ("firma", "business|company"),
    "parking strzeżony": ("", "attended car park"),
    "pojemnik na śmieci": ("kosz na śmieci|pojemnik", "bin"),
}
_LEAST_AGREEMENT = 0.9
# Taken although the town's translators never wrote them.
_BY_LAW = re.compile(
    r"^(?:podatek|zezwolenie|pozwolenie|prawo|fundusz|zasiłek|dodatek|świadczenie|ulga|opłata|urlop|spółka|zeznanie|sąd|akt|odpis|"
    r"rada|straż|księga|karta|tablica|renta|emerytura|dowód|profil|podpis|ubezpieczenie)\b"
)
_ENGLISH_LOOSE = re.compile(r"^(?:a|an|the) ")


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", type=Path, required=True, help="folder of .tmx files that people wrote")
    chosen = parser.parse_args()
    lines = (FOLDER / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    synonyms = [(row[1], row[2]) for row in (line.split("\t") for line in lines) if row[0] == "en" and len(row) == 3]
    with TERMBASE.open(encoding="utf-8") as source:
        entries = [_entry(row, synonyms) for row in csv.DictReader(source) if _is_fixed(row["pl"], row["en"])]
    units = trusted(unit for path in sorted(chosen.memory.glob("*.tmx")) for unit in read(path))
    entries = _agreed(entries, units)
    with GLOSSARY.open("w", encoding="utf-8", newline="") as output:
        output.write(write_csv(entries).decode())
    print(f"{len(entries)} entries in {GLOSSARY}.", file=sys.stderr)


def _entry(row: dict[str, str], synonyms: list[tuple[str, str]]) -> Entry:
    polish, english = _ADMITTED.get(row["pl"], ("", ""))
    variants = [row["en"], *(_reworded(row["en"], old, new) for old, new in synonyms), *english.split("|")]
    variants += [_reworded(variant, "waste", "rubbish") for variant in variants]
    # "sign-language interpreter" is as often written without the hyphen.
    variants += [variant.replace("-", " ") for variant in variants]
    pl, en = (tuple(dict.fromkeys(filter(None, many)))[:10] for many in ([row["pl"], *polish.split("|")], variants))
    return Entry(pl, en, row["domain"], row["part_of_speech"])


def _agreed(entries: list[Entry], units: list[Unit]) -> list[Entry]:
    """Return the entries that people's translations bear out, or that they do not have and whose kind is fixed by law."""
    glossary = Glossary(entries)
    stood: Counter[Entry] = Counter()
    kept: Counter[Entry] = Counter()
    for unit in units:
        for pair in PAIRS:
            source, target = unit.text(pair[0]), unit.text(pair[1])
            used = {term.source for term in glossary.applied(source, target, pair)}
            for found in glossary.find(source, pair[0]):
                stood[found.entries[0]] += 1
                kept[found.entries[0]] += found.entries[0].terms(pair[0])[0] in used
    return [
        entry
        for entry in entries
        if kept[entry] >= _LEAST_AGREEMENT * stood[entry] and (stood[entry] or _BY_LAW.match(entry.pl[0]))
    ]


def _is_fixed(polish: str, english: str) -> bool:
    if polish == english or " " not in polish or _ENGLISH_LOOSE.match(english) or _NOT_FIXED.match(polish):
        return False
    return bool(_FIXED.match(polish)) or not _LOOSE.search(polish)


def _reworded(english: str, old: str, new: str) -> str:
    return re.sub(rf"\b{re.escape(old)}\b", new, english)


if __name__ == "__main__":
    main()
