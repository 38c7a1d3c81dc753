"""`python -m okienko_signing import-hamnosys`: takes a dictionary's transcriptions into a lexicon folder."""

import argparse
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from okienko_signing.engine.compiler import SignError, compile_sign
from okienko_signing.hamnosys.files import Written, glosses_of, read_entries, translated, write_source
from okienko_signing.hamnosys.symbols import Token
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.lexicon.yaml_nodes import LexiconError


@dataclass
class Outcome:
    """What became of a file."""

    total: int = 0
    parsed: int = 0
    accepted: list[tuple[str, tuple[Token, ...]]] = field(default_factory=list)
    """Entries whose every symbol shapes the motion, by gloss."""
    compiled: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("file", type=Path, help="JSON list of {gloss, hamnosys | symbols}, or gloss<TAB>symbols lines")
    parser.add_argument("--output", type=Path, required=True, help="lexicon folder of the town")
    parser.add_argument("--source", help="short name of the dictionary; else the file's name")
    parser.add_argument("--citation", help="who may be thanked for it, as it shall stand in the lexicon")


def run(chosen: argparse.Namespace, shipped: Path) -> str:
    """Import, and return what to print.

    Raises:
        LexiconError: the file is no list of transcriptions.

    """
    name = chosen.source or chosen.file.stem
    outcome = read_all(read_entries(chosen.file), name, load_lexicon(shipped))
    target = write_source(chosen.output, name, chosen.citation or chosen.file.name, outcome.accepted)
    lines = [*outcome.problems]
    lines += [f"Not shown in the motion: {symbol} ({count} times)." for symbol, count in outcome.ignored.most_common()]
    lines.append(
        f"{chosen.file.name}: {outcome.total} entries, {outcome.parsed} read, {outcome.compiled} taken into {target} "
        f"as {len(outcome.accepted)} glosses, {outcome.total - outcome.compiled} left out."
    )
    return "\n".join(lines)


def read_all(entries: list[Written], source: str, lexicon: Lexicon) -> Outcome:
    """Read and make every entry; those that fail are told, those that lose a symbol too."""
    outcome = Outcome(total=len(entries))
    for written in entries:
        try:
            translation = translated(written, source)
        except LexiconError as error:
            outcome.problems.append(str(error))
            continue
        outcome.parsed += 1
        if translation.ignored:
            outcome.ignored.update(token.name for token in translation.ignored)
            lost = ", ".join(f"symbol {token.position} '{token.name}'" for token in translation.ignored)
            outcome.problems.append(f"{written.where}: The sign '{written.gloss}' would lose {lost}.")
            continue
        try:
            compile_sign(translation.sign, replace(lexicon, handshapes={**lexicon.handshapes, **translation.shapes}))
        except SignError as error:
            outcome.problems.append(str(error))
            continue
        outcome.compiled += 1
        outcome.accepted += [(gloss, tuple(translation.tree.tokens())) for gloss in glosses_of(written.gloss)]
    return outcome
