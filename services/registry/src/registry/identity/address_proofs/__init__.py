"""Proofs that somebody reads the mail of an address: one-time codes, sent there."""
