"""Questions and answers of a schema.org FAQPage: a JSON-LD file, or a saved web page that carries one.

Source: https://schema.org/FAQPage (mainEntity: Question, acceptedAnswer: Answer, text may hold HTML).
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from okienko_faq.catalogue.source import CatalogueError, FieldName, Item, Language

_BLOCKS = {"p", "br", "li", "div", "tr", "h1", "h2", "h3", "h4", "ul", "ol"}
_LINE_BREAKS = re.compile(r"[ \t]*\n\s*")


def read_faq_page(path: Path) -> Iterator[Item]:
    """Yield the questions of a FAQPage; `inLanguage: en` makes them English.

    Raises:
        CatalogueError: the file holds no FAQPage.
        OSError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path} is not UTF-8 text; save the page as UTF-8.") from error
    count = 0
    for page in _pages(path, text):
        language: Language = "en" if str(page.get("inLanguage", "")).lower().startswith("en") else "pl"
        for question in _listed(page.get("mainEntity")):
            count += 1
            yield _item(count, question, language, str(page.get("url") or ""))
    if not count:
        raise CatalogueError(
            f'{path} holds no FAQPage of schema.org with questions; expected JSON-LD with \'"@type": "FAQPage"\' and '
            f"'mainEntity', alone or inside a saved web page."
        )


def plain(markup: str) -> str:
    """Return HTML as plain text, one line for each paragraph or list item, without scripts and styles."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return _LINE_BREAKS.sub("\n", "".join(parser.found)).strip()


def _item(number: int, question: dict[str, Any], language: Language, url: str) -> Item:
    answers = _listed(question.get("acceptedAnswer")) or _listed(question.get("suggestedAnswer"))
    asked = plain(str(question.get("name") or question.get("text") or ""))
    answered = "\n".join(plain(str(answer.get("text") or "")) for answer in answers)
    texts: dict[tuple[FieldName, Language], str] = {
        ("question", language): asked,
        ("answer", language): answered,
        ("url", "pl"): str(question.get("url") or url),
    }
    return Item(f"question {number}", {where: text for where, text in texts.items() if text})


def _pages(path: Path, text: str) -> Iterator[dict[str, Any]]:
    if text.lstrip().startswith(("{", "[")):
        blocks = [text]
    else:
        parser = _Scripts()
        parser.feed(text)
        parser.close()
        blocks = parser.found
    for block in blocks:
        try:
            document = json.loads(block)
        except json.JSONDecodeError as error:
            if len(blocks) > 1:
                continue
            raise CatalogueError(f"{path}, line {error.lineno}: this is not JSON ({error.msg}).") from error
        except RecursionError as error:
            raise CatalogueError(f"{path} is nested too deeply to be a FAQPage.") from error
        for part in _listed(document):
            for node in (part, *_listed(part.get("@graph"))):
                if "FAQPage" in (kinds if isinstance(kinds := node.get("@type"), list) else [kinds]):
                    yield node


def _listed(value: Any) -> list[dict[str, Any]]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


class _Scripts(HTMLParser):
    """Collects the page's JSON-LD."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's call
        self._hidden += tag in {"script", "style"}
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"} and self._hidden > 0
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)
