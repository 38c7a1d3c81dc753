"""The recognition contract: messages in, domain calls, messages out."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from typing import TypeAlias

import grpc
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko.recognition.v1 import recognition_pb2_grpc as rpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import ServiceError
from okienko_common.tasks import end
from okienko_common.towns import called_town

from okienko_recognition import messages, metrics, teaching_messages
from okienko_recognition.admission import Admission, Path, StreamPlaces, Ticket
from okienko_recognition.batching import Batcher
from okienko_recognition.calibration import UnsteadyHandError, calibrate
from okienko_recognition.classifiers import HandClassifier, SignModel
from okienko_recognition.curriculum import Curriculum, TakeSource
from okienko_recognition.decoding.transcript import Decoder
from okienko_recognition.engines.mediapipe_hands import HandFinder, OpenFinder
from okienko_recognition.inbox import Arrived, FrameInbox
from okienko_recognition.jpeg import InvalidPictureError, picture_size
from okienko_recognition.landmarks import FrameHands, InvalidLandmarksError, parse_frame
from okienko_recognition.lessons import NoHandError, Take, Teacher
from okienko_recognition.patience import Patience
from okienko_recognition.reading import Reader, Reading
from okienko_recognition.recogniser import StreamRecogniser
from okienko_recognition.resuming import read_earlier
from okienko_recognition.taught import TaughtSign, TaughtSigns
from okienko_recognition.utterance import Event, Utterance
from okienko_recognition.vocabulary import Kind

Context: TypeAlias = "grpc.aio.ServicerContext[pb.StreamRecognizeRequest, pb.StreamRecognizeResponse]"
PageContext: TypeAlias = "grpc.aio.ServicerContext[pb.ListSignsRequest, pb.ListSignsResponse]"
TaughtContext: TypeAlias = "grpc.aio.ServicerContext[pb.ListTaughtSignsRequest, pb.ListTaughtSignsResponse]"
CheckContext: TypeAlias = "grpc.aio.ServicerContext[pb.CheckTakesRequest, pb.CheckTakesResponse]"


class RecognitionService(rpc.RecognitionServiceServicer):
    """Recognises signs and the finger alphabet.

    Args:
        classifier: The trained models.
        reader: Weighs letters.
        decoder: Makes words of letters.
        pool: Runs models off the event loop.
        open_finder: Makes a hand finder for one JPEG stream; None when its model is not installed.
        admission: Knows what streams cost and how much there is.
        max_streams: Streams at once, whatever they cost.
        max_jpeg_streams: Streams at once with JPEG frames, whatever they cost.
        idle_seconds: How long a stream may be silent.
        signs: The sign model; without it letters alone are recognised.
    """

    def __init__(
        self,
        classifier: HandClassifier,
        reader: Reader,
        decoder: Decoder,
        pool: ModelPool,
        open_finder: OpenFinder | None,
        *,
        admission: Admission,
        max_streams: int,
        max_jpeg_streams: int,
        idle_seconds: float,
        signs: SignModel | None = None,
    ) -> None:
        self._signs = signs
        self._teacher = Teacher(signs, classifier) if signs else None
        self._curriculum: Curriculum | None = None
        self._lexical = [sign for sign in signs.vocabulary if sign.kind is not Kind.LETTER] if signs else []
        self._classifier, self._reader, self._decoder, self._pool = classifier, reader, decoder, pool
        self.admission = admission
        self.batcher = Batcher(classifier, pool, lambda frames: admission.count(Path.LANDMARKS, frames), signs)
        metrics.STREAMS.set_function(lambda: admission.tickets)
        metrics.LOAD_CORES.set_function(admission.load)
        metrics.CORES.set(admission.cores)
        self._open_finder = open_finder
        self._idle_seconds = idle_seconds
        self.streams = StreamPlaces(
            max_streams,
            admission,
            "Zbyt wiele osób miga w tej chwili. Spróbuj za chwilę albo wpisz pytanie.",
            "Too many people are signing right now. Try again in a moment, or type the question.",
        )
        self.jpeg_streams = StreamPlaces(
            max_jpeg_streams,
            admission,
            "Serwer odczytuje już tyle obrazów, ile może. Spróbuj za chwilę albo użyj innej przeglądarki.",
            "The server already reads as many pictures as it can. Try again in a moment, or use another browser.",
        )

    async def ListSigns(self, request: pb.ListSignsRequest, _context: PageContext) -> pb.ListSignsResponse:  # noqa: N802  (the contract's name)
        """Return a page of the vocabulary."""
        messages.check_language(request.language_code)
        trained = {sign.sign_id for sign in self._lexical}
        taught = [one.sign for one in self.taught().signs if one.sign.sign_id not in trained]
        signs, token = messages.signs_page(request.page_size, request.page_token, [*self._lexical, *taught])
        return pb.ListSignsResponse(signs=signs, next_page_token=token, accepts_jpeg=self._open_finder is not None)

    async def ListTaughtSigns(  # noqa: N802  (the contract's name)
        self, _request: pb.ListTaughtSignsRequest, _context: TaughtContext
    ) -> pb.ListTaughtSignsResponse:
        """Return what this replica has been taught."""
        is_current = self._curriculum is not None and self._curriculum.is_current
        return teaching_messages.taught_message(self.taught(), is_current=is_current)

    async def CheckTakes(  # noqa: N802  (the contract's name)
        self, request_iterator: AsyncIterator[pb.CheckTakesRequest], _context: CheckContext
    ) -> pb.CheckTakesResponse:
        """Say what would come of teaching a sign."""
        if self._teacher is None:
            raise teaching_messages.no_sign_model()
        gloss = teaching_messages.read_gloss(await anext(request_iterator, None))
        takes: list[Take] = []
        async for request in request_iterator:
            takes.append(teaching_messages.read_take(request, len(takes)))
        if not takes:
            raise messages.refuse(
                "TAKES_MISSING",
                "Nie przyszło żadne nagranie. Nagraj znak trzy razy i sprawdź go ponownie.",
                "No take came. Record the sign three times and check it again.",
            )
        try:
            check = await self._pool.run(self._teacher.check, gloss, takes, self.taught())
        except NoHandError:
            raise teaching_messages.no_hand() from None
        return teaching_messages.check_message(check)

    def taught(self) -> TaughtSigns:
        """Return the signs that are taught at the moment."""
        return self._curriculum.signs if self._curriculum else TaughtSigns()

    def learn_from(self, source: TakeSource) -> Curriculum:
        """Return what keeps this replica up with what is taught, to be run; signs count as soon as they are learnt."""
        self._curriculum = Curriculum(source, self._lesson)
        return self._curriculum

    async def _lesson(self, gloss: str, takes: Sequence[Take]) -> TaughtSign:
        assert self._teacher is not None
        return await self._pool.run(self._teacher.lesson, gloss, takes)

    async def StreamRecognize(self, _requests: object, context: Context) -> None:  # type: ignore[override]  # noqa: N802  (reads and writes the context itself, which is faster for video)
        """Recognise one utterance."""
        town = called_town()
        self.streams.take(town)
        stream = _Stream(self, context, town)
        try:
            await stream.run()
        finally:
            self.streams.leave(town)
            await asyncio.shield(stream.close())

    @property
    def idle_seconds(self) -> float:
        """How long a stream may be silent."""
        return self._idle_seconds

    def utterance(self, config: pb.RecognitionConfig) -> Utterance:
        """Start an utterance for a checked configuration."""
        options = messages.read_config(config)
        shown = teaching_messages.read_calibration(config)
        try:
            calibration = calibrate(self._classifier, shown) if shown else None
        except UnsteadyHandError as error:
            raise teaching_messages.unsteady(error) from None
        recogniser = StreamRecogniser(
            self._classifier, self._reader, options, signs=self._signs, taught=self.taught, calibration=calibration
        )
        phrases = messages.read_phrases(config)
        decoder = self._decoder.start(phrases) if config.return_transcript else None
        return Utterance(recogniser, decoder, read_earlier(config))

    async def open_finder(self, ticket: Ticket) -> HandFinder:
        """Open a hand finder for a stream that sends JPEG frames.

        Raises:
            ServiceError: FAILED_PRECONDITION without a landmark model, RESOURCE_EXHAUSTED when all places are taken.
        """
        if self._open_finder is None:
            raise ServiceError(
                grpc.StatusCode.FAILED_PRECONDITION,
                "JPEG_UNAVAILABLE",
                "Ten serwer nie odczytuje obrazów. Użyj przeglądarki, która sama wyznacza punkty dłoni.",
                "This server does not read pictures. Use a browser that computes the hand's landmarks itself.",
            )
        self.jpeg_streams.take(ticket.town)
        try:
            self.admission.change(ticket, Path.JPEG)
            return await self._pool.run(self._open_finder)
        except BaseException:
            self.jpeg_streams.leave(ticket.town)
            raise

    @property
    def pool(self) -> ModelPool:
        """Where models run."""
        return self._pool


class _Stream:
    """One call of StreamRecognize."""

    def __init__(self, service: RecognitionService, context: Context, town: str) -> None:
        self._service, self._context, self._town = service, context, town
        self._opening: asyncio.Task[HandFinder] | None = None
        self._ticket: Ticket | None = None
        self._wants_landmarks = False
        self._last: float | None = None
        self._patience = Patience(service.idle_seconds)

    async def run(self) -> None:
        """Read the configuration, then frames until the end."""
        self._ticket = self._service.admission.admit(Path.LANDMARKS, self._town)
        first = await self._next_request()
        if first is None:
            return
        if first.WhichOneof("payload") != "config":
            raise messages.refuse(
                "CONFIG_MISSING",
                "Pierwsza wiadomość musi zawierać konfigurację. Zacznij od nowa i wyślij ją przed klatkami.",
                "The first message must carry the configuration. Start again and send it before any frame.",
            )
        # Fifty phrases make a lexicon of a thousand words, which takes 12 ms.
        utterance = await self._service.pool.run(self._service.utterance, first.config)
        self._wants_landmarks = first.config.return_landmarks
        inbox = FrameInbox(time.monotonic, metrics.DROPPED_FRAMES.inc)
        receiving = asyncio.create_task(self._receive(inbox))
        try:
            while frames := await inbox.take():
                await self._step(utterance, frames)
            await receiving
        finally:
            await end(receiving)
        await self._write(await self._service.pool.run(utterance.finish))

    async def _receive(self, inbox: FrameInbox) -> None:
        """Check what comes and hand it on."""
        try:
            while (request := await self._next_request()) is not None:
                for frame in messages.read_frames(request):
                    await inbox.put(self._arrived(frame))
        finally:
            inbox.end()

    async def _next_request(self) -> pb.StreamRecognizeRequest | None:
        """Wait for the next message; None at the end.

        Raises:
            ServiceError: DEADLINE_EXCEEDED when the stream has been silent for too long.
        """
        try:
            with self._patience:
                request = await self._context.read()
        except TimeoutError:
            raise ServiceError(
                grpc.StatusCode.DEADLINE_EXCEEDED,
                "IDLE",
                "Kamera przestała wysyłać obraz, więc rozpoznawanie zakończono. Włącz kamerę ponownie.",
                "The camera stopped sending, so recognition has ended. Switch the camera on again.",
            ) from None
        return request if isinstance(request, pb.StreamRecognizeRequest) else None

    def _arrived(self, frame: pb.Frame) -> Arrived:
        seconds = messages.read_offset(frame, self._last)
        self._last = seconds
        brightness = messages.read_brightness(frame)
        try:
            if frame.WhichOneof("content") == "landmarks":
                sent = frame.landmarks
                return Arrived(seconds, parse_frame(sent.layout, sent.values, sent.aspect_ratio, brightness))
            if frame.WhichOneof("content") == "jpeg":
                picture_size(frame.jpeg)
                return Arrived(seconds, None, frame.jpeg)
        except (InvalidLandmarksError, InvalidPictureError) as error:
            raise messages.refuse(error.reason, error.pl, error.en) from None
        raise messages.refuse(
            "EMPTY_FRAME",
            "Klatka jest pusta. Wyślij w niej punkty dłoni albo obraz JPEG.",
            "The frame is empty. Send landmarks or a JPEG picture in it.",
        )

    async def _step(self, utterance: Utterance, frames: Sequence[Arrived]) -> None:
        """Take what waits: landmarks together, pictures one by one."""
        for frame in frames:
            if self._ticket:
                self._ticket.saw(frame.seconds)
        for has_landmarks, group in itertools.groupby(frames, key=lambda frame: frame.hands is not None):
            if has_landmarks:
                ready = [(frame.seconds, frame.hands) for frame in group if frame.hands is not None]
                with metrics.FRAME_SECONDS.labels("landmarks").time():
                    events = await self._service.batcher.push(utterance, ready)
                await self._write(events)
            else:
                for frame in group:
                    with metrics.FRAME_SECONDS.labels("jpeg").time():
                        await self._picture(utterance, frame)

    async def _picture(self, utterance: Utterance, frame: Arrived) -> None:
        """Find the hands in a picture and read them, in one trip to a worker: among pictures, batches would save nothing."""
        if self._opening is None:
            assert self._ticket
            self._opening = asyncio.create_task(self._service.open_finder(self._ticket))
        # A client may vanish while the finder opens: shielded, it still arrives and `close` frees it.
        finder = await asyncio.shield(self._opening)

        def work() -> tuple[FrameHands, tuple[bool, ...], list[Event]]:
            found, left = finder.find(frame.jpeg, frame.seconds)
            return found, left, utterance.push(frame.seconds, found)

        try:
            found, left, events = await self._service.pool.run(work)
        except InvalidPictureError as error:
            raise messages.refuse(error.reason, error.pl, error.en) from None
        self._service.admission.count(Path.LANDMARKS, 1)
        self._service.admission.count(Path.JPEG, 1)
        if self._wants_landmarks:
            await self._context.write(messages.landmarks_message(frame.seconds, found, left))
        await self._write(events)

    async def _write(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Reading) and event.is_final:
                metrics.READINGS.labels("read" if event.alternatives else "declined").inc()
            await self._context.write(messages.event_message(event))

    async def close(self) -> None:
        """Free what the stream held, however it ended."""
        self._patience.close()
        if self._ticket:
            self._service.admission.leave(self._ticket)
        if self._opening is None:
            return
        try:
            finder = await self._opening
        except (ServiceError, OSError, RuntimeError):
            return  # it never opened, its place is free again, and the caller was told why
        try:
            await asyncio.to_thread(finder.close)
        finally:
            self._service.jpeg_streams.leave(self._town)
