"""The gateway's application: routes, protection, page."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache

from fastapi import APIRouter, FastAPI, Request
from okienko_common.metrics import SERVING
from starlette.responses import Response
from starlette.routing import BaseRoute, compile_path

from okienko_gateway import problems
from okienko_gateway.accounts.recording import AuditRecorder
from okienko_gateway.context import GatewayContext
from okienko_gateway.direct import DirectQuestions
from okienko_gateway.health import HealthBook
from okienko_gateway.last_door import LastDoor
from okienko_gateway.page import mount_page
from okienko_gateway.problems import ProblemDetails
from okienko_gateway.protection import Protection
from okienko_gateway.routes import (
    accounts,
    jobs,
    learning,
    mail,
    questions,
    recognition,
    recordings,
    sign_clips,
    signing,
    speech,
    taught_signs,
    translation,
    translation_editing,
    uploads,
)
from okienko_gateway.schemas import Health
from okienko_gateway.settings import GatewaySettings
from okienko_gateway.towns import TownSelection

DESCRIPTION = """\
A town's answers as text, sign video and speech, in Polish and English. Errors are RFC 9457 problem details whose `detail` is a
sentence in the language of `Accept-Language`. `WS /api/v1/recognise?lang=pl` is described in `docs/recognition-socket.md`.
"""
PROBLEM = {"model": ProblemDetails, "content": {"application/problem+json": {}}}
OpenContext = Callable[[], AbstractAsyncContextManager[GatewayContext]]

system = APIRouter(tags=["system"])


@system.get("/health", summary="State of every service and what it can do")
async def get_health(request: Request) -> Health:
    """Return 200 as long as the gateway lives; the body says which help is missing."""
    book = request.app.state.health
    assert isinstance(book, HealthBook)
    return await book.get()


def create_app(settings: GatewaySettings, open_context: OpenContext) -> FastAPI:
    """Build the application.

    Args:
        settings: the gateway's settings.
        open_context: opens what the routes share, and closes it at the end.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_context() as context:
            app.state.context = context
            app.state.health = HealthBook(context.neighbours)
            SERVING.set(1)
            yield
            SERVING.set(0)
            await app.state.health.close()

    app = FastAPI(
        title="Okienko",
        version="1.0.0",
        summary="A virtual official that signs, speaks and translates.",
        description=DESCRIPTION,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        openapi_url="/api/v1/openapi.json",
        # Both pages would load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        # Its own spans hold the address with everything that somebody looked for; ours (`protection.py`) hold the route.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
        routes=_routes(),
    )
    problems.install(app)

    @app.api_route("/api/{path:path}", methods=ALL_METHODS, include_in_schema=False)
    @app.api_route("/media/{path:path}", methods=ALL_METHODS, include_in_schema=False)
    async def no_such_call(request: Request) -> Response:
        # Comes after every call, so one that has this address takes other methods.
        allowed = _methods_of(app, request.url.path)
        raise problems.method_not_allowed(allowed) if allowed else problems.not_found()

    mount_page(app, settings)
    app.add_middleware(AuditRecorder)
    app.add_middleware(DirectQuestions)
    # Inside of what protects, so that a crash is answered with its headers and counted.
    app.add_middleware(LastDoor)
    app.add_middleware(
        Protection,
        is_embedded=bool(settings.embedding_pages),
        hsts_seconds=settings.hsts_seconds,
        body_limit_bytes=settings.body_limit_bytes,
        upload_limit_bytes=uploads.LARGEST_BYTES,
        clip_limit_bytes=sign_clips.LARGEST_BYTES,
    )
    # What is inside of it knows paths without a town.
    app.add_middleware(TownSelection)
    # Outside of all, for what breaks in the two above.
    app.add_middleware(LastDoor)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Return every route of the API; made once, since FastAPI works them out anew for each application that includes them, 0.4 s."""
    every = APIRouter(responses={code: {**PROBLEM, "description": text} for code, text in PROBLEM_CODES.items()})
    for part in (
        questions,
        learning,
        mail,
        signing,
        speech,
        translation,
        translation_editing,
        recognition,
        recordings,
        uploads,
        taught_signs,
        sign_clips,
        accounts,
        jobs,
    ):
        every.include_router(part.router, prefix="/api/v1")
    every.include_router(learning.editors, prefix="/api/v1")
    every.include_router(accounts.operators, prefix="/api/v1")
    every.include_router(system, prefix="/api/v1")
    every.include_router(signing.media_router)
    return every.routes


ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


def _methods_of(app: FastAPI, path: str) -> list[str]:
    """Return the methods that an address takes, by the document."""
    found = {
        method.upper()
        for template, methods in app.openapi()["paths"].items()
        if compile_path(template)[0].match(path)
        for method in methods
    }
    return sorted(found)


PROBLEM_CODES = {
    400: "The request is wrong; the sentence says how to mend it.",
    404: "There is no such thing.",
    413: "The request is too large.",
    429: "Too many requests from this address; Retry-After says how long to wait.",
    503: "A service is away or busy; Retry-After says when to try again.",
    504: "A service took too long.",
}
