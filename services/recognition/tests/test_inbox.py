import asyncio

import pytest
from okienko_recognition.inbox import MOST_FRAMES, MOST_PICTURES, Arrived, FrameInbox
from okienko_recognition.landmarks import FrameHands

EMPTY = FrameHands(())


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dropped() -> list[int]:
    return []


@pytest.fixture
def inbox(clock: Clock, dropped: list[int]) -> FrameInbox:
    return FrameInbox(clock, dropped.append)


async def test_frames_come_out_together_in_their_order(inbox: FrameInbox) -> None:
    for k in range(3):
        await inbox.put(Arrived(k / 15, EMPTY))
    inbox.end()
    assert [frame.seconds for frame in await inbox.take()] == [0, 1 / 15, 2 / 15]
    assert await inbox.take() == []


async def test_when_the_service_has_fallen_behind_the_oldest_frames_are_dropped_and_counted(
    inbox: FrameInbox, clock: Clock, dropped: list[int]
) -> None:
    for k in range(30):
        clock.now = k / 15
        await inbox.put(Arrived(k / 15, EMPTY))
    kept = await inbox.take()
    assert kept[0].seconds == pytest.approx(clock.now - 1.0)
    assert kept[-1].seconds == clock.now
    assert dropped == [30 - len(kept)]


async def test_the_newest_frame_is_kept_however_late(inbox: FrameInbox, clock: Clock, dropped: list[int]) -> None:
    await inbox.put(Arrived(0, EMPTY))
    clock.now = 60
    await inbox.put(Arrived(1, EMPTY))
    assert [frame.seconds for frame in await inbox.take()] == [1]
    assert dropped == [1]


async def test_a_recording_that_is_sent_faster_than_it_was_made_loses_nothing(
    inbox: FrameInbox, dropped: list[int]
) -> None:
    async def send() -> None:
        for k in range(500):
            await inbox.put(Arrived(k / 15, EMPTY))
        inbox.end()

    sending = asyncio.create_task(send())
    count = 0
    while frames := await inbox.take():
        assert len(frames) <= MOST_FRAMES
        count += len(frames)
    await sending
    assert (count, dropped) == (500, [])


async def test_no_more_than_two_pictures_wait(inbox: FrameInbox) -> None:
    sending = asyncio.create_task(_send_pictures(inbox))
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(await inbox.take()) == MOST_PICTURES
    await asyncio.gather(sending, return_exceptions=True)
    assert len(await inbox.take()) == 1


async def _send_pictures(inbox: FrameInbox) -> None:
    for k in range(3):
        await inbox.put(Arrived(k / 10, None, b"\xff\xd8"))
