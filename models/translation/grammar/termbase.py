"""Write the termbase: every noun phrase of the words files that has no slot and is not only recognised ("serve").

python models/translation/grammar/termbase.py
"""

import csv
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
TERMBASE = FOLDER / "termbase.csv"
# Categories that are no terms: everyday things, clauses and what composes frames.
_DOMAINS = {
    "TermAdmin": "administration", "TermIdentity": "identity and civil status", "TermFamily": "family and school",
    "TermMoney": "taxes and fees", "TermBusiness": "business and work", "TermVehicle": "vehicles and transport",
    "TermWaste": "waste and environment", "TermProperty": "property and building", "TermHelp": "support and health",
    "TermSafety": "safety and law", "TermDigital": "online services", "Doc": "identity and civil status",
    "Ident": "identity and civil status", "Cert": "identity and civil status", "Permit": "administration",
    "Benefit": "family and school", "Fee": "taxes and fees", "Form": "administration", "Attach": "administration",
    "Office": "administration", "Official": "administration", "Decision": "administration", "Data": "administration",
    "Event": "administration", "Vehicle": "vehicles and transport", "Waste": "waste and environment",
    "Bin": "waste and environment", "Trouble": "safety and law", "Facility": "administration",
    "Property": "property and building", "Build": "property and building", "Device": "administration",
    "Group": "support and health", "PunishAct": "safety and law", "Service": "support and health",
    "DoDoc": "identity and civil status", "DoForm": "administration", "DoPay": "taxes and fees",
    "DoLife": "administration",
}  # fmt: skip
_FLAGS = re.compile(r" ?\[[a-z0-9,]+\]$")
_OBJECT_MARKS = re.compile(r"; *(?:pl|m1|m2|m3|f|n)\]")


def terms() -> list[tuple[str, str, str, str]]:
    """Return (Polish, English, field, part of speech), sorted, each pair once; noun phrases in the nominative."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for path in sorted((FOLDER / "words").glob("*.txt")):
        kind = name = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("%"):
                kind, name, *marks = line[1:].split()
                # Those are wordings to be read, at times loose ones, and no terms.
                kind = "" if "serve" in marks else kind
            elif " = " in line and kind == "np" and name in _DOMAINS and not set("{(@") & set(line):
                polish, english = _FLAGS.sub("", line).split(" = ")
                found.setdefault((polish.replace("~", ""), english.replace("~", "")), (_DOMAINS[name], "noun"))
    return sorted((*pair, *field) for pair, field in found.items())


def main() -> None:
    """Write the file."""
    with TERMBASE.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(("pl", "en", "domain", "part_of_speech"))
        writer.writerows(terms())
    print(f"{len(terms())} terms in {TERMBASE}.", file=sys.stderr)


if __name__ == "__main__":
    main()
