"""What a thief of the database, or of a backup of it, would read: every column was looked at, and only two can name a person."""

import sqlite3
from contextlib import closing
from pathlib import Path

from okienko_faq.learning.journal import Journal, today_in_poland
from okienko_faq.learning.kept import KeptTables
from okienko_faq.learning.masking import Masker
from okienko_faq.mail.queue import Letter, Queue
from okienko_faq.store.connecting import Database
from okienko_faq.store.tables import METADATA

PUBLIC = "what the town publishes, and when"
COUNT = "a number, a name of something that is published, or a day; never a moment"
RANDOM = "drawn by chance, of nothing"
DIGEST = "of published texts"
SIGNED_OFF = {
    "documents": dict.fromkeys(("digest", "body"), PUBLIC),
    "versions": dict.fromkeys(("version", "content_hash", "published_at", "answers"), PUBLIC),
    "items": dict.fromkeys(("version", "kind", "item_id", "position", "digest", "revision"), PUBLIC),
    "publication": dict.fromkeys(("id", "version", "folder_hash"), PUBLIC),
    "vectors": dict.fromkeys(("digest", "vector"), DIGEST),
    "questions": dict.fromkeys(("day", "language", "reason", "answer_id", "count"), COUNT)
    | {"question_id": RANDOM, "text": "masked, and only in towns that keep questions"},
    "topic_counts": dict.fromkeys(("day", "topic", "outcome", "language", "count"), COUNT),
    "ratings": dict.fromkeys(("day", "answer_id", "language", "helpful", "unhelpful"), COUNT),
    "letters": dict.fromkeys(("answer_id", "language", "translated", "is_machine_translated", "tries"), COUNT)
    | {
        "letter_id": RANDOM,
        "recipient": "an address, until the letter is sent or given up: a day at most",
        "created_at": "a moment, as long",
        "due_at": "a moment, as long",
    },
    "letter_counts": {"digest": "of an address or a caller, with the key of its day", "count": COUNT},
    "daily_keys": {"day": COUNT, "key": "for today's digests; gone tomorrow, and with it what they mean"},
    "jobs": dict.fromkeys(
        ("job_id", "kind", "answer_id", "language", "position", "state", "tries", "progress", "problem"), PUBLIC
    )
    | {"lease": RANDOM, "due_at": PUBLIC, "changed_at": PUBLIC},
}
PERSON = ("jan.kowalski@poczta.example", "192.0.2.77", "Kowalski", "44051401359", "600 100 200")


def test_every_column_of_the_store_was_looked_at() -> None:
    columns = {name: {column.name for column in table.columns} for name, table in METADATA.tables.items()}
    assert columns == {name: set(signed) for name, signed in SIGNED_OFF.items()}, (
        "A new column: could it name a person, or tell when one asked? Say in SIGNED_OFF what it holds."
    )


def test_a_thief_of_the_whole_folder_reads_nobody(tmp_path: Path) -> None:
    """A day of a town that keeps questions, then a copy of every file: neither SQL nor the bytes name the resident."""
    database = Database(tmp_path / "data" / "faq.sqlite")
    journal = Journal(KeptTables(database), "questions", 90, 730, today_in_poland)
    question = (
        "Nazywam się Jan Kowalski, PESEL 44051401359, tel. 600 100 200, jan.kowalski@poczta.example: gdzie krokodyl?"
    )
    journal.use(Masker({"krokodyl", "gdzie"}.__contains__))
    journal.asked(question, "pl", "decline", "")
    journal.rated("dowod-osobisty", "pl", question, helped=False)
    journal.write()
    queue = Queue(database, 5, 20, lambda: 1_800_000_000.0, today_in_poland)
    queue.add(Letter(PERSON[0], "dowod-osobisty", "pl"), PERSON[1])
    assert PERSON[0] in dump(tmp_path), "while it waits, the address has to be somewhere"
    letter = queue.lease()
    assert letter
    queue.remove(letter)
    database.close()
    stolen = dump(tmp_path)
    assert "krokodyl" in stolen
    for word in PERSON:
        assert word.lower() not in stolen.lower(), word


def dump(folder: Path) -> str:
    """Return all rows and all bytes of every file."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    rows: list[str] = []
    for path in files:
        if path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as connection:
                rows += connection.iterdump()
    return "\n".join([*rows, *(path.read_bytes().decode(errors="replace") for path in files)])
