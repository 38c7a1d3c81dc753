"""The gateway against five small services that speak the real contracts over real gRPC on loopback."""

import asyncio
import dataclasses
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf.duration_pb2 import Duration
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from okienko.faq.v1 import faq_pb2, faq_pb2_grpc, learning_pb2, learning_pb2_grpc, mail_pb2, mail_pb2_grpc
from okienko.recognition.v1 import recognition_pb2, recognition_pb2_grpc
from okienko.signing.v1 import signing_pb2, signing_pb2_grpc
from okienko.speech.v1 import speech_pb2, speech_pb2_grpc
from okienko.translation.v1 import translation_pb2, translation_pb2_grpc
from okienko_common.errors import ServiceError, to_status
from okienko_common.interceptors import CallInterceptor
from okienko_common.server import OPTIONS
from okienko_gateway.neighbours import SERVICE_NAMES

Register = Callable[[grpc.Server], None]


def start_server(service: str, register: Register) -> tuple[grpc.Server, str]:
    """Serve with the manners that the services have, and say SERVING; return the server and its address."""
    server, checks = grpc.server(ThreadPoolExecutor(4), options=OPTIONS), health.HealthServicer()
    register(server)
    checks.set(SERVICE_NAMES[service], health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    target = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    return server, target


@contextmanager
def serving(service: str, register: Register) -> Iterator[str]:
    """Give the address of such a server, and stop it at the end."""
    server, target = start_server(service, register)
    yield target
    server.stop(0).wait()


class AsyncHouse:
    """The signing service's part that a subclass registers, with the same manners, on an event loop of its own."""

    def __init__(self) -> None:
        self.target = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._wait_for(self._start())

    def register(self, server: grpc.aio.Server) -> None:
        """Make the part and add it to a server that is about to start."""
        raise NotImplementedError

    async def end(self) -> None:
        """End the part, whose server has stopped."""

    def restart(self) -> None:
        """Stop, and start anew at the same address."""
        self._wait_for(self._stop())
        self._wait_for(self._start())

    def close(self) -> None:
        """Stop for good."""
        self._wait_for(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> None:
        self._server = grpc.aio.server(interceptors=[CallInterceptor()], options=OPTIONS)
        self.register(self._server)
        checks = health.aio.HealthServicer()
        await checks.set(SERVICE_NAMES["signing"], health_pb2.HealthCheckResponse.SERVING)
        health_pb2_grpc.add_HealthServicer_to_server(checks, self._server)
        self.target = f"127.0.0.1:{self._server.add_insecure_port(self.target or '127.0.0.1:0')}"
        await self._server.start()

    async def _stop(self) -> None:
        await self._server.stop(0)
        await self.end()

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)


def refuse(context: grpc.ServicerContext, code: grpc.StatusCode, reason: str, pl: str, en: str) -> None:
    context.abort_with_status(to_status(ServiceError(code, reason, pl, en)))


def answer(answer_id: str, *, english: bool) -> faq_pb2.Answer:
    polish = faq_pb2.AnswerText(
        language_code="pl",
        question="Jak wyrobić dowód osobisty?",
        title="Dowód osobisty",
        short_text="Złóż wniosek w urzędzie.",
        easy_text=["Przyjdź do urzędu.", "Weź zdjęcie."],
        steps=["Zrób zdjęcie.", "Złóż wniosek."],
        documents=["Zdjęcie"],
        cost="Bezpłatnie",
        duration="30 dni",
    )
    translated = faq_pb2.AnswerText(
        language_code="en",
        question="How do I get an ID card?",
        title="ID card",
        short_text="Apply at the office.",
        easy_text=["Come to the office.", "Bring a photo."],
        steps=["Take a photo.", "Apply."],
        documents=["A photo"],
        cost="Free",
        duration="30 days",
    )
    return faq_pb2.Answer(
        answer_id=answer_id,
        topic_id="dokumenty",
        icon="id-card",
        texts=[polish, translated] if english else [polish],
        places=[office().office],
        sources=[faq_pb2.LegalSource(title="Ustawa o dowodach osobistych", provision="art. 12")],
        checked_date="2026-11-24",
        pjm="DOWÓD OSOBISTY",
        revision=f"r-{answer_id}",
    )


def office() -> faq_pb2.GetOfficeResponse:
    place = faq_pb2.Place(
        place_id="urzad-miasta",
        texts=[
            faq_pb2.PlaceText(language_code="pl", name="Urząd Miasta"),
            faq_pb2.PlaceText(language_code="en", name="Town Hall"),
        ],
        address="ul. Rynek 1",
        phone="44 000 01 00",
        email="urzad@przykladowo.example",
        hours=[faq_pb2.OpeningHours(day=1, opens="08:00", closes="16:00")],
    )
    return faq_pb2.GetOfficeResponse(
        town="Miasto Przykładowo",
        office=place,
        time_zone="Europe/Warsaw",
        retrieval_mode="hybrid",
        closed_days=[faq_pb2.ClosedDay(date="2026-12-24", names=names("Wigilia", "Christmas Eve"))],
    )


def names(pl: str, en: str) -> list[faq_pb2.LocalizedName]:
    return [faq_pb2.LocalizedName(language_code="pl", name=pl), faq_pb2.LocalizedName(language_code="en", name=en)]


def phrase() -> faq_pb2.Phrase:
    return faq_pb2.Phrase(phrase_id="ask-who", icon="family", texts=names("Dla kogo?", "Who is it for?"), pjm="KTO")


class Faq(faq_pb2_grpc.FaqServiceServicer):
    def __init__(self) -> None:
        self.answers_asked: list[str] = []
        self.asked: list[faq_pb2.AskRequest] = []
        self.context = "sealed-at-eight"

    def Ask(self, request: faq_pb2.AskRequest, context: grpc.ServicerContext) -> faq_pb2.AskResponse:  # noqa: N802
        question = request.text or " ".join(request.glossed.glosses)
        if len(question) > 500:
            refuse(
                context,
                grpc.StatusCode.INVALID_ARGUMENT,
                "QUESTION_TOO_LONG",
                "Pytanie jest za długie. Skróć je.",
                "The question is too long. Make it shorter.",
            )
        self.asked.append(request)
        if question == "paszport":
            return faq_pb2.AskResponse(
                outcome=faq_pb2.OUTCOME_CLARIFY,
                choices=[
                    faq_pb2.Choice(answer_id="paszport-dorosly", choice_id="paszport-dorosly", title="Paszport"),
                    faq_pb2.Choice(choice_id="who-child", title="Dla dziecka"),
                ],
                phrase=phrase(),
                context="sealed",
                context_state=faq_pb2.CONTEXT_STATE_EXPIRED,
                language_code=request.language_code or "pl",
            )
        if question == "pali się":
            return faq_pb2.AskResponse(
                outcome=faq_pb2.OUTCOME_EMERGENCY,
                answers=[answer("numery-alarmowe", english=True)],
                emergency_contacts=[faq_pb2.EmergencyContact(number="112", names=names("Pomoc", "Help"))],
                language_code="pl",
            )
        if question == "pogoda":
            return faq_pb2.AskResponse(outcome=faq_pb2.OUTCOME_DECLINE, language_code="pl", confidence=0.1)
        return faq_pb2.AskResponse(
            outcome=faq_pb2.OUTCOME_ANSWER,
            answers=[answer("dowod-osobisty", english=True)],
            confidence=0.9,
            language_code=request.language_code or "pl",
            matched_question="Jak wyrobić dowód osobisty?",
            focuses=[faq_pb2.AnswerFocus(answer_id="dowod-osobisty", fields=[faq_pb2.ANSWER_FIELD_COST])],
            explanation=faq_pb2.Explanation(
                rule="search",
                candidates=[faq_pb2.Candidate(answer_id="dowod-osobisty", share=1, coverage=0.5, evidence=0.25)],
                confidence=0.75,
            )
            if request.explain
            else None,
        )

    def GetAnswer(  # noqa: N802
        self, request: faq_pb2.GetAnswerRequest, context: grpc.ServicerContext
    ) -> faq_pb2.GetAnswerResponse:
        self.answers_asked.append(request.answer_id)
        if request.answer_id == "nie-ma":
            refuse(context, grpc.StatusCode.NOT_FOUND, "NO_SUCH_ANSWER", "Nie ma takiej odpowiedzi.", "No such answer.")
        return faq_pb2.GetAnswerResponse(
            answer=answer(request.answer_id, english=request.answer_id != "tylko-po-polsku"), context=self.context
        )

    def ListPhrases(  # noqa: N802
        self, request: faq_pb2.ListPhrasesRequest, context: grpc.ServicerContext
    ) -> faq_pb2.ListPhrasesResponse:
        return faq_pb2.ListPhrasesResponse(phrases=[phrase()])

    def ListTopics(  # noqa: N802
        self, request: faq_pb2.ListTopicsRequest, context: grpc.ServicerContext
    ) -> faq_pb2.ListTopicsResponse:
        title = faq_pb2.LocalizedName(language_code="pl", name="Dowód osobisty")
        return faq_pb2.ListTopicsResponse(
            topics=[faq_pb2.Topic(topic_id="dokumenty", icon="id-card", names=[title])],
            featured=[faq_pb2.FeaturedAnswer(answer_id="dowod-osobisty", titles=[title], pjm="DOWÓD OSOBISTY")],
        )

    def GetOffice(  # noqa: N802
        self, request: faq_pb2.GetOfficeRequest, context: grpc.ServicerContext
    ) -> faq_pb2.GetOfficeResponse:
        return office()

    def ListAnswers(  # noqa: N802
        self, request: faq_pb2.ListAnswersRequest, context: grpc.ServicerContext
    ) -> faq_pb2.ListAnswersResponse:
        return faq_pb2.ListAnswersResponse(answers=[faq_pb2.Choice(answer_id="dowod-osobisty")])


class Learning(learning_pb2_grpc.LearningServiceServicer):
    def __init__(self) -> None:
        self.rated: list[learning_pb2.RateAnswerRequest] = []
        self.deleted: list[str] = []

    def GetLearning(self, request: Any, context: grpc.ServicerContext) -> learning_pb2.GetLearningResponse:  # noqa: N802
        return learning_pb2.GetLearningResponse(
            mode=learning_pb2.LEARNING_MODE_QUESTIONS, question_days=90, count_days=730
        )

    def RateAnswer(self, request: Any, context: grpc.ServicerContext) -> learning_pb2.RateAnswerResponse:  # noqa: N802
        if request.answer_id == "nie-oceniamy":
            refuse(context, grpc.StatusCode.FAILED_PRECONDITION, "RATINGS_OFF", "Nie zbieramy ocen.", "No ratings.")
        self.rated.append(request)
        return learning_pb2.RateAnswerResponse()

    def ListTodoItems(self, request: Any, context: grpc.ServicerContext) -> learning_pb2.ListTodoItemsResponse:  # noqa: N802
        question = learning_pb2.KeptQuestion(
            question_id="0" * 32,
            text="gdzie oddać [słowo]",
            language_code="pl",
            day="2026-11-27",
            count=3,
            reason=learning_pb2.KEPT_REASON_UNANSWERED,
        )
        item = learning_pb2.TodoItem(
            questions=[question],
            count=3,
            suggestion=learning_pb2.SUGGESTION_ADD_ALIASES,
            nearest_answer_id="dowod-osobisty",
            nearest_title="Dowód osobisty",
            confidence=0.4,
            draft="pl:\n",
        )
        return learning_pb2.ListTodoItemsResponse(items=[item], question_count=1, considered_count=1)

    def DeleteQuestions(self, request: Any, context: grpc.ServicerContext) -> learning_pb2.DeleteQuestionsResponse:  # noqa: N802
        self.deleted += request.question_ids
        return learning_pb2.DeleteQuestionsResponse(deleted_count=len(request.question_ids))

    def ListCounts(self, request: Any, context: grpc.ServicerContext) -> learning_pb2.ListCountsResponse:  # noqa: N802
        topic = learning_pb2.TopicCount(
            day=request.first_day, topic_id="dokumenty", outcome="answer", language_code="pl", count=2
        )
        rating = learning_pb2.RatingCount(
            day=request.last_day, answer_id="dowod-osobisty", language_code="pl", unhelpful_count=1
        )
        return learning_pb2.ListCountsResponse(topics=[topic], ratings=[rating])

    def ExportTable(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        yield learning_pb2.ExportTableResponse(chunk=f"{request.table},".encode())
        yield learning_pb2.ExportTableResponse(chunk=str(request.format).encode())


class Mail(mail_pb2_grpc.MailServiceServicer):
    def __init__(self) -> None:
        self.sent: list[mail_pb2.SendAnswerRequest] = []

    def GetMail(self, request: Any, context: grpc.ServicerContext) -> mail_pb2.GetMailResponse:  # noqa: N802
        return mail_pb2.GetMailResponse(advice="Set the mail server.")

    def SendAnswer(self, request: Any, context: grpc.ServicerContext) -> mail_pb2.SendAnswerResponse:  # noqa: N802
        if request.recipient == "dosc@poczta.example":
            refuse(context, grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_LETTERS", "Na dziś dość.", "Enough today.")
        self.sent.append(request)
        return mail_pb2.SendAnswerResponse()


class Recognition(recognition_pb2_grpc.RecognitionServiceServicer):
    def __init__(self) -> None:
        self.ended = threading.Event()
        self.gloss, self.takes = "", list[recognition_pb2.Take]()
        self.config = recognition_pb2.RecognitionConfig()
        self.streams, self.is_failing = 0, False

    def ListSigns(  # noqa: N802
        self, request: recognition_pb2.ListSignsRequest, context: grpc.ServicerContext
    ) -> recognition_pb2.ListSignsResponse:
        sign = recognition_pb2.Sign(sign_id="pjm/letter/a", gloss="a", kind=recognition_pb2.SIGN_KIND_STATIC_LETTER)
        return recognition_pb2.ListSignsResponse(signs=[sign])

    def ListTaughtSigns(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        sign = recognition_pb2.TaughtSign(
            sign_id="pjm/sign/ogródek", gloss="OGRÓDEK", take_sha256=["a", "b", "c"], agreement=0.75
        )
        return recognition_pb2.ListTaughtSignsResponse(signs=[sign], is_current=True)

    def CheckTakes(self, requests: Iterator[Any], context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.gloss = next(requests).gloss
        self.takes = [request.take for request in requests]
        return recognition_pb2.CheckTakesResponse(
            agreement=0.8125,
            take_agreements=[0.75] * len(self.takes),
            neighbours=[recognition_pb2.Neighbour(sign_id="pjm/sign/dom", gloss="DOM", probability=0.625)],
            verdict=recognition_pb2.TEACHING_VERDICT_TOO_CLOSE,
        )

    def StreamRecognize(self, requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        context.add_callback(self.ended.set)
        self.streams += 1
        if self.is_failing:
            context.abort(grpc.StatusCode.UNAVAILABLE, "")
        first = next(requests)
        assert first.WhichOneof("payload") == "config"
        self.config = first.config
        if first.config.return_transcript:
            words = recognition_pb2.Hypothesis(
                words=first.config.hint_phrases, confidence=0.25, source=recognition_pb2.HYPOTHESIS_SOURCE_LEXICON
            )
            part = recognition_pb2.TranscriptPart(segment_ids=[3, 4], hypotheses=[words])
            yield recognition_pb2.StreamRecognizeResponse(transcript=recognition_pb2.Transcript(parts=[part]))
        for number, request in enumerate(requests):
            if request.frame.jpeg == b"broken":
                refuse(
                    context,
                    grpc.StatusCode.INVALID_ARGUMENT,
                    "BROKEN_JPEG",
                    "Obrazu nie da się odczytać.",
                    "The picture cannot be read.",
                )
            yield recognition_pb2.StreamRecognizeResponse(
                result=recognition_pb2.Result(
                    segment_id=number,
                    is_final=True,
                    start_offset=request.frame.offset,
                    alternatives=[recognition_pb2.Alternative(sign_id="pjm/letter/a", text="a", confidence=0.5)],
                )
            )


class Signing(signing_pb2_grpc.SigningServiceServicer):
    def __init__(self) -> None:
        self.requests: list[signing_pb2.GetSigningRequest] = []
        self.media_requests: list[signing_pb2.GetMediaRequest] = []

    def GetSigning(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        self.requests.append(request)
        yield signing_pb2.GetSigningResponse(progress=signing_pb2.Progress(fraction=0.5))
        clip = signing_pb2.Clip(
            provenance=signing_pb2.PROVENANCE_COMPOSED,
            renditions=[signing_pb2.Rendition(file="abc.webm", media_type="video/webm", width=640, height=480)],
            poster="abc.webp",
            captions="abc.vtt",
            duration=Duration(seconds=3),
            marks=[signing_pb2.GlossMark(gloss="OD", text_start=0, text_end=5), signing_pb2.GlossMark(gloss="DO")],
        )
        yield signing_pb2.GetSigningResponse(playlist=signing_pb2.Playlist(clips=[clip], coverage=0.5))

    def GetMedia(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        if request.file != "abc.webm":
            refuse(context, grpc.StatusCode.NOT_FOUND, "NO_SUCH_FILE", "Nie ma pliku.", "No such file.")
        self.media_requests.append(request)
        end = request.offset_bytes + request.length_bytes if request.length_bytes else 10
        content = b"0123456789"[request.offset_bytes : end]
        yield signing_pb2.GetMediaResponse(media_type="video/webm", size_bytes=10, chunk=content[:5])
        yield signing_pb2.GetMediaResponse(chunk=content[5:])

    def ListSigns(self, request: Any, context: grpc.ServicerContext) -> signing_pb2.ListSignsResponse:  # noqa: N802
        return signing_pb2.ListSignsResponse(signs=[signing_pb2.LexiconSign(gloss="DOWÓD")])


class Translation(translation_pb2_grpc.TranslationServiceServicer):
    """Translates what it knows; remembers whether the texts were said to be published."""

    known: dict[str, str]
    origins: dict[str, translation_pb2.TranslationOrigin.ValueType]
    """Of texts that do not come from the memory."""
    published: list[bool]

    def __init__(self) -> None:
        self.known, self.origins, self.published = {}, {}, []

    def TranslateText(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.published.append(request.is_published)
        return translation_pb2.TranslateTextResponse(
            translations=[
                translation_pb2.Translation(
                    text=self.known[text],
                    origin=self.origins.get(text, translation_pb2.TRANSLATION_ORIGIN_MEMORY),
                    source_language_code="pl",
                )
                if text in self.known
                else translation_pb2.Translation(
                    origin=translation_pb2.TRANSLATION_ORIGIN_WITHHELD, withheld_reason="No model is installed."
                )
                for text in request.texts
            ]
        )

    def ListLanguagePairs(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        pair = translation_pb2.LanguagePair(
            source_language_code="pl", target_language_code="en", advice="Run the command."
        )
        return translation_pb2.ListLanguagePairsResponse(pairs=[pair])


class Speech(speech_pb2_grpc.SpeechServiceServicer):
    def Synthesize(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        sound = speech_pb2.AudioFormat(sample_rate_hertz=8000, voice_name=f"voice-{request.language_code}")
        yield speech_pb2.SynthesizeResponse(format=sound)
        yield speech_pb2.SynthesizeResponse(word_mark=speech_pb2.WordMark(text_start=0, text_end=5))
        if request.encoding == speech_pb2.AUDIO_ENCODING_OGG_OPUS:
            yield speech_pb2.SynthesizeResponse(audio=b"OggS" + request.text.encode())
            return
        yield speech_pb2.SynthesizeResponse(audio=b"\x01\x00" * 50)
        yield speech_pb2.SynthesizeResponse(audio=b"\x02\x00" * 50)

    def ListVoices(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return speech_pb2.ListVoicesResponse(voices=[speech_pb2.Voice(name="voice-pl", language_codes=["pl"])])


@dataclasses.dataclass
class Town:
    """The five services, each on a server of its own so that it can be stopped alone."""

    faq: Faq
    recognition: Recognition
    signing: Signing
    translation: Translation
    servers: dict[str, grpc.Server]
    targets: dict[str, str]
    learning: Learning
    mail: Mail
