"""Tokens that die before they expire."""
