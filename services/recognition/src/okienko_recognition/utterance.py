"""One signed utterance: frames in; readings, advice and words out."""

from collections.abc import Sequence
from typing import TypeAlias

from okienko_recognition.coaching import Advice
from okienko_recognition.decoding.transcript import Choice, Transcript, UtteranceDecoder
from okienko_recognition.landmarks import FrameHands
from okienko_recognition.reading import Reading
from okienko_recognition.recogniser import StreamRecogniser
from okienko_recognition.sight import Sight

Event: TypeAlias = Reading | Advice | Transcript


class Utterance:
    """Joins the recogniser and, where the caller wants words, the decoder of one stream.

    Args:
        recogniser: Reads letters and signs.
        decoder: Puts them together; None when nobody asked for transcripts.
        earlier: What another server had read of the part that goes on, in order.
    """

    def __init__(
        self, recogniser: StreamRecogniser, decoder: UtteranceDecoder | None, earlier: Sequence[Reading] = ()
    ) -> None:
        self._recogniser, self._decoder = recogniser, decoder
        for reading in earlier:
            if decoder:
                decoder.watch(reading.start, has_hand=True)
                self._decoded(reading)
                decoder.watch(reading.end, has_hand=True)
        if earlier:
            recogniser.go_on_from(earlier[-1])

    @property
    def sight(self) -> Sight | None:
        """What the sign model remembers of this stream; None where letters alone are read."""
        return self._recogniser.sight

    def push(self, seconds: float, frame: FrameHands) -> list[Event]:
        """Take the frame of one moment; times must grow."""
        if self._decoder:
            self._decoder.watch(seconds, has_hand=bool(frame.hands))
        events: list[Event] = []
        for event in self._recogniser.push(seconds, frame):
            events.append(event)
            if isinstance(event, Reading):
                events.extend(self._decoded(event))
        return events

    def finish(self) -> list[Event]:
        """Read what is open at the end of the stream."""
        events: list[Event] = []
        for reading in self._recogniser.finish():
            events.extend((reading, *self._decoded(reading)))
        return events

    def _decoded(self, reading: Reading) -> list[Transcript]:
        if not (self._decoder and reading.is_final):
            return []
        considered = reading.considered or reading.alternatives
        choices = [Choice(one.letter.text, one.confidence, one.is_letter) for one in considered]
        return [self._decoder.add(reading.segment, choices)]
