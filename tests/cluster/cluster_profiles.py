"""What the services are run with: the small profile's files and plain connections, or all that the scaled one has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cluster_services import PORT

# As deploy/kubernetes/components/tls has it.
PROBE_PORT = 50050


@dataclass(frozen=True)
class Profile:
    """Settings beside those that a service has in any cluster.

    Args:
        variables: makes the environment variables of a replica of its service's name and its address.
        health_port: where it says without TLS how it is.
    """

    variables: Callable[[str, str], Mapping[str, str]] = lambda _name, _address: {}
    health_port: int = PORT


SMALL = Profile()


def tls_variables(certificates: Path, name: str) -> dict[str, str]:
    """Return how a process is told its certificates, which lie as deploy/certificates/make.py writes them."""
    files = {part: str(certificates / name / f"{part.lower()}.pem") for part in ("CERTIFICATE", "KEY", "AUTHORITY")}
    return {f"OKIENKO_TLS_{part}": path for part, path in files.items()}
