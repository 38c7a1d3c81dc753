"""A revision for every answer: changes whenever anything that a resident sees in it changes."""

import hashlib

from okienko_faq.content.model import Entry, Pack

_LENGTH = 16


def revisions(pack: Pack) -> dict[str, str]:
    """Return 16 hexadecimal digits for each answer id, from its texts, places and the titles of related answers."""
    places = {place.id: place.model_dump_json() for place in pack.places}
    titles = {entry.id: f"{entry.title('pl')}{entry.title('en')}{entry.icon}" for entry in pack.entries}
    return {entry.id: _revision(entry, places, titles) for entry in pack.entries}


def _revision(entry: Entry, places: dict[str, str], titles: dict[str, str]) -> str:
    parts = [
        entry.model_dump_json(exclude={"editor_notes"}),
        *(places[place] for place in entry.places),
        *(titles[related] for related in entry.related),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_LENGTH]
