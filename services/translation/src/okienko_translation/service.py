"""gRPC in, gRPC out: messages of the contract to calls of the domain."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

from typing import Any

import grpc
from okienko.translation.v1 import translation_pb2, translation_pb2_grpc
from okienko_common.errors import ServiceError
from okienko_common.sharing import Room
from okienko_common.towns import called_town

from okienko_translation import metrics, pairs, requests, translator
from okienko_translation.batching import Batcher
from okienko_translation.engines import Engine
from okienko_translation.machine import Machine
from okienko_translation.memory.folder import MemoryFolder
from okienko_translation.requests import RequestError, UnsupportedLanguageError
from okienko_translation.translator import Job, Origin, Plan, Result

SERVICE_NAME = "okienko.translation.v1.TranslationService"
_CallContext = grpc.aio.ServicerContext[Any, Any]
_ORIGINS = {
    Origin.MEMORY: translation_pb2.TRANSLATION_ORIGIN_MEMORY,
    Origin.MEMORY_SENTENCES: translation_pb2.TRANSLATION_ORIGIN_MEMORY_SENTENCES,
    Origin.TEMPLATE: translation_pb2.TRANSLATION_ORIGIN_TEMPLATE,
    Origin.MACHINE: translation_pb2.TRANSLATION_ORIGIN_MACHINE,
    Origin.WITHHELD: translation_pb2.TRANSLATION_ORIGIN_WITHHELD,
    Origin.UNCHANGED: translation_pb2.TRANSLATION_ORIGIN_UNCHANGED,
}


class TranslationService(translation_pb2_grpc.TranslationServiceServicer):
    """The two calls.

    Args:
        memory: the translation memory.
        engine: the machine, for what it has installed.
        machine: translates sentences by that engine.
        lookups: runs what takes milliseconds: memory, cache.
        batcher: runs what takes seconds, apart from that, so that a busy model never holds up the memory.
    """

    def __init__(self, memory: MemoryFolder, engine: Engine, machine: Machine, lookups: Room, batcher: Batcher) -> None:
        self._memory = memory
        self._engine = engine
        self._machine = machine
        self._lookups = lookups
        self._batcher = batcher

    async def TranslateText(
        self, request: translation_pb2.TranslateTextRequest, context: _CallContext
    ) -> translation_pb2.TranslateTextResponse:
        """Translate texts from memory, and by machine what it does not hold."""
        job = _job(request)
        plan = await self._lookups.run(self._plan, job)
        outcomes = await self._batcher.translate(plan.pending, called_town()) if plan.pending else {}
        if job.is_published:
            await self._lookups.run(self._machine.publish, [*plan.known, *outcomes])
        results = await self._lookups.run(translator.finish, plan, outcomes)
        for result in results:
            metrics.TEXTS.labels(result.origin.value, "yes" if result.is_cached else "no").inc()
        return translation_pb2.TranslateTextResponse(translations=map(_translation, results))

    async def ListLanguagePairs(
        self, request: translation_pb2.ListLanguagePairsRequest, context: _CallContext
    ) -> translation_pb2.ListLanguagePairsResponse:
        """Say which pairs have a model, how large the memory is, and how to install what is missing."""
        reports = await self._lookups.run(lambda: pairs.report(self._engine.pairs(), self._memory.current()))
        return translation_pb2.ListLanguagePairsResponse(
            pairs=[
                translation_pb2.LanguagePair(
                    source_language_code=report.pair[0],
                    target_language_code=report.pair[1],
                    has_model=report.has_model,
                    memory_segments=report.memory_segments,
                    advice=report.advice,
                )
                for report in reports
            ]
        )

    def _plan(self, job: Job) -> Plan:
        return translator.plan(job, self._memory.current(), self._machine)


def _job(request: translation_pb2.TranslateTextRequest) -> Job:
    try:
        return requests.to_job(
            request.texts,
            request.source_language_code,
            request.target_language_code,
            request.untranslatable_phrases,
            is_published=request.is_published,
        )
    except UnsupportedLanguageError as error:
        raise ServiceError(grpc.StatusCode.UNIMPLEMENTED, error.reason, error.pl, error.en) from error
    except RequestError as error:
        raise ServiceError(grpc.StatusCode.INVALID_ARGUMENT, error.reason, error.pl, error.en) from error


def _translation(result: Result) -> translation_pb2.Translation:
    return translation_pb2.Translation(
        text=result.text,
        source_language_code=result.source,
        origin=_ORIGINS[result.origin],
        quality=result.quality,
        is_cached=result.is_cached,
        withheld_reason=result.withheld_reason,
        terms=[
            translation_pb2.AppliedTerm(
                source_term=term.source,
                target_term=term.target,
                source_text=term.source_text,
                target_text=term.target_text,
            )
            for term in result.terms
        ],
    )
