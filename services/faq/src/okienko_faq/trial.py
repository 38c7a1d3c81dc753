"""`python -m okienko_faq.trial`: is the store whole after a power cut, and how soon does a replica answer anew?

Kills a publishing process (SIGKILL) again and again at a random moment and looks each time whether the store holds the
old or the new pack, whole. Then publishes one changed answer and measures until a following replica answers with it.
Prints a table and writes `reports/faq_store.json`.
"""

# ruff: noqa: T201 - a command line prints

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from okienko_common.reports import print_table, write_report

from okienko_faq.content.loading import load
from okienko_faq.content.model import Pack
from okienko_faq.desk import vectors_of
from okienko_faq.engines.choosing import choose_embedder
from okienko_faq.publishing import Publisher, follow
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database
from okienko_faq.store.killing import kill_publishers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 1 when a store was not whole."""
    parser = argparse.ArgumentParser(prog="python -m okienko_faq.trial", description=__doc__)
    parser.add_argument("--tries", type=int, default=200, help="processes to kill")
    parser.add_argument("--database", help="an empty database; default: a SQLite file in a temporary folder")
    parser.add_argument("--content", type=Path, help="folder of the pack; default: that of the settings")
    parser.add_argument("--kills-only", action="store_true", help="do not measure how soon a replica answers anew")
    chosen = parser.parse_args(arguments)
    settings = FaqSettings()
    content = chosen.content or settings.content
    pack = load(content)
    with tempfile.TemporaryDirectory() as folder:
        location = chosen.database or str(Path(folder) / "faq.sqlite")
        kills = kill_publishers(location, pack, chosen.tries)
        figures: dict[str, float] = {
            "kills": kills.tries,
            "stores_not_whole": kills.torn,
            "kills_in_the_middle_of_writing": kills.in_the_middle,
        }
        if not chosen.kills_only:
            with closing(Database(location)) as database:
                vectors = vectors_of(settings, content)
                publisher = Publisher(database, choose_embedder(settings), vectors, settings.remembered_queries)
                figures |= asyncio.run(milliseconds_to_answer(publisher, pack, settings.poll_seconds))
    print_table(["figure", "value"], [[name, f"{value:.0f}"] for name, value in figures.items()])
    print(write_report("faq_store", figures))
    return 1 if kills.torn else 0


async def milliseconds_to_answer(publisher: Publisher, pack: Pack, poll_seconds: float) -> dict[str, float]:
    """Publish one changed answer ten times and measure until a following replica shows it, and searches it.

    The time runs from the end of the publication, which is when a second replica could see it.
    """
    publisher.store.publish(pack, "start")
    published = await asyncio.to_thread(publisher.load)
    moments: asyncio.Queue[float] = asyncio.Queue()
    following = asyncio.create_task(
        follow(publisher, published, lambda _: moments.put_nowait(time.monotonic()), poll_seconds)
    )
    shown: list[float] = []
    searched: list[float] = []
    first, *others = pack.entries
    for number in range(10):
        priced = first.pl.model_copy(update={"cost": f"{number} zł"})
        changed = pack.model_copy(update={"entries": (first.model_copy(update={"pl": priced}), *others)})
        await asyncio.to_thread(publisher.store.publish, changed, str(number))
        started = time.monotonic()
        shown.append(1000 * (await moments.get() - started))
        searched.append(1000 * (await moments.get() - started))
    following.cancel()
    return {
        "publish_to_shown_ms_median": sorted(shown)[5],
        "publish_to_shown_ms_worst": max(shown),
        "publish_to_searched_ms_median": sorted(searched)[5],
        "publish_to_searched_ms_worst": max(searched),
    }


if __name__ == "__main__":
    sys.exit(main())
