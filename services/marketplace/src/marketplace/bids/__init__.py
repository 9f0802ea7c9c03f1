"""Bids: sealed offers for one lot, by one provider or a consortium."""
