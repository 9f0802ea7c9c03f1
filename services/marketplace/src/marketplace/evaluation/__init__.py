"""Evaluation: opening the sealed bids, scoring, ranking and awarding them."""
