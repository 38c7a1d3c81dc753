"""`make capacity`: the sums of docs/capacity.md, from the costs that stand there.

The page's first table says what each thing costs each process; this adds it up for a town, a region and the country, and writes the
tables between the page's two marks anew. Whoever has measured on a machine of their own changes the costs and runs it again.
"""

import math
import re
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/capacity.md"
BEGIN, END = "<!-- sums: written by `make capacity` -->", "<!-- end of the sums -->"
PROCESSES = ("gateway", "faq", "recognition", "signing", "translation", "speech")
PLACES = {"town of 50,000": 50_000, "region of 5 million": 5_000_000, "the country, 38 million": 38_000_000}
QUESTIONS_A_YEAR, WORKING_DAYS, BUSIEST_HOUR, LETTER_DAY = 1.2, 250, 0.2, 10
QUESTIONS_A_VISIT = 3
BUSY = 0.6
"""So full may processors be, so that a copy may die and p95 stays low."""
VISIT = {
    # How often each thing is done in a visit, of 70 in writing, 15 at the topics, 10 who listen, 5 who sign for two minutes, and one
    # in a hundred that is a conversation at the counter.
    "a question in writing": QUESTIONS_A_VISIT * 0.85,
    "topics, a name's film, an answer": QUESTIONS_A_VISIT * 0.15,
    "a reading that lies ready": QUESTIONS_A_VISIT * 0.10,
    "a second of signing": 120 * 0.05,
    "a sentence translated by machine": 10 * 0.01,
    "a sentence read aloud for the first time": 5 * 0.01,
}
SIGNED_SECONDS, SIGNERS = 120, 0.05


def costs(page: str) -> dict[str, dict[str, float]]:
    """Return the milliseconds of a core that each thing costs each process, as the page says.

    Raises:
        ValueError: the table lacks a thing that visits are made of.
    """
    found = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in VISIT and len(cells) > len(PROCESSES):
            numbers = [0.0 if cell == "–" else float(cell.replace(",", "")) for cell in cells[1 : 1 + len(PROCESSES)]]
            found[cells[0]] = dict(zip(PROCESSES, numbers, strict=True))
    if missing := VISIT.keys() - found.keys():
        raise ValueError(f"{PAGE.name} says no cost of {', '.join(sorted(missing))}.")
    return found


def visits(residents: int, *, letter: bool) -> float:
    """Return how many visits begin in a second of the busiest hour."""
    a_day = residents * QUESTIONS_A_YEAR / QUESTIONS_A_VISIT / WORKING_DAYS
    return a_day * BUSIEST_HOUR / 3600 * (LETTER_DAY if letter else 1)


def cores(cost: Mapping[str, Mapping[str, float]], process: str, visits_a_second: float) -> float:
    """Return the processors that a process keeps busy."""
    return visits_a_second * sum(times * cost[thing][process] for thing, times in VISIT.items()) / 1000


def copies(busy: float, *, at_least: int) -> int:
    """Return how many copies of one core each it takes."""
    return max(at_least, math.ceil(busy / BUSY))


def tables(page: str) -> str:
    """Return the two tables: how much is asked, and what that needs."""
    cost = costs(page)
    asked = [["", *PLACES]]
    for name, letter in (
        ("questions a second, busiest hour of an ordinary day", False),
        ("the same on the day of the letter", True),
    ):
        asked.append([name, *(_short(visits(n, letter=letter) * QUESTIONS_A_VISIT) for n in PLACES.values())])
    signing = [visits(n, letter=True) * SIGNED_SECONDS * SIGNERS for n in PLACES.values()]
    asked.append(["people who sign at the same time, that day", *map(_short, signing)])
    needed = [["cores that are busy on the day of the letter → copies of one core each", *PLACES]]
    sums = dict.fromkeys(PLACES, 0.0)
    counted = dict.fromkeys(PLACES, 0)
    for process in PROCESSES:
        row = [process]
        for place, residents in PLACES.items():
            busy = cores(cost, process, visits(residents, letter=True))
            number = copies(busy, at_least=1 if residents < 100_000 else 2)
            sums[place] += busy
            counted[place] += number
            row.append(f"{_short(busy)} → {number}")
        needed.append(row)
    needed.append(["all", *(f"**{_short(sums[place])} → {counted[place]}**" for place in PLACES)])
    needed.append(
        [f"processors, at most {BUSY:.0%} busy", *(str(max(1, math.ceil(sums[place] / BUSY))) for place in PLACES)]
    )
    return f"{_table(asked)}\n\n{_table(needed)}"


def renewed(page: str) -> str:
    """Return the page with its sums made anew."""
    return re.sub(
        f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n{tables(page)}\n{END}", page, flags=re.DOTALL
    )


def _short(value: float) -> str:
    if value < 0.005:
        return "< 0.01"
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def _table(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(tables(PAGE.read_text(encoding="utf-8")))
