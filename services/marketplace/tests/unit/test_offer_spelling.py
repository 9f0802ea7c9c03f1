"""An offer is described once: nothing of it is forgotten at sealing, nor missing elsewhere.

The fields are taken from the description itself, so that one that is added is tested too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any
from uuid import UUID, uuid5

import pytest

from marketplace.bids.rules import Offer, OfferedMilestone, PartnerShare
from marketplace.bids.schemas import (
    BidIn,
    BidPartnerIn,
    OfferedMilestoneIn,
    OfferedMilestoneOut,
    OfferOut,
    ShareOut,
)
from marketplace.bids.spelling import OFFER, Spelling
from marketplace.evaluation.orm import OpenedBid
from marketplace.sealing.seals import Binding, receipt_of
from shared.ids import new_id

LEAD, PARTNER = new_id(), new_id()
GOOD = Offer(
    price_cents=123_456,
    delivery_days=20,
    approach="Mēs filmējam divas dienas.",
    milestones=(OfferedMilestone("Script", 30, 5), OfferedMilestone("Film", 70, 20)),
    partners=(PartnerShare(PARTNER, 40),),
)
BINDING = Binding(tender_id=new_id(), lot_id=new_id(), bid_id=new_id(), lead_id=LEAD)
SALT = b"s" * 32


@dataclass(frozen=True, repr=False)
class WiderOffer(Offer):
    """What an offer may become: one more field, which old offers do not have."""

    warranty_months: int = 0


WIDER = WiderOffer(**vars(GOOD), warranty_months=24)
OF_WIDER = Spelling(WiderOffer)


def others(value: Any) -> Iterator[Any]:
    """Values that differ from this one in one place each, at any depth."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for other in others(getattr(value, field.name)):
                yield replace(value, **{field.name: other})
    elif isinstance(value, tuple):
        yield value[1:]
        for at, part in enumerate(value):
            for other in others(part):
                yield (*value[:at], other, *value[at + 1 :])
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield value + "."
    elif isinstance(value, UUID):
        yield uuid5(value, "another")
    else:
        raise TypeError(f"say how a {type(value).__name__} can differ")


@pytest.mark.parametrize(
    ("spelling", "offer"), [(OFFER, GOOD), (OF_WIDER, WIDER)], ids=["offer", "wider offer"]
)
def test_whatever_differs_in_an_offer_differs_in_what_is_sealed_and_in_its_receipt(
    spelling: Spelling[Any], offer: Offer
) -> None:
    sealed = spelling.canonical(offer)
    assert spelling.read_canonical(sealed) == offer
    differing = list(others(offer))
    assert len(differing) >= 10
    for other in differing:
        content = spelling.canonical(other)
        assert spelling.read_canonical(content) == other != offer
        assert receipt_of(content, BINDING, SALT) != receipt_of(sealed, BINDING, SALT)


def test_a_new_field_is_sealed_also_where_it_has_its_default() -> None:
    content = OF_WIDER.canonical(replace(WIDER, warranty_months=0))
    assert b'"warranty_months":0' in content
    assert OFFER.canonical(GOOD) != content


def test_what_was_sealed_before_a_field_came_opens_with_its_default() -> None:
    before = OFFER.canonical(GOOD)
    assert OF_WIDER.read_canonical(before) == WiderOffer(**vars(GOOD), warranty_months=0)


def test_an_offer_with_more_fields_than_the_description_is_not_cut_to_it() -> None:
    with pytest.raises(TypeError):
        OFFER.canonical(WIDER)


def test_a_sealed_field_that_is_not_known_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValueError, match="warranty_months") as refused:
        OFFER.read_canonical(OF_WIDER.canonical(WIDER))
    assert "24" not in str(refused.value)
    assert "123456" not in str(refused.value)


def test_a_field_that_is_asked_for_and_not_described_is_not_dropped() -> None:
    class WiderBidIn(BidIn):
        warranty_months: int

    body = {**request(), "warranty_months": 24}
    with pytest.raises(ValueError, match="warranty_months"):
        WiderBidIn.model_validate(body).offer()


def request() -> dict[str, Any]:
    return {
        "lot_id": str(BINDING.lot_id),
        "price": {"amount": "1234.56", "currency": "EUR"},
        "delivery_days": 20,
        "approach": "Mēs filmējam divas dienas.",
        "milestones": [
            {"title": "Script", "share_percent": 30, "due_days": 5},
            {"title": "Film", "share_percent": 70, "due_days": 20},
        ],
        "partners": [{"organisation_id": str(PARTNER), "share_percent": 40}],
    }


def test_what_is_asked_for_becomes_the_offer() -> None:
    assert BidIn.model_validate(request()).offer() == GOOD
    alone = {**request(), "partners": None}
    assert BidIn.model_validate(alone).offer() == replace(GOOD, partners=())


def test_every_field_of_an_offer_is_asked_for_shown_and_kept_after_the_opening() -> None:
    described = {field.name for field in fields(Offer)}
    on_the_wire = described - {"price_cents"} | {"price"}
    assert set(BidIn.model_fields) == on_the_wire | {"lot_id"}
    # The partners are shown as shares, with the lead's.
    assert set(OfferOut.model_fields) == on_the_wire - {"partners"} | {"shares", "salt"}
    assert described <= set(OpenedBid.__table__.columns.keys())


@pytest.mark.parametrize(
    ("part", "asked", "shown"),
    [
        (OfferedMilestone, OfferedMilestoneIn, OfferedMilestoneOut),
        (PartnerShare, BidPartnerIn, ShareOut),
    ],
)
def test_every_field_of_a_part_of_an_offer_is_asked_for_and_shown(
    part: Any, asked: Any, shown: Any
) -> None:
    described = {field.name for field in fields(part)}
    assert set(asked.model_fields) == described == {field.name for field in fields(shown)}


def test_an_offer_is_kept_and_read_back_whole() -> None:
    row = OpenedBid(**OFFER.values(GOOD))
    assert OFFER.read_row(row) == GOOD


def test_an_offer_is_shown_whole() -> None:
    shown = OfferOut.of(GOOD, lead_id=LEAD, salt=SALT).model_dump(mode="json")
    asked = request()
    assert shown == {
        **{name: asked[name] for name in ("price", "delivery_days", "approach", "milestones")},
        "shares": [
            {"organisation_id": str(LEAD), "share_percent": 60},
            {"organisation_id": str(PARTNER), "share_percent": 40},
        ],
        "salt": SALT.hex(),
    }
