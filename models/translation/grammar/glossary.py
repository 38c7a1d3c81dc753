"""Write the glossary that the service ships: the termbase's fixed names of documents, offices, payments and procedures.

python models/translation/grammar/glossary.py

A glossary is enforced, so only terms of two or more words with one established translation are taken; phrases that anyone may say otherwise
("dym z komina") stay out. English wordings of `synonyms.txt` are admitted beside the preferred one.
"""

import csv
import re
import sys
from pathlib import Path

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
_ENGLISH_LOOSE = re.compile(r"^(?:a|an|the) ")


def main() -> None:
    """Write the file."""
    lines = (FOLDER / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith("en\t") and line.count("\t") == 2]
    synonyms = [(old, new) for _, old, new in rows]
    with TERMBASE.open(encoding="utf-8") as source, GLOSSARY.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(("pl", "en", "domain", "part_of_speech", "reviewed"))
        count = 0
        for row in csv.DictReader(source):
            if not _is_fixed(row["pl"], row["en"]):
                continue
            polish, english = _ADMITTED.get(row["pl"], ("", ""))
            variants = [row["en"], *(_reworded(row["en"], old, new) for old, new in synonyms), *english.split("|")]
            # "sign-language interpreter" is as often written without the hyphen.
            variants += [_reworded(variant, "waste", "rubbish") for variant in variants]
            variants += [variant.replace("-", " ") for variant in variants]
            terms = [
                "|".join(dict.fromkeys(filter(None, many))) for many in ([row["pl"], *polish.split("|")], variants)
            ]
            writer.writerow((*terms, row["domain"], row["part_of_speech"], "yes"))
            count += 1
    print(f"{count} entries in {GLOSSARY}.", file=sys.stderr)


def _is_fixed(polish: str, english: str) -> bool:
    if polish == english or " " not in polish or _ENGLISH_LOOSE.match(english) or _NOT_FIXED.match(polish):
        return False
    return bool(_FIXED.match(polish)) or not _LOOSE.search(polish)


def _reworded(english: str, old: str, new: str) -> str:
    return re.sub(rf"\b{re.escape(old)}\b", new, english)


if __name__ == "__main__":
    main()
