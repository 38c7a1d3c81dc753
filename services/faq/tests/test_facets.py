"""What residents are asked back by: read off the answers, or said by an editor."""

import json
from collections.abc import Callable
from pathlib import Path

from okienko_faq.content.loading import load
from okienko_faq.content.schemas import SCHEMAS
from okienko_faq.dialogue.facets import grouped
from okienko_faq.dialogue.findings import Findings
from okienko_faq.dialogue.phrases import PHRASES
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.retriever import Retriever

WritePack = Callable[..., Path]


def _findings(folder: Path) -> Findings:
    return Findings(Retriever([from_pack_entry(entry) for entry in load(folder).entries], weights.load(), None).index)


def test_facets_are_read_off_title_and_question(write_pack: WritePack) -> None:
    assert _findings(write_pack()).facets_of("dowod-zgubiony")["what"] == "what-lost"


def test_what_an_editor_says_wins_and_the_rest_is_read(write_pack: WritePack) -> None:
    folder = write_pack(lambda town, topics, places, entries: entries["dowod-zgubiony"].update(facets={"who": "adult"}))
    assert _findings(folder).facets_of("dowod-zgubiony") == {"who": "who-adult", "what": "what-lost"}


def test_what_is_beyond_the_first_groups_joins_something_else_and_none_is_lost() -> None:
    values = ("what-other", "what-end", "what-pay", "what-get", "what-report", "what-find")
    own = {f"entry-{number}": {"what": value} for number, value in enumerate(values)}
    groups = grouped(list(own), "what", own)
    assert {entry for group in groups.values() for entry in group} == set(own)
    assert list(groups) == ["what-end", "what-pay", "what-get", "what-other"]
    assert groups["what-other"] == ["entry-0", "entry-4", "entry-5"]


def test_every_facet_that_an_editor_may_say_has_a_name_in_all_languages() -> None:
    schema = json.loads((SCHEMAS / "entry.schema.json").read_text(encoding="utf-8"))
    facets = schema["properties"]["facets"]["properties"]
    said = {f"{facet}-{value}" for facet, values in facets.items() for value in values["enum"]}
    assert said == {name for name in PHRASES if name.split("-")[0] in facets}
