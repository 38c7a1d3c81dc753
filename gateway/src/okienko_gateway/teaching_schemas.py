"""What the gateway takes and gives about signs that are taught and letters that are adapted."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

HANDS_NUMBERS = 42 * 4
Coordinate = Annotated[float, Field(ge=-10, le=10, allow_inf_nan=False)]


class TaughtSign(BaseModel):
    """A sign that was taught by takes."""

    id: str
    gloss: str
    takes: int
    agreement: float = Field(description="How alike its takes are, 0 to 1; from 0.5 on they agree.")


class TaughtSignList(BaseModel):
    """What a recognition server has been taught."""

    signs: list[TaughtSign]
    is_current: bool = Field(description="Whether it could lately ask which signs are published.")


class CheckedTake(BaseModel):
    """One take beside the others."""

    clip: int
    agreement: float = Field(description="How alike it is to the other takes, 0 to 1; 0 for a lone one.")


class Neighbour(BaseModel):
    """Another sign that the takes come close to."""

    id: str
    gloss: str
    probability: float = Field(
        description="Mean probability with which the takes are read as it; from 0.5 on too close."
    )


class TakeCheck(BaseModel):
    """What would come of teaching a sign by its takes."""

    verdict: Literal["good", "too_few", "too_different", "too_close"]
    agreement: float
    takes: list[CheckedTake] = Field(description="Newest first.")
    neighbours: list[Neighbour] = Field(description="Closest first, at most five.")


class CalibratedLetter(BaseModel):
    """A letter as the resident's own hand shows it."""

    sign_id: str = Field(max_length=40)
    aspect_ratio: float = Field(ge=0.2, le=5)
    frames: list[Annotated[list[Coordinate], Field(min_length=HANDS_NUMBERS, max_length=HANDS_NUMBERS)]] = Field(
        min_length=1, max_length=20, description='5 to 20 frames of layout "hands/1" in which the hand shows it.'
    )
