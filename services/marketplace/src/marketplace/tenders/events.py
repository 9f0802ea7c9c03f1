"""What tenders announce: their public part only, never a bid, a bidder or a number of bids."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from marketplace.examples import CLIENT, LOT, TENDER, an_id, at
from marketplace.vocabulary import LotStatus, Stage, TenderStatus
from shared.messaging.events import Fact
from shared.texts import Code, LocalisedParagraph, StoredLocalisedLine


class WeightsState(BaseModel):
    """How many of the 100 points each criterion can give."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    price: int
    quality: int
    delivery: int


class LotState(BaseModel):
    """The public part of a lot: the client's own budget is not in it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: UUID
    title: StoredLocalisedLine
    description: LocalisedParagraph
    stage: Stage
    role: Code
    status: LotStatus


class TenderState(Fact):
    """The public part of a tender as of `version`."""

    model_config = ConfigDict(from_attributes=True)

    client_id: UUID
    title: StoredLocalisedLine
    description: LocalisedParagraph
    deadline: datetime
    weights: WeightsState
    lots: list[LotState]
    status: TenderStatus


class TenderPublished(TenderState):
    """A client asks for bids."""

    type: ClassVar[str] = "avt.marketplace.tender.published.v1"


class TenderCancelled(TenderState):
    """A client has called off a tender that was public."""

    type: ClassVar[str] = "avt.marketplace.tender.cancelled.v1"


class TenderOpened(TenderState):
    """After the deadline the client has opened the bids."""

    type: ClassVar[str] = "avt.marketplace.tender.opened.v1"


class TenderAwarded(TenderState):
    """Every lot that could be awarded is awarded."""

    type: ClassVar[str] = "avt.marketplace.tender.awarded.v1"


def _lots(status: LotStatus) -> list[LotState]:
    return [
        LotState(
            id=LOT,
            title={"lv": "Filmēšana", "en": "Shooting"},
            description={"lv": "Divas filmēšanas dienas.", "en": "Two shooting days."},
            stage="production",
            role="av_production",
            status=status,
        ),
        LotState(
            id=an_id(22),
            title={"lv": "Montāža un skaņa", "en": "Editing and sound"},
            description={"lv": "Montāža, krāsas, skaņa.", "en": "Editing, colours, sound."},
            stage="post_production",
            role="editing",
            status=status,
        ),
    ]


_EXAMPLE: Final = TenderPublished(
    id=TENDER,
    version=2,
    client_id=CLIENT,
    title={"lv": "Reklāmas filma", "en": "Advertising film"},
    description={
        "lv": "30 sekunžu filma televīzijai un internetam.",
        "en": "A film of 30 seconds for television and the web.",
    },
    deadline=at(20, 14),
    weights=WeightsState(price=60, quality=25, delivery=15),
    lots=_lots("open"),
    status="published",
)

EXAMPLES: Final = (
    _EXAMPLE,
    TenderCancelled(
        **{**vars(_EXAMPLE), "version": 3, "status": "cancelled", "lots": _lots("cancelled")}
    ),
    TenderOpened(**{**vars(_EXAMPLE), "version": 3, "status": "opened"}),
    TenderAwarded(
        **{**vars(_EXAMPLE), "version": 5, "status": "awarded", "lots": _lots("awarded")}
    ),
)
