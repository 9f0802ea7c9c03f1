"""Bids that an earlier release has sealed: they open, and their receipts are verified.

`bids_sealed_before.json` was written by that release and is never written again. A bid lies sealed
for up to two years: whatever changes in how an offer is described, these stay readable.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from marketplace.bids.rules import Offer, OfferedMilestone, PartnerShare
from marketplace.bids.spelling import OFFER
from marketplace.sealing.seals import Binding, MasterKey, TenderKeyring, WrappedKey

BEFORE: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("bids_sealed_before.json").read_text(encoding="utf-8")
)


def an_id(number: int) -> UUID:
    return UUID(f"019a0000-0000-7000-8000-{number:012x}")


OFFERS = [
    Offer(
        price_cents=400_000,
        delivery_days=20,
        approach="We film for two days.",
        milestones=(OfferedMilestone("Script", 30, 5), OfferedMilestone("Film", 70, 20)),
        partners=(),
    ),
    Offer(
        price_cents=5 * 10**12,
        delivery_days=3650,
        approach="Mēs filmējam divas dienas – „ātri” 🎬\nline two\ttab "
        '"quoted" \\ back </script> \u2028 é e\u0301',
        milestones=(OfferedMilestone('Viss; "viss"', 100, 1),),
        partners=(PartnerShare(an_id(7), 40), PartnerShare(an_id(3), 1)),
    ),
    Offer(
        price_cents=100,
        delivery_days=1,
        approach="x" * 3000,
        milestones=tuple(OfferedMilestone(f"{n}", 2, 1) for n in range(50)),
        partners=tuple(PartnerShare(an_id(100 + n), 4) for n in range(20)),
    ),
]
SEALED = [
    pytest.param(bid, offer, id=str(number))
    for number, (bid, offer) in enumerate(zip(BEFORE["bids"], OFFERS, strict=True))
]


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def keyring() -> TenderKeyring:
    key = BEFORE["key"]
    wrapped = WrappedKey(key["master_key_id"], raw(key["nonce"]), raw(key["wrapped"]))
    master = MasterKey.from_base64(BEFORE["master_key"])
    return master.tender_key(UUID(BEFORE["tender_id"]), wrapped)


def binding(bid: dict[str, Any]) -> Binding:
    ids = (BEFORE["tender_id"], BEFORE["lot_id"], bid["bid_id"], BEFORE["lead_id"])
    return Binding(*map(UUID, ids))


@pytest.mark.parametrize(("bid", "offer"), SEALED)
def test_a_bid_sealed_before_opens_as_what_was_offered(bid: dict[str, Any], offer: Offer) -> None:
    unsealed = keyring().unseal(raw(bid["nonce"]), raw(bid["ciphertext"]), binding(bid))
    assert OFFER.read_canonical(unsealed.content) == offer


@pytest.mark.parametrize(("bid", "offer"), SEALED)
def test_an_offer_is_spelled_as_before(bid: dict[str, Any], offer: Offer) -> None:
    assert OFFER.canonical(offer) == bid["canonical"].encode()


@pytest.mark.parametrize(("bid", "offer"), SEALED)
def test_a_receipt_given_before_is_verified_by_the_offer_that_is_read_now(
    bid: dict[str, Any], offer: Offer
) -> None:
    where = binding(bid)
    unsealed = keyring().unseal(raw(bid["nonce"]), raw(bid["ciphertext"]), where)
    # What README.md tells a bidder to compute.
    ids = (where.tender_id, where.lot_id, where.bid_id, where.lead_id)
    bound = b"avt bid v1" + b"".join(one.bytes for one in ids)
    spelled = OFFER.canonical(OFFER.read_canonical(unsealed.content))
    proof = hashlib.sha256(unsealed.salt + bound + spelled).hexdigest()
    assert proof == bid["receipt"]
