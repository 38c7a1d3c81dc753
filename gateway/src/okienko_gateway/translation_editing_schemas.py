"""What the calls about the translation memory and the glossary take and give."""

from typing import Annotated

from pydantic import BaseModel, Field

EntryId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="From the list.")]
Term = Annotated[str, Field(min_length=1, max_length=200)]
Query = Annotated[
    str, Field(max_length=200, description="Words that an entry must have in either language; empty for all.")
]
PageToken = Annotated[str, Field(pattern=r"^\d{0,9}$", description="`next` of the page before.")]


class UnitInput(BaseModel):
    """A text in both languages."""

    polish: str = Field(min_length=1, max_length=5000)
    english: str = Field(min_length=1, max_length=5000)
    reviewed: bool = Field(True, description="Only what a person approved is used.")


class Unit(UnitInput):
    """A unit of the memory."""

    id: str
    edited: bool = Field(description="Whether it was added or changed by these calls; else it comes from a file.")


class Units(BaseModel):
    """A page of units."""

    units: list[Unit]
    next: str = Field(description="Token of the next page; empty after the last.")
    total: int


class TermInput(BaseModel):
    """A concept with its terms."""

    polish: list[Term] = Field(
        min_length=1,
        max_length=10,
        description="Nouns in the nominative; the first is preferred, the others are admitted. A name that is the same in both "
        "languages is never translated.",
    )
    english: list[Term] = Field(min_length=1, max_length=10)
    domain: str = Field("", max_length=200)
    part_of_speech: str = Field("noun", max_length=40)
    reviewed: bool = Field(True, description="Only what a person approved takes effect.")


class TermEntry(TermInput):
    """An entry of the glossary."""

    id: str
    edited: bool = Field(description="Whether it was added or changed by these calls; else it comes from a file.")


class Terms(BaseModel):
    """A page of entries."""

    terms: list[TermEntry]
    next: str = Field(description="Token of the next page; empty after the last.")
    total: int


class Imported(BaseModel):
    """What was added."""

    imported: int = Field(description="Units or entries of the file.")
