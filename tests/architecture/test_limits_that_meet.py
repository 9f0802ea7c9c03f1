"""Limits that two services keep for each other's sake, since neither can ask the other."""

from billing.amounts.schemas import MAX_NET_CENTS
from marketplace.bids.rules import MOST_PRICE_CENTS


def test_every_price_that_can_win_can_be_invoiced() -> None:
    assert MOST_PRICE_CENTS <= MAX_NET_CENTS
