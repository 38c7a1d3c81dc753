"""An answers service whose every answer is that it cannot: it runs, says SERVING, and fails, as behind a lost database.

`python cluster_refusing.py` serves as `python -m okienko_faq` does, with the server and the figures that all services share.
"""

from typing import Any

import grpc
from okienko.faq.v1.faq_pb2_grpc import FaqServiceServicer, add_FaqServiceServicer_to_server
from okienko_common.errors import ServiceError
from okienko_common.server import run_service
from okienko_faq.settings import FaqSettings


class Refusing(FaqServiceServicer):
    """Refuses every call."""

    async def Ask(self, request: Any, context: Any) -> Any:  # noqa: N802  (the contract's name)
        """Refuse."""
        raise ServiceError(
            grpc.StatusCode.UNAVAILABLE,
            "STORE_AWAY",
            "Baza odpowiedzi nie odpowiada. Spróbuj ponownie za chwilę.",
            "The answers' database does not answer. Please try again in a moment.",
        )

    GetAnswer = GetOffice = ListAnswers = ListPhrases = ListTopics = Ask


async def _nothing_to_load() -> None:
    return None


if __name__ == "__main__":
    run_service(
        FaqSettings(),
        "okienko.faq.v1.FaqService",
        lambda server: add_FaqServiceServicer_to_server(Refusing(), server),
        _nothing_to_load,
    )
