"""What a bid may contain, who may read it, and how it is sealed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.bids.errors import (
    BidStateForbids,
    MilestonesInvalid,
    OwnTender,
    PartnerInvalid,
    PriceTooLarge,
    PriceTooSmall,
    SharesInvalid,
)
from marketplace.bids.rules import (
    MOST_PRICE_CENTS,
    Offer,
    OfferedMilestone,
    PartnerShare,
    check_offer,
    check_sealed,
    may_read,
    outcome,
)
from marketplace.bids.spelling import OFFER
from marketplace.sealing.errors import SealBroken
from marketplace.sealing.seals import BLOCK, Binding, MasterKey, receipt_of
from shared.errors import DomainError
from shared.ids import new_id

CLIENT, LEAD, PARTNER = new_id(), new_id(), new_id()
GOOD = Offer(
    price_cents=123_456,
    delivery_days=20,
    approach="Wir drehen zwei Tage; mēs filmējam divas dienas.",
    milestones=(OfferedMilestone("Script", 30, 5), OfferedMilestone("Film", 70, 20)),
    partners=(PartnerShare(PARTNER, 40),),
)
BOUND = Binding(tender_id=new_id(), lot_id=new_id(), bid_id=new_id(), lead_id=LEAD)
MASTER = MasterKey(b"m" * 32)


def refusal(offer: Offer, *, client_id: object = CLIENT) -> DomainError:
    with pytest.raises(DomainError) as refused:
        check_offer(offer, lead_id=LEAD, client_id=client_id)  # type: ignore[arg-type]
    return refused.value


def test_a_good_offer_passes() -> None:
    check_offer(GOOD, lead_id=LEAD, client_id=CLIENT)
    check_offer(replace(GOOD, partners=()), lead_id=LEAD, client_id=CLIENT)


def test_a_client_may_not_bid_on_its_own_tender() -> None:
    assert isinstance(refusal(GOOD, client_id=LEAD), OwnTender)


def test_a_price_below_one_euro_is_refused() -> None:
    refused = refusal(replace(GOOD, price_cents=99))
    assert isinstance(refused, PriceTooSmall)
    assert refused.pointer == "/price/amount"


def test_a_price_that_billing_could_not_invoice_is_refused() -> None:
    check_offer(replace(GOOD, price_cents=MOST_PRICE_CENTS), lead_id=LEAD, client_id=CLIENT)
    refused = refusal(replace(GOOD, price_cents=MOST_PRICE_CENTS + 1))
    assert isinstance(refused, PriceTooLarge)
    assert refused.pointer == "/price/amount"


@pytest.mark.parametrize("who", [LEAD, CLIENT])
def test_neither_the_lead_nor_the_client_is_a_partner(who: object) -> None:
    refused = refusal(replace(GOOD, partners=(PartnerShare(who, 10),)))  # type: ignore[arg-type]
    assert isinstance(refused, PartnerInvalid)
    assert refused.pointer == "/partners/0/organisation_id"


def test_a_partner_is_named_once() -> None:
    twice = (PartnerShare(PARTNER, 10), PartnerShare(PARTNER, 10))
    refused = refusal(replace(GOOD, partners=twice))
    assert refused.pointer == "/partners/1/organisation_id"


def test_partners_leave_at_least_one_per_cent_for_the_lead() -> None:
    assert isinstance(refusal(replace(GOOD, partners=(PartnerShare(PARTNER, 100),))), SharesInvalid)
    two = (PartnerShare(PARTNER, 50), PartnerShare(new_id(), 50))
    assert isinstance(refusal(replace(GOOD, partners=two)), SharesInvalid)
    check_offer(
        replace(GOOD, partners=(PartnerShare(PARTNER, 99),)), lead_id=LEAD, client_id=CLIENT
    )


@given(st.lists(st.integers(1, 100), min_size=1, max_size=8))
def test_milestones_sum_to_100_per_cent(percents: list[int]) -> None:
    milestones = tuple(OfferedMilestone("part", percent, 1) for percent in percents)
    offer = replace(GOOD, milestones=milestones)
    if sum(percents) == 100:
        check_offer(offer, lead_id=LEAD, client_id=CLIENT)
    else:
        assert isinstance(refusal(offer), MilestonesInvalid)


def test_no_milestone_is_due_after_the_delivery_that_the_ranking_counts() -> None:
    late = (OfferedMilestone("Script", 30, 5), OfferedMilestone("Film", 70, 21))
    assert refusal(replace(GOOD, milestones=late)).pointer == "/milestones/1/due_days"


def test_only_a_sealed_bid_moves() -> None:
    check_sealed("sealed")
    with pytest.raises(BidStateForbids):
        check_sealed("withdrawn")


def test_nobody_but_its_members_reads_a_bid_before_the_opening() -> None:
    members = {LEAD, PARTNER}
    for opened in (False, True):
        assert may_read(LEAD, members=members, client_id=CLIENT, opened=opened)
        assert may_read(PARTNER, members=members, client_id=CLIENT, opened=opened)
        assert may_read(CLIENT, members=members, client_id=CLIENT, opened=opened) == opened
        assert not may_read(new_id(), members=members, client_id=CLIENT, opened=opened)
        assert not may_read(None, members=members, client_id=CLIENT, opened=opened)


def test_a_consortium_that_is_not_confirmed_by_all_is_not_ranked() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert outcome([now, now]) == "opened"
    assert outcome([now, None]) == "not_confirmed"


def test_what_is_sealed_opens_at_its_own_place_and_proves_its_receipt() -> None:
    wrapped = MASTER.new_tender_key(BOUND.tender_id)
    keys = MASTER.tender_key(BOUND.tender_id, wrapped)
    sealed = keys.seal(OFFER.canonical(GOOD), BOUND)
    unsealed = keys.unseal(sealed.nonce, sealed.ciphertext, BOUND)
    assert OFFER.read_canonical(unsealed.content) == GOOD
    assert receipt_of(unsealed.content, BOUND, unsealed.salt) == sealed.receipt
    other = replace(GOOD, price_cents=GOOD.price_cents + 1)
    assert receipt_of(OFFER.canonical(other), BOUND, unsealed.salt) != sealed.receipt


@pytest.mark.parametrize("field", ["tender_id", "lot_id", "bid_id", "lead_id"])
def test_a_ciphertext_that_was_moved_to_another_place_does_not_open(field: str) -> None:
    keys = MASTER.tender_key(BOUND.tender_id, MASTER.new_tender_key(BOUND.tender_id))
    sealed = keys.seal(OFFER.canonical(GOOD), BOUND)
    with pytest.raises(SealBroken):
        keys.unseal(sealed.nonce, sealed.ciphertext, replace(BOUND, **{field: new_id()}))


def test_a_ciphertext_of_which_one_bit_was_changed_does_not_open() -> None:
    keys = MASTER.tender_key(BOUND.tender_id, MASTER.new_tender_key(BOUND.tender_id))
    sealed = keys.seal(OFFER.canonical(GOOD), BOUND)
    changed = bytes([sealed.ciphertext[0] ^ 1]) + sealed.ciphertext[1:]
    with pytest.raises(SealBroken):
        keys.unseal(sealed.nonce, changed, BOUND)


def test_a_tender_key_opens_with_its_own_master_key_and_for_its_own_tender_only() -> None:
    wrapped = MASTER.new_tender_key(BOUND.tender_id)
    with pytest.raises(SealBroken):
        MasterKey(b"o" * 32).tender_key(BOUND.tender_id, wrapped)
    with pytest.raises(SealBroken):
        MASTER.tender_key(new_id(), wrapped)


def test_the_same_offer_sealed_twice_shows_no_likeness() -> None:
    keys = MASTER.tender_key(BOUND.tender_id, MASTER.new_tender_key(BOUND.tender_id))
    one, other = keys.seal(OFFER.canonical(GOOD), BOUND), keys.seal(OFFER.canonical(GOOD), BOUND)
    assert one.receipt != other.receipt
    assert one.ciphertext != other.ciphertext


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=900))
def test_the_length_of_a_ciphertext_does_not_tell_the_length_of_the_text(approach: str) -> None:
    keys = MASTER.tender_key(BOUND.tender_id, MASTER.new_tender_key(BOUND.tender_id))
    sealed = keys.seal(OFFER.canonical(replace(GOOD, approach=approach)), BOUND)
    assert (len(sealed.ciphertext) - 16) % BLOCK == 0


def test_nothing_that_holds_an_offer_or_a_key_prints_it() -> None:
    wrapped = MASTER.new_tender_key(BOUND.tender_id)
    keys = MASTER.tender_key(BOUND.tender_id, wrapped)
    sealed = keys.seal(OFFER.canonical(GOOD), BOUND)
    unsealed = keys.unseal(sealed.nonce, sealed.ciphertext, BOUND)
    printed = " ".join(map(repr, (GOOD, MASTER, wrapped, keys, sealed, unsealed)))
    assert "123456" not in printed
    assert "filmējam" not in printed
    assert "mmmm" not in printed
