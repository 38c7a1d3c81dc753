"""Starts the recognition service: settings, wiring, signals."""

import asyncio
import gc
from functools import partial
from pathlib import Path

import grpc
import numpy as np
from okienko.recognition.v1 import recognition_pb2_grpc as rpc
from okienko_common.capacity import ModelPool
from okienko_common.logs import get_logger
from okienko_common.server import run_service
from okienko_common.tasks import end

from okienko_recognition.admission import Admission, available_cores
from okienko_recognition.decoding.resources import load_decoder
from okienko_recognition.engines.mediapipe_hands import MODEL, MediaPipeHands, OpenFinder
from okienko_recognition.engines.onnx_hands import ModelsMissingError, OnnxHandClassifier
from okienko_recognition.engines.onnx_signs import OnnxSignModel
from okienko_recognition.engines.signing_takes import SigningTakes
from okienko_recognition.features import FEATURES
from okienko_recognition.reading import Reader
from okienko_recognition.service import RecognitionService
from okienko_recognition.settings import RecognitionSettings

SERVICE_NAME = "okienko.recognition.v1.RecognitionService"


def _sign_model(folder: Path) -> OnnxSignModel | None:
    """Load the sign model; without it the service reads letters and says so."""
    try:
        return OnnxSignModel(folder)
    except ModelsMissingError as error:
        get_logger(__name__).warning(str(error))
        return None


async def _keep_up(service: RecognitionService, target: str) -> None:
    """Learn and forget signs until cancelled."""
    takes = SigningTakes(target)
    try:
        await service.learn_from(takes).run()
    finally:
        await takes.close()


def main() -> None:
    """Wire the parts and serve until told to stop."""
    settings = RecognitionSettings.load()
    try:
        classifier = OnnxHandClassifier(settings.weights)
    except ModelsMissingError as error:
        raise SystemExit(f"recognition: {error}") from None
    signs = _sign_model(settings.sign_weights)
    pool = ModelPool(settings.workers, settings.max_streams)
    model = settings.landmark_models / MODEL
    open_finder: OpenFinder | None = partial(MediaPipeHands, model) if model.is_file() else None
    service = RecognitionService(
        classifier,
        Reader(classifier.shapes, classifier.card.limits),
        load_decoder(),
        pool,
        open_finder,
        admission=Admission(settings.cores or available_cores()),
        max_streams=settings.max_streams,
        max_jpeg_streams=settings.max_jpeg_streams,
        idle_seconds=settings.idle_seconds,
        signs=signs,
    )

    background: list[asyncio.Task[None]] = []

    def register(server: grpc.aio.Server) -> None:
        rpc.add_RecognitionServiceServicer_to_server(service, server)

    async def warm_up() -> None:
        hands = np.zeros((3, 21, 3), np.float32)
        hands[:, :, 1] = np.linspace(0, 1, 21)
        await pool.run(classifier.shape_of, hands)
        await pool.run(classifier.movement_of, hands, np.arange(3, dtype=np.float32))
        if signs is not None:
            await pool.run(signs.step, np.zeros((1, FEATURES), np.float32), signs.start(1))
        if open_finder is None:
            get_logger(__name__).warning(
                "JPEG frames are refused; landmarks from browsers work. Run models/landmarks/assemble.py to change that.",
                missing=str(model),
            )

        # Lexicon, vocabularies and libraries stay to the end: no collection need look at them again.
        gc.collect()
        gc.freeze()
        if signs is not None and settings.signing_target:
            background.append(asyncio.create_task(_keep_up(service, settings.signing_target)))

    async def close() -> None:
        await end(*background)
        pool.close()

    run_service(settings, SERVICE_NAME, register, warm_up, close)


if __name__ == "__main__":
    main()
