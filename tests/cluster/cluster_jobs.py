"""Workers that make films and readings ahead, run as the CronJob of deploy/kubernetes runs them, and what operators see of them."""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from cluster_network import Network
from cluster_profiles import Profile
from cluster_replicas import Replica
from cluster_scaled import Scaled
from cluster_services import PORT
from okienko_speech.cache import DiskCache

ASKED = ("faq", "signing", "translation", "speech")
FILM_SUFFIXES = (".webm", ".mp4", ".webp", ".vtt")


@dataclass(frozen=True)
class Wanted:
    """A job: what is made, of which answer, in which language."""

    kind: str
    answer_id: str
    language: str = "pl"


class Crew:
    """Workers, each on a host of its own.

    Args:
        network: where the hosts are.
        folder: for their logs.
        profile: what they are run with.
    """

    def __init__(self, network: Network, folder: Path, profile: Profile) -> None:
        self._network, self._folder, self._profile = network, folder, profile
        self._workers: list[Replica] = []

    def hire(self, *arguments: str) -> Replica:
        """Start a worker."""
        host = self._network.add_host()
        variables = {
            **{f"OKIENKO_GATEWAY_{name.upper()}_TARGET": f"dns:///{name}:{PORT}" for name in ASKED},
            "OKIENKO_GATEWAY_METRICS_PORT": "0",
            **self._profile.variables("gateway", host.address),
        }
        command = [sys.executable, "-m", "okienko_gateway", "prepare", *arguments]
        worker = Replica(host, command, variables, self._folder / f"{host.name}.log")
        self._workers.append(worker)
        return worker

    def close(self) -> None:
        """End all."""
        for worker in self._workers:
            worker.stop()
            worker.host.remove()


def order(scaled: Scaled, jobs: Sequence[Wanted]) -> None:
    """Let these jobs wait; all others of the town were done in other nights."""
    wanted = ", ".join(f"('{job.kind}', '{job.answer_id}', '{job.language}')" for job in jobs)
    scaled.query("UPDATE jobs SET state = 'done', lease = ''")
    scaled.query(
        "UPDATE jobs SET state = 'waiting', tries = 0, progress = 0, due_at = extract(epoch FROM now())::int "
        f"WHERE (kind, answer_id, language) IN ({wanted})"
    )


async def jobs_of(client: httpx2.AsyncClient, scaled: Scaled, jobs: Sequence[Wanted]) -> list[Mapping[str, Any]]:
    """Return what the operators' page says of jobs, in the order asked for."""
    login = {"Authorization": f"Bearer {scaled.admin_token}"}
    response = await client.get("/admin/jobs", params={"page_size": 1000}, headers=login)
    assert response.status_code == 200, response.text
    found = {Wanted(job["kind"], job["answer_id"], job["language"]): job for job in response.json()["jobs"]}
    return [found[job] for job in jobs]


def damaged_films(scaled: Scaled, keys: Sequence[str]) -> list[str]:
    """Return those files of films that are not what their names, which begin with their hash, say."""
    named = [key for key in keys if key.endswith(FILM_SUFFIXES)]
    return [key for key in named if not is_whole(key, scaled.stored_file(key))]


def damaged_readings(folder: Path) -> list[str]:
    """Return what lies in the folder of readings and cannot be read whole, also what was begun and left."""
    cache = DiskCache(folder, sys.maxsize)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if path.suffix != ".speech" or cache.get(path.stem) is None]


def is_whole(key: str, content: bytes | None) -> bool:
    """Whether a file of a film is what its name, which begins with its hash, says."""
    return content is not None and hashlib.sha256(content).hexdigest().startswith(Path(key).stem)
