"""What an address may look like, and under what name it is counted."""

import ipaddress
import re

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_LONGEST = 254


class AddressError(ValueError):
    """An address to which nothing can be sent."""


def recipient(text: str) -> str:
    """Return one e-mail address, its domain in ASCII.

    Raises:
        AddressError: it is none, or several.
    """
    local, at, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        raise AddressError from None
    labels = ascii_domain.split(".")
    is_sound = (
        at
        and _LOCAL.fullmatch(local)
        and not local.startswith(".")
        and not local.endswith(".")
        and ".." not in local
        and len(labels) > 1
        and all(map(_LABEL.fullmatch, labels))
        and not labels[-1].isdigit()
        and len(local) + len(ascii_domain) < _LONGEST
    )
    if not is_sound:
        raise AddressError
    return f"{local}@{ascii_domain.lower()}"


def counted_recipient(address: str) -> str:
    """Return what all spellings of one mailbox have in common: no capitals, no tag after a plus."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.split('+')[0]}@{domain}"


def counted_sender(address: str) -> str:
    """Return the caller's network: an IPv4 address, or the /64 that one household has of IPv6; "" where unknown."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
