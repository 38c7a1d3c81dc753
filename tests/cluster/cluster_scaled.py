"""The scaled profile's neighbours, from packages: PostgreSQL (Debian), an S3-compatible store (moto, PyPI), certificates for all."""

import contextlib
import os
import secrets
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from cluster_commands import ToolError, run
from cluster_names import NameServer
from cluster_network import Network
from cluster_profiles import PROBE_PORT, Profile, tls_variables
from cluster_replicas import REPOSITORY, START_SECONDS, Replica
from cluster_services import BY_NAME, PORT
from okienko_signing.s3_storage import S3Storage

DATABASE, STORE = "postgresql", "store"
# Debian's package makes it. What is mounted there lies in the namespace of `make test-cluster` and ends with it.
DATABASE_HOME = Path("/var/lib/postgresql")
STORE_PORT, BUCKET = 9000, "films"
# Long enough for a machine that is busy with films, short enough to be waited for.
LEASE_SECONDS = 6
MIGRATOR, SERVER = "okienko_migrator", "okienko_server"
# Nothing has to outlive the run.
DATABASE_OPTIONS = {
    "fsync": "off",
    "shared_buffers": "16MB",
    "ssl": "on",
    "unix_socket_directories": str(DATABASE_HOME),
}


def programs() -> Path | None:
    """Return the folder of Debian's newest PostgreSQL server; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def what_is_missing() -> str:
    """Return what keeps the scaled profile from being run here, as a sentence; empty when nothing does."""
    if programs() is None or not DATABASE_HOME.is_dir():
        return "PostgreSQL is not installed: apt-get install postgresql."
    if not Path(sys.executable).with_name("moto_server").exists():
        return "moto, the S3-compatible store of the tests, is not installed: make setup."
    return ""


class Scaled:
    """PostgreSQL with the roles of deploy/postgresql, its answers published by a job, a store, and certificates.

    Args:
        network: where their hosts are.
        names: where their names are kept.
        folder: for certificates and logs.

    Raises:
        ToolError: something could not be started; its own words are in the sentence.
    """

    def __init__(self, network: Network, names: NameServer, folder: Path) -> None:
        self._folder, self._names = folder, names
        self.certificates = folder / "certificates"
        certified = [*BY_NAME, "gateway", DATABASE]
        make = REPOSITORY / "deploy/certificates/make.py"
        run(sys.executable, str(make), "--folder", str(self.certificates), "--services", *certified)
        self.admin_token = secrets.token_hex(16)
        self._passwords = {role: secrets.token_hex(16) for role in (MIGRATOR, SERVER)}
        self.database = self._open_database(network)
        self.store = self._open_store(network)
        self._publish()

    @property
    def profile(self) -> Profile:
        """What the services are run with."""
        return Profile(self._variables, PROBE_PORT)

    def query(self, statement: str) -> str:
        """Return what the database's superuser is answered."""
        return run(*self._as_owner("psql", "-h", str(DATABASE_HOME), "-d", "okienko", "-Atc", statement)).strip()

    def stored(self) -> int:
        """Return how many films the store holds."""
        return sum(key.endswith(".webm") for key in self.stored_keys())

    def stored_keys(self) -> list[str]:
        """Return the names of all files that the store holds."""
        return self._opened_store().keys("")

    def stored_file(self, key: str) -> bytes | None:
        """Return a file as the store holds it."""
        return self._opened_store().get(key)

    def _opened_store(self) -> S3Storage:
        return S3Storage(f"s3://{BUCKET}?endpoint=http://{self.store.address}:{STORE_PORT}", "films", "any")

    def restart_store(self) -> None:
        """Start the store again: empty, for it keeps all in memory.

        Raises:
            ToolError: it did not start; holds the end of its log.
        """
        self.store.restart()
        self._make_bucket(self.store)

    def await_database(self) -> None:
        """Wait until the database takes connections.

        Raises:
            ToolError: it did not; holds the end of its log.
        """
        ends = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(ToolError):
                run(*self._as_owner("pg_isready", "-q", "-h", str(DATABASE_HOME)))
                return
            if time.monotonic() > ends or self.database.process.poll() is not None:
                message = f"PostgreSQL did not start:\n{self.database.last_words()}"
                raise ToolError(message)
            time.sleep(0.1)

    def close(self) -> None:
        """End everything."""
        for name, one in ((STORE, self.store), (DATABASE, self.database)):
            self._names.remove(name, one.address)
            one.stop()
            one.host.remove()
        run("umount", "--lazy", str(DATABASE_HOME))

    def _open_database(self, network: Network) -> Replica:
        run("mount", "-t", "tmpfs", "none", str(DATABASE_HOME))
        shutil.chown(DATABASE_HOME, "postgres")
        data = DATABASE_HOME / "data"
        trusted = ("-A", "trust", "-N", "--no-locale", "-E", "UTF8")
        run(*self._as_owner("initdb", "-D", str(data), *trusted))
        with (data / "pg_hba.conf").open("w") as file:
            file.write("local all all trust\nhostssl all all 0.0.0.0/0 scram-sha-256\n")
        for part, name in (("certificate", "server.crt"), ("key", "server.key")):
            shutil.copy(self.certificates / DATABASE / f"{part}.pem", data / name)
            shutil.chown(data / name, "postgres")
            (data / name).chmod(0o600)
        host = network.add_host()
        options = {**DATABASE_OPTIONS, "listen_addresses": host.address}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = self._as_owner("postgres", "-D", str(data), *settings)
        server = Replica(host, command, {}, self._folder / f"{DATABASE}.log")
        self._names.add(DATABASE, host.address)
        self.database = server
        self.await_database()
        run(*self._as_owner("createdb", "-h", str(DATABASE_HOME), "okienko"))
        self._run_sql("roles.sql")
        for role, password in self._passwords.items():
            self.query(f"ALTER ROLE {role} PASSWORD '{password}'")
        return server

    def _open_store(self, network: Network) -> Replica:
        host = network.add_host()
        command = [str(Path(sys.executable).with_name("moto_server")), "-H", host.address, "-p", str(STORE_PORT)]
        store = Replica(host, command, {}, self._folder / f"{STORE}.log")
        self._names.add(STORE, host.address)
        self._make_bucket(store)
        return store

    @staticmethod
    def _make_bucket(store: Replica) -> None:
        bucket = urllib.request.Request(f"http://{store.address}:{STORE_PORT}/{BUCKET}", method="PUT")
        ends = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(bucket, timeout=5).close()
            except (urllib.error.URLError, OSError):
                if time.monotonic() > ends or store.process.poll() is not None:
                    message = f"The S3-compatible store did not start:\n{store.last_words()}"
                    raise ToolError(message) from None
                time.sleep(0.1)
            else:
                return

    def _publish(self) -> None:
        """Make tables and publish, as the job of Kubernetes does; afterwards the service may change neither."""
        variables = BY_NAME["faq"].variables("127.0.0.1", self._folder) | self._address_of_database(MIGRATOR)
        run(
            "env",
            *(f"{name}={value}" for name, value in variables.items()),
            sys.executable,
            "-m",
            "okienko_faq",
            "publish",
        )
        self._run_sql("published_by_a_job.sql")

    def _variables(self, name: str, address: str) -> Mapping[str, str]:
        tls = {**tls_variables(self.certificates, name), "OKIENKO_TLS_PROBE_PORT": str(PROBE_PORT)}
        match name:
            case "faq":
                return (
                    tls
                    | self._address_of_database(SERVER)
                    | {
                        "OKIENKO_FAQ_PUBLISH_AT_START": "false",
                        "OKIENKO_FAQ_JOB_LEASE_SECONDS": str(LEASE_SECONDS),
                    }
                )
            case "signing":
                return tls | {
                    "OKIENKO_SIGNING_STORAGE": f"s3://{BUCKET}/okienko?endpoint=http://{STORE}:{STORE_PORT}",
                    "OKIENKO_SIGNING_STORAGE_ACCESS_KEY": "films",
                    "OKIENKO_SIGNING_STORAGE_SECRET_KEY": secrets.token_hex(8),
                    "OKIENKO_SIGNING_MEDIA": str(self._folder / f"media-{address}"),
                    "OKIENKO_SIGNING_UPLOADS": str(self._folder / "uploads"),
                }
            case "recognition":
                return tls | {"OKIENKO_RECOGNITION_SIGNING_TARGET": f"dns:///signing:{PORT}"}
            case "gateway":
                return tls | {
                    "OKIENKO_GATEWAY_MEDIA_FOLDER": str(self._folder / "no-media"),
                    "OKIENKO_GATEWAY_ADMIN_TOKEN": self.admin_token,
                }
            case _:
                return tls

    def _address_of_database(self, role: str) -> dict[str, str]:
        authority = self.certificates / DATABASE / "authority.pem"
        checked = f"sslmode=verify-full&sslrootcert={authority}"
        return {"OKIENKO_FAQ_DATABASE": f"postgresql://{role}:{self._passwords[role]}@{DATABASE}/okienko?{checked}"}

    def _run_sql(self, file: str) -> None:
        path = DATABASE_HOME / file
        shutil.copy(REPOSITORY / "deploy/postgresql" / file, path)
        path.chmod(0o644)
        stops = ("-v", "ON_ERROR_STOP=1")
        run(*self._as_owner("psql", "-h", str(DATABASE_HOME), "-d", "okienko", "-q", *stops, "-f", str(path)))

    @staticmethod
    def _as_owner(program: str, *arguments: str) -> list[str]:
        folder = programs()
        assert folder
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        return [*user, "env", f"HOME={DATABASE_HOME}", f"PATH={folder}:{os.environ['PATH']}", program, *arguments]
