"""Settings of the translation service."""

from pathlib import Path

from okienko_common.settings import ServiceSettings
from pydantic import Field


class TranslationSettings(ServiceSettings, service="translation", default_port=50054):
    """Read from `OKIENKO_TRANSLATION_…`."""

    memory_folder: Path = Field(
        Path(".local/translation/memory"),
        description="Folder of the translation memory, .tmx files; changes are noticed.",
    )
    glossary_folder: Path = Field(
        Path(".local/translation/glossary"),
        description="Folder of the town's glossary, .tbx and .csv files; changes are noticed.",
    )
    shipped_glossary: Path = Field(
        Path("models/translation/glossary.csv"),
        description="Okienko's own glossary, a file; its terms come after the town's.",
    )
    edited_folder: Path = Field(
        Path(".local/translation/edited"),
        description="Folder of what editors change by the API: memory.tmx and glossary.tbx; comes before the others. Replicas share it.",
    )
    packages_folder: Path = Field(
        Path(".local/translation/packages"),
        description="Folder of the machine translation models, .argosmodel files and CTranslate2 folders; changes are noticed.",
    )
    shipped_packages: Path = Field(
        Path("models/translation/weights"),
        description="Folder of Okienko's own models, for pairs that the folder above has none for.",
    )
    shipped_templates: Path = Field(
        Path("models/translation/weights/templates.json.gz"),
        description="Okienko's own sentences with slots, a file; they are translated without a model.",
    )
    model_threads: int = Field(
        1, ge=1, le=64, description="Processor threads of one model; each takes a part of the sentences."
    )
    workers: int = Field(1, ge=1, le=64, description="Requests that a model translates at the same time.")
    lookup_workers: int = Field(
        2,
        ge=1,
        le=64,
        description="Requests looked up in the memory at the same time: one long text holds up no other.",
    )
    max_waiting: int = Field(
        256, ge=0, le=10_000, description="Requests that may wait, whatever they cost: a bound on memory."
    )
    longest_wait_seconds: float = Field(
        3.0,
        gt=0,
        le=60,
        description="A request that would wait longer for its first sentence, by what they have cost of late, is refused at "
        "once.",
    )
    remembered_sentences: int = Field(
        4096, ge=0, le=1_000_000, description="Machine translations kept in memory (about 1 KB each); never on disk."
    )
    least_confidence: float = Field(
        0.2, ge=0, le=1, description="Machine translations the model is less sure of are withheld; 0 shows all."
    )
    published_folder: Path = Field(
        Path(".local/translation/cache"),
        description="Folder of the machine translations of published texts, named by digests. Replicas may share it.",
    )
    published_sentences: int = Field(
        20_000, ge=0, le=1_000_000, description="Machine translations kept in that folder (4 KB each); 0 keeps none."
    )
