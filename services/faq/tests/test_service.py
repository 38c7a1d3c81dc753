"""The five calls over a real gRPC connection on loopback."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from okienko.faq.v1 import faq_pb2, faq_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import ErrorDetails, read_error
from okienko_common.server import start_server
from okienko_faq.content.model import Pack
from okienko_faq.dialogue.token import new_seal
from okienko_faq.messages import Catalogue
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.service import SERVICE_NAME, FaqService
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import Store


@pytest.fixture
async def service() -> AsyncIterator[FaqService]:
    pool = ModelPool(workers=2, max_waiting=8)
    yield FaqService("miasteczko", pool, new_seal("a key that all replicas share", 60))
    pool.close()


@pytest.fixture
async def stub(service: FaqService) -> AsyncIterator[Any]:
    def register(server: grpc.aio.Server) -> None:
        faq_pb2_grpc.add_FaqServiceServicer_to_server(service, server)

    running = await start_server(FaqSettings(port=0), SERVICE_NAME, register)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        yield faq_pb2_grpc.FaqServiceStub(channel)
    await running.stop(0, 1)


@pytest.fixture
def opened(service: FaqService, pack: Pack, retriever: Retriever, tmp_path: Path) -> FaqService:
    store = Store(Database(tmp_path / "faq.sqlite"))
    store.publish(pack, "hash")
    service.open(Catalogue(store.read()), retriever)
    return service


async def refused(call: Any) -> ErrorDetails:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call
    return read_error(raised.value)


@pytest.mark.usefixtures("opened")
class TestOpened:
    async def test_answers_with_all_texts_place_and_source(self, stub: Any) -> None:
        response = await stub.Ask(faq_pb2.AskRequest(text="jak wyrobić dowód osobisty", language_code="pl"), timeout=10)
        assert response.outcome == faq_pb2.OUTCOME_ANSWER
        (answer,) = response.answers
        assert answer.answer_id == "dowod-osobisty"
        assert [text.language_code for text in answer.texts] == ["pl", "en"]
        assert answer.texts[0].steps == ["Krok pierwszy.", "Krok drugi."]
        assert answer.places[0].hours[0].opens == "08:00"
        assert answer.sources[0].provision == "art. 5"
        assert answer.checked_date == "2026-11-24"
        assert len(answer.revision) == 16
        assert response.confidence > 0.6
        assert response.matched_question == "Jak wyrobić dowód osobisty?"
        assert [choice.answer_id for choice in response.choices] == ["dowod-zgubiony"]

    async def test_speaks_the_residents_language(self, stub: Any) -> None:
        response = await stub.Ask(faq_pb2.AskRequest(text="how do I get an ID card", language_code="en-GB"), timeout=10)
        assert response.language_code == "en"
        assert response.answers[0].related[0].title == "Lost ID card"

    async def test_a_spelled_word_asks_back_and_the_choice_is_resolved(self, stub: Any) -> None:
        spelled = faq_pb2.GlossedQuestion(glosses=["D", "O", "W", "Ó", "D"])
        asked_back = await stub.Ask(faq_pb2.AskRequest(glossed=spelled), timeout=10)
        assert asked_back.outcome == faq_pb2.OUTCOME_CLARIFY
        assert not asked_back.answers
        assert asked_back.choices[0].title
        assert asked_back.phrase.phrase_id.startswith("ask-")
        lost = next(choice for choice in asked_back.choices if choice.answer_id == "dowod-zgubiony")
        chosen = await stub.Ask(faq_pb2.AskRequest(choice_id=lost.choice_id, context=asked_back.context), timeout=10)
        assert chosen.answers[0].answer_id == "dowod-zgubiony"
        follow_up = await stub.Ask(faq_pb2.AskRequest(text="ile to kosztuje", context=chosen.context), timeout=10)
        assert follow_up.answers[0].answer_id == "dowod-zgubiony"

    async def test_declines_with_nearest_choices(self, stub: Any) -> None:
        response = await stub.Ask(faq_pb2.AskRequest(text="przepis na sernik wiedeński"), timeout=10)
        assert response.outcome == faq_pb2.OUTCOME_DECLINE
        assert len(response.choices) == 3
        assert not response.answers

    async def test_emergency_comes_first(self, stub: Any) -> None:
        response = await stub.Ask(faq_pb2.AskRequest(text="pali się mój dom"), timeout=10)
        assert response.outcome == faq_pb2.OUTCOME_EMERGENCY
        assert response.answers[0].answer_id == "numery-alarmowe"

    async def test_html_is_text_like_any_other(self, stub: Any) -> None:
        response = await stub.Ask(faq_pb2.AskRequest(text="<b>jak wyrobić dowód osobisty</b>"), timeout=10)
        assert "dowod-osobisty" in [answer.answer_id for answer in response.answers] + [
            choice.answer_id for choice in response.choices
        ]

    @pytest.mark.parametrize(
        ("request_", "reason"),
        [
            (faq_pb2.AskRequest(), "EMPTY_QUESTION"),
            (faq_pb2.AskRequest(text=" \n\t "), "EMPTY_QUESTION"),
            (faq_pb2.AskRequest(text="\u200b\u200e"), "EMPTY_QUESTION"),
            (faq_pb2.AskRequest(glossed=faq_pb2.GlossedQuestion()), "EMPTY_QUESTION"),
            (faq_pb2.AskRequest(text="a" * 501), "QUESTION_TOO_LONG"),
            (faq_pb2.AskRequest(text="a" * 10_000), "QUESTION_TOO_LONG"),
            (faq_pb2.AskRequest(text="dowód\x00osobisty"), "CONTROL_CHARACTERS"),
            (faq_pb2.AskRequest(text="dowód\x1b[2J"), "CONTROL_CHARACTERS"),
            (faq_pb2.AskRequest(text="🙂🙂"), "NO_WORDS"),
            (faq_pb2.AskRequest(text="?!…"), "NO_WORDS"),
            (faq_pb2.AskRequest(text="dowód", language_code="de"), "UNSUPPORTED_LANGUAGE"),
            (faq_pb2.AskRequest(text="dowód", language_code="polski"), "UNSUPPORTED_LANGUAGE"),
            (faq_pb2.AskRequest(choice_id="dowod-osobisty"), "NO_SUCH_CHOICE"),
            (faq_pb2.AskRequest(choice_id="../dowod"), "NO_SUCH_CHOICE"),
            (faq_pb2.AskRequest(glossed=faq_pb2.GlossedQuestion(glosses=["A"] * 41)), "TOO_MANY_GLOSSES"),
            (faq_pb2.AskRequest(glossed=faq_pb2.GlossedQuestion(glosses=["A" * 61])), "BAD_GLOSS"),
            (faq_pb2.AskRequest(glossed=faq_pb2.GlossedQuestion(glosses=["DOWÓD", " "])), "BAD_GLOSS"),
            (faq_pb2.AskRequest(glossed=faq_pb2.GlossedQuestion(glosses=["DOWÓD\x00"])), "CONTROL_CHARACTERS"),
        ],
    )
    async def test_bad_questions_are_refused_with_a_sentence(self, stub: Any, request_: Any, reason: str) -> None:
        error = await refused(stub.Ask(request_, timeout=10))
        assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
        assert error.pl.endswith(".")
        assert error.en.endswith(".")

    async def test_gets_one_answer_or_says_that_there_is_none(self, stub: Any) -> None:
        response = await stub.GetAnswer(faq_pb2.GetAnswerRequest(answer_id="dowod-zgubiony"), timeout=10)
        assert response.answer.texts[1].title == "Lost ID card"
        for answer_id in ("nie-ma", "", "../town"):
            error = await refused(stub.GetAnswer(faq_pb2.GetAnswerRequest(answer_id=answer_id), timeout=10))
            assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "ANSWER_NOT_FOUND")

    async def test_lists_topics_in_the_towns_order(self, stub: Any) -> None:
        response = await stub.ListTopics(faq_pb2.ListTopicsRequest(), timeout=10)
        assert [topic.topic_id for topic in response.topics] == ["dokumenty", "pomoc"]
        assert {name.language_code: name.name for name in response.topics[0].names} == {
            "pl": "Dokumenty",
            "en": "Documents",
        }
        assert [choice.answer_id for choice in response.topics[1].answers] == ["numery-alarmowe", "przemoc-domowa"]
        assert [featured.answer_id for featured in response.featured] == ["dowod-osobisty", "numery-alarmowe"]
        assert response.featured[0].pjm == "DOWÓD OSOBISTY"

    async def test_lists_answers_page_by_page(self, stub: Any) -> None:
        seen: list[str] = []
        token = ""
        while True:
            page = await stub.ListAnswers(faq_pb2.ListAnswersRequest(page_size=2, page_token=token), timeout=10)
            seen += [choice.answer_id for choice in page.answers]
            token = page.next_page_token
            if not token:
                break
        assert len(seen) == len(set(seen)) == 5

    @pytest.mark.parametrize("token", ["x", "-1", "5", "99999999999999999999", "²"])
    async def test_a_page_that_is_not_there_is_refused(self, stub: Any, token: str) -> None:
        error = await refused(stub.ListAnswers(faq_pb2.ListAnswersRequest(page_token=token), timeout=10))
        assert error.reason == "BAD_PAGE_TOKEN"

    async def test_a_negative_page_is_refused(self, stub: Any) -> None:
        error = await refused(stub.ListAnswers(faq_pb2.ListAnswersRequest(page_size=-1), timeout=10))
        assert error.reason == "BAD_PAGE_SIZE"

    async def test_tells_the_office_and_how_it_searches(self, stub: Any) -> None:
        response = await stub.GetOffice(faq_pb2.GetOfficeRequest(), timeout=10)
        assert (response.town, response.office.place_id) == ("Miasteczko", "ratusz")
        assert response.interpreter_url == "https://miasteczko.example/pjm"
        assert response.retrieval_mode == "hybrid"


def read_all(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def test_before_it_is_ready_it_says_so(stub: Any) -> None:
    error = await refused(stub.Ask(faq_pb2.AskRequest(text="dowód"), timeout=10))
    assert (error.code, error.reason) == (grpc.StatusCode.UNAVAILABLE, "STARTING")


@pytest.mark.usefixtures("opened")
async def test_no_question_reaches_the_disk(stub: Any, tmp_path: Path) -> None:
    for text in ("gdzie ukryłem Zażółconą-Gęślą jaźń", "jak wyrobić dowód Zażółconą"):
        await stub.Ask(faq_pb2.AskRequest(text=text), timeout=10)
    written = read_all(tmp_path)
    assert written
    for word in ("Zażółconą", "zażółconą", "zazolcona"):
        assert not any(word.encode() in content for content in written)
