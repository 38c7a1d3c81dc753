"""The least that asks the answers service: uvicorn, one call by gRPC, JSON; no checks, languages, limits or other replica.

`make bench-gateway` measures it beside the gateway, since what the libraries cost on a machine no gateway of theirs can do without.
Usage: smallest_gateway.py PORT PORT_OF_ANSWERS
"""

import json
import sys
from typing import Any

import grpc
import uvicorn
from okienko.faq.v1 import faq_pb2
from okienko.faq.v1.faq_pb2_grpc import FaqServiceStub
from starlette.types import Receive, Scope, Send

ASK_SECONDS = 5.0


class Smallest:
    """The application, whose every request is a question.

    Args:
        answers: where the answers service listens.
    """

    def __init__(self, answers: str) -> None:
        self._answers = answers
        self._stub: Any = None

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Answer one."""
        # A channel belongs to the event loop that runs when it is made.
        self._stub = self._stub or FaqServiceStub(grpc.aio.insecure_channel(self._answers))
        asked = json.loads((await receive())["body"])
        request = faq_pb2.AskRequest(text=asked["text"], language_code=asked["language"])
        said = await self._stub.Ask(request, timeout=ASK_SECONDS)
        body = json.dumps([answer.answer_id for answer in said.answers]).encode()
        headers = [(b"content-length", b"%d" % len(body)), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(
        Smallest(f"127.0.0.1:{sys.argv[2]}"), port=int(sys.argv[1]), lifespan="off", access_log=False, log_level="error"
    )
