"""Reads one stream of hands: which hand signs, what it shows, when a letter is over."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from okienko_recognition.alphabet import LETTERS, MERGED_SHAPES, Letter
from okienko_recognition.arbitration import Arbiter
from okienko_recognition.calibration import HandCalibration
from okienko_recognition.classifiers import Float, HandClassifier, SignModel
from okienko_recognition.coaching import Advice, Coach
from okienko_recognition.decoding.transcript import PAUSE_SECONDS
from okienko_recognition.landmarks import FrameHands, Hand, palm_size
from okienko_recognition.motion import middle
from okienko_recognition.reading import STILL_HAND, Reader, Reading, pool_shapes
from okienko_recognition.segments import Segment, Segmenter, SegmentLimits
from okienko_recognition.sight import Sight
from okienko_recognition.spotting import SignSpotter
from okienko_recognition.taught import TaughtSigns
from okienko_recognition.vocabulary import Sign

# Interim readings are sent no more often than this; a person cannot follow faster changes.
INTERIM_SECONDS = 0.15
# A hand that rests this long in no known shape gets an answer too: that it was not understood.
UNCLEAR_SECONDS = 1.2


# Shapes that pass for each other while the hand moves.
ALIKE = {**MERGED_SHAPES, "k": "ch"}


@dataclass(frozen=True)
class StreamOptions:
    """What the caller asked for."""

    interim: bool = False
    most: int = 1
    hinted: Collection[str] = ()


class ActiveHand:
    """Finds the signing hand and stays with it: a resting second hand is ignored."""

    def __init__(self) -> None:
        self._centre: tuple[float, float] | None = None
        self._size = 0.0

    def choose(self, hands: tuple[Hand, ...]) -> Hand | None:
        """Return the hand that signs.

        A raised hand wins over a lower one by a palm's size; otherwise the hand that signed last goes on.
        """
        if not hands:
            return None
        if len(hands) == 1:
            self._centre, self._size = hands[0].centre, hands[0].size
            return hands[0]
        highest = min(hands, key=lambda hand: hand.centre[1])
        chosen = highest
        last = self._centre
        if last is not None:
            same = min(hands, key=lambda hand: math.dist(hand.centre, last))
            near = math.dist(same.centre, last) < 1.5 * self._size
            if near and same.centre[1] - highest.centre[1] < same.size:
                chosen = same
        self._centre, self._size = chosen.centre, chosen.size
        return chosen


def families(shapes: Sequence[str]) -> tuple[int, ...]:
    """Return a family number for each shape; alike shapes share one."""
    names = [ALIKE.get(shape, shape) for shape in shapes]
    order = list(dict.fromkeys(names))
    return tuple(order.index(name) for name in names)


def _moves(points: Float) -> bool:
    """Tell whether any of (t, 21, 3) points has gone further than landmarks jitter, a third of the palm."""
    gone: Float = np.ptp(points[:, :, :2], axis=0)
    return float(gone.max()) > palm_size(points[-1]) / 3


class UnclearHand:
    """Notices a hand that is held still on purpose but shows nothing that is known."""

    def __init__(self) -> None:
        self._since = self._size = 0.0
        self._place: tuple[float, float] | None = None
        self._told = False

    def watch(self, seconds: float, hand: Hand | None) -> float | None:
        """Take a frame without a letter; no hand stands for a letter or an empty picture.

        Returns:
            When the hand came to rest, once, after it has rested for `UNCLEAR_SECONDS`.
        """
        if hand is None:
            self._place, self._told = None, False
            return None
        if self._place is None or math.dist(hand.centre, self._place) > 0.5 * self._size:
            self._place, self._size, self._since, self._told = hand.centre, hand.size, seconds, False
        if self._told or seconds - self._since < UNCLEAR_SECONDS:
            return None
        self._told = True
        return self._since


class StreamRecogniser:
    """Turns frames into readings and advice. Keeps the frames of the current letter only.

    Args:
        classifier: Tells handshapes and movements of letters apart.
        reader: Weighs letters.
        options: What the caller asked for.
        limits: When a letter begins and ends.
        signs: The sign model; without it letters alone are read.
        taught: Returns the signs that are taught at the moment.
        calibration: The resident's own hand, where it is known.
    """

    def __init__(
        self,
        classifier: HandClassifier,
        reader: Reader,
        options: StreamOptions,
        limits: SegmentLimits | None = None,
        signs: SignModel | None = None,
        taught: Callable[[], TaughtSigns] = TaughtSigns,
        calibration: HandCalibration | None = None,
    ) -> None:
        self._classifier, self._reader, self._options = classifier, reader, options
        self._calibration = calibration
        self._families = families(classifier.shapes)
        self._segmenter = Segmenter(self._families, limits)
        self._moving = {self._families[classifier.shapes.index(x.shape)] for x in LETTERS if x.is_moving}
        self._active, self._coach, self._unclear = ActiveHand(), Coach(), UnclearHand()
        self._spotter = SignSpotter(signs, shapes=len(classifier.shapes)) if signs else None
        self._arbiter = Arbiter(signs, options.most, options.hinted, taught) if signs else None
        self._before: Reading | None = None
        self._interim_at = -1.0
        self._interim: tuple[int, tuple[str, ...]] = (0, ())

    def go_on_from(self, before: Reading) -> None:
        """Begin where another server ended: what it read last and is shown still is not read again."""
        self._before = before

    def push(self, seconds: float, frame: FrameHands) -> list[Reading | Advice]:
        """Take the frame of one moment; times must grow.

        Returns:
            What has changed: final readings, interim ones if asked for, advice.
        """
        before, self._before = self._before, None
        if before and before.alternatives and seconds - before.end < PAUSE_SECONDS:
            # A hand that is there may not have moved: between that reading and this frame nothing new was found.
            self._expect(before.start, seconds if frame.hands else before.end, before.alternatives[0].letter)
        frame = self._with_shapes(frame)
        hand = self._active.choose(frame.hands)
        advice = self._coach.watch(seconds, frame, hand)
        events: list[Reading | Advice] = [] if advice is None else [advice]
        letters = self._letters(seconds, hand)
        if self._spotter is None or self._arbiter is None:
            return [*events, *letters]
        spotted = self._spotter.push(seconds, frame)
        return [*events, *self._arbiter.decide(seconds, letters, spotted, self._spotter, self._segmenter.next_number)]

    @property
    def sight(self) -> Sight | None:
        """What the sign model remembers of this stream, so that it can look at several at once; None where letters alone are read."""
        return self._spotter.sight if self._spotter else None

    def _expect(self, start: float, end: float, shown: Letter | Sign) -> None:
        """Take a letter or sign as given already, and as shown from one moment to another."""
        if isinstance(shown, Letter):
            self._segmenter.expect(end, self._families[self._classifier.shapes.index(shown.shape)])
        elif self._arbiter:
            self._arbiter.expect(start, end, shown)

    def _letters(self, seconds: float, hand: Hand | None) -> list[Reading]:
        """Read the finger alphabet off the signing hand."""
        events: list[Reading] = []
        # A hand half outside the picture has made-up points.
        seen = hand if hand is not None and hand.share_outside() < 0.3 else None
        posterior = self._shape_of(seen) if seen else None
        ended = self._segmenter.add(seconds, seen, posterior)
        if ended and not ended.said:
            given = self._final(ended)
            ended.said = bool(given)
            events.extend(given)
        current = self._segmenter.current
        if current and seen:
            events.extend(self._live(current, seconds))
        since = self._unclear.watch(seconds, None if current else seen)
        if since is not None:
            events.append(Reading(self._segmenter.next_number(), (), is_final=True, start=since, end=seconds))
        return events

    def finish(self) -> list[Reading]:
        """Read what is open at the end of the stream."""
        ended = self._segmenter.finish()
        letters = self._final(ended) if ended and not ended.said else []
        if self._spotter is None or self._arbiter is None:
            return letters
        spotted = self._spotter.finish()
        return self._arbiter.decide(float("inf"), letters, spotted, self._spotter, self._segmenter.next_number)

    def _with_shapes(self, frame: FrameHands) -> FrameHands:
        """Return the frame with every hand's shape, as batches bring it and single pictures do not."""
        if all(hand.shape is not None for hand in frame.hands):
            return frame
        shapes = self._classifier.shape_of(np.stack([hand.points for hand in frame.hands]))
        return replace(frame, hands=tuple(h.shaped(s) for h, s in zip(frame.hands, shapes, strict=True)))

    def _shape_of(self, hand: Hand) -> Float:
        assert hand.shape is not None
        return self._calibration.adapted(hand.shape) if self._calibration else hand.shape

    def _live(self, segment: Segment, seconds: float) -> list[Reading]:
        limits = self._segmenter.limits
        if segment.said:
            held = segment.path()
            away = math.dist(held[-1], middle(held[: max(len(held) // 2, 1)]))
            if away > limits.new_letter:
                self._segmenter.restart()
            return []
        hold = limits.hold_before_movement if segment.shape in self._moving else limits.hold
        if segment.duration >= hold and segment.is_still(hold, limits):
            readings = self._final(segment)
            segment.said = True
            # Only the rest counts from here on: what follows is measured from this place.
            segment.seconds, segment.hands = segment.seconds[-3:], segment.hands[-3:]
            segment.posteriors = segment.posteriors[-3:]
            return readings
        if not self._options.interim or seconds - self._interim_at < INTERIM_SECONDS:
            return []
        self._interim_at = seconds
        reading = self._read(segment, slice(0, len(segment.hands)), is_final=False)
        shown = (segment.number, tuple(a.letter.text for a in reading.alternatives))
        if not reading.alternatives or shown == self._interim:
            return []
        self._interim = shown
        return [reading]

    def _final(self, segment: Segment) -> list[Reading]:
        frames = segment.drawn(self._segmenter.limits)
        times = segment.seconds[frames]
        if times[-1] - times[0] < self._segmenter.limits.shortest * 0.6:
            return []
        return [self._read(segment, frames, is_final=True)]

    def _read(self, segment: Segment, frames: slice, *, is_final: bool) -> Reading:
        points = np.stack([hand.points for hand in segment.hands[frames]])
        seconds = np.asarray(segment.seconds[frames], np.float32)
        speeds = segment.speeds()[frames]
        # Blurred frames of a moving hand say less about its shape.
        weights = (1 / (1 + speeds)).astype(np.float32)
        shape = pool_shapes(np.stack(segment.posteriors[frames]), weights)
        # Asking for the movement takes longer than all else; a reading that may still change can do without in a hand that keeps still.
        asks = len(points) > 2 and (is_final or _moves(points))
        movement = self._classifier.movement_of(points, seconds) if asks else STILL_HAND
        # Words are made of finals: making an object of each letter takes longer than weighing them.
        most = len(LETTERS) if is_final else self._options.most
        considered, is_sure = self._reader.consider(shape, movement, self._options.hinted, most)
        shown = considered[: self._options.most] if is_sure else ()
        times = segment.seconds[frames]
        return Reading(segment.number, shown, is_final, times[0], times[-1], considered=considered)
