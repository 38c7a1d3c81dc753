"""Faults in the writing of links, found without asking the network."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_LIKE_A_LINK = re.compile(r"\S*:/\S*|\bwww[.,]\S*|\bht+ps?:\S*", re.IGNORECASE)
_COMMA_FOR_DOT = re.compile(r"\b(?:gov|com|org|edu),pl\b", re.IGNORECASE)
_AROUND = "\"'„”“()[],.;:!?"


def fault(url: str) -> str | None:
    """Return what is wrong with the writing of a whole address; None when nothing is."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"'{url}' is no web address; expected e.g. 'https://www.gov.pl/web/gov'."
    if parts.scheme != "https":
        return f"'{url}' does not begin with 'https://'; residents' data must not travel in the open."
    if not _HOST.fullmatch(host) or port is not None or parts.username is not None:
        return f"'{url}' has no proper host; expected e.g. 'https://www.gov.pl/web/gov'."
    if "//" in parts.path or url.rstrip(_AROUND.replace(")", "")) != url:
        return f"'{url}' ends in punctuation or has '//' inside; correct the address."
    return None


def faults_in(text: str) -> Iterator[str]:
    """Yield what is wrong with each address inside a text; addresses there may leave out 'https://'."""
    for match in _COMMA_FOR_DOT.finditer(text):
        yield f"'{match[0]}' has a comma where an address has a dot."
    for match in _LIKE_A_LINK.finditer(text):
        address = match[0].strip(_AROUND)
        found = fault(address if ":/" in address else f"https://{address}")
        if found:
            yield found
