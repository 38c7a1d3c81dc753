"""Two gateways behind nginx, as docs/scaling.md recommends."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from cluster_commands import run
from cluster_network import OWN_ADDRESS, Network
from cluster_profiles import SMALL, Profile
from cluster_replicas import START_SECONDS, Replica
from cluster_services import BY_NAME, METRICS_PORT, PORT

GATEWAY_PORT = 8080
ADDRESS = f"{OWN_ADDRESS}:{GATEWAY_PORT}"
# How long nginx waits for a silent gateway before it asks the other one, and for how long it then leaves the first one alone.
# An answer that is translated by machine for the first time may take the gateway 25 s (questions.py, localisation.py); by one that is
# slow nginx does not take a gateway for dead, else it would take both for dead and answer 502 to everybody.
ASK_SECONDS, SOCKET_SECONDS = 30, 5
FAILURES, FAIL_SECONDS = 3, 10

CONFIGURATION = """\
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream gateways {{
        # One that stands still keeps what it was given, and so gets no more.
        least_conn;
{servers}
    }}
    map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
    server {{
        listen {address};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_connect_timeout 1s;
        location / {{
            proxy_pass http://gateways;
            proxy_read_timeout 60s;
            proxy_buffering off;
        }}
        # Until a socket is open; what the browser sends on it counts for nginx as a sign of life, so the page listens for the gateway's.
        location ~ ^(/t/[a-z0-9-]+)?/api/v1/recognise$ {{
            proxy_pass http://gateways;
            proxy_read_timeout {socket_seconds}s;
        }}
        # A question changes nothing, so it may be asked at the other gateway when the first dies over it.
        location ~ ^(/t/[a-z0-9-]+)?/api/v1/ask$ {{
            proxy_pass http://gateways;
            proxy_read_timeout {ask_seconds}s;
            proxy_next_upstream error timeout non_idempotent;
        }}
    }}
}}
"""


class Gateways:
    """Two gateways and the nginx before them.

    Args:
        network: where their hosts are.
        folder: for configuration and logs.
        profile: what they are run with.
    """

    def __init__(self, network: Network, folder: Path, profile: Profile = SMALL) -> None:
        self.replicas = [self._open(network, folder, profile) for _ in range(2)]
        servers = "\n".join(
            f"        server {one.address}:{GATEWAY_PORT} max_fails={FAILURES} fail_timeout={FAIL_SECONDS}s;"
            for one in self.replicas
        )
        configuration = folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=folder, servers=servers, address=ADDRESS, ask_seconds=ASK_SECONDS, socket_seconds=SOCKET_SECONDS
            )
        )
        self._nginx = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(configuration)])
        for one in self.replicas:
            self.wait_until_well(one)

    def wait_until_well(self, gateway: Replica) -> None:
        """Wait until a gateway answers.

        Raises:
            RuntimeError: it did not; holds the end of its log.
        """
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and gateway.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://{gateway.address}:{GATEWAY_PORT}/api/v1/health", timeout=5).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        message = f"A gateway did not start:\n{gateway.last_words()}"
        raise RuntimeError(message)

    def busy_one(self) -> Replica:
        """Return the gateway that holds a socket."""
        held = ["ss", "-Htn", "state", "established", "sport", "=", f":{GATEWAY_PORT}"]
        return max(self.replicas, key=lambda one: run(*one.host.command(*held)).count("\n"))

    def close(self) -> None:
        """End everything."""
        self._nginx.terminate()
        self._nginx.wait()
        for one in self.replicas:
            one.stop()
            one.host.remove()

    @staticmethod
    def _open(network: Network, folder: Path, profile: Profile) -> Replica:
        host = network.add_host()
        variables = {
            "HOST": host.address,
            "PORT": str(GATEWAY_PORT),
            "METRICS_PORT": str(METRICS_PORT),
            "LOG_LEVEL": "info",
            "TRUSTED_PROXIES": OWN_ADDRESS,
            "QUESTIONS_PER_MINUTE": "1000000",
            "HEAVY_CALLS_PER_MINUTE": "1000000",
            "CONTENT_CALLS_PER_MINUTE": "1000000",
            **{f"{name.upper()}_TARGET": f"dns:///{name}:{PORT}" for name in BY_NAME},
        }
        variables = {
            **{f"OKIENKO_GATEWAY_{name}": value for name, value in variables.items()},
            **profile.variables("gateway", host.address),
        }
        return Replica(host, [sys.executable, "-m", "okienko_gateway"], variables, folder / f"{host.name}.log")
