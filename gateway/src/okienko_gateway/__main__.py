"""`python -m okienko_gateway`: serves the page and its API; `prepare` makes films and readings ahead instead."""

import argparse
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import uvicorn
from okienko_common import allocator
from okienko_common.logs import configure_logs, get_logger
from okienko_common.telemetry import configure_telemetry
from okienko_common.tls import process_tls

from okienko_gateway.bounded_http import BoundedHttp
from okienko_gateway.context import GatewayContext
from okienko_gateway.neighbours import open_neighbours
from okienko_gateway.preparing.command import prepare
from okienko_gateway.service import create_app
from okienko_gateway.settings import GatewaySettings

log = get_logger(__name__)
# Longer than proxies and people who read keep a connection: after uvicorn's five seconds 5 of 1,300 requests of a load met one
# that was just being closed.
KEEP_ALIVE_SECONDS = 75
# One JPEG frame with its header.
SOCKET_MESSAGE_BYTES = 600 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; without a command, serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m okienko_gateway", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    preparing = commands.add_parser(
        "prepare", help="make the films and readings of all published answers, for as long as it runs"
    )
    preparing.add_argument("--until-done", action="store_true", help="end when nothing is left to make")
    chosen = parser.parse_args(arguments)
    settings = GatewaySettings.load()
    try:
        process_tls()
    except OSError as error:
        raise SystemExit(f"gateway: {error}") from None
    if chosen.command == "prepare":
        return prepare(settings, until_done=chosen.until_done)
    _serve(settings)
    return 0


def _serve(settings: GatewaySettings) -> None:
    allocator.give_back_large_blocks()
    configure_logs("gateway", settings.log_level, settings.log_format)
    configure_telemetry("gateway", settings)

    @asynccontextmanager
    async def open_context() -> AsyncIterator[GatewayContext]:
        async with open_neighbours(settings) as neighbours:
            yield GatewayContext.of(settings, neighbours)

    log.info("serving", host=settings.host, port=settings.port)
    uvicorn.run(
        create_app(settings, open_context),
        host=settings.host,
        port=settings.port,
        # Access logs would hold residents' addresses.
        access_log=False,
        log_level="warning",
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        http=BoundedHttp,
        ws_max_size=SOCKET_MESSAGE_BYTES,
        timeout_graceful_shutdown=int(settings.drain_seconds),
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


if __name__ == "__main__":
    raise SystemExit(main())
