"""A plain question, answered past the framework.

Finding the call among a hundred, what it needs and how its answer looks costs FastAPI more processor time than all else that
the gateway does for a question (`make bench-gateway`), and questions are two calls of three. So what is plain is answered
here, by the same function, and whatever is unusual goes the general way, where every error has its sentence.
"""

from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okienko_gateway.context import caller_of, gateway_context
from okienko_gateway.languages import preferred_language
from okienko_gateway.problems import Problem, problem_of, problem_response
from okienko_gateway.routes import questions
from okienko_gateway.schemas import AskRequest, AskResponse

PATH = "/api/v1/ask"
ROUTE = next(one for one in questions.router.routes if isinstance(one, APIRoute) and one.endpoint is questions.ask)
_RESPONSE = TypeAdapter(AskResponse)


class DirectQuestions:
    """ASGI middleware around the routes, inside of what protects them.

    Args:
        app: what is wrapped.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        scope["route"] = ROUTE
        try:
            heard = [await receive()]
            while heard[-1].get("more_body"):
                heard.append(await receive())
            content = await _answered(scope, heard)
        except (Problem, HTTPException) as error:
            await problem_response(problem_of(error), Request(scope))(scope, receive, send)
            return
        if content is None:
            await self._app(scope, _again(heard, receive), send)
            return
        headers = [(b"content-length", b"%d" % len(content)), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})


async def _answered(scope: Scope, heard: list[Message]) -> bytes | None:
    """Return the response's body; None where the request is not plain."""
    headers = Headers(scope=scope)
    if headers.get("content-type") != "application/json":
        return None
    try:
        question = AskRequest.model_validate_json(b"".join(message.get("body", b"") for message in heard))
    except ValidationError:
        return None
    connection = HTTPConnection(scope)
    context = gateway_context(connection)
    await context.limiter.count_light(caller_of(connection))
    language = preferred_language(headers.get("accept-language"))
    return _RESPONSE.dump_json(await questions.ask(question, context, language))


def _again(heard: list[Message], receive: Receive) -> Receive:
    """Give what was heard once more."""

    async def receive_again() -> Message:
        return heard.pop(0) if heard else await receive()

    return receive_again
